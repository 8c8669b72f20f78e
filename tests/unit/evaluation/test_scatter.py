"""The scatter over seeds of a pooled middle, on draws whose scatter is known."""

import numpy as np
import pytest

from tradewinds.evaluation.scatter import scatter_found, scatter_over_seeds
from tradewinds.normal import WIDTH_90

LIMIT = 0.1


def pool(chains: int, between: float, rng: np.random.Generator, draws: int = 100) -> np.ndarray:
    """Effects [R] of chains, each with a spread of 1, about middles that scatter by ``between``."""
    return (between * rng.normal(size=(chains, 1)) + rng.normal(size=(chains, draws))).ravel()


@pytest.mark.slow
@pytest.mark.parametrize(("chains", "between"), [(4, 0.0), (12, 0.0), (4, 2.0), (12, 2.0), (40, 2.0)])
def test_it_is_how_far_middles_of_repetitions_scatter(chains, between):
    """Over 400 repetitions: their middles scatter by what each says of itself, in the root mean square."""
    rng, said, middles = np.random.default_rng(1), [], []
    for _ in range(400):
        effect = pool(chains, between, rng)
        said.append(scatter_over_seeds(effect, chains) * WIDTH_90)
        middles.append(effect.mean())
    # the standard deviation of 400 numbers is known to 3.5 %, and so is the mean of their squares
    assert np.sqrt(np.mean(np.square(said))) == pytest.approx(np.std(middles), rel=4 * 0.05)


def test_twelve_guides_that_agree_pass_and_one_far_away_does_not():
    """One that lies d standard deviations off moves the middle by d/12: 1.2 widths, and a tenth more for
    its own error and that of the others, are too many.
    """
    rng = np.random.default_rng(2)
    for _ in range(50):
        effect = pool(12, 0.0, rng)
        assert scatter_over_seeds(effect, 12) < LIMIT / 2
        effect[:100] += 1.3 * WIDTH_90
        assert scatter_over_seeds(effect, 12) > LIMIT


@pytest.mark.slow
@pytest.mark.parametrize("chains", [2, 3, 4, 12, 40])
def test_the_scatter_that_is_said_to_be_found_is_found_four_times_in_five(chains):
    """Over 2,000 repetitions, whose share has an error of .009; half of it is found far less often."""
    rng = np.random.default_rng(3)
    found = scatter_found(LIMIT, chains) * WIDTH_90
    shares = []
    for between in (found, found / 2):
        effects = (pool(chains, between, rng, 200) for _ in range(2000))
        shares.append(np.mean([scatter_over_seeds(effect, chains) > LIMIT for effect in effects]))
    assert shares[0] == pytest.approx(0.8, abs=4 * 0.009) and shares[1] < 0.65


def test_one_guide_says_nothing_of_another_and_draws_that_stand_still_are_no_answer():
    assert np.isnan(scatter_over_seeds(np.arange(10.0), 1)) and np.isnan(scatter_found(LIMIT, 1))
    assert scatter_over_seeds(np.ones(10), 2) == np.inf
    assert scatter_over_seeds(np.arange(12.0), 12) == np.inf

"""The scatter over seeds of a pooled middle, on draws whose scatter is known."""

import numpy as np
import pytest

from tradewinds.evaluation.scatter import scatter_over_seeds


def pool(
    chains: int, within: float, between: float, rng: np.random.Generator, draws: int = 400
) -> np.ndarray:
    """Effects [R] of chains about middles that scatter by ``between``."""
    return (between * rng.normal(size=(chains, 1)) + within * rng.normal(size=(chains, 100))).ravel()


@pytest.mark.parametrize(("chains", "between"), [(4, 0.0), (12, 0.0), (4, 2.0), (12, 2.0), (40, 2.0)])
def test_it_is_how_far_middles_of_repetitions_scatter(chains, between):
    """Over 400 repetitions: their middles scatter by what each says of itself, in the root mean square."""
    rng, said, middles = np.random.default_rng(1), [], []
    for _ in range(400):
        effect = pool(chains, 1.0, between, rng)
        said.append(scatter_over_seeds(effect, chains) * 3.29 * effect.std())
        middles.append(effect.mean())
    # the standard deviation of 400 numbers is known to 3.5 %, and so is the mean of their squares
    assert np.sqrt(np.mean(np.square(said))) == pytest.approx(np.std(middles), rel=4 * 0.05)


def test_twelve_guides_without_a_width_are_within_a_tenth_and_three_are_not():
    rng = np.random.default_rng(2)
    found = {of: [scatter_over_seeds(pool(of, 0.01, 1.0, rng), of) for _ in range(50)] for of in (3, 12)}
    assert max(found[12]) < 0.1 < min(found[3])


def test_one_guide_says_nothing_of_another_and_draws_that_stand_still_are_no_answer():
    assert np.isnan(scatter_over_seeds(np.arange(10.0), 1))
    assert scatter_over_seeds(np.ones(10), 2) == np.inf

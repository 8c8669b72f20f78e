"""Draws of a Normal density whose gradient is known: its own obey Stein's identities, others do not."""

import numpy as np
import pytest

from tradewinds.proof.likeness import Likeness
from tradewinds.proof.own_draws import (
    IN_LOCATION,
    IN_SPREAD,
    NOT_THEIRS,
    THEIRS,
    TOGETHER,
    identities,
    judged_draws,
)

SIZE, CHAINS, DRAWS = 12, 4, 200
MEAN = np.linspace(-2, 5, SIZE)
_ROOT = np.random.default_rng(0).normal(size=(SIZE, SIZE)) / 3 + np.diag(np.linspace(0.5, 3, SIZE))
COVARIANCE = _ROOT @ _ROOT.T
NAMES = [f"beta[{number}]" for number in range(SIZE)]


def normal_draws(seed: int, memory: float = 0.5) -> np.ndarray:
    """[chain, draw, d] of the density, each with a correlation of ``memory`` with the one before."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((CHAINS, DRAWS, SIZE))
    for nth in range(1, DRAWS):
        noise[:, nth] = memory * noise[:, nth - 1] + np.sqrt(1 - memory**2) * noise[:, nth]
    return MEAN + noise @ _ROOT.T


def judged(draws: np.ndarray, mean: np.ndarray = MEAN):
    gradient = -(draws - mean) @ np.linalg.inv(COVARIANCE)
    return judged_draws(identities(NAMES, draws, gradient).assign(equation="price"))


@pytest.mark.slow
def test_draws_of_the_density_are_its_own_whatever_the_seed():
    found = [judged(normal_draws(seed, memory)) for seed in range(50) for memory in (0.0, 0.8)]
    assert {one.verdict for one in found} == {Likeness.within}
    assert found[0].reason.startswith(THEIRS) and 0 < found[0].size < found[0].allowed
    assert found[0].values == 2 * SIZE + 1 and found[0].beyond == 0


@pytest.mark.parametrize("seed", range(5))
def test_moved_draws_are_not(seed):
    """One coordinate by half of its deviation; the verdict names it or one that goes with it."""
    draws = normal_draws(seed)
    draws[..., 3] += np.sqrt(COVARIANCE[3, 3]) / 2
    found = judged(draws)
    assert found.verdict == Likeness.different and found.reason.startswith(NOT_THEIRS)
    assert found.size > found.allowed and found.unit == "posterior deviations" and IN_LOCATION in found.reason


@pytest.mark.parametrize("factor", [0.8, 1.2, 1.5])
@pytest.mark.parametrize("seed", range(5))
def test_draws_that_were_spread_or_drawn_together_are_not(factor, seed):
    draws = normal_draws(seed)
    found = judged(MEAN + factor * (draws - MEAN))
    assert found.verdict == Likeness.different and IN_SPREAD in found.reason and TOGETHER in found.reason
    assert found.size == pytest.approx(abs(factor**2 - 1), rel=0.1) and found.unit == "posterior variances"


def test_draws_of_other_data_are_not():
    """Those that move the mean of every coordinate by a third of its deviation, in turns up and down."""
    other = MEAN + np.sqrt(np.diag(COVARIANCE)) / 3 * (-1.0) ** np.arange(SIZE)
    assert judged(normal_draws(1), other).verdict == Likeness.different


def test_values_are_what_they_say():
    """In one dimension: how many deviations the draws lie off, and how much larger their variance is."""
    draws = np.random.default_rng(3).standard_normal((CHAINS, 20_000, 1))
    moved = identities(["x"], draws + 0.25, -(draws + 0.25)).set_index(["coordinate", "identity"])
    assert moved.loc[("x", IN_LOCATION), "value"] == pytest.approx(-0.25, abs=0.02)
    assert moved.loc[("x", IN_SPREAD), "value"] == pytest.approx(0, abs=0.02)
    wider = identities(["x"], 1.5 * draws, -1.5 * draws).set_index(["coordinate", "identity"])
    assert wider.loc[("x", IN_SPREAD), "value"] == pytest.approx(1.25, abs=0.05)
    assert wider.loc[(TOGETHER, IN_SPREAD), "value"] == wider.loc[("x", IN_SPREAD), "value"]


def test_what_is_no_number_is_no_posterior():
    draws = normal_draws(0)
    draws[0, 0, 0] = np.nan
    assert judged(draws).verdict == Likeness.different
    still = normal_draws(0)
    still[..., 0] = MEAN[0]
    assert judged(still).verdict == Likeness.different


def test_nothing_is_said_of_approximations_and_of_too_few_draws():
    none = identities(NAMES, normal_draws(0), normal_draws(0)).iloc[:0]
    assert "approximate algorithm" in judged_draws(none).reason
    few = judged(normal_draws(0)[:1, :10])
    assert few.verdict == Likeness.not_made and "too few" in few.reason

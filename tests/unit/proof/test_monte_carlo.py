"""Tolerances: runs that differ by their draws alone pass in all but the stated share, and others do not."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tradewinds.proof.monte_carlo import (
    ALPHA,
    allowed_deviations,
    effective_draws,
    error_of_deviation,
    error_of_mean,
    quantile_factor,
)


def chains(rng, chains=4, draws=400, elements=30, memory=0.7, apart=0.0):
    """Stationary AR(1) draws of N(0, 1), whose chains may have middles of their own."""
    found = np.empty((chains, draws, elements))
    found[:, 0] = rng.standard_normal((chains, elements))
    for at in range(1, draws):
        step = np.sqrt(1 - memory**2) * rng.standard_normal((chains, elements))
        found[:, at] = memory * found[:, at - 1] + step
    return found + apart * rng.standard_normal((chains, 1, elements))


def test_quantile_factors_are_those_of_a_normal():
    """1.2533 = √(π/2) for the median; 2.113 at the ends of a 90 % band."""
    assert quantile_factor([0.5, 0.05, 0.95]) == pytest.approx([np.sqrt(np.pi / 2), 2.1132, 2.1132], abs=1e-3)


def test_two_runs_of_independent_draws_differ_by_what_is_allowed():
    rng, draws, values, runs = np.random.default_rng(1), 400, 20, 3000
    allowed = allowed_deviations(draws, values)
    apart = rng.standard_normal((runs, values, 2)) / np.sqrt(draws)
    beyond = int((np.abs(apart[..., 0] - apart[..., 1]) > allowed).any(axis=1).sum())
    # a count of about runs × ALPHA = 3, Poisson: 12 or more has a probability of 7e-5
    assert beyond < 12
    assert allowed_deviations(200, 1) == pytest.approx(3.2905 * 0.1, rel=1e-4), "z of 1 in 1000, two-sided"
    assert allowed_deviations(draws, 1) < allowed < allowed_deviations(draws / 4, values) == 2 * allowed


@pytest.mark.parametrize("apart", [0.0, 0.5], ids=["mixed", "apart"])
def test_means_and_deviations_of_chains_made_again(apart):
    """Twenty pairs of runs of 30 elements: the share of false alarms is small whether chains mix or not, and
    a middle a deviation off is found where they do.
    """
    rng, alarms = np.random.default_rng(2), 0
    for _ in range(20):
        review, again = (chains(rng, apart=apart) for _ in range(2))
        error, freedom = error_of_mean(again)
        reach = np.sqrt(2) * stats.t.ppf(1 - ALPHA / 120, freedom)
        means = np.abs(review.mean(axis=(0, 1)) - again.mean(axis=(0, 1)))
        spread = np.abs(review.std(axis=(0, 1)) - again.std(axis=(0, 1)))
        alarms += bool((means > reach * error).any() or (spread > reach * error_of_deviation(again)).any())
    assert alarms <= 1
    assert (means + 1 > reach * error).all() == (apart == 0)


def test_errors_tell_memory():
    """The standard error of a mean of n draws with memory ρ is √((1 + ρ) / (1 − ρ) / n)."""
    rng = np.random.default_rng(3)
    for memory in (0.0, 0.7):
        error, _ = error_of_mean(chains(rng, draws=2000, elements=200, memory=memory))
        assert np.median(error) == pytest.approx(np.sqrt((1 + memory) / (1 - memory) / 8000), rel=0.25)


def test_one_short_chain_tells_no_error():
    error, freedom = error_of_mean(np.random.default_rng(4).standard_normal((1, 8, 2)))
    assert np.isnan(error).all() and freedom == 0


def test_effective_draws_are_the_fewest_of_predictions():
    table = pd.DataFrame(
        {
            "quantity": ["prediction", "prediction", "noise scale"],
            "metric": ["ess_bulk", "rhat", "ess_bulk"],
            "value": [310.0, 1.0, 20.0],
        }
    )
    assert effective_draws([table, table.assign(value=[250.0, 1.0, 1.0])]) == 250
    assert np.isnan(effective_draws([]))

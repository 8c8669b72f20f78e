"""R̂, effective draws, energy and leave-one-out of draws whose quality is known."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tradewinds.evaluation.convergence import COLUMNS, PROBES, convergence_metrics
from tradewinds.review.status import Status
from tradewinds.review.tier import review_tier
from tradewinds.settings.diagnostics import DiagnosticsSettings

CHAINS, KEPT, ROWS = 4, 200, 5
TRAINING = xr.Dataset(
    {"score": (("step", "member"), [[-2.0, -3.0], [-1.5, -1.0]])},
    attrs={"steps": 7, "non_finite": 2, "max_tree_depth": 3},
)


def independent(chains=CHAINS, draws=KEPT, seed=0):
    return np.random.default_rng(seed).normal(size=(chains * draws, ROWS))


def table(location=None, noise=None, chains=CHAINS, left_out=None, stats=None, training=TRAINING):
    location = independent() if location is None else location
    noise = np.exp(independent(seed=1))[: len(location)] if noise is None else noise
    return convergence_metrics(
        "price", location, noise, chains, left_out, xr.Dataset() if stats is None else stats, training
    )


def values(found: pd.DataFrame, quantity: str) -> dict[str, float]:
    assert tuple(found.columns) == COLUMNS and (found["equation"] == "price").all()
    return found[found["quantity"] == quantity].set_index("metric")["value"].to_dict()


def verdict(found: pd.DataFrame, check: str = "convergence") -> Status:
    empty = pd.DataFrame(
        columns=["equation", "holdout", "model", "metric", "scale", "value", "error", "rows"]
    )
    coverage = pd.DataFrame(columns=["equation", "holdout", "level", "coverage", "error", "rows"])
    judged = review_tier(empty, empty, coverage, found, DiagnosticsSettings(), "tier1", "nuts")
    return Status(judged.set_index("check").loc[check, "status"])


def test_independent_draws_are_worth_what_they_count():
    found = values(table(), "prediction")
    assert (found["chains"], found["draws_per_chain"]) == (CHAINS, KEPT)
    assert found["rhat"] == pytest.approx(1.0, abs=0.03)
    assert 0.6 * CHAINS * KEPT < found["ess_bulk"] < 1.4 * CHAINS * KEPT
    assert 0.5 * CHAINS * KEPT < found["ess_tail"] < 1.4 * CHAINS * KEPT


def test_the_worst_row_counts():
    location = independent()
    location[:KEPT, 3] += 3.0
    assert values(table(location), "prediction")["rhat"] > 1.3
    assert verdict(table(location)).bad


def test_slow_chains_have_few_effective_draws():
    """AR(1) with φ = 0.9: one draw in (1 + φ) / (1 − φ) = 19 counts."""
    rng = np.random.default_rng(0)
    chain = rng.normal(size=(CHAINS, 1000, ROWS))
    for draw in range(1, 1000):
        chain[:, draw] = 0.9 * chain[:, draw - 1] + np.sqrt(0.19) * chain[:, draw]
    found = values(table(chain.reshape(-1, ROWS), noise=np.exp(chain.reshape(-1, ROWS))), "prediction")
    assert 0.3 * 4000 / 19 < found["ess_bulk"] < 1.7 * 4000 / 19


@pytest.mark.parametrize("stuck", ["apart", "together"])
def test_chains_that_stand_still_never_pass(stuck):
    location = independent()
    where = np.repeat(np.arange(CHAINS), KEPT) if stuck == "apart" else np.zeros(CHAINS * KEPT)
    location[:, 2] = where
    assert verdict(table(location)).bad


def test_one_draw_that_is_no_number_never_passes():
    location = independent()
    location[17, 1] = np.nan
    assert verdict(table(location)).bad


@pytest.mark.parametrize(("chains", "draws"), [(8, 1), (1, 200)], ids=["ensemble", "one chain"])
def test_what_cannot_be_compared_is_not(chains, draws):
    found = table(independent(chains, draws), chains=chains)
    assert "rhat" not in values(found, "prediction")
    assert values(found, "prediction")["chains"] == chains
    assert verdict(found) == "void"


def test_the_noise_scale_is_judged_as_its_mean_over_rows():
    noise = np.exp(independent(seed=1))
    noise[:KEPT] += 50.0
    found = table(noise=noise)
    assert values(found, "noise scale")["rhat"] > 1.3 > values(found, "prediction")["rhat"]


def test_what_the_sampler_says():
    """Energies that are drawn anew have a BFMI of 2; those that creep have one near 0.

    The least of any chain counts; its formula is Betancourt's (2016), and one that stands still has none.
    """
    rng = np.random.default_rng(0)
    energy = rng.normal(size=(2, 2000))
    energy[1] = np.cumsum(energy[1])
    stats = xr.Dataset(
        {
            "diverging": (("chain", "draw"), np.array([[True, False, False, False]] * 2)),
            "tree_depth": (("chain", "draw"), np.array([[3, 2, 2, 1]] * 2)),
        }
    )
    found = values(table(stats=stats), "sampler")
    assert found == {"divergences": 0.25, "tree_depth_mean": 2.0, "tree_depth_at_limit": 0.25}
    slow = values(table(stats=xr.Dataset({"energy": (("chain", "draw"), energy)})), "sampler")
    assert slow["bfmi"] < 0.1
    quick = values(table(stats=xr.Dataset({"energy": (("chain", "draw"), energy[:1])})), "sampler")
    assert quick["bfmi"] == pytest.approx(2.0, rel=0.1)
    step, spread = np.diff(energy[0]), energy[0] - energy[0].mean()
    assert quick["bfmi"] == pytest.approx(step @ step / (spread @ spread))  # n − 1 terms in either mean
    energy[1] = 3.0
    still = values(table(stats=xr.Dataset({"energy": (("chain", "draw"), energy)})), "sampler")
    assert np.isnan(still["bfmi"])


def test_training_and_its_best_score():
    assert values(table(), "training") == {"steps": 7, "non_finite": 2, "best_score": -1.0}
    training = TRAINING.assign_attrs(elbo_per_obs=-1.5, kl=12.0)
    assert values(table(training=training), "elbo") == {"elbo_per_obs": -1.5, "kl": 12.0}


def test_leave_one_out_of_a_mean_that_is_known_exactly():
    """y ~ Normal(μ, 1), μ drawn from its posterior of many rows: elpd by hand, p_loo near 1, k̂ small."""
    rng = np.random.default_rng(0)
    rows = 60
    y = rng.normal(size=rows)
    mu = y.mean() + rng.normal(size=CHAINS * KEPT) / np.sqrt(rows)
    log_likelihood = -0.5 * np.log(2 * np.pi) - 0.5 * (y - mu[:, None]) ** 2
    found = values(table(left_out=log_likelihood), "loo")
    others = (y.sum() - y) / (rows - 1)
    variance = 1 + 1 / (rows - 1)
    exact = np.sum(-0.5 * np.log(2 * np.pi * variance) - 0.5 * (y - others) ** 2 / variance)
    assert found["elpd_loo"] == pytest.approx(exact, abs=0.2)
    assert found["p_loo"] == pytest.approx(np.var(y), rel=0.3)
    assert found["pareto_k_max"] < 0.7 and found["pareto_k_high"] == 0.0


def test_rows_that_weigh_too_much_are_counted():
    """Importance weights 1 / U² have a tail with k = 2."""
    rng = np.random.default_rng(0)
    log_likelihood = rng.normal(-1, 0.1, (CHAINS * KEPT, 50))
    log_likelihood[:, :5] = 2 * np.log(rng.uniform(size=(CHAINS * KEPT, 5)))
    found = values(table(left_out=log_likelihood), "loo")
    assert found["pareto_k_high"] == pytest.approx(0.1) and found["pareto_k_max"] > 0.7


def test_too_few_draws_for_leave_one_out():
    assert values(table(left_out=np.zeros((99, 3))), "loo") == {}
    assert values(table(), "loo") == {}


@pytest.mark.slow
def test_a_row_that_stands_still_among_very_many_is_found():
    many = np.random.default_rng(3).normal(size=(CHAINS * KEPT, 10 * PROBES))
    noise = np.exp(many[:, :1])
    assert values(table(many, noise), "prediction")["rhat"] < 1.05
    many[:, 7] = 1.0
    assert verdict(table(many, noise)).bad


def weights(log_weight: np.ndarray) -> float:
    found = table(stats=xr.Dataset({"log_weight": (("chain", "draw"), log_weight[None])}))
    return values(found, "approximation")["pareto_k"]


@pytest.mark.parametrize("tail", [0.3, 1.0, 2.0])
def test_the_tail_of_importance_weights_of_known_tail(tail):
    """Weights U^(−k) are Pareto with k; 190 of 4,000 draws in the tail find it to (1 + k)/√190."""
    log_weight = -tail * np.log(np.random.default_rng(0).uniform(size=4000))
    assert weights(log_weight) == pytest.approx(tail, abs=4 * (1 + tail) / np.sqrt(190))


def test_weights_that_are_all_alike_have_no_tail():
    assert weights(-31.0 + 1e-12 * np.random.default_rng(0).normal(size=400)) == 0.0


@pytest.mark.parametrize("case", ["few", "not a number", "one has all the weight"])
def test_weights_that_say_nothing_never_pass(case):
    log_weight = np.random.default_rng(0).normal(size=99 if case == "few" else 400)
    if case == "not a number":
        log_weight[7] = np.nan
    elif case == "one has all the weight":
        log_weight *= 1e4
    assert not weights(log_weight) <= 0.7

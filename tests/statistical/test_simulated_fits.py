"""Simulation-based calibration of a posterior that is known: exact draws pass, others do not.

y = x·w + Normal noise of known size, w ~ Normal(0, 1). With 200 simulations and a threshold of 0.05 over five
quantities, exact draws pass with a probability of at least 0.95; the seeds are fixed.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from known_lines import NOISE, exact, make_line, make_problem, silent

from tradewinds.errors import FitError
from tradewinds.evaluation.sbc.ranks import Trial, ranks
from tradewinds.inference.problem import Draws
from tradewinds.review.calibration import review_ranks
from tradewinds.settings.sbc import SbcSettings

LINE = make_line(correlation=0.5, rows=12)
SIMULATIONS, DRAWS = 200, 60


def simulate(rows, key):
    w_key, y_key = jax.random.split(key)
    w = jax.random.normal(w_key, (2,))
    return {"w": w}, rows.x @ w + NOISE * jax.random.normal(y_key, rows.y.shape)


def measure(sites, rows):
    w = np.asarray(sites["w"])
    likelihood = -0.5 * (np.square(np.asarray(rows.y) - w @ np.asarray(rows.x).T) / NOISE**2).sum(axis=1)
    return {"w 1": w[:, 0], "w 2": w[:, 1], "prediction": w.sum(axis=1), "log likelihood": likelihood}


def sampler(width=1.0, shift=0.0, deaf=False, broken=0):
    """Draws of the known posterior, made wider, moved, or those of the prior; every so many fits break."""
    calls = [0]

    def draw(problem, key):
        calls[0] += 1
        if broken and calls[0] % broken == 0:
            raise FitError("draws of a chain are not finite")
        known = exact(LINE._replace(y=np.asarray(problem.rows.y)))
        cover = np.linalg.cholesky(np.linalg.inv(known.precision))
        normal = np.asarray(jax.random.normal(key, (2, 100, 2)))
        if deaf:
            return Draws({"w": normal})
        return Draws({"w": known.mean + normal @ (width * cover.T) + shift * known.sd})

    return draw


def verdicts(largest=100.0, simulations=SIMULATIONS, **kind):
    trial = Trial(make_problem(LINE), simulate, measure, sampler(**kind))
    found = ranks(trial, "line", range(simulations), DRAWS, largest, jax.random.key(4), silent)
    return review_ranks(found, SbcSettings(), "nuts").set_index("title"), found


def test_exact_draws_pass():
    judged, found = verdicts()
    assert (judged["status"] == "passed").all(), judged
    assert found["rank"].between(0, DRAWS).all() and (found["draws"] == DRAWS).all()


@pytest.mark.parametrize(
    ("kind", "quantity", "says"),
    [
        ({"width": 0.7}, "prediction", "Too narrow"),
        ({"width": 1.6}, "w 1", "Too wide"),
        ({"shift": 0.5, "width": 0.7}, "w 1", "Biased: the draws are too high"),
        ({"shift": 0.5}, "w 2", "Biased: the draws are too high"),
        ({"shift": -0.5}, "prediction", "Biased: the draws are too low"),
    ],
)
def test_draws_that_are_off_fail_and_it_is_said_how(kind, quantity, says):
    judged, _ = verdicts(**kind)
    row = judged.loc[f"Ranks of {quantity}"]
    assert row["status"] == "failed" and says in row["sentence"]


def test_draws_that_ignore_the_data_are_found_by_the_likelihood_alone():
    judged, _ = verdicts(deaf=True)
    assert judged.loc["Ranks of w 1", "status"] == "passed"
    assert judged.loc["Ranks of log likelihood", "status"] == "failed"


def test_rejecting_extreme_data_leaves_ranks_uniform_and_is_counted():
    judged, found = verdicts(largest=2.5)
    status = found.groupby("simulation")["status"].first()
    assert 20 < (status == "rejected").sum() < 150
    assert not (judged["status"] == "failed").any(), judged
    assert (
        f"Of {SIMULATIONS} simulations {(status == 'rejected').sum()} were not fitted"
        in (judged.loc["Simulated fits", "sentence"])
    )
    assert found.loc[found["status"] == "rejected", "reason"].str.contains("standard deviations").all()


def test_fits_that_break_are_counted_and_fail():
    judged, found = verdicts(broken=5, simulations=50)
    assert (found["status"] == "failed").sum() == 10
    assert judged.loc["Simulated fits", "status"] == "failed"
    assert judged.loc["Simulated fits", "value"] == pytest.approx(0.2)


def test_few_simulations_decide_nothing_but_great_errors():
    judged, _ = verdicts(simulations=20)
    assert set(judged.drop("Simulated fits")["status"]) == {"undecided"}
    assert (verdicts(simulations=20, shift=3.0)[0].drop("Simulated fits")["status"] == "failed").any()


def test_the_numbers_of_simulations_decide_their_ranks_not_the_job_they_are_in():
    trial = Trial(make_problem(LINE), simulate, measure, sampler())
    together, alone = (
        ranks(trial, "line", numbers, DRAWS, 100.0, jax.random.key(4), silent)
        for numbers in (range(3), range(2, 3))
    )
    last = together[together["simulation"] == 2].reset_index(drop=True)
    assert last.equals(alone)
    assert jnp.isfinite(together["truth"].to_numpy()).all()

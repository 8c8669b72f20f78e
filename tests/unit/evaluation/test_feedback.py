"""The long forecast against recursions worked out by hand."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from linear_world import Coefficients, described, linear_model, make_world, panel, with_roles

from tradewinds.evaluation.feedback import fed_back
from tradewinds.evaluation.predictive import ask
from tradewinds.fitted.equation import FittedEquation
from tradewinds.settings.model import Family

PERIODS, AHEAD, DRAWS = 16, 5, 4000
LAST = PERIODS - AHEAD - 1
MEMORY, SLOPE, LEVEL, SIGMA = 0.8, -1.5, 0.1, 0.05
TEXT = "price[t] ~ price[t-1] + tariff[t]"
PERSISTENCE = 0.9
KEY = jax.random.key(0)


def fitted(
    text: str = TEXT, law: Coefficients | None = None, gap: bool = False, **settings
) -> FittedEquation:
    """Two sectors; log price remembers itself and falls with the tariff."""
    rng = np.random.default_rng(0)
    price = np.exp(rng.normal(size=(2, PERIODS)))
    if gap:
        price[1, LAST + 2] = np.nan
    table = panel({"price": price, "tariff": rng.uniform(0, 0.3, (2, PERIODS))}, 1, "step", place=["a", "b"])
    law = law or Coefficients([MEMORY - 1, SLOPE], intercept=LEVEL, sigma=SIGMA)
    world = make_world(
        {"sectors": with_roles(table, AHEAD)},
        {"sectors": described(table, "step")},
        {"tier1": {text: law}},
        draws=DRAWS,
        **settings,
    )
    (one,) = world.fit().equations()
    return one


def test_a_line_that_remembers_itself():
    """log p[t] = c + φ log p[t−1] + b tariff[t] + σ ε from the last training period on, in closed form."""
    one = fitted()
    found = fed_back(one, KEY, 0)
    log, tariff = np.log(one.grid.values["price"]), one.grid.values["tariff"]
    mean, variance = log[:, LAST], 0.0
    for period in range(LAST + 1, PERIODS):
        mean = LEVEL + MEMORY * mean + SLOPE * tariff[:, period]
        variance = MEMORY**2 * variance + SIGMA**2
        at = found.equation_rows.period == period
        unit = one.scaler.target_scale
        # the rows' quantity counts from the observed previous value
        draws = one.scaler.explained(found.predictive.mean[:, at]) + log[:, period - 1]
        spread = found.predictive.scale[:, at] * unit
        total = draws.var(axis=0) + (spread**2).mean(axis=0)
        np.testing.assert_allclose(draws.mean(axis=0), mean, atol=4.5 * np.sqrt(variance / DRAWS))
        np.testing.assert_allclose(total, variance, rtol=4.5 * np.sqrt(2 / DRAWS))


def test_its_first_period_is_the_forecast_one_period_ahead():
    one = fitted()
    far, near = fed_back(one, KEY, 0), ask(one, "ahead", KEY)
    first = far.equation_rows.period == LAST + 1
    for name in ("mean", "scale"):
        pair = [getattr(answer.predictive, name)[0, first] for answer in (far, near)]
        np.testing.assert_allclose(*pair, atol=1e-10)


def test_an_equation_without_memory_sees_no_difference():
    text = "price[t] ~ tariff[t]"
    one = fitted(text, Coefficients([SLOPE], sigma=SIGMA), model=linear_model(explain="level"))
    far, near = fed_back(one, KEY, 0), ask(one, "ahead", KEY)
    np.testing.assert_allclose(far.predictive.mean[0], near.predictive.mean[0], atol=1e-10)


@pytest.mark.slow
def test_an_effect_of_the_economy_is_drawn_jointly_over_the_horizon():
    """δ is an AR(1) φ and there is next to no other noise: log price moves by δ, which remembers itself.

    From a known δ[T] the variance of δ[T+h] is τ²(1 − φ^2h), and that of δ[T+2] carries over by φ.
    """
    sites = {"delta_shape": np.arctanh([PERSISTENCE])}
    law = Coefficients([0.0, 0.0], sigma=1e-3, delta_scale=0.05, sites=sites)
    one = fitted(TEXT + " + t", law)
    found = fed_back(one, KEY, 0)
    log, rows = np.log(one.grid.values["price"]), found.equation_rows
    path = np.stack([
        one.scaler.explained(found.predictive.mean[:, (rows.period == t) & (rows.sector == 0)])
        + log[0, t - 1]
        for t in range(LAST + 1, PERIODS)
    ])[:, :, 0]  # fmt: skip
    moves = np.diff(path, axis=0)[:2]  # δ of the second and third period, the first one's known from rows
    memory = PERSISTENCE ** (2 * np.array([2, 3]))
    expected = PERSISTENCE * np.sqrt((1 - memory[0]) / (1 - memory[1]))
    found = np.corrcoef(moves)[0, 1]
    assert found == pytest.approx(expected, abs=4.5 * (1 - expected**2) / np.sqrt(DRAWS))


def test_heavy_tails_keep_their_degrees_of_freedom():
    law = Coefficients([MEMORY - 1, SLOPE], sigma=SIGMA, sites={"tail": 3.0})
    found = fed_back(fitted(law=law, model=linear_model(noise={"family": Family.student_t})), KEY, 0)
    np.testing.assert_array_equal(found.predictive.df, 5.0)


def test_after_a_gap_the_past_is_the_observed_one():
    """The period after the gap has no row; from then on every forecast starts at what was seen."""
    one = fitted(gap=True)
    found = fed_back(one, KEY, 0)
    near = ask(one, "ahead", KEY)
    np.testing.assert_array_equal(found.equation_rows.period, near.equation_rows.period)
    after = (found.equation_rows.sector == 1) & (found.equation_rows.period == LAST + 4)
    np.testing.assert_allclose(found.predictive.mean[0, after], near.predictive.mean[0, after], atol=1e-10)


@pytest.mark.parametrize(("share", "answered"), [(0.02, True), (0.2, False)])
def test_paths_that_explode_are_left_out_and_too_many_of_them_refuse_the_forecast(share, answered):
    one = fitted()
    wild = np.arange(DRAWS) < share * DRAWS
    beta = np.array(one.sites["beta"])
    beta[wild, 0] = 1e300
    found = fed_back(replace(one, sites=one.sites | {"beta": jax.numpy.asarray(beta)}), KEY, 0)
    assert (found is not None) == answered
    if answered:
        assert found.predictive.draws == DRAWS - wild.sum()

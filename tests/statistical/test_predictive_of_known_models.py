"""Predictive densities of given models: calibrated on data from them, and not on data that are not."""

import jax
import numpy as np
import pytest
from linear_world import Coefficients, described, linear_model, make_world, panel, with_roles
from scipy.stats import kstest

from tradewinds.evaluation.checks import predictive_checks
from tradewinds.evaluation.mixture import log_density, pit
from tradewinds.evaluation.predictive import ask
from tradewinds.settings.model import Family

SECTORS, PERIODS, AHEAD = 30, 60, 20
PERSISTENCE, CONSTANT, PASSED, SIGMA, TAU, MEMORY = 0.7, 0.1, 0.8, 0.1, 0.08, 0.8
KEY = jax.random.key(0)


def simulated(seed, df=None, tau=TAU, sigma=SIGMA):
    """Prices of an economy with a shared AR(1) disturbance and Normal or Student-t noise."""
    rng = np.random.default_rng(seed)
    tariff, price = rng.uniform(0.05, 0.3, (SECTORS, PERIODS)), np.zeros((SECTORS, PERIODS))
    delta = tau * rng.normal()
    for t in range(1, PERIODS):
        delta = MEMORY * delta + tau * np.sqrt(1 - MEMORY**2) * rng.normal()
        noise = rng.normal(size=SECTORS) if df is None else rng.standard_t(df, SECTORS)
        price[:, t] = PERSISTENCE * price[:, t - 1] + CONSTANT + PASSED * tariff[:, t] + delta + sigma * noise
    return panel(
        {"tariff": tariff, "price": np.exp(price)}, 1, "step", industry=[f"{i:02d}" for i in range(SECTORS)]
    )


def asked(table, role, df=None, sigma=SIGMA, draws=1):
    """Rows of one question with the predictive of the model as it was simulated."""
    sites = {"delta_shape": np.arctanh([MEMORY])}
    model = linear_model(noise={"family": Family.normal if df is None else Family.student_t})
    if df is not None:
        sites = {"tail": df - 2.0}
    inside = np.random.default_rng(0).random(SECTORS * (PERIODS - AHEAD)) < 0.2
    economy = " + t" if df is None else ""
    text = f"price[t] ~ price[t-1] + tariff[t]{economy}"
    law = Coefficients([PERSISTENCE - 1, PASSED], CONSTANT, sigma, TAU if df is None else None, sites)
    world = make_world(
        {"sectors": with_roles(table, AHEAD, inside)},
        {"sectors": described(table, "step")},
        {"tier1": {text: law}},
        model=model,
        draws=draws,
    )
    one = world.fit().equations()[0]
    answer = ask(one, role, KEY)
    return answer, one.scaler.target(answer.equation_rows.y), one.scaler


@pytest.fixture(scope="module")
def table():
    return simulated(0)


@pytest.mark.parametrize("role", ["inside", "ahead"])
def test_each_sector_is_forecast_as_well_as_is_possible(table, role):
    """Rows of a period share their error about δ; their own is σ, and bands hold what they claim."""
    answer, y, scale = asked(table, role)
    values = pit(answer.predictive, y)
    deviation = (y - answer.predictive.mean[0]) / answer.predictive.scale[0]
    by_period = np.array(
        [deviation[answer.equation_rows.period == p].mean() for p in np.unique(answer.equation_rows.period)]
    )
    within = deviation - by_period[np.unique(answer.equation_rows.period, return_inverse=True)[1]]
    own = SIGMA / scale.target_scale / answer.predictive.scale[0].mean()
    assert within.std() == pytest.approx(own, rel=0.1)
    # what a period's rows share: the part of the variance that is δ's
    shared = np.sqrt(np.maximum(1 - own**2, 0) + own**2 * len(by_period) / len(y))
    assert by_period.std() == pytest.approx(shared, rel=0.5)
    for level in (0.5, 0.8, 0.9):
        assert np.mean(2 * np.abs(values - 0.5) <= level) == pytest.approx(level, abs=0.15)


def test_the_effect_known_inside_narrows_the_forecast(table):
    inside, ahead = (asked(table, role)[0].predictive.scale.mean() for role in ("inside", "ahead"))
    unit = asked(table, "inside")[2].target_scale
    assert inside * unit == pytest.approx(SIGMA, rel=0.05)
    assert ahead * unit == pytest.approx(np.sqrt(SIGMA**2 + TAU**2 * (1 - MEMORY**2)), rel=0.1)


def test_with_independent_noise_the_pit_is_uniform():
    """Student-t noise, no shared effect: every row ahead is an independent draw."""
    answer, y, _ = asked(simulated(1, df=6.0, tau=0.0), "ahead", df=6.0)
    assert kstest(pit(answer.predictive, y), "uniform").pvalue > 0.01
    sure, y, _ = asked(simulated(1, df=6.0, tau=0.0), "ahead", df=6.0, sigma=SIGMA / 2)
    assert kstest(pit(sure.predictive, y), "uniform").pvalue < 1e-6
    assert log_density(answer.predictive, y).mean() > log_density(sure.predictive, y).mean()


def shares(df_of_data, df, seeds, sigma=SIGMA):
    """Predictive checks [data sets, statistics] of one model on data simulated with each seed."""
    found = []
    for seed in seeds:
        answer, _, scale = asked(simulated(seed, df_of_data, tau=0.0, sigma=sigma), "fit", df=df)
        found.append(predictive_checks("price", answer, scale, 99, seed)["value"].to_numpy())
    return np.array(found)


def test_predictive_checks_of_data_from_the_model_are_uniform():
    """Shares over data sets: no statistic piles up at 0 or 1."""
    found = shares(6.0, 6.0, range(10, 40))
    assert found.shape == (30, 4)
    for statistic in found.T:
        assert kstest(statistic, "uniform").pvalue > 1e-3
    assert (found == 0).mean() < 0.1 and (found == 1).mean() < 0.1


def test_predictive_checks_of_data_not_from_the_model_are_extreme():
    wide = shares(6.0, 6.0, range(3), sigma=1.5 * SIGMA)
    assert (wide[:, 0] == 0).all()
    heavy = shares(2.5, 30.0, range(3))
    assert ((heavy[:, 1] == 1) | (heavy[:, 2] == 0)).all()

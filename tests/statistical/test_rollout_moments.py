"""Many draws of a noisy chain: mean, variance and covariance are those of the closed form."""

import numpy as np
import pytest
from linear_world import Coefficients, described, linear_model, make_world, panel, roll, scenario, with_roles

from tradewinds.settings.model import Family

DRAWS, HORIZON, SECTORS, PERIODS = 2000, 8, 3, 16
PERSISTENCE, CONSTANT, PASSED, SIGMA, TAU, SPREAD = 0.8, 0.05, 0.5, 0.05, 0.03, 0.04
INDUSTRIES = ["a", "a", "b"]
PRICE, VOLUME = "price[t] ~ price[t-1] + tariff[t]", "volume[t] ~ volume[t-1]"
ASKED = scenario(HORIZON, 0.1, draws=DRAWS, refuse_distance=99.0, runaway_distance=99.0)


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(0)
    values = {
        "tariff": rng.uniform(0.05, 0.3, (SECTORS, PERIODS)),
        "price": np.exp(rng.normal(0.5, 0.3, (SECTORS, PERIODS))),
        "volume": np.exp(rng.normal(0.5, 0.3, (SECTORS, PERIODS))),
    }
    return panel(values, 1, "step", industry=INDUSTRIES, origin=["x", "y", "x"])


def chain(table, laws, effects=(), model=None):
    return make_world(
        {"sectors": with_roles(table, 4)},
        {"sectors": described(table, "step")},
        {"tier1": laws},
        effects={"tier1": list(effects)},
        model=model,
    )


@pytest.fixture(scope="module")
def rolled(table):
    """Own noise, an effect of the period, and one of the industry in the period; in both equations."""
    plain = chain(table, {PRICE: Coefficients([PERSISTENCE - 1, PASSED]), VOLUME: Coefficients([0.0])})

    def law(name, slopes, constant):
        spread = SPREAD / plain.scaler_of(name).target_scale
        sites = {
            "industry:period spread": spread,
            "industry:period effect": np.zeros(2 * (PERIODS - 4 - 1)),
        }
        return Coefficients(slopes, constant, SIGMA, delta_scale=TAU, sites=sites)

    laws = {PRICE: law("price", [PERSISTENCE - 1, PASSED], CONSTANT), VOLUME: law("volume", [0.0], 0.0)}
    return roll(chain(table, laws, ["period", "industry:period"]), ASKED)


def logs(rolled, path, name="price"):
    return np.log(rolled.paths[path].values["sectors"][name])


def summed_squares():
    """Σ φ^2i of the disturbances until each period [H]."""
    return np.cumsum(PERSISTENCE ** (2 * np.arange(HORIZON)))


def close(found, expected, error):
    """Within five standard errors."""
    assert (np.abs(found - expected) < 5 * error).all()


@pytest.mark.parametrize("path", ["baseline", "scenario"])
def test_the_mean_is_the_chain_without_noise(table, rolled, path):
    expected = np.log(table.groupby("sector")["price"].last().to_numpy())
    deviation = np.sqrt((SIGMA**2 + TAU**2 + SPREAD**2) * summed_squares())
    for step, tariff in enumerate(rolled.tariffs[path]):
        expected = PERSISTENCE * expected + CONSTANT + PASSED * tariff
        close(logs(rolled, path)[:, step].mean(axis=0), expected, deviation[step] / np.sqrt(DRAWS))


def test_the_variance_adds_up_along_the_path(rolled):
    expected = (SIGMA**2 + TAU**2 + SPREAD**2) * summed_squares()[:, None]
    close(logs(rolled, "baseline").var(axis=0), expected, expected * np.sqrt(2 / DRAWS))


def test_sectors_move_together_as_far_as_they_share_disturbances(rolled):
    """Sectors of one industry share δ and the industry's effect; those of two share δ alone."""
    total = SIGMA**2 + TAU**2 + SPREAD**2
    for step, times in enumerate(summed_squares()):
        found = np.cov(logs(rolled, "scenario")[:, step].T)
        close(found[0, 1], (TAU**2 + SPREAD**2) * times, total * times * np.sqrt(2 / DRAWS))
        close(found[0, 2], TAU**2 * times, total * times * np.sqrt(2 / DRAWS))


def test_periods_are_correlated_by_persistence(rolled):
    values = logs(rolled, "baseline")[:, [2, 6], 0]
    expected = (SIGMA**2 + TAU**2 + SPREAD**2) * summed_squares()[2] * PERSISTENCE**4
    variance = (SIGMA**2 + TAU**2 + SPREAD**2) * summed_squares()[[2, 6]]
    close(np.cov(values.T)[0, 1], expected, np.sqrt(2 * variance.prod() / DRAWS))


def test_every_equation_has_disturbances_of_its_own(rolled):
    """What moves volumes is not what moves prices, period by period and sector by sector."""
    price = np.diff(logs(rolled, "baseline"), axis=1)
    price -= (PERSISTENCE - 1) * logs(rolled, "baseline")[:, :-1]
    volume = np.diff(logs(rolled, "baseline", "volume"), axis=1)
    close(np.cov(volume[:, 0, 0]), SIGMA**2 + TAU**2 + SPREAD**2, 0.01 * np.sqrt(2 / DRAWS))
    for step in range(HORIZON - 1):
        for sector in range(SECTORS):
            found = np.corrcoef(price[:, step, sector], volume[:, step, sector])[0, 1]
            close(found, 0.0, 1 / np.sqrt(DRAWS))


def test_the_effect_of_the_path_has_no_noise_at_all(rolled):
    """Both paths share every disturbance, and the chain is linear: the difference is one number."""
    difference = logs(rolled, "scenario") - logs(rolled, "baseline")
    expected = np.zeros(SECTORS)
    for step in range(HORIZON):
        rise = rolled.tariffs["scenario"][step] - rolled.tariffs["baseline"][step]
        expected = PERSISTENCE * expected + PASSED * rise
        np.testing.assert_allclose(difference[:, step], np.tile(expected, (DRAWS, 1)), atol=1e-9)


def test_student_t_noise_has_its_own_variance(table):
    """σ² ν / (ν − 2) each period; with ν = 12 the fourth moment is finite enough to judge by."""
    df = 12.0
    law = Coefficients([PERSISTENCE - 1, PASSED], CONSTANT, SIGMA, sites={"tail": df - 2})
    model = linear_model(noise={"family": Family.student_t})
    found = roll(chain(table, {PRICE: law}, model=model), ASKED)
    expected = SIGMA**2 * df / (df - 2) * summed_squares()[:, None]
    kurtosis = 3 + 6 / (df - 4)
    close(logs(found, "baseline").var(axis=0), expected, expected * np.sqrt(kurtosis / DRAWS))

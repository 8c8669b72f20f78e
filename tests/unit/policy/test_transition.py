"""One period worked out by hand, for every way in which an equation can be written."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from linear_world import LEVELS, linear_model

from tradewinds.data.scaling import EquationScaler, TrainingSupport
from tradewinds.equations import parse
from tradewinds.evaluation.shocks import CalendarTerms, Shock
from tradewinds.model.equation import EquationModel
from tradewinds.model.rows import ParameterSizes
from tradewinds.policy.transition import RollOutEquation, distance, explain_period, solve_period
from tradewinds.settings.model import Dynamics

VARIABLES = ("price", "volume", "tariff", "gap")
SCALES = {name: "level" if name in LEVELS else "log" for name in VARIABLES}
RNG = np.random.default_rng(0)
HISTORY = {name: RNG.uniform(1, 2, (14, 3)) for name in VARIABLES}
NOW = {name: RNG.uniform(1, 2, 3) for name in VARIABLES}
CALM = Shock(np.zeros(3), np.zeros(3))
COLUMN = CalendarTerms(np.array([0.1, -0.2, 0.3]), np.array(41.0))
LOG_PRICE, LOG_VOLUME = np.log(HISTORY["price"]), np.log(HISTORY["volume"])


def part(
    text: str, slopes: list[float], explain: str = "change", wider: int = 0
) -> tuple[RollOutEquation, dict]:
    """An equation on a scale with means and spreads of its own, and sites that undo them."""
    equation = parse(text, SCALES)
    count = len(equation.columns)
    mean, spread = np.arange(count) + 0.5, np.arange(count) + 2.0
    seen = (mean, spread, mean - 1, mean + 1)
    scale = EquationScaler(
        equation.columns,
        *seen,
        target_mean=0.7,
        target_scale=3.0,
        support=TrainingSupport(np.eye(count), 1.0),
    )
    shape = ParameterSizes(count + wider, 3, 10, groups=(), economy=False)
    model = EquationModel(linear_model(), shape, Dynamics.independent, collapsed=True)
    beta = np.asarray(slopes) * spread / 3.0
    sites = {
        "beta": jnp.asarray(np.pad(beta, (0, wider), constant_values=99.0)),
        "intercept": jnp.asarray((np.asarray(slopes) @ mean - 0.7) / 3.0),
        "sigma": jnp.asarray(0.25),
    }
    return RollOutEquation(equation, model, scale, explain, groups={}, present=np.ones(3, dtype=bool)), sites


def explained(text: str, slopes: list[float], explain: str = "change", shock: Shock = CALM, **more: int):
    return explain_period(*part(text, slopes, explain, **more), HISTORY, NOW, shock, COLUMN)[0]


CASES = {
    "a log from its previous value": (
        "price[t] ~ price[t-1] + tariff[t]",
        [-0.4, 2.0],
        "change",
        np.exp(0.6 * LOG_PRICE[-1] + 2 * NOW["tariff"]),
    ),
    "the level itself": (
        "price[t] ~ price[t-1] + tariff[t]",
        [0.5, 2.0],
        "level",
        np.exp(0.5 * LOG_PRICE[-1] + 2 * NOW["tariff"]),
    ),
    "a level from its previous value": (
        "gap[t] ~ gap[t-2] + volume[t]",
        [0.5, 0.1],
        "change",
        HISTORY["gap"][-1] + 0.5 * HISTORY["gap"][-2] + 0.1 * np.log(NOW["volume"]),
    ),
    "a change of logs": (
        "dlog(price[t]) ~ dlog(price[t-1]) + d(tariff[t]) + log(gap[t-3])",
        [0.5, 2.0, 0.3],
        "level",
        np.exp(
            LOG_PRICE[-1]
            + 0.5 * (LOG_PRICE[-1] - LOG_PRICE[-2])
            + 2 * (NOW["tariff"] - HISTORY["tariff"][-1])
            + 0.3 * np.log(HISTORY["gap"][-3])
        ),
    ),
    "a change over a year": (
        "d(gap[t], 12) ~ d(gap[t-1], 12) + level(price[t-1])",
        [0.5, 0.1],
        "change",
        HISTORY["gap"][-12] + 0.5 * (HISTORY["gap"][-1] - HISTORY["gap"][-13]) + 0.1 * HISTORY["price"][-1],
    ),
    "a mean over the sectors": (
        "price[t] ~ common(dlog(price[t-1])) + common(tariff[t])",
        [0.5, 2.0],
        "change",
        np.exp(LOG_PRICE[-1] + 0.5 * (LOG_PRICE[-1] - LOG_PRICE[-2]).mean() + 2 * NOW["tariff"].mean()),
    ),
    "a month and a date": (
        "price[t] ~ tariff[t-1] + month + index",
        [1.0, 2.0, 0.01],
        "change",
        np.exp(LOG_PRICE[-1] + HISTORY["tariff"][-1] + 2 * COLUMN.month + 0.41),
    ),
    "no input at all": ("price[t] ~ t", [], "change", HISTORY["price"][-1]),
}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "slopes", "explain", "expected"), CASES.values(), ids=CASES)
def test_a_period_by_hand(text, slopes, explain, expected):
    np.testing.assert_allclose(explained(text, slopes, explain), expected, rtol=1e-12)


def test_columns_that_only_the_widest_equation_has_change_nothing():
    text, slopes = CASES["a log from its previous value"][:2]
    np.testing.assert_array_equal(explained(text, slopes, wider=3), explained(text, slopes))


def test_disturbances_come_in_units_of_the_explained_quantity():
    shock = Shock(shared=np.array([0.1, 0.1, -0.2]), noise=np.array([1.0, 0.0, -2.0]))
    moved = np.log(explained("price[t] ~ price[t-1]", [-0.4], shock=shock))
    still = np.log(explained("price[t] ~ price[t-1]", [-0.4]))
    np.testing.assert_allclose(moved - still, 3.0 * (shock.shared + 0.25 * shock.noise), rtol=1e-9)


def test_equations_of_a_period_see_what_was_solved_before_them():
    price, price_sites = part("price[t] ~ tariff[t]", [2.0])
    volume, volume_sites = part("volume[t] ~ price[t] + price[t-1]", [-1.0, 0.5])
    drawn = [(price_sites, CALM, COLUMN), (volume_sites, CALM, COLUMN)]
    identities = {"revenue": "tariff * price * volume / 100"}
    found, _ = solve_period([price, volume], identities, HISTORY, NOW, drawn)
    log_price = LOG_PRICE[-1] + 2 * NOW["tariff"]
    log_volume = LOG_VOLUME[-1] - log_price + 0.5 * LOG_PRICE[-1]
    np.testing.assert_allclose(found["price"], np.exp(log_price))
    np.testing.assert_allclose(found["volume"], np.exp(log_volume))
    np.testing.assert_allclose(found["revenue"], NOW["tariff"] * np.exp(log_price + log_volume) / 100)
    np.testing.assert_array_equal(found["gap"], NOW["gap"])


def test_sectors_that_have_ended_are_in_no_common_term():
    one, sites = part("price[t] ~ common(tariff[t])", [2.0], "level")
    one = replace(one, present=np.array([True, False, True]))
    found, _ = explain_period(one, sites, HISTORY, NOW, CALM, COLUMN)
    np.testing.assert_allclose(found, np.full(3, np.exp(2 * NOW["tariff"][[0, 2]].mean())))


def scale_between(low: list[float], high: list[float], support: TrainingSupport) -> EquationScaler:
    """A scale that leaves inputs as they are."""
    count = len(low)
    names, as_they_are = tuple("abcdef"[:count]), (np.zeros(count), np.ones(count))
    return EquationScaler(names, *as_they_are, np.array(low), np.array(high), 0.0, 1.0, support)


@pytest.mark.slow
def test_the_farthest_input_counts_in_training_ranges():
    wide = scale_between([0.0, -1.0], [2.0, 1.0], TrainingSupport(np.eye(2), 99.0))
    x = jnp.array([[0.0, 1.0], [3.0, 0.0], [1.0, -5.0], [-1.0, 1.5]])
    np.testing.assert_allclose(distance(x, x, wide), [0.0, 0.5, 2.0, 0.5])
    still = scale_between([1.0], [1.0], TrainingSupport(np.eye(1), 99.0))
    x = jnp.array([[1.0], [1.25]])
    np.testing.assert_allclose(distance(x, x, still), [0.0, np.inf])
    nothing = scale_between([], [], TrainingSupport.of(np.zeros((5, 0))))
    np.testing.assert_array_equal(distance(jnp.zeros((3, 0)), jnp.zeros((3, 0)), nothing), np.zeros(3))


def test_a_combination_never_seen_is_outside_though_each_input_is_inside():
    along = np.linspace(-1.5, 1.5, 31)
    seen = np.stack([along, along + 0.1 * np.cos(40 * along)], axis=1)
    support = scale_between([-1.6, -1.6], [1.6, 1.6], TrainingSupport.of(seen))
    x = jnp.concatenate([jnp.asarray(seen), jnp.array([[1.4, -1.4], [2.0, 2.0]])])
    found = distance(x, x, support)
    np.testing.assert_array_equal(found[:-2], 0.0)
    assert found[-2] > 1.0  # against the grain: several diameters
    np.testing.assert_allclose(found[-1], 0.4 / 3.2, rtol=0.1)  # along it much as the range itself has it


@pytest.mark.slow
def test_the_distance_has_a_slope_everywhere():
    support = scale_between([-1.0, -1.0], [1.0, 1.0], TrainingSupport(np.eye(2), 1.0))
    slope = jax.grad(lambda x: distance(x[None], x[None], support)[0])
    np.testing.assert_array_equal(slope(jnp.zeros(2)), 0.0)
    np.testing.assert_allclose(slope(jnp.array([0.9, 0.9])), np.full(2, 0.5**0.5 / 2))


def test_the_distance_of_a_period_is_that_of_its_worst_equation():
    near, near_sites = part("price[t] ~ gap[t]", [0.0])
    far, far_sites = part("volume[t] ~ price[t] + tariff[t]", [0.0, 0.0])
    drawn = [(near_sites, CALM, COLUMN), (far_sites, CALM, COLUMN)]
    now = NOW | {"gap": np.array([0.5, 0.5, 9.5]), "tariff": np.array([1.5, 4.5, 1.5])}
    _, outside = solve_period([near, far], {}, HISTORY, now, drawn)
    np.testing.assert_allclose(outside, [0.0, 1.0, 4.0])

"""Disturbances of the future: how they go on, how they are shared, how wide they are."""

from dataclasses import replace

import jax
import numpy as np
import pandas as pd
import pytest
from linear_world import Coefficients, described, linear_model, make_world, panel, with_roles
from scipy.stats import t

from tradewinds.evaluation.shocks import calendar_columns, future_groups, sample_shocks
from tradewinds.fitted.equation import chosen_draws
from tradewinds.settings.model import Family

DRAWS, HORIZON = 1000, 4
INDUSTRIES, ORIGINS = ["a", "a", "b", "b"], ["x", "y", "x", "y"]
PERIODS, AHEAD = 20, 4


def simulated(delta: np.ndarray) -> pd.DataFrame:
    """Log prices of four sectors that rise by δ[t] and hardly anything else."""
    rng = np.random.default_rng(0)
    price = np.exp(np.cumsum(delta + 1e-4 * rng.normal(size=(4, len(delta))), axis=1))
    return panel({"price": price}, 1, "step", industry=INDUSTRIES, origin=ORIGINS)


def fitted(table, law, *, effects=(), model=None, text="price[t] ~ price[t-1] + t", inside=None):
    world = make_world(
        {"sectors": with_roles(table, AHEAD, inside)},
        {"sectors": described(table, "step")},
        {"tier1": {text: law}},
        effects={"tier1": list(effects)},
        model=model,
    )
    one = world.fit().equations()[0]
    return replace(one, sites=chosen_draws(one.sites, DRAWS, 0)), world.scaler_of("price").target_scale


def shared(one, horizon=HORIZON):
    shock = sample_shocks(one, PERIODS - 1, horizon, jax.random.key(1))
    assert shock.shared.shape == shock.noise.shape == (DRAWS, horizon, len(one.grid.sectors))
    return np.asarray(shock.shared)


def close(found, expected, error):
    """Within four and a half standard errors."""
    assert (np.abs(found - expected) < 4.5 * error).all()


PERSISTENCE, TAU = 0.9, 0.05
DELTA = np.concatenate([0.02 * np.sin(np.arange(PERIODS - 1)), [0.12]])


def test_a_persistent_effect_goes_on_from_where_it_stood():
    """After δ known to be d: mean φ^h d and variance τ² (1 − φ^2h), although d is in no training row."""
    sites = {"delta_shape": np.arctanh([PERSISTENCE])}
    one, unit = fitted(simulated(DELTA), Coefficients([0.0], sigma=1e-4, delta_scale=TAU, sites=sites))
    found = shared(one)
    assert (found == found[..., :1]).all(), "all sectors share δ"
    h = np.arange(1, HORIZON + 1)
    deviation = TAU / unit * np.sqrt(1 - PERSISTENCE ** (2 * h))
    close(
        found[..., 0].mean(axis=0),
        PERSISTENCE**h * DELTA[-1] / unit,
        deviation / np.sqrt(DRAWS) + 1e-3 / unit,
    )
    close(found[..., 0].var(axis=0), deviation**2, deviation**2 * np.sqrt(2 / DRAWS) + 1e-3)
    between = np.cov(found[:, 0, 0], found[:, 3, 0])[0, 1]
    close(between, PERSISTENCE**3 * deviation[0] ** 2, deviation[0] * deviation[3] / np.sqrt(DRAWS))


def test_futures_of_a_draw_go_on_from_the_same_and_differ_from_each_other():
    """All draws are alike here, so that futures of one and of several draws follow one law."""
    sites = {"delta_shape": np.arctanh([PERSISTENCE])}
    one, unit = fitted(simulated(DELTA), Coefficients([0.0], sigma=1e-4, delta_scale=TAU, sites=sites))
    shock = sample_shocks(one, PERIODS - 1, HORIZON, jax.random.key(1), futures=3)
    assert shock.shared.shape == shock.noise.shape == (3 * DRAWS, HORIZON, len(one.grid.sectors))
    found = np.asarray(shock.shared)[..., 0].reshape(3, DRAWS, HORIZON) * unit
    for h in range(1, HORIZON + 1):
        spread = TAU * np.sqrt(1 - PERSISTENCE ** (2 * h))
        expected = PERSISTENCE**h * DELTA[-1]
        close(found[..., h - 1].mean(axis=1), expected, spread / np.sqrt(DRAWS) + 1e-3)
        apart = found[0, :, h - 1] - found[1, :, h - 1]
        close(apart.std(), np.sqrt(2) * spread, np.sqrt(2) * spread / np.sqrt(2 * DRAWS))


def test_an_effect_of_the_period_alone_knows_nothing_of_the_next():
    law = Coefficients([0.0], sigma=1e-4, delta_scale=TAU)
    one, unit = fitted(simulated(DELTA), law, effects=["period"], text="price[t] ~ price[t-1]")
    found = shared(one)[..., 0]
    close(found.mean(axis=0), 0.0, TAU / unit / np.sqrt(DRAWS))
    close(found.var(axis=0), (TAU / unit) ** 2, (TAU / unit) ** 2 * np.sqrt(2 / DRAWS))
    close(np.corrcoef(found.T)[0, 1], 0.0, 1 / np.sqrt(DRAWS))


@pytest.mark.slow
def test_an_effect_that_was_sampled_goes_on_from_its_last_value():
    """With Student-t noise δ is drawn with the weights; rows after the training periods take it on."""
    innovation = np.linspace(-1, 1, PERIODS - AHEAD)
    sites = {"delta_shape": np.arctanh([PERSISTENCE]), "delta_innovation": innovation, "tail": 3.0}
    model = linear_model(noise={"family": Family.student_t})
    # noise so wide that the rows ahead say next to nothing
    law = Coefficients([0.0], sigma=100.0, delta_scale=TAU, sites=sites)
    one, unit = fitted(simulated(DELTA), law, model=model)
    given = {name: value[0] for name, value in one.sites.items()}
    last = float(one.model.delta(given)[-1])
    ahead = np.arange(AHEAD + 1, AHEAD + HORIZON + 1)
    deviation = TAU / unit * np.sqrt(1 - PERSISTENCE ** (2 * ahead))
    found = shared(one)[..., 0]
    close(found.mean(axis=0), PERSISTENCE**ahead * last, deviation / np.sqrt(DRAWS) + 1e-3 / unit)
    close(found.std(axis=0), deviation, deviation / np.sqrt(2 * DRAWS) + 1e-3)


GROUPS = {
    "industry:period": ([0, 0, 1, 1], True),
    "origin:period": ([0, 1, 0, 1], True),
    "sector:period": ([0, 1, 2, 3], True),
}


@pytest.mark.parametrize(("effect", "groups"), [(name, groups) for name, (groups, _) in GROUPS.items()])
def test_an_effect_by_period_is_drawn_anew_and_shared_by_its_group(effect, groups):
    table = simulated(np.random.default_rng(1).normal(size=PERIODS))
    seen = PERIODS - AHEAD - 1
    sites = {f"{effect} spread": 0.7, f"{effect} effect": np.full((max(groups) + 1) * seen, 5.0)}
    one, _ = fitted(table, Coefficients([0.0], sites=sites), effects=[effect], text="price[t] ~ price[t-1]")
    found = shared(one)
    for first in range(4):
        for second in range(4):
            same = groups[first] == groups[second]
            assert (found[..., first] == found[..., second]).all() == same
    own = found[..., np.unique(groups, return_index=True)[1]].reshape(DRAWS, -1)
    close(own.mean(axis=0), 0.0, 0.7 / np.sqrt(DRAWS))
    close(own.var(axis=0), 0.49, 0.49 * np.sqrt(2 / DRAWS))
    between = np.corrcoef(own.T)[~np.eye(own.shape[1], dtype=bool)]
    close(between, 0.0, 1 / np.sqrt(DRAWS))


def test_several_effects_add_up():
    effects = {"industry:period": 0.3, "origin:period": 0.4}
    seen = 2 * (PERIODS - AHEAD - 1)
    sites = {f"{name} spread": spread for name, spread in effects.items()}
    sites |= {f"{name} effect": np.zeros(seen) for name in effects}
    table = simulated(np.random.default_rng(1).normal(size=PERIODS))
    one, _ = fitted(
        table, Coefficients([0.0], sites=sites), effects=list(effects), text="price[t] ~ price[t-1]"
    )
    found = np.cov(shared(one)[:, 0].T)
    expected = np.array([[25, 9, 16, 0], [9, 25, 0, 16], [16, 0, 25, 9], [0, 16, 9, 25]]) / 100
    close(found, expected, 0.25 * np.sqrt(2 / DRAWS))


def test_a_group_without_training_rows_keeps_one_value():
    """Every row of industry b was held out inside: its effect is not known, but it does not change."""
    table = simulated(np.random.default_rng(1).normal(size=PERIODS))
    train = table[table["period"] <= PERIODS - AHEAD]
    held_out = (train["industry"] == "b").to_numpy()
    sites = {"industry spread": 0.7, "industry effect": np.array([5.0])}
    law = Coefficients([0.0], sites=sites)
    one, _ = fitted(table, law, effects=["industry"], text="price[t] ~ price[t-1]", inside=held_out)
    found = shared(one)
    assert (found[..., :2] == 0).all(), "industry a was seen: its effect is in the network's output"
    assert (found[..., 2:] == found[:, :1, 2:3]).all()
    close(found[:, 0, 2].std(), 0.7, 0.7 / np.sqrt(2 * DRAWS))


def test_known_groups_keep_their_number_and_new_ones_count_down():
    table = simulated(np.random.default_rng(1).normal(size=PERIODS))
    effects = ["industry", "origin:period"]
    sites = {"industry spread": 1.0, "industry effect": np.zeros(2)}
    sites |= {"origin:period spread": 1.0, "origin:period effect": np.zeros(2 * (PERIODS - AHEAD - 1))}
    one, _ = fitted(table, Coefficients([0.0], sites=sites), effects=effects, text="price[t] ~ price[t-1]")
    codes = future_groups(one, 2)
    assert codes["industry"].tolist() == [0, 0, 1, 1] * 2
    assert codes["origin:period"].tolist() == [-1, -2, -1, -2, -3, -4, -3, -4]


@pytest.mark.parametrize("tail", [None, 3.0, 8.0])
def test_noise_has_scale_one_and_the_variance_of_its_law(tail):
    """Student-t with ν degrees of freedom has the variance ν / (ν − 2), and a kurtosis of its own."""
    family = Family.normal if tail is None else Family.student_t
    sites = {} if tail is None else {"tail": tail}
    table = simulated(np.random.default_rng(1).normal(size=PERIODS))
    model = linear_model(noise={"family": family})
    one, _ = fitted(table, Coefficients([0.0], sites=sites), model=model, text="price[t] ~ price[t-1]")
    noise = np.asarray(sample_shocks(one, PERIODS - 1, HORIZON, jax.random.key(1)).noise).ravel()
    df = np.inf if tail is None else 2 + tail
    variance = 1.0 if tail is None else df / (df - 2)
    close(np.mean(noise**2), variance, np.std(noise**2) / np.sqrt(noise.size))
    close(noise.mean(), 0.0, np.sqrt(variance / noise.size))
    # two thirds of the Normal lie within one; of heavier tails with this scale a little less
    inside = t.cdf(1.0, df) - t.cdf(-1.0, df)
    close(np.mean(np.abs(noise) < 1), inside, 0.5 / np.sqrt(noise.size))


def test_dates_and_months_of_the_future():
    months = panel(
        {"price": np.exp(np.random.default_rng(0).normal(size=(2, 40)))},
        "2016-01",
        "month",
        industry=["a", "b"],
    )
    world = make_world(
        {"sectors": with_roles(months, 4)},
        {"sectors": described(months, "month")},
        {"tier1": {"price[t] ~ month + index": Coefficients([1.0, 0.0])}},
    )
    one = world.fit().equations()[0]
    periods = np.arange(np.datetime64("2019-04"), np.datetime64("2019-10")).astype("datetime64[ns]")
    column = calendar_columns(one, 39, periods)
    np.testing.assert_array_equal(column.index, [40, 41, 42, 43, 44])
    season = one.scaler.season
    everything = (season.total.sum(axis=2), season.count.sum(axis=2))
    for row, month in enumerate([5, 6, 7, 8, 9]):
        total, count = (part[:, month - 1] for part in everything)
        expected = (total + 2 * total.sum() / count.sum()) / (count + 2)
        np.testing.assert_allclose(column.month[row], expected)

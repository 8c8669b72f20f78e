"""Draws, rows and groups of fitted equations, and what the draws predict."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from linear_world import Coefficients, described, linear_model, make_world, panel, with_roles
from scipy.stats import norm

from tradewinds.errors import DataError
from tradewinds.evaluation.predictive import ask, left_out_densities
from tradewinds.fitted import equation as fitted_module
from tradewinds.fitted.equation import over_draws
from tradewinds.settings.model import Family

SECTORS, PERIODS, AHEAD = 4, 20, 5
PERSISTENCE, SIGMA = 0.6, 0.1
TEXTS = ("price[t] ~ price[t-1] + tariff[t] + tariff[t-1]", "volume[t] ~ volume[t-1] + price[t]")
KEY = jax.random.key(0)


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(0)
    values = {
        "tariff": rng.uniform(0.05, 0.3, (SECTORS, PERIODS)),
        "price": np.exp(rng.normal(0.5, 0.3, (SECTORS, PERIODS))),
        "volume": np.exp(rng.normal(0.5, 0.3, (SECTORS, PERIODS))),
    }
    return panel(values, 1, "step", industry=["a", "a", "b", "b"], origin=["x", "y", "x", "y"])


def make(table, *, inside=True, effects=(), model=None, draws=3, chains=2, **law):
    train = int((table["period"] <= PERIODS - AHEAD).sum())
    held_out = np.arange(train) % 7 == 0 if inside else None
    laws = {
        TEXTS[1]: Coefficients([PERSISTENCE - 1, -0.5], 0.2, SIGMA),
        TEXTS[0]: Coefficients([PERSISTENCE - 1, 1.0, 0.5], 0.1, SIGMA, **law),
    }
    return make_world(
        {"sectors": with_roles(table, AHEAD, held_out)},
        {"sectors": described(table, "step")},
        {"tier1": laws},
        effects={"tier1": list(effects)},
        model=model,
        draws=draws,
        chains=chains,
    )


def equations(world):
    return {one.name: one for one in world.fit().equations()}


@pytest.fixture(scope="module")
def found(table):
    return equations(make(table))


def test_every_equation_in_the_order_in_which_it_is_solved(found):
    assert list(found) == ["price", "volume"]
    price = found["price"]
    assert (price.table, price.explain, price.chains, price.draws) == ("sectors", "change", 2, 6)
    assert set(price.equation_rows.role) == {"fit", "inside", "ahead"}
    assert price.model.shape.inputs == found["volume"].model.shape.inputs == 3
    assert len(price.fit.y) == (price.equation_rows.role == "fit").sum()
    np.testing.assert_allclose(price.fit.y, price.scaler.target(price.equation_rows.with_role("fit").y))


def test_draws_of_a_chain_stay_next_to_each_other(table):
    world = make(table)
    posterior = world.posteriors["tier1"]["price/posterior"]
    numbered = posterior.to_dataset().copy()
    numbered["intercept"] = (("chain", "draw"), np.arange(6.0).reshape(2, 3))
    posterior.dataset = numbered
    np.testing.assert_array_equal(equations(world)["price"].sites["intercept"], np.arange(6.0))


def test_groups_are_those_of_the_training_rows(table):
    sites = {"origin:period spread": 1.0, "origin:period effect": np.zeros(28)}
    world = make(table, inside=False, effects=["origin:period"], sites=sites)
    price = equations(world)["price"]
    assert len(price.labels["origin:period"]) == 28
    assert (np.asarray(price.fit.groups["origin:period"]) >= 0).all()
    ahead = np.asarray(price.rows(price.equation_rows.with_role("ahead")).groups["origin:period"])
    assert (ahead < 0).all() and len(np.unique(ahead)) == 2 * AHEAD


def test_sectors_without_training_rows_are_refused(table):
    world = make(table, inside=False)
    train = world.train["sectors"]
    world.train["sectors"] = train[train["industry"] == "a"]
    with pytest.raises(DataError, match="b × x, b × y"):
        equations(world)


@pytest.mark.slow
@pytest.mark.parametrize("draws", [1, 5, 7, 12])
def test_batches_give_every_draw_once_and_in_order(found, monkeypatch, draws):
    monkeypatch.setattr(fitted_module, "BATCH", 5)
    numbers = jnp.arange(float(draws))
    one = replace(found["price"], sites={"number": numbers})
    sums, keys = over_draws(
        lambda add, sites, fit, rows, key: (sites["number"] + rows.sum() + add, jax.random.key_data(key)),
        (10,),
        one,
        jnp.array([1.0, 2.0]),
        KEY,
    )
    np.testing.assert_array_equal(sums, numbers + 13)
    np.testing.assert_array_equal(keys, jax.random.key_data(jax.random.split(KEY, draws)))


def expected_explained(sample, unit):
    """Mean of the standardised change by hand, from what was observed before."""
    x = dict(zip(sample.columns, sample.x.T, strict=True))
    change = (
        0.1 + (PERSISTENCE - 1) * x["log(price[t-1])"] + x["level(tariff[t])"] + 0.5 * x["level(tariff[t-1])"]
    )
    return unit.target(change)


@pytest.mark.parametrize("role", ["fit", "inside", "ahead"])
def test_without_an_economy_wide_effect_the_predictive_is_the_law(found, role):
    price = found["price"]
    asked = ask(price, role, KEY)
    assert (asked.equation_rows.role == role).all() and len(asked.equation_rows) > 0
    expected = expected_explained(asked.equation_rows, price.scaler)
    np.testing.assert_allclose(asked.predictive.mean, np.tile(expected, (6, 1)), atol=1e-9)
    np.testing.assert_allclose(asked.location, asked.predictive.mean)
    np.testing.assert_allclose(asked.predictive.scale, SIGMA / price.scaler.target_scale)
    assert asked.predictive.df is None


def test_a_question_without_rows_is_not_asked(table):
    assert ask(equations(make(table, inside=False))["price"], "inside", KEY) is None


def test_left_out_rows_of_independent_noise_are_the_rows_themselves(found):
    price = found["price"]
    asked = ask(price, "fit", KEY)
    y = price.scaler.target(asked.equation_rows.y)
    expected = norm.logpdf(y, asked.predictive.mean, asked.predictive.scale)
    np.testing.assert_allclose(left_out_densities(price), expected, atol=1e-9)


@pytest.mark.slow
def test_the_effect_of_a_period_is_known_inside_and_unknown_ahead(table):
    """With a large effect of every period: small spread where other rows tell of it, τ where none do."""
    tau = 1.0
    world = make(table, effects=["period"], delta_scale=tau)
    for sites in (world.posteriors["tier1"]["volume/posterior"],):
        sites.dataset = sites.to_dataset().assign(delta_scale=(("chain", "draw"), np.full((2, 3), 1e-3)))
    price = equations(world)["price"]
    unit = price.scaler.target_scale
    ahead, inside = (ask(price, role, KEY) for role in ("ahead", "inside"))
    np.testing.assert_allclose(ahead.predictive.scale, np.sqrt(tau**2 + SIGMA**2) / unit, rtol=1e-6)
    np.testing.assert_allclose(ahead.predictive.mean, ahead.location, atol=1e-9)
    np.testing.assert_allclose(ahead.noise_scale, SIGMA / unit, rtol=1e-6)  # without what δ adds
    fit = price.equation_rows.with_role("fit")
    rows = np.bincount(fit.period, minlength=PERIODS)[inside.equation_rows.period]
    known = 1 / (1 / tau**2 + rows / SIGMA**2)
    np.testing.assert_allclose(
        inside.predictive.scale, np.tile(np.sqrt(known + SIGMA**2) / unit, (6, 1)), rtol=1e-6
    )
    residual = fit.y - price.scaler.explained(expected_explained(fit, price.scaler))
    total = np.bincount(fit.period, residual, minlength=PERIODS)[inside.equation_rows.period]
    shift = known * total / SIGMA**2 / unit
    np.testing.assert_allclose(inside.predictive.mean - inside.location, np.tile(shift, (6, 1)), atol=1e-8)


def test_student_t_noise_keeps_its_tails(table):
    model = linear_model(noise={"family": Family.student_t})
    world = make(table, model=model, sites={"tail": 3.0})
    posterior = world.posteriors["tier1"]["volume/posterior"]
    posterior.dataset = posterior.to_dataset().assign(tail=(("chain", "draw"), np.full((2, 3), 5.0)))
    for name, df in (("price", 5.0), ("volume", 7.0)):
        np.testing.assert_allclose(ask(equations(world)[name], "ahead", KEY).predictive.df, df)

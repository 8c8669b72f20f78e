"""Predictive densities against dense Gaussian conditioning, row by row and period by period."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import softmax
from scipy.stats import norm, t
from small_models import PERIODS, Dense, by_hand, delta_covariance, make_model, make_rows, make_sites

from tradewinds.model import predict
from tradewinds.model.dynamics import PROCESSES
from tradewinds.model.equation import Conditional
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.settings.model import Dynamics, Family, NoiseScale

pytestmark = pytest.mark.slow
LATER = 4
"""Periods after the training ones."""
KEY = jax.random.key(0)


class World:
    """A model, a draw, training rows, rows held out inside, and rows of the periods after."""

    def __init__(self, **settings: object) -> None:
        self.model = make_model(noise=NoiseScale.per_sector, **settings)
        self.fit = make_rows(self.model, number=1)
        self.inside = make_rows(self.model, number=2, keep=0.4)
        self.ahead = make_rows(self.model, first=PERIODS, periods=LATER, number=3)
        self.sites = make_sites(self.model, self.fit)

    def call(self, function, *arguments):
        return jax.tree.map(np.asarray, jax.jit(lambda *a: function(self.model, *a))(self.sites, *arguments))

    def conditional(self, rows) -> Conditional:
        df = None if self.model.collapsed else 2.0 + float(self.sites["tail"])
        return Conditional(*by_hand(self.model, self.sites, rows), df)


@pytest.fixture(scope="module")
def world():
    return World()


def test_smoothed_is_conditioning_on_all_training_rows(world):
    found = world.call(predict.smoothed, world.fit, world.inside, KEY)
    dense = Dense(world.model, world.sites, world.fit, world.inside)
    asked, known = np.flatnonzero(dense.set == 1), np.flatnonzero(dense.set == 0)
    mean, scale = dense.given(asked, known)
    np.testing.assert_allclose(found.location, mean, atol=1e-8)
    np.testing.assert_allclose(found.scale, scale, rtol=1e-8)


def test_filtered_is_conditioning_on_training_rows_and_on_the_periods_before(world):
    periods = PERIODS + LATER
    found = world.call(lambda *a: predict.filtered(*a[:4], periods, a[4]), world.fit, world.ahead, KEY)
    dense = Dense(world.model, world.sites, world.fit, world.ahead, periods=periods)
    for row in range(len(world.ahead.y)):
        asked = np.flatnonzero(dense.set == 1)[[row]]
        known = np.flatnonzero(dense.period < dense.period[asked])
        mean, scale = dense.given(asked, known)
        assert found.location[row] == pytest.approx(mean[0], abs=1e-8)
        assert found.scale[row] == pytest.approx(scale[0], rel=1e-8)


def test_left_out_is_conditioning_on_every_other_training_row(world):
    found = world.call(predict.leave_one_out_log_densities, world.fit)
    dense = Dense(world.model, world.sites, world.fit)
    for row in range(len(found)):
        mean, scale = dense.given(np.array([row]), np.delete(np.arange(len(found)), row))
        assert found[row] == pytest.approx(norm.logpdf(dense.y[row], mean[0], scale[0]), abs=1e-8)


def test_the_held_out_score_asks_rows_without_weight_given_those_with(world):
    held = np.arange(len(world.fit.y)) % 4 == 0
    rows = world.fit._replace(weight=jnp.asarray(~held, float))
    found = EquationProbabilityModel(world.model).score(world.sites, rows, jnp.asarray(held, float))
    dense = Dense(world.model, world.sites, world.fit)
    mean, scale = dense.given(np.flatnonzero(held), np.flatnonzero(~held))
    assert found == pytest.approx(norm.logpdf(dense.y[held], mean, scale).mean(), abs=1e-8)


@pytest.mark.parametrize("last", [PERIODS - 1, PERIODS + 1])
def test_the_future_of_the_economy_given_what_is_known(world, last):
    """From the end of training and from a later origin: mean and covariance over 20,000 paths."""
    horizon, paths = 3, 20_000
    known = jax.tree.map(lambda *leaves: jnp.concatenate(leaves), world.fit, world.ahead)
    known = known._replace(weight=jnp.where(known.period <= last, 1.0, 0.0))
    keys = jax.random.split(KEY, paths)
    drawn = world.call(
        lambda model, sites: jax.vmap(
            lambda key: predict.future_delta(model, sites, known, last, horizon, key)
        )(keys)
    )
    periods = last + 1 + horizon
    given = world.conditional(known)
    prior = delta_covariance(world.model, world.sites, periods)
    seen = np.flatnonzero(np.asarray(known.period) <= last)
    period = np.asarray(known.period)[seen]
    cross = prior[last + 1 :][:, period]
    gain = cross @ np.linalg.inv(prior[np.ix_(period, period)] + np.diag(given.scale[seen] ** 2))
    mean = gain @ (np.asarray(known.y) - given.location)[seen]
    cov = prior[last + 1 :, last + 1 :] - gain @ cross.T
    error = np.sqrt(np.diag(cov) / paths)
    assert (abs(drawn.mean(axis=0) - mean) < 4 * error).all()
    spread = np.sqrt(np.outer(np.diag(cov), np.diag(cov)))
    assert (abs(np.cov(drawn.T) - cov) < 4 * spread * np.sqrt(2 / paths)).all()


def test_without_an_economy_nothing_is_added():
    world = World(dynamics=None)
    given = world.conditional(world.inside)
    found = world.call(predict.smoothed, world.fit, world.inside, KEY)
    np.testing.assert_allclose(found.location, given.location, rtol=1e-10)
    np.testing.assert_allclose(found.scale, given.scale, rtol=1e-10)
    later = world.call(
        lambda *a: predict.filtered(*a[:4], PERIODS + LATER, a[4]), world.fit, world.ahead, KEY
    )
    np.testing.assert_allclose(later.location, world.conditional(world.ahead).location, rtol=1e-10)
    densities = world.call(predict.leave_one_out_log_densities, world.fit)
    given = world.conditional(world.fit)
    np.testing.assert_allclose(densities, norm.logpdf(world.fit.y, given.location, given.scale), rtol=1e-10)
    assert (world.call(lambda m, s: predict.future_delta(m, s, world.fit, PERIODS - 1, 3, KEY)) == 0).all()


class Sampled:
    """Student-t noise; its economy-wide effect is sampled, and known up to 1/√KNOWN of its scale."""

    def __init__(self) -> None:
        self.world = World(family=Family.student_t, collapsed=False)
        self.delta = np.asarray(jax.jit(self.world.model.delta)(self.world.sites))
        self.slack = 5 * float(self.world.sites["delta_scale"]) / np.sqrt(predict.KNOWN)


@pytest.fixture(scope="module")
def sampled():
    return Sampled()


def test_a_sampled_effect_is_known_inside_the_training_periods(sampled):
    world = sampled.world
    found = world.call(predict.smoothed, world.fit, world.inside, KEY)
    given = world.conditional(world.inside)
    np.testing.assert_allclose(
        found.location - given.location, sampled.delta[world.inside.period], atol=sampled.slack
    )
    np.testing.assert_allclose(found.scale, given.scale, rtol=1e-10)
    densities = world.call(predict.leave_one_out_log_densities, world.fit)
    given = world.conditional(world.fit)
    expected = t.logpdf(world.fit.y, given.df, given.location + sampled.delta[world.fit.period], given.scale)
    np.testing.assert_allclose(densities, expected, rtol=1e-9)


def test_a_sampled_effect_is_forecast_by_its_dynamics(sampled):
    """δ[T] = φ₁δ[T−1] + φ₂δ[T−2] + innovation of variance τ²(1 − r₁²)(1 − r₂²), over 4,000 futures."""
    world, futures = sampled.world, 4000
    keys = jax.random.split(KEY, futures)

    def many(model, sites):
        return jax.vmap(
            lambda key: predict.filtered(model, sites, world.fit, world.ahead, PERIODS + LATER, key)
        )(keys)

    found = world.call(many).location - world.conditional(world.ahead).location
    first = found[:, np.flatnonzero(np.asarray(world.ahead.period) == PERIODS)[0]]
    one, two = np.tanh(np.asarray(world.sites["delta_shape"]))
    scale = float(world.sites["delta_scale"]) * np.sqrt((1 - one**2) * (1 - two**2))
    expected = one * (1 - two) * sampled.delta[-1] + two * sampled.delta[-2]
    assert abs(first.mean() - expected) < 4 * scale / np.sqrt(futures) + sampled.slack
    assert first.std() == pytest.approx(scale, rel=4 / np.sqrt(2 * futures) + 0.02)


def test_rows_of_one_period_share_the_economy(sampled):
    world = sampled.world
    found = world.call(
        lambda *a: predict.filtered(*a[:4], PERIODS + LATER, a[4]), world.fit, world.ahead, KEY
    )
    added = found.location - world.conditional(world.ahead).location
    for period in range(PERIODS, PERIODS + LATER):
        assert np.ptp(added[world.ahead.period == period]) < 1e-12


@pytest.mark.parametrize("family", list(Family))
def test_single_precision_is_enough(family):
    """150 periods of a slow AR(2): the covariance is nearly singular."""
    with jax.enable_x64(False):
        model = make_model(family=family, collapsed=family == Family.normal, periods=150)
        rows = jax.tree.map(lambda leaf: jnp.asarray(np.asarray(leaf)), make_rows(model))
        sites = make_sites(model, rows) | {"delta_shape": jnp.array([2.5, -1.0])}
        assert all(leaf.dtype == jnp.float32 for leaf in sites.values())
        found = jax.jit(lambda s: predict.smoothed(model, s, rows, rows, jax.random.key(0)))(sites)
        likelihood = jax.jit(jax.grad(lambda s: model.log_likelihood(s, rows)))(sites)
        assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves((found, likelihood)))


def test_groups_never_seen_are_drawn_from_their_population():
    """Rows 0 and 1 belong to one new group, row 2 to another, the rest to known ones."""
    model = make_model(dynamics=None, groups=(("industry", 2),))
    sites = make_sites(model, make_rows(model))
    codes = jnp.array([-1, -1, -2, 0, 1])
    keys = jax.random.split(KEY, 4000)
    drawn = jax.jit(jax.vmap(lambda key: predict.unseen_groups(model, sites, {"industry": codes}, key)))(keys)
    assert (drawn[:, 3:] == 0).all()
    np.testing.assert_array_equal(drawn[:, 0], drawn[:, 1])
    spread = float(sites["industry spread"])
    np.testing.assert_allclose(drawn[:, :3].std(axis=0), spread, rtol=4 / np.sqrt(8000))
    assert (abs(drawn[:, :3].mean(axis=0)) < 4 * spread / np.sqrt(4000)).all()
    assert abs(np.corrcoef(drawn[:, 0], drawn[:, 2])[0, 1]) < 4 / np.sqrt(4000)


@pytest.mark.parametrize("dynamics", [name for name in PROCESSES if name != Dynamics.ar2])
def test_other_dynamics_are_filtered_too(dynamics):
    world = World(dynamics=dynamics)
    periods = PERIODS + LATER
    found = world.call(lambda *a: predict.filtered(*a[:4], periods, a[4]), world.fit, world.ahead, KEY)
    dense = Dense(world.model, world.sites, world.fit, world.ahead, periods=periods)
    last = np.flatnonzero(dense.period == periods - 1)
    mean, scale = dense.given(last, np.flatnonzero(dense.period < periods - 1))
    there = np.asarray(world.ahead.period) == periods - 1
    np.testing.assert_allclose(found.location[there], mean, atol=1e-8)
    np.testing.assert_allclose(found.scale[there], scale, rtol=1e-8)


def test_an_average_goes_on_with_each_process_as_often_as_the_rows_make_it_probable():
    """``delta_pick`` at the middles of 400 equal shares of its prior; what it picks smooths by its own K."""
    world = World(dynamics=Dynamics.average)
    likelihood, smoothed, begin = [], [], 0
    for name, process in PROCESSES.items():
        end = begin + process.parameters
        sites = world.sites | {"delta_shape": world.sites["delta_shape"][begin:end]}
        model = make_model(dynamics=name, noise=NoiseScale.per_sector)
        likelihood.append(float(jax.jit(model.log_likelihood)(sites, world.fit)))
        alone = jax.jit(lambda s, model=model: predict.smoothed(model, s, world.fit, world.inside, KEY))
        smoothed.append(np.asarray(alone(sites).location))
        begin = end
    expected = softmax(likelihood)
    picks = norm.ppf((np.arange(400) + 0.5) / 400)
    run = jax.jit(jax.vmap(lambda pick: predict.smoothed(
        world.model, world.sites | {"delta_pick": pick}, world.fit, world.inside, KEY
    )))  # fmt: skip
    found = np.asarray(run(jnp.asarray(picks)).location)
    chosen = np.abs(found[:, None] - np.array(smoothed)).max(axis=2).argmin(axis=1)
    np.testing.assert_allclose(found, np.array(smoothed)[chosen], atol=1e-8)
    np.testing.assert_allclose(np.bincount(chosen, minlength=len(expected)) / 400, expected, atol=1 / 400)

"""A calibration: what it keeps, how it goes on where it was stopped, and how it fails."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pytest
from known_walk import PRIOR, best_normal, search_of_walk

from tradewinds.calibration.calibrate import Answer, _kept, _Progress, calibrate, sweep_temperatures
from tradewinds.calibration.contraction import contraction_table
from tradewinds.calibration.families import family_of
from tradewinds.calibration.search import GeneralisedSearch
from tradewinds.errors import FitError
from tradewinds.settings.calibration import CalibrationFamily, CalibrationSettings, DescentSettings

pytestmark = pytest.mark.slow

SHORT = DescentSettings(epochs=300, window=50, draws=10, learning_rate=0.02)
WIDE = dist.Normal(jnp.zeros(2), jnp.ones(2)).to_event(1)


def bowl(key, theta, observed):
    """L(θ) = (θ₁ − y)²/2 + noise, whose posterior at w is N(y/(1 + w), w/(1 + w)); θ₂ says nothing."""
    return (theta[0] - observed) ** 2 / 2 + 0.1 * jax.random.normal(key) + 0 * theta[1]


def of(loss, prior=WIDE, **settings):
    settings = CalibrationSettings(**{"descent": SHORT, "posterior_draws": 4000, **settings})
    return GeneralisedSearch(loss, prior, family_of(settings.family, prior, settings.flow), settings)


@pytest.fixture(scope="module")
def answers():
    return sweep_temperatures("bowl", of(bowl), jnp.array(1.0), [1.0, 0.1], jax.random.key(0))


def test_each_temperature_has_its_own_posterior(answers):
    for answer, w in zip(answers, (1.0, 0.1), strict=True):
        assert np.allclose(answer.draws.mean(axis=0), [1 / (1 + w), 0], atol=0.06)
        assert np.allclose(answer.draws.std(axis=0), [np.sqrt(w / (1 + w)), 1], rtol=0.06)
        deviation = np.sqrt(w / (1 + w))
        mean = 1 / (1 + w)
        assert np.isclose(answer.expected_loss, (deviation**2 + (mean - 1) ** 2) / 2, atol=0.05)
        assert np.isclose(answer.divergence, (deviation**2 + mean**2 - 1) / 2 - np.log(deviation), atol=0.1)
        assert answer.total == answer.expected_loss + w * answer.divergence


def test_what_is_kept_is_the_mean_over_all_windows_that_are_as_good_as_the_lowest():
    """Of numbers that wander, one window's are where they happen to be: seed 3 of a walk ended .025 off."""
    nothing = np.zeros((), int)
    before = _Progress(None, {"location": jnp.array([5.0])}, nothing, np.inf, *[nothing] * 3)
    windows = [(1.0, True, True), (2.0, True, False), (9.0, False, False), (6.0, True, False)]
    means = []
    for value, near, fell in [*windows, (4.0, True, True)]:
        best, kept = _kept(before, {"location": jnp.array([value])}, near, fell)
        before = before._replace(best=best, kept=np.asarray(kept))
        means.append((float(best["location"][0]), kept))
    assert means == [(1.0, 1), (1.5, 2), (1.5, 2), (3.0, 3), (4.0, 1)]


def test_what_says_nothing_is_not_identified(answers):
    table = contraction_table(["seen", "unseen"], answers, WIDE, 0.8)
    assert table["identified"].tolist() == [True, False, True, False]
    assert np.allclose(table["ratio"], [np.sqrt(0.5), 1, np.sqrt(1 / 11), 1], rtol=0.06)
    assert (table["low"] < table["mean"]).all() and (table["mean"] < table["high"]).all()


def test_the_curve_has_every_epoch_and_the_mean_of_its_window(answers):
    curve, facts = answers[0].curve, answers[0].facts
    epochs = facts["epochs"]
    assert all(len(values) == epochs for values in curve.values())
    total = curve["loss"] + curve["divergence"]
    assert np.allclose(curve["smoothed"][:50], total[:50].mean())
    assert facts["simulations"] == 10 * epochs and facts["non_finite"] == facts["skipped"] == 0


def test_it_stops_where_the_smoothed_loss_no_longer_falls():
    """And says whether it did; the rate falls to a quarter twice before that."""
    search = of(
        bowl, descent=DescentSettings(epochs=5000, window=20, draws=10, patience=2, learning_rate=0.05)
    )
    answer = calibrate("bowl", search, jnp.array(1.0), 1.0, jax.random.key(0))
    assert answer.facts["stopped"] and answer.facts["epochs"] < 2000
    assert np.allclose(np.unique(answer.curve["rate"]), [0.05 / 16, 0.05 / 4, 0.05])
    assert not calibrate("bowl", of(bowl), jnp.array(1.0), 1.0, jax.random.key(0)).facts["stopped"]


class Kept:
    """A memory that writes after every window."""

    def __init__(self):
        self.parts = {}

    def due(self):
        return True

    def read(self, part):
        return self.parts.get(part)

    def write(self, part, arrays):
        self.parts[part] = {name: value.copy() for name, value in arrays.items()}


class Killed(Exception):
    pass


def test_one_that_is_stopped_goes_on_to_the_same_numbers():
    search, memory, lines = of(bowl, family=CalibrationFamily.full), Kept(), []

    def stop(line):
        lines.append(line)
        if len(lines) == 3:
            raise Killed

    whole = calibrate("bowl", search, jnp.array(1.0), 0.5, jax.random.key(3))
    with pytest.raises(Killed):
        calibrate("bowl", search, jnp.array(1.0), 0.5, jax.random.key(3), stop, memory)
    said = []
    again = calibrate("bowl", search, jnp.array(1.0), 0.5, jax.random.key(3), said.append, memory)
    assert "goes on after 2 of 6" in said[0] and "epoch 150/300" in said[1]
    assert np.array_equal(whole.draws, again.draws)
    assert np.array_equal(whole.curve["loss"], again.curve["loss"])


def test_simulations_that_are_not_finite_are_counted_and_do_no_harm():
    def holes(key, theta, observed):
        hole = jax.random.bernoulli(jax.random.fold_in(key, 7), 0.3)
        return jnp.where(hole, jnp.nan, bowl(key, theta, observed))

    answer = calibrate("bowl", of(holes), jnp.array(1.0), 1.0, jax.random.key(0))
    share = answer.facts["non_finite"] / answer.facts["simulations"]
    assert abs(share - 0.3) < 0.03 and answer.facts["skipped"] == 0
    assert np.allclose(answer.draws.mean(axis=0), [0.5, 0], atol=0.06)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (lambda theta: theta[0] > -9, "the prior cannot simulate: 0 of 256"),
        (lambda theta: theta[0] < 0.6, "were not finite in epochs 1 to 50; expected at most 50"),
    ],
)
def test_what_cannot_be_simulated_is_named(where, words):
    def loss(key, theta, observed):
        return jnp.where(where(theta), jnp.nan, bowl(key, theta, observed))

    with pytest.raises(FitError, match=words):
        calibrate("bowl", of(loss), jnp.array(1.0), 1.0, jax.random.key(0))


def test_simulations_that_all_fail_later_on_end_it():
    """The data are of use at the prior's draws alone: the search's are wider."""
    prior = dist.Normal(jnp.zeros(2), 1e-3 * jnp.ones(2)).to_event(1)

    def loss(key, theta, observed):
        return jnp.where(jnp.abs(theta).max() > 0.01, jnp.nan, bowl(key, theta, observed))

    search = of(loss, prior)
    search.family = search.family._replace(
        begin=lambda key: {"location": jnp.ones(2), "log_scale": jnp.full(2, -7.0)}
    )
    with pytest.raises(FitError, match="no simulation was finite in epochs 1 to 50"):
        calibrate("bowl", search, jnp.array(1.0), 1.0, jax.random.key(0))


def test_an_approximation_that_collapses_is_named():
    search = of(bowl)
    search.family = search.family._replace(
        begin=lambda key: {"location": jnp.ones(2), "log_scale": jnp.array([-20.0, 0.0])}
    )
    with pytest.raises(FitError, match="the diagonal approximation collapsed.*Raise the temperature"):
        calibrate("bowl", search, jnp.array(1.0), 1e-3, jax.random.key(0))


def test_the_walk_is_calibrated_as_quadrature_has_it():
    """Small, as a first look: `tests/statistical` has ten seeds and both gradients."""
    settings = CalibrationSettings(changes=True, descent=DescentSettings(epochs=800, learning_rate=0.02))
    search, observed = search_of_walk(settings)
    answer = calibrate("walk", search, observed, 1.0, jax.random.key(0))
    best, expected, divergence = best_normal(24 / 99, 1.0)
    assert isinstance(answer, Answer) and answer.draws.shape == (2000, 1)
    assert abs(answer.free["location"][0] - best.location) < 0.04
    assert abs(np.exp(answer.free["log_scale"][0]) - best.scale) < 0.04
    assert abs(answer.expected_loss - expected) < 4 * answer.expected_loss_error < 0.2
    assert abs(answer.divergence - divergence) < 0.03
    assert PRIOR.event_shape == (1,)

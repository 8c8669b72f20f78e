"""Gradient descent on bowls: what is kept, what is counted, and when it is over."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from known_lines import silent

from tradewinds.errors import FitError
from tradewinds.inference.optimise import Search, Seen, minimise
from tradewinds.settings.inference import Optimiser, OptimiserSettings

CENTRE = np.array([[1.0, -2.0], [0.5, 3.0]])
"""Of each of two members' bowls."""


def bowl(free, data, weight, key):
    return jnp.sum((free["at"] - weight) ** 2)


def height(free, data, weight, held, key):
    return -jnp.sum((free["at"] - held) ** 2)


def run(
    loss=bowl, score=height, held=CENTRE, log=silent, start=None, locate=lambda free: "somewhere", **settings
):
    settings = {"steps": 400, "learning_rate": 0.1, "chunk": 100, "patience": 100} | settings
    return minimise(
        "bowls",
        Search(loss, score, OptimiserSettings(**settings)),
        {"at": jnp.zeros((2, 2)) if start is None else start},
        lambda _: Seen({}, jnp.asarray(CENTRE), jnp.asarray(held)),
        jax.random.key(0),
        log,
        locate,
    )


def failing(share: float, gradient_alone: bool = False):
    """A loss that is not finite at a share of the steps; or finite with a gradient that is not."""

    def loss(free, data, weight, key):
        broken = jax.random.uniform(key) < share
        if gradient_alone:
            still = free["at"].sum() - jax.lax.stop_gradient(free["at"].sum())
            # 0 in value; its slope is 0, or infinite where broken
            return bowl(free, data, weight, key) + jnp.sqrt(still + 1.0 - broken) - 1.0 + broken - 0.5 * still
        return jnp.where(broken, jnp.nan, bowl(free, data, weight, key))

    return loss


@pytest.fixture(scope="module")
def plain():
    return run()


def test_every_member_finds_its_own_bottom(plain):
    np.testing.assert_allclose(plain.best["at"], CENTRE, atol=0.02)
    assert plain.non_finite == 0
    np.testing.assert_array_equal(plain.step, [100, 200, 300, 400])
    assert plain.loss.shape == plain.score.shape == (4, 2)
    assert (np.diff(plain.loss, axis=0) < 0).all()


def by_rule(method: Optimiser, rates: list[float], slope) -> float:
    """Where steps from 3 on end, by the rule of each method as it is published."""
    at, speed, square = 3.0, 0.0, 0.1 if method == Optimiser.adagrad else 0.0
    for number, rate in enumerate(rates, start=1):
        g = slope(at)
        if method == Optimiser.sgd:
            at -= rate * g
        elif method in (Optimiser.momentum, Optimiser.nesterov):
            speed = 0.9 * speed + g
            at -= rate * (g + 0.9 * speed if method == Optimiser.nesterov else speed)
        elif method == Optimiser.adagrad:
            square += g**2
            at -= rate * g / np.sqrt(square + 1e-7)
        elif method == Optimiser.rmsprop:
            square = 0.9 * square + 0.1 * g**2
            at -= rate * g / np.sqrt(square + 1e-8)
        else:
            speed, square = 0.9 * speed + 0.1 * g, 0.999 * square + 0.001 * g**2
            # the correction is of what is used, not of what goes into the next step
            at -= rate * (speed / (1 - 0.9**number)) / (np.sqrt(square / (1 - 0.999**number)) + 1e-8)
    return at


@pytest.mark.slow
@pytest.mark.parametrize("method", Optimiser)
def test_steps_follow_the_rule_of_their_method(method):
    """One member in a bowl (w − 1)², eight steps of a rate that falls along a cosine to a twentieth."""
    steps, rate = 8, 0.05
    rates = [rate * (0.95 * 0.5 * (1 + np.cos(np.pi * n / steps)) + 0.05) for n in range(steps)]
    found = minimise(
        "bowl",
        Search(
            lambda free, data, weight, key: (free["at"] - 1.0) ** 2,
            lambda free, data, weight, held, key: 0.0,
            OptimiserSettings(steps=steps, chunk=steps, learning_rate=rate, method=method),
        ),
        {"at": jnp.full(1, 3.0)},
        lambda _: Seen({}, jnp.ones((1, 1)), jnp.ones((1, 1))),
        jax.random.key(0),
        silent,
        str,
    )
    assert float(found.last["at"][0]) == pytest.approx(
        by_rule(method, rates, lambda w: 2 * (w - 1)), abs=1e-6
    )


def test_the_same_key_gives_the_same_bits(plain):
    np.testing.assert_array_equal(plain.last["at"], run().last["at"])


def test_the_best_by_the_held_out_score_is_kept_and_not_the_last():
    """The score's bowl lies half way: a member passes it on its way to the bottom of its loss."""
    found = run(held=0.5 * CENTRE, chunk=5, steps=200)
    np.testing.assert_allclose(found.last["at"], CENTRE, atol=0.05)
    far = np.linalg.norm(CENTRE, axis=1)
    assert (np.linalg.norm(found.best["at"] - 0.5 * CENTRE, axis=1) < 0.2 * far).all()
    assert (found.score.max(axis=0) > found.score[-1]).all()


def test_training_stops_when_no_member_has_become_better():
    found = run(held=0.5 * CENTRE, chunk=5, steps=200, patience=3)
    assert len(found.step) < 40
    best = found.score.argmax(axis=0)
    assert len(found.step) - 1 - best.max() == 3


def test_no_more_steps_than_asked_for():
    assert run(steps=30, chunk=100).step.tolist() == [30]


def test_steps_that_are_no_multiple_of_a_chunk_end_where_asked():
    """The last chunk is shorter, and says so: to the bit what one chunk of all steps comes to."""
    said = []
    found, whole = run(steps=300, chunk=125, log=said.append), run(steps=300, chunk=300)
    assert found.step.tolist() == [125, 250, 300] and found.facts["steps"] == 300
    assert [line.split(",")[0] for line in said] == [f"bowls: step {n}/300" for n in (125, 250, 300)]
    np.testing.assert_array_equal(found.last["at"], whole.last["at"])


def test_a_failure_in_a_last_shorter_chunk_is_said_where_it_was():
    """Four steps of two members, the first of them the eleventh."""
    said = []

    def loss(free, data, weight, key):
        return jnp.where(data["dead"], jnp.nan, bowl(free, data, weight, key))

    with pytest.raises(FitError, match="8 of 8 losses are not finite by step 14 "):
        minimise(
            "bowls",
            Search(loss, height, OptimiserSettings(steps=14, chunk=10)),
            {"at": jnp.zeros((2, 2))},
            lambda chunk: Seen({"dead": jnp.array(chunk == 1)}, jnp.asarray(CENTRE), jnp.asarray(CENTRE)),
            jax.random.key(0),
            said.append,
            str,
        )
    assert said[-1] == "bowls: first non-finite loss at step 11"


@pytest.mark.parametrize("gradient_alone", [False, True])
def test_an_update_that_is_not_finite_is_skipped_and_counted(gradient_alone):
    """A tenth of 800 member-steps: 80, give or take four binomial standard errors of 8.5."""
    said = []
    found = run(failing(0.1, gradient_alone), non_finite_limit=0.5, log=said.append)
    assert 46 < found.non_finite < 114
    np.testing.assert_allclose(found.best["at"], CENTRE, atol=0.02)
    assert np.isfinite(found.loss).all()
    assert sum("first non-finite loss at step" in line for line in said) == 1


def test_skipped_updates_move_nothing():
    """With the limit out of the way a dead fit ends where it began, and its count says so."""

    def loss(free, data, weight, key):
        return jnp.where(data["dead"], jnp.nan, bowl(free, data, weight, key))

    found = minimise(
        "bowls",
        Search(loss, lambda *a: jnp.array(0.0), OptimiserSettings(steps=10, chunk=10, non_finite_limit=1.0)),
        {"at": jnp.asarray(CENTRE * 9)},
        lambda _: Seen({"dead": jnp.array(True)}, jnp.asarray(CENTRE), jnp.asarray(CENTRE)),
        jax.random.key(0),
        silent,
        str,
    )
    np.testing.assert_array_equal(found.last["at"], CENTRE * 9)
    assert found.non_finite == 20 and np.isnan(found.loss).all()


def test_past_the_limit_the_fit_fails_and_says_where():
    def locate(free):
        assert free["at"].shape == (2,)
        return "first at cars, 2019-03, where tariff = 1e+09 standard deviations"

    with pytest.raises(FitError) as error:
        run(failing(0.3), locate=locate)
    text = str(error.value)
    assert text.startswith("bowls: ") and "of 200 losses are not finite by step 100" in text
    assert "first at cars, 2019-03, where tariff" in text
    assert "at most 1%" in text and "Lower inference.optimiser.learning_rate" in text


def test_the_member_that_failed_is_the_one_looked_at():
    def loss(free, data, weight, key):
        return jnp.where(weight[0] < 0.8, jnp.nan, bowl(free, data, weight, key))

    seen = []
    with pytest.raises(FitError, match="100 of 200"):
        run(
            loss,
            locate=lambda free: seen.append(np.asarray(free["at"])) or "there",
            start=jnp.asarray(CENTRE * 9),
        )
    np.testing.assert_array_equal(seen[0], CENTRE[1] * 9)


def test_a_score_that_is_never_finite_is_an_error():
    with pytest.raises(FitError, match="held-out score is never finite; expected .*Lower"):
        run(score=lambda *arguments: jnp.array(jnp.nan), steps=20, chunk=10)


def test_a_dead_member_does_not_hide_behind_the_others():
    """Its losses are half of all: far above any limit that is allowed."""
    start = jnp.asarray(np.array([[0.0, 0.0], [np.nan, 0.0]]))
    with pytest.raises(FitError, match="100 of 200"):
        run(start=start, non_finite_limit=0.4)


def test_a_gradient_is_clipped_to_its_largest_norm():
    """Adam's first step has the length of the learning rate whatever the gradient's size."""
    found = run(lambda *a: 1e12 * bowl(*a), steps=1, chunk=1, clip=1e-3)
    np.testing.assert_allclose(np.abs(found.last["at"]), 0.1, rtol=1e-3)

"""The compiled part of a calibration: epochs of stochastic descent on E_q[L] + w KL(q ‖ π).

That has the minimiser of E_q[L]/w + KL at every w > 0, and gradients that stay of one size as w falls.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpyro.distributions as dist
import optax

from tradewinds.calibration.families import ApproximationFamily, Free
from tradewinds.calibration.loss import (
    Losses,
    SimulationLoss,
    divergence,
    losses_alone,
    losses_with_slopes,
)
from tradewinds.model.arrays import Array
from tradewinds.settings.calibration import CalibrationSettings, DerivativeMode, GradientEstimator
from tradewinds.simulators.gradients import forward_costs_less


class Epochs(NamedTuple):
    """What was seen in each of E epochs, [E] each."""

    loss: Array
    """Mean over the finite parameter draws, an estimate of E_q[L]."""
    divergence: Array
    """KL(q ‖ π), nats."""
    failed: Array
    """Simulations that were not finite."""
    skipped: Array
    """1 where nothing finite was left, so that no step was taken."""


class Moving(NamedTuple):
    """Where a search is."""

    free: Free
    optimiser: Any
    key: jax.Array


class GeneralisedSearch:
    """Descends on E_q[L] + w KL for one loss, prior and family; data, w and rate are given with each call."""

    def __init__(
        self,
        loss: SimulationLoss,
        prior: dist.Distribution,
        family: ApproximationFamily,
        settings: CalibrationSettings,
        history: int = 0,
    ) -> None:
        """``history``: bytes of one simulation's states in all of its periods, by which ``mode: auto`` knows
        whether working backwards fits; 0 where nothing is simulated."""
        runs = settings.descent.draws * settings.descent.simulations
        self.forward = settings.mode == DerivativeMode.forward or (
            settings.mode == DerivativeMode.auto and forward_costs_less(prior.event_shape[0], runs * history)
        )
        self.loss, self.prior, self.family, self.settings = loss, prior, family, settings
        self._steps = optax.chain(optax.clip_by_global_norm(settings.descent.clip), optax.scale_by_adam())

    @partial(jax.jit, static_argnums=0)
    def begin(self, key: jax.Array) -> Moving:
        """The state before the first epoch."""
        start, run = jax.random.split(key)
        free = self.family.begin(start)
        return Moving(free, self._steps.init(free), run)

    @partial(jax.jit, static_argnums=(0, 5))
    def window(
        self, state: Moving, observed: Any, temperature: jax.Array, rate: jax.Array, length: int
    ) -> tuple[Moving, Free, Epochs]:
        """The state after ``length`` epochs at a learning rate, the mean of q's free numbers over them, and
        what was seen."""

        def epoch(carry: tuple[Moving, Free], _: None) -> tuple[tuple[Moving, Free], Epochs]:
            state, total = carry
            key, now = jax.random.split(state.key)
            found, kl, gradient = self.gradient(state.free, now, observed, temperature)
            update, moved = self._steps.update(gradient, state.optimiser, state.free)
            after = jax.tree.map(lambda at, step: at - rate * step, state.free, update)
            fine = found.finite.any() & _all_finite(gradient)
            free, optimiser = jax.tree.map(
                lambda new, old: jnp.where(fine, new, old), (after, moved), (state.free, state.optimiser)
            )
            total = jax.tree.map(jnp.add, total, free)
            mean = found.value.sum() / found.finite.sum()
            return (Moving(free, optimiser, key), total), Epochs(mean, kl, found.failed, ~fine)

        zero = jax.tree.map(jnp.zeros_like, state.free)
        (state, total), seen = jax.lax.scan(epoch, (state, zero), None, length=length)
        return state, jax.tree.map(lambda leaf: leaf / length, total), seen

    def gradient(
        self, free: Free, key: jax.Array, observed: Any, temperature: jax.Array
    ) -> tuple[Losses, jax.Array, Free]:
        """Losses of one epoch's draws, KL, and the gradient of E_q[L] + w KL in q's free numbers.

        Pathwise: the slope of each draw's loss in its parameters, pulled back through q. Score: each draw's
        loss less the mean of the others, times the gradient of log q there (Kool et al. 2019).
        """
        descent = self.settings.descent
        draw_key, run_key, kl_key = jax.random.split(key, 3)
        keys = jax.random.split(run_key, (descent.draws, descent.simulations))

        def drawn(free: Free) -> jax.Array:
            return self.family.member(free).sample(draw_key, (descent.draws,))

        if self.settings.gradient == GradientEstimator.pathwise:
            theta, pulled_back = jax.vjp(drawn, free)
            found = losses_with_slopes(self.loss, self.forward, theta, keys, observed)
            (of_loss,) = pulled_back(found.slope / jnp.maximum(found.finite.sum(), 1))
        else:
            theta = jax.lax.stop_gradient(drawn(free))
            found = losses_alone(self.loss, theta, keys, observed)
            weight = advantage(found)

            def weighted(free: Free) -> jax.Array:
                return (weight * self.family.member(free).log_prob(theta)).sum()

            of_loss = jax.grad(weighted)(free)

        def apart(free: Free) -> jax.Array:
            return divergence(self.family.member(free), self.prior, kl_key, descent.divergence_draws)

        kl, of_kl = jax.value_and_grad(apart)(free)
        return found, kl, jax.tree.map(lambda a, b: a + temperature * b, of_loss, of_kl)

    @partial(jax.jit, static_argnums=(0, 3))
    def sample(self, free: Free, key: jax.Array, draws: int) -> jax.Array:
        """Draws [R, d] of q."""
        return self.family.member(free).sample(key, (draws,))

    @partial(jax.jit, static_argnums=0)
    def log_density(self, free: Free, theta: jax.Array) -> jax.Array:
        """log q(θ) at parameters [..., d], in nats."""
        return self.family.member(free).log_prob(theta)

    @partial(jax.jit, static_argnums=0)
    def losses_of(self, theta: jax.Array, key: jax.Array, observed: Any) -> Losses:
        """Losses of parameters [M, d], one simulation each, one after the other in blocks."""
        keys = jax.random.split(key, len(theta))

        def one(pair: tuple[jax.Array, jax.Array]) -> jax.Array:
            return self.loss(pair[1], pair[0], observed)

        value = jax.lax.map(one, (theta, keys), batch_size=64)
        finite = jnp.isfinite(value)
        return Losses(jnp.where(finite, value, 0.0), jnp.zeros_like(theta), finite, (~finite).sum())

    @partial(jax.jit, static_argnums=0)
    def divergence_of(self, free: Free, key: jax.Array) -> jax.Array:
        """KL(q ‖ π) in nats, by ten thousand draws where it has no closed form."""
        return divergence(self.family.member(free), self.prior, key, 10_000)


def advantage(found: Losses) -> jax.Array:
    """Each finite draw's loss less the mean of the other finite ones, over their number [M]; else zero."""
    count = found.finite.sum()
    others = (found.value.sum() - found.value) / jnp.maximum(count - 1, 1)
    return jnp.where(found.finite & (count > 1), found.value - others, 0.0) / jnp.maximum(count, 1)


def _all_finite(tree: Any) -> jax.Array:
    return jnp.stack([jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(tree)]).all()

"""Solving an economy: a network trained on states that its own choices lead to (deep equilibrium nets).

Histories go on by a few periods under the present network, from where they were; then some steps are taken on
their states, which are new to it; and so on (Azinovic, Gaegauf & Scheidegger 2022). The loss is the mean
square of the residuals, with (shortfall)² for consumption that could not be paid for. Steps with a non-finite
loss or gradient are skipped, histories that leave what is feasible begin anew at once; both are counted.
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from tradewinds.equilibrium.choices import situation_of
from tradewinds.equilibrium.economy import Economy, EconomyState, Values
from tradewinds.equilibrium.network import ShareNetwork, standardised, start_of
from tradewinds.equilibrium.paths import followed, start_states
from tradewinds.equilibrium.residuals import euler_residuals
from tradewinds.equilibrium.soap import soap
from tradewinds.errors import EquilibriumError
from tradewinds.loop import FORGETFUL, Log, Loop, Memory
from tradewinds.runtime import computing
from tradewinds.settings.equilibrium import SolverSettings
from tradewinds.streams import EXPERIMENT_SOLVE

UNTRAINED = 100
"""Periods that are simulated under the untrained network, whose states give the inputs their scale."""
_WARM = 0.05
"""Share of the steps in which the learning rate rises."""
_CLIP = 1.0
"""Largest norm of a gradient: one batch with an age near hunger is no reason to turn all steps."""
_REDRAWN = 0.25
"""Share of the paths whose tariff is another one in the next episode."""


class Solution(NamedTuple):
    """A network, where its histories ended, and how it was trained."""

    network: ShareNetwork
    states: EconomyState
    """[N] at the end of training."""
    step: np.ndarray
    """[C] steps taken at each look."""
    loss: np.ndarray
    """[C] mean of a chunk."""
    infeasible: np.ndarray
    """[C] share of the states met in a chunk that were infeasible, after which their histories began anew."""
    non_finite: int
    """Steps that were skipped."""


class _Now(NamedTuple):
    network: ShareNetwork
    optimiser: object
    states: EconomyState
    key: jax.Array
    non_finite: jax.Array


class _Look(NamedTuple):
    loss: Values
    infeasible: Values


@computing("float32")
def solve(
    economy: Economy,
    settings: SolverSettings,
    seed: int,
    member: int,
    largest_tariff: float,
    log: Log,
    memory: Memory = FORGETFUL,
) -> Solution:
    """Train a network on an economy, in single precision.

    ``member`` is the number of the solution, each with a start and shocks of its own; tariffs between 0 and
    ``largest_tariff`` are constant along a history and an input of the network. ``memory`` is where a
    training that was stopped is gone on with. Raises EquilibriumError when more of the losses are not finite
    than ``settings`` allow, and when infeasible states are still met at the end.
    """
    solver = _Solver(settings, largest_tariff, economy)
    key = jax.random.fold_in(jax.random.fold_in(jax.random.key(seed), EXPERIMENT_SOLVE), member)
    total, each = -(-settings.steps // (settings.passes * settings.chunk)), settings.chunk * settings.passes
    reached = each * np.arange(1, total + 1)
    loop = Loop("solve", total, solver.begin(economy, key), _Look, memory, log)
    while loop.done < loop.total:
        step = reached[loop.done]
        now, look = solver.chunk(economy, loop.state)
        skipped = int(now.non_finite)
        if skipped > settings.non_finite_limit * step:
            raise EquilibriumError(
                f"{skipped} of {step} losses are not finite",
                f"at most {settings.non_finite_limit:.0%}",
                "Lower solver.learning_rate, or look at the economy: incomes that no saving can pay for.",
            )
        left = f", {100 * float(look.infeasible):.2g} % of the states infeasible" if look.infeasible else ""
        size = float(np.sqrt(look.loss))
        text = f"step {step}/{reached[-1]}, root mean square error of consumption {100 * size:.3g} %{left}"
        loop.keep(now, look, text)
    looks = _Look(*map(np.stack, zip(*loop.pieces, strict=True)))
    end = loop.state
    if not np.isfinite(looks.loss[-1]):
        raise EquilibriumError("the loss is not finite at the end", "a number", "Lower solver.learning_rate.")
    if looks.infeasible[-1] > 0:
        raise EquilibriumError(
            f"{looks.infeasible[-1]:.2%} of the last states are infeasible: an age has nothing to eat",
            "none",
            "Take more solver.steps, or less equilibrium.borrowing.",
        )
    network, states = jax.tree.map(np.asarray, (end.network, end.states))
    return Solution(network, states, reached, looks.loss, looks.infeasible, int(end.non_finite))


class _Solver:
    """The compiled parts of solving, for economies of one size."""

    def __init__(self, settings: SolverSettings, largest: float, economy: Economy) -> None:
        self.settings, self.largest = settings, largest
        falling = optax.warmup_cosine_decay_schedule(
            0.0,
            settings.learning_rate,
            round(_WARM * settings.steps),
            settings.steps,
            settings.end * settings.learning_rate,
        )
        self._optimiser = optax.chain(optax.clip_by_global_norm(_CLIP), soap(falling, settings.refresh))
        even = np.full_like(economy.transition, 1 / economy.shocks)
        self._moves = (1 - settings.rare) * economy.transition + settings.rare * even

    @partial(jax.jit, static_argnums=0)
    def begin(self, economy: Economy, key: jax.Array) -> _Now:
        """An untrained network, and states that it leads to."""
        first, second, third, key = jax.random.split(key, 4)
        network = start_of(economy, self.settings.width, self.settings.depth, first)
        states = start_states(economy, self.settings.paths)
        states = states._replace(tariff=self._tariffs(third, states.tariff, 1.0))
        states, seen, _ = followed(economy, network, states, second, UNTRAINED, self._moves)
        network = standardised(network, situation_of(economy, _flat(jax.tree.map(_latter, seen))))
        return _Now(network, self._optimiser.init(_trained(network)), states, key, jnp.zeros((), jnp.int32))

    @partial(jax.jit, static_argnums=0)
    def chunk(self, economy: Economy, now: _Now) -> tuple[_Now, _Look]:
        """Where a chunk of episodes leads; mean loss, and share of infeasible states."""

        def episode(now: _Now, _: None) -> tuple[_Now, tuple[jax.Array, jax.Array]]:
            key, redraw, shocks, order = jax.random.split(now.key, 4)
            states = now.states._replace(tariff=self._tariffs(redraw, now.states.tariff, _REDRAWN))
            last, seen, lost = followed(
                economy, now.network, states, shocks, self.settings.periods, self._moves
            )
            chosen = self._batches(order)

            def step(carried: tuple, rows: jax.Array) -> tuple[tuple, tuple[jax.Array, jax.Array]]:
                return self._step(economy, now.network, carried, jax.tree.map(lambda x: x[rows], _flat(seen)))

            carried, (losses, finite) = jax.lax.scan(step, (_trained(now.network), now.optimiser), chosen)
            network = _with(now.network, carried[0])
            skipped = now.non_finite + (~finite).sum(dtype=jnp.int32)
            total = jnp.where(finite, losses, 0.0).sum() / jnp.maximum(finite.sum(), 1)
            mean = jnp.where(finite.any(), total, jnp.nan)
            return _Now(network, carried[1], last, key, skipped), (mean, lost)

        now, (losses, infeasible) = jax.lax.scan(episode, now, None, length=self.settings.chunk)
        return now, _Look(losses.mean(), infeasible.mean())

    def _step(self, economy: Economy, network: ShareNetwork, carried: tuple, state: EconomyState) -> tuple:
        """One step on some states; none where loss or gradient are not finite."""

        def loss(trained: tuple) -> jax.Array:
            found = euler_residuals(economy, _with(network, trained), state)
            return (found.error**2).mean() + (found.shortfall**2).mean()

        trained, optimiser = carried
        value, grads = jax.value_and_grad(loss)(trained)
        finite = jnp.all(jnp.array([jnp.isfinite(leaf).all() for leaf in jax.tree.leaves((value, grads))]))
        updates, moved = self._optimiser.update(grads, optimiser)
        better = (optax.apply_updates(trained, updates), moved)
        kept = jax.tree.map(lambda new, old: jnp.where(finite, new, old), better, (trained, optimiser))
        return kept, (value, finite)

    def _tariffs(self, key: jax.Array, tariff: jax.Array, share: float) -> jax.Array:
        """[N] a share of them drawn anew, evenly between nothing and the largest, the ends more often."""
        if not self.largest:
            return tariff
        first, second = jax.random.split(key)
        drawn = self.largest * jnp.clip(1.4 * jax.random.uniform(first, tariff.shape) - 0.2, 0.0, 1.0)
        return jnp.where(jax.random.uniform(second, tariff.shape) < share, drawn, tariff).astype(tariff.dtype)

    def _batches(self, key: jax.Array) -> jax.Array:
        """[passes, batch] numbers of states: every state once before any comes again."""
        own = self.settings
        states, wanted = own.paths * own.periods, own.passes * own.batch
        rounds = jax.random.split(key, -(-wanted // states))
        order = jax.vmap(lambda one: jax.random.permutation(one, states))(rounds)
        return order.reshape(-1)[:wanted].reshape(own.passes, own.batch)


def _trained(network: ShareNetwork) -> tuple:
    return network.weights, network.offsets


def _with(network: ShareNetwork, trained: tuple) -> ShareNetwork:
    return network._replace(weights=trained[0], offsets=trained[1])


def _flat(states: EconomyState) -> EconomyState:
    """[T, N] as [T · N]."""
    return jax.tree.map(lambda leaf: leaf.reshape(-1, *leaf.shape[2:]), states)


def _latter(leaf: jax.Array) -> jax.Array:
    return leaf[len(leaf) // 5 :]

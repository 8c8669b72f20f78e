"""References for learned rules where the state is one number: value iteration and Q-learning on a grid."""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

RewardFunction = Callable[[jax.Array, jax.Array], jax.Array]
"""(state, action) → reward."""
NextState = Callable[[jax.Array, jax.Array, jax.Array], jax.Array]
"""(state, action, standard Normal shock) → the state after it."""


class GridSolution(NamedTuple):
    """``value`` [X] and best ``action`` [X] at the ``states`` [X]; ``sweeps`` over all of them."""

    states: np.ndarray
    value: np.ndarray
    action: np.ndarray
    sweeps: int


class GridProblem(NamedTuple):
    """A choice among ``actions`` [U] in ``states`` [X], which are evenly spaced. Beyond the outermost states
    the value of these holds; between states it is on straight lines."""

    reward: RewardFunction
    transition: NextState
    states: np.ndarray
    actions: np.ndarray
    discount: float

    def rewards(self) -> jax.Array:
        """Of every state and action [X, U]."""
        x, u = jnp.asarray(self.states)[:, None], jnp.asarray(self.actions)[None]
        return self.reward(x, u) * jnp.ones((len(self.states), len(self.actions)))

    def next_states(self, shock: jax.Array) -> jax.Array:
        """After every state and action [X, U]."""
        return self.transition(jnp.asarray(self.states)[:, None], jnp.asarray(self.actions)[None], shock)

    def between(self, value: jax.Array, state: jax.Array) -> jax.Array:
        """The value [X] at any states [...]."""
        place = (state - self.states[0]) / (self.states[1] - self.states[0])
        place = jnp.clip(place, 0.0, len(self.states) - 1.0)
        low = jnp.minimum(place.astype(int), len(self.states) - 2)
        return value[low] + (place - low) * (value[low + 1] - value[low])


def value_iteration(
    problem: GridProblem, nodes: int = 7, tolerance: float = 1e-6, sweeps: int = 10_000
) -> GridSolution:
    """V_{j+1}(x) = max_u r(x, u) + γ E V_j(x'), with Gauss–Hermite ``nodes`` for the shock, until no value
    changes by more than ``tolerance`` (Bellman 1957)."""
    at, weights = np.polynomial.hermite_e.hermegauss(nodes)
    weights = weights / weights.sum()
    now, after = problem.rewards(), jnp.stack([problem.next_states(shock) for shock in jnp.asarray(at)])

    @jax.jit
    def sweep(value: jax.Array) -> jax.Array:
        ahead = jnp.tensordot(weights, problem.between(value, after), axes=1)
        return now + problem.discount * ahead

    value, change, number = jnp.zeros(len(problem.states)), np.inf, 0
    while change > tolerance and number < sweeps:
        better = sweep(value).max(axis=1)
        change, value, number = float(jnp.abs(better - value).max()), better, number + 1
    best = np.asarray(sweep(value).argmax(axis=1))
    return GridSolution(problem.states, np.asarray(value), problem.actions[best], number)


def q_learning(problem: GridProblem, key: jax.Array, sweeps: int = 20_000) -> GridSolution:
    """The Q with the least E‖r + γ max_u' Q(x', u') − Q(x, u)‖², by steps towards it (Watkins 1989).

    One draw of the shock a sweep, which every pair of state and action meets; the step of sweep n is
    1 / (1 + (1 − γ) n) (Wainwright 2019). Nothing is known of the model but its draws.
    """
    now = problem.rewards()

    def sweep(q: jax.Array, number: jax.Array) -> tuple[jax.Array, None]:
        shock = jax.random.normal(jax.random.fold_in(key, number))
        ahead = problem.between(q.max(axis=1), problem.next_states(shock))
        pace = 1.0 / (1.0 + (1.0 - problem.discount) * number)
        return q + pace * (now + problem.discount * ahead - q), None

    q = jax.jit(lambda q: jax.lax.scan(sweep, q, jnp.arange(sweeps))[0])(jnp.zeros_like(now))
    best = np.asarray(q.argmax(axis=1))
    return GridSolution(problem.states, np.asarray(q.max(axis=1)), problem.actions[best], sweeps)

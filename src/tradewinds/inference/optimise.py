"""Gradient descent in compiled chunks, with a look at loss and held-out score between them.

Updates with a non-finite loss or gradient are skipped and **counted**; past a limit the fit fails and
says where the first one came from. Parameters are unbounded, so no scale can turn negative. Steps are
those of Adam (Kingma & Ba 2015) or of another of ``METHODS``, their length falling along a cosine.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from tradewinds.errors import FitError
from tradewinds.loop import FORGETFUL, Log, Loop, Memory, lengths
from tradewinds.settings.inference import Optimiser, OptimiserSettings

_MOMENTUM = 0.9
"""Share of the last step that goes into the next (Sutskever, Martens, Dahl & Hinton 2013)."""
METHODS: dict[Optimiser, Callable[[optax.Schedule], optax.GradientTransformation]] = {
    Optimiser.sgd: optax.sgd,
    Optimiser.momentum: partial(optax.sgd, momentum=_MOMENTUM),
    Optimiser.nesterov: partial(optax.sgd, momentum=_MOMENTUM, nesterov=True),
    Optimiser.adagrad: optax.adagrad,
    Optimiser.rmsprop: optax.rmsprop,
    Optimiser.adam: optax.adam,
}
"""Learning rate by step → the rule of its steps."""


class Minimum(NamedTuple):
    """Best parameters of every member by held-out score, and how they were reached."""

    best: dict
    last: dict
    """Parameters at the end, whatever their score."""
    step: np.ndarray
    """[C] steps taken at each look."""
    loss: np.ndarray
    """[C, members] mean loss of the chunk, per row."""
    score: np.ndarray
    """[C, members] held-out score at the end of the chunk."""
    non_finite: int

    @property
    def curve(self) -> dict[str, np.ndarray]:
        """As ``Draws`` keep it."""
        return {"step": self.step, "loss": self.loss, "score": self.score}

    @property
    def facts(self) -> dict[str, int]:
        """What every algorithm that began with this search says of it."""
        return {"steps": int(self.step[-1]), "non_finite": self.non_finite}


Loss = Callable[[dict, Any, jax.Array, jax.Array], jax.Array]
"""(parameters, data, weight [N], key) → loss per row."""
Score = Callable[[dict, Any, jax.Array, jax.Array, jax.Array], jax.Array]
"""(parameters, data, weight [N], held [N], key) → score, larger is better."""


class Seen(NamedTuple):
    """What a chunk of steps sees: data, and each member's weights of the rows trained and scored on."""

    data: Any
    weight: np.ndarray | jax.Array
    """[M, N]"""
    held: np.ndarray | jax.Array
    """[M, N'] 0 or 1."""


class _State(NamedTuple):
    params: dict
    optimiser: Any
    key: jax.Array


class Looked(NamedTuple):
    """What a chunk of steps ends with: mean loss and held-out score of every member [M], and which steps
    failed [steps, M]."""

    state: Any
    loss: Any
    score: Any
    failed: Any


class _Progress(NamedTuple):
    """Where a search is between two chunks."""

    state: _State
    best: dict
    best_score: np.ndarray
    """[M]"""
    best_at: np.ndarray
    """[M] chunk of the best score."""
    non_finite: np.ndarray
    """Updates skipped so far, one number."""


class _Look(NamedTuple):
    """Loss and held-out score of every member after a chunk, [M] each."""

    loss: np.ndarray
    score: np.ndarray


class Search:
    """The compiled part of a minimisation: what to minimise and with which steps, without data."""

    def __init__(self, loss: Loss, score: Score, settings: OptimiserSettings) -> None:
        self.loss, self.score, self.settings = loss, score, settings
        schedule = optax.cosine_decay_schedule(settings.learning_rate, settings.steps, alpha=0.05)
        self._optimiser = optax.chain(
            optax.clip_by_global_norm(settings.clip), METHODS[settings.method](schedule)
        )

    @partial(jax.jit, static_argnums=0)
    def begin(self, start: dict, key: jax.Array) -> _State:
        """The state before the first step, from parameters with a leading axis of members [M, …]."""
        return _State(start, jax.vmap(self._optimiser.init)(start), key)

    @partial(jax.jit, static_argnums=(0, 5))
    def chunk(self, state: _State, data: Any, weight: jax.Array, held: jax.Array, length: int) -> Looked:
        """``length`` steps; ``weight`` [M, N] and ``held`` [M, N'] as in ``Seen``."""
        members = len(weight)
        gradient = jax.vmap(jax.value_and_grad(self.loss), in_axes=(0, None, 0, 0))

        def step(state: _State, _: None) -> tuple[_State, tuple[jax.Array, jax.Array]]:
            key, now = jax.random.split(state.key)
            value, grads = gradient(state.params, data, weight, jax.random.split(now, members))
            finite = jnp.isfinite(value)
            for leaf in jax.tree.leaves(grads):
                finite &= jnp.isfinite(leaf).reshape(members, -1).all(axis=1)
            updates, moved = jax.vmap(self._optimiser.update)(grads, state.optimiser, state.params)
            params = optax.apply_updates(state.params, updates)
            params, moved = _where(finite, (params, moved), (state.params, state.optimiser))
            return _State(params, moved, key), (value, finite)

        state, (values, finite) = jax.lax.scan(step, state, None, length=length)
        keys = jax.random.split(jax.random.fold_in(state.key, 1), members)
        scores = jax.vmap(self.score, in_axes=(0, None, 0, 0, 0))(state.params, data, weight, held, keys)
        mean = jnp.where(finite, values, 0.0).sum(axis=0) / jnp.maximum(finite.sum(axis=0), 1)
        return Looked(state, jnp.where(finite.any(axis=0), mean, jnp.nan), scores, ~finite)


def minimise(
    name: str,
    search: Search,
    start: dict,
    seen: Callable[[int], Seen],
    key: jax.Array,
    log: Log,
    locate: Callable[[dict], str],
    memory: Memory = FORGETFUL,
) -> Minimum:
    """Minimise for all members at once (leading axis M of ``start``); chunk i learns from ``seen(i)``.

    ``locate(parameters of one member)`` says which rows and columns are not finite there; ``memory`` is
    where a search that was stopped is gone on with.
    Raises FitError when more than ``non_finite_limit`` of a chunk's losses are not finite, and when the
    held-out score of a member is never finite.
    """
    members, settings = len(next(iter(start.values()))), search.settings
    chunks = lengths(settings.steps, settings.chunk)
    reached = np.cumsum(chunks)
    begin = _Progress(
        search.begin(start, key), start, np.full(members, -np.inf), np.zeros(members, int), np.zeros((), int)
    )
    loop = Loop("search", len(chunks), begin, _Look, memory, log)
    while loop.done < loop.total and not (loop.done - 1 - loop.state.best_at >= settings.patience).all():
        before, length, step = loop.state, chunks[loop.done], reached[loop.done]
        state, mean, scored, failed = search.chunk(before.state, *seen(loop.done), length)
        scored, failed = np.asarray(scored), np.asarray(failed)
        if failed.any() and not before.non_finite:
            log(f"{name}: first non-finite loss at step "
                f"{step - length + int(np.argmax(failed.any(axis=1))) + 1}")  # fmt: skip
        if failed.sum() > settings.non_finite_limit * failed.size:
            worst = int(failed.sum(axis=0).argmax())
            where = locate(jax.tree.map(lambda leaf, worst=worst: leaf[worst], state.params))
            raise FitError(
                f"{name}: {failed.sum()} of {failed.size} losses are not finite by step {step} ({where})",
                f"at most {settings.non_finite_limit:.0%}",
                "Lower inference.optimiser.learning_rate, or look at the row and column named.",
            )
        better = scored > before.best_score
        now = _Progress(
            state,
            _best(better, state.params, before.best),
            np.where(better, scored, before.best_score),
            np.where(better, loop.done, before.best_at),
            before.non_finite + failed.sum(),
        )
        look = _Look(np.asarray(mean), scored)
        loop.keep(now, look, f"{name}: step {step}/{settings.steps}, loss {np.mean(look.loss):.3f}, "
                  f"held-out score {np.mean(scored):.3f}")  # fmt: skip
    end = loop.state
    if not np.isfinite(end.best_score).all():
        raise FitError(
            f"{name}: the held-out score is never finite",
            "a finite log density of the held-out rows",
            "Lower inference.optimiser.learning_rate.",
        )
    looks = _Look(*map(np.stack, zip(*loop.pieces, strict=True)))
    steps = reached[: loop.done]
    return Minimum(end.best, end.state.params, steps, looks.loss, looks.score, int(end.non_finite))


def _best(better: np.ndarray, now: dict, before: dict) -> dict:
    """``now`` for the members [M] that got better, ``before`` for the others; by NumPy, which has nothing to
    compile."""
    return jax.tree.map(
        lambda a, b: np.where(better.reshape(-1, *[1] * (a.ndim - 1)), np.asarray(a), np.asarray(b)),
        now,
        before,
    )


def _where(chosen: jax.Array, yes: Any, no: Any) -> Any:
    """Leaf by leaf, ``yes`` for the chosen members and ``no`` for the others."""

    def pick(a: jax.Array, b: jax.Array) -> jax.Array:
        return jnp.where(chosen.reshape(chosen.shape + (1,) * (a.ndim - 1)), a, b)

    return jax.tree.map(pick, yes, no)

"""Microcanonical Langevin dynamics from MAP starts, all chains in one program, by BlackJAX's kernel.

The state moves at constant speed over the posterior and its direction is partly renewed at every step
(Robnik et al. 2023); started from MAP networks it is the sampler of microcanonical ensembles (Sommer et
al. 2025). There is no accept step: the error of the discretisation is held where the energy changes by
``energy_variance`` per parameter, and what it comes to is reported beside the draws.

The kernel is BlackJAX's, the tuning ours. For as many gradients BlackJAX's own, each chain by itself
(``mclmc_find_L_and_step_size``), brought 0.6 to 1.0 times as many effective draws of predictions on three
equations of ``quickstart``; to learn the length as it does, in place of 8 √d, brought fewer, and took more
(``benchmarks/tuning.py``).
"""

import math
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from blackjax.mcmc.integrators import IntegratorState, isokinetic_velocity_verlet
from blackjax.mcmc.mclmc import build_kernel

from tradewinds.errors import FitError
from tradewinds.inference.ensemble import find_maps
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    ProbabilityModel,
    Problem,
    constrain,
    flat,
    generator,
    potential,
    require_movement,
    sites_of,
    unflat,
)
from tradewinds.inference.step_size import Tuning, adapted, constant
from tradewinds.loop import Log, Loop, lengths
from tradewinds.model.arrays import Array, on_device
from tradewinds.settings.inference import InferenceSettings, MicrocanonicalSettings

_SHORTEST = 5
"""Fewest positions of a chunk, and how many times shorter than asked it may be, so that all are alike."""
PHASES = (0.2, 0.3, 0.3, 0.2)
"""Shares of the warm-up: find a step size, learn the metric, learn it again from there, settle the step."""
FIRST_STEP = 0.01
"""Step size at the start, short beside any posterior; it grows to where the energy error is as asked."""
LARGEST_ENERGY = 1000.0
"""A step whose squared energy error is this many times the one asked for is undone."""
PACE = 20
"""Most steps between two positions that the metric is learned from."""
STRAYED = 5.0
"""A chain is left out when its mean log density is so many standard deviations below the median chain."""

STALLED = 100.0
"""… or when its steps are so many times shorter than the median chain's."""


class _Chains(NamedTuple):
    state: IntegratorState
    """position, momentum, gradient [M, d]; logdensity [M]."""
    tuning: Tuning


class _Piece(NamedTuple):
    """What a chunk gives back, [M, positions]."""

    position: Array
    logdensity: Array
    energy_error: Array
    """Mean squared change of energy per parameter over the steps since the last position."""
    undone: Array
    """Share of those steps that were undone."""


@lru_cache(maxsize=KEPT)
def _program(probability_model: ProbabilityModel, settings: MicrocanonicalSettings) -> Callable:
    """One program for warm-up and draws: (chains, variances [d], rows, keys [M], adapt, positions) → chains,
    piece."""
    kernel, pace = build_kernel(integrator=isokinetic_velocity_verlet), _pace(settings)

    @partial(jax.jit, static_argnums=5)
    def chunk(
        chains: _Chains, variances: jax.Array, rows: Any, keys: jax.Array, adapt: jax.Array, positions: int
    ) -> Any:
        sites = sites_of(probability_model, rows)
        dimensions = len(variances)
        allowed = settings.energy_variance * dimensions
        length = settings.momentum_length * jnp.sqrt(dimensions)

        def density(vector: jax.Array) -> jax.Array:
            return -potential(probability_model, unflat(sites, vector), rows)

        def step(chain: _Chains, key: jax.Array) -> tuple[_Chains, tuple[jax.Array, jax.Array]]:
            before, tuning = chain
            # the first step has no length: it finds the gradient there, without a program of its own
            size = jnp.where(tuning.begun, tuning.step, 0.0)
            after, info = kernel(key, before, density, variances, length, size)
            error = jnp.square(info.energy_change) / allowed
            sound = info.nonans & ((error < LARGEST_ENERGY) | ~tuning.begun)
            turned = before._replace(momentum=-before.momentum)
            after = jax.tree.map(partial(jnp.where, sound), after, turned)
            longer = adapted(tuning, error, sound)
            tuning = jax.tree.map(partial(jnp.where, adapt & tuning.begun), longer, tuning)
            tuning = tuning._replace(begun=jnp.ones_like(tuning.begun))
            return _Chains(after, tuning), (jnp.where(sound, error, 0.0), ~sound)

        def draw(chain: _Chains, key: jax.Array) -> tuple[_Chains, _Piece]:
            chain, (error, undone) = jax.lax.scan(step, chain, jax.random.split(key, pace))
            kept = error.mean() * settings.energy_variance
            return chain, _Piece(chain.state.position, chain.state.logdensity, kept, undone.mean())

        def one(chain: _Chains, key: jax.Array) -> tuple[_Chains, _Piece]:
            return jax.lax.scan(draw, chain, jax.random.split(key, positions))

        return jax.vmap(one)(chains, keys)

    return chunk


def _pace(settings: MicrocanonicalSettings) -> int:
    """Steps between two positions that a program gives back: draws are some of these."""
    return math.gcd(settings.thin, PACE)


def _phases(settings: MicrocanonicalSettings) -> list[list[int]]:
    """Of every phase of the warm-up, and of the draws, the positions that each chunk gives back.

    A warm-up that is no multiple of the steps between two positions ends before the last of these. Chunks are
    of one length where one not much shorter than ``chunk`` goes into all phases: each is compiled anew.
    """
    pace = _pace(settings)
    ends = [round(share * (settings.warmup // pace)) for share in accumulate(PHASES)]
    counts = [max(1, end - begin) for begin, end in pairwise([0, *ends])]
    counts.append(settings.draws * settings.thin // pace)
    most, common = max(1, settings.chunk // pace), math.gcd(*counts)
    even = max(length for length in range(1, most + 1) if common % length == 0)
    return [lengths(count, even if even >= max(_SHORTEST, most / _SHORTEST) else most) for count in counts]


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, log: Log) -> Draws:
    """Warm up and draw in compiled chunks, saying after each how far the chains are: sites [M, draws, …] of
    the M chains that are kept.

    Raises FitError when the search for the starts fails (``minimise``), when a chain never moves or leaves
    the finite range, and when fewer than two chains reach the same log density with steps that move them.
    """
    micro = settings.microcanonical
    sites = sites_of(problem.probability_model, problem.rows)
    map_key, key = jax.random.split(key)
    fitted = find_maps(problem, micro.chains, settings.optimiser, map_key, log)
    sampler = _Sampler(problem, micro, flat(sites, fitted.best), key, log)
    piece = sampler.sample()
    kept = _require_alike(problem.name, piece, np.asarray(sampler.chains.tuning.step), log)
    piece = jax.tree.map(lambda values: values[kept], piece)
    free = unflat(sites, piece.position)
    require_movement(problem.name, free, "Raise inference.microcanonical.warmup")
    return Draws(
        sites={name: np.asarray(value) for name, value in constrain(sites, free).items()},
        stats={
            "energy_error": piece.energy_error,
            "diverging": piece.undone,
        },
        curve=fitted.curve,
        facts={
            **fitted.facts,
            "warmup": micro.warmup,
            "thin": micro.thin,
            "chains_left_out": micro.chains - len(kept),
            "energy_variance": micro.energy_variance,
            "step_size": float(np.median(sampler.chains.tuning.step)),
        },
    )


class _Sampler:
    """The chains of one problem on their way from the MAP starts ``vectors`` [M, d]."""

    def __init__(
        self,
        problem: Problem,
        settings: MicrocanonicalSettings,
        vectors: np.ndarray,
        key: jax.Array,
        log: Log,
    ) -> None:
        self.problem, self.settings, self.log = problem, settings, log
        self.program = _program(problem.probability_model, settings)
        rng = generator(key)
        self.entropy = int(rng.integers(2**63))
        direction = rng.standard_normal(vectors.shape)
        momentum = direction / np.linalg.norm(direction, axis=1, keepdims=True)
        state = IntegratorState(vectors, momentum, np.zeros(len(vectors)), np.zeros(vectors.shape))
        self.variances, state, begun = on_device(
            (np.ones(vectors.shape[1]), state, np.zeros(len(vectors), dtype=bool))
        )
        self.chains = _Chains(state, constant(len(vectors), FIRST_STEP)._replace(begun=begun))

    def sample(self) -> _Piece:
        """Warm-up, then the draws [M, draws]."""
        micro, pace = self.settings, _pace(self.settings)
        between = micro.thin // pace
        piece = self._advance()
        shaped = jax.tree.map(
            lambda values: values.reshape(len(values), micro.draws, between, *values.shape[2:]),
            piece,
        )
        return _Piece(
            shaped.position[:, :, -1],
            shaped.logdensity[:, :, -1],
            shaped.energy_error.mean(axis=2),
            shaped.undone.mean(axis=2),
        )

    def _advance(self) -> _Piece:
        """All phases; the positions of the last, the draws."""
        micro, problem = self.settings, self.problem
        plan = self._plan()
        loop = Loop("chains", len(plan), (self.chains, self.variances), _Piece, problem.memory, self.log)
        while loop.done < loop.total:
            phase, nth, of, positions = plan[loop.done]
            rng = np.random.default_rng([self.entropy, loop.done])
            bits = rng.integers(0, 2**32, size=(micro.chains, 2), dtype=np.uint32)
            keys = jax.random.wrap_key_data(on_device(bits))
            draws = phase == len(PHASES)
            chains, piece = self.program(
                *loop.state, problem.rows, keys, on_device(np.array(not draws)), positions
            )
            piece, variances = jax.tree.map(np.asarray, piece), loop.state[1]
            if phase in (1, 2) and nth == of:
                before = [earlier.position for earlier in loop.pieces[loop.done - of + 1 :]]
                seen = np.concatenate([*before, piece.position], axis=1)
                chains, variances = self._with_metric(chains, seen)
            density = piece.logdensity.mean() / len(problem.rows.weight)
            name = "draws" if draws else f"warm-up {phase + 1} of {len(PHASES)}"
            loop.keep((chains, variances), piece,
                      f"{problem.name}: {name}, {nth}/{of}, log density {density:.3f} per row")  # fmt: skip
        self.chains = loop.state[0]
        last = loop.pieces[-plan[-1][2] :]
        return jax.tree.map(lambda *parts: np.concatenate(parts, axis=1), *last)

    def _plan(self) -> list[tuple[int, int, int, int]]:
        """Of every chunk: its phase (the last are the draws), its number in that phase, of how many, and the
        positions that it gives back."""
        return [
            (phase, nth + 1, len(chunks), positions)
            for phase, chunks in enumerate(_phases(self.settings))
            for nth, positions in enumerate(chunks)
        ]

    def _with_metric(self, chains: _Chains, positions: np.ndarray) -> tuple[_Chains, jax.Array]:
        """The variance of every parameter within the chains [d], shrunk as few draws deserve, and the
        chains with steps of a length that suits it.
        """
        count = positions.shape[1]
        within = positions.var(axis=1).mean(axis=0)
        unit = np.exp(np.log(np.maximum(within, 1e-12)).mean())
        share = count / (count + 5.0)
        variances = on_device(share * within + (1 - share) * unit)
        # in the new metric a posterior is about one wide, and the length of a step is of another unit
        typical = float(np.median(chains.tuning.step)) / np.sqrt(unit)
        return chains._replace(tuning=constant(self.settings.chains, min(typical, 0.3))), variances


def _require_alike(name: str, piece: _Piece, steps: np.ndarray, log: Log) -> np.ndarray:
    """Chains whose log density is near the others', and whose steps [M] are not far shorter: one that strayed
    with finite values is left out, and one that stalled, in the neck of a funnel, where only steps far too
    short to leave it are sound.
    """
    level = piece.logdensity.mean(axis=1)
    if not np.isfinite(level).all():
        raise FitError(
            f"{name}: chain {int(np.argmin(np.isfinite(level))) + 1} left the finite range",
            "finite draws",
            "Look at the scale of the inputs, or lower inference.microcanonical.energy_variance.",
        )
    # the log density of a normal posterior of d parameters has a standard deviation of √(d/2)
    spread = np.sqrt(piece.position.shape[-1] / 2)
    lost = np.flatnonzero(level < np.median(level) - STRAYED * spread)
    if len(lost):
        log(f"{name}: {len(lost)} of {len(level)} chains strayed and are left out, their log density "
            f"{np.median(level) - level[lost].max():.0f} below the others'")  # fmt: skip
    stalled = np.flatnonzero(steps < np.median(steps) / STALLED)
    if len(stalled):
        log(f"{name}: {len(stalled)} of {len(steps)} chains stalled and are left out, their steps less than "
            f"1/{STALLED:g} of the others'")  # fmt: skip
    kept = np.setdiff1d(np.arange(len(level)), np.union1d(lost, stalled))
    if len(kept) < 2:
        raise FitError(
            f"{name}: only {len(kept)} of {len(level)} chains moved and reached the same log density",
            "at least two",
            "Raise inference.optimiser.steps or inference.microcanonical.warmup.",
        )
    return kept

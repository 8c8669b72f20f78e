"""The No-U-Turn sampler (Hoffman & Gelman 2014) from MAP starts, all chains in one program."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import numpy as np
import numpyro

from tradewinds.inference.ensemble import find_maps
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    ProbabilityModel,
    Problem,
    constrain,
    flat,
    potential,
    require_movement,
    sites_of,
    unflat,
)
from tradewinds.loop import Log, Loop, lengths
from tradewinds.model.arrays import Array
from tradewinds.settings.inference import InferenceSettings, NutsSettings


class _Kept(NamedTuple):
    """What a chunk of iterations gives back, [iterations, M] and more."""

    position: Array
    """[iterations, M, d]"""
    diverging: Array
    leapfrog: Array
    energy: Array
    acceptance: Array


@lru_cache(maxsize=KEPT)
def _sampler(probability_model: ProbabilityModel, nuts: NutsSettings) -> tuple[Callable, Callable]:
    """Two programs: the chains' first state, and their states after a chunk with what it drew."""
    init_kernel, sample_kernel = numpyro.infer.hmc.hmc(
        potential_fn_gen=lambda rows: lambda free: potential(probability_model, free, rows), algo="NUTS"
    )

    @jax.jit
    def init(rows: Any, start: dict, keys: jax.Array) -> Any:
        def one(free: dict, key: jax.Array) -> Any:
            return init_kernel(
                free,
                nuts.warmup,
                target_accept_prob=nuts.target_accept,
                max_tree_depth=nuts.max_tree_depth,
                model_args=(rows,),
                rng_key=key,
            )

        return jax.vmap(one)(start, keys)

    @partial(jax.jit, static_argnums=2)
    def chunk(state: Any, rows: Any, length: int) -> Any:
        def one(state: Any, _: None) -> tuple[Any, Any]:
            state = jax.vmap(lambda s: sample_kernel(s, (rows,), {}))(state)
            position = flat(sites_of(probability_model, rows), state.z)
            kept = (position, state.diverging, state.num_steps, state.energy, state.accept_prob)
            return state, _Kept(*kept)

        return jax.lax.scan(one, state, None, length=length)

    return init, chunk


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, log: Log) -> Draws:
    """Warm up and draw in compiled chunks, saying after each how far the chains are: sites [M, draws, …].

    Raises FitError when the search for the starts fails (``minimise``), when draws are not finite and when a
    chain never moves.
    """
    nuts = settings.nuts
    sites = sites_of(problem.probability_model, problem.rows)
    map_key, init_key = jax.random.split(key)
    fitted = find_maps(problem, nuts.chains, settings.optimiser, map_key, log)
    init, chunk = _sampler(problem.probability_model, nuts)
    state = init(problem.rows, fitted.best, jax.random.split(init_key, nuts.chains))
    total = nuts.warmup + nuts.draws
    chunks = lengths(total, nuts.chunk)
    loop = Loop("iterations", len(chunks), state, _Kept, problem.memory, log)
    while loop.done < loop.total:
        state, piece = chunk(loop.state, problem.rows, chunks[loop.done])
        done = sum(chunks[: loop.done + 1])
        phase = "warm-up" if done <= nuts.warmup else "draws"
        loop.keep(state, piece, f"{problem.name}: {phase}, iteration {done}/{total}, "
                  f"{int(piece.leapfrog.mean())} steps an iteration")  # fmt: skip
    drawn = _Kept(
        *(np.concatenate(leaf)[nuts.warmup :].swapaxes(0, 1) for leaf in zip(*loop.pieces, strict=True))
    )
    free = unflat(sites, drawn.position)
    require_movement(problem.name, free, "Raise inference.nuts.warmup")
    draws = {name: np.asarray(value) for name, value in constrain(sites, free).items()}
    return Draws(
        sites=draws,
        stats={
            "diverging": np.asarray(drawn.diverging),
            "tree_depth": np.log2(drawn.leapfrog + 1).astype(int),
            "energy": np.asarray(drawn.energy),
            "acceptance_rate": np.asarray(drawn.acceptance),
        },
        curve=fitted.curve,
        facts={
            **fitted.facts,
            "warmup": nuts.warmup,
            "max_tree_depth": nuts.max_tree_depth,
        },
    )

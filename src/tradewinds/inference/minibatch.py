"""Variational inference in minibatches: each step sees B rows of a pool, whose weights make up for the rest.

A minibatch is B rows in a row of a pool in random order, from a random one on; each weighs N/B times its own
weight, which keeps the ELBO unbiased (Hoffman et al. 2013). The rows of a likelihood must be independent
given a draw: the economy-wide effect is sampled, not integrated out.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.errors import SettingsError
from tradewinds.inference import guides
from tradewinds.inference.elbo import (
    WeightedDraws,
    drawn,
    draws_of_guide,
    each_guide,
    keys_of_guides,
    log_likelihoods,
    negative_elbo,
    posterior_of_guides,
    require_finite,
)
from tradewinds.inference.ensemble import locate
from tradewinds.inference.optimise import Looked, Search, Seen, minimise
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    ProbabilityModel,
    Problem,
    constrain,
    flat,
    generator,
    sites_of,
    starts,
    unflat,
)
from tradewinds.inference.row_source import RowsInMemory, RowSource, taken
from tradewinds.loop import Log, lengths
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings, VariationalSettings


class _Data(NamedTuple):
    pool: NamedTuple
    """The pool, and its first B rows once more: the end of the last minibatches."""
    scored: NamedTuple


class _Turns(NamedTuple):
    """What a chunk of steps sees where one pool is a small part of the rows: another every ``steps``."""

    first: int
    """Turn of the chunk's first pool."""
    steps: int
    around: "_Around"
    scored: NamedTuple


class _SearchInTurns(Search):
    """A search of ``_Turns``: with one pool a chunk it would see some rows again and again, others never."""

    def __init__(self, each: Search) -> None:
        self.settings, self.begin, self._each = each.settings, each.begin, each

    def chunk(  # type: ignore[override]  # no program itself: it calls those of the search in it
        self, state: Any, data: Any, weight: jax.Array, held: jax.Array, length: int
    ) -> Looked:
        found, finite = [], []
        for turn, steps in enumerate(lengths(length, data.steps), data.first):
            pool, longer = data.around(turn)
            weight = jnp.broadcast_to(pool.weight, weight.shape)
            found.append(self._each.chunk(state, _Data(longer, data.scored), weight, held, steps))
            state = found[-1].state
            finite.append((~np.asarray(found[-1].failed)).sum(axis=0))
        loss = np.nansum([count * one.loss for one, count in zip(found, finite, strict=True)], axis=0)
        with np.errstate(invalid="ignore"):
            loss = loss / np.sum(finite, axis=0)
        failed = np.concatenate([np.asarray(one.failed) for one in found])
        return Looked(state, loss, found[-1].score, failed)


@lru_cache(maxsize=KEPT)
def search_minibatches(
    probability_model: ProbabilityModel,
    settings: OptimiserSettings,
    variational: VariationalSettings,
    in_turns: bool = False,
) -> Search:
    """As ``variational.search``, of ``_Data``, or of ``_Turns``."""
    few = _rows_per_step(variational)

    def loss(guide: dict, data: _Data, weight: jax.Array, key: jax.Array) -> jax.Array:
        rows = len(weight)
        place_key, key = jax.random.split(key)
        first = jax.random.randint(place_key, (), 0, rows)
        batch = jax.tree.map(lambda leaf: jax.lax.dynamic_slice_in_dim(leaf, first, few), data.pool)
        batch = batch._replace(weight=batch.weight * rows / few)
        return negative_elbo(probability_model, variational, guide, batch, key) / weight.sum()

    def score(guide: dict, data: _Data, weight: jax.Array, held: jax.Array, key: jax.Array) -> jax.Array:
        sites = sites_of(probability_model, data.scored)
        at_mean = constrain(sites, unflat(sites, guide["location"]))
        return probability_model.score(at_mean, data.scored, held)

    found = Search(loss, score, replace(settings, patience=settings.steps))
    return _SearchInTurns(found) if in_turns else found


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, log: Log) -> Draws:
    """As ``variational.run``, sites [M, R, …], of the problem's rows in pools (``RowSource``) or in memory;
    the guides share the rows that are held out.

    Raises FitError when the search fails (``minimise``) and when the ELBO of the fitted guide is not finite.
    """
    variational, optimiser, probability_model = (
        settings.variational,
        settings.optimiser,
        problem.probability_model,
    )
    start_key, held_key, run_key, draw_key, factor_key = jax.random.split(key, 5)
    pools = problem.rows
    if not isinstance(pools, RowSource):
        pools = RowsInMemory.split(pools, optimiser.validation_share, generator(held_key))
    few = pools.scored
    sites = sites_of(probability_model, few)

    members = variational.guides
    around = _Around(pools, _rows_per_step(variational))
    in_turns = pools.pools > 1
    steps = _steps_a_pool(optimiser.chunk, len(pools.pool(0).weight) // _rows_per_step(variational))

    def seen(chunk: int) -> Seen:
        turn = chunk * -(-optimiser.chunk // steps) if in_turns else chunk
        pool, longer = around(turn)
        weight, held = (jnp.broadcast_to(one.weight, (members, len(one.weight))) for one in (pool, few))
        return Seen(_Turns(turn, steps, around, few) if in_turns else _Data(longer, few), weight, held)

    def found_at(guide: dict) -> str:
        draw = constrain(sites, unflat(sites, guide["location"]))
        return locate(problem._replace(rows=pools.pool(0)), draw)

    begun = starts(probability_model, start_key, few, members, optimiser.initialisation)
    fitted = minimise(
        problem.name,
        search_minibatches(probability_model, optimiser, variational, in_turns),
        guides.begin(variational, flat(sites, begun), factor_key),
        seen,
        run_key,
        log,
        found_at,
        problem.memory,
    )
    about = (probability_model, variational.family)
    found = [
        drawn(*about, guide, few, own_key, draws_of_guide(variational))
        for guide, own_key in zip(each_guide(fitted), keys_of_guides(draw_key, members), strict=True)
    ]
    vectors, beyond = (np.asarray(jnp.concatenate(parts)) for parts in zip(*found, strict=True))
    log(f"{problem.name}: weighs {len(vectors)} draws on {pools.count:,} rows")
    # in double whatever the training's precision: the sums are large, their differences small
    each = (
        np.asarray(log_likelihoods(probability_model, vectors, block), dtype=float)
        for block in pools.blocks()
    )
    likelihood = np.asarray(sum(each))
    weighed = require_finite(problem.name, WeightedDraws(vectors, beyond + likelihood, likelihood))
    own = [WeightedDraws(*parts) for parts in zip(*(np.split(one, members) for one in weighed), strict=True)]
    return posterior_of_guides(probability_model, few, own, fitted, pools.count)


def _rows_per_step(variational: VariationalSettings) -> int:
    """Raises SettingsError where the settings name none, and the rows are in files all the same."""
    if variational.minibatch is None:
        raise SettingsError(
            "inference.variational.minibatch is not set, and the rows are in files",
            "a number of rows per step",
        )
    return variational.minibatch


def _steps_a_pool(chunk: int, most: int) -> int:
    """Steps that see one pool: as many as it has batches, ``most``, or some fewer that divide the chunk, for
    each number of steps is a program of its own."""
    most = max(1, min(most, chunk))
    return next((steps for steps in range(most, most // 2, -1) if chunk % steps == 0), most)


class _Around:
    """The pool of a turn, and the same with its first B rows once more at the end; kept until it changes."""

    def __init__(self, pools: RowSource, minibatch: int) -> None:
        self._pools, self._minibatch, self._pool, self._longer = pools, minibatch, None, None

    def __call__(self, turn: int) -> tuple[Any, Any]:
        pool = self._pools.pool(turn)
        if pool is not self._pool:
            count = len(pool.weight)
            self._pool, self._longer = pool, taken(pool, np.arange(count + self._minibatch) % count)
        return self._pool, self._longer

"""The compiled run of one tariff path: a scan over national periods with a scan of sector periods inside,
vectorised over draws."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.data.panel import Grid
from tradewinds.identities import compute
from tradewinds.policy.aggregate import aggregate, link, link_span
from tradewinds.policy.origin import Origin
from tradewinds.policy.parts import Ready
from tradewinds.policy.transition import explain_period, shift
from tradewinds.settings.data import DataSettings, Scale


class Rolled(NamedTuple):
    """One path: variable → [R, H, S] in its own unit, and distances outside the support [R, H, S].

    National variables have S = 1 and national periods on the H axis; empty without a nation.
    """

    sectors: dict[str, np.ndarray]
    national: dict[str, np.ndarray]
    outside_sectors: np.ndarray
    outside_national: np.ndarray


def path_runner(
    grids: dict[str, Grid],
    origin: Origin,
    parts: dict[str, list[Ready]],
    data: DataSettings,
    policy: str,
) -> Callable[[np.ndarray], Rolled]:
    """A function from a path [H, S] of the policy variable to Rolled, compiled once for all paths."""
    nation = "national" in grids
    ratio = origin.ratio
    year = link_span(data.tables["national"].frequency) if nation else 1
    lengths = {"sectors": ratio * year, "national": year}
    at = {"sectors": origin.sector, "national": origin.national}
    history = {
        table: _history(grid, at[table], max(lengths[table], _reach(parts[table])))
        for table, grid in grids.items()
    }
    weights = {
        name: _weights(grids["sectors"], settings.weights, origin.sector, ratio * year)
        for name, settings in data.aggregates.items()
    }
    identities = data.tables["sectors"].identities

    def solve(table: str, past: dict, now: dict, drawn: list) -> tuple[dict, jax.Array]:
        outside = jnp.zeros(next(iter(now.values())).shape)
        for ready, (sites, shock, column) in zip(parts[table], drawn, strict=True):
            value, beyond = explain_period(ready.part, sites, past, now, shock, column)
            now = now | {ready.part.equation.name: value}
            outside = jnp.maximum(outside, beyond)
        return now, outside

    def drawn(sites: list, at: list) -> list:
        return [(site, *shock_and_column) for site, shock_and_column in zip(sites, at, strict=True)]

    def one_draw(sites: dict, shocks: dict, columns: dict, path: jax.Array) -> tuple:
        def sector_period(past: dict, inputs: tuple) -> tuple:
            tariff, at = inputs
            now = {name: values[-1] for name, values in past.items()} | {policy: tariff}
            now, outside = solve("sectors", past, now, drawn(sites["sectors"], at))
            now = now | {name: compute(text, now) for name, text in identities.items()}
            return shift(past, now), (now, outside)

        def national_period(state: dict, inputs: tuple) -> tuple:
            of_sectors, at = inputs
            past, found = jax.lax.scan(sector_period, state["sectors"], of_sectors)
            if not nation:
                return {"sectors": past}, (found, ({}, jnp.zeros(1)))
            before = state["national"]
            now = {name: values[-1] for name, values in before.items()}
            for name, settings in data.aggregates.items():
                earlier = state["sectors"][settings.of]
                a_year_ago = earlier[len(earlier) - ratio * year :][:ratio]
                recent = past[settings.of][-ratio:]
                now[name] = link(
                    before[name][-year],
                    aggregate(recent, weights[name], settings),
                    aggregate(a_year_ago, weights[name], settings),
                    log=data.tables["national"].variables[name].scale == Scale.log,
                )
            now, outside = solve("national", before, now, drawn(sites["national"], at))
            return {"sectors": past, "national": shift(before, now)}, (found, (now, outside))

        def by_time(table: str) -> list:
            return list(zip(shocks[table], columns[table], strict=True))

        steps = len(path) // ratio
        of_sectors = jax.tree.map(
            lambda leaf: leaf.reshape(steps, ratio, *leaf.shape[1:]), (path, by_time("sectors"))
        )
        _, found = jax.lax.scan(national_period, history, (of_sectors, by_time("national")))
        return found

    def by_table(field: str) -> dict[str, list[Any]]:
        return {table: [getattr(ready, field) for ready in parts[table]] for table in parts}

    run = jax.jit(jax.vmap(one_draw, in_axes=(0, 0, None, None)))
    sites, shocks, columns = by_table("sites"), by_table("shocks"), by_table("columns")

    def run_path(path: np.ndarray) -> Rolled:
        (sectors, outside), (national, beyond) = run(sites, shocks, columns, jnp.asarray(path))
        joined = lambda leaf: np.asarray(leaf).reshape(leaf.shape[0], -1, leaf.shape[-1])  # noqa: E731
        return Rolled(
            {name: joined(values) for name, values in sectors.items()},
            {name: np.asarray(values) for name, values in national.items()},
            joined(outside),
            np.asarray(beyond),
        )

    return run_path


def _reach(parts: list[Ready]) -> int:
    return max([1, *(ready.part.equation.reach for ready in parts)])


def _history(grid: Grid, last: int, length: int) -> dict[str, jax.Array]:
    """Variable → [L, S] up to the origin; a gap holds the value before it, an early one the first."""
    filled = {}
    for name, values in grid.values.items():
        known = pd.DataFrame(values[:, : last + 1].T).ffill().bfill().to_numpy()
        padded = np.concatenate([np.repeat(known[:1], length, axis=0), known])
        filled[name] = jnp.asarray(padded[-length:])
    return filled


def _weights(grid: Grid, variable: str | None, last: int, span: int) -> jax.Array:
    """Shares [S] of the sectors over the last ``span`` periods; equal without a variable."""
    if variable is None:
        return jnp.full(len(grid.sectors), 1.0 / len(grid.sectors))
    total = np.nansum(grid.values[variable][:, max(0, last + 1 - span) : last + 1], axis=1)
    return jnp.asarray(total / total.sum())

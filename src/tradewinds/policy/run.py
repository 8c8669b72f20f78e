"""The compiled run of one path: a scan over national periods with a scan of sector periods inside,
vectorised over draws."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.policy.aggregate import Passage
from tradewinds.policy.history import history_until, latest, shift
from tradewinds.policy.origin import Origin
from tradewinds.policy.parts import Ready
from tradewinds.policy.transition import Drawn, Part, Values, solve_period
from tradewinds.settings.data import DataSettings

Sites = dict[str, list[dict]]
"""Table → the sites of one draw of each equation."""
Found = tuple[Values, jax.Array]
"""Variables of a period or of several, and distances outside the training range."""


class Rolled(NamedTuple):
    """One path: table → variable → [R, H, S] in its own unit; table → distances outside [R, H, S].

    The nation has S = 1 and national periods on the H axis.
    """

    values: dict[str, dict[str, np.ndarray]]
    outside: dict[str, np.ndarray]


@dataclass(frozen=True)
class TwoTiers:
    """The recursion: one period of the sectors, and one of the nation with the sector periods in it.

    A state is table → variable → [L, S], the latest last. Each step takes the state before and what is
    given for its periods, and returns the state after and what was found, as ``jax.lax.scan`` wants it.
    """

    parts: dict[str, list[Part]]
    identities: dict[str, dict[str, str]]
    passage: Passage | None
    policy: str

    def sector_period(self, sites: Sites, past: Values, given: tuple) -> tuple[Values, Found]:
        """``given``: the policy [S] of the period, and its disturbances and calendar per equation."""
        path, at = given
        now = latest(past) | {self.policy: path}
        return self._solve("sectors", sites, past, now, at)

    def sector_periods(self, sites: Sites, past: Values, given: tuple) -> tuple[Values, Found]:
        return jax.lax.scan(partial(self.sector_period, sites), past, given)

    def national_period(self, sites: Sites, past: dict[str, Values], given: tuple) -> tuple[dict, dict]:
        """``given``: that of its sector periods, its own disturbances and calendar per equation, and what the
        national series is beside the aggregate (``Passage``)."""
        of_sectors, at, apart = given
        sectors, found = self.sector_periods(sites, past["sectors"], of_sectors)
        crossed = self.passage.cross(sectors, apart)
        now = latest(past["national"]) | crossed
        national, found_here = self._solve("national", sites, past["national"], now, at)
        after = {"sectors": sectors, "national": national}
        return after, {"sectors": found, "national": found_here}

    def _solve(self, table: str, sites: Sites, past: Values, now: Values, at: list) -> tuple[Values, Found]:
        drawn: list[Drawn] = [(site, *given) for site, given in zip(sites[table], at, strict=True)]
        now, outside = solve_period(self.parts[table], self.identities[table], past, now, drawn)
        return shift(past, now), (now, outside)


class Draws(NamedTuple):
    """A run of one draw, to be compiled and differentiated, and what the draws bring to it.

    ``one(start, sites, shocks, columns, path)``: table → Found, for a ``path`` as ``by_period`` cuts it,
    periods first. ``start`` is the state before the first period, ``sites`` and ``columns`` are as the
    equations have them, ``shocks`` have the draws on their second last axis, as ``one`` has none.
    """

    one: Callable[[dict, Sites, dict, dict, jax.Array], dict[str, Found]]
    start: dict[str, Values]
    sites: dict[str, list[dict]]
    shocks: dict[str, list]
    columns: dict[str, list]
    by_period: Callable[[jax.Array], jax.Array]


def draws_of(
    grids: dict[str, Grid],
    origin: Origin,
    ready: dict[str, list[Ready]],
    data: DataSettings,
    policy: str,
    observed: Grid | None = None,
) -> Draws:
    """The economy from its origin on, as a function of the policy's path.

    ``observed``: the sectors that weights are read from, where ``grids`` have another past.
    """
    nation = "national" in grids
    last = origin.last
    passage = Passage.between(grids, last, data, origin.ratio, observed) if nation else None
    economy = TwoTiers(
        parts={table: [one.part for one in ready[table]] for table in grids},
        identities={table: data.tables[table].identities for table in grids},
        passage=passage,
        policy=policy,
    )
    start = {
        table: history_until(grid, last[table], _length(table, ready[table], passage))
        for table, grid in grids.items()
    }

    def one_draw(start: dict, sites: Sites, shocks: dict, columns: dict, path: jax.Array) -> dict[str, Found]:
        at = {table: list(zip(shocks[table], columns[table], strict=True)) for table in grids}
        if not nation:
            return {"sectors": economy.sector_periods(sites, start["sectors"], (path, at["sectors"]))[1]}
        of_sectors = (path, at["sectors"])
        step = partial(economy.national_period, sites)
        return jax.lax.scan(step, start, (of_sectors, at["national"], columns["apart"]))[1]

    sites, shocks, columns = (
        {table: [getattr(one, field) for one in ready[table]] for table in grids}
        for field in ("sites", "shocks", "columns")
    )
    shocks = jax.tree.map(lambda leaf: jnp.swapaxes(leaf, 0, 1), shocks)
    if nation:
        columns["apart"] = passage.seasons(origin.horizon("national"))
    by_period = partial(_by_national_period, ratio=origin.ratio) if nation else jnp.asarray
    shocks["sectors"], columns["sectors"] = jax.tree.map(by_period, (shocks["sectors"], columns["sectors"]))
    return Draws(one_draw, start, sites, shocks, columns, by_period)


def path_runner(
    grids: dict[str, Grid], origin: Origin, ready: dict[str, list[Ready]], data: DataSettings, policy: str
) -> Callable[..., Rolled]:
    """A function from a path [H, S] of the policy variable to Rolled, compiled once for all paths."""
    return runner_of(draws_of(grids, origin, ready, data, policy))


def runner_of(draws: Draws) -> Callable[..., Rolled]:
    """As ``path_runner``, of draws that are there.

    The function takes other draws of the same shapes too, whose start may be another past.
    """
    # periods come first inside, as the scan takes them: nothing is turned round on the way in or out
    run = jax.jit(jax.vmap(draws.one, in_axes=(None, 0, -2, None, None), out_axes=-2))

    def run_path(path: np.ndarray, others: Draws | None = None) -> Rolled:
        _, start, sites, shocks, columns, by_period = others or draws
        found = jax.tree.map(_all_periods, run(start, sites, shocks, columns, by_period(jnp.asarray(path))))
        return Rolled(
            {table: values for table, (values, _) in found.items()},
            {table: outside for table, (_, outside) in found.items()},
        )

    return run_path


def _length(table: str, ready: list[Ready], passage: Passage | None) -> int:
    """Periods of history that the equations and the passage between the tiers look back on."""
    reach = max([1, *(one.part.equation.reach for one in ready)])
    return reach if passage is None or table == "national" else max(reach, passage.ratio)


def _by_national_period(leaf: jax.Array, ratio: int) -> jax.Array:
    """[H, …] → [H / ratio, ratio, …]."""
    return leaf.reshape(-1, ratio, *leaf.shape[1:])


def _all_periods(leaf: jax.Array) -> np.ndarray:
    """[…, R, S] → [R, H, S], sub-periods in a row."""
    return np.asarray(leaf).reshape(-1, *leaf.shape[-2:]).swapaxes(0, 1)

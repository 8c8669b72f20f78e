"""The compiled run of one path: a scan over national periods with a scan of sector periods inside,
vectorised over draws.

It computes in the precision asked for, whatever that of the process, and hands doubles back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.data.panel import Grid
from tradewinds.model.arrays import Array, on_device
from tradewinds.policy.aggregate import BridgeEquation
from tradewinds.policy.drawn_equations import DrawnEquation
from tradewinds.policy.forecast_origin import ForecastOrigin
from tradewinds.policy.history import history_until, latest, shift
from tradewinds.policy.transition import Drawn, PeriodValues, RollOutEquation, solve_period
from tradewinds.settings.data import DataSettings
from tradewinds.settings.inference import Precision

Sites = dict[str, list[dict]]
"""Table → the sites of one draw of each equation."""
PeriodResult = tuple[PeriodValues, jax.Array]
"""Variables of a period or of several, and distances outside the training range."""
PolicyReaction = Callable[[dict[str, PeriodValues], jax.Array], PeriodValues]
"""(table → variable → past [L, S], rates [S] of the path) → what is set in a period: the policy [S], and what
else is handed out."""


class Rolled(NamedTuple):
    """One path: table → variable → [R, H, S] in its own unit; table → distances outside [R, H, S].

    Variables are those that a path can change: explained, aggregated, and identities. The nation has S = 1
    and national periods on the H axis.
    """

    values: dict[str, dict[str, np.ndarray]]
    outside: dict[str, np.ndarray]


@dataclass(frozen=True)
class TwoTiers:
    """The recursion: one period of the sectors, and one of the nation with the sector periods in it.

    A state is table → variable → [L, S], the latest last. Each step takes the state before and what is
    given for its periods, and returns the state after and what was found, as ``jax.lax.scan`` wants it.
    ``reaction``: a rule that sets the policy from what is known; without one the path is followed.
    """

    equations: dict[str, list[RollOutEquation]]
    identities: dict[str, dict[str, str]]
    bridge: BridgeEquation | None
    policy: str
    reaction: PolicyReaction | None = None

    def told(self, table: str) -> list[str]:
        """What is handed out of a table: what a path can change in it."""
        explained = [part.equation.name for part in self.equations[table]]
        bridged = list(self.bridge.settings) if self.bridge and table == "national" else []
        return [*explained, *bridged, *self.identities[table]]

    def sector_period(
        self, sites: Sites, nation: PeriodValues, past: PeriodValues, given: tuple
    ) -> tuple[PeriodValues, PeriodResult]:
        """``given``: the policy [S] of the period, its disturbances and calendar per equation.

        ``nation``: its past, which a rule sees."""
        path, at = given
        chosen = {self.policy: path}
        if self.reaction is not None:
            chosen = self.reaction({"sectors": past, "national": nation}, path)
        now = latest(past) | {self.policy: chosen[self.policy]}
        after, (found, outside) = self._solve("sectors", sites, past, now, at)
        return after, (found if self.reaction is None else found | chosen, outside)

    def sector_periods(
        self, sites: Sites, nation: PeriodValues, past: PeriodValues, given: tuple
    ) -> tuple[PeriodValues, PeriodResult]:
        return jax.lax.scan(partial(self.sector_period, sites, nation), past, given)

    def national_period(self, sites: Sites, past: dict[str, PeriodValues], given: tuple) -> tuple[dict, dict]:
        """``given``: that of its sector periods, its own disturbances and calendar per equation, and what the
        national series is beside the aggregate (``BridgeEquation``)."""
        assert self.bridge is not None  # where there is a nation
        of_sectors, at, apart = given
        sectors, found = self.sector_periods(sites, past["national"], past["sectors"], of_sectors)
        bridged = self.bridge.national_values(sectors, apart)
        now = latest(past["national"]) | bridged
        national, found_here = self._solve("national", sites, past["national"], now, at)
        after = {"sectors": sectors, "national": national}
        return after, {"sectors": found, "national": found_here}

    def _solve(
        self, table: str, sites: Sites, past: PeriodValues, now: PeriodValues, at: list
    ) -> tuple[PeriodValues, PeriodResult]:
        drawn: list[Drawn] = [(site, *given) for site, given in zip(sites[table], at, strict=True)]
        now, outside = solve_period(self.equations[table], self.identities[table], past, now, drawn)
        return shift(past, now), ({name: now[name] for name in self.told(table)}, outside)


class RollOutProgram(NamedTuple):
    """The roll-out of one draw, a function to be compiled and differentiated, and its arguments for R draws.

    ``one(start, sites, shocks, columns, path, reaction)``: table → PeriodResult, for a ``path`` as
    ``by_period`` cuts it, periods first; with a ``reaction`` the policy that it sets, and what else it hands
    out, are among the sectors' variables. ``start`` is the state before the first period, ``sites`` and
    ``columns`` are as the equations have them, ``shocks`` have the draws on their second last axis, as
    ``one`` has none. All of them are in one precision, to which ``by_period`` brings the path.
    """

    one: Callable[..., dict[str, PeriodResult]]
    start: dict[str, PeriodValues]
    sites: dict[str, list[dict]]
    shocks: dict[str, list]
    columns: dict[str, Any]
    by_period: Callable[[Array], Any]


def roll_out_program(
    grids: dict[str, Grid],
    origin: ForecastOrigin,
    ready: dict[str, list[DrawnEquation]],
    data: DataSettings,
    policy: str,
    precision: Precision,
    observed: Grid | None = None,
    reach: int = 1,
) -> RollOutProgram:
    """The economy from its origin on, as a function of the policy's path.

    ``precision``: that of the recursion. ``observed``: the sectors that weights are read from, where
    ``grids`` have another past. ``reach``: periods that a rule looks back.
    """
    nation = "national" in grids
    last = origin.last
    bridge = BridgeEquation.between(grids, last, data, origin.ratio, observed) if nation else None
    kind = np.dtype(precision).type
    economy = TwoTiers(
        equations={table: [_in_precision(one.fixed, kind) for one in ready[table]] for table in grids},
        identities={table: data.tables[table].identities for table in grids},
        bridge=bridge and bridge.in_precision(kind),
        policy=policy,
    )
    start = {
        table: history_until(grid, last[table], max(reach, _length(table, ready[table], bridge)))
        for table, grid in grids.items()
    }

    def one_draw(
        start: dict,
        sites: Sites,
        shocks: dict,
        columns: dict,
        path: jax.Array,
        reaction: PolicyReaction | None = None,
    ) -> dict[str, PeriodResult]:
        acting = economy if reaction is None else replace(economy, reaction=reaction)
        at = {table: list(zip(shocks[table], columns[table], strict=True)) for table in grids}
        if not nation:
            return {"sectors": acting.sector_periods(sites, {}, start["sectors"], (path, at["sectors"]))[1]}
        of_sectors = (path, at["sectors"])
        step = partial(acting.national_period, sites)
        return jax.lax.scan(step, start, (of_sectors, at["national"], columns["apart"]))[1]

    sites = {table: [one.sites for one in ready[table]] for table in grids}
    shocks = {table: [one.shocks for one in ready[table]] for table in grids}
    columns: dict[str, Any] = {table: [one.columns for one in ready[table]] for table in grids}
    # all of this by NumPy, which has nothing to compile
    start, sites, shocks, columns = jax.tree.map(np.asarray, (start, sites, shocks, columns))
    shocks = jax.tree.map(lambda leaf: leaf.swapaxes(0, 1), shocks)
    if bridge:
        columns["apart"] = jax.tree.map(np.asarray, bridge.seasons(origin.horizon("national")))
    cut = partial(_by_national_period, ratio=origin.ratio) if nation else lambda leaf: leaf
    shocks["sectors"], columns["sectors"] = jax.tree.map(cut, (shocks["sectors"], columns["sectors"]))
    start, sites, shocks, columns = on_device(
        jax.tree.map(lambda leaf: leaf.astype(kind), (start, sites, shocks, columns))
    )
    return RollOutProgram(one_draw, start, sites, shocks, columns, lambda path: cut(jnp.asarray(path, kind)))


def runner_of(draws: RollOutProgram) -> Callable[..., Rolled]:
    """A function from a path [H, S] of the policy variable to Rolled, compiled once for all paths.

    It takes other draws of the same shapes too, whose start may be another past.
    """
    # periods come first inside, as the scan takes them: nothing is turned round on the way in or out
    run = jax.jit(jax.vmap(draws.one, in_axes=(None, 0, -2, None, None), out_axes=-2))

    def run_path(path: np.ndarray, others: RollOutProgram | None = None) -> Rolled:
        _, start, sites, shocks, columns, by_period = others or draws
        found = jax.tree.map(_all_periods, run(start, sites, shocks, columns, by_period(path)))
        return Rolled(
            {table: values for table, (values, _) in found.items()},
            {table: outside for table, (_, outside) in found.items()},
        )

    return run_path


def _in_precision(part: RollOutEquation, kind: type[np.floating]) -> RollOutEquation:
    return replace(part, scaler=part.scaler.in_precision(kind))


def _length(table: str, ready: list[DrawnEquation], bridge: BridgeEquation | None) -> int:
    """Periods of history that the equations and the bridge equation look back on."""
    reach = max([1, *(one.fixed.equation.reach for one in ready)])
    return reach if bridge is None or table == "national" else max(reach, bridge.ratio)


def _by_national_period(leaf: Any, ratio: int) -> Any:
    """[H, …] → [H / ratio, ratio, …]."""
    return leaf.reshape(-1, ratio, *leaf.shape[1:])


def _all_periods(leaf: jax.Array) -> np.ndarray:
    """[…, R, S] → doubles [R, H, S], sub-periods in a row."""
    return np.asarray(leaf, float).reshape(-1, *leaf.shape[-2:]).swapaxes(0, 1)

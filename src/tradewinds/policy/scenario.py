"""Tariff paths: the policy that is asked about, and the one it is compared with."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.law_file import LawTables, read_law, read_laws
from tradewinds.data.panel import Grid, period_label
from tradewinds.data.path_file import read_paths
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import ScenarioError
from tradewinds.policy.forecast_origin import find_origin, known_until
from tradewinds.policy.law import statutory_rates, tabulate_acts
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.path import PathSettings, Shape
from tradewinds.settings.scenario import ScenarioSettings

BOTH = ("baseline", "scenario")


class Ahead(NamedTuple):
    """What a path goes on from: the last rates [S] of the sectors, and the periods [H] after them."""

    sectors: list[str]
    last: np.ndarray
    periods: np.ndarray
    frequency: Frequency
    variable: str
    keys: pd.DataFrame | None = None
    """A row a sector, which acts of law name; the sectors' names alone without it."""

    def unchanged(self) -> np.ndarray:
        """The last rates in every period [H, S]."""
        return np.broadcast_to(self.last, (len(self.periods), len(self.last))).copy()


def plan(
    panel: SplitPanel,
    scenario: ScenarioSettings,
    path: PathSettings,
    baseline: PathSettings | None = None,
    files: dict[str, pd.DataFrame] | None = None,
    laws: dict[str, LawTables] | None = None,
) -> pd.DataFrame:
    """The path of a scenario and that of its baseline, one row a sector and period after the origin.

    Columns sector, period, baseline, scenario: rates as fractions. ``scenario`` says what all paths share,
    ``baseline`` is None for rates that stay where they are; ``files``: “scenario” or “baseline” → rows of the
    user's CSV that the path is (``read_path``), ``laws`` what its acts are read from (``read_laws``). Raises
    as ``find_origin`` and ``follow``.
    """
    origin = find_origin(panel.grids, panel.data, scenario.periods)
    grid = panel.grids["sectors"]
    last = last_rates(grid, scenario.variable, origin.last["sectors"])
    periods, frequency = origin.periods["sectors"][1:], panel.data.tables["sectors"].frequency
    ahead = Ahead(grid.sectors, last, periods, frequency, scenario.variable, grid.keys)
    columns = {"sector": np.tile(grid.sectors, len(periods)), "period": np.repeat(periods, len(last))}
    for name, one in zip(BOTH, (baseline, path), strict=True):
        rates = _rates_of(one, ahead, files, laws, name)
        columns[name] = rates.reshape(-1)
    return pd.DataFrame(columns).sort_values(["sector", "period"], ignore_index=True)


def _rates_of(
    path: PathSettings | None,
    ahead: Ahead,
    files: dict[str, pd.DataFrame] | None,
    laws: dict[str, LawTables] | None,
    name: str,
) -> np.ndarray:
    if path is None:
        return ahead.unchanged()
    return follow(path, ahead, (files or {}).get(name), (laws or {}).get(name))


def plan_from_files(
    panel: SplitPanel,
    scenario: ScenarioSettings,
    path: PathSettings,
    baseline: PathSettings | None,
    bounds: tuple[float, float],
    folder: Path,
) -> pd.DataFrame:
    """``plan``, with the rates of the CSVs in ``folder`` that the path, or its baseline, is.

    ``bounds``: smallest and largest rate. Raises as ``plan`` and ``read_path``.
    """
    about = (scenario.variable, panel.data.tables["sectors"].frequency, bounds)
    both = dict(zip(BOTH, (baseline, path), strict=True))
    laws = read_laws(both, folder, panel.data.tables["sectors"].frequency)
    planned = plan(panel, scenario, path, baseline, read_paths(both, folder, *about), laws)
    for name in laws:
        _require_within(planned, name, path if name == BOTH[1] else baseline, bounds)
    return planned


def _require_within(
    planned: pd.DataFrame, name: str, path: PathSettings | None, bounds: tuple[float, float]
) -> None:
    """Raise ScenarioError where acts together set a rate beyond those of the policy."""
    row = planned.loc[planned[name].idxmax()]
    if path is not None and row[name] > bounds[1]:
        raise ScenarioError(
            f"scenario {path.name}: acts of law come to {row[name]:g} in sector {row['sector']!r}",
            f"rates of at most {bounds[1]:g}",
            "Look at what they add up to, or set “largest” for their variable if such rates are meant.",
        )


def acts_from_files(
    panel: SplitPanel, scenario: ScenarioSettings, path: PathSettings, folder: Path
) -> pd.DataFrame:
    """The acts of a path of law (``tabulate_acts``), sectors weighed by ``scenario.weights`` over the last
    observed year, or alike. Raises as ``plan``.
    """
    if path.law is None:
        raise ScenarioError(f"scenario {path.name}: no acts of law", "a path with “shape: law”")
    origin, table = find_origin(panel.grids, panel.data, scenario.periods), panel.data.tables["sectors"]
    grid, frequency = panel.grids["sectors"], table.frequency
    weights = sector_weights(grid, scenario.weights, origin.last["sectors"], PER_YEAR[frequency])
    periods = origin.periods["sectors"][1:]
    tables = read_law(path.law, folder, frequency)
    keys = grid.keys.set_axis(grid.sectors)
    return tabulate_acts(path.law, path.name, keys, weights, periods, frequency, tables)


def last_rates(grid: Grid, variable: str, last: int) -> np.ndarray:
    """The rates [S] that paths go on from: the last known ones until period index ``last``."""
    return known_until(grid.values[variable], last)[-1]


def planned_rates(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Path → rates [H, S] of a table of ``plan``, sectors as a grid has them."""
    return {name: table.pivot(index="period", columns="sector", values=name).to_numpy() for name in BOTH}


def follow(
    path: PathSettings, ahead: Ahead, table: pd.DataFrame | None = None, law: LawTables | None = None
) -> np.ndarray:
    """Rates [H, S] of a path.

    τ[h] = τ[0] + share[h] · size, where size is a share of τ[0] for a relative path, and not below zero
    (``not_below_zero``); or as the rows ``table`` of a CSV, or acts of law (``statutory_rates``), have it.
    Raises ScenarioError for a sector the data do not hold, for a CSV without a rate in some period, and as
    ``statutory_rates``.
    """
    moved = _named(path, path.sectors, "sectors", ahead) if path.sectors else True
    if path.shape == Shape.file:
        rates = _from_file(path, ahead, table)
    elif path.law is not None:
        keys = pd.DataFrame({"sector": ahead.sectors}) if ahead.keys is None else ahead.keys
        about = (keys.set_axis(ahead.sectors), ahead.last, ahead.periods, ahead.frequency)
        rates = statutory_rates(path.law, path.name, *about, law or LawTables())
    else:
        size = path.size * ahead.last if path.relative else path.size
        moving = ahead.unchanged() + size * shares_in_force(path, len(ahead.periods))[:, None]
        rates = not_below_zero(moving, ahead.last, path.relative)
    return np.where(moved, rates, ahead.last)


def not_below_zero(rates: np.ndarray, last: np.ndarray, relative: bool = False) -> np.ndarray:
    """Rates […, S] of a path that goes on from ``last``: a cut ends at zero, or at a last rate below it.

    A path from a rate below zero (refunds) is not lifted to zero: +5 points from −3 % are 2 %. One that is a
    share of such a rate stays on its side of zero.
    """
    if relative:
        return np.where(last < 0, np.minimum(rates, 0.0), np.maximum(rates, 0.0))
    return np.maximum(rates, np.minimum(last, 0.0))


def shares_in_force(path: PathSettings, horizon: int) -> np.ndarray:
    """Share [H] of the size that is in force in each period; of shapes other than ``file`` and ``law``."""
    since = np.arange(1, horizon + 1) - path.start + 1
    if path.shape == Shape.profile:
        return np.concatenate([np.zeros(path.start - 1), path.profile])[:horizon]
    if path.shape == Shape.ramp:
        length = horizon - path.start + 1 if path.length is None else path.length
        return np.clip(since / length, 0.0, 1.0)
    lasting = {Shape.impulse: 1, Shape.temporary: path.length or horizon}.get(path.shape, horizon)
    return ((since >= 1) & (since <= lasting)).astype(float)


def _from_file(path: PathSettings, ahead: Ahead, table: pd.DataFrame) -> np.ndarray:
    """Rates [H, S]; sectors that the file does not have keep their last one."""
    if "sector" not in table:
        return np.repeat(_rates(path, ahead, table, "")[:, None], len(ahead.sectors), axis=1)
    rates = ahead.unchanged()
    for sector, rows in table.groupby("sector"):
        rates[:, _named(path, [sector], path.file, ahead)] = _rates(path, ahead, rows, sector)[:, None]
    return rates


def _rates(path: PathSettings, ahead: Ahead, rows: pd.DataFrame, sector: str) -> np.ndarray:
    """Rates [H] of one sector's rows. Raises ScenarioError where a period has none."""
    rates = rows.set_index("period")[ahead.variable].reindex(ahead.periods).to_numpy()
    lacking = ahead.periods[np.isnan(rates)]
    if len(lacking):
        first, begin, end = (
            period_label(period, ahead.frequency) for period in (lacking[0], *ahead.periods[[0, -1]])
        )
        whose = f" of sector {sector!r}" if sector else ""
        raise ScenarioError(
            f"scenario {path.name}: {path.file} has no rate for {len(lacking)} of {len(rates)} periods"
            f"{whose}, first {first}",
            f"every period from {begin} to {end}",
            "Add them, or set a smaller scenario.periods.",
        )
    return rates


def _named(path: PathSettings, names: list[str], where: str, ahead: Ahead) -> np.ndarray:
    """Which sectors [S] are named. Raises ScenarioError for one the data do not hold."""
    unknown = [name for name in names if name not in ahead.sectors]
    if unknown:
        more = " …" if len(ahead.sectors) > 10 else ""
        raise ScenarioError(
            f"scenario {path.name}, {where}: no sector {unknown[0]!r} in the data",
            f"some of {', '.join(ahead.sectors[:10])}{more}",
            "Write sectors as the panel has them.",
        )
    return np.isin(ahead.sectors, names)

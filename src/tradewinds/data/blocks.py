"""A table read from Parquet some whole sectors at a time, so that memory does not grow with its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa

from tradewinds.artifacts import ROW_GROUP, read_table, require_unchanged
from tradewinds.carried_provenance import opened_table
from tradewinds.data.features import sums_over_sectors
from tradewinds.data.panel import Grid, SectorBlock, calendar_of, ordinal, period_at, to_grid
from tradewinds.equations import Term
from tradewinds.settings.data_table import TableSettings

LONG = 2_000_000
"""Rows beyond which a table is read, cut and measured some sectors at a time."""
MOST_BLOCKS = 64
"""About so many blocks at most, since rows in files have a part of every block in every pool."""


@dataclass(frozen=True, eq=False)
class LongTable:
    """A table of sectors that stays in its file.

    ``frame``: its grid without values, role [1, T]: ``fit`` in periods that have a row trained on, None
    without roles.
    """

    path: Path
    frame: Grid
    settings: TableSettings

    @classmethod
    def open(cls, path: Path, settings: TableSettings) -> Self:
        """Raises ArtifactError, also where its values are not those that it was written with."""
        require_unchanged(path)
        return cls(path, frame_of(path, settings), settings)

    def grids(self, terms: Iterable[Term] = ()) -> Iterator[Grid]:
        """Some sectors at a time, over all periods, with the means over all sectors that ``terms`` are."""
        common = self.means_over_sectors(terms)
        before = 0
        for block in sector_blocks(self.path, rows=max(ROW_GROUP, rows_in(self.path) // MOST_BLOCKS)):
            grid = to_grid(block, self.settings, self.frame)
            yield replace(grid, part=SectorBlock(before, common))
            before += len(grid.sectors)

    def means_over_sectors(self, terms: Iterable[Term]) -> dict[str, np.ndarray]:
        """Input that is a mean over all sectors → its values [T], NaN where no sector has one."""
        shared = list(dict.fromkeys(term for term in terms if term.common))
        if not shared:
            return {}
        found = [[sums_over_sectors(grid, term) for term in shared] for grid in self.grids()]
        totals = np.sum(found, axis=0)
        return {
            str(term): np.where(count, total / np.maximum(count, 1), np.nan)
            for term, (total, count) in zip(shared, totals, strict=True)
        }


def table_or_file(path: Path, settings: TableSettings) -> pd.DataFrame | LongTable:
    """The table, read unless it is long. Raises ArtifactError."""
    return LongTable.open(path, settings) if rows_in(path) > LONG else read_table(path)


def rows_in(path: Path) -> int:
    """Rows of a table, from its metadata. Raises ArtifactError."""
    return opened_table(path).metadata.num_rows


def sector_blocks(
    path: Path, columns: list[str] | None = None, rows: int = ROW_GROUP
) -> Iterator[pd.DataFrame]:
    """The table's rows in their order, whole sectors together, about ``rows`` at a time.

    A sector with more rows than that is a block of its own. Raises ArtifactError.
    """
    rest: list[pa.Table] = []
    for batch in opened_table(path).iter_batches(batch_size=rows, columns=columns):
        piece = pa.Table.from_batches([batch])
        if rest and rest[-1]["sector"][-1] != piece["sector"][0]:
            yield pa.concat_tables(rest).to_pandas()
            rest = []
        last = _begin_of_last_sector(piece)
        if last > 0:
            yield pa.concat_tables([*rest, piece.slice(0, last)]).to_pandas()
            rest = []
        rest.append(piece.slice(last))
    if rest:
        yield pa.concat_tables(rest).to_pandas()


def _begin_of_last_sector(piece: pa.Table) -> int:
    """Index of the first row of the sector that the last row is of; 0 where it may have begun before."""
    sector = piece["sector"].to_numpy()
    return int(np.flatnonzero(np.append(True, sector[1:] != sector[:-1]))[-1])


def frame_of(path: Path, settings: TableSettings) -> Grid:
    """As ``LongTable.frame``. Raises ArtifactError."""
    identities, ends = [], []
    for block in sector_blocks(path, ["sector", *settings.keys, "label", "period"]):
        identities.append(block.drop_duplicates("sector", keep="last").drop(columns="period"))
        number = ordinal(block["period"].to_numpy(), settings.frequency)
        ends += [number.min(), number.max()]
    keys = pd.concat(identities).set_index("sector", drop=False).rename_axis(None)
    periods = period_at(np.arange(min(ends), max(ends) + 1), settings.frequency)
    calendar, year = calendar_of(periods, settings.frequency)
    return Grid(
        sectors=list(keys.index),
        keys=keys[[*settings.keys, "label"]],
        periods=periods,
        calendar=calendar,
        year=year,
        values={},
        role=_trained(path, min(ends), len(periods), settings),
    )


def _trained(path: Path, first: int, periods: int, settings: TableSettings) -> np.ndarray | None:
    """[1, T]: ``fit`` where a row is trained on, “” elsewhere; None where the table has no roles."""
    if "role" not in opened_table(path).schema_arrow.names:
        return None
    role = np.full((1, periods), "", dtype=object)
    for block in sector_blocks(path, ["sector", "period", "role"]):
        trained = block["period"][block["role"].isin(["fit", "inside"])].unique()
        role[0, ordinal(trained, settings.frequency) - first] = "fit"
    return role

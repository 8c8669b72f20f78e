"""A table read from Parquet some whole sectors at a time, so that memory does not grow with its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tradewinds.artifacts import ROW_GROUP, read_table, require_unchanged
from tradewinds.carried_provenance import opened_table
from tradewinds.data.features import sums_over_sectors
from tradewinds.data.panel import Grid, SectorBlock, calendar_of, ordinal, period_at, spread
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
    _means: dict[Term, np.ndarray] = field(default_factory=dict, init=False, repr=False)
    """Means over all sectors that were asked for: each takes the whole file once."""

    @classmethod
    def open(cls, path: Path, settings: TableSettings) -> Self:
        """Raises ArtifactError, also where its values are not those that it was written with."""
        require_unchanged(path)
        return cls(path, frame_of(path, settings), settings)

    def grids(self, terms: Iterable[Term] = ()) -> Iterator[Grid]:
        """Some sectors at a time, over all periods, with the means over all sectors that ``terms`` are."""
        common = self.means_over_sectors(terms)
        there = opened_table(self.path).schema_arrow.names
        names = [name for name in (*self.settings.variables, *self.settings.identities) if name in there]
        roles = [] if self.frame.role is None else ["role"]
        at_once, before = max(ROW_GROUP, rows_in(self.path) // MOST_BLOCKS), 0
        for block in sector_tables(self.path, ["sector", "period", *names, *roles], at_once):
            grid = self._grid(block, names, before)
            yield replace(grid, part=SectorBlock(before, common))
            before += len(grid.sectors)

    def _grid(self, block: pa.Table, names: list[str], before: int) -> Grid:
        """As ``to_grid`` of the block's rows, whose sectors are those of the frame from ``before`` on.

        Names of sectors and roles are compared as numbers: to have them as Python's takes longer than all
        else.
        """
        row, found = _numbered(block["sector"])
        first, frequency = self.frame.periods[:1], self.settings.frequency
        column = ordinal(block["period"].to_numpy(), frequency) - ordinal(first, frequency)
        place, shape = (row, column), (len(found), len(self.frame.periods))
        role = None
        if self.frame.role is not None:
            number, words = _numbered(block["role"])
            role = np.full(shape, "", dtype=object)
            role[place] = np.array(words, dtype=object)[number]
        sectors = slice(before, before + len(found))
        return replace(
            self.frame,
            sectors=self.frame.sectors[sectors],
            keys=self.frame.keys.iloc[sectors],
            values={name: spread(block[name].to_numpy(), place, shape) for name in names},
            role=role,
        )

    def means_over_sectors(self, terms: Iterable[Term]) -> dict[str, np.ndarray]:
        """Input that is a mean over all sectors → its values [T], NaN where no sector has one."""
        shared = list(dict.fromkeys(term for term in terms if term.common))
        unknown = [term for term in shared if term not in self._means]
        if unknown:
            found = [[sums_over_sectors(grid, term) for term in unknown] for grid in self.grids()]
            totals = np.sum(found, axis=0)
            for term, (total, count) in zip(unknown, totals, strict=True):
                self._means[term] = np.where(count, total / np.maximum(count, 1), np.nan)
        return {str(term): self._means[term] for term in shared}


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
    return (block.to_pandas() for block in sector_tables(path, columns, rows))


def sector_tables(path: Path, columns: list[str] | None = None, rows: int = ROW_GROUP) -> Iterator[pa.Table]:
    """As ``sector_blocks``, not yet pandas'."""
    rest: list[pa.Table] = []
    for batch in opened_table(path).iter_batches(batch_size=rows, columns=columns):
        piece = pa.Table.from_batches([batch])
        if rest and rest[-1]["sector"][-1] != piece["sector"][0]:
            yield pa.concat_tables(rest)
            rest = []
        # of the sector that the last row is of; 0 where it may have begun before
        last = pc.index(piece["sector"], piece["sector"][-1]).as_py()
        if last > 0:
            yield pa.concat_tables([*rest, piece.slice(0, last)])
            rest = []
        rest.append(piece.slice(last))
    if rest:
        yield pa.concat_tables(rest)


def _numbered(texts: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """Which text [N] each is, and the texts in the order in which they are met."""
    coded = texts.combine_chunks().dictionary_encode()
    return coded.indices.to_numpy(), coded.dictionary.to_pylist()


def frame_of(path: Path, settings: TableSettings) -> Grid:
    """As ``LongTable.frame``. Raises ArtifactError."""
    identities, ends = [], []
    for block in sector_tables(path, ["sector", *settings.keys, "label", "period"]):
        row, _ = _numbered(block["sector"])
        last = np.flatnonzero(np.diff(row, append=-1))  # rows of a sector stand together
        identities.append(block.drop_columns("period").take(pa.array(last)).to_pandas())
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


def _trained(path: Path, first: int, count: int, settings: TableSettings) -> np.ndarray | None:
    """[1, T]: ``fit`` where a row is trained on, “” elsewhere; None where the table has no roles."""
    if "role" not in opened_table(path).schema_arrow.names:
        return None
    role = np.full((1, count), "", dtype=object)
    for block in sector_tables(path, ["sector", "period", "role"]):
        number, words = _numbered(block["role"])
        trained = np.isin(words, ["fit", "inside"])[number]
        periods = np.unique(block["period"].to_numpy()[trained])
        role[0, ordinal(periods, settings.frequency) - first] = "fit"
    return role

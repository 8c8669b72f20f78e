"""A table read from Parquet some whole sectors at a time, so that memory does not grow with its rows."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from tradewinds.artifacts import ROW_GROUP, opened_table
from tradewinds.data.panel import Grid, calendar_of, ordinal, period_at
from tradewinds.settings.data import TableSettings


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
    """The whole table's sectors, periods and roles, without any values. Raises ArtifactError."""
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
        role=_roles(path, keys.index, min(ends), len(periods), settings),
    )


def _roles(
    path: Path, sectors: pd.Index, first: int, periods: int, settings: TableSettings
) -> np.ndarray | None:
    """[S, T], as a grid has them; None where the table has none."""
    if "role" not in opened_table(path).schema_arrow.names:
        return None
    role = np.full((len(sectors), periods), "", dtype=object)
    for block in sector_blocks(path, ["sector", "period", "role"]):
        column = ordinal(block["period"].to_numpy(), settings.frequency) - first
        known = pd.Categorical(block["role"])
        role[sectors.get_indexer(block["sector"]), column] = known.categories.to_numpy()[known.codes]
    return role

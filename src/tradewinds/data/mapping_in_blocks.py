"""A long file mapped to the laboratory's table some sectors at a time, in flat memory.

Its rows are put into files of some sectors each, in the order of the sectors' names; each is mapped as
a file of its own. Where that finds a fault the file is mapped whole, so that all that is wrong is said.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tradewinds.data import mapping, validation
from tradewinds.data.identified import LabelsOfAll, keys_of, last_of_each, last_written, sectors_of
from tradewinds.data.left_out import NO_VALUE, SHORT, left_out_of_all
from tradewinds.data.mapping import WholeFile, map_part, say_doubts
from tradewinds.errors import DataError
from tradewinds.left_behind import partial_path, remove_partial
from tradewinds.room import told_if_full
from tradewinds.settings.data import TableSettings

ROWS_AT_ONCE = 250_000
"""Rows of a file of some sectors, about."""
_BLOCKS = "blocks-"
Chunks = Callable[[], Iterator[pd.DataFrame]]
"""Reads a file's rows, some at a time, in their order."""
_log = logging.getLogger(__name__)


def map_in_blocks(
    chunks: Chunks,
    settings: TableSettings,
    name: str,
    where: str,
    scratch: Path,
    take: Callable[[pd.DataFrame], None],
    as_of: str | None = None,
) -> pd.DataFrame:
    """As ``map_table``, some sectors after others handed to ``take``; what is left out is returned.

    ``scratch``: a folder with room for the file's rows once more, ArtifactError where it has none. Raises
    DataError as soon as a block has a fault, with that block's alone: map the file whole to be told of all.
    """
    every, counts = _looked_through(chunks, settings)
    whole = WholeFile(
        {key: set(every[key]) for key in settings.keys}, LabelsOfAll.of(every, list(settings.keys))
    )
    names = every["sector"].sort_values(ignore_index=True)
    block_of = pd.Series((counts[names].cumsum().to_numpy() - 1) // ROWS_AT_ONCE, index=names)
    blocks = pd.unique(block_of)
    parts, mapped, taken = [], False, {key: set[str]() for key in settings.keys}
    remove_partial(scratch, f"{_BLOCKS}*")
    with (
        told_if_full(scratch / f"{name}.parquet"),
        TemporaryDirectory(prefix=partial_path(scratch, _BLOCKS).name, dir=scratch) as folder,
    ):
        _put_by_block(chunks, settings, block_of, Path(folder))
        with _quiet():
            for block in blocks:
                raw = pd.read_parquet(_file(Path(folder), block))
                table, ledger = map_part(raw, settings, name, where, as_of, whole)
                parts.append(ledger.entries)
                if len(table):
                    take(table)
                    for key in taken:
                        taken[key] |= set(map(str, table[key].unique()))
                    mapped = True
    if not mapped:
        raise DataError(f"table “{name}” has no rows", "at least one")
    say_doubts(taken, name)
    left_out = left_out_of_all(parts)
    _say_left_out(left_out, settings, name)
    return left_out


def _looked_through(chunks: Chunks, settings: TableSettings) -> tuple[pd.DataFrame, pd.Series]:
    """One row a sector with its keys and last label, and how many rows each has."""
    once, counts = [], pd.Series(dtype="int64")
    for raw in chunks():
        raw = raw.assign(**settings.constants)
        keys = keys_of(raw, settings)
        sector = sectors_of(keys, raw.index)
        once.append(last_written(raw, keys, sector, settings))
        counts = counts.add(sector.value_counts(), fill_value=0)
        if len(once) > 8:
            once = [last_of_each(pd.concat(once, ignore_index=True))]
    return last_of_each(pd.concat(once, ignore_index=True)), counts.astype("int64")


def _put_by_block(chunks: Chunks, settings: TableSettings, block_of: pd.Series, folder: Path) -> None:
    """Every row into the file of its sector's block, in the order of the file."""
    writers: dict[int, pq.ParquetWriter] = {}
    with ExitStack() as open_files:
        for raw in chunks():
            keyed = raw.assign(**settings.constants)
            block = block_of.reindex(sectors_of(keys_of(keyed, settings), raw.index)).to_numpy()
            rows = pa.Table.from_pandas(raw, preserve_index=False)
            order = np.argsort(block, kind="stable")
            for part in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
                number = int(block[part[0]])
                if number not in writers:
                    writer = pq.ParquetWriter(_file(folder, number), rows.schema, compression="lz4")
                    writers[number] = open_files.enter_context(writer)
                writers[number].write_table(rows.take(pa.array(part)).cast(writers[number].schema))


def _file(folder: Path, block: int) -> Path:
    return folder / f"{block}.parquet"


@contextmanager
def _quiet() -> Iterator[None]:
    """What is said of a block is not said of the file."""
    loggers = [logging.getLogger(module.__name__) for module in (mapping, validation)]
    try:
        for one in loggers:
            one.addFilter(_nothing)
        yield
    finally:
        for one in loggers:
            one.removeFilter(_nothing)


def _nothing(record: logging.LogRecord) -> bool:
    return False


def _say_left_out(left_out: pd.DataFrame, settings: TableSettings, name: str) -> None:
    for reason, of in left_out.groupby("reason", sort=False):
        first = of.iloc[0]
        if reason == NO_VALUE:
            _log.warning(
                "table “%s”: %d of %d rows have no value: left out", name, first["rows"], first["of_rows"]
            )
        if reason == SHORT:
            _log.warning(
                "table “%s”: %d of %d sectors have fewer than %d rows: left out",
                name, first["sectors"], first["of_sectors"], settings.shortest,
            )  # fmt: skip

"""A long file mapped to the laboratory's table some sectors at a time, in flat memory.

Its rows are put into files of some sectors each, in the order of the sectors' names; each is mapped as
a file of its own. Where that finds a fault the file is mapped whole, so that all that is wrong is said.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa

from tradewinds.data import mapped_rows, mapping, validation
from tradewinds.data.identified import (
    LabelsOfAll,
    keys_of,
    last_of_each,
    last_written,
    refuse_longer,
    sectors_of,
)
from tradewinds.data.left_out import NO_VALUE, SHORT, left_out_of_all
from tradewinds.data.mapped_rows import WholeFile
from tradewinds.data.mapping import map_part, say_doubts, wanted_columns
from tradewinds.data.periods import parse_periods
from tradewinds.data.validation import check_columns
from tradewinds.errors import DataError
from tradewinds.left_behind import partial_path, remove_partial
from tradewinds.room import told_if_full
from tradewinds.settings.data_table import TableSettings

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
    chunks = partial(_used_columns, chunks, settings, name, where)
    every, counts, written = _looked_through(chunks, settings)
    periods = parse_periods(written, settings.frequency)
    refuse_longer(periods, settings.frequency)
    whole = WholeFile(
        {key: set(every[key]) for key in settings.keys},
        LabelsOfAll.of(every, list(settings.keys)),
        frozenset(pd.Series(periods)),
    )
    names = every["sector"].sort_values(ignore_index=True)
    block_of = pd.Series((counts[names].cumsum().to_numpy() - 1) // ROWS_AT_ONCE, index=names)
    blocks = pd.unique(block_of)
    parts, mapped, taken = [], False, {key: set[str]() for key in settings.keys}
    largest: dict[str, float] = {}
    remove_partial(scratch, f"{_BLOCKS}*")
    with (
        told_if_full(scratch / f"{name}.parquet"),
        TemporaryDirectory(prefix=partial_path(scratch, _BLOCKS).name, dir=scratch) as folder,
    ):
        ordered = _put_by_block(chunks, settings, block_of, Path(folder))
        with _quiet() as said:
            for block in blocks:
                raw = _rows_in(_file(Path(folder), block))
                found = map_part(raw, settings, name, where, as_of, whole)
                parts.append(found.ledger.entries)
                for variable, size in found.largest.items():
                    largest[variable] = float(np.fmax(size, largest.get(variable, np.nan)))
                if len(found.table):
                    take(found.table)
                    for key in taken:
                        taken[key] |= set(map(str, found.table[key].unique()))
                    mapped = True
    if not mapped:
        raise DataError(f"table “{name}” has no rows", "at least one")
    if not ordered or validation.PUT_IN_ORDER in said:
        _log.warning(validation.PUT_IN_ORDER, name)
    say_doubts(taken, largest, name)
    left_out = left_out_of_all(parts)
    _say_left_out(left_out, settings, name)
    return left_out


def _used_columns(chunks: Chunks, settings: TableSettings, name: str, where: str) -> Iterator[pd.DataFrame]:
    """The chunks without columns that nothing asks for. Raises DataError for absent ones."""
    wanted = wanted_columns(settings)
    for raw in chunks():
        check_columns([*raw, *settings.constants], wanted, name, where)
        yield raw[[column for column in raw if column in wanted or column in settings.constants]]


def _looked_through(chunks: Chunks, settings: TableSettings) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """One row a sector with its keys and last label, how many rows each has, and all periods as written."""
    once, counts = [], pd.Series(dtype="int64")
    periods: list[pd.Series] = []
    for raw in chunks():
        raw = raw.assign(**settings.constants)
        keys = keys_of(raw, settings)
        sector = sectors_of(keys, raw.index)
        once.append(last_written(raw, keys, sector, settings))
        counts = counts.add(sector.value_counts(), fill_value=0)
        periods = [pd.concat([*periods, raw[settings.period]]).drop_duplicates()]
        if len(once) > 8:
            once = [last_of_each(pd.concat(once, ignore_index=True))]
    every = last_of_each(pd.concat(once, ignore_index=True))
    return every, counts.astype("int64"), periods[0].reset_index(drop=True)


def _put_by_block(chunks: Chunks, settings: TableSettings, block_of: pd.Series, folder: Path) -> bool:
    """Every row into the file of its sector's block, in the order of the file.

    Returns whether the blocks follow each other there. A file has a stream a chunk, each with types of its
    own: a column may be of whole numbers in one chunk, of decimals or texts in another.
    """
    sinks: dict[int, pa.NativeFile] = {}
    ordered, last = True, 0
    packed = pa.ipc.IpcWriteOptions(compression="lz4")
    with ExitStack() as open_files:
        for raw in chunks():
            keyed = raw.assign(**settings.constants)
            block = block_of.reindex(sectors_of(keys_of(keyed, settings), raw.index)).to_numpy()
            ordered &= bool((np.diff(block, prepend=last) >= 0).all())
            last = block[-1]
            rows = pa.Table.from_pandas(raw, preserve_index=False)
            order = np.argsort(block, kind="stable")
            for part in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
                number = int(block[part[0]])
                if number not in sinks:
                    sinks[number] = open_files.enter_context(pa.OSFile(str(_file(folder, number)), "wb"))
                with pa.ipc.new_stream(sinks[number], rows.schema, options=packed) as stream:
                    stream.write_table(rows.take(pa.array(part)))
    return ordered


def _rows_in(file: Path) -> pd.DataFrame:
    """The rows of a block's file, with the types that its chunks have together."""
    parts = []
    with pa.OSFile(str(file), "rb") as source:
        while source.tell() < source.size():
            parts.append(pa.ipc.open_stream(source).read_all().to_pandas())
    return pd.concat(parts, ignore_index=True)


def _file(folder: Path, block: int) -> Path:
    return folder / f"{block}.arrows"


@contextmanager
def _quiet() -> Iterator[set[str]]:
    """What is said of a block is not said of the file, but kept, without what it says it of."""
    said: set[str] = set()

    def kept(record: logging.LogRecord) -> bool:
        said.add(record.msg)
        return False

    loggers = [logging.getLogger(module.__name__) for module in (mapping, mapped_rows, validation)]
    try:
        for one in loggers:
            one.addFilter(kept)
        yield said
    finally:
        for one in loggers:
            one.removeFilter(kept)


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

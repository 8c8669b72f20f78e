"""Where tables come from: a user's files, or a synthetic economy."""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow.parquet as pq
from pandas.api.types import is_numeric_dtype
from pandas.errors import ParserWarning
from pyarrow.lib import ArrowException
from pyarrow.types import is_floating

from tradewinds.data.blocks import LONG
from tradewinds.data.cells import SPELLINGS
from tradewinds.data.left_out import nothing_left_out
from tradewinds.data.mapping import map_table, with_identities
from tradewinds.data.mapping_in_blocks import ROWS_AT_ONCE, map_in_blocks
from tradewinds.data.misread import refuse_doubled_names
from tradewinds.data.synthetic import simulate_economy
from tradewinds.data.validation import check_columns, validate_table
from tradewinds.errors import DataError
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.synthetic import SyntheticSettings
from tradewinds.vintages import files_read

_KINDS = (".parquet", ".csv")
_BYTES = 50
"""Of a row of a CSV, about."""


def raw_files(settings: DataSettings, folder: Path) -> dict[str, Path]:
    """Table → its raw file under ``folder``, or in the vintage that is read; empty for a synthetic
    economy.

    Raises DataError when a file is missing or is neither Parquet nor CSV, FetchError for a vintage that is
    not there or not what its record says.
    """
    return {name: files[0] for name, files in raw_inputs(settings, folder).items()}


def raw_inputs(settings: DataSettings, folder: Path) -> dict[str, list[Path]]:
    """As ``raw_files``, with all files that a table rests on: of a vintage, its record too."""
    if settings.synthetic is not None:
        return {}
    inputs = {
        name: files_read(table.file, table.source, table.vintage, folder, settings.vintage_day(name))
        for name, table in settings.tables.items()
        if table.file
    }
    for name, (file, *_) in inputs.items():
        if file.suffix not in _KINDS:
            raise DataError(f"data.tables.{name}.file = {file.name!r}", "a name ending in .parquet or .csv")
        if not file.is_file():
            source = settings.tables[name].source
            fetched = f"Fetch it from {source}: tradewinds fetch EXPERIMENT. Or: " if source else ""
            raise DataError(
                f"no file {file}",
                f"the table “{name}” of the data “{settings.name}” there",
                f"{fetched}Put it there, or set the environment variable TRADEWINDS_DATA to the folder that "
                "holds it.",
            )
    return inputs


class Loaded(NamedTuple):
    """A validated long table, and what of its file is not in it (``Ledger.table``).

    Columns of the table: ``sector``, the keys, ``label``, ``period``, then one float64 column per variable
    and identity; sorted by sector and period.
    """

    table: pd.DataFrame
    left_out: pd.DataFrame


def load_table(settings: DataSettings, name: str, file: Path | None, seed: int) -> Loaded:
    """One table, from the user's ``file``, or simulated where the data are synthetic.

    Raises DataError naming rows and the remedy.
    """
    table = settings.tables[name]
    if settings.synthetic is not None:
        return Loaded(_simulated(settings, settings.synthetic, seed)[name], nothing_left_out())
    if file is None:
        raise DataError(f"no file of the table “{name}”", "the place of one", f"Set data.tables.{name}.file.")
    return Loaded(*map_table(_read(file, table), table, name, file.name, settings.as_of))


def is_long(settings: DataSettings, name: str, file: Path | None) -> bool:
    """Whether a user's file has too many rows to be held at once, and its keys can be read in parts."""
    if settings.synthetic is not None or file is None or not file.is_file():
        return False
    if file.suffix != ".parquet":
        return file.stat().st_size > LONG * _BYTES
    try:
        found = pq.ParquetFile(file)
    except (ArrowException, OSError):
        return False
    keys = [
        found.schema_arrow.field(key).type
        for key in settings.tables[name].keys.values()
        if key in found.schema_arrow.names
    ]
    return found.metadata.num_rows > LONG and not any(map(is_floating, keys))


def load_in_blocks(
    settings: DataSettings, name: str, file: Path, scratch: Path, take: Callable[[pd.DataFrame], None]
) -> pd.DataFrame:
    """A long table as of ``load_table``, handed to ``take`` some sectors after others; what is left out.

    ``scratch``: a folder with room for the file once more. What cannot be mapped in parts, and can whole, is
    mapped whole. Raises DataError as ``load_table`` does.
    """
    table, taken = settings.tables[name], set[str]()

    def take_sectors(part: pd.DataFrame) -> None:
        take(part)
        taken.update(part["sector"].unique())

    try:
        refuse_doubled_names(file, sum(_columns_read(table), []))
        return map_in_blocks(
            lambda: _chunks(file, table), table, name, file.name, scratch, take_sectors, settings.as_of
        )
    except DataError:
        # says all that is wrong; where nothing is, the rest of it is taken from the whole
        whole, left_out = map_table(_read(file, table), table, name, file.name, settings.as_of)
        rest = whole[~whole["sector"].isin(taken)]
        if len(rest):
            take(rest.reset_index(drop=True))
        return left_out


def read_tables(settings: DataSettings, files: dict[str, Path]) -> dict[str, pd.DataFrame]:
    """Table → validated long table, from the user's files (table → path). Raises as ``load_table``."""
    return {name: load_table(settings, name, files[name], 0).table for name in settings.tables}


def load_tables(settings: DataSettings, files: dict[str, Path], seed: int) -> dict[str, pd.DataFrame]:
    """Table → validated long table as in ``read_tables``, simulated where the data are synthetic."""
    economy = settings.synthetic
    return read_tables(settings, files) if economy is None else _simulated(settings, economy, seed)


def _simulated(settings: DataSettings, synthetic: SyntheticSettings, seed: int) -> dict[str, pd.DataFrame]:
    simulated = simulate_economy(synthetic, synthetic.seed_or(seed))
    tables = {}
    for name, table in settings.tables.items():
        economy = synthetic.economy
        if name not in simulated:
            raise DataError(f"the economy {economy} has no table “{name}”", "", f"Remove data.tables.{name}.")
        wanted = {variable: f"variables.{variable}" for variable in table.variables}
        check_columns(list(simulated[name]), wanted, name, f"the economy {economy}")
        kept = [*dict.fromkeys(["sector", *table.keys, "label", "period", *table.variables])]
        tables[name] = with_identities(validate_table(simulated[name][kept], table, name), table)
    return tables


def _read(file: Path, table: TableSettings) -> pd.DataFrame:
    """The file's rows; names and periods of a CSV are read as text, so that codes keep their zeros.

    In these an empty cell alone is nothing; in numbers the usual marks are too (``cells.MISSING``). Raises
    DataError when the file is damaged or is not what its name says.
    """
    texts, counted = _columns_read(table)
    try:
        refuse_doubled_names(file, [*texts, *counted])
        if file.suffix == ".parquet":
            return _with_index(pd.read_parquet(file))
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)  # rows longer than the names: columns would be lost
            return pd.read_csv(file, **_as_texts(table), low_memory=False)
    except (ArrowException, OSError, ValueError, ParserWarning) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise DataError(
            f"{file} cannot be read ({reason})",
            "a whole Parquet file"
            if file.suffix == ".parquet"
            else "a CSV file in UTF-8 with one header row",
            "Fetch or export it again, or let the file be read as it is: tradewinds start FILE.",
        ) from error


def _columns_read(table: TableSettings) -> tuple[list[str], list[str]]:
    """Columns of names and times, and those of numbers."""
    named = (table.sector_label, table.published, table.superseded)
    texts = [*table.keys.values(), table.period, *filter(None, named)]
    counted = [described.column or name for name, described in table.variables.items()]
    counted += [described.divided_by for described in table.variables.values() if described.divided_by]
    return texts, counted


def _as_texts(table: TableSettings) -> dict[str, Any]:
    """How a CSV is read."""
    texts, counted = _columns_read(table)
    return {
        "index_col": False,
        "dtype": dict.fromkeys(texts, str),
        "keep_default_na": False,
        "na_values": {column: list(SPELLINGS) for column in counted if column not in texts},
    }


def _chunks(file: Path, table: TableSettings) -> Iterator[pd.DataFrame]:
    """The rows of ``_read``, some at a time. Raises DataError for a file that cannot be read."""
    try:
        if file.suffix == ".parquet":
            for batch in pq.ParquetFile(file).iter_batches(batch_size=ROWS_AT_ONCE):
                yield _with_index(batch.to_pandas())
            return
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            yield from pd.read_csv(file, **_as_texts(table), chunksize=ROWS_AT_ONCE, low_memory=False)
    except (ArrowException, OSError, ValueError, ParserWarning) as error:
        raise DataError(f"{file} cannot be read ({error})", "a whole file") from error


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the columns that pandas kept as its index, such as the keys of a series.

    An index of texts or dates without a name becomes ``index``; names in several levels become one text.
    """
    if frame.columns.nlevels > 1:
        frame = frame.set_axis([" ".join(filter(None, map(str, one))) for one in frame.columns], axis=1)
    if frame.index.nlevels == 1 and frame.index.name is None and not is_numeric_dtype(frame.index):
        return frame.reset_index()
    kept = [name for name in frame.index.names if name is not None and name not in frame]
    return frame.reset_index(kept) if kept else frame

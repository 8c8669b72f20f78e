"""Where tables come from: a user's files, or a synthetic economy."""

from pathlib import Path

import pandas as pd
from pyarrow.lib import ArrowException

from tradewinds.data.mapping import map_table, with_identities
from tradewinds.data.synthetic import simulate
from tradewinds.data.validation import check_columns, validate_table
from tradewinds.errors import DataError
from tradewinds.settings.data import DataSettings

_KINDS = (".parquet", ".csv")


def raw_files(settings: DataSettings, folder: Path) -> dict[str, Path]:
    """Table → its raw file under ``folder``; empty for a synthetic economy.

    Raises DataError when a file is missing or is neither Parquet nor CSV.
    """
    if settings.synthetic is not None:
        return {}
    files = {name: folder / table.file for name, table in settings.tables.items() if table.file}
    for name, file in files.items():
        if file.suffix not in _KINDS:
            raise DataError(f"data.tables.{name}.file = {file.name!r}", "a name ending in .parquet or .csv")
        if not file.is_file():
            raise DataError(
                f"no file {file}",
                f"the table “{name}” of the data “{settings.name}” there",
                "Put it there, or set the environment variable TRADEWINDS_DATA to the folder that holds it.",
            )
    return files


def read_tables(settings: DataSettings, files: dict[str, Path]) -> dict[str, pd.DataFrame]:
    """Table → validated long table, from the user's files (table → path).

    Columns: ``sector``, the keys, ``label``, ``period``, then one float64 column per variable and
    identity; sorted by sector and period. Raises DataError naming rows and the remedy.
    """
    tables = {}
    for name, table in settings.tables.items():
        raw = _read(files[name], [*table.keys.values(), table.period])
        tables[name] = map_table(raw, table, name, files[name].name)
    return tables


def load_tables(settings: DataSettings, files: dict[str, Path], seed: int) -> dict[str, pd.DataFrame]:
    """Table → validated long table as in ``read_tables``, simulated where the data are synthetic."""
    if settings.synthetic is None:
        return read_tables(settings, files)
    simulated = simulate(settings.synthetic, seed)
    tables = {}
    for name, table in settings.tables.items():
        economy = settings.synthetic.economy
        if name not in simulated:
            raise DataError(f"the economy {economy} has no table “{name}”", "", f"Remove data.tables.{name}.")
        wanted = {variable: f"variables.{variable}" for variable in table.variables}
        check_columns(list(simulated[name]), wanted, name, f"the economy {economy}")
        kept = [*dict.fromkeys(["sector", *table.keys, "label", "period", *table.variables])]
        tables[name] = with_identities(validate_table(simulated[name][kept], table, name), table)
    return tables


def _read(file: Path, text_columns: list[str]) -> pd.DataFrame:
    """The file's rows; ``text_columns`` of a CSV are read as text, so that codes keep their zeros.

    Raises DataError when the file is damaged or is not what its name says.
    """
    try:
        if file.suffix == ".parquet":
            return pd.read_parquet(file)
        return pd.read_csv(file, dtype=dict.fromkeys(text_columns, str), low_memory=False)
    except (ArrowException, OSError, ValueError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise DataError(
            f"{file} cannot be read ({reason})",
            "a whole Parquet file"
            if file.suffix == ".parquet"
            else "a CSV file in UTF-8 with one header row",
            "Fetch or export it again.",
        ) from error

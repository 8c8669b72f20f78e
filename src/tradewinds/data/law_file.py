"""What a schedule of law is read from beside its acts: trade of a base period, lists of what they name."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.cells import numbers, trimmed_texts
from tradewinds.data.periods import parse_period, parse_periods
from tradewinds.errors import DataError, ScenarioError
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.law import LawSettings
from tradewinds.settings.path import PathSettings


class LawTables(NamedTuple):
    """``trade``: rows of text columns and ``weight``, their trade in the base period; None where sectors are
    the rows. ``listed``: act → rows of text columns and ``share``, what a CSV names.
    """

    trade: pd.DataFrame | None = None
    listed: Mapping[str, pd.DataFrame] = {}


WEIGHT, PART = "weight", "share"


def read_laws(
    paths: Mapping[str, PathSettings | None], folder: Path, frequency: Frequency
) -> dict[str, LawTables]:
    """Name → what is read for those of the paths that follow law; ``folder``: where files lie. Raises
    ScenarioError for a file that is missing or damaged, and for what it lacks.
    """
    return {
        name: read_law(one.law, folder, frequency)
        for name, one in paths.items()
        if one is not None and one.law is not None
    }


def read_law(law: LawSettings, folder: Path, frequency: Frequency) -> LawTables:
    """What a schedule is read from. Raises as ``read_laws``."""
    trade = _trade(folder / law.trade, law, frequency) if law.trade else None
    listed = {name: _listed(folder / act.listed) for name, act in law.acts.items() if act.listed}
    return LawTables(trade, listed)


def _trade(file: Path, law: LawSettings, frequency: Frequency) -> pd.DataFrame:
    raw = _read(file).rename(columns={column: key for key, column in law.trade_columns.items()})
    value = law.trade_value
    _require_column(raw, value, file, "law.trade_value")
    if law.trade_period is not None:
        _require_column(raw, "period", file, "law.trade_period")
        try:
            periods = parse_periods(raw["period"], frequency)
            first, last = (
                parse_period(law.trade_period, frequency, "law.trade_period", last=end)
                for end in (False, True)
            )
        except DataError as error:
            raise ScenarioError(f"{file.name}: {error.found}", error.expected, error.remedy) from None
        raw = raw[(periods >= first) & (periods <= last)]
    weight, wrong = numbers(raw[value])
    if wrong.any() or (weight < 0).any() or not weight.sum() > 0:
        raise ScenarioError(
            f"{file.name}: {value} of {law.trade_period or 'all rows'} comes to {weight.sum():g}"
            f"{', with cells that hold no number' if wrong.any() else ''}",
            "trade of the base period, nowhere below zero",
            "Name another column or period (law.trade_value, law.trade_period).",
        )
    texts = [name for name in raw if name not in (value, "period") and _names(raw[name])]
    found = pd.DataFrame({name: trimmed_texts(raw[name]) for name in texts}).assign(weight=weight)
    found = found.groupby(texts, as_index=False, sort=True)[WEIGHT].sum()
    return found[found[WEIGHT] > 0].reset_index(drop=True)


def _names(column: pd.Series) -> bool:
    """Whether a column names something: texts and whole numbers do, as codes."""
    return not pd.api.types.is_float_dtype(column) and not pd.api.types.is_datetime64_any_dtype(column)


def _listed(file: Path) -> pd.DataFrame:
    raw = _read(file)
    named = [name for name in raw if name != PART]
    if raw.empty or not named:
        raise ScenarioError(f"{file.name}: nothing is named", "a column as a key, and a row each", "Add it.")
    table = pd.DataFrame({name: trimmed_texts(raw[name]) for name in named})
    share, _ = numbers(raw[PART]) if PART in raw else (pd.Series(1.0, index=raw.index), None)
    wrong = np.flatnonzero(~share.between(0, 1))
    if len(wrong):
        raise ScenarioError(
            f"{file.name}: share = {raw[PART].iloc[wrong[0]]} in row {wrong[0] + 1}",
            "a share of trade from 0 to 1 in every row",
            "Write 0.4 for 40 %.",
        )
    twice = np.flatnonzero(table.duplicated())
    if len(twice):
        raise ScenarioError(f"{file.name}: row {twice[0] + 1} names the same again", "each once", "Mend it.")
    return table.assign(share=share.to_numpy())


def _require_column(raw: pd.DataFrame, name: str, file: Path, key: str) -> None:
    if name not in raw:
        known = ", ".join(map(str, raw))
        raise ScenarioError(f"{file.name}: no column {name!r}", f"one of {known}", f"Set {key}.")


def _read(file: Path) -> pd.DataFrame:
    """Codes of a CSV keep their zeros; numbers are read as such by whoever wants them."""
    if not file.is_file():
        raise ScenarioError(
            f"no file {file}",
            "what the schedule of law names there",
            "Put it there, or set the environment variable TRADEWINDS_DATA to the folder that holds it.",
        )
    try:
        if file.suffix == ".parquet":
            return pd.read_parquet(file)
        return pd.read_csv(file, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise ScenarioError(f"{file} cannot be read ({reason})", "a whole CSV or Parquet file") from error

"""Whom and when a row of a user's file is about: keys, sector, label and period."""

import re
from functools import reduce
from math import gcd

import numpy as np
import pandas as pd

from tradewinds.data.cells import trimmed_texts
from tradewinds.data.panel import JOIN, NATION, ordinal
from tradewinds.data.periods import parse_periods
from tradewinds.errors import DataError
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import Frequency, TableSettings

_WORD = re.compile(r"[^\W\d_]+")
_LONG, _SHORT = 6, 3
"""Letters of a word that is no abbreviation; of one that is none where another stands beside it."""


def identified(raw: pd.DataFrame, settings: TableSettings, name: str) -> pd.DataFrame:
    """Columns sector, the keys, label and period of every row, with the index of the file's rows.

    Raises DataError for a key that is empty and for a period that cannot be read; ``name`` is the table's.
    """
    keys = {key: trimmed_texts(raw[column]) for key, column in settings.keys.items()}
    for key, column in settings.keys.items():
        blank = np.flatnonzero(keys[key] == "")
        if len(blank):
            raise DataError(
                f"table “{name}”: {column} is empty in {len(blank)} of {len(raw)} rows, "
                f"first in row {blank[0] + 1}",
                "the name of a sector in every row",
                "Fill or remove these rows.",
            )
    sector = pd.Series(NATION, index=raw.index, dtype="str")
    for i, values in enumerate(keys.values()):
        sector = values if i == 0 else sector + JOIN + values
    _refuse_joined(pd.DataFrame(keys).assign(sector=sector), name)
    label = _labels(raw, keys, sector, settings)
    try:
        period = parse_periods(raw[settings.period], settings.frequency)
        _refuse_longer(period, settings.frequency)
    except DataError as error:
        raise DataError(f"table “{name}”: {error.found}", error.expected, error.remedy) from None
    return pd.DataFrame({"sector": sector, **keys, "label": label, "period": period}, index=raw.index)


def _refuse_joined(keys: pd.DataFrame, name: str) -> None:
    """Raise DataError where different keys make one name: “a × b”, “c” and “a”, “b × c”."""
    once = keys.drop_duplicates()
    twice = once["sector"][once["sector"].duplicated()]
    if len(twice):
        raise DataError(
            f"table “{name}”: different sectors are both called “{twice.iloc[0]}”",
            f"keys without “{JOIN.strip()}”, which stands between those of a sector",
            "Write these names otherwise.",
        )


def _labels(
    raw: pd.DataFrame, keys: dict[str, pd.Series], sector: pd.Series, settings: TableSettings
) -> pd.Series:
    """A readable name in every row; where its cell is empty the sector's last one, or else its keys."""
    if not settings.keys:
        return pd.Series("Nation", index=raw.index, dtype="str")
    if settings.sector_label is None:
        return sector
    written = trimmed_texts(raw[settings.sector_label]).map(_sentence_case).astype("str")
    known = written[written != ""].groupby(sector).last()
    labels = written.where(written != "", sector.map(known)).fillna(sector).astype("str")
    return _told_apart(labels, keys, sector)


def _told_apart(labels: pd.Series, keys: dict[str, pd.Series], sector: pd.Series) -> pd.Series:
    """Labels that different sectors have alike, with the keys by which these differ: “Steel × China”."""
    once = pd.DataFrame({**keys, "sector": sector, "label": labels}).drop_duplicates("sector", keep="last")
    shared = once[once["label"].duplicated(keep=False) & (once["label"] != once["sector"])]
    if shared.empty:
        return labels
    differ = [key for key in keys if (shared.groupby("label")[key].nunique() > 1).any()]
    more = labels
    for key in differ:
        more = more + JOIN + keys[key]
    return labels.where(~labels.isin(set(shared["label"])), more).astype("str")


def _sentence_case(label: str) -> str:
    """Publishers' capitals made readable: “PRIMARY METAL MFG” becomes “Primary metal mfg”, USMCA stays."""
    letters = sorted((len(word) for word in _WORD.findall(label)), reverse=True)
    shouted = letters[:1] >= [_LONG] or (len(letters) > 1 and letters[1] >= _SHORT)
    return label.capitalize() if label.isupper() and shouted else label


def _refuse_longer(periods: np.ndarray, frequency: Frequency) -> None:
    """Raise DataError where all periods lie whole quarters or years apart in a table of shorter ones."""
    apart = np.diff(np.unique(ordinal(periods, frequency)))
    step = reduce(gcd, map(int, apart), 0)
    for longer in (Frequency.year, Frequency.quarter):
        each = PER_YEAR[frequency] // PER_YEAR[longer]
        if frequency != Frequency.step and len(apart) > 1 and each > 1 and step % each == 0:
            raise DataError(
                f"the periods lie {step} {frequency}s apart",
                f"{frequency}s, some of which follow each other",
                f"Set “frequency: {longer}”, or add the {frequency}s between them.",
            )

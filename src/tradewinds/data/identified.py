"""Whom and when a row of a user's file is about: keys, sector, label and period."""

import re
from functools import reduce
from math import gcd
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.cells import trimmed_texts
from tradewinds.data.panel import JOIN, NATION, ordinal
from tradewinds.data.periods import parse_periods
from tradewinds.errors import DataError
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data_table import Frequency, TableSettings

_WORD = re.compile(r"[^\W\d_]+")
_LONG, _SHORT = 6, 3
"""Letters of a word that is no abbreviation; of one that is none where another stands beside it."""


def identified(
    raw: pd.DataFrame, settings: TableSettings, name: str, labels: "LabelsOfAll | None" = None
) -> pd.DataFrame:
    """Columns sector, the keys, label and period of every row, with the index of the file's rows.

    ``labels``: those of the whole file, where the rows are a part of it; ``name`` is the table's. Raises
    DataError for a key that is empty and for a period that cannot be read.
    """
    keys = keys_of(raw, settings)
    for key, column in settings.keys.items():
        blank = np.flatnonzero(keys[key] == "")
        if len(blank):
            raise DataError(
                f"table “{name}”: {column} is empty in {len(blank)} of {len(raw)} rows, "
                f"first in row {blank[0] + 1}",
                "the name of a sector in every row",
                "Fill or remove these rows.",
            )
    sector = sectors_of(keys, raw.index)
    _refuse_joined(pd.DataFrame(keys).assign(sector=sector), name)
    label = _labels(raw, keys, sector, settings, labels)
    try:
        period = parse_periods(raw[settings.period], settings.frequency)
        if labels is None:
            refuse_longer(period, settings.frequency)
    except DataError as error:
        raise DataError(f"table “{name}”: {error.found}", error.expected, error.remedy) from None
    return pd.DataFrame({"sector": sector, **keys, "label": label, "period": period}, index=raw.index)


def keys_of(raw: pd.DataFrame, settings: TableSettings) -> dict[str, pd.Series]:
    """Key → its text in every row, “” where a cell is empty."""
    return {key: trimmed_texts(raw[column]) for key, column in settings.keys.items()}


def sectors_of(keys: dict[str, pd.Series], index: pd.Index) -> pd.Series:
    """The sector of every row: its keys in one text."""
    sector = pd.Series(NATION, index=index, dtype="str")
    for i, values in enumerate(keys.values()):
        sector = values if i == 0 else sector + JOIN + values
    return sector


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


class LabelsOfAll(NamedTuple):
    """What a file's labels depend on beyond their own rows.

    ``last``: sector → the last label written of it; ``shared``: labels that different sectors have alike,
    told apart by the keys ``differ``: “Steel × China”.
    """

    last: pd.Series
    shared: frozenset[str]
    differ: list[str]

    @classmethod
    def of(cls, once: pd.DataFrame, keys: list[str]) -> "LabelsOfAll":
        """``once``: one row a sector with its keys and the last ``label`` written, “” where there is none."""
        once = once.set_index("sector", drop=False)
        last = once["label"][once["label"] != ""]
        once = once.assign(label=once["label"].where(once["label"] != "", once["sector"]))
        alike = once[once["label"].duplicated(keep=False) & (once["label"] != once["sector"])]
        differ = [key for key in keys if (alike.groupby("label")[key].nunique() > 1).any()]
        return cls(last, frozenset(alike["label"]), differ)


def written_labels(raw: pd.DataFrame, column: str) -> pd.Series:
    """The readable name that each row has, “” where its cell is empty."""
    return trimmed_texts(raw[column]).map(_sentence_case).astype("str")


def last_written(
    raw: pd.DataFrame, keys: dict[str, pd.Series], sector: pd.Series, settings: TableSettings
) -> pd.DataFrame:
    """One row a sector: its name, its keys, and the last label written of it."""
    rows = pd.DataFrame({**keys, "sector": sector, "label": ""})
    if settings.sector_label is not None:
        rows["label"] = written_labels(raw, settings.sector_label)
    return last_of_each(rows)


def last_of_each(rows: pd.DataFrame) -> pd.DataFrame:
    """The last row of each sector, with the last label that is not empty."""
    once = rows.drop_duplicates("sector", keep="last").reset_index(drop=True)
    written = rows[rows["label"] != ""]
    last = dict(zip(written["sector"], written["label"], strict=True))
    return once.assign(label=pd.Series([last.get(one, "") for one in once["sector"]], dtype="str"))


def _labels(
    raw: pd.DataFrame,
    keys: dict[str, pd.Series],
    sector: pd.Series,
    settings: TableSettings,
    labels: LabelsOfAll | None,
) -> pd.Series:
    """A readable name in every row; where its cell is empty the sector's last one, or else its keys."""
    if not settings.keys:
        return pd.Series("Nation", index=raw.index, dtype="str")
    if settings.sector_label is None:
        return sector
    if labels is None:
        labels = LabelsOfAll.of(last_written(raw, keys, sector, settings), list(keys))
    written = written_labels(raw, settings.sector_label)
    found = written.where(written != "", sector.map(labels.last)).fillna(sector).astype("str")
    more = found
    for key in labels.differ:
        more = more + JOIN + keys[key]
    return found.where(~found.isin(labels.shared), more).astype("str")


def _sentence_case(label: str) -> str:
    """Publishers' capitals made readable: “PRIMARY METAL MFG” becomes “Primary metal mfg”, USMCA stays."""
    letters = sorted((len(word) for word in _WORD.findall(label)), reverse=True)
    shouted = letters[:1] >= [_LONG] or (len(letters) > 1 and letters[1] >= _SHORT)
    return label.capitalize() if label.isupper() and shouted else label


def refuse_longer(periods: np.ndarray, frequency: Frequency) -> None:
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

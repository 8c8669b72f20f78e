"""Tariffs as laws write them: Free, 6.5%, 2.3¢/kg, 1.5¢/kg + 4%."""

import re

import numpy as np
import pandas as pd

from tradewinds.errors import few_of
from tradewinds.intake.record import IntakeRecord
from tradewinds.intake.written_numbers import written_number

_FREE = re.compile(r"(duty[- ]?)?(free|frei|exempt|exento|nil)", re.IGNORECASE)
_AD_VALOREM = re.compile(
    r"([\d.,]+)\s*(?:%|per cent|percent|v\.?\s?H\.?)(?:\s*ad val(?:orem|\.)?)?", re.IGNORECASE
)
_SPECIFIC = re.compile(
    r"(?:[$€£¢]\s*[\d.,]+|[\d.,]+\s*(?:[$€£¢]|cents?|eur|usd)).*?(?:/|\bper\b|\beach\b)", re.IGNORECASE
)


def is_duty_text(column: pd.Series) -> bool:
    """Whether a column has tariffs in words: per cent, free, an amount a unit, and hardly anything else."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return False
    cells = column.dropna().astype(str).str.strip()
    cells = pd.Series(cells[cells != ""].unique(), dtype="str")
    if not len(cells):
        return False
    lawful = cells.map(
        lambda cell: bool(_FREE.fullmatch(cell) or _AD_VALOREM.search(cell) or _SPECIFIC.search(cell))
    )
    worded = cells.map(
        lambda cell: bool(_FREE.fullmatch(cell) or _SPECIFIC.search(cell) or "ad val" in cell.lower())
    )
    return bool(lawful.mean() > 0.8 and worded.any())


def numbers_in_duties(column: pd.Series) -> pd.Series:
    """The numbers before a per cent sign, as written: they show the decimal mark."""
    return column.dropna().astype("str").str.extract(f"(?i){_AD_VALOREM.pattern}", expand=False).dropna()


def duty_rates(
    column: pd.Series, decimal: str, name: str, record: IntakeRecord
) -> tuple[pd.Series, pd.Series]:
    """Ad valorem rates in per cent, NaN for specific and compound ones; these texts are the notes.

    An amount a unit is a rate only at some price, which the text does not have: it is kept, and counted.
    """
    codes, cells = pd.factorize(column.astype("str").str.strip(), use_na_sentinel=False)
    read = [_rate(str(cell), decimal) for cell in cells]
    values = pd.Series(np.array([value for value, _ in read], dtype=float)[codes], index=column.index)
    kinds = pd.Series(np.array([kind for _, kind in read], dtype=object)[codes], index=column.index)
    notes = column.fillna("").astype("str").where(values.isna(), "")
    counts = kinds.value_counts()
    record.facts["tariff"] = f"in words ({name}): " + ", ".join(
        f"{n} {kind}" for kind, n in counts.items() if kind
    )
    apart = int(kinds.isin(["specific", "compound"]).sum())
    if apart:
        record.doubts.append(
            f"{apart} rows have specific or compound duties ({name}): no rate without a price, so they are "
            "missing here and kept as text. Give their ad valorem equivalents where these rows matter."
        )
    unread = [str(cell) for cell, (_, kind) in zip(cells, read, strict=True) if kind == "not understood"]
    if unread:
        record.doubts.append(
            f"{int((kinds == 'not understood').sum())} rows have duties that are not understood ({name}) and "
            f"taken for missing: {few_of(unread, lambda text: f'“{text}”')}."
        )
    return values, notes


def _rate(text: str, decimal: str) -> tuple[float, str]:
    if _FREE.fullmatch(text):
        return 0.0, "free"
    percent, specific = _AD_VALOREM.search(text), _SPECIFIC.search(text)
    if specific:
        return np.nan, "compound" if percent else "specific"
    if percent and _AD_VALOREM.fullmatch(text):
        value = written_number(percent[1], decimal)
        return value, "ad valorem" if np.isfinite(value) else "not understood"
    value = written_number(text, decimal) if re.fullmatch(r"[\d.,]+", text) else np.nan
    return value, "number" if np.isfinite(value) else "not understood" if text else ""

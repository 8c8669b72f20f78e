"""How periods are written: 2019-03, “2019 Q1”, 1999, a date, or a plain number of a step."""

import re
from typing import Any

from tradewinds.errors import SettingsError
from tradewinds.settings.data_table import Frequency

PERIOD_EXAMPLES = {
    Frequency.step: "a whole number such as 17",
    Frequency.month: "a month such as 2019-03 or a date such as 2019-03-01",
    Frequency.quarter: "a quarter such as 2019Q1 or a date such as 2019-01-01",
    Frequency.year: "a year such as 2019",
}
_QUARTER = re.compile(r"(\d{4})[-\s/:]?[Qq]([1-4])")
_MONTH = re.compile(r"(\d{4})[-/\s]?[Mm]?(0[1-9]|1[0-2])")
_SHORT_MONTH = re.compile(r"(\d{4})[-/Mm]([1-9])")
_YEAR = re.compile(r"(\d{4})(\.0)?")
_DATE = re.compile(r"\d{4}-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])")
_STEP = re.compile(r"[+-]?\d+")


def spelled_period(text: str) -> tuple[int, int, str] | None:
    """Year, first month (1–12) and what a text names, “year”, “quarter” or “month”; None for a date too."""
    if match := _QUARTER.fullmatch(text):
        return int(match[1]), 3 * int(match[2]) - 2, "quarter"
    if match := _MONTH.fullmatch(text) or _SHORT_MONTH.fullmatch(text):
        return int(match[1]), int(match[2]), "month"
    if match := _YEAR.fullmatch(text):
        return int(match[1]), 1, "year"
    return None


def require_span(section: str, asked: Any, frequency: Frequency) -> None:
    """As ``require_period``, of what a section says of its rows: first and last, and those that weigh."""
    for field in ("start", "end", "weights_in"):
        require_period(getattr(asked, field, None), frequency, f"{section}.{field}")


def require_period(text: str | None, frequency: Frequency, key: str) -> None:
    """Raises SettingsError for a text that names no period of a table of this frequency, nor a longer span
    of them, such as a year of months.
    """
    if text is None:
        return
    plain = text.strip()
    stepped = frequency == Frequency.step
    if not (_STEP.fullmatch(plain) if stepped else spelled_period(plain) or _DATE.fullmatch(plain)):
        raise SettingsError(f"{key} = {text!r}", PERIOD_EXAMPLES[frequency])

"""What a text names in time, in the many ways in which files write it."""

import re
from datetime import date, datetime
from typing import NamedTuple

from tradewinds.settings.period_text import spelled_period

_MONTH_NAMES = {
    1: ("jan", "ene", "gen"), 2: ("feb", "fev", "fév"), 3: ("mar", "mär", "mrz"), 4: ("apr", "avr", "abr"),
    5: ("may", "mai", "mag"), 6: ("jun", "juin", "giu"), 7: ("jul", "juil", "lug"),
    8: ("aug", "aoû", "aou", "ago"), 9: ("sep", "set"), 10: ("oct", "okt", "ott"), 11: ("nov",),
    12: ("dec", "dez", "déc", "dic"),
}  # fmt: skip
_WORD = r"([^\W\d_]{3,10})\.?"
_QUARTER = re.compile(
    r"(?:[QqTt]([1-4])|([1-4])(?:st|nd|rd|th|er|[eèº°ªo]|[.])?\s?(?:[QqTt]|[Qq]uarter|[Qq]uartal|[Tt]rim(?:estre)?)[.]?)"
    r"[-/\s]*(?:de |of )?(\d{4})"
)
_CHINESE_MONTH = re.compile(r"(\d{4})\s?年\s?(0?[1-9]|1[0-2])\s?月")
_FRENCH_QUARTER = re.compile(r"(\d{4})[-/\s]?T([1-4])")
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])[-/.](\d{4})")
_YEAR_POINT_MONTH = re.compile(r"(\d{4})\.(0[1-9]|1[0-2])")
"""2016.01, as Korean and Japanese tables write months."""
_COLON = re.compile(r"(\d{4}):(?:(0[1-9]|1[0-2])|([1-4]))")
"""1995:03, a month, and 1995:1, a quarter, as econometric programs write them."""
_DAYS = re.compile(r"(\d{1,2})(?:([./-])(\d{1,2})\2(\d{4})|([./])(\d{1,2})\5(\d{2}))(?:[T\s]\d{1,2}:.*)?")
_ISO = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:[T\s](.*))?")
_MIDNIGHT = re.compile(r"0?0:00(:00(\.0+)?)?(Z|[+-]00:?00)?")
_DECORATED = re.compile(r"(?:Y|YR|X|F)_?(\d{4})|(\d{4})\s*\[.*\]|(\d{4})\s?[-]?A\d?", re.IGNORECASE)
_YEARS = range(1700, 2251)


class TimeText(NamedTuple):
    """A year, quarter, month, date or moment: its year, first month (1–12) and day.

    clock: the time of day where one is written that is not midnight; order: “” or, of a date such as
    03/04/2019, “day” where its first number is taken for the day.
    """

    kind: str
    year: int
    month: int = 1
    day: int = 1
    clock: str = ""

    @property
    def months(self) -> int:
        """Months since the year 0."""
        return 12 * self.year + self.month - 1


def named_time(value: object, order: str = "day") -> TimeText | None:
    """What a cell or a column's name names in time; None for what is none.

    ``order``: what comes first in 03/04/2019, the ``day`` or the ``month``.
    """
    if isinstance(value, (date, datetime)):
        clock = value.strftime("%H:%M") if isinstance(value, datetime) else ""
        zone = getattr(value, "tzinfo", None)
        return TimeText(
            "date", value.year, value.month, value.day, "" if clock == "00:00" and not zone else clock
        )
    text = str(value).strip()
    found = _plain(text) or _named_month(text) or _dated(text, order)
    return found if found is not None and found.year in _YEARS else None


def month_number(text: object) -> int | None:
    """The month that a word or number names: 3, 03, M03, MONAT03, March, mars; None for what names none."""
    plain = str(text).strip().removesuffix(".0")
    if match := re.fullmatch(r"(?:[Mm]|MONAT)?0?([1-9]|1[0-2])", plain):
        return int(match[1])
    word = plain.lower().rstrip(".")
    if not word.isalpha() or not 3 <= len(word) <= 10:
        return None
    starts = [number for number, names in _MONTH_NAMES.items() if word.startswith(names)]
    longer = [
        n for n, names in _MONTH_NAMES.items() if any(len(x) == 4 and word.startswith(x) for x in names)
    ]
    return next(iter([*longer, *starts]), None)


def quarter_number(text: object) -> int | None:
    """The quarter that a text such as 1, Q1, Q01 or QUART1 names."""
    match = re.fullmatch(r"(?:[QqTt]|QUART)?0?([1-4])(?:\.0)?", str(text).strip())
    return int(match[1]) if match else None


def date_orders(texts: list[str]) -> set[str]:
    """Which of “day” and “month” can come first in all these dates; both where they do not tell."""
    parts = [(int(m[1]), m[2] or m[5], int(m[3] or m[6])) for m in map(_DAYS.fullmatch, texts) if m]
    if any(mark == "." for _, mark, _ in parts):
        return {"day"}
    first, second = {one for one, _, _ in parts}, {other for _, _, other in parts}
    if not parts:
        return {"day"}
    possible = ({"day"} if max(second) <= 12 else set()) | ({"month"} if max(first) <= 12 else set())
    if len(possible) == 2 and len(first) != len(second) and min(len(first), len(second)) == 1:
        return {"day"} if len(first) == 1 else {"month"}  # months on a fixed day
    return possible


def _plain(text: str) -> TimeText | None:
    spelled = spelled_period(text)
    if spelled is not None:
        year, month, kind = spelled
        return TimeText(kind, year, month)
    if match := _QUARTER.fullmatch(text):
        return TimeText("quarter", int(match[3]), 3 * int(match[1] or match[2]) - 2)
    if match := _FRENCH_QUARTER.fullmatch(text):
        return TimeText("quarter", int(match[1]), 3 * int(match[2]) - 2)
    if match := _YEAR_POINT_MONTH.fullmatch(text):
        return TimeText("month", int(match[1]), int(match[2]))
    if match := _COLON.fullmatch(text):
        month = int(match[2]) if match[2] else 3 * int(match[3]) - 2
        return TimeText("month" if match[2] else "quarter", int(match[1]), month)
    if match := _MONTH_FIRST.fullmatch(text):
        return TimeText("month", int(match[2]), int(match[1]))
    if match := _DECORATED.fullmatch(text):
        return TimeText("year", int(next(filter(None, match.groups()))))
    return None


def _named_month(text: str) -> TimeText | None:
    """Jan 2019, Jan-19, 2019 January, 1 Jan 2019, enero de 2019, 2019年1月."""
    if match := _CHINESE_MONTH.fullmatch(text):
        return TimeText("month", int(match[1]), int(match[2]))
    text = re.sub(r"\s+de\s+", " ", text)
    for pattern, places in (
        (rf"(\d{{1,2}})[-\s./]*{_WORD}[-\s./]*(\d{{4}}|\d{{2}})", (1, 2, 3)),
        (rf"{_WORD}\s+(\d{{1,2}}),?\s+(\d{{4}})", (2, 1, 3)),
        (rf"{_WORD}[-\s./']*(\d{{4}}|\d{{2}})", (None, 1, 2)),
        (rf"(\d{{4}})[-\s./]*{_WORD}", (None, 2, 1)),
    ):
        match = re.fullmatch(pattern, text)
        if match:
            day, word, year = (match[place] if place else "" for place in places)
            month = month_number(word)
            if month is not None and word.isalpha():
                return TimeText("date" if day else "month", _whole_year(year), month, int(day or 1))
    return None


def _whole_year(digits: str) -> int:
    """A year of two digits is one of 1950 to 2049."""
    return int(digits) if len(digits) == 4 else (1900 if int(digits) > 49 else 2000) + int(digits)


def _dated(text: str, order: str) -> TimeText | None:
    clock = ""
    if match := _ISO.fullmatch(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        clock = match[5] or ""
    elif match := _DAYS.fullmatch(text):
        one, other, year = int(match[1]), int(match[3] or match[6]), _whole_year(match[4] or match[7])
        day, month = (one, other) if order == "day" else (other, one)
    else:
        return None
    try:
        date(year, month, day)
    except ValueError:
        return None
    return TimeText(
        "date", year, month, day, "" if _MIDNIGHT.fullmatch(clock) and "Z" not in clock else clock
    )

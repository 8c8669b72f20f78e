"""Rows of days or weeks made rows of months, where their numbers allow it."""

import re
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.errors import DataError
from tradewinds.intake.period_length import DAY, PERIOD
from tradewinds.intake.record import IntakeRecord, how_many

_HOLIDAYS = 3
"""Working days of a month that may lack a row."""
_WEEK = 7
_DAYS_IN = "days in the month"
_ENDS = re.compile(r"end(ing|s|ed)?([\W_]|$)|_to$|saturday|sunday|friday", re.IGNORECASE)
"""What columns are called whose dates are the last days of weeks."""
_MOSTLY = 0.8
"""Share of the days of a month that rows have where a file is one of days."""


def by_month(
    rows: pd.DataFrame, keys: list[str], flows: tuple[str, ...], record: IntakeRecord
) -> pd.DataFrame:
    """Days as months: amounts (``flows``) added up, rates and prices averaged.

    Months at both ends that the file does not have whole are left out. A month's amount is missing where
    one of its days is. A week's amount is shared out over its seven days alike, of which each month has its
    own; amounts of ten days or two weeks are a fault.
    """
    unique = np.sort(rows[DAY].unique())
    apart = np.diff(unique)
    gap = int(np.median(apart))
    weeks = gap > 1 and float((apart == gap).mean()) > _MOSTLY
    working = not (pd.Series(unique) % 7).isin([6, 0]).any()  # day 1 was a Monday: 6 and 0 are weekends
    amounts = [name for name in flows if name in rows]
    if gap == _WEEK and weeks:
        return _of_weeks(rows, keys, amounts, record)
    if weeks and amounts:
        record.faults.append(
            DataError(
                f"{' and '.join(amounts)}: rows are {gap} days apart, which do not add up to months",
                "days, months, quarters or years",
                "Add them up by month where they were counted.",
            )
        )
    if weeks or gap == 1:
        rows = _whole_months(rows, unique, _HOLIDAYS if working and gap == 1 else gap - 1, record)
    how: dict[str, Any] = {name: "mean" for name in ("tariff", "price") if name in rows}
    how |= {name: _sum for name in amounts}
    how |= {name: "first" for name in rows if name not in (*how, *keys, PERIOD, DAY)}
    grouped = rows.groupby([*keys, PERIOD], sort=False, as_index=False)
    found = grouped.agg(how)
    wanted = found[PERIOD].map(lambda month: _days(month, working)).to_numpy()
    listed = grouped[DAY].agg("nunique")[DAY].to_numpy()
    for name in amounts if not weeks else []:
        there = grouped[name].agg("count")[name].to_numpy()
        regular = float(np.median(listed / wanted)) > _MOSTLY
        lacking = there < (wanted - (_HOLIDAYS if working else 0) if regular else listed)
        lacking |= there < listed
        if not regular:
            record.doubts.append(f"Days without a row are taken for days on which {name} is 0.")
        if lacking.any():
            days = zip(wanted if regular else listed, there, strict=True)
            note = [f"days without a number: {whole - some}" for whole, some in days]
            found[f"{name}_note"] = pd.Series(note, index=found.index).where(lacking, "")
            found[name] = found[name].where(~lacking)
            record.doubts.append(
                f"{how_many(int(lacking.sum()), 'month')} of {name} lack days and are taken for missing."
            )
    record.steps.append(
        f"{len(rows)} rows of days were made {len(found)} of months: amounts added up, rates, prices averaged"
    )
    return found


def _of_weeks(rows: pd.DataFrame, keys: list[str], amounts: list[str], record: IntakeRecord) -> pd.DataFrame:
    """Weeks as months: a week that two months share counts in each with its days there.

    A row's date is taken for the first day of its week, unless its column says that it is the last.
    """
    ends = any(_ENDS.search(str(name)) for name in record.timed)
    first = rows[DAY] - (_WEEK - 1 if ends else 0)
    last = first + _WEEK - 1
    begin, end = (_month_of(day) for day in (first, last))
    later = np.where(begin == end, 0, pd.DatetimeIndex(_dates(last)).day)
    both = pd.concat(
        [
            rows.assign(**{PERIOD: begin, _DAYS_IN: _WEEK - later}),
            rows.assign(**{PERIOD: end, _DAYS_IN: later})[later > 0],
        ]
    ).sort_values(DAY, kind="stable")
    spanned = np.unique(first.to_numpy()[:, None] + np.arange(_WEEK))
    both = _whole_months(both, spanned, 0, record)
    kept = {name: "first" for name in both if name not in (*keys, PERIOD, DAY, _DAYS_IN)}
    grouped = both.groupby([*keys, PERIOD], sort=False, as_index=False)
    found = grouped.agg(kept)
    length = pd.PeriodIndex(found[PERIOD], freq="M").days_in_month.to_numpy()
    by = [both[name] for name in (*keys, PERIOD)]
    for name in (*amounts, *(one for one in ("tariff", "price") if one in rows)):
        share = both[_DAYS_IN] / _WEEK if name in amounts else both[_DAYS_IN]
        days = both[_DAYS_IN].where(both[name].notna(), 0).groupby(by, sort=False).sum().to_numpy()
        total = (both[name] * share).groupby(by, sort=False).sum(min_count=1).to_numpy()
        lacking = days < length
        if name not in amounts:
            found[name] = total / np.where(days > 0, days, np.nan)
            continue
        found[name] = np.where(lacking, np.nan, total)
        if lacking.any():
            note = [f"days without a number: {one}" for one in length - days]
            found[f"{name}_note"] = pd.Series(note, index=found.index).where(lacking, "")
            record.doubts.append(
                f"{how_many(int(lacking.sum()), 'month')} of {name} lack weeks and are taken for missing."
            )
    record.steps.append(
        f"{len(rows)} rows of weeks were made {len(found)} of months: a week's amount is shared out over its "
        "seven days, rates and prices are averaged by days"
    )
    day = "last" if ends else "first"
    record.doubts.append(f"A week's date is taken for its {day} day.")
    return found


def _dates(days: pd.Series) -> list[pd.Timestamp]:
    return [pd.Timestamp.fromordinal(int(day)) for day in days]


def _month_of(days: pd.Series) -> np.ndarray:
    known = {day: f"{pd.Timestamp.fromordinal(int(day)):%Y-%m}" for day in days.unique()}
    return days.map(known).to_numpy()


def _sum(one: pd.Series) -> float:
    return one.sum(min_count=1)


def _days(month: str, working: bool) -> int:
    days = pd.date_range(month, periods=pd.Period(month, "M").days_in_month)
    return int((days.day_of_week < 5).sum()) if working else len(days)


def _whole_months(rows: pd.DataFrame, days: np.ndarray, slack: int, record: IntakeRecord) -> pd.DataFrame:
    """Without the first and last month where more than ``slack`` of their days are beyond the file."""
    begin, end = (pd.Timestamp.fromordinal(int(day)) for day in (days[0], days[-1]))
    cut = [] if begin.day - 1 <= slack else [f"{begin:%Y-%m}"]
    cut += [] if end.days_in_month - end.day <= slack else [f"{end:%Y-%m}"]
    if cut and not rows[PERIOD].isin(cut).all():
        said = ", ".join(dict.fromkeys(cut))
        record.steps.append(f"months that the file has in part were left out: {said}")
        rows = rows[~rows[PERIOD].isin(cut)]
    return rows

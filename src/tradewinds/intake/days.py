"""Rows of days or weeks made rows of months, where their numbers allow it."""

from typing import Any

import numpy as np
import pandas as pd

from tradewinds.errors import DataError
from tradewinds.intake.period_length import DAY, PERIOD
from tradewinds.intake.record import IntakeRecord, how_many

_HOLIDAYS = 3
"""Working days of a month that may lack a row."""
_MOSTLY = 0.8
"""Share of the days of a month that rows have where a file is one of days."""


def by_month(
    rows: pd.DataFrame, keys: list[str], flows: tuple[str, ...], record: IntakeRecord
) -> pd.DataFrame:
    """Days as months: amounts (``flows``) added up, rates and prices averaged.

    Months at both ends that the file does not have whole are left out. A month's amount is missing where
    one of its days is. Amounts of weeks are a fault: weeks do not end with months.
    """
    unique = np.sort(rows[DAY].unique())
    apart = np.diff(unique)
    gap = int(np.median(apart))
    weeks = gap > 1 and float((apart == gap).mean()) > _MOSTLY
    working = not (pd.Series(unique) % 7).isin([6, 0]).any()  # day 1 was a Monday: 6 and 0 are weekends
    amounts = [name for name in flows if name in rows]
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

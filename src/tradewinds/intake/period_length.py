"""The length of a table's periods, and the periods as the laboratory reads them."""

from datetime import date
from functools import reduce
from math import gcd

import numpy as np
import pandas as pd

from tradewinds.errors import DataError
from tradewinds.intake.record import IntakeRecord, how_many
from tradewinds.intake.time_texts import TimeText
from tradewinds.settings.data_table import Frequency

PERIOD = "period"
"""The column of periods, once they are the laboratory's."""
DAY = "day of the period"
"""The column of days, as numbers of days, of a file that has several dates a month."""
DAYS = "days"
"""Length of the periods of a file that has several dates a month."""
_LONGEST = ["year", "quarter", "month", "date"]


def of_one_length(
    rest: pd.DataFrame, times: list[TimeText], record: IntakeRecord
) -> tuple[pd.DataFrame, Frequency | str]:
    """The rows with a column ``period``, and the length of its periods (or ``DAYS``).

    Rows of longer periods than the others are left out, and counted. Raises DataError where they are most.
    """
    kinds = pd.Series([one.kind for one in times], index=rest.index)
    present = [kind for kind in _LONGEST if (kinds == kind).any()]
    if not present:
        raise DataError("no row names a period", "years, quarters, months or dates")
    shortest = present[-1]
    totals = (kinds != shortest).to_numpy()
    if totals.mean() > 0.5:
        raise DataError(
            f"periods are of several lengths: {', '.join(f'{(kinds == k).sum()} {k}s' for k in present)}",
            "periods of one length",
            "Keep the rows of one length, or name another column: --period COLUMN.",
        )
    if totals.any():
        said = ", ".join(how_many(int((kinds == kind).sum()), kind) for kind in present[:-1])
        record.steps.append(f"rows of longer periods among {shortest}s were left out: {said}")
        rest, times = rest[~totals], [one for one, gone in zip(times, totals, strict=True) if not gone]
    months = np.array([one.months for one in times], dtype=np.int64)
    unique = np.unique(months)
    several = len({(one.months, one.day) for one in times}) > 1.5 * len(unique)
    if shortest == "date" and several:
        record.facts["frequency"] = "several dates a month: averaged or added up to months"
        days = [date(one.year, one.month, one.day).toordinal() for one in times]
        return rest.assign(**{PERIOD: _texts(months, Frequency.month), DAY: days}), DAYS
    step = reduce(gcd, map(int, np.diff(unique)), 0)
    frequency = Frequency.month
    if shortest == "year" or (step and step % 12 == 0):
        frequency = Frequency.year
    elif shortest == "quarter" or (step and step % 3 == 0):
        frequency = Frequency.quarter
    texts = _texts(months, frequency)
    record.facts["frequency"] = f"{frequency}s, {min(texts)} to {max(texts)}"
    return rest.assign(**{PERIOD: texts}), frequency


def period_numbers(texts: pd.Series, frequency: Frequency) -> pd.Series:
    """Periods as whole numbers, consecutive ones one apart."""
    if frequency == Frequency.step:
        return texts.astype("int64")
    year = texts.str.slice(0, 4).astype("int64")
    if frequency == Frequency.year:
        return year
    part = texts.str.slice(5).astype("int64")
    return (12 if frequency == Frequency.month else 4) * year + part


def _texts(months: np.ndarray, frequency: Frequency) -> list[str]:
    def text(one: int) -> str:
        year, month = divmod(int(one), 12)
        if frequency == Frequency.year:
            return f"{year}"
        return f"{year}Q{month // 3 + 1}" if frequency == Frequency.quarter else f"{year}-{month + 1:02d}"

    return [text(one) for one in months]

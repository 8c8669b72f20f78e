"""Results of checks as tables, and tables as results."""

import math
from collections.abc import Iterable
from numbers import Real

import pandas as pd

from tradewinds.review.check import COLUMNS, CheckResult
from tradewinds.review.status import Status


def results_table(results: Iterable[CheckResult]) -> pd.DataFrame:
    """One row a result, columns as in ``COLUMNS``."""
    rows = [{name: getattr(result, name) for name in COLUMNS} for result in results]
    return pd.DataFrame(rows, columns=list(COLUMNS)).assign(status=[str(row["status"]) for row in rows])


def results_of(table: pd.DataFrame) -> list[CheckResult]:
    """The results in a table, each with the status that its number bears out (``status_of``)."""
    return [
        CheckResult(**{**row, "status": status_of(row["status"], row["value"])})
        for row in table[list(COLUMNS)].to_dict("records")
    ]


def status_of(status: object, value: object) -> Status:
    """A status as written, but not computed where it is none or rests on no number."""
    known = Status.read(status)
    number = isinstance(value, Real) and math.isfinite(value)
    return known if number or known in (Status.void, Status.failed) else Status.not_computed

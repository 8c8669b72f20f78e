"""Additional duties that the law sets, written in the settings of a source: a rate by keys and month.

Nothing is fetched: acts are no publisher's table. ``options.keys`` says which rows there are,
``options.duties`` whom each duty meets and from which day to which. Duties add up; a month's rate is the mean
of its days'. The address of the source is where the act can be read. Schedules whose acts amend or replace
each other are those of a scenario (``configs/scenario``, ``shape: law``).
"""

import itertools
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from tradewinds.fetch import checks
from tradewinds.fetch.duties import read_duty
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings


def _ask(source: SourceSettings) -> Asking:
    """Nothing."""
    yield from ()


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    """Nothing arrives."""


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    keys = {
        str(name): [str(one) for one in values]
        for name, values in needed_option(source, "keys", "key → list of values").items()
    }
    months = pd.PeriodIndex(checks.asked_months(source), freq="M")
    rows = pd.DataFrame(list(itertools.product(*keys.values(), months)), columns=[*keys, "period"])
    rate = np.zeros(len(rows))
    for name, said in needed_option(source, "duties", "name → duty").items():
        duty = read_duty(f"options.duties.{name}", said, keys)
        rate += duty.rate * duty.met(rows) * duty.share_of_days(rows["period"])
    column = str(needed_option(source, "column", "name of the column"))
    table = rows.assign(period=rows["period"].dt.to_timestamp(), **{column: rate})
    held = ["every duty meets rows that there are, on days in order"]
    return BuiltTable(table, held, units={column: "fraction, mean over the days of a month"})


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=lambda source: 0)

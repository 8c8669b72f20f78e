"""Additional duties that the law sets, written in the settings of a source: a rate by keys and month.

Nothing is fetched: acts are no publisher's table. ``options.keys`` says which rows there are,
``options.duties`` whom each duty meets and from which day to which. Duties add up; a month's rate is the mean
of its days'. The address of the source is where the act can be read. Schedules whose acts amend or replace
each other are those of a scenario (``configs/scenario``, ``shape: law``).
"""

import datetime as dt
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.errors import SettingsError
from tradewinds.fetch import checks
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.data_variable import HIGHEST
from tradewinds.settings.source import SourceSettings

_OPEN = "9999-12-31"


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
    for name, duty in needed_option(source, "duties", "name → duty").items():
        rate += _rate_of(f"options.duties.{name}", duty, keys, rows)
    column = str(needed_option(source, "column", "name of the column"))
    table = rows.assign(period=rows["period"].dt.to_timestamp(), **{column: rate})
    held = ["every duty meets rows that there are, on days in order"]
    return BuiltTable(table, held, units={column: "fraction, mean over the days of a month"})


def _rate_of(place: str, duty: Any, keys: Mapping[str, list[str]], rows: pd.DataFrame) -> np.ndarray:
    """What a duty adds to each row. Raises SettingsError."""
    known = {"rate", "from", "until", "where", "authority"}
    if not isinstance(duty, dict) or not {"rate", "from", "authority"} <= set(duty) <= known:
        raise SettingsError(f"{place} = {duty!r}", "rate, from and authority, and until and where")
    rate = duty["rate"]
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate <= HIGHEST:
        raise SettingsError(f"{place}.rate = {rate!r}", "a fraction, such as 0.25 for 25 %")
    first, last = _day(place, duty, "from"), _day(place, duty, "until")
    if last < first:
        raise SettingsError(f"{place}.until = {last}", f"a day after {first}")
    met = np.ones(len(rows), dtype=bool)
    for key, values in (duty.get("where") or {}).items():
        unknown = [one for one in values if one not in keys.get(key, [])]
        if unknown or key not in keys:
            raise SettingsError(f"{place}.where.{key} = {values}", f"values of options.keys.{key}, as texts")
        met &= rows[key].isin(values).to_numpy()
    start = rows["period"].dt.start_time.to_numpy().astype("datetime64[D]").astype(int)
    end = rows["period"].dt.end_time.to_numpy().astype("datetime64[D]").astype(int)
    begin, until = (int(np.datetime64(day, "D").astype(int)) for day in (first, last))
    days = (np.minimum(end, until) - np.maximum(start, begin) + 1).clip(min=0)
    return met * rate * days / (end - start + 1)


def _day(place: str, duty: Mapping[str, Any], name: str) -> dt.date:
    said = str(duty.get(name) or _OPEN)
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise SettingsError(f"{place}.{name} = {said!r}", "a day such as 2018-06-22") from None


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=lambda source: 0)

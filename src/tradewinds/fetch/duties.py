"""Duties of law as the settings of a source write them: rate, days, whom they meet."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.errors import SettingsError
from tradewinds.settings.data_variable import HIGHEST

_OPEN = "9999-12-31"
_KNOWN = {"rate", "from", "until", "where", "except", "authority"}


@dataclass(frozen=True)
class Duty:
    """One duty: a fraction, the first and last day on which it is due, and key → values that it meets.

    ``spared`` has those that it does not meet, though ``where`` names them or says nothing of them; ``more``
    what a reader asks for beside these.
    """

    rate: float
    first: dt.date
    last: dt.date
    where: Mapping[str, list[str]] = field(default_factory=dict)
    spared: Mapping[str, list[str]] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def met(self, rows: pd.DataFrame) -> np.ndarray:
        """Which rows it meets, by their keys."""
        found = np.ones(len(rows), dtype=bool)
        for key, values in self.where.items():
            found &= rows[key].isin(values).to_numpy()
        for key, values in self.spared.items():
            found &= ~rows[key].isin(values).to_numpy()
        return found

    def share_of_days(self, months: pd.Series) -> np.ndarray:
        """Share of the days of each month (a period) on which it is due."""
        start = months.dt.start_time.to_numpy().astype("datetime64[D]").astype(int)
        end = months.dt.end_time.to_numpy().astype("datetime64[D]").astype(int)
        begin, until = (int(np.datetime64(day, "D").astype(int)) for day in (self.first, self.last))
        days = (np.minimum(end, until) - np.maximum(start, begin) + 1).clip(min=0)
        return days / (end - start + 1)


def read_duty(place: str, said: Any, keys: Mapping[str, list[str]], more: tuple[str, ...] = ()) -> Duty:
    """A duty of the settings at ``place``. Raises SettingsError for what is none.

    keys: key → its values, of which ``where`` and ``except`` name some; more: further words of this reader.
    """
    if not isinstance(said, dict) or not {"rate", "from", "authority"} <= set(said) <= _KNOWN | set(more):
        also = ", ".join(["until", "where", "except", *more])
        raise SettingsError(f"{place} = {said!r}", f"rate, from and authority, and of {also} what is meant")
    rate = said["rate"]
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate <= HIGHEST:
        raise SettingsError(f"{place}.rate = {rate!r}", "a fraction, such as 0.25 for 25 %")
    first, last = _day(place, said, "from"), _day(place, said, "until")
    if last < first:
        raise SettingsError(f"{place}.until = {last}", f"a day after {first}")
    parts = {name: said.get(name) or {} for name in ("where", "except")}
    for name, part in parts.items():
        if not isinstance(part, dict) or not all(isinstance(values, list) for values in part.values()):
            raise SettingsError(f"{place}.{name} = {part!r}", "key → list of its values")
        for key, values in part.items():
            unknown = [one for one in values if one not in keys.get(key, [])]
            if unknown or key not in keys:
                raise SettingsError(
                    f"{place}.{name}.{key} = {values}", f"values of options.keys.{key}, as texts"
                )
    return Duty(
        float(rate), first, last, parts["where"], parts["except"], {one: said.get(one) for one in more}
    )


def _day(place: str, duty: Mapping[str, Any], name: str) -> dt.date:
    said = str(duty.get(name) or _OPEN)
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise SettingsError(f"{place}.{name} = {said!r}", "a day such as 2018-06-22") from None

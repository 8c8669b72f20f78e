"""What the settings call things: labels and units in place of the names used in equations."""

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.equations import Equation, parse
from tradewinds.errors import SettingsError
from tradewinds.identities import names_in
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.policy.differences import TOTAL
from tradewinds.report.words import lower_first, sentence_case
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.experiment import TIER_NAMES
from tradewinds.settings.path import NO_CHANGE

_SHARE = re.compile(r"(fraction|percent|per cent|%)(?=$|[\s,;(])")
"""How a unit begins that “%” takes the place of."""
ONE = {"month": "month", "quarter": "quarter", "year": "year", "step": "period"}


@dataclass(frozen=True)
class Variable:
    """One variable as the reader meets it; stored values × ``factor`` are in ``unit``."""

    name: str
    table: str
    label: str
    unit: str
    log: bool
    factor: float = 1.0

    @property
    def effect_factor(self) -> float:
        """Into ``effect_unit``: differences of logs are stored in per cent, those of rates in fractions."""
        return 1.0 if self.log else self.factor

    @property
    def change_factor(self) -> float:
        """Into ``effect_unit`` of a difference as equations have it, in logs for quantities in logs."""
        return 100.0 if self.log else self.factor

    @property
    def effect_unit(self) -> str:
        """Unit of a difference between two paths: per cent for quantities in logs."""
        if self.log:
            return "%"
        return "percentage points" if self.unit.startswith("%") else self.unit


def average_of(data: Any, variable: str) -> str:
    """How the effects on several series, and of several futures, are averaged (``Described.average``), from a
    summary of a roll-out."""
    return str(data[f"{variable}_effect_mean"].attrs.get("average", ""))


class Names:
    """Labels, units, periods and equations of one experiment."""

    def __init__(self, experiment: dict, panels: dict[str, pd.DataFrame]) -> None:
        self.experiment, self.panels = experiment, panels
        self._tables: dict[str, dict] = experiment["data"]["tables"]

    @property
    def tiers(self) -> list[str]:
        """The tiers that have equations."""
        return [tier for tier in TIER_NAMES if self.experiment[tier]["equations"]]

    def tier(self, tier: str) -> str:
        """“Tier 1, policy → indicators”."""
        title = self.experiment[tier].get("title") or ""
        return f"Tier {tier[-1]}: {title}" if title else f"Tier {tier[-1]}"

    @property
    def posterior(self) -> bool:
        """Whether draws of every tier are those of a posterior, whose shares are probabilities."""
        chosen = (self.experiment[tier].get("inference", {}).get("algorithm") for tier in self.tiers)
        return all(ALGORITHMS[str(name)].posterior for name in chosen if name)

    @property
    def policy(self) -> str:
        """The policy variable of the sector table."""
        return self.experiment["scenario"].get("variable", "tariff")

    @property
    def policy_variable(self) -> Variable:
        """The same with its label and unit."""
        return self.variable("sectors", self.policy)

    def called(self, variable: str, table: str = "sectors") -> str:
        """A variable's label within a sentence."""
        return lower_first(self.variable(table, variable).label)

    def path(self, scenario: str = "") -> dict:
        """Settings of a scenario's path; of the first one without a name."""
        first = self.experiment["scenario"]
        return first if scenario in ("", first["name"]) else self.experiment["paths"][scenario]

    def compared_with(self, scenario: str = "") -> str:
        """What differences of a scenario are from: “unchanged tariffs”."""
        baseline = self.path(scenario)["baseline"]
        return "unchanged tariffs" if baseline == NO_CHANGE else f"the scenario {baseline}"

    def frequency(self, table: str) -> str:
        """step, month, quarter or year."""
        return str(self._tables[table]["frequency"])

    def one(self, table: str) -> str:
        """What one period of a table is called: “month”."""
        return ONE[self.frequency(table)]

    def variable(self, table: str, name: str) -> Variable:
        """A variable, or an identity, of a table; an unknown one keeps a cleaned name."""
        described = self._tables.get(table, {"variables": {}})
        settings = described["variables"].get(name)
        if settings is None:
            label = described.get("identity_labels", {}).get(name) or name.replace("_", " ").capitalize()
            unit = described.get("identity_units", {}).get(name, "computed from the other variables")
            return Variable(name, table, label, unit, log=True)
        log = str(settings["scale"]) == "log"
        unit, factor = settings["unit"], 1.0
        if settings.get("rate") or str(settings.get("written")) == "percent":
            known = _SHARE.match(unit)
            unit, factor = f"%{unit[known.end() :]}" if known else "%", 100.0
        unit = "%" if unit in ("percent", "per cent") else unit
        return Variable(name, table, settings["label"], unit, log, factor)

    def variables(self, table: str) -> list[Variable]:
        """Variables, then identities, in the order of the settings."""
        described = self._tables[table]
        names = [*described["variables"], *described["identities"]]
        return [self.variable(table, name) for name in names]

    @cached_property
    def equations(self) -> dict[str, dict[str, tuple[str, Equation]]]:
        """Tier → target → (table, equation)."""
        found: dict[str, dict[str, tuple[str, Equation]]] = {}
        for tier in self.tiers:
            for text in self.experiment[tier]["equations"]:
                table = self._table_of(tier, text)
                scales = {v.name: "log" if v.log else "level" for v in self.variables(table)}
                equation = parse(text, scales)
                found.setdefault(tier, {})[equation.name] = (table, equation)
        return found

    def held(self, variable: Variable) -> list[Variable]:
        """What an identity of the policy takes as it is without the change, since no equation explains it: of
        a customs revenue the value of imports, where nothing explains that.
        """
        described, table = self._tables[variable.table], variable.table
        known = {name for one in self.equations.values() for name, (of, _) in one.items() if of == table}

        def parts(name: str) -> list[str]:
            text = described["identities"].get(name)
            return [name] if text is None else [part for one in names_in(text) for part in parts(one)]

        used = parts(variable.name)
        if variable.name not in described["identities"] or self.policy not in used:
            return []
        return [self.variable(table, one) for one in dict.fromkeys(used) if one not in {*known, self.policy}]

    def target(self, tier: str, equation: str) -> Variable:
        """What an equation explains."""
        known = self.equations.get(tier, {})
        table = known[equation][0] if equation in known else "national" if tier == "tier2" else "sectors"
        return self.variable(table, equation)

    def table_of(self, tier: str, equation: str) -> str:
        """The table that an equation explains a variable of."""
        return self.equations[tier][equation][0]

    @property
    def flag(self) -> float:
        """Training ranges beyond which an answer is said to be assumption."""
        return float(self.experiment["scenario"]["flag_distance"])

    @cached_property
    def _sectors(self) -> dict[str, str]:
        table = self.panels["sectors"]
        labels = table.get("label", table["sector"])
        return dict(zip(table["sector"].astype(str), labels.astype(str), strict=True))

    def sector(self, sector: str) -> str:
        """Readable name of a sector."""
        if sector == "nation":
            return "the nation"
        return sentence_case(self._sectors.get(str(sector), str(sector)))

    def weights(self, weights: str, average: str = "", brief: bool = False) -> str:
        """How sectors are averaged: by a variable of this name, or “equal”; ``average`` as of an effect
        (``Described.average``), of which a total has no weights. ``brief``: for a label, without when."""
        if average == TOTAL:
            return "their total"
        if weights == "equal":
            return "equal weights"
        label = lower_first(self.variable("sectors", weights).label)
        return f"weighted by {label}" + ("" if brief else " of the last observed year")

    def whose(self, sector: str) -> str:
        """Name of a sector where it has to be told from others; nothing for the nation or an only one."""
        return "" if sector == "nation" or len(self.sectors) == 1 else self.sector(sector)

    @property
    def sectors(self) -> list[str]:
        """Sectors in the order of the panel."""
        return list(self._sectors)

    @property
    def shown(self) -> list[str]:
        """Sectors drawn one by one: those asked for in the settings, else the four that are the largest by
        what sectors are weighed by, or by ``value``; the first four where there is neither.

        Raises SettingsError for one that the data do not hold.
        """
        asked = [str(s) for s in self.experiment["scenario"].get("show") or []]
        unknown = [s for s in asked if s not in self._sectors]
        if unknown:
            raise SettingsError(
                f"scenario.show: no sector {unknown[0]!r} in the data",
                f"some of {', '.join(self.sectors[:10])}{' …' if len(self.sectors) > 10 else ''}",
            )
        return asked or [*self.sizes.sort_values(ascending=False, kind="stable").index[:4]]

    @cached_property
    def sizes(self) -> pd.Series:
        """Sector → its mean over the last year of the panel of what sectors are weighed by, or of ``value``;
        1 where there is neither."""
        frame, size = self.panels["sectors"], self.experiment["scenario"].get("weights") or "value"
        if size not in frame:
            return pd.Series(1.0, index=self.sectors)
        periods = np.unique(frame["period"].to_numpy())
        last = frame[frame["period"] >= periods[-PER_YEAR[Frequency(self.frequency("sectors"))] :][0]]
        return last.groupby("sector")[size].mean().reindex(self.sectors).fillna(0.0)

    def _table_of(self, tier: str, text: str) -> str:
        if tier == "tier2":
            return "national"
        target = text.partition("[")[0].rpartition("(")[2].strip()
        measured = self._tables["sectors"]["variables"]  # an identity is no equation's target
        return "sectors" if target in measured or "national" not in self._tables else "national"


def day_text(day: str) -> str:
    """“30 Jun 2019” of “2019-06-30”."""
    date = dt.date.fromisoformat(day)
    return f"{date.day} {date:%b} {date.year}"


def period_text(period: Any, frequency: str) -> str:
    """“Mar 2019”, “2019 Q1”, “2019”, “period 17”."""
    if frequency == "step":
        return f"period {int(period)}"
    date = _date(period)
    if frequency == "month":
        return f"{date:%b} {date.year}"
    return f"{date.year} Q{(date.month + 2) // 3}" if frequency == "quarter" else str(date.year)


def positions(periods: Iterable[object], frequency: str) -> np.ndarray:
    """Periods on a number line: years with fractions, or the steps themselves; [T] float."""
    if frequency == "step":
        return np.asarray(list(periods), float)
    months = np.asarray(list(periods), "datetime64[M]").astype(int)
    return 1970 + months / 12


def time_ticks(first: float, last: float, frequency: str) -> tuple[list[float], list[str], str]:
    """Positions, texts and name of a time axis that spans first … last."""
    if frequency == "step":
        step = _nice((last - first) / 4, (1, 2, 5))
        ticks = np.arange(math.ceil(first / step) * step, last + 1e-9, step)
        return ticks.tolist(), [f"{tick:.0f}" for tick in ticks], "period"
    if last - first >= 3.5 or frequency == "year":
        step = _nice((last - first) / 4.5, (1, 2, 5))
        ticks = np.arange(math.ceil(first / step - 1e-9) * step, last + 1e-9, step)
        return ticks.tolist(), [f"{tick:.0f}" for tick in ticks], "year"
    months = 3 if frequency == "quarter" else 1
    first_month, last_month = round(first * 12), round(last * 12)
    span = max(1, last_month - first_month)
    step = next(s for s in (1, 2, 3, 6, 12, 24) if s >= months and span / s <= 5)
    at = range(-(-first_month // step) * step, last_month + 1, step)
    texts = []
    for month in at:
        date = dt.date(month // 12, month % 12 + 1, 1)
        texts.append(f"Q{(date.month + 2) // 3} {date:%y}" if frequency == "quarter" else f"{date:%b %y}")
    return [month / 12 for month in at], texts, frequency


def _nice(size: float, steps: tuple[int, ...]) -> float:
    size = max(size, 1.0)
    power = 10.0 ** math.floor(math.log10(size))
    return next((s * power for s in steps if s * power >= size - 1e-9), 10 * power)


def _date(period: object) -> dt.date:
    return pd.Timestamp(period).date()

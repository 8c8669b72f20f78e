"""Two results beside each other: what each is made of, and in what they differ."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tradewinds.data.changed_values import ROW
from tradewinds.evaluation.compared_scores import compared_scores
from tradewinds.policy.compared_effects import compared_effects
from tradewinds.report.experiment.effect.answers import EffectVerdicts
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.path.figures import variables_of
from tradewinds.report.names import Names, period_text
from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.publication.quote import vintages
from tradewinds.review.status import Status
from tradewinds.settings.changes import differing_keys

_HASH = 12
_RESAMPLES, _SEED = 1000, 0
_KEYS = {"verdicts": ["check", "equation", "detail"], "checks": ["check", "place"]}


class CompareInputs(PageInputs):
    """``found`` has the artifacts of both, their inputs named ``a.panels``, ``b.panels`` and so on.

    ``asked``: sides (what each is called), folders, and the settings of each (``experiments``).
    """

    @cached_property
    def a(self) -> ReportInputs:
        """The first, as a report is made of it."""
        return self._side(0)

    @cached_property
    def b(self) -> ReportInputs:
        """The second."""
        return self._side(1)

    @property
    def names(self) -> Names:
        """What the first calls things."""
        return self.a.names

    @property
    def both(self) -> tuple[ReportInputs, ReportInputs]:
        """Both."""
        return self.a, self.b

    def _side(self, place: int) -> ReportInputs:
        begins = f"{'ab'[place]}."
        found = {name.removeprefix(begins): of for name, of in self.found.items() if name.startswith(begins)}
        documents = [
            one | {"input": one["input"].removeprefix(begins)}
            for one in self.provenance
            if one["input"].startswith(begins)
        ]
        experiment = self.asked["experiments"][place]
        return ReportInputs({"experiment": experiment, "report": experiment["report"]}, documents, found)

    def source(self, *names: str, folder: str = "") -> str:
        """The artifacts of these names of both."""
        return super().source(*(f"{side}.{name}" for name in names for side in "ab"), folder=folder)

    @cached_property
    def settings_apart(self) -> pd.DataFrame:
        """Settings that differ; columns key, a, b."""
        rows = list(differing_keys(*self.asked["experiments"]))
        return pd.DataFrame(rows, columns=["key", "a", "b"])

    @cached_property
    def data(self) -> pd.DataFrame:
        """What of the data is compared, table by table; columns table, what, a, b, same."""
        return pd.DataFrame(list(_data(*self.both)), columns=["table", "what", "a", "b", "same"])

    @cached_property
    def effects(self) -> pd.DataFrame:
        """As ``policy.compared_effects``, of the first scenario of each, without the policy itself.

        A difference that is not nothing has no band where the draws of one of them are those of no posterior.
        """
        found = compared_effects(self.a.rollout, self.b.rollout)
        if self.fits:
            found.loc[~found["same"].astype(bool), ["low", "high"]] = math.nan
        order = [
            (group, variable.name)
            for group in dict.fromkeys(found["group"])
            for variable in variables_of(
                self.a.names,
                "national" if group == "national" else "sectors",
                self.a.rollout[group].to_dataset(),
            )
        ]
        by_outcome = dict(list(found.groupby(["group", "variable"])))
        kept = [by_outcome[place] for place in order if place in by_outcome]
        return pd.concat(kept, ignore_index=True) if kept else found.iloc[:0]

    def withheld(self, variable: str) -> list[str]:
        """Which of A and B claim nothing of the network's figure on a variable."""
        return [name for name, side in zip("AB", self.both, strict=True) if side.withheld(variable)]

    @property
    def fits(self) -> list[str]:
        """Which of A and B rest on best fits, whose spread is no band."""
        return [name for name, side in zip("AB", self.both, strict=True) if not side.names.posterior]

    @cached_property
    def verdicts(self) -> list["ComparedVerdict"]:
        """Of every outcome that both have a verdict on."""
        one, other = self.a.verdict, self.b.verdict
        if one is None or other is None:
            return []
        common = [name for name in one.results if name in other.results]
        return [ComparedVerdict(name, _estimate(one, name), _estimate(other, name)) for name in common]

    @cached_property
    def scores(self) -> pd.DataFrame:
        """As ``evaluation.compared_scores``, with the tier; empty where no tier is common."""
        found = []
        for tier in self.a.every("predictions"):
            parts = [(side.one("predictions", tier), side.one("scores", tier)) for side in self.both]
            if all(part is not None for pair in parts for part in pair):
                trees, tables = zip(*parts, strict=True)
                found.append(compared_scores(trees, tables, _RESAMPLES, _SEED).assign(tier=tier))
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame()

    @cached_property
    def changed(self) -> pd.DataFrame:
        """Checks that end differently; columns of, title, equation, place, a, b."""
        rows = [row for name, keys in _KEYS.items() for row in _changed(*self.both, name, keys)]
        return pd.DataFrame(rows, columns=["of", "title", "equation", "place", "a", "b"])

    @property
    def same_data(self) -> bool:
        """Whether the tables of both hold the same values."""
        rows = self.data[self.data["what"] == "values"]
        return bool(len(rows)) and bool(rows["same"].all())

    @cached_property
    def shared_rows(self) -> bool:
        """Whether a table of both has rows of the same series and period."""
        for table, one in self.a.every("panels").items():
            other = self.b.one("panels", table)
            if other is None or one["period"].dtype != other["period"].dtype:
                continue  # dates and numbered periods are no rows of each other
            if len(one[ROW].merge(other[ROW].drop_duplicates(), on=ROW)):
                return True
        return False

    @property
    def same_seed(self) -> bool:
        """Whether both begin with the same seed."""
        one, other = self.asked["experiments"]
        return one["seed"] == other["seed"]


@dataclass(frozen=True)
class EffectEstimate:
    """An estimate with its 90 % band, and how the verdict on it ends."""

    status: Status
    value: float
    low: float
    high: float
    treated: str = ""
    """Of how many sectors alone it is; empty of all."""


@dataclass(frozen=True)
class ComparedVerdict:
    """The effect on an outcome by the design without a network, in both."""

    outcome: str
    a: EffectEstimate
    b: EffectEstimate
    matched: tuple[float, float, float] | None = None
    """Low end, middle and high end of b less a with what the two share taken into account, where known."""

    @property
    def withheld(self) -> list[str]:
        """Which of A and B do not answer."""
        return [name for name, side in (("A", self.a), ("B", self.b)) if side.status.bad]

    @property
    def difference(self) -> tuple[float, float, float]:
        """Low end, middle and high end of b less a; nothing where they are the same numbers.

        As ``matched`` where that is known. Else the two are taken as independent: the arms of their bands,
        which need not be alike on both sides, add in squares (Zou & Donner 2008).
        """
        own, theirs = (np.array([one.low, one.value, one.high]) for one in (self.a, self.b))
        if np.array_equal(own, theirs):
            return 0.0, 0.0, 0.0
        if self.matched is not None:
            return self.matched
        middle = self.b.value - self.a.value
        below = math.hypot(self.b.value - self.b.low, self.a.high - self.a.value)
        above = math.hypot(self.b.high - self.b.value, self.a.value - self.a.low)
        return middle - below, middle, middle + above


def _estimate(verdicts: EffectVerdicts, outcome: str) -> EffectEstimate:
    found = verdicts.results[outcome][0]
    return EffectEstimate(found.status, found.value, found.low, found.high, verdicts.treated(outcome))


def _data(a: ReportInputs, b: ReportInputs) -> Iterator[tuple[str, str, str, str, bool]]:
    """Rows, sectors, dates, values and files of every table."""
    tables = dict.fromkeys([*a.every("panels"), *b.every("panels")])
    for table in tables:
        own, theirs = _facts(a, table), _facts(b, table)
        for what in dict.fromkeys([*own, *theirs]):
            one, other = own.get(what, "–"), theirs.get(what, "–")
            yield table, what, one, other, one == other


def _facts(side: ReportInputs, table: str) -> dict[str, str]:
    panel = side.one("panels", table)
    if panel is None:
        return {}
    frequency = side.names.frequency(table)
    document = next(
        one for one in side.provenance if one["input"] == "panels" and f"/{table}/" in str(one["path"])
    )
    files = vintages([document])
    return {
        "rows": f"{len(panel):,}",
        "sectors": f"{panel['sector'].nunique():,}",
        "first": period_text(panel["period"].min(), frequency),
        "last": period_text(panel["period"].max(), frequency),
        "values": str(document.get("values"))[:_HASH],
        **{f"file {name}": value[:_HASH] for name, value in files.items()},
    }


def _changed(a: ReportInputs, b: ReportInputs, name: str, keys: list[str]) -> Iterator[tuple]:
    """Checks of one table that both were asked and that end differently."""
    for folder, table in a.every(name).items():
        other = b.one(name, folder)
        if other is None:
            continue
        merged = table.merge(other, on=keys, suffixes=("_a", "_b"))
        for row in merged[merged["status_a"] != merged["status_b"]].to_dict("records"):
            equation = str(row.get("equation", ""))
            place = " ".join(str(row[key]) for key in keys[1:] if key != "equation" and row[key])
            ends = [Status.read(row[f"status_{side}"]).word for side in "ab"]
            yield folder, row["title_a"], equation, place, *ends

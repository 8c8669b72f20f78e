"""What the policy does, by the design without a network, in sentences: the effect, or why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.policy.effect_verdict import ANSWER
from tradewinds.report.experiment.path.difference import PathDifference
from tradewinds.report.names import Names, Variable
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import banded, ranged, truth_beside_band
from tradewinds.report.verdicts import Verdict, ordered, sentence_about
from tradewinds.report.words import THIN, capital, count, finite, lower_first, number
from tradewinds.review.check import CheckResult
from tradewinds.review.effect.claims import (
    contradiction,
    is_relative,
    judged_status,
    reason_withheld,
    unsure_of_itself,
    withholds,
)
from tradewinds.review.effect.reasons import ONLY_WHERE_FAILED, REASONS
from tradewinds.review.status import Status
from tradewinds.review.table import results_of


@dataclass(frozen=True)
class EffectVerdicts:
    """``table`` and ``paths`` of ``policy.effect_verdict``; ``weighted``: the network's answer for all
    sectors together, where it gives one.
    """

    names: Names
    table: pd.DataFrame
    paths: pd.DataFrame
    weighted: xr.Dataset | None = None

    @cached_property
    def results(self) -> dict[str, list[CheckResult]]:
        """Outcome → its verdict, then its checks."""
        return {str(name): results_of(rows) for name, rows in self.table.groupby("outcome", sort=False)}

    def status(self, variable: str) -> Status:
        """How the verdict on a variable ends; one that has none follows from the others, and so does its."""
        return judged_status(self.results, variable)

    def unanswered(self, variable: str) -> bool:
        """Whether the data do not answer what the policy does to it."""
        return self.status(variable).bad

    def withheld(self, variable: str) -> bool:
        """Whether nothing is claimed of the network's figure: the data do not answer what the policy does to
        it, or the network contradicts itself (``OF_ITSELF``) about it or what it follows from.
        """
        return withholds(self.results, variable)

    def why_withheld(self, variable: Variable) -> str:
        """The reason in a sentence; empty where it is not withheld. What has no verdict of its own rests on
        the others'.
        """
        name, reason = reason_withheld(self.results, variable.name)
        if not name:
            return ""
        other = self.names.variable("sectors", name)
        said = self.worded(reason, other).rstrip(".")
        rests = "" if name == variable.name else f"{variable.label} rests on {lower_first(other.label)}: "
        return f"{capital(f'{rests}{said}')}."

    def beside(self, variable: str) -> str:
        """Relative to whom an effect is, after a space; empty of one that is that of all."""
        found = self.results.get(variable, [])
        if not is_relative({one.check: one.status for one in found}):
            return ""
        policy = self.names.called(self.tested)
        return f" relative to sectors whose {policy} stays"

    def since(self, variable: str) -> str:
        """The period of a break in the response from which on an effect is estimated; empty of all rows."""
        return self._of_answer("since", variable)

    def treated(self, variable: str) -> str:
        """Of which alone an effect is: “6 of 10 sectors (62% by weight) whose tariff moved”; empty of all."""
        words = self._of_answer("treated", variable).replace("%", f"{THIN}%")
        return f"{words} whose {self.names.called(self.tested)} moved" if words else ""

    def _of_answer(self, column: str, variable: str) -> str:
        """What the verdict's own row says; empty without one."""
        own = self.table[(self.table["outcome"] == variable) & (self.table["check"] == ANSWER)]
        return "" if own.empty else str(own[column].iloc[0])

    @property
    def announced(self) -> int:
        """Periods before a change from which on it counts, having been announced; 0 where changes are not."""
        return int(self.paths["announced"].max()) if len(self.paths) else 0

    @property
    def or_announced(self) -> str:
        """What a rise stands for on a time axis, where it counts from its announcement."""
        return " or its announcement" if self.announced else ""

    @property
    def counted_from(self) -> str:
        """From when on effects count, after a comma, where changes are announced ahead."""
        ahead = count(self.announced, self.names.one("sectors"))
        return f", counted from the announcement {ahead} ahead" if self.announced else ""

    def _of_what_happened(self, variable: str) -> str:
        since = self.since(variable)
        return (f", by what happened since {since}" if since else "") + self.counted_from

    def lines(self) -> list[Statement]:
        """One line an outcome: the effect at the end of the path and whether it stands, or why not."""
        return [
            self._line(self.names.variable("sectors", name), found) for name, found in self.results.items()
        ]

    def _line(self, variable: Variable, found: list[CheckResult]) -> Statement:
        verdict = found[0]
        factor, unit = variable.effect_factor, variable.effect_unit
        if verdict.status.bad:
            said = " ".join(filter(None, [verdict.sentence, verdict.advice]))
            why = f"{capital(self.worded(said, variable))}{self._network(variable, False)}"
            return Statement(f"{variable.label}: these data do not answer this. {why}", "bad")
        band = banded(verdict.value, verdict.low, verdict.high, factor, unit)
        middle = verdict.value * factor
        size = (
            f"{number(abs(middle), 2)} {unit.replace('%', 'per cent')} {'higher' if middle > 0 else 'lower'}"
        )
        text = (
            f"{variable.label}, {self._whose(variable.name)}{self._of_what_happened(variable.name)}: "
            f"{size}{self.beside(variable.name)} than with "
            f"{self.names.compared_with()} "
            f"(90{THIN}% band {ranged(verdict.low, verdict.high, factor)}), by a distributed lag without a "
            "network."
        )
        if verdict.status is Status.passed:
            text += " It stands: every check of it that could tell passes."
            if verdict.sentence:
                text += f" {capital(self.worded(verdict.sentence, variable))}"
        else:
            text += f" It stands if what cannot be shown here holds: {self._unshown(found, variable)}."
        text += self._whose_rate()
        return band.in_words(
            text + self._network(variable, True) + self._truth(variable, band), verdict.status.kind
        )

    def _unshown(self, found: list[CheckResult], variable: Variable) -> str:
        """Every check of an effect that decides and cannot say, and is a reason then."""
        deciding = {one.id for one in REASONS} - {one.id for one in ONLY_WHERE_FAILED}
        unsure = [one for one in found if one.check in deciding and one.status is Status.undecided]
        return "; ".join(lower_first(self.worded(one.sentence, variable)).rstrip(".") for one in unsure)

    def _whose_rate(self) -> str:
        """By which rate, where that is another than the one asked about."""
        if self.tested == self.names.policy:
            return ""
        law, rate = (self.names.called(name) for name in (self.tested, self.names.policy))
        return (
            f" The path is one of {rate}; changes of {law} identify the effect, by what {rate} moves with it."
        )

    @property
    def tested(self) -> str:
        """The variable whose changes identify the effect."""
        return self.names.experiment["verdict"]["policy"] or self.names.policy

    def _truth(self, variable: Variable, band: Statement) -> str:
        """That of a simulated economy, for the same sectors and path."""
        found = self._networks(variable)
        if found is None or not finite(found.truth) or self.treated(variable.name):
            return ""
        return f" {truth_beside_band(found.truth, band.low, band.high)}"

    def _whose(self, variable: str) -> str:
        after = count(int(self._along["horizon"].max()), self.names.one("sectors"))
        some = self.treated(variable)
        if some:
            return f"in the {some}, after {after}"
        weights = "" if self.weighted is None else f", {self.names.weights(self.weighted.attrs['weights'])}"
        return f"all sectors{weights}, after {after}"

    @property
    def _along(self) -> pd.DataFrame:
        return self.paths[self.paths["of"] == "scenario"]

    def _networks(self, variable: Variable) -> PathDifference | None:
        """The network's answer for all sectors together at the end of the path."""
        return PathDifference.of(variable, None if self.weighted is None else self.weighted.isel(sector=0))

    def _network(self, variable: Variable, answered: bool) -> str:
        """The network's own figure, and whether it agrees."""
        found = self._networks(variable)
        if found is None or not finite(found.middle):
            return ""
        figure = f"{number(found.middle, 2, sign=True)} ({found.ends})"
        if not self.names.posterior:
            return f" Best fits say {figure}, a spread that is no band."
        if unsure_of_itself(self.results[variable.name]):
            why = self.worded(contradiction(self.results[variable.name]), variable)
            why = lower_first(why).rstrip(".")
            return f" The network's own figure is not quoted, because {why}."
        if self.treated(variable.name):
            return f" The network's own {figure}, of all sectors, is no answer."
        if not answered:
            return f" The network's own {figure} is no answer either."
        apart = [one for one in self.results[variable.name] if one.check == "network"]
        if not apart or apart[0].status is Status.passed:
            return f" The network's own figure agrees: {figure}."
        return f" The network says {figure}, which differs: believe the former, whose assumptions are tested."

    def worded(self, sentence: str, variable: Variable) -> str:
        """A sentence of a check with the names of outcome and policy."""
        policy = self.names.variable("sectors", self.tested).label
        rate = self.names.policy_variable.label
        return sentence_about(sentence, variable.label, policy, rate)

    def rows(self) -> Iterator[Verdict]:
        """Every check of every outcome, failures first."""
        for name, found in self.results.items():
            variable = self.names.variable("sectors", name)
            yield from ordered([self._row(variable, one) for one in found if one.check != ANSWER])

    def _row(self, variable: Variable, result: CheckResult) -> Verdict:
        said = capital(self.worded(" ".join(filter(None, [result.sentence, result.advice])), variable))
        return Verdict.of_result(result, variable.label, said)

    def rival(self, variable: str) -> pd.DataFrame:
        """The effect along the path, period by period from the first; empty where there is none."""
        return self._along[self._along["outcome"] == variable]

    def response(self, variable: str) -> pd.DataFrame:
        """The outcome by periods since a rise, leads first."""
        return self.paths[(self.paths["of"] == "response") & (self.paths["outcome"] == variable)]

    def leads(self, variable: str) -> float:
        """p of its leads."""
        found = self.response(variable)["leads"]
        return float(found.iloc[0]) if len(found) else np.nan

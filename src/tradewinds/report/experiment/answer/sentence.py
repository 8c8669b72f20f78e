"""The answer in one sentence: effect, band and probability, or why these data do not answer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

from tradewinds.normal import WIDTH_90
from tradewinds.report.experiment.answer.first_answers import Answered
from tradewinds.report.experiment.effect.answers import EffectVerdicts
from tradewinds.report.experiment.path.difference import PathDifference
from tradewinds.report.names import Names, Variable
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import effect_band, ranged
from tradewinds.report.words import (
    SPREAD,
    THIN,
    count,
    finite,
    least_probability,
    listed,
    lower_first,
    number,
    probability,
)
from tradewinds.review.check import CheckResult
from tradewinds.review.status import Status

_IF = {
    "set rate": "if nothing else moved both the {policy} and {outcome}",
    "leads": "if nobody acted before the {policy} changed",
    "levels and changes": "if nothing slow moved both the {policy} and {outcome}",
    "sector trends": "if sectors whose {policy} rose were on no other course",
    "shared shocks": "if sectors whose {policy} moves together do not meet the same shocks",
    "stability": "if the response was the same throughout",
    "rises and cuts": "if a rise is answered as a cut is",
    "own policy moved": "if sectors that were spared would answer as the others did",
    "length": "if nothing changes after the periods that could be estimated",
}
"""Check of the effect that cannot say → what is then assumed."""
_LABEL = 50
"""Letters of what stands before a colon, as the name of what is then explained."""
_SURE = 0.9
"""Probability from which signs are told together."""
_UNTOLD = "on an assumption that these data cannot test"


class Effect(NamedTuple):
    """Middle, 90 % band and probability of the sign of an effect, in the unit that is shown."""

    band: Statement
    sure: float
    """Probability of having the sign of its middle; NaN where none may be named."""


@dataclass(frozen=True)
class AnswerSentence:
    """``of``: what is answered, on both paths of the first scenario; ``refused``: why there is none."""

    names: Names
    of: Sequence[Answered]
    verdict: EffectVerdicts | None = None
    refused: str = ""
    reach: str = ""
    """How far the policy goes beyond what was seen, where it does."""

    def told(self) -> Statement:
        """What stands first on the page."""
        if self.refused:
            why = self.refused.removeprefix("scenario: ").rstrip(".")
            far = f"the path leaves what was seen ({self.reach}), and " if self.reach else ""
            return Statement(f"No answer: {far}{lower_first(why)}.", "bad")
        known, withheld = self.known(), self._withheld()
        if not known:
            return withheld or Statement("Nothing was computed that answers this.", "bad")
        beside = [self._beside(variable) for variable, _ in known]
        of_all = beside[0] if all(beside) else ""
        within = [self._within(variable) for variable, _ in known]
        one_part = within[0] if len(set(within)) == 1 else ""
        parts = [
            _part(variable, effect, place == 0)
            + ("" if one_part else within[place])
            + ("" if of_all else beside[place])
            for place, (variable, effect) in enumerate(known)
        ]
        kind = "plain" if not withheld and self.names.posterior else "doubt"
        sure = _surely([effect for _, effect in known])
        against = f"{self.names.compared_with()}{of_all and f', {of_all.strip()}'}"
        text = f"{self._when()}{one_part and f',{one_part}'}, {listed(parts)} than with {against} ({sure})"
        told = [variable.name for variable, _ in known]
        text += f"{self._announced(told)}{self._broke(told)}{self._given(set(told))}."
        if any(within):
            text += " Of the other sectors these data say nothing."
        if withheld:
            text += f" {withheld}"
        first = known[0][1].band
        return first.in_words(text, kind)

    def known(self) -> list[tuple[Variable, Effect]]:
        """The effects that it tells, and of what; none where it is refused."""
        if self.refused:
            return []
        return [(one.variable, effect) for one in self.of if (effect := self._effect(one)) is not None]

    def _when(self) -> str:
        periods, table = int(self.names.experiment["scenario"]["periods"]), "sectors"
        if self.of and "period" in self.of[0].paths.sizes:
            periods, table = self.of[0].paths.sizes["period"] - 1, self.of[0].variable.table
        return f"After {count(periods, self.names.one(table))}"

    def _effect(self, one: Answered) -> Effect | None:
        """By the design where there is one of the variable, else the network's; None where it is withheld."""
        name, verdict = one.variable.name, self.verdict
        if verdict is not None and one.variable.table == "sectors" and name in verdict.results:
            found = verdict.results[name][0]
            if found.status.bad or not finite(found.value):
                return None
            band = effect_band(one.variable, found.value, found.low, found.high)
            return Effect(band, _sign_by_design(one.variable, found))
        if verdict is not None and verdict.withheld(name):
            return None
        return self._networks(one)

    def _networks(self, one: Answered) -> Effect | None:
        found = PathDifference.of(one.variable, one.paths)
        if found is None or not finite(found.middle) or found.nothing:
            return None
        sure = found.positive if found.middle > 0 else 1 - found.positive
        return Effect(found.band(self.names.posterior), sure if self.names.posterior else float("nan"))

    def _given(self, told: set[str]) -> str:
        """The first thing that is assumed and cannot be shown, of the outcomes standing on it: “these” where
        these are all of the sectors that are ``told``.
        """
        if self.verdict is None:
            return ""
        unsure = {
            name: found[0].detail
            for name, found in self.verdict.results.items()
            if found[0].status is Status.undecided
        }
        if not unsure:
            return ""
        reason = next(iter(unsure.values()))
        same = [name for name, detail in unsure.items() if detail == reason]
        labels = [self.names.called(name) for name in same]
        if len(same) > 1 and set(same) == told & set(self.verdict.results):
            labels = ["these"]
        policy = self.names.called(self.verdict.tested)
        assumed = _IF.get(reason, _UNTOLD).format(policy=policy, outcome=listed(labels))
        return f", {assumed}"

    def _announced(self, told: list[str]) -> str:
        """From when on it counts, where changes are announced ahead."""
        if self.verdict is None or not any(name in self.verdict.results for name in told):
            return ""
        return self.verdict.counted_from

    def _broke(self, told: list[str]) -> str:
        """Since when, where the response of what is ``told`` broke and rows since then answer."""
        if self.verdict is None:
            return ""
        since = {name: date for name in told if (date := self.verdict.since(name))}
        of = [lower_first(self.names.variable("sectors", name).label) for name in since]
        whose = f" of {listed(of)}" if len(told) > 1 and of else ""
        dates = listed(dict.fromkeys(since.values()))
        return f", by what happened since {dates}, when the response{whose} broke" if since else ""

    def _beside(self, variable: Variable) -> str:
        """Relative to whom an effect is, after a space; empty of one on all alike."""
        if self.verdict is None or variable.table != "sectors":
            return ""
        return self.verdict.beside(variable.name)

    def _within(self, variable: Variable) -> str:
        """In which sectors alone, after a space; empty of an effect on all."""
        if self.verdict is None or variable.table != "sectors":
            return ""
        some = self.verdict.treated(variable.name)
        return f" in the {some}" if some else ""

    def _withheld(self) -> Statement | None:
        """What these data do not answer, and why; None where they answer everything."""
        if self.verdict is None:
            return None
        which = [(name, found[0]) for name, found in self.verdict.results.items() if found[0].status.bad]
        if not which:
            return None
        name, first = which[0]
        why = self.verdict.worded(first.sentence, self.names.variable("sectors", name))
        label, _, explained = why.partition(": ")
        why = explained if explained and len(label) < _LABEL else why
        if len(which) == len(self.verdict.results):
            return Statement(f"These data do not answer this: {why}", "bad")
        of = listed(self.names.called(one) for one, _ in which)
        return Statement(f"They do not answer what happens to {of}: {why}", "bad")


def _sign_by_design(variable: Variable, found: CheckResult) -> float:
    """Probability that an effect has the sign of its middle, from its band: 95 % where an end is zero.

    A band in per cent is symmetric in logs.
    """
    middle, low, high = found.value, found.low, found.high
    if variable.log and low <= -100:
        return math.nan  # nothing would be left: no such band is one in logs
    if variable.log:
        middle, low, high = (math.log1p(one / 100) for one in (middle, low, high))
    return NormalDist().cdf(WIDTH_90 * abs(middle) / (high - low)) if high > low else math.nan


def _part(variable: Variable, effect: Effect, first: bool) -> str:
    """“import price would be 2.5 % higher (+1.0 to +3.9)”."""
    band = effect.band
    unit = variable.effect_unit.replace("percentage points", "points")
    size = f"{number(abs(band.value), 2)}{THIN if unit == '%' else ' '}{unit}"
    way = "higher" if band.value > 0 else "lower"
    if number(abs(band.value), 2) == "0":
        size, way = "no", "different"
    would = "would be " if first else ""
    return f"{lower_first(variable.label)} {would}{size} {way} ({ranged(band.low, band.high)})"


def _surely(effects: Sequence[Effect]) -> str:
    """What the bands are, and how probable the signs."""
    if not all(finite(effect.band.level) for effect in effects):
        return SPREAD
    bands = f"90{THIN}% band{'s' if len(effects) > 1 else ''}"
    sure = [effect.sure for effect in effects]
    if not all(finite(one) for one in sure):
        return bands
    if len(sure) > 1 and min(sure) >= _SURE:
        return f"{bands}; signs {least_probability(min(sure))} probable"
    told = listed(probability(one) for one in sure)
    return f"{bands}; probability of the sign{'s' if len(sure) > 1 else ''} {told}"

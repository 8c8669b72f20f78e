"""How far to believe an answer: at most six marks, each of them a line with a link, and what to do about the
worst."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb

import pandas as pd
import xarray as xr

from tradewinds.report.blocks import Fields, Statement
from tradewinds.report.effect_answers import EffectVerdicts
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.names import Names
from tradewinds.report.support import leaving_lines, left_weight
from tradewinds.report.words import THIN, capital, count, finite, listed, lower_first, number, percent
from tradewinds.review.check import CheckResult
from tradewinds.review.economics import whole
from tradewinds.review.effect.claims import unsure_of_itself
from tradewinds.review.effect.network import NETWORK_AGREES
from tradewinds.review.status import Status
from tradewinds.review.table import results_of

_ANSWERING = ", all rows"
"""Ends the name of a check of the fit that answers."""
_CONVERGED = (
    "convergence",
    "effective draws",
    "divergences",
    "energy error",
    "approximation",
    "training",
    "other seeds",
)
_READ = (Status.passed, Status.failed, Status.not_computed, Status.undecided, Status.void)
_ENDS = {Status.void: "test nothing"}
_RARE = 0.05
"""Probability, were each band right with nine in ten, below which too few hold."""
_NAMED = 2
"""Equations that are named; of more, how many."""


@dataclass(frozen=True)
class TrustMark:
    """One reason to believe an answer or not: how it ends, in a few words, where more of it stands, and what
    to do about it."""

    status: Status
    label: str
    text: str
    link: str
    advice: str = ""


_Results = list[tuple[str, CheckResult]]
"""(tier, result)."""


def marks(given: ReportInputs) -> list[TrustMark]:
    """In the order of the page; where a truth is known, convergence and calibration share a line."""
    judged: _Results = [
        (tier, one) for tier, table in given.every("verdicts").items() for one in results_of(table)
    ]
    fit = [converged(given, judged), calibrated(given, judged)]
    truth = known_truth(given)
    if truth is not None:
        fit = [_both(*fit)]
    found = [
        by_law(designs_agree(given.verdict), given.at_hand),
        *fit,
        beats_simple(given, judged),
        economics(given.checks),
        inside(given),
        truth,
    ]
    return [one for one in found if one is not None]


def mark_lines(found: list[TrustMark]) -> Fields:
    """Sign, what was looked at, what was found, and the link to more."""
    return Fields(
        "marks",
        [
            {
                "sign": Statement(one.status.mark, one.status.kind),
                "label": Statement(one.label),
                "text": Statement(one.text),
                "link": Statement(one.link),
            }
            for one in found
        ],
    )


def worst(found: list[TrustMark]) -> TrustMark | None:
    """The gravest that has advice, the first of them; None where all is well."""
    order = list(Status)
    wanting = [one for one in found if one.status is not Status.passed and one.advice]
    return min(wanting, key=lambda one: order.index(one.status), default=None)


def designs_agree(verdict: EffectVerdicts | None) -> TrustMark:
    """Whether an effect can be told at all, and network and distributed lag say the same of it."""
    label, link = "Two methods agree", "#answer"
    if verdict is None:
        text = "a regression was not asked"
        return TrustMark(Status.void, label, text, "#verdicts", "Name outcomes in `verdict.outcomes`.")
    first = [found[0] for found in verdict.results.values()]
    withheld = [one for one in first if one.status.bad]
    if withheld:
        which = "" if len(withheld) == len(first) else f" for {len(withheld)} of {len(first)}"
        return TrustMark(withheld[0].status, label, f"neither answers{which}", link, withheld[0].advice)
    checks = [one for of in verdict.results.values() for one in of]
    compared = [one for one in checks if one.check == NETWORK_AGREES.id]
    if not compared:
        return TrustMark(Status.void, label, "the networks refuse it", link)
    for found, what in ((compared, "differs"), (unsure_of_itself(checks), "differs from itself")):
        failed = [one for one in found if one.status is Status.failed]
        bad = failed or [one for one in found if one.status.bad]
        if bad:
            what = what if failed else "could not be compared"
            text = f"the network {what}: believe the regression"
            return TrustMark(bad[0].status, label, text, link, bad[0].advice)
    unsure = [one for one in first if one.status is Status.undecided]
    if unsure:
        advice = unsure[0].advice or "Bring a policy whose changes were decided by something else."
        return TrustMark(Status.undecided, label, "on an untested assumption", link, advice)
    return TrustMark(Status.passed, label, "network and regression", link)


def by_law(agree: TrustMark, at_hand: bool) -> TrustMark:
    """The mark, unless both methods take a realised rate for the policy though a statutory one is at hand."""
    if not at_hand or agree.status.bad:
        return agree
    text, advice = "both on duties paid, not on the law", "Set `verdict.policy` to the statutory rate."
    return TrustMark(Status.failed, agree.label, text, "#law", advice)


def converged(given: ReportInputs, judged: _Results) -> TrustMark:
    """Of the fit that answers: its checks of the computation, equation by equation."""
    answering = any(one.check.endswith(_ANSWERING) for _, one in judged)
    mine = [
        (tier, one)
        for tier, one in judged
        if one.check.removesuffix(_ANSWERING) in _CONVERGED
        and one.check.endswith(_ANSWERING) == (answering and one.check != "other seeds")
    ]
    status, of = _gravest(mine)
    text = {
        Status.passed: _everywhere(len(_equations(mine))),
        Status.void: "nothing to compare",
    }.get(status, _which(given, of))
    return TrustMark(status, "Converged", text, "#fit", _advised(of))


def calibrated(given: ReportInputs, judged: _Results) -> TrustMark:
    """Whether bands hold as many outcomes as they claim, one period ahead."""
    mine = [(tier, one) for tier, one in judged if one.check == "coverage"]
    status, of = _gravest(mine)
    text = _everywhere(len(mine)) if status is Status.passed else _which(given, of)
    return TrustMark(status, "Calibrated", text, "#calibration", _advised(of, "Read the bands as wider."))


def _both(fit: TrustMark, bands: TrustMark) -> TrustMark:
    """Two marks on one line, as the graver ends."""
    order = list(Status)
    first = min((fit, bands), key=lambda one: order.index(one.status))
    label = "Converged, calibrated"
    if fit.status is bands.status is not Status.passed and fit.text != bands.text:
        text = f"{fit.text}, {bands.text.removeprefix('not ')}"
        return TrustMark(first.status, label, text, fit.link, fit.advice)
    return TrustMark(first.status, label, first.text, first.link, first.advice)


def beats_simple(given: ReportInputs, judged: _Results) -> TrustMark:
    """The network beside the best simple model, as the check of it found."""
    mine = [(tier, one) for tier, one in judged if one.check == "beats simple models"]
    status, of = _gravest(mine)
    ahead = sum(one.status is Status.passed for _, one in mine)
    behind = sum(one.status is Status.failed for _, one in mine)
    worse = f", worse in {behind}" if behind else ""
    text = f"in {ahead} of {count(len(mine), 'equation')}{worse}"
    if len(mine) == 1:
        text = "better" if ahead else "worse" if behind else "level"
    if not mine or status is Status.not_computed:
        text = "not compared"
    advice = _advised(of).rstrip(".")
    same = [pair for pair in of if _sentence(pair[1].advice).rstrip(".") == advice]
    remedy = f"{advice} to forecast {_named(given, same)}." if advice and status is Status.failed else ""
    return TrustMark(status, "Better than simple models", text, "#scores", remedy)


def economics(checks: pd.DataFrame | None) -> TrustMark:
    """What was expected of the fit before the run."""
    label, link = "As economics expects", "#economics"
    if checks is None or checks.empty:
        text = "no check was asked"
        return TrustMark(Status.void, label, text, link, "Add checks: `overrides=[checks=…]`.")
    first = whole(checks)
    every = [Status.read(status) for status in first["status"]]
    told = {status: every.count(status) for status in Status}
    parts = [f"{told[status]} {_ENDS.get(status, status.plural)}" for status in _READ if told[status]]
    advice = "See what the checks that fail suggest." if any(one.bad for one in every) else ""
    ends = min((one for one in every if one is not Status.void), key=list(Status).index, default=Status.void)
    return TrustMark(ends, label, listed(parts), link, advice)


def inside(given: ReportInputs) -> TrustMark | None:
    """Whether series stay within what each has seen of the policy."""
    label, link = "Inside what was seen", "#path"
    data = given.paths.get("sectors")
    reach = reaches(given.names, given.one("planned", given.first))
    if data is None:
        return TrustMark(Status.failed, label, reach, link, "Ask for a smaller change.") if reach else None
    share = left_weight(data, given.flag)
    if finite(share) and share > 0:
        advice = "Ask for a smaller or slower change, or of the sectors that have seen one."
        return TrustMark(
            Status.undecided, label, f"{percent(share)} of sectors, by weight, leave it", link, advice
        )
    if any(line.kind == "doubt" for line in leaving_lines(given.names, given.paths)):
        return TrustMark(Status.undecided, label, "some of it is left", link, "Ask for a smaller change.")
    return TrustMark(Status.passed, label, "all stays there", link)


def reaches(names: Names, planned: pd.DataFrame | None) -> str:
    """“it reaches up to 110 %, where none was above 37 %”; nothing where the path stays within what was seen.

    ``planned``: as ``policy.scenario.plan`` has it.
    """
    frame, policy = names.panels.get("sectors"), names.variable("sectors", names.policy)
    if planned is None or frame is None or policy.name not in frame:
        return ""
    seen, asked = (one * policy.factor for one in (frame[policy.name], planned["scenario"]))
    unit = f"{THIN}%" if policy.unit.startswith("%") else f" {policy.unit}"
    if asked.max() > seen.max():
        most, known = (number(one.max(), 2) for one in (asked, seen))
        return f"it reaches up to {most}{unit}, where none was above {known}{unit}"
    if asked.min() < seen.min():
        return (
            f"it falls to {number(asked.min(), 2)}{unit}, where none was below {number(seen.min(), 2)}{unit}"
        )
    return ""


def use(found: list[TrustMark], answered: bool) -> Statement:
    """What may be done with the answer, by the marks on it."""
    if not answered:
        return Statement("No number may be quoted.", "bad")
    if found and all(one.status is Status.passed for one in found):
        return Statement("Nothing that was tested speaks against it.", "good")
    if any(one.status.bad for one in found):
        return Statement("Use with care: some tests fail.", "doubt")
    return Statement("Use with care: some tests cannot say.", "doubt")


def known_truth(given: ReportInputs) -> TrustMark | None:
    """Whether the bands of the roll-out hold the truth of a simulated economy at the end of the path."""
    held = known = 0
    for group in ("weighted", "national"):
        data = given.groups[given.first].get(group, xr.Dataset())
        for name in [str(one) for one in data if str(one).endswith("_truth")]:
            truth = float(data[name].isel(sector=0, period=-1))
            effect = data[f"{name.removesuffix('_truth')}_effect_quantile"].isel(sector=0, period=-1)
            low, high = (float(effect.sel(quantile=at, method="nearest")) for at in (0.05, 0.95))
            if finite(truth) and finite(low) and not low == high == truth == 0:
                known, held = known + 1, held + (low <= truth <= high)
    if not known:
        return None
    chance = sum(comb(known, one) * 0.9**one * 0.1 ** (known - one) for one in range(held + 1))
    status = Status.passed if held >= 0.9 * known - 1 else Status.undecided
    status = Status.failed if chance < _RARE else status
    text = f"in {held} of {known} bands, with {0.9 * known:.0f} expected"
    return TrustMark(status, "Known truth", text, "#truth")


def _gravest(of: _Results) -> tuple[Status, _Results]:
    """How the worst end, and which these are. What was not computed counts as failed; what is void for some
    equations alone does not hide how the others end."""
    if not of:
        return Status.not_computed, []
    told = [pair for pair in of if pair[1].status is not Status.void] or of
    status = min((one.status for _, one in told), key=list(Status).index)
    return status, [pair for pair in told if pair[1].status is status]


def _equations(of: _Results) -> set[tuple[str, str]]:
    return {(tier, one.equation) for tier, one in of if one.equation}


def _everywhere(equations: int) -> str:
    return "in the one equation" if equations == 1 else f"in all {equations} equations"


def _which(given: ReportInputs, of: _Results) -> str:
    """“not unemployment”, “cannot say of 4 equations”."""
    if not of:
        return "not computed"
    said = {Status.undecided: "cannot say of"}.get(of[0][1].status, "not")
    return f"{said} {_named(given, of)}"


def _named(given: ReportInputs, of: _Results) -> str:
    equations = sorted(_equations(of))
    if len(equations) > _NAMED or not equations:
        return count(len(equations), "equation") if equations else "a tier"
    return listed(lower_first(given.names.target(tier, one).label) for tier, one in equations)


def _advised(of: _Results, otherwise: str = "") -> str:
    found: Iterator[str] = (one.advice for _, one in of if one.advice)
    return _sentence(next(found, otherwise))


def _sentence(text: str) -> str:
    """What is to be done, in the first sentence alone; what stands before a colon is why."""
    head, dot, _ = text.partition(". ")
    why, colon, remedy = head.partition(": ")
    return capital(remedy if colon else why) + ("." if dot else "")

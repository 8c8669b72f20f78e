"""Marks on how far to believe the answer: whether methods agree, economics expects it, and the path stays in
what was seen."""

import pandas as pd
import xarray as xr

from tradewinds.report.experiment.effect.answers import EffectVerdicts
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.path.support import leaving_lines, left_weight
from tradewinds.report.names import Names
from tradewinds.report.trust.marks import MarkEnd, TrustMark, trust_mark, truth_mark
from tradewinds.report.trust.remedies import remedy_alone
from tradewinds.report.words import THIN, count, finite, number, percent
from tradewinds.review.economics import whole
from tradewinds.review.effect.claims import only_the_treated, unsure_of_itself
from tradewinds.review.effect.network import NETWORK_AGREES
from tradewinds.review.status import Status, gravest

_READ = (Status.passed, Status.failed, Status.not_computed, Status.undecided)


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
        return TrustMark(
            withheld[0].status, label, f"neither answers{which}", link, remedy_alone(withheld[0].advice)
        )
    checks = [one for of in verdict.results.values() for one in of]
    compared = [one for one in checks if one.check == NETWORK_AGREES.id]
    if not compared and any(map(only_the_treated, verdict.results.values())):
        text = "the regression on the treated, the network on all"
        return TrustMark(Status.void, label, text, link)
    if not compared:
        return TrustMark(Status.void, label, "the network gives no answer", link)
    for found, what in ((compared, "differs"), (unsure_of_itself(checks), "differs from itself")):
        failed = [one for one in found if one.status is Status.failed]
        bad = failed or [one for one in found if one.status.bad]
        if bad:
            what = what if failed else "could not be compared"
            text = f"the network {what}: believe the regression"
            return TrustMark(bad[0].status, label, text, link, remedy_alone(bad[0].advice))
    unsure = [one for one in first if one.status is Status.undecided]
    if unsure:
        advice = remedy_alone(unsure[0].advice)
        return TrustMark(Status.undecided, label, "if an assumption holds", link, advice)
    return TrustMark(Status.passed, label, "network and regression", link)


def by_law(agree: TrustMark, at_hand: bool) -> TrustMark:
    """The mark, unless both methods take a realised rate for the policy though a statutory one is at hand."""
    if not at_hand or agree.status.bad:
        return agree
    text, advice = "both on duties paid, not on the law", "Set `verdict.policy` to the statutory rate."
    return TrustMark(Status.failed, agree.label, text, "#law", advice)


@trust_mark("As economics expects", "#economics")
def economics(checks: pd.DataFrame | None) -> MarkEnd:
    """What was expected of the fit before the run."""
    if checks is None or checks.empty:
        return Status.void, "no check was asked", "Add checks: `overrides=[checks=…]`."
    first = whole(checks)
    every = [Status.read(status) for status in first["status"]]
    told = {status: every.count(status) for status in _READ}
    parts = [(many, status.plural) for status, many in told.items() if many]
    advice = "See what the checks that fail suggest." if any(one.bad for one in every) else ""
    if not parts:
        return gravest(every), "no check tests anything", advice
    tested, ((first, ends), *rest) = [one for one in every if one in _READ], parts
    text = f"the check {tested[0].word}"
    if len(tested) > 1:
        text = f"{first} of {count(len(tested), 'check')} {ends}"
    return gravest(every), ", ".join([text, *(f"{many} {ends}" for many, ends in rest)]), advice


@trust_mark("Inside what was seen", "#path", "Ask for a smaller change.")
def inside(given: ReportInputs) -> MarkEnd:
    """Whether series stay within what each has seen of the policy."""
    data = given.paths.get("sectors")
    reach = reaches(given.names, given.one("planned", given.first))
    if data is None:
        return (Status.failed, reach) if reach else None
    share = left_weight(data, given.flag)
    if finite(share) and share > 0:
        advice = "Ask for a smaller or slower change, or of the sectors that have seen one."
        return Status.undecided, f"{percent(1 - share)} of sectors, by weight", advice
    if any(line.kind == "doubt" for line in leaving_lines(given.names, given.paths)):
        return Status.undecided, "some of it is left"
    return Status.passed, "all stays there"


def reaches(names: Names, planned: pd.DataFrame | None) -> str:
    """“it reaches up to 110 %, where none was above 37 %”; nothing where the path stays within what was seen.

    ``planned``: as ``policy.scenario.plan`` has it.
    """
    frame, policy = names.panels.get("sectors"), names.policy_variable
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
    return truth_mark(held, known, "#truth")

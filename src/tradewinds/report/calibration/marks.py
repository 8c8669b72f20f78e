"""What a calibration found in one sentence, and how far to believe it: a mark for each thing looked at."""

import numpy as np
import pandas as pd

from tradewinds.report.calibration.figures import label_of
from tradewinds.report.calibration.inputs import CalibrationInputs
from tradewinds.report.calibration.lines import FAR_SLOPE, MANY_FAILED, narrowed_by_misfit
from tradewinds.report.page.blocks import Statement
from tradewinds.report.trust.marks import MarkEnd, TrustMark, every_mark, trust_mark, truth_mark
from tradewinds.report.words import count, listed, number, percent
from tradewinds.review.status import Status

_NAMED = 3
"""Parameters that are named; of more, how many."""
_FAILED, _UNSURE, _PASSED = Status.failed, Status.undecided, Status.passed


def learned_answer(first: pd.DataFrame) -> Statement:
    """Which parameters the data narrow, and which they leave as they were assumed."""
    known, unknown = (
        [row for row in first.itertuples() if bool(row.identified) is told] for told in (True, False)
    )
    named = [
        listed(map(label_of, of)) if len(of) <= _NAMED else count(len(of), "parameter")
        for of in (known, unknown)
    ]
    if not known:
        text = f"These data say nothing of {named[1]}: the answer is nearly what was assumed."
        return Statement(text, "bad", value=0.0, unit="parameters")
    width = percent(float(np.mean([row.ratio for row in known])))
    average = " on average" if len(known) > 1 else ""
    text = f"These data narrow {named[0]}{average} to {width} of the width that was assumed"
    text += f"; of {named[1]} they say nothing." if unknown else "."
    return Statement(text, "doubt" if unknown else "good", value=float(len(known)), unit="parameters")


def calibration_marks(given: CalibrationInputs) -> list[TrustMark]:
    """In the order of the page; a truth where the data were simulated."""
    return every_mark([_search, _finite, _alike, _slopes, _own_data, _truth], given)


@trust_mark("The search came to rest", "#search", "Raise calibration.descent.epochs.")
def _search(given: CalibrationInputs) -> MarkEnd:
    if given.only("temperatures")["stopped"].astype(bool).all():
        return _PASSED, "its loss fell no further"
    return _UNSURE, "its loss was still falling"


@trust_mark(
    "The simulator runs everywhere", "#temperatures", "Narrow the priors to where the simulator runs."
)
def _finite(given: CalibrationInputs) -> MarkEnd:
    table = given.only("temperatures")
    during = float(table["non_finite"].sum() / table["simulations"].sum())
    after = float((table["non_finite_at_the_end"] / table["judged"]).max())
    most = max(during, after)
    if not most > 0:
        return _PASSED, "every loss was a number"
    status = _FAILED if after > MANY_FAILED else _UNSURE if after > 0 or during > MANY_FAILED else _PASSED
    return status, f"{percent(most)} of losses were no number"


@trust_mark(
    "Simulations look like the data",
    "#simulated",
    "Change what the simulator assumes: it makes other data.",
)
def _alike(given: CalibrationInputs) -> MarkEnd:
    replicas = given.only("replicas")
    inside = (replicas["low"] <= replicas["observed"]) & (replicas["observed"] <= replicas["high"])
    share = float(inside.mean())
    text = f"{percent(share)} of the data's quantiles lie in their bands"
    return (_PASSED if share >= 0.9 else _UNSURE), text


@trust_mark("Slopes are right", "#search", "Lower simulator.temperature, or use calibration.gradient=score.")
def _slopes(given: CalibrationInputs) -> MarkEnd:
    gradients = given.only("gradients")
    if gradients.empty:
        return Status.void, "none was used"
    if not np.isfinite(gradients["z"]).all():
        return Status.not_computed, "some could not be checked", ""
    worst = float(np.abs(gradients["z"]).max())
    return (_PASSED if worst <= FAR_SLOPE else _UNSURE), f"within {number(worst, 2)} errors of differences"


@trust_mark(
    "No more than these inputs can say",
    "#parameters",
    "Change what the simulator assumes: misfit narrows too.",
)
def _own_data(given: CalibrationInputs) -> MarkEnd:
    """Where inputs are real: whether the data narrow no more than the simulator's own would."""
    if given.own_run.empty:
        return None
    names = narrowed_by_misfit(given.first, given.own_run)
    if not names:
        return _PASSED, "its own data would narrow the same"
    told = listed(names) if len(names) <= _NAMED else count(len(names), "parameter")
    return _UNSURE, f"its own data would not narrow {told}"


def _truth(given: CalibrationInputs) -> TrustMark | None:
    if given.known.empty:
        return None
    advice = "" if given.bayes else "Try other temperatures: they decide how wide a band is."
    return truth_mark(int(given.known["held"].sum()), len(given.known), "#parameters", advice)

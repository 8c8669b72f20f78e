"""What a calibration found in one sentence, and how far to believe it: a mark for each thing looked at."""

import numpy as np
import pandas as pd

from tradewinds.report.calibration.figures import label_of
from tradewinds.report.calibration.inputs import CalibrationInputs
from tradewinds.report.calibration.lines import FAR_SLOPE, MANY_FAILED, narrowed_by_misfit
from tradewinds.report.page.blocks import Statement
from tradewinds.report.trust.mark import TrustMark
from tradewinds.report.trust.truth import truth_mark
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


def calibration_marks(given: CalibrationInputs, bayes: bool) -> list[TrustMark]:
    """In the order of the page; a truth where the data were simulated."""
    found = [_search(given), _finite(given), _alike(given.only("replicas")), _slopes(given.only("gradients"))]
    more = (_own_data(given), _truth(given.first, bayes))
    return [*found, *(one for one in more if one is not None)]


def _own_data(given: CalibrationInputs) -> TrustMark | None:
    """Where inputs are real: whether the data narrow no more than the simulator's own would."""
    if given.own_run.empty:
        return None
    names, label = narrowed_by_misfit(given.first, given.own_run), "No more than these inputs can say"
    if not names:
        return TrustMark(_PASSED, label, "its own data would narrow the same", "#parameters")
    told = listed(names) if len(names) <= _NAMED else count(len(names), "parameter")
    advice = "Change what the simulator assumes: misfit narrows too."
    return TrustMark(_UNSURE, label, f"its own data would not narrow {told}", "#parameters", advice)


def _search(given: CalibrationInputs) -> TrustMark:
    running = int((~given.only("temperatures")["stopped"].astype(bool)).sum())
    label, link, advice = "The search came to rest", "#search", "Raise calibration.descent.epochs."
    if running:
        return TrustMark(_UNSURE, label, "its loss was still falling", link, advice)
    return TrustMark(_PASSED, label, "its loss fell no further", link)


def _finite(given: CalibrationInputs) -> TrustMark:
    table, label = given.only("temperatures"), "The simulator runs everywhere"
    during = float(table["non_finite"].sum() / table["simulations"].sum())
    after = float((table["non_finite_at_the_end"] / table["judged"]).max())
    most = max(during, after)
    if not most > 0:
        return TrustMark(_PASSED, label, "every loss was a number", "#temperatures")
    status = _FAILED if after > MANY_FAILED else _UNSURE if after > 0 or during > MANY_FAILED else _PASSED
    advice = "Narrow the priors to where the simulator runs."
    return TrustMark(status, label, f"{percent(most)} of losses were no number", "#temperatures", advice)


def _alike(replicas: pd.DataFrame) -> TrustMark:
    inside = (replicas["low"] <= replicas["observed"]) & (replicas["observed"] <= replicas["high"])
    share, label = float(inside.mean()), "Simulations look like the data"
    text = f"{percent(share)} of the data's quantiles lie in their bands"
    status = _PASSED if share >= 0.9 else _UNSURE
    return TrustMark(
        status, label, text, "#simulated", "Change what the simulator assumes: it makes other data."
    )


def _slopes(gradients: pd.DataFrame) -> TrustMark:
    label, link = "Slopes are right", "#search"
    if gradients.empty:
        return TrustMark(Status.void, label, "none was used", link)
    if not np.isfinite(gradients["z"]).all():
        return TrustMark(Status.not_computed, label, "some could not be checked", link)
    worst = float(np.abs(gradients["z"]).max())
    advice = "Lower simulator.temperature, or use calibration.gradient=score."
    status = _PASSED if worst <= FAR_SLOPE else _UNSURE
    return TrustMark(status, label, f"within {number(worst, 2)} errors of differences", link, advice)


def _truth(first: pd.DataFrame, bayes: bool) -> TrustMark | None:
    known = first[first["truth"].notna()]
    if known.empty:
        return None
    inside = int(((known["low"] <= known["truth"]) & (known["truth"] <= known["high"])).sum())
    advice = "" if bayes else "Try other temperatures: they decide how wide a band is."
    return truth_mark(inside, len(known), "#parameters", advice)

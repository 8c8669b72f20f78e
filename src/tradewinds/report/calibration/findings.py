"""What a calibration found: a mark for each thing that was looked at, and the same in sentences."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from tradewinds.report.calibration.figures import label_of
from tradewinds.report.calibration.inputs import CalibrationInputs
from tradewinds.report.calibration.tables import own_band
from tradewinds.report.page.blocks import Statement
from tradewinds.report.page.columns import TableRow
from tradewinds.report.quantities import amount, counted, in_percent
from tradewinds.report.trust.marks import MarkEnd, TrustMark, every_mark, trust_mark, truth_mark
from tradewinds.report.words import capital, count, listed, number, percent, tick
from tradewinds.review.status import Status

_FAR_SLOPE = 4.0
"""Errors beyond which a slope is said to be biased: of some dozen honest ones none lies there."""
_MANY_FAILED = 0.05
"""Share of simulations that are not finite beyond which the page says so above."""
_NARROWER = 0.95
"""Share of the prior's width above which a posterior that lies elsewhere is not said to be narrower."""
_NAMED = 3
"""Parameters that the first screen names; of more, how many."""
_FAILED, _UNSURE, _PASSED = Status.failed, Status.undecided, Status.passed


def learned_answer(given: CalibrationInputs) -> Statement:
    """Which parameters the data narrow, which they move alone, and which they leave as they were assumed."""
    known, unknown = _told(given.first)
    if not known:
        text = f"These data say nothing of {_few(unknown)}: the answer is nearly what was assumed."
        return Statement(text, "bad", value=0.0, unit="parameters")
    narrower = [row for row in known if row.ratio < _NARROWER]
    moved = [row for row in known if row.ratio >= _NARROWER]
    parts = []
    if narrower:
        width = percent(float(np.mean([row.ratio for row in narrower])))
        average = "on average " if len(narrower) > 1 else ""
        each = [f"{label_of(row)} to {own_band(row)}" for row in narrower]
        named = listed(each) if len(each) <= _NAMED else _few(narrower)
        parts.append(f"narrow {named}, {average}{width} of the width that was assumed")
    if moved:
        far = percent(float(np.mean([row.shift for row in moved])))
        by = "" if narrower else f" by {far} of the width that was assumed"
        parts.append(f"move {_few(moved)}{by} without narrowing {'it' if len(moved) == 1 else 'them'}")
    text = f"These data {', and '.join(parts)}"
    text += f"; of {_few(unknown)} they say nothing." if unknown else "."
    return Statement(text, "doubt" if unknown else "good", value=float(len(known)), unit="parameters")


def calibration_marks(given: CalibrationInputs) -> list[TrustMark]:
    """In the order of the page; a truth where the data were simulated."""
    return every_mark([_rest, _finite, _alike, _slopes, _own_data, _truth], given)


def calibration_lines(given: CalibrationInputs) -> list[Statement]:
    """What is identified, whether it recovers what is known, and what went wrong."""
    found: list[Callable[[CalibrationInputs], Iterator[Statement]]] = [
        *(_best_case_lines, _learned_lines, _own_data_lines, _truth_lines, _alike_lines),
        *(_rest_lines, _finite_lines, _slopes_lines),
    ]
    return [line for lines in found for line in lines(given)]


def _told(parameters: pd.DataFrame) -> tuple[list[TableRow], list[TableRow]]:
    """Rows of the parameters that are identified, and of the others."""
    known, unknown = (parameters[parameters["identified"].astype(bool) == told] for told in (True, False))
    return list(known.itertuples()), list(unknown.itertuples())


def _few(rows: list[TableRow]) -> str:
    return listed(map(label_of, rows)) if len(rows) <= _NAMED else count(len(rows), "parameter")


def _best_case_lines(given: CalibrationInputs) -> Iterator[Statement]:
    """What real inputs identify where the simulator itself made the data along them."""
    if given.own_run.empty:
        return
    known, unknown = _told(given.own_run)
    named = [listed(f"{label_of(row)} ({percent(row.ratio)})" for row in rows) for rows in (known, unknown)]
    text = "What these tariffs identify, had the simulator itself made the data along them: "
    text += f"{named[0]}, by posterior over prior width" if known else "no parameter"
    text += f"; not {named[1]}." if unknown else "."
    yield counted(len(known), "parameters").in_words(text, "doubt" if unknown else "good")


def _learned_lines(given: CalibrationInputs) -> Iterator[Statement]:
    known, unknown = _told(given.first)
    if known:
        items = [
            in_percent(row.ratio).in_words(
                f"{label_of(row)}: {percent(row.ratio)} of the prior's width, its mean moved by "
                f"{percent(row.shift)} of that"
            )
            for row in known
        ]
        text = f"The data say something of {count(len(known), 'parameter')}:"
        yield counted(len(known), "parameters").in_words(text, "good", items)
    if unknown:
        names, ratios = listed(map(label_of, unknown)), listed(percent(row.ratio) for row in unknown)
        text = (
            f"Not identified at w = {tick(float(unknown[0].temperature))}: {names}. The posterior is "
            f"nearly the prior ({ratios} of its width, about where it was): what is concluded of them is the "
            "prior's, not the data's."
        )
        yield counted(len(unknown), "parameters").in_words(text, "doubt")


@trust_mark(
    "No more than these inputs can say",
    "#parameters",
    "Change what the simulator assumes: misfit narrows too.",
)
def _own_data(given: CalibrationInputs) -> MarkEnd:
    """Where inputs are real: whether the data narrow no more than the simulator's own would."""
    narrowed = _narrowed_by_misfit(given)
    if given.own_run.empty:
        return None
    if not narrowed:
        return _PASSED, "its own data would narrow the same"
    return _UNSURE, f"its own data would not narrow {_few(narrowed)}"


def _own_data_lines(given: CalibrationInputs) -> Iterator[Statement]:
    narrowed = _narrowed_by_misfit(given)
    if narrowed:
        text = (
            f"The data narrow {listed(map(label_of, narrowed))}, of which data of the simulator itself would "
            "say nothing: what narrows them may be what the simulator leaves out."
        )
        yield counted(len(narrowed), "parameters").in_words(text, "doubt")


def _narrowed_by_misfit(given: CalibrationInputs) -> list[TableRow]:
    """Parameters that the data identify and the simulator's own data along these inputs would not."""
    blind = {row.parameter for row in _told(given.own_run)[1]} if len(given.own_run) else set()
    return [row for row in _told(given.first)[0] if row.parameter in blind]


def _truth(given: CalibrationInputs) -> TrustMark | None:
    if given.known.empty:
        return None
    advice = "" if given.bayes else "Try other temperatures: they decide how wide a band is."
    return truth_mark(int(given.known["held"].sum()), len(given.known), "#parameters", advice)


def _truth_lines(given: CalibrationInputs) -> Iterator[Statement]:
    """Where the data were simulated: which truths lie within the bands."""
    known, inside = given.known, given.known["held"].sum()
    if known.empty:
        return
    text = (
        f"These data were simulated: {inside} of {count(len(known), 'true parameter')} "
        f"{'lies' if len(known) == 1 else 'lie'} within the 90 % bands."
    )
    missed = known[~known["held"]]
    if len(missed):
        names = listed(label_of(row) for row in missed.itertuples())
        text += f" {capital(names)} {'does' if len(missed) == 1 else 'do'} not."
        text += (
            " One in ten would not by chance."
            if given.bayes
            else " A generalised posterior owes no coverage: its width follows from the temperature."
        )
    yield counted(inside, "parameters").in_words(text, "plain" if len(missed) else "good")


@trust_mark(
    "Simulations look like the data", "#simulated", "Change what the simulator assumes: it makes other data."
)
def _alike(given: CalibrationInputs) -> MarkEnd:
    share = _share_alike(given.only("replicas"))
    text = f"{percent(share)} of the data's quantiles lie in their bands"
    if share >= 0.9:
        return _PASSED, text
    if not given.bayes:  # the loss may count for too little beside the prior
        return _UNSURE, text, "Try lower temperatures; if none helps, the simulator makes other data."
    return _UNSURE, text


def _alike_lines(given: CalibrationInputs) -> Iterator[Statement]:
    for name, rows in given.only("replicas").groupby("observable", sort=False):
        share = in_percent(_share_alike(rows))
        text = (
            f"{capital(str(name))}: {share} of the data's quantiles lie within the band of the simulations'."
        )
        yield share.in_words(text, "good" if _share_alike(rows) >= 0.9 else "doubt")


def _share_alike(replicas: pd.DataFrame) -> float:
    inside = (replicas["low"] <= replicas["observed"]) & (replicas["observed"] <= replicas["high"])
    return float(inside.mean())


@trust_mark("The search came to rest", "#search", "Raise calibration.descent.epochs.")
def _rest(given: CalibrationInputs) -> MarkEnd:
    if given.running.empty:
        return _PASSED, "its loss fell no further"
    return _UNSURE, "its loss was still falling"


def _rest_lines(given: CalibrationInputs) -> Iterator[Statement]:
    if len(given.running):
        at = listed(f"w = {tick(w)}" for w in given.running["temperature"])
        text = (
            f"The search took all the epochs that it was given at {at}: its smoothed loss was still falling, "
            "or its rate not yet lowered. Raise calibration.descent.epochs to be sure."
        )
        yield counted(len(given.running), "temperatures").in_words(text, "doubt")


@trust_mark(
    "The simulator runs everywhere", "#temperatures", "Narrow the priors to where the simulator runs."
)
def _finite(given: CalibrationInputs) -> MarkEnd:
    during, after = given.lost_during, float(given.lost_after.max())
    if not max(during, after) > 0:
        return _PASSED, "every loss was a number"
    status = _FAILED if after > _MANY_FAILED else _UNSURE if after > 0 or during > _MANY_FAILED else _PASSED
    return status, f"{percent(max(during, after))} of losses were no number"


def _finite_lines(given: CalibrationInputs) -> Iterator[Statement]:
    share = given.lost_during
    if share > 0:
        text = f"{percent(share)} of all losses were not finite; each was left out by itself and counted."
        yield in_percent(share).in_words(text, "doubt" if share > _MANY_FAILED else "plain")
    worst = given.only("temperatures").loc[given.only("temperatures")["non_finite_at_the_end"].idxmax()]
    lost = float(given.lost_after[worst.name])
    if lost > 0:
        text = (
            f"{percent(lost)} of the answer's own draws at w = {tick(worst['temperature'])} have no finite "
            "loss: part of the posterior lies where the simulator does not run, and E[L] is that of the rest."
        )
        yield in_percent(lost).in_words(text, "bad" if lost > _MANY_FAILED else "doubt")


@trust_mark("Slopes are right", "#search", "Lower simulator.temperature, or use calibration.gradient=score.")
def _slopes(given: CalibrationInputs) -> MarkEnd:
    z = np.abs(given.only("gradients")["z"])
    if z.empty:
        return Status.void, "none was used"
    if not np.isfinite(z).all():
        return Status.not_computed, "some could not be checked", ""
    worst = float(z.max())
    return (_PASSED if worst <= _FAR_SLOPE else _UNSURE), f"within {number(worst, 2)} errors of differences"


def _slopes_lines(given: CalibrationInputs) -> Iterator[Statement]:
    z = np.abs(given.only("gradients")["z"])
    places, unknown, worst = count(len(z), "place"), int((~np.isfinite(z)).sum()), float(z.max())
    if unknown:
        text = f"Slopes through the simulation could not be checked at {unknown} of {places}."
        yield counted(unknown, "places").in_words(text, "bad")
    elif len(z):
        text = (
            f"Slopes through the simulation lie within {number(worst, 2)} errors of differences of the loss, "
            f"at {places}."
        )
        if worst > _FAR_SLOPE:
            text += " The surrogate gradient is biased there: lower simulator.temperature, or use the score."
        yield amount(worst, 2).in_words(text, "doubt" if worst > _FAR_SLOPE else "good")

"""How far to believe an answer: at most six marks, each of them a line with a link, and what to do about the
worst."""

from tradewinds.report.experiment.answer.marks_answer import (
    by_law,
    designs_agree,
    economics,
    inside,
    known_truth,
)
from tradewinds.report.experiment.answer.marks_fit import (
    TierResults,
    beats_simple,
    both_marks,
    calibrated,
    converged,
)
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.page.blocks import Fields, Statement
from tradewinds.report.trust.mark import TrustMark
from tradewinds.review.status import Status
from tradewinds.review.table import results_of


def marks(given: ReportInputs) -> list[TrustMark]:
    """In the order of the page; where a truth is known, convergence and calibration share a line."""
    judged: TierResults = [
        (tier, one) for tier, table in given.every("verdicts").items() for one in results_of(table)
    ]
    fit = [converged(given, judged), calibrated(given, judged)]
    truth = known_truth(given)
    if truth is not None:
        fit = [both_marks(*fit)]
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


def use(found: list[TrustMark], answered: bool) -> Statement:
    """What may be done with the answer, by the marks on it."""
    if not answered:
        return Statement("No number may be quoted.", "bad")
    if found and all(one.status is Status.passed for one in found):
        return Statement("Nothing that was tested speaks against it.", "good")
    if any(one.status.bad for one in found):
        return Statement("Use with care: tests fail.", "doubt")
    return Statement("Use with care: some tests cannot say.", "doubt")

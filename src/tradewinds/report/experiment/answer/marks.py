"""The marks of the report, in the order of its first screen."""

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
from tradewinds.report.trust.marks import TrustMark
from tradewinds.review.table import results_of


def marks(given: ReportInputs) -> list[TrustMark]:
    """Where a truth is known, convergence and calibration share a line."""
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

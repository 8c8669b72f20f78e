"""What is to be done is one whole sentence, without why, and every check that may fail has one."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

import pytest

import tradewinds.review
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.report.trust.remedies import remedy_alone
from tradewinds.review.calibration import CALIBRATION
from tradewinds.review.cases import EQUATION, REFIT, TIER
from tradewinds.review.check import Check
from tradewinds.review.effect.case import EFFECT
from tradewinds.review.effect.reasons import REASONS
from tradewinds.review.equilibrium import EQUILIBRIUM
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.area import SENSITIVITY
from tradewinds.review.status import Status

DO = {
    *("Add", "Ask", "Believe", "Bring", "Choose", "Cluster", "Date", "Decide", "Do", "Draw", "Drop", "Give"),
    *("Hold", "Keep", "Let", "Look", "Lower", "Name", "Narrow", "Put", "Raise", "Read", "Report", "Rest"),
    *("Run", "Sample", "Say", "See", "Set", "Take", "Train", "Try", "Use", "Widen"),
}
"""Words with which one is told to do something."""
NOT_PASSED = (Status.failed, Status.not_computed, Status.undecided)


@pytest.mark.parametrize(
    ("advice", "alone"),
    [
        ("Raise e.g. 1.5 times.", "Raise e.g. 1.5 times."),
        ("Take others, e.g. Markov chains. Then look.", "Take others, e.g. Markov chains."),
        ("Some updates were skipped: lower model.width.", "Lower model.width."),
        ("Raise sensitivity.refits; until then report it as it is.", "Raise sensitivity.refits."),
        ("Look. Train longer: raise steps.", "Look."),
        ("raise model.width", "Raise model.width."),
        ("", ""),
    ],
)
def test_an_advice_is_cut_to_its_first_sentence(advice, alone):
    assert remedy_alone(advice) == alone


def texts(check: Check, words: Mapping[str, object]) -> Iterator[str]:
    """What a check advises where it does not pass, whichever way its advice is declared."""
    for status in NOT_PASSED:
        yield check.advised(Finding(0.0, words=words), status, 0.5)


def tells(advice: str) -> bool:
    return remedy_alone(advice).split()[0] in DO


@pytest.mark.parametrize("check", REASONS, ids=lambda check: check.id)
@pytest.mark.parametrize("words", [{"only_way": "", "drifts": False}, {"only_way": "rose", "drifts": True}])
def test_every_reason_to_withhold_or_assume_an_effect_ends_in_what_to_do(check, words):
    rows = dict(zip(NOT_PASSED, texts(check, words), strict=True))
    if isinstance(check.advice, str):  # of a check that always can tell
        del rows[Status.undecided]
    assert all(advice and tells(advice) for advice in rows.values()), rows


def test_whatever_else_is_advised_tells_to_do_something():
    for module in pkgutil.walk_packages(tradewinds.review.__path__, "tradewinds.review."):
        importlib.import_module(module.name)
    words = {"seen": 0.8, "claimed": 0.9, "count": 5, "alpha": 0.05, "only_way": "", "drifts": False}
    found = {
        advice
        for area in (EFFECT, CALIBRATION, EQUATION, REFIT, TIER, SENSITIVITY, EQUILIBRIUM)
        for check in area.checks.values()
        if not (callable(check.advice) and area is SENSITIVITY)
        for advice in texts(check, words)
        if advice and "{remedy}" not in advice
    }
    assert len(found) > 30 and not [advice for advice in found if not tells(advice)]


def test_what_an_algorithm_advises_tells_to_do_something():
    found = {one for made in ALGORITHMS.values() for one in made.advice.values() if isinstance(one, str)}
    assert len(found) > 10 and not [advice for advice in found if not tells(advice)]

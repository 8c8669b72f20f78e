"""What holds of every check: NaN never passes, a band decides, and words stand in one place."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from tradewinds.review.calibration import CALIBRATION
from tradewinds.review.cases import EQUATION, TIER
from tradewinds.review.check import COLUMNS, Area, Check
from tradewinds.review.diagnostics import __all__ as modules
from tradewinds.review.finding import Finding
from tradewinds.review.gate import closed_gates, require_gates
from tradewinds.review.policy import POLICY
from tradewinds.review.rules import Band, above, always_undecided, at_least, at_most, normal_band
from tradewinds.review.sensitivity.area import SENSITIVITY
from tradewinds.review.status import Status
from tradewinds.review.table import results_of, results_table
from tradewinds.review.tier import review_tier

ALL = [check for area in (TIER, EQUATION, CALIBRATION, SENSITIVITY, POLICY) for check in area.checks.values()]
ONE = Check(
    id="one",
    title="One of {detail}",
    question="Is {detail} enough?",
    threshold=lambda case: 1.0,
    computation=lambda case: [Finding(value, value, value, "it") for value in case],
    rule=at_least,
    sentence="It is {value:g}, wanted {threshold:g}, not {unknown}.",
    advice="{remedy}",
)


def test_a_result_holds_number_threshold_and_words():
    (result,) = ONE.review([0.5], "price", lambda check, found: f"raise {check}")
    assert (result.title, result.question, result.equation) == ("One of it", "Is it enough?", "price")
    assert (result.value, result.threshold, result.status) == (0.5, 1.0, Status.failed)
    assert result.sentence == "It is 0.5, wanted 1, not {unknown}." and result.advice == "Raise one."
    (result,) = ONE.review([1.0])
    assert result.status is Status.passed and result.advice == ""


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("rule", [at_most, at_least, above, always_undecided, lambda *_: Status.passed])
def test_what_is_no_number_is_not_computed_by_any_rule(rule, value):
    (result,) = replace(ONE, rule=rule).review([value])
    assert result.status is Status.not_computed and result.status.bad and result.sentence == "Not computed."


@pytest.mark.parametrize("value", [0.5, math.nan])
def test_what_is_void_stays_void(value):
    (result,) = replace(ONE, rule=lambda *_: Status.void).review([value])
    assert result.status is Status.void and not result.status.bad


def test_no_threshold_is_no_pass():
    (result,) = replace(ONE, threshold=lambda case: math.nan).review([2.0])
    assert result.status is Status.not_computed


@pytest.mark.parametrize(
    ("low", "high", "status"),
    [
        (0.1, 0.4, Status.passed),
        (-0.4, -0.1, Status.failed),
        (-0.1, 0.4, Status.undecided),
        (0.0, 0.4, Status.undecided),
        (math.nan, 0.4, Status.not_computed),
    ],
)
def test_a_difference_counts_where_its_band_leaves_out_the_threshold(low, high, status):
    assert above(Finding(0.2, low, high), 0.0) is status


def test_two_standard_errors_stand_for_the_band_of_normal_resamples():
    assert normal_band(1.0, 0.25) == Band(0.5, 1.5)
    assert [Band(*ends).side(1.0) for ends in ((2, 3), (-3, 0), (0, 2))] == [1, -1, 0]
    assert [Band(*ends).side() for ends in ((0.1, 0.4), (-0.4, -0.1), (-0.4, 0.1))] == [1, -1, 0]
    assert not Band(0.0, math.nan).known and Band(math.nan, math.nan).side() == 0


def test_a_table_of_results_gives_the_results_again_and_believes_no_pass_without_a_number():
    table = results_table(result for result in ONE.review([0.5, 2.0]))
    assert tuple(table.columns) == COLUMNS and list(table["status"]) == ["failed", "passed"]
    assert [result.status for result in results_of(table)] == [Status.failed, Status.passed]
    spoilt = results_of(table.assign(value=math.nan, status=["passed", "splendid"]))
    assert [result.status for result in spoilt] == [Status.not_computed] * 2
    assert results_of(results_table([])) == []


def test_only_gates_that_fail_or_were_not_computed_are_closed():
    statuses = [str(status) for status in Status]
    table = pd.DataFrame({"check": statuses, "status": statuses, "gate": True, "sentence": "So it is."})
    assert list(closed_gates(table)["check"]) == ["failed", "not computed"]
    require_gates(None, table.assign(gate=False), table[~table["status"].isin(["failed", "not computed"])])


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_every_check_says_what_it_asks(check):
    assert check.question.endswith("?") and check.title and check.sentence
    assert not check.title.endswith(".")


def test_every_module_of_diagnostics_registers_checks():
    assert len(modules) >= 7 and callable(review_tier)
    assert len({check.id for check in ALL}) == len(ALL)


def test_an_area_without_checks_is_an_error():
    """Nothing asked is not nothing found."""
    with pytest.raises(RuntimeError, match="no check is registered in the area “empty”"):
        list(Area("empty").review(None))


def test_checks_are_asked_in_the_order_of_their_modules_whichever_was_imported_first():
    area = Area("order")
    for module, names in (("b", ("third", "fourth")), ("a", ("first", "second"))):
        for name in names:

            def computation(case):
                return [Finding(1.0)]

            computation.__module__ = module
            area.register(replace(ONE, id=name, computation=computation))
    assert [one.check for one in area.review([1.0])] == ["first", "second", "third", "fourth"]


def test_a_threshold_that_is_reached_is_kept():
    assert at_most(Finding(0.5), 0.5) is Status.passed and at_most(Finding(0.51), 0.5) is Status.failed
    assert at_least(Finding(0.5), 0.5) is Status.passed and at_least(Finding(0.49), 0.5) is Status.failed

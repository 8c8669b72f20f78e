"""Bands whose truth is known are held to what right ones would hold."""

import pytest
from scipy import stats

from tradewinds.report.trust.marks import truth_mark
from tradewinds.review.status import Status

PASSED, UNDECIDED, FAILED = Status.passed, Status.undecided, Status.failed


@pytest.mark.parametrize(
    ("held", "known", "status"),
    [
        (10, 10, PASSED),
        (8, 10, PASSED),
        (7, 10, UNDECIDED),
        (6, 10, FAILED),
        (1, 2, UNDECIDED),
        (0, 2, FAILED),
    ],
)
def test_bands_that_miss_as_often_as_they_may_pass(held, known, status):
    assert truth_mark(held, known, "#truth").status is status


@pytest.mark.parametrize("known", [1, 5, 10, 40])
def test_right_bands_pass_four_times_in_five_and_fail_one_time_in_twenty_at_most(known):
    ends = {held: truth_mark(held, known, "").status for held in range(known + 1)}
    chance = {one: sum(stats.binom.pmf(h, known, 0.9) for h in ends if ends[h] is one) for one in Status}
    assert chance[PASSED] >= 0.8 and chance[FAILED] <= 0.05


def test_words_and_advice():
    mark = truth_mark(6, 10, "#truth", "Look.")
    assert (mark.text, mark.link, mark.advice) == ("6 of 10 bands hold, 9 expected", "#truth", "Look.")
    assert truth_mark(10, 10, "", "Look.").advice == ""
    assert [truth_mark(held, 1, "").text for held in (1, 0)] == [
        "inside its one band",
        "outside its one band",
    ]

"""The words, marks and kinds of a status: what makes a failed check look as one, on every page."""

import pytest

from tradewinds.review.status import Status, gravest

SHOWN = {
    Status.failed: ("✗", "fails", "fail", "bad", True),
    Status.not_computed: ("✗", "not computed", "not computed", "bad", True),
    Status.undecided: ("?", "cannot say", "cannot say", "doubt", False),
    Status.void: ("○", "void", "void", "doubt", False),
    Status.passed: ("✓", "passes", "pass", "good", False),
}


@pytest.mark.parametrize("status", Status)
def test_a_status_is_shown_as_what_it_is(status):
    assert (status.mark, status.word, status.plural, status.kind, status.bad) == SHOWN[status]


def test_statuses_stand_from_the_gravest_and_read_as_they_are_written():
    assert list(Status) == list(SHOWN) and [Status.read(str(one)) for one in Status] == list(Status)
    assert {Status.read(text) for text in ("", "splendid", None, float("nan"))} == {Status.not_computed}


def test_of_several_the_gravest_counts_and_void_only_alone():
    passed, undecided, failed, void = Status.passed, Status.undecided, Status.failed, Status.void
    assert gravest([passed, failed, undecided]) is failed and gravest([undecided, passed]) is undecided
    assert gravest([void, passed]) is passed and gravest([void, void]) is void
    assert gravest([]) is Status.not_computed

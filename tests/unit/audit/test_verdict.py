"""What the audit's verdicts are called, and with which status it ends."""

import pytest

from tradewinds.audit.verdict import EXIT_CODES, AuditFinding, AuditVerdict, exit_code

BEST_FIRST = ["verified", "not checked", "stale", "untraceable", "tampered"]
ENDS = {"verified": 0, "not checked": 4, "stale": 3, "untraceable": 1, "tampered": 1}


def test_verdicts_stand_from_the_best_to_the_worst():
    assert [str(one) for one in AuditVerdict] == BEST_FIRST == list(ENDS)


@pytest.mark.parametrize("better", BEST_FIRST)
@pytest.mark.parametrize("worse", BEST_FIRST)
def test_the_status_is_that_of_the_worst(better, worse):
    worst = max(better, worse, key=BEST_FIRST.index)
    assert exit_code([better, worse, "verified"]) == ENDS[worst]


def test_nothing_to_judge_ends_well_and_every_status_has_a_meaning():
    assert exit_code([]) == 0 and set(EXIT_CODES) == {*ENDS.values(), 2}
    assert "verified" in EXIT_CODES[0] and EXIT_CODES[1].startswith("something is tampered")
    assert EXIT_CODES[3].startswith("something is stale") and "nothing is wrong" in EXIT_CODES[4]


def test_a_finding_says_its_cause_first():
    assert str(AuditFinding(AuditVerdict.stale, "seed", "made with seed 2")) == "seed: made with seed 2"

"""Results of checks as rows: nothing that failed is folded away, and nothing void has a value."""

import pytest
from sample import Sample

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Fields, Prose
from tradewinds.report.verdicts import (
    OUTSIDE,
    Verdict,
    how_they_end,
    merged,
    ordered,
    ordered_verdicts,
    shortened,
    typeset,
    verdict_blocks,
    word,
)
from tradewinds.review.status import Status

STATUSES = ("failed", "not computed", "undecided", "void", "passed")


@pytest.fixture
def rows(complete: Sample) -> list[Verdict]:
    """One of each status, of one check in five equations."""
    table = complete.verdicts["tier1"].iloc[[1] * len(STATUSES)].reset_index(drop=True)
    table["status"], table["value"], table["sentence"] = STATUSES, 0.25, "It is -1%."
    table["threshold"], table["advice"] = 0.5, ["Look.", "", "", "", ""]
    return ordered_verdicts(Names(complete.experiment, complete.panels), "tier1", table)


def shown(rows: list[Verdict], folded: bool) -> list[str]:
    blocks = [
        one for one in verdict_blocks(rows, "None.") if isinstance(one, Fields) and one.folded == folded
    ]
    return [row["word"].text for one in blocks for row in one.rows]


def test_what_did_not_pass_is_open_and_what_did_is_folded_away(rows):
    assert shown(rows, folded=False) == ["fails", "not computed", "cannot say"]
    assert shown(rows, folded=True) == ["passes", "void"]
    said = [one.text for one in verdict_blocks(rows[-1:], "None.") if isinstance(one, Prose)]
    assert said[0] == "Nothing failed."
    assert next(iter(verdict_blocks([], "None."))).text == "None."


def test_a_row_has_value_threshold_and_sentence_and_a_void_one_no_value(rows):
    assert [row.status for row in rows] == list(STATUSES)
    assert [row.value for row in rows] == ["0.25", "0.25", "0.25", "–", "0.25"]
    assert {row.threshold for row in rows} == {"0.5"} and rows[0].limit == 0.5
    assert rows[0].number.value == 0.25 and rows[0].sentence == "It is −1\u202f%. Look."
    assert "counts as not passed" in rows[1].sentence and rows[0].found == "It is −1\u202f%."


def test_words_and_marks_are_those_of_the_status(rows):
    assert [(row.sign, row.word) for row in rows] == [(row.status.mark, row.status.word) for row in rows]
    assert [row.mark for row in rows] == ["failed", "not-computed", "undecided", "void", "passed"]
    assert word(Status.passed) == "passes" and word(Status.passed, True) == f"passes, {OUTSIDE}"


def test_rows_are_ordered_counted_and_merged(rows):
    assert ordered(rows[::-1]) == rows
    assert how_they_end(rows[-1:] * 3 + rows[:2]) == "1 fail, 1 not computed and 3 pass" and not how_they_end(
        []
    )
    (one,) = merged([rows[-1], rows[-1]])
    assert one.of == f"{rows[-1].of} and {rows[-1].of}" and len(merged(rows)) == len(rows)


def test_numbers_are_typeset():
    assert typeset("from -1 to 5% of x-2") == "from −1 to 5\u202f% of x-2"
    assert [shortened(value) for value in (0.5, 2.0, 120.0, 1.25e6)] == ["0.5", "2", "120", "1.25 million"]

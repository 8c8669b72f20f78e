"""Numbers as people write them, and what stands in their place."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.intake.record import IntakeRecord, StartOptions
from tradewinds.intake.written_numbers import decimal_mark, is_counted, numbers_of


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1,234,567.5", ".", 1234567.5), ("1.234.567,5", ",", 1234567.5), ("1 234,5", ",", 1234.5),
        ("1\u202f234", ".", 1234), ("12'345.6", ".", 12345.6), ("(1,200)", ".", -1200), ("−3.5", ".", -3.5),
        ("250-", ".", -250), ("$1,000", ".", 1000), ("6.5%", ".", 6.5), ("6,5 %", ",", 6.5),
        ("1e-3", ".", 0.001), ("0,5", ",", 0.5), (".5", ".", 0.5),
    ],
)  # fmt: skip
def test_a_number_is_read(text, decimal, value):
    found = numbers_of(pd.Series([text]), decimal)
    assert found.values.iloc[0] == value and not found.strange.any() and found.notes.iloc[0] == ""


@pytest.mark.parametrize("mark", ["(D)", "..", ":", "-", "x", ": c", "n.a.", "(NA)", ".a", "*", "NM", "c"])
def test_a_mark_is_no_number_and_is_kept(mark):
    found = numbers_of(pd.Series(["1.5", mark]), ".")
    assert np.isnan(found.values.iloc[1]) and found.notes.iloc[1] == mark and not found.strange.any()


@pytest.mark.parametrize(
    ("text", "flag"), [("12.5 p", "p"), ("12.5 be", "be"), ("12.5(P)", "P"), ("12.5*", "*")]
)
def test_a_flag_is_kept_beside_its_number(text, flag):
    found = numbers_of(pd.Series([text]), ".")
    assert found.values.iloc[0] == 12.5 and found.notes.iloc[0] == flag


@pytest.mark.parametrize("text", ["see note", "1,2,3456", "12 or 13", "1.2.3"])
def test_anything_else_is_strange(text):
    assert numbers_of(pd.Series(["1", text]), ".").strange.tolist() == [False, True]


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,5", "2,25"], ","), (["1.5", "2.25"], "."), (["1.234,5", "7"], ","), (["1,234.5", "7"], "."),
        (["1,234,567"], "."), (["1.234.567"], ","), (["0,125"], ","), (["12", "15"], "."),
        (["1234,567"], ","),
    ],
)  # fmt: skip
def test_the_decimal_mark_is_seen(texts, mark):
    assert decimal_mark([pd.Series(texts)], IntakeRecord(StartOptions())) == mark


def test_where_it_cannot_be_seen_it_is_asked():
    asked = []
    record = IntakeRecord(StartOptions(), lambda question: asked.append(question) or ",")
    assert decimal_mark([pd.Series(["1,234", "5,678"])], record) == ","
    assert asked[0].option == "--decimal" and "1234, or 1.234" in asked[0].text
    assert decimal_mark([pd.Series(["1,234"])], IntakeRecord(StartOptions(decimal="."))) == "."


def test_notes_among_numbers_leave_a_column_one_of_numbers():
    assert is_counted(pd.Series(["1", "2", "(D)", ""]))
    assert not is_counted(pd.Series(["DE", "FR", "1"]))

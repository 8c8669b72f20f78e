"""A document's numbers held to values."""

from pathlib import Path

import pytest

from tradewinds.errors import ProofError
from tradewinds.proof.written import check_document, check_sentences, list_of, unlisted

VALUES = {'value("price")': 2.4849, 'value("price", quantile=0.05)': 1.676, '-value("gdp")': 1.29207}
MARKDOWN = """# Findings

Prices would rise by **2.5** per
cent (90 % band from 1.7).
"""
LATEX = r"Output would fall by $1.3$\,\% in the end." + "\n"
LIST = """
Prices would rise by **{{ value("price") }}** per cent
(90 % band from {{ value("price", quantile=0.05) }}).

Output would fall by ${{ -value("gdp") }}$\\,\\% in
"""


def value(name: str) -> float:
    if name not in VALUES:
        raise ProofError(f"“{name}” names no value")
    return VALUES[name]


def checked(text: str, sentences: str = LIST):
    return check_sentences(Path("paper.md"), text, sentences, value)


def test_numbers_of_markdown_and_latex_that_follow():
    found = checked(MARKDOWN + LATEX)
    assert [one.written for one in found] == ["2.5", "1.7", "1.3"]
    assert all(one.agrees for one in found)
    assert [one.line for one in found] == [3, 4, 5]


def test_a_number_that_no_longer_follows_is_said_with_its_line():
    found = checked((MARKDOWN + LATEX).replace("1.7", "1.6"))
    (wrong,) = [one for one in found if not one.agrees]
    name = 'value("price", quantile=0.05)'
    assert str(wrong) == f"paper.md:4: “1.6” is written; {name} is 1.68"


def test_a_sign_that_turned_is_noticed(monkeypatch):
    monkeypatch.setitem(VALUES, '-value("gdp")', -1.29207)
    assert [one.written for one in checked(MARKDOWN + LATEX) if not one.agrees] == ["1.3"]


def test_a_sentence_that_was_changed_is_noticed():
    found = checked(MARKDOWN + LATEX.replace("would fall", "falls"))
    (wrong,) = [one for one in found if not one.agrees]
    assert "Output would fall by $…$" in str(wrong) and wrong.line == 0


def test_numbers_on_no_list_are_named():
    text = "```\nseed=4\n```\n" + MARKDOWN + "Of 9 sectors `n=3`, https://x.org/2019 and Table2.\n" + LATEX
    assert unlisted(text, checked(text)) == [(7, "90"), (8, "9")]


def test_every_place_of_a_sentence_is_looked_at():
    text = "It is 2.5 now.\nIt is 2.6 now.\n"
    found = checked(text, 'It is {{ value("price") }} now.')
    assert [(one.line, one.agrees) for one in found] == [(1, True), (2, False)]


def test_a_name_of_no_value_is_a_line_not_an_end():
    found = checked("It is 2.5 and 1.3 now.", 'It is {{ value("x") }} and {{ -value("gdp") }} now.')
    assert [one.agrees for one in found] == [False, True] and "names no value" in str(found[0])


def test_a_list_without_names_is_an_error():
    with pytest.raises(ProofError, match="names no value"):
        checked(MARKDOWN, "Prices would rise.")


def test_a_document_is_read_with_the_list_beside_it(tmp_path):
    document = tmp_path / "paper.tex"
    document.write_text(MARKDOWN + LATEX, encoding="utf-8")
    with pytest.raises(ProofError, match=r"paper\.numbers\.txt cannot be read"):
        check_document(document, value)
    list_of(document).write_text(LIST, encoding="utf-8")
    assert all(one.agrees for one in check_document(document, value))
    with pytest.raises(ProofError, match="no document"):
        check_document(Path(""), value)

"""Codes of one country from two lists, and unions beside their members."""

import pytest

from tradewinds.data.code_lists import code_doubts


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["250", "251"], "250, two codes of France"),
        (["756", "757", "4"], "two codes of Switzerland"),
        (["699", "0356"], "two codes of India"),
        (["842", "840"], "two codes of the United States"),
        (["GR", "el"], "two codes of Greece"),
        (["490", "158"], "two codes of Taiwan"),
        (["276", "280", "4", "8"], "covers Germany before a break"),
        (["EU27_2020", "DE", "US"], "EU27_2020 beside members (DE)"),
        (["European Union", "France", "Italy"], "European Union beside members (France, Italy)"),
        (["97", "276", "156"], "97 beside members (276)"),
        (["4", "8", "56", "58"], "covers Belgium before a break"),  # of a list without zeros before them
    ],
)
def test_a_trap_is_said(values, said):
    assert len(code_doubts("origin", values)) == 1 and said in code_doubts("origin", values)[0]


@pytest.mark.parametrize(
    "values",
    [
        ["251", "757", "699", "842"],  # one list throughout
        ["EU27_2020", "US", "CN"],
        ["EXT_EU27_2020", "DE"],
        ["Extra-European Union", "France"],
        ["97", "98"],  # tariff chapters
        ["250 g", "251 g"],
        [f"{chapter:02}" for chapter in range(1, 98)],  # of the Harmonized System
        [str(chapter) for chapter in range(1, 98)],
        ["0710", "0711", "0712"],  # headings
    ],
)
def test_nothing_is_said_of_what_is_sound(values):
    assert code_doubts("origin", values) == []


def test_the_first_job_says_so_of_any_table(read, raw, caplog):
    rows = raw.assign(country=raw["country"].map({"Canada": "250", "China": "251"}))
    read(rows)
    assert "table “sectors”: origin has 251 and 250, two codes of France" in caplog.text

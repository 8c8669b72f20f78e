"""The recipe of CONTRIBUTING: one declaration, and a check is in the table, on the page and at the gate."""

import pandas as pd
import pytest
from sample import sample
from sample_tables import made_verdicts

from tradewinds.errors import GateError
from tradewinds.report.experiment.fit.headlines import verdict_lines
from tradewinds.report.names import Names
from tradewinds.review.cases import EQUATION
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.gate import require_gates
from tradewinds.review.rules import at_most

pytestmark = pytest.mark.slow

PATIENCE = Check(
    id="patience",
    title="Patience of the reader",
    question="Is the name of the equation short?",
    threshold=lambda case: 5.0,
    computation=lambda case: [Finding(float(len(case.equation)), detail=case.equation)],
    rule=at_most,
    sentence="The name {detail} has {value:.0f} letters, allowed {threshold:.0f}.",
    advice="Find a shorter one.",
    gate=True,
)
EQUATIONS = {"price": "sectors", "volume": "sectors", "wages": "national", "employment": "national"}


@pytest.fixture
def table(monkeypatch) -> pd.DataFrame:
    monkeypatch.setitem(EQUATION.checks, PATIENCE.id, PATIENCE)
    return made_verdicts("tier1", EQUATIONS, 0.15)


def test_it_stands_in_the_table_of_verdicts(table):
    mine = table[table["check"] == "patience"].set_index("equation")
    assert dict(mine["status"]) == {
        "price": "passed", "volume": "failed", "wages": "passed", "employment": "failed"
    }  # fmt: skip
    assert mine.loc["volume", "sentence"] == "The name volume has 6 letters, allowed 5."
    assert (mine.loc["volume", "advice"], mine.loc["price", "advice"]) == ("Find a shorter one.", "")


def test_it_stands_on_the_page_and_is_counted_in_its_first_lines(table):
    made = sample()
    made.verdicts["tier1"] = table
    page = made.page().html
    assert page.count("Patience of the reader") == 7  # once an equation of either tier
    assert "The name volume has 6 letters, allowed 5. Find a shorter one." in page
    assert 'title="Is the name of the equation short?"' in page
    names = Names(made.experiment, made.panels)
    said = [line.text for line in verdict_lines(names, "tier1", table)]
    assert any("failed (patience of the reader 2)" in text for text in said)


def test_it_closes_the_gate(table):
    with pytest.raises(GateError, match="patience: The name volume has 6 letters, allowed 5; patience: The"):
        require_gates(table)
    require_gates(table[table["check"] != "patience"])


def test_without_it_there_is_nothing_of_it():
    assert "patience" not in set(made_verdicts("tier1", EQUATIONS, 0.15)["check"])

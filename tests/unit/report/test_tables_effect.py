"""What the page says of an effect."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tradewinds.evaluation.effect import COLUMNS
from tradewinds.report.experiment.effect.tables import effect_text
from tradewinds.report.names import Names

pytestmark = pytest.mark.slow

ASKED = {
    "outcome": "volume", "start": "2018-01", "end": "2019-12", "policy": "tariff", "rises": [0.005, 0.1],
    "step": 12,
    "lags": [0, 1], "leads": [12], "effects": ["sector", "period"], "clusters": ["sector"], "floors": [0.0],
}  # fmt: skip


def found(
    regression: float = -1.5, network: float = -1.2, placebo: float = 0.2, steeper: float = 0.0
) -> pd.DataFrame:
    counted = (8000, "20")
    rows = [
        (0.0, 0, "regression", np.nan, regression, 0.5, regression - 0.8, regression + 0.8, *counted),
        (0.0, 1, "regression", np.nan, -1.0, 0.5, -1.8, -0.2, *counted),
        (0.0, -12, "regression", np.nan, placebo, 0.25, -0.2, 0.6, *counted),
        (0.0, 0, "network", 0.1, -0.4, 0.1, -0.6, -0.2, 8000, ""),
    ]
    for rise, value in ((0.1, network), (0.005, network - steeper)):
        band = (value, 0.2, value - 0.3, value + 0.3, 8000, "")
        rows += [(0.0, lag, "network, over the step", rise, *band) for lag in (0, 1)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


@pytest.fixture
def names(complete) -> Names:
    return Names(complete.experiment | {"effect": ASKED}, complete.panels)


def test_network_and_regression_are_set_side_by_side(names):
    text = effect_text(names, found())
    asked = text.asked.text
    assert "tariff" in asked and "2018-01 to 2019-12" in asked and "0.5 or 10 points" in asked
    _, comparison, placebo = text.lines
    assert "−1.5\u00a0±\u00a00.5" in comparison.text and "cannot be told apart" in comparison.text
    assert "excludes zero" in comparison.text and comparison.kind == "plain"
    assert "within two standard errors of nothing" in placebo.text and placebo.kind == "plain"
    cells = [[cell.text for cell in row] for row in text.table.rows]
    assert [row[1] for row in cells] == [
        "of the same period",
        "1 period before",
        "12 periods later (placebo)",
    ]
    assert cells[0][-2:] == ["−0.40 (−0.60 to −0.20)", "−1.2 (−1.5 to −0.90)"]
    assert cells[2][-4:] == ["–"] * 4  # the network has no placebo


def test_figures_found_elsewhere_are_said_with_their_source(names):
    figures = [
        {"value": -1.55, "error": 0.49, "source": "a table"},
        {"value": 2.0, "error": None, "source": "b"},
    ]
    told = Names(names.experiment | {"effect": ASKED | {"figures": figures}}, names.panels)
    lines = [line.text for line in effect_text(told, found()).lines]
    assert "Found elsewhere: −1.55\u00a0±\u00a00.49 (a table)." in lines
    assert "Found elsewhere: +2 (b)." in lines


@pytest.mark.parametrize(
    ("changes", "line", "words"),
    [
        ({"network": 1.5}, 1, "differ by more than two standard errors"),
        ({"placebo": 0.9}, 2, "something else moves with the policy"),
        ({"steeper": 4.0}, -1, "not in proportion to the rise"),
        ({"network": float("nan")}, 1, "not computed"),
    ],
)
def test_doubts_are_said(names, changes, line, words):
    said = effect_text(names, found(**changes)).lines[line]
    assert words in said.text and said.kind in ("doubt", "bad")


def test_it_stands_on_the_page_where_it_was_asked_for(complete):
    made = replace(complete, experiment=complete.experiment | {"effect": ASKED})
    page = replace(made, effect={"economics": found()}).page().html
    assert "The effect beside a regression" in page and "not in proportion" not in page
    short = replace(made, effect={"economics": found(steeper=4.0)}).page().summary
    doubts = short[(short["section"] == "verdicts") & short["text"].str.contains("not in proportion")]
    assert set(doubts["kind"]) == {"doubt"}  # the roll-out's own answer is another
    assert "The effect beside a regression" not in complete.page().html

"""The page of the best rule: an equation that a person can read, what it gains, and over what."""

import numpy as np
import pandas as pd
import pytest
import test_page_optimum as paths_page

from tradewinds.policy.policy_names import ALL_SECTORS, PROPORTIONAL, REACTION, RULE
from tradewinds.policy.rules.equation import RULE_COLUMNS
from tradewinds.settings.seen import SeenTerm

pytestmark = pytest.mark.slow

SEEN = (
    SeenTerm("sectors", "price[t-1]", "%", 100.0),
    SeenTerm("sectors", "d(tariff[t-2])", "points", 100.0, True),
)


def rule(price=0.5, hidden=False):
    rows = [
        dict(zip(RULE_COLUMNS, row, strict=True))
        for row in (
            ("constant", "a", "", "", "points", 0, -0.10, np.nan, np.nan),
            ("constant", "b", "", "", "points", 0, 0.04, np.nan, np.nan),
            ("slopes", "", "sectors", "price[t-1]", "%", 0, 0.04 * price, 4.0, price),
            ("slopes", "", "sectors", "d(tariff[t-2])", "points", 0, -0.002, 2.0, -0.1),
        )
    ]
    if hidden:
        network = {"sector": "", "table": "sectors", "hidden": 0, "value": 0.1, "spread": 4.0}
        told = [(one.text, one.unit, slope) for one, slope in zip(SEEN, (0.8, -0.1), strict=True)]
        for part in ("inner", "reading"):
            rows += [
                network | {"part": part, "term": term, "unit": unit, "per_unit": slope}
                for term, unit, slope in told
            ]
        rows += [
            network
            | {
                "part": "level",
                "sector": name,
                "term": "",
                "unit": "points",
                "value": value,
                "per_unit": np.nan,
            }
            for name, value in (("a", 0.05), ("b", 0.02))
        ]
        last = {"part": "explained", "term": "", "unit": "", "value": 0.83, "per_unit": np.nan}
        rows.append(network | last)
    return pd.DataFrame(rows)


def made(price=0.5, hidden=False, excess=0.0, gains=0.95, ahead=-0.1, **more):
    best = paths_page.row(RULE, objective=0.4, regret=0.1, excess=excess, gains=gains)
    simple = paths_page.row(PROPORTIONAL, "+1.2 points per % of price[t-1]", objective=0.1)
    table = pd.concat([pd.DataFrame([best]), paths_page.policies(), pd.DataFrame([simple])])
    table.loc[table["policy"] == "optimum", ["ahead", "ahead_low", "ahead_high"]] = ahead, -0.2, 0.05
    rates = [
        {"policy": RULE, "sector": sector, "period": period, "rate": 0.2, "rate_low": 0.1, "rate_high": 0.3}
        for sector in (ALL_SECTORS, "a", "b")
        for period in (1, 2, 3)
    ]
    moves = [{"kind": "shift", "by": by / 100, "loss": (by / 5) ** 2, "error": 0.01} for by in range(-3, 4)]
    moves += [{"kind": REACTION, "by": by, "loss": 0.1 * (1 - by), "error": 0.02} for by in (0.0, 0.5, 1.0)]
    found = paths_page.starts()
    return paths_page.made(
        table=table.reset_index(drop=True),
        path=pd.concat([pd.DataFrame(rates), paths_page.paths()], ignore_index=True),
        moved=pd.DataFrame(moves),
        rule=(rule(price, hidden), found.drop(columns="aim", errors="ignore")),
        seen=SEEN,
        **more,
    )


def first(**changes):
    return made(**changes).html.partition("</section>")[0]


def test_the_first_lines_say_the_rule_what_it_gains_and_whether_it_was_seen():
    text = first()
    said = text.partition('<p class="answer')[2].partition("</p>")[0]
    assert "Set the tariff 3.0 points below unchanged tariffs on average" in said
    assert "0.50 points higher for each % more price" in said
    assert "for each % more price and 1 smaller reaction. Welfare" in said
    assert "Welfare is 0.40 higher than with unchanged tariffs" in said and "+0.10 to +0.70" in said
    assert "0.10 lower than on the best path (−0.20 to +0.050)" in said
    assert "Inside what was seen</a>: all stays there" in text
    assert "Inside what was seen</a>: 0.40 training ranges outside on average" in first(excess=0.4)
    assert "0.10 higher than on the best path" in first(ahead=0.1)
    equation = "tariff[s,t] = unchanged tariffs + a[s] + 0.500 price[t-1] − 0.100 d(tariff[t-2])"
    whole = made().html
    assert equation in whole and "0.10 points lower for each point more d(tariff[t-2])" in whole
    assert "It stays within what was seen." in whole and "Which rule is best?" in text


def test_a_rule_that_hardly_reacts_is_said_so():
    assert "points lower for each point more d(tariff[t-2]). Welfare" in first(price=0.01)


def test_term_by_term_and_beside_other_policies():
    text = made().html
    assert "What the rule does about what it sees" in text and "The constant a[s]" in text
    assert (
        "The rule is ahead by" in text and "Best proportional rule (+1.2 points per % of price[t-1])" in text
    )
    assert "Reacting pays</a>: worth +0.10" in text
    assert "Between two objectives" not in text and "Where the search for a rule began and ended" in text


def test_a_network_is_told_by_the_nearest_line():
    text = made(hidden=True).html
    assert "0.80 points higher for each % more price" in text and "+ network" in text
    assert "which tells 83" in text
    assert "by a small network, roughly 3.5 points above unchanged tariffs on average" in text


def test_a_gain_that_cannot_be_told_is_no_plain_answer():
    assert '<p class="answer plain">' in first() or '<p class="answer">' in first()
    assert '<p class="answer doubt">' in first(gains=0.6)
    assert "The data cannot tell it from the baseline" in made(gains=0.6).html


def test_best_fits_have_no_bands_here_either():
    text = made(algorithm="ensemble").html
    assert "best fits from several starts +0.10 to +0.70" in text and "\u202f% band" not in text

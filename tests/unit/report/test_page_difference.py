"""What an update changed, on a page."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from test_page_compare import judged, made_of, moved, of_fits, texts
from test_page_optimum import paths, policies

from tradewinds.report.difference import inputs as difference
from tradewinds.report.difference.inputs import DifferenceInputs
from tradewinds.report.difference.page import DIFFERENCE_PAGE

pytestmark = pytest.mark.slow

OTHER = ("1" * 64, "2" * 64)


def revised(made, by=1.05, more=0):
    """With other values of volume in the last ten periods of the first sector, and its first row gone."""
    table = made.panels["sectors"].copy()
    first = table["sector"] == table["sector"].iloc[0]
    last = first & (table["period"] > table["period"].max() - 10)
    table.loc[last, "volume"] *= by
    return replace(made, panels=made.panels | {"sectors": table.iloc[1:]})


def seeds(made, share):
    rows = [("price", "effect over seeds", "tariff", share, "")]
    table = pd.DataFrame(rows, columns=["equation", "quantity", "metric", "value", "note"])
    return replace(made, answers=dict.fromkeys(made.answers, table))


def first(page):
    lines = page.summary.query("section == 'short' and role == 'line'")
    return lines["text"].iloc[0], lines["kind"].iloc[0]


def test_of_the_same_results_nothing_changed(complete):
    page = DIFFERENCE_PAGE.render(*made_of(complete, complete))
    text, kind = first(page)
    assert text.startswith("The answer did not change: ") and "the data are the same" in text
    assert kind == "good" and "The sectors: nothing changed in 640 rows." in texts(page.summary, "short")
    assert page.html.count("<h1") == 1


def test_rows_are_told_with_their_number_size_and_place(complete):
    made = made_of(complete, revised(complete), OTHER)
    page = DIFFERENCE_PAGE.render(*made)
    assert "10 values revised, 0 rows added, 1 gone" in first(page)[0]
    short = texts(page.summary, "short")
    assert "10 values of 639 rows revised" in short and "+5.0 %" in short and "1 gone" in short
    values = DifferenceInputs(*made).all_values()
    assert values["kind"].value_counts()["revised"] == 10 and set(values["table"]) == {"sectors"}
    cells = page.summary.query("section == 'rows' and role == 'cell'")
    assert "639" in cells["text"].tolist()


def test_a_change_beyond_its_uncertainty_is_said_first(complete):
    text, kind = first(DIFFERENCE_PAGE.render(*made_of(complete, moved(complete, 50.0), OTHER)))
    assert text.startswith("The answer changed by more than its uncertainty: ") and kind == "doubt"
    text, kind = first(DIFFERENCE_PAGE.render(*made_of(complete, moved(complete, 0.01), OTHER)))
    assert (
        text.startswith("The answer changed, but by less than its uncertainty if the two shared no rows")
        and kind == "plain"
    )
    assert "lies within the band it had" in text and "did not change" not in text


@pytest.mark.parametrize(
    ("share", "said", "cell"), [(0.0, "by up to", "beyond it"), (5.0, "as far", "within it")]
)
def test_the_scatter_of_computing_again_is_told_from_new_data(complete, share, said, cell):
    made = made_of(seeds(complete, share), seeds(moved(complete, 0.2), share), OTHER)
    page = DIFFERENCE_PAGE.render(*made)
    assert f"other seeds alone would move it {said}" in first(page)[0]
    assert cell in texts(page.summary, "reasons")


def test_more_than_its_computation_explains_is_a_change_though_rows_are_shared(complete):
    """The band of independent estimates holds it; 0.2 points are more than other seeds make of it."""
    for share, said, marked in ((0.0, "more than", "doubt"), (5.0, "no more than", "plain")):
        made = made_of(seeds(complete, share), seeds(moved(complete, 0.01), share), OTHER)
        text, kind = first(DIFFERENCE_PAGE.render(*made))
        assert text.startswith(f"The answer changed by {said} computing it again explains")
        assert kind == marked


def test_bands_of_independent_estimates_are_said_to_be_too_wide_for_shared_rows(complete):
    short = texts(DIFFERENCE_PAGE.render(*made_of(complete, revised(complete), OTHER)).summary, "short")
    assert "these bands are too wide" in short and "the bands are too wide where rows are held out" in short


def test_series_that_were_ranked_otherwise_are_neither_gone_nor_added(complete):
    """Of a choice of the largest, one series is exchanged; its rows neither came nor went."""
    table = complete.panels["sectors"]
    one, other = table["sector"].unique()[:2]

    def choosing(without):
        kept = table[table["sector"] != without]
        tables = complete.experiment["data"]["tables"]
        chosen = tables | {"sectors": tables["sectors"] | {"most_series": 7}}
        data = complete.experiment["data"] | {"tables": chosen}
        return replace(
            complete,
            panels=complete.panels | {"sectors": kept},
            experiment=complete.experiment | {"data": data},
        )

    made = made_of(choosing(one), choosing(other), OTHER)
    given = DifferenceInputs(*made)
    rows = given.edges["sectors"].rows
    assert (rows.later, rows.filled, rows.gone) == (0, 0, 0) and given.values["sectors"].empty
    assert given.carried["sectors"] == ([other], [one])
    short = texts(DIFFERENCE_PAGE.render(*made).summary, "short")
    assert "By most_series, 1 series no longer carried and 1 newly carried" in short
    assert "0 added, 0 gone" in short.replace("rows added", "added") and "exchanged by most_series" in short


def test_values_that_arrived_or_were_withdrawn_are_no_revisions(complete):
    table = complete.panels["sectors"]
    late = replace(
        complete,
        panels=complete.panels | {"sectors": table.assign(volume=table["volume"].where(table.index >= 3))},
    )
    for sides, said in (((late, complete), "3 arrived"), ((complete, late), "3 withdrawn")):
        page = DIFFERENCE_PAGE.render(*made_of(*sides, OTHER))
        assert "0 values revised, " + said in first(page)[0]


def test_the_largest_revision_is_told_of_rates_beside_quantities(complete):
    made = revised(complete)
    table = made.panels["sectors"].copy()
    table.loc[table.index[5], "tariff"] += 0.02
    short = texts(
        DIFFERENCE_PAGE.render(
            *made_of(complete, replace(made, panels=made.panels | {"sectors": table}), OTHER)
        ).summary,
        "short",
    )
    assert re.search(r"the largest .*\+5\.0 % and .*\+2\.0", short)


def test_the_scatter_is_that_of_two_middles_in_widths_of_their_bands(complete):
    given = DifferenceInputs(*made_of(seeds(complete, 0.1), seeds(moved(complete, 0.2), 0.1), OTHER))
    row = next(given.effects.itertuples())
    one, other = 0.1 * (row.a_high - row.a_low), 0.1 * (row.b_high - row.b_low)
    assert given.computed_again(row) == pytest.approx(1.6448536 * np.hypot(one, other))
    unknown = DifferenceInputs(*made_of(seeds(complete, np.nan), moved(complete, 0.2), OTHER))
    assert np.isnan(unknown.computed_again(row))


def test_a_spread_of_best_fits_has_no_uncertainty_to_be_held_against(complete):
    text, kind = first(
        DIFFERENCE_PAGE.render(*made_of(of_fits(complete), of_fits(moved(complete, 50.0)), OTHER))
    )
    assert "by what no band is known" in text and kind == "doubt" and "uncertainty" not in text


def test_an_answer_that_is_lost_or_won_is_said(complete):
    alone = replace(
        complete,
        rollouts={},
        experiment=complete.experiment | {"scenarios": complete.experiment["scenarios"]},
    )
    for ends, said in (
        (("passed", "failed"), "There is no answer any more"),
        (("failed", "passed"), "There is an answer now"),
        (("failed", "failed"), "There was no answer, and there is none now."),
    ):
        page = DIFFERENCE_PAGE.render(*made_of(*(judged(alone, end) for end in ends), OTHER))
        assert first(page)[0].startswith(said), ends


@pytest.mark.parametrize(
    ("half", "said", "marked"),
    [
        (0.2, "changed by more than its uncertainty", "doubt"),
        (0.4, "changed by no more than the rows that A and B do not share leave uncertain", "plain"),
        (None, "changed, but by less than its uncertainty if the two shared no rows", "plain"),
    ],
)
def test_by_the_distributed_lag_a_change_is_held_against_what_is_shared(
    complete, monkeypatch, half, said, marked
):
    """Bands of ±1 of two estimates 0.3 apart: independent, they would differ from zero at 1.4."""
    band = None if half is None else (0.3 - half, 0.3, 0.3 + half)
    monkeypatch.setattr(difference, "_judged", lambda side: side)
    monkeypatch.setattr(difference, "change_band", lambda old, new, outcome: band)
    none = pd.DataFrame(columns=list(difference.ATTRIBUTED_COLUMNS))
    monkeypatch.setattr(difference, "attributed_change", lambda old, new, outcomes: none)
    alone = replace(complete, rollouts={})
    made = made_of(judged(alone, "passed"), judged(alone, "passed", 2.3), OTHER)
    page = DIFFERENCE_PAGE.render(*made)
    text, kind = first(page)
    assert text.startswith(f"The answer {said}: ") and kind == marked
    assert ("knows what the two share" in texts(page.summary, "short")) == (band is not None)


def test_scores_of_other_rows_are_held_against_both_errors(complete):
    given = DifferenceInputs(*made_of(complete, complete))
    scores = given.own_scores
    assert len(scores) and (scores["difference"] == 0).all()
    half = 2 * np.hypot(scores["a_error"], scores["b_error"])
    assert scores["high"].to_numpy() == pytest.approx(half.to_numpy())
    said = "each on its own held-out rows, B forecasts better than A for 0 and worse for 0"
    other = DIFFERENCE_PAGE.render(*made_of(complete, revised(complete), OTHER)).summary
    same = DIFFERENCE_PAGE.render(*made_of(complete, complete)).summary
    assert said in texts(other, "short") and said not in texts(same, "short")
    assert "on the same held-out rows" in texts(same, "short")


def test_the_chosen_policy_is_told_with_its_rate_and_welfare(complete):
    def chosen(sample, rates, welfare):
        table = policies()
        columns = ["welfare_low", "welfare", "welfare_high"]
        table.loc[table["policy"] == "optimum", columns] = [welfare - 0.1, welfare, welfare + 0.1]
        return table, paths(rates=rates)

    asked, provenance, found = made_of(complete, complete)
    for side, rates, welfare in (("a", (0.1, 0.2), 0.5), ("b", (0.3, 0.4), 1.5)):
        table, path = chosen(complete, rates, welfare)
        found[f"{side}.policies"], found[f"{side}.policy_paths"] = {"optimum": table}, {"optimum": path}
    short = texts(DIFFERENCE_PAGE.render(asked, provenance, found).summary, "short")
    assert "a mean tariff of 15 % in A and 35 % in B at its end" in short
    assert "+1.0 (+0.86 to +1.1)" in short and "distinguishable from zero" in short

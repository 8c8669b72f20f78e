import math

import pandas as pd
import pytest
from sample import Sample, sample

from tradewinds.report.headlines import Line, headlines
from tradewinds.report.names import Names
from tradewinds.report.verdicts import ordered_verdicts, status_of


def lines_of(made: Sample) -> list[Line]:
    scores = {
        tier: pd.concat([table, made.baselines[tier], made.leads[tier]])
        for tier, table in made.scores.items()
    }
    return headlines(Names(made.experiment, made.panels), scores, made.verdicts, made.recovery)


def test_a_simple_model_that_wins_stands_in_the_first_line() -> None:
    first = lines_of(sample(network_advantage=-0.12))[0]
    assert first.kind == "bad"
    assert (
        "A simple model predicts better than the network for 7 of 7 equations, one period ahead" in first.text
    )
    assert any(
        item.startswith("Producer price: ridge regression") and "0.12 ± 0.03" in item.replace("\u00a0", " ")
        for item in first.items
    )


def test_nothing_is_called_better_within_the_error() -> None:
    kinds = [line.kind for line in lines_of(sample(network_advantage=0.02))]
    assert kinds[0] == "doubt"


def test_an_uncomputed_score_is_said_and_never_good(complete: Sample) -> None:
    broken = complete.scores["tier1"].assign(value=math.nan)
    made = Sample(**{**vars(complete), "scores": {**complete.scores, "tier1": broken}})
    first = lines_of(made)[0]
    assert first.kind == "bad" and "producer price" in first.text


def test_a_tier_without_verdicts_is_unchecked(complete: Sample) -> None:
    made = Sample(**{**vars(complete), "verdicts": {"tier1": complete.verdicts["tier1"]}})
    assert any(line.kind == "bad" and "Tier 2: no verdict" in line.text for line in lines_of(made))


@pytest.mark.parametrize(
    ("verdict", "value", "status"),
    [
        ("pass", 0.5, "pass"),
        ("pass", math.nan, "not computed"),
        (None, 0.5, "not computed"),
        ("splendid", 0.5, "not computed"),
        ("not applicable", math.nan, "not applicable"),
        ("fail", math.nan, "fail"),
    ],
)
def test_what_rests_on_no_number_never_passes(verdict: object, value: float, status: str) -> None:
    assert status_of(verdict, value) == status


def test_failures_come_first(complete: Sample) -> None:
    table = complete.verdicts["tier1"].copy()
    table.loc[3, "verdict"] = "fail"
    rows = ordered_verdicts(Names(complete.experiment, complete.panels), "tier1", table)
    assert rows[0].status == "fail" and rows[-1].status == "not applicable"


def test_a_truth_that_bands_do_not_hold_is_said(complete: Sample) -> None:
    missed = {tier: table.assign(coverage=0.2) for tier, table in complete.recovery.items()}
    last = lines_of(Sample(**{**vars(complete), "recovery": missed}))[-1]
    assert last.kind == "bad" and "for 0 of 3 effects; not for" in last.text and len(last.items) == 3
    assert all(", when " in item and ", estimated " in item for item in last.items)
    assert lines_of(complete)[-1].kind == "good"


def test_it_is_said_which_checks_failed_and_which_cannot_say(complete: Sample) -> None:
    table = complete.verdicts["tier1"].copy()
    table.loc[table["verdict"] != "not applicable", "verdict"] = "pass"
    two = table.index[table["check"] == "beats simple models"][:2]
    table.loc[two, "verdict"] = "inconclusive"
    table.loc[table.index[table["check"] == "coverage"][0], "verdict"] = "fail"
    made = Sample(**{**vars(complete), "verdicts": complete.verdicts | {"tier1": table}})
    line = next(line for line in lines_of(made) if "failed" in line.text)
    assert " failed (coverage of the bands) and 2 cannot say (beats the simple models 2)." in line.text

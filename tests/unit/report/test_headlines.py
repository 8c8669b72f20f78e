import math

import pandas as pd
import pytest
from sample import Sample, sample

from tradewinds.report.blocks import Statement
from tradewinds.report.headlines import comparison_lines, truth_lines, verdict_lines
from tradewinds.report.names import Names
from tradewinds.report.verdicts import ordered_verdicts
from tradewinds.review.table import status_of


def lines_of(made: Sample) -> list[Statement]:
    scores = {
        tier: pd.concat([table, made.baselines[tier], made.leads[tier]])
        for tier, table in made.scores.items()
    }
    names = Names(made.experiment, made.panels)
    verdicts = [line for tier in names.tiers for line in verdict_lines(names, tier, made.verdicts.get(tier))]
    truth = [line for tier, table in made.recovery.items() for line in truth_lines(names, tier, table)]
    return [*comparison_lines(names, scores, made.verdicts), *verdicts, *truth]


def test_a_simple_model_that_wins_stands_in_the_first_line() -> None:
    first = lines_of(sample(network_advantage=-0.12))[0]
    assert first.kind == "bad"
    assert (
        "A simple model predicts better than the network for 7 of 7 equations, one period ahead" in first.text
    )
    assert any(item.text == "Producer price: ridge regression, 0.12 (0.060 to 0.18)" for item in first.items)


def test_nothing_is_called_better_within_the_error() -> None:
    kinds = [line.kind for line in lines_of(sample(network_advantage=0.02))]
    assert kinds[0] == "doubt"


def test_an_uncomputed_comparison_is_said_and_never_good(complete: Sample) -> None:
    broken = complete.verdicts["tier1"].assign(value=math.nan)
    made = Sample(**{**vars(complete), "verdicts": {**complete.verdicts, "tier1": broken}})
    first = lines_of(made)[0]
    assert first.kind == "bad" and "producer price" in first.text


def test_a_tier_without_verdicts_is_unchecked(complete: Sample) -> None:
    made = Sample(**{**vars(complete), "verdicts": {"tier1": complete.verdicts["tier1"]}})
    assert any(line.kind == "bad" and "Tier 2: no verdict" in line.text for line in lines_of(made))


@pytest.mark.parametrize(
    ("written", "value", "status"),
    [
        ("passed", 0.5, "passed"),
        ("passed", math.nan, "not computed"),
        (None, 0.5, "not computed"),
        ("splendid", 0.5, "not computed"),
        ("void", math.nan, "void"),
        ("failed", math.nan, "failed"),
    ],
)
def test_what_rests_on_no_number_never_passes(written: object, value: float, status: str) -> None:
    assert status_of(written, value) == status


def test_failures_come_first(complete: Sample) -> None:
    table = complete.verdicts["tier1"].copy()
    table.loc[3, "status"] = "failed"
    rows = ordered_verdicts(Names(complete.experiment, complete.panels), "tier1", table)
    assert rows[0].status == "failed" and rows[-1].status == "passed"


def test_a_truth_that_bands_do_not_hold_is_said(complete: Sample) -> None:
    missed = {tier: table.assign(coverage=0.2) for tier, table in complete.recovery.items()}
    last = lines_of(Sample(**{**vars(complete), "recovery": missed}))[-1]
    assert last.kind == "bad" and "for 0 of 3 effects; not for" in last.text and len(last.items) == 3
    assert all(", when " in item.text and ", estimated " in item.text for item in last.items)
    assert lines_of(complete)[-1].kind == "good"


def test_it_is_said_which_checks_failed_and_which_cannot_say(complete: Sample) -> None:
    table = complete.verdicts["tier1"].copy()
    table.loc[table["status"] != "void", "status"] = "passed"
    two = table.index[table["check"] == "beats simple models"][:2]
    table.loc[two, "status"] = "undecided"
    table.loc[table.index[table["check"] == "coverage"][0], "status"] = "failed"
    made = Sample(**{**vars(complete), "verdicts": complete.verdicts | {"tier1": table}})
    line = next(line for line in lines_of(made) if "failed" in line.text)
    assert " failed (coverage of the bands) and 2 cannot say (beats the simple models 2)." in line.text


def test_a_tier_that_is_not_accepted_is_counted_among_the_checks_that_failed(complete: Sample) -> None:
    """“Not accepted” beside “none of 4 checks failed” stood on one page."""
    table = complete.verdicts["tier1"].copy()
    table.loc[table["check"] == "acceptance", "status"] = "failed"
    made = Sample(**{**vars(complete), "verdicts": complete.verdicts | {"tier1": table}})
    said = [line.text for line in lines_of(made) if line.kind == "bad"]
    judged = (table["status"] != "void").sum()
    assert f"Tier 1: 1 of {judged} checks failed (acceptance constraint)." in said


@pytest.mark.parametrize(
    ("band", "says"), [((-0.17, -0.01), "A simple model predicts better"), ((-0.2, 0.04), "cannot be told")]
)
def test_a_comparison_is_told_as_its_check_found_it(complete: Sample, band: tuple, says: str) -> None:
    """−0.08 ± 0.05: the first lines said “cannot be told apart”, the verdict below them “fails”."""
    table = complete.verdicts["tier1"].copy()
    status = "failed" if band[1] < 0 else "undecided"
    row = table.index[table["check"] == "beats simple models"][0]
    table.loc[row, ["value", "low", "high"]] = (-0.08, *band)
    table.loc[row, "status"] = status
    made = Sample(**{**vars(complete), "verdicts": complete.verdicts | {"tier1": table}})
    told = next(line for line in lines_of(made) if says in line.text)
    assert len(told.items) == 1 and told.items[0].text.startswith("Producer price: ridge regression")
    (verdict,) = [
        row
        for row in ordered_verdicts(Names(made.experiment, made.panels), "tier1", table)
        if row.check == "beats simple models" and row.of == "Producer price"
    ]
    assert verdict.status == status and verdict.status.kind == told.kind


@pytest.mark.parametrize(
    ("value", "band", "status", "says"),
    [
        (0.5, (0.3, 0.7), "failed", "The network is not ahead by the 0.75 nats asked for 1 of 7 equations"),
        (0.5, (0.3, 0.9), "undecided", "is ahead by the 0.75 nats asked for cannot be told for 1 of 7"),
    ],
)
def test_a_margin_that_was_asked_for_is_told(complete: Sample, value, band, status, says) -> None:
    table = complete.verdicts["tier1"].copy()
    row = table.index[table["check"] == "beats simple models"][0]
    table.loc[row, ["value", "low", "high", "threshold"]] = (value, *band, 0.75)
    table.loc[row, "status"] = status
    made = Sample(**{**vars(complete), "verdicts": complete.verdicts | {"tier1": table}})
    assert any(says in line.text for line in lines_of(made))

import math

import pandas as pd
import pytest
from sample import Sample, sample

from tradewinds.report.experiment.fit.headlines import comparison_lines, truth_lines, verdict_lines
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement
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


@pytest.mark.slow
def test_a_simple_model_that_wins_stands_in_the_first_line() -> None:
    first = lines_of(sample(network_advantage=-0.12))[0]
    assert first.kind == "bad"
    assert (
        "A simple model predicts better than the network for 7 of 7 equations, one period ahead" in first.text
    )
    assert any(item.text == "Producer price: ridge regression, 0.12 (0.060 to 0.18)" for item in first.items)


@pytest.mark.slow
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
        (0.3, (-0.1, 0.7), "failed", "The network is not ahead by the 0.75 nats asked for 1 of 7 equations"),
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


def with_tier1(made: Sample, **tables: pd.DataFrame) -> Sample:
    changed = {name: {**getattr(made, name), "tier1": table} for name, table in tables.items()}
    return Sample(**{**vars(made), **changed})


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("failed", "bad"),
        ("not computed", "bad"),
        ("undecided", "doubt"),
        ("void", "doubt"),
        ("passed", "good"),
    ],
)
def test_whether_a_tier_is_accepted_strikes_the_eye_as_it_ended(complete: Sample, status, kind) -> None:
    """A failed acceptance shown as good passed all tests."""
    table = complete.verdicts["tier1"].copy()
    mine = table["check"] == "acceptance"
    table.loc[mine, ["status", "sentence"]] = (status, "The loss is 0.4.")
    lines = lines_of(with_tier1(complete, verdicts=table))
    (line,) = [line for line in lines if line.text.startswith("Tier 1: The loss is 0.4.")]
    assert line.kind == kind and line.value == table.loc[mine, "value"].item()


@pytest.mark.parametrize(
    ("statuses", "kind", "says"),
    [
        ([], "good", "Tier 1: all 3 checks passed."),
        (
            ["undecided"],
            "doubt",
            "Tier 1: none of 3 checks failed and 1 cannot say (beats the simple models).",
        ),
        (
            ["undecided", "not computed"],
            "bad",
            "Tier 1: 1 of 3 checks failed (beats the simple models) and 1 c",
        ),
    ],
)
def test_how_the_checks_of_a_tier_ended_strikes_the_eye_as_the_worst(complete, statuses, kind, says) -> None:
    table = complete.verdicts["tier1"].query("check == 'beats simple models'").iloc[:3].reset_index(drop=True)
    table["status"] = [*statuses, *["passed"] * (3 - len(statuses))]
    last = verdict_lines(Names(complete.experiment, complete.panels), "tier1", table)[-1]
    assert last.kind == kind and last.text.startswith(says)
    void = verdict_lines(Names(complete.experiment, complete.panels), "tier1", table.assign(status="void"))
    assert void[-1].kind == "bad" and "no check could be asked" in void[-1].text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("advantage", "says", "item", "kind"),
    [
        (
            0.15,
            "The network predicts better than every simple model for 7 of 7",
            "0.15 (0.090 to 0.21)",
            "good",
        ),
        (
            0.02,
            "For 7 of 7 equations the network and the best simple model",
            "0.020 (−0.040 to 0.080)",
            "doubt",
        ),
        (-0.12, "A simple model predicts better than the network for 7 of 7", "0.12 (0.060 to 0.18)", "bad"),
    ],
)
def test_who_predicts_better_is_said_with_the_band_of_its_lead(advantage, says, item, kind) -> None:
    line = lines_of(sample(network_advantage=advantage))[0]
    assert line.text.startswith(says) and line.kind == kind and line.value == 7
    whose = "it" if advantage < -0.1 else "the network"
    assert f"; {whose} is ahead in log density by (nats per observation, 95\u202f% band):" in line.text
    assert line.items[0].text == f"Producer price: ridge regression, {item}"
    assert line.items[0].level == 0.95 and line.items[0].low < line.items[0].value < line.items[0].high


def test_simple_models_that_win_by_another_score_are_named_with_their_lead(complete: Sample) -> None:
    """An error of 2 beside the network's 4 is half of the network's, and twice its own."""
    scores, baselines, leads = (
        getattr(complete, name)["tier1"].copy() for name in ("scores", "baselines", "leads")
    )
    price = "equation == 'price' and scale == 'original' and holdout == 'ahead' and metric == 'rmse'"
    scores.loc[scores.query(price).index, ["value", "error"]] = (4.0, 0.06)
    ridge = baselines.query(f"{price} and model == 'ridge'").index
    baselines.loc[ridge, ["value", "error"]] = (2.0, 0.08)
    inside = leads.query("equation == 'volume' and holdout == 'inside' and model == 'ridge'").index
    leads.loc[inside, ["value", "lower", "upper"]] = (-0.1, -0.16, -0.04)
    lines = lines_of(with_tier1(complete, scores=scores, baselines=baselines, leads=leads))
    points = next(line for line in lines if "better point forecasts, one period ahead" in line.text)
    assert [item.text for item in points.items] == ["Producer price: ridge regression, 50 (45 to 55) %"]
    held = next(
        line for line in lines if line.text.startswith("For rows held out inside the training periods")
    )
    assert [item.text for item in held.items] == ["Import volume: ridge regression, 0.10 (0.040 to 0.16)"]
    assert points.kind == held.kind == "bad" and points.value == held.value == 1


def test_equations_that_were_not_compared_are_a_bad_line(complete: Sample) -> None:
    table = complete.verdicts["tier1"].query("equation != 'price'")
    line = lines_of(with_tier1(complete, verdicts=table))[0]
    assert line.text.endswith("was computed for producer price: nothing is claimed.") and line.kind == "bad"


@pytest.mark.parametrize(
    ("held", "kind"),
    [(("price", "volume"), "doubt"), (("price",), "bad"), (("price", "volume", "wages"), "good")],
)
def test_truths_held_are_good_only_where_all_are(complete: Sample, held, kind) -> None:
    table = complete.recovery["tier1"]
    table = table[table["equation"].isin(["price", "volume", "wages"])]
    table = table.assign(coverage=table["coverage"].where(table["equation"].isin(held), 0.2))
    (line,) = truth_lines(Names(complete.experiment, complete.panels), "tier1", table)
    assert line.kind == kind and line.value == len(held)
    said = "the 90\u202f% band held the true one-period effect in at least 80\u202f% of rows, for "
    assert f"{said}{len(held)} of 3 effects" in line.text and line.text.endswith(
        "." if kind == "good" else ":"
    )
    half = table[table["equation"] != "wages"].assign(coverage=0.2)
    half.loc[half["equation"] == "price", "coverage"] = 0.9
    (line,) = truth_lines(Names(complete.experiment, complete.panels), "tier1", half)
    assert line.kind == "bad" and "for 1 of 2 effects" in line.text

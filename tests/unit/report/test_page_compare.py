"""Two results beside each other on a page."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sample import NOT_FOUND, Sample

from tradewinds.policy.effect_verdict import ANSWER
from tradewinds.report.compare.inputs import ComparedVerdict, CompareInputs, EffectEstimate
from tradewinds.report.compare.page import COMPARE_PAGE, comparison_inputs
from tradewinds.report.compare.words import rule_of
from tradewinds.report.words import SPREAD
from tradewinds.review.status import Status
from tradewinds.settings.changes import differing_keys
from tradewinds.settings.sections import plain

pytestmark = pytest.mark.slow


def made_of(a: Sample, b: Sample, values: tuple[str, str] = ("1" * 64, "1" * 64), where: str = "results"):
    """What the page is made of, of two samples; ``values``: hashes of the tables of each; ``where``: folder
    of both, of which the page's own is results.
    """
    parts, read, documents = {}, {}, {}
    for side, one, value in zip("ab", (a, b), values, strict=True):
        settings = {"experiment": one.experiment | {"report": plain(one.settings)}}
        for name, by_folder in vars(one).items():
            if name not in NOT_FOUND and isinstance(by_folder, dict):
                for folder, artifact in by_folder.items():
                    path = f"{where}/{side}/{name}/{folder}/{name}.parquet"
                    parts[path], read[path] = (side, name), artifact
                    documents[path] = {"values": value, "stage": name, "inputs": {}}
        path = f"{where}/{side}/report/index.parquet"
        parts[path], documents[path] = (side, "report"), {"settings": settings, "inputs": {}}
    folders = [f"{where}/a", f"{where}/b"]
    return comparison_inputs(["a", "b"], folders, parts, read, documents, "results")


def texts(frame: pd.DataFrame, section: str) -> str:
    return "\n".join(frame[frame["section"] == section]["text"])


def test_of_the_same_results_nothing_differs(complete):
    page = COMPARE_PAGE.render(*made_of(complete, complete))
    short = texts(page.summary, "short")
    assert "no setting differs" in short and "The data are the same, value by value." in short
    assert "the same in both" in short and "Every check that both were asked ends the same." in short
    assert "B forecasts better for 0 and worse for 0 of" in short
    assert "<h1" in page.html and "results/a" in page.html


def test_results_of_months_and_of_numbered_periods_stand_beside_each_other(complete):
    dated = {
        name: table.assign(period=pd.Timestamp("2010-01-01") + pd.to_timedelta(31 * table["period"], "D"))
        for name, table in complete.panels.items()
    }
    data = complete.experiment["data"]
    tables = {name: one | {"frequency": "month"} for name, one in data["tables"].items()}
    monthly = complete.experiment | {"data": data | {"tables": tables}}
    made = made_of(complete, replace(complete, experiment=monthly, panels=dated), ("1" * 64, "2" * 64))
    assert not CompareInputs(*made).shared_rows and CompareInputs(*made_of(complete, complete)).shared_rows
    assert "The data are not the same" in texts(COMPARE_PAGE.render(*made).summary, "short")


def test_settings_data_and_checks_that_differ_are_named(complete):
    verdicts = {tier: table.copy() for tier, table in complete.verdicts.items()}
    first = verdicts["tier1"].index[verdicts["tier1"]["status"] == "passed"][0]
    verdicts["tier1"].loc[first, "status"] = "failed"
    other = replace(complete, experiment=complete.experiment | {"seed": 99}, verdicts=verdicts)
    frame = COMPARE_PAGE.render(*made_of(complete, other, ("1" * 64, "2" * 64))).summary
    cells = frame[(frame["section"] == "settings") & (frame["role"] == "cell")]
    assert list(cells["text"]) == ["seed", str(complete.experiment["seed"]), "99"]
    assert "The data are not the same: values of the sectors" in texts(frame, "short")
    checks = frame[(frame["section"] == "checks") & (frame["role"] == "cell")]["text"].tolist()
    assert checks[0] == verdicts["tier1"].loc[first, "title"] and checks[-2:] == ["passes", "fails"]
    assert "1 check ends differently" in texts(frame, "short")


def test_a_moved_effect_is_told_with_the_band_of_its_difference(complete):
    made = made_of(complete, moved(complete, 50.0))
    effects = CompareInputs(*made).effects
    nation = effects[effects["group"] == "national"]
    assert nation["difference"].to_numpy() == pytest.approx(50.0, abs=0.5) and (nation["low"] > 0).all()
    policy = complete.experiment["scenario"].get("variable", "tariff")
    aggregates = complete.experiment["data"].get("aggregates") or {}
    assert not set(nation["variable"]) & {name for name, one in aggregates.items() if one["of"] == policy}
    lines = texts(COMPARE_PAGE.render(*made).summary, "short")
    assert "distinguishable from zero" in lines


def of_fits(made: Sample) -> Sample:
    """With an ensemble's draws in place of a posterior's."""
    inference = {"inference": made.experiment["tier1"]["inference"] | {"algorithm": "ensemble"}}
    tiers = {tier: made.experiment[tier] | inference for tier in ("tier1", "tier2")}
    return replace(made, experiment=made.experiment | tiers)


def moved(made: Sample, by: float) -> Sample:
    """With the effects on the nation so much higher."""
    tree = made.rollouts["rising"].copy()
    nation = tree["national"].to_dataset().copy(deep=True)
    for name in [name for name in nation if str(name).endswith("_effect_quantile")]:
        nation[name] = nation[name] + by
    tree["national"] = nation
    return replace(made, rollouts=made.rollouts | {"rising": tree})


def test_a_spread_of_best_fits_is_called_no_band_and_tells_nothing_from_none(complete):
    made = made_of(complete, of_fits(moved(complete, 50.0)))
    frame = COMPARE_PAGE.render(*made).summary
    national = CompareInputs(*made).effects.query("group == 'national'")
    assert national[["low", "high"]].isna().all(axis=None) and (national["difference"] > 40).all()
    short, effects = texts(frame, "short"), texts(frame, "effects")
    assert "from none" not in short and "(best fits +" in short and "which has no band" in short
    assert f"of B there is only the {SPREAD}" in short and f"of B the {SPREAD}" in effects
    assert "of two independent posteriors" not in effects
    own = frame[frame["section"].eq("effects") & frame["text"].str.contains("best fits +", regex=False)]
    assert len(own) and own["level"].isna().all() and own["low"].notna().all()
    ends = frame[frame["section"].eq("short") & frame["text"].str.contains("by the networks: A")]
    assert len(ends) and set(ends["kind"]) == {"doubt"}
    alike = COMPARE_PAGE.render(*made_of(of_fits(complete), of_fits(complete))).summary
    ends = alike[alike["section"].eq("short") & alike["text"].str.contains("by the networks: A")]
    assert ends["text"].str.endswith("; the same in both.").all() and set(ends["kind"]) == {"plain"}


def judged(made: Sample, status: str, value: float = 2.0) -> Sample:
    row = {"outcome": "price", "unit": "%", "power": np.nan, "check": ANSWER, "title": "The effect"}
    row |= {"since": "", "treated": "", "sectors": ""}
    row |= {
        "question": "?",
        "equation": "",
        "detail": "",
        "value": value,
        "low": value - 1,
        "high": value + 1,
    }
    row |= {"threshold": np.nan, "status": status, "gate": False, "advice": "", "sentence": "Because."}
    path = {"outcome": "price", "of": "scenario", "unit": "%", "leads": np.nan, "announced": 0, "horizon": 1}
    paths = pd.DataFrame([path | {"estimate": value, "low": value - 1, "high": value + 1}])
    verdict = {"policy": None, "outcomes": [], "effects": ["sector"], "clusters": ["sector"]}
    found = {"effect_verdict": {"economics": pd.DataFrame([row])}, "effect_paths": {"economics": paths}}
    return replace(made, experiment=made.experiment | {"verdict": verdict}, **found)


def test_what_one_side_does_not_answer_is_no_difference(complete):
    frame = COMPARE_PAGE.render(*made_of(judged(complete, "passed"), judged(complete, "failed", 9.0))).summary
    short = texts(frame, "short")
    assert "the data of B do not answer what the policy does to it; A: +2.0 (+1.0 to +3.0)" in short
    rows = frame[(frame["section"] == "effects") & (frame["row"] == 0) & (frame["role"] == "cell")]
    first = rows[rows["block"] == rows["block"].min()]["text"].tolist()
    assert first[2:] == ["no answer", "–"] and "9.0" not in "".join(first)


def test_two_estimates_differ_by_independent_errors():
    """Bands of ±1 and ±2 at 90 %: the difference has one of ±√5."""
    one, other = EffectEstimate(Status.passed, 2, 1, 3), EffectEstimate(Status.passed, 5, 3, 7)
    low, middle, high = ComparedVerdict("price", one, other).difference
    assert (middle, high - middle, middle - low) == pytest.approx((3, np.sqrt(5), np.sqrt(5)))
    assert ComparedVerdict("price", one, one).difference == (0, 0, 0)


def test_arms_of_unlike_length_stay_unlike():
    """In per cent of quantities in logs bands reach further up: 2 (1 to 5) and 5 (2 to 9)."""
    one, other = EffectEstimate(Status.passed, 2, 1, 5), EffectEstimate(Status.passed, 5, 2, 9)
    low, middle, high = ComparedVerdict("price", one, other).difference
    assert (middle - low, high - middle) == pytest.approx((np.sqrt(9 + 9), np.sqrt(16 + 1)))
    assert ComparedVerdict("price", one, other, (2.5, 3.0, 3.5)).difference == (2.5, 3.0, 3.5)


def test_the_rule_says_what_is_shared():
    assert "same seed" in rule_of(True, True) and "wider than the difference deserves" in rule_of(True, False)
    assert "part of the difference" in rule_of(False, True)
    assert "bands are too wide" in rule_of(False, True, shared=True)
    assert "too wide" not in rule_of(False, True)


def test_settings_that_one_side_lacks_are_shown_as_that():
    a, b = {"x": {"y": 1, "z": [1]}, "w": 0}, {"x": {"y": 2, "z": [1], "v": None}}
    assert sorted(differing_keys(a, b)) == [("w", "0", "–"), ("x.v", "–", "None"), ("x.y", "1", "2")]


@pytest.mark.parametrize("where", ["results", "old/results"])
def test_reports_are_linked_that_lie_in_the_folder_of_all_results(complete, where):
    made = made_of(complete, complete, where=where)
    beside = [f"../{side}/report/index.html" for side in "ab"] if where == "results" else ["", ""]
    assert made[0]["reports"] == beside
    linked = re.findall(r'href="([^"#]*/index\.html)"', COMPARE_PAGE.render(*made).html)
    assert linked == [one for one in beside if one]
    assert set(made[2]["a.rollouts"]) == set(complete.rollouts)

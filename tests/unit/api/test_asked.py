"""What is asked of a fitted model is validated as an experiment's settings are, before it is computed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import tradewinds as tw
from tradewinds.data.split import split
from tradewinds.data.split_panel import SplitPanel
from tradewinds.policy.evaluate import PolicyEvaluation
from tradewinds.settings.changes import with_keys
from tradewinds.settings.data_variable import VariableSettings

MONTHS = [f"2021-0{month}" for month in range(1, 5)]


@pytest.fixture(scope="module")
def untrained(panel, model) -> tw.FittedModel:
    """A model without draws: whatever computes with them fails with another error."""
    settings = model.settings_for(panel, 0)
    parts = split(panel.tables, settings.split, 0)
    train, test = ({name: pair[i] for name, pair in parts.items()} for i in (0, 1))
    return tw.FittedModel(SplitPanel(train, test, panel.data), {}, 0, settings=settings)


def rates(**columns) -> pd.DataFrame:
    return pd.DataFrame({"period": MONTHS, "tariff": 0.2} | columns)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (tw.Step(2.0), r"path.size = 2.0; expected a fraction between -1 and 1. Write 0.1 for 10 points"),
        (tw.Step(float("nan")), "path.size = nan; expected a finite number"),
        (tw.Step(50.0, relative=True), "path.size = 50.0; expected a share of the last rate"),
        (tw.Step(0.05, start=50, periods=8), "path.start = 50; expected at most periods = 8"),
        (tw.Removal(start=9, periods=8), "path.start = 9; expected at most periods = 8"),
        (tw.Ramp(0.05, length=50, periods=8), "path.length = 50; .*periods = 8; it takes 50"),
        (tw.Temporary(0.05, length=8, periods=8), "path.length = 8; .*periods = 8; it takes 9"),
        (tw.Step(0.05, periods=0), "periods = 0; expected a whole number of at least 1"),
        (tw.Impulse(0.05, start=0), "path.start = 0; expected a whole number"),
        (tw.Step(0.05, sectors=["toys", "toys"]), "path.sectors = .*toys once"),
        (tw.Rates(table=rates(), periods=4, start=2), "path.start = 2; expected nothing: the table"),
        (0.05, "path = 0.05; expected a path .Step, Ramp.*Write tw.Step"),
    ],
)
def test_a_path_that_cannot_be_is_refused(untrained, path, words):
    """Two points meant, and a change after the end of the path, had an answer."""
    with pytest.raises(tw.SettingsError, match=words):
        untrained.roll_out(path)
    with pytest.raises(tw.SettingsError, match=words.replace("path", "baseline", 1)):
        length = getattr(path, "periods", 8)
        untrained.roll_out(tw.Step(0.05, periods=length), baseline=path)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (rates(tariff=20.0), "path.table: tariff = 20.0 in row 1 .* at most 1: .* percent=True"),
        (rates(tariff=-0.1), "path.table: tariff = -0.1 in row 1"),
        (rates(tariff=[0.2, 0.2, np.nan, 0.2]), "tariff = nan in row 3 .* a number in every row"),
        (rates().drop(columns="tariff"), "no column 'tariff' among period; expected period, tariff"),
        (rates().drop(columns="period"), "no column 'period'"),
        (pd.concat([rates(), rates()]), "period = 2021-01 in row 5 .* each period once"),
        (rates(period=["Jan", "Feb", "Mar", "Apr"]), "cannot be read .*'Jan'"),
        (rates(sector="toys").iloc[:0], "no rows; expected a rate in every period"),
    ],
)
def test_a_table_of_rates_is_checked_as_a_file_is(untrained, table, words):
    with pytest.raises(tw.ScenarioError, match=words):
        untrained.roll_out(tw.Rates(table=table, periods=4))


def test_too_few_draws_are_refused(untrained):
    for draws in (0, 5):
        with pytest.raises(tw.SettingsError, match=f"draws = {draws}; expected .* at least 10"):
            untrained.roll_out(tw.Step(0.05), draws=draws)


def test_rates_are_as_high_as_the_variable_says(untrained):
    """2.0 is 200 points where rates may be so high, and rates in percent are a hundredth."""
    from tradewinds.api.paths import rates_of, validate_asked

    table = untrained.data.tables["sectors"]
    high = replace(table.variables["tariff"], largest=2.5)
    assert isinstance(high, VariableSettings)
    data = replace(untrained.data, tables={"sectors": replace(table, variables={"tariff": high})})
    scenario = replace(untrained.settings.scenario, periods=4)
    assert validate_asked(tw.Step(np.float32(2.0)), "path", scenario, data).size == 2.0
    found = rates_of({"path": tw.Rates(table=rates(tariff=145), percent=True)}, "tariff", data)
    assert (found["path"]["tariff"] == 1.45).all()


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ({"outcome": "prise", "above": 0}, r"x\[.outcome.\] = 'prise'; .*Did you mean price"),
        ({"outcome": "volume", "above": 0}, "= 'volume'; expected what the policy moves: price"),
        ({"outcome": "price"}, r"x\[.above.\], x\[.below.\] = .* one of them or both"),
        ({"outcome": "price", "above": 0, "horizn": 3}, r"x\[.horizn.\]; .*Did you mean horizon"),
        ({"outcome": "price", "above": 0, "rise": 5.0}, r"x\[.rise.\] = 5.0; expected a fraction"),
        (3, "x = 3; expected the check's keys"),
    ],
)  # fmt: skip
def test_a_check_that_cannot_be_asked_is_refused_first(untrained, check, words):
    """It took 35 s to end in a KeyError."""
    with pytest.raises(tw.SettingsError, match=words):
        untrained.check(x=check)


def test_a_baseline_that_is_not_declared_is_named(panel):
    model = tw.TradeModel(["price[t] ~ tariff[t]"], settings={"scenario.baseline": "step"})
    with pytest.raises(tw.SettingsError, match="baseline = 'step'; expected one of unchanged"):
        model.fit(panel, progress=False)


class Found(Exception):
    """What the search for a path was given."""


@pytest.fixture
def counted_from(untrained, monkeypatch):
    """The baseline that ``optimise`` counts effects from, under some settings."""

    def found(fit, choice, baseline, *_):
        raise Found(baseline)

    monkeypatch.setattr("tradewinds.api.optimum.find_policy", found)

    def ask(**keys) -> np.ndarray:
        asked = replace(untrained, settings=with_keys(untrained.settings, keys))
        with pytest.raises(Found) as search:
            asked.optimise(periods=4, welfare={"weights": {"sectors": {"price": 1.0}}}, progress=False)
        return search.value.args[0]

    return ask


def test_effects_of_the_best_path_are_counted_from_the_baseline(counted_from, tmp_path, monkeypatch):
    """The scenario's own path was taken for it, and a path from a file was a TypeError."""
    still = counted_from()
    assert (still == still[0]).all()
    paths = {"step": {"name": "step", "shape": "step", "size": 0.1}}
    moved = counted_from(**{"paths": paths, "scenario.baseline": "step"})
    np.testing.assert_allclose(moved - still, 0.1)

    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    rates().assign(tariff=30.0).to_csv(tmp_path / "mine.csv", index=False)
    file = {"shape": "file", "file": "mine.csv", "written": "percent"}
    assert (counted_from(**{f"scenario.{key}": value for key, value in file.items()}) == still).all()
    paths = {"mine": {"name": "mine"} | file}
    assert (counted_from(**{"paths": paths, "scenario.baseline": "mine"}) == 0.3).all()


def test_one_sector_need_not_be_a_list():
    assert tw.Step(0.05, sectors="toys").settings().sectors == ["toys"]


def rows_of(rates: np.ndarray) -> pd.DataFrame:
    periods, sectors = rates.shape
    place = {"sector": np.tile(np.arange(sectors), periods), "period": np.repeat(np.arange(periods), sectors)}
    return pd.DataFrame(place | {"rate": rates.reshape(-1)})


@pytest.mark.parametrize("around", ["baseline", "path"])
def test_a_rule_is_looked_for_where_one_is_asked_for(untrained, monkeypatch, around):
    """It is told what it sees, and from which rates it moves; its numbers come back with the rest."""
    asked, numbers = {}, pd.DataFrame({"part": ["slopes"], "value": [0.1]})

    def path(fit, choice, baseline, *_):
        return rows_of(baseline + 0.07), None

    def rule(fit, choice, baseline, rates, log):
        asked.update(seen=choice.seen, by=rates - baseline)
        return numbers, None

    def evaluated(fit, choice, found, tariffs, rule=None):
        rates = rows_of(found["welfare"])
        paths = pd.concat([rates.assign(policy=name) for name in ("rule", "optimum", "baseline")])
        return PolicyEvaluation(numbers, numbers, paths, numbers if rule is numbers else None, None)

    for name, stub in {"find_policy": path, "find_rule": rule, "evaluate_policies": evaluated}.items():
        monkeypatch.setattr(f"tradewinds.api.optimum.{name}", stub)
    welfare = {"weights": {"sectors": {"price": 1.0}}}
    keys = {"form": "rule", "rule.around": around}
    found = untrained.optimise(periods=4, welfare=welfare, optimise=keys, progress=False)
    assert [one.text for one in asked["seen"]] == ["price[t-1]"]
    np.testing.assert_allclose(asked["by"], 0.07 if around == "path" else 0.0)
    assert found.rule is numbers and found.moves is numbers
    assert found.plot().get_title(loc="left") == "The rule with the highest welfare"
    plain = untrained.optimise(periods=4, welfare=welfare, progress=False)
    assert plain.rule is None and plain.moves is None

"""A tariff rule through the roll-out, in an economy whose best rule is known.

volume[t] = 1 + gap[t-1] − b τ[t], revenue τ · volume, the gap an AR(1): the best rate of a period is
(1 + gap[t-1]) / 2b, which no path can know, and which earns Var(gap) / 4b a period more than the best path.
"""

from dataclasses import replace

import jax
import numpy as np
import pandas as pd
import pytest
from linear_world import (
    Coefficients,
    described,
    linear_model,
    make_world,
    panel,
    planned_path,
    scenario,
    with_roles,
)

from tradewinds.errors import DataError
from tradewinds.policy.evaluate import evaluate_policies
from tradewinds.policy.optimum import SEARCH_SIDE, find_policy, path_of, prepare
from tradewinds.policy.rules.equation import RULE_COLUMNS
from tradewinds.policy.rules.judging import RuleOnDraws
from tradewinds.policy.rules.reacting import rule_equation, rule_evaluator, rule_numbers
from tradewinds.policy.rules.search import find_rule
from tradewinds.policy.scenario import planned_rates
from tradewinds.settings.data_variable import VariableScale
from tradewinds.settings.optimise import Around, OptimiseSettings, PolicyForm, RuleSettings
from tradewinds.settings.outcomes import Outcome, PolicyProblem
from tradewinds.settings.seen import SeenTerm
from tradewinds.settings.welfare import WelfareSettings

pytestmark = pytest.mark.slow

B, RHO, SD, HORIZON, DRAWS = 2.0, 0.6, 0.2, 8, 80
ASKED = scenario(HORIZON, 0.1)
SETTINGS = OptimiseSettings(
    form=PolicyForm.rule, knots=3, draws=DRAWS // 2, evaluation_draws=DRAWS // 2, starts=2, steps=120,
    highest=0.6, grid=6, inside=9.0, patience=15,
)  # fmt: skip
GAP = SeenTerm("sectors", "gap[t-1]", "")
LATE = SeenTerm("sectors", "d(gap[t-2])", "", 1.0, True)


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(0)
    values = {name: rng.uniform(low, high, (2, 24)) for name, low, high in (
        ("tariff", 0.02, 0.3), ("gap", -0.4, 0.4), ("volume", 0.2, 1.4))}  # fmt: skip
    values["revenue"] = values["tariff"] * values["volume"]
    table = panel(values, 1, "step", industry=["a", "b"])
    tables = {"sectors": described(table, "step", identities={"revenue": "tariff * volume"})}
    tables["sectors"].variables["volume"].scale = VariableScale.level
    laws = {
        "gap[t] ~ gap[t-1]": Coefficients([RHO - 1.0], sigma=SD),
        "volume[t] ~ volume[t-1] + gap[t-1] + tariff[t]": Coefficients([-1.0, 1.0, -B], 1.0, sigma=0.01),
    }
    rows = {"sectors": with_roles(table, 4)}
    return make_world(rows, tables, {"tier1": laws}, model=linear_model(), draws=DRAWS)


def question(world, seen=(GAP,), **rule):
    outcomes = [Outcome("sectors", "revenue", log=False, factor=100.0, total=True, weight=1.0)]
    welfare = WelfareSettings(smoothness=0.0, support=0.0, discount=0.0)
    settings = replace(SETTINGS, rule=RuleSettings(**rule))
    return PolicyProblem(world.data, world.tiers, ASKED, welfare, settings, outcomes, list(seen))


@pytest.fixture(scope="module")
def fit(world):
    return world.fit()


@pytest.fixture(scope="module")
def tariffs(world):
    return planned_rates(planned_path(world, ASKED))


@pytest.fixture(scope="module")
def learned(world, fit, tariffs):
    return find_rule(fit, question(world), tariffs["baseline"], tariffs["baseline"], lambda _: None)


@pytest.fixture(scope="module")
def best_path(world, fit, tariffs):
    found, _ = find_policy(fit, question(world), tariffs["baseline"], None, None, lambda _: None)
    return path_of(found)


def gaps(fit) -> np.ndarray:
    """Known ones [T, S]; paths go on from the last."""
    rows = pd.concat([fit.panel.train["sectors"], fit.panel.test["sectors"]])
    return rows.pivot(index="period", columns="sector", values="gap").to_numpy()


def test_the_known_rule_is_found_from_every_start(fit, tariffs, learned):
    """Within a twentieth: the disturbances of volume, one in twenty of the gap's, are in it too."""
    rule, starts = learned
    assert tuple(rule) == RULE_COLUMNS and set(starts["start"]) == {"holding", "best constant shift"}
    slope = rule[rule["part"] == "slopes"].iloc[0]
    assert slope["per_unit"] == pytest.approx(100 / (2 * B), rel=0.05)
    assert slope["value"] == pytest.approx(slope["spread"] * slope["per_unit"] / 100)
    constants = rule.loc[rule["part"] == "constant", "value"].to_numpy()
    known = (1 + gaps(fit)[-1]) / (2 * B) - tariffs["baseline"][0]
    np.testing.assert_allclose(constants, known, atol=0.01)
    assert starts["apart"].max() < 0.005 and (starts["ended"] > starts["began"]).all()


def test_what_it_gains_over_the_best_path_is_what_reacting_is_worth(world, fit, tariffs, learned, best_path):
    """100 Var(gap) / 4b over two sectors, with the gap's variance of each period; three standard errors of
    the mean over the draws."""
    judged = evaluate_policies(fit, question(world), {"welfare": best_path}, tariffs, learned[0])
    of = judged.policies.set_index("policy")
    known = 2 * 100 * np.mean([_variance(h) for h in range(HORIZON)]) / (4 * B)
    error = of.loc["optimum", "ahead_deviation"] / np.sqrt(DRAWS / 2)
    assert abs(of.loc["optimum", "ahead"] - known) < 3 * error and known > 3 * error
    assert of.loc["optimum", "ahead_share"] > 0.9 and of.loc["rule", "regret"] < 0
    assert of.loc["baseline", "ahead"] > of.loc["optimum", "ahead"]
    proportional = of.loc["best proportional rule"]
    assert "points per unit of gap[t-1]" in proportional["name"] and proportional["ahead"] > 0
    moves = judged.moves.set_index(["kind", "by"])["loss"]
    assert moves["share of the reaction", 1.0] == moves["shift", 0.0] == 0.0
    # without reacting rates stay where the last known gap would have them, while its mean goes back to none
    back = [(gaps(fit)[-1] * (1 - RHO**h)) ** 2 for h in range(HORIZON)]
    known += 100 * np.sum(back) / HORIZON / (4 * B)
    assert moves["share of the reaction", 0.0] == pytest.approx(known, rel=0.2)
    rates = judged.paths[judged.paths["policy"] == "rule"]
    assert set(rates["sector"]) == {"", "a", "b"} and len(rates) == 3 * HORIZON
    mean = rates.pivot(index="period", columns="sector", values="rate")
    np.testing.assert_allclose(mean[""], mean[["a", "b"]].mean(axis=1))
    assert (rates["rate_low"] - 1e-9 <= rates["rate"]).all()
    assert (rates["rate"] <= rates["rate_high"] + 1e-9).all()
    shown = judged.rollout["sectors"]["tariff"].sel(path="scenario").isel(period=slice(1, None))
    np.testing.assert_allclose(shown.sel(sector=["a", "b"]).values.T, mean[["a", "b"]])


def _variance(h: int) -> float:
    """Of the gap h periods after the origin, where it is known."""
    return SD**2 * (1 - RHO ** (2 * h)) / (1 - RHO**2)


def test_around_the_best_path_it_begins_there_and_gains_nearly_as_much(
    world, fit, tariffs, learned, best_path
):
    """Not all: that the gap's mean goes back is in the path already, and in what the rule sees once more."""
    asked = question(world, around=Around.path)
    rule, starts = find_rule(fit, asked, tariffs["baseline"], best_path, lambda _: None)
    assert list(starts["start"]) == ["holding"]
    slope = rule.loc[rule["part"] == "slopes", "per_unit"].item()
    assert 0.7 * 100 / (2 * B) < slope < 1.05 * 100 / (2 * B)
    best = learned[1]["ended"].max()
    assert starts["began"].item() < 0.8 * best and 0.9 * best < starts["ended"].item() < best


def evaluator_of(world, fit, tariffs, **asked):
    problem = question(world, **asked)
    side = prepare(fit, problem, tariffs["baseline"], SEARCH_SIDE)
    equation = rule_equation(side, problem, tariffs["baseline"])
    return equation, rule_evaluator(side, equation, problem, tariffs["baseline"]), side


@pytest.mark.parametrize("hidden", [0, 3])
def test_the_gradient_is_that_of_the_objective(world, fit, tariffs, hidden):
    equation, evaluator, _ = evaluator_of(world, fit, tariffs, seen=(GAP, LATE), hidden=hidden)
    numbers = rule_numbers(equation.start(jax.random.key(1), 0.05))[0]
    numbers = numbers + np.random.default_rng(2).normal(0, 0.02, len(numbers))
    weights = evaluator.measure.weights
    value, slope = evaluator.value_and_slope(numbers, weights)
    assert value == pytest.approx(evaluator.value(numbers, weights))
    for place in range(len(numbers)):
        nudge = 1e-5 * np.eye(len(numbers))[place]
        rise = evaluator.value(numbers + nudge, weights) - evaluator.value(numbers - nudge, weights)
        assert slope[place] == pytest.approx(rise / 2e-5, rel=1e-5, abs=1e-7)


def test_a_rule_that_does_nothing_is_the_baseline_and_one_that_shifts_a_path(world, fit, tariffs):
    equation, evaluator, side = evaluator_of(world, fit, tariffs)
    idle, shifted = (rule_numbers(equation.start(jax.random.key(0), by))[0] for by in (0.0, 0.07))
    assert np.abs(evaluator.ask(idle).effects).max() < 1e-12
    path = side.evaluator.ask(tariffs["baseline"] + 0.07)
    for one, other in zip(evaluator.ask(shifted), path, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_a_rule_reads_the_past_and_no_more(world, fit, tariffs):
    """What it saw in a period is the gap of the period before, counted from the last known one."""
    equation, evaluator, _ = evaluator_of(world, fit, tariffs, seen=(GAP, LATE))
    rolled = evaluator.run(rule_numbers(equation.start(jax.random.key(0)))[0])
    values = rolled.values["sectors"]
    known = gaps(fit)
    past = np.concatenate([np.broadcast_to(known[-3:], (DRAWS // 2, 3, 2)), values["gap"]], axis=1)
    np.testing.assert_allclose(values["seen 0"], past[:, 2:-1] - known[-1], atol=1e-12)
    np.testing.assert_allclose(values["seen 1"], past[:, 1:-2] - past[:, :-3], atol=1e-12)


def test_a_rule_is_kept_to_its_bounds(world, fit, tariffs):
    equation, evaluator, _ = evaluator_of(world, fit, tariffs)
    chosen = equation.start(jax.random.key(0)) | {"slopes": np.array([5.0])}
    rates = evaluator.run(rule_numbers(chosen)[0]).values["sectors"]["tariff"]
    assert rates.min() == 0.0 and rates.max() == pytest.approx(0.6)


def test_a_network_is_read_as_the_line_nearest_to_it(world, fit, tariffs):
    rule, _ = find_rule(
        fit, question(world, hidden=3), tariffs["baseline"], tariffs["baseline"], lambda _: None
    )
    reading = rule[rule["part"] == "reading"].iloc[0]
    assert reading["per_unit"] == pytest.approx(100 / (2 * B), rel=0.1)
    assert rule.loc[rule["part"] == "explained", "value"].item() > 0.95
    side = prepare(fit, question(world, hidden=3), tariffs["baseline"], SEARCH_SIDE)
    judged = RuleOnDraws.of(side, question(world, hidden=3), tariffs["baseline"], tariffs["baseline"], rule)
    # the line goes through the means: of the rates, and of what is seen
    alive, (rates, rolled) = judged.outcomes().alive, judged.rolled()
    seen = rolled.values["sectors"]["seen 0"][alive].mean(axis=(0, 1))
    level = rule.loc[rule["part"] == "level", "value"].to_numpy()
    mean = (rates[alive] - judged.around).mean(axis=(0, 1))
    np.testing.assert_allclose(100 * level + reading["per_unit"] * seen, 100 * mean, atol=0.05)
    again = judged.equation.rows(judged.chosen)
    assert again["value"].tolist() == rule["value"].tolist()[: len(again)]


def test_a_rule_may_look_at_its_own_rates_and_at_nothing_that_stands_still(world, fit, tariffs):
    own = question(world, seen=[SeenTerm("sectors", "tariff[t-1]", "points", 100.0)])
    side = prepare(fit, own, tariffs["baseline"], SEARCH_SIDE)
    # the baseline holds them: the spread is a quarter of the range of rates
    assert rule_equation(side, own, tariffs["baseline"]).spread == pytest.approx([100 * 0.6 / 4])
    still = question(world, seen=[replace(GAP, factor=0.0)])
    with pytest.raises(DataError, match="does not move on the baseline"):
        rule_equation(side, still, tariffs["baseline"])

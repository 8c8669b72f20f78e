"""An economy whose best tariff is known in closed form: it is found, and the judging says what it should.

log v = c − β τ with a β of each draw; revenue τ v is highest at the rate where its mean over draws is.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
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

from tradewinds.policy.evaluate import evaluate_policies
from tradewinds.policy.optimum import EVALUATION_SIDE, SEARCH_SIDE, find_policy, path_of, prepare
from tradewinds.policy.scenario import planned_rates
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome, PolicyProblem
from tradewinds.settings.welfare import WelfareSettings

DRAWS, HORIZON, PERIODS = 60, 6, 24
BETA, SPREAD = 5.0, 0.5
BETAS = np.random.default_rng(3).normal(BETA, SPREAD, DRAWS)
TOLERANCE = 0.003
"""A third of a point: a fifth is the search's own error (unit tests), the rest the disturbances, which weigh
two sectors and 30 draws by exp(0.1 z), and so move their mean β by some 0.5 · 0.1 / √30 · √2, a twentieth
of a point."""
ASKED = scenario(HORIZON, 0.1)
SETTINGS = OptimiseSettings(
    knots=3, draws=30, evaluation_draws=30, starts=2, steps=80, highest=0.6, grid=3, inside=9.0, patience=15
)


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(0)
    values = {
        "tariff": rng.uniform(0.02, 0.15, (2, PERIODS)),
        "volume": np.exp(rng.normal(0.0, 0.3, (2, PERIODS))),
    }
    values["revenue"] = values["tariff"] * values["volume"]
    table = panel(values, 1, "step", industry=["a", "b"])
    equation = "volume[t] ~ volume[t-1] + tariff[t]"

    world = make_world(
        {"sectors": with_roles(table, 4)},
        {"sectors": described(table, "step", identities={"revenue": "tariff * volume"})},
        {"tier1": {equation: Coefficients([-1.0, -BETA], 0.5, sigma=0.1)}},
        model=linear_model(),
        draws=DRAWS,
    )
    # the slope of the tariff is another in every draw; the intercept takes up the mean tariff of the scaler
    tree, scale = world.posteriors["tier1"], world.scaler_of("volume")
    draws = tree["volume/posterior"].to_dataset().copy(deep=True)
    draws["beta"].values[0, :, 1] = -BETAS * scale.scale[1] / scale.target_scale
    draws["intercept"].values[0] -= (BETAS - BETA) * scale.mean[1] / scale.target_scale
    tree["volume/posterior"] = xr.DataTree(draws)
    return world


def question(world, **welfare):
    outcomes = [Outcome("sectors", "revenue", total=True, weight=1.0)]
    settings = WelfareSettings(smoothness=0.0, support=0.0, discount=0.0, **welfare)
    return PolicyProblem(world.data, world.tiers, ASKED, settings, SETTINGS, outcomes)


@pytest.fixture(scope="module")
def fit(world):
    return world.fit()


@pytest.fixture(scope="module")
def found(world, fit):
    tariffs = planned_rates(planned_path(world, ASKED))
    path, starts = find_policy(fit, question(world), tariffs["baseline"], None, None, lambda _: None)
    return path_of(path), starts, tariffs


def best_rate(betas: np.ndarray, base: float) -> float:
    rates = np.linspace(0.05, 0.5, 4501)[:, None]
    revenue = rates * np.exp(-betas * rates) / (base * np.exp(-betas * base))
    return float(rates[revenue.mean(axis=1).argmax(), 0])


def test_the_best_rate_is_found_within_a_third_of_a_point(found):
    path, starts, tariffs = found
    seen = BETAS[np.random.default_rng(0).permutation(DRAWS)[: DRAWS // 2]]
    known = best_rate(seen, tariffs["baseline"].mean())
    assert known == pytest.approx(1 / BETA, abs=0.015)
    assert np.abs(path - known).max() < TOLERANCE
    assert np.abs(tariffs["baseline"] - known).max() > 5 * TOLERANCE
    assert (starts["ended"] > starts["began"]).all() and starts["apart"].max() < TOLERANCE


def test_the_sides_share_neither_draws_nor_disturbances(world, fit, found):
    baseline = found[2]["baseline"]
    sides = [prepare(fit, question(world), baseline, side) for side in (SEARCH_SIDE, EVALUATION_SIDE)]
    betas, noise = [], []
    for side in sides:
        (sites, shocks, _), *_ = side.evaluator._parts
        betas.append(np.asarray(sites["sectors"][0]["beta"])[:, 1])
        noise.append(np.asarray(shocks["sectors"][0].noise).ravel())
    assert not set(betas[0]) & set(betas[1]) and len({*betas[0], *betas[1]}) == DRAWS
    assert not set(noise[0]) & set(noise[1])
    assert [side.networks for side in sides] == [30, 30]


@pytest.fixture(scope="module")
def judged(world, fit, found):
    path, _, tariffs = found
    return evaluate_policies(fit, question(world), {"welfare": path}, tariffs)


def test_on_fresh_draws_nothing_simple_does_better(judged):
    policies = judged.policies.set_index("policy")
    assert policies.loc["optimum", "name"] == "" and policies.loc["optimum", "gains"] > 0.9
    assert policies.loc["baseline", "objective"] == 0.0
    assert policies.loc["free trade", "objective"] == pytest.approx(-100.0)
    assert (policies["regret"] >= 0).all()
    assert policies.loc["best uniform tariff", "name"] in ("15 %", "30 %")
    assert 0 < policies.loc["baseline", "regret_error"] < policies.loc["baseline", "regret"]
    assert policies["truth"].isna().all()


def test_moving_the_optimum_costs_as_much_as_the_curve_of_the_hump_says(judged):
    shifts = judged.moves[judged.moves["kind"] == "shift"].set_index("by")["loss"]
    top = judged.policies.set_index("policy").loc["optimum", "objective"] + 100.0
    # revenue near its top: R (1 − (β δ)² / 2), with β²δ²/2 = 0.5 % at two points
    assert shifts.loc[[0.02, -0.02]].mean() == pytest.approx(top * (BETA * 0.02) ** 2 / 2, rel=0.15)
    assert shifts.loc[0.0] == 0.0


def test_a_worse_path_is_replaced_by_the_simple_policy_that_beats_it(world, fit, found):
    tariffs = found[2]
    worse = np.full_like(tariffs["baseline"], 0.55)
    judged = evaluate_policies(fit, question(world), {"welfare": worse}, tariffs).policies.set_index("policy")
    assert judged.loc["optimum", "name"].startswith(("point of the grid", "uniform tariff"))
    assert judged.loc["optimum", "regret"] == 0.0 < judged.loc["search", "regret"]
    simple = judged.loc[["baseline", "best uniform tariff", "best of the coarse grid"], "objective"]
    assert judged.loc["optimum", "objective"] == simple.max()


def test_what_was_found_can_be_written(judged, found):
    for table in (judged.policies, judged.effects, judged.paths, judged.moves, found[1]):
        assert isinstance(table, pd.DataFrame) and len(table)
    assert set(judged.rollout.children) == {"sectors", "weighted"}


@pytest.mark.parametrize(("draws", "networks"), [(8, [4, 4]), (7, [4, 3]), (3, [2, 1])])
def test_of_few_draws_the_search_has_half(world, found, draws, networks):
    few = {"tier1": world.posteriors["tier1"].copy(deep=True)}
    kept = few["tier1"]["volume/posterior"].to_dataset().isel(draw=slice(draws))
    few["tier1"]["volume/posterior"] = xr.DataTree(kept)
    asked = replace(question(world), optimise=replace(SETTINGS, draws=10, evaluation_draws=30))
    baseline = found[2]["baseline"]
    sides = [
        prepare(replace(world, posteriors=few).fit(), asked, baseline, side)
        for side in (SEARCH_SIDE, EVALUATION_SIDE)
    ]
    assert [side.networks for side in sides] == networks
    for side in sides:
        label = side.evaluator.networks
        betas = np.concatenate(
            [np.asarray(part[0]["sectors"][0]["beta"])[:, 1] for part in side.evaluator._parts]
        )
        assert [len(np.unique(betas[label == one])) for one in np.unique(label)] == [1] * side.networks


def test_the_optimum_is_flagged_as_a_scenario_is(world):
    """An equation of changes sees small steps, but the path leads beyond every rate that was seen."""
    tables = {"sectors": (world.train["sectors"], world.test["sectors"])}
    of_changes = make_world(
        tables,
        world.data.tables,
        {"tier1": {"volume[t] ~ volume[t-1] + d(tariff[t])": Coefficients([-1.0, -BETA], 0.5, sigma=0.1)}},
        model=linear_model(),
        draws=4,
    )
    tariffs = planned_rates(planned_path(of_changes, ASKED))
    best = tariffs["baseline"] + np.linspace(0.05, 0.3, HORIZON)[:, None]
    asked = replace(question(of_changes), optimise=replace(SETTINGS, draws=4, evaluation_draws=20))
    judged = evaluate_policies(of_changes.fit(), asked, {"welfare": best}, tariffs)
    chosen = path_of(judged.paths[judged.paths["policy"] == "optimum"])
    seen = of_changes.train["sectors"]["tariff"]
    beyond = (chosen[-1] - seen.max()) / (seen.max() - seen.min())
    outside = judged.rollout["sectors"]["outside"].sel(path="scenario").isel(period=-1)
    assert (outside >= beyond - 1e-12).all() and (beyond > 1).all()

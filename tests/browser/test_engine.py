"""The engine of the explorer against the roll-out itself, on random paths, for fits of every kind."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from chromium_page import needs_chromium, run_script
from linear_world import Coefficients, described, make_world, panel, with_roles
from linear_world import scenario as world_scenario
from prior_world import prior_world

from tradewinds.data.panel import Grid
from tradewinds.equations import Equation
from tradewinds.explorer.carried import carried, carried_scenario
from tradewinds.explorer.description import Description, describe_rollout
from tradewinds.explorer.page import engine_source
from tradewinds.fitted.fit import Fit
from tradewinds.policy import drawn_equations
from tradewinds.policy.run import Rolled, roll_out_program, runner_of
from tradewinds.settings.compose import compose
from tradewinds.settings.data import AggregateSettings
from tradewinds.settings.scenario import ScenarioSettings

pytestmark = [pytest.mark.slow, needs_chromium]

CONFIGS = Path(__file__).parents[2] / "configs"
DRAWS, PERIODS = 12, 6
OF_THE_BAND = 1e-3
"""Largest error, as a share of the width of a band of 90 %: what is promised of the page."""
TAME = [
    "data.synthetic.sectors=3",
    "data.synthetic.periods=40",
    "tier1.model.width=5",
    "tier2.model.width=5",
    "tier1.model.prior.output=0.2",
    "tier1.model.prior.linear=0.3",
    "tier1.model.noise.prior=0.3",
    "tier1.model.noise.spread=0.3",
    "tier2.model.noise.prior=0.3",
]
"""Draws of a prior that does not run away."""
TERMS = (
    "tier1.equations=['dlog(price[t], 2) ~ price[t-1] + d(tariff[t], 3) + mean(tariff[t-1], 4) "
    "+ log(volume[t-1]) + index', "
    "'volume[t] ~ common(dlog(price[t])) + level(price[t-2]) + mean(volume[t-1], 2) + dlog(revenue[t-1])', "
    "'wages[t] ~ avg_tariff[t] + revenue[t-1]']"
)
KINDS = {
    "input-dependent Normal noise, δ, effects of sectors": [],
    "heavy tails, two layers of relu": [
        "tier1.model.noise={family: student_t, scale: constant}",
        "tier1.model.activation=relu",
        "tier1.model.depth=2",
        "tier1.model.width=35",
    ],
    "a noise size a sector, swish, levels explained": [
        "tier1.model.noise.scale=per_sector",
        "tier1.model.activation=swish",
        "tier1.model.explain=level",
        "tier1.model.prior.bend=null",
    ],
    "every form of a term, no layer, slopes of sectors": [
        TERMS,
        "tier1.model.depth=0",
        "tier1.slopes=[tariff]",
        "tier1.effects=[sector,period]",
        "tier2.equations=['gdp[t] ~ wages[t]']",
    ],
    "an equation without inputs": [
        "tier1.equations=['price[t] ~ t', 'volume[t] ~ price[t] + tariff[t]', 'wages[t] ~ avg_tariff[t]']",
        "tier2.equations=['gdp[t] ~ wages[t]']",
    ],
    "a path without a linear one": ["tier1.model.linear=false", "tier1.model.noise.family=student_t"],
}


@dataclass
class Case:
    fit: Fit
    scenario: ScenarioSettings
    found: Description
    paths: list[np.ndarray]
    rolled: list[Rolled]


def case_of(fit: Fit, scenario: ScenarioSettings) -> Case:
    """The roll-out of two random paths; the second leaves the first after half of its periods."""
    found, parts = describe_rollout(fit, scenario, DRAWS), carried(fit, scenario, DRAWS)
    rng, last = np.random.default_rng(1), np.array(found.document["rates"])
    steps = rng.normal(0, 0.02, (2, found.document["horizon"], len(last)))
    half = len(steps[0]) // 2
    steps[1, :half] = steps[0, :half]
    paths = list(np.abs(last + steps.cumsum(axis=1)))
    program = roll_out_program(
        fit.panel.grids, parts.origin, parts.equations, fit.data, scenario.variable, "float64"
    )
    run = runner_of(program)
    return Case(fit, scenario, found, paths, [run(path) for path in paths])


def anchored(fit: Fit) -> Fit:
    """The same draws, linear in the weights about the first of them."""
    for tier in fit.tiers.values():
        for name in tier.posterior.children:
            draws = tier.posterior[f"{name}/posterior"].to_dataset()
            weights = [
                site for site in draws if re.fullmatch(r"[Wb]\d|v|intercept|beta|sigma_(beta|v)", site)
            ]
            for site in weights:
                first = draws[site].isel(draw=slice(0, 1)).values.repeat(draws.sizes["draw"], axis=1)
                draws[f"{site} anchor"] = (draws[site].dims, first)
            tier.posterior[f"{name}/posterior"] = xr.DataTree(draws)
    return fit


def monthly() -> Fit:
    """Months and quarters, month effects, an aggregate of each kind, groups that are new in every period."""
    rng = np.random.default_rng(0)
    months = {
        "tariff": rng.uniform(0.05, 0.2, (4, 41)),
        "price": np.exp(rng.normal(0.4, 0.2, (4, 41))),
        "volume": np.exp(rng.normal(1, 0.2, (4, 41))),
    }
    quarters = {
        "avg_tariff": rng.uniform(0.05, 0.2, (1, 13)),
        "import_price": np.exp(rng.normal(0.1, 0.1, (1, 13))),
        "imports": np.exp(rng.normal(5, 0.1, (1, 13))),
        "wages": np.exp(rng.normal(0, 0.1, (1, 13))),
    }
    months["price"][3, -20:] = np.nan  # a sector that has ended, over which nothing is averaged any more
    sectors = panel(months, "2016-01", "month", industry=list("abcd"), origin=["x", "x", "y", "y"])
    nation = panel(quarters, "2016-01", "quarter")
    spread = {"origin:period spread": 0.5, "industry:period spread": 0.3}

    def effects(periods: int) -> dict[str, np.ndarray]:
        """None of two origins' and four industries' months, of which one industry's end twenty before."""
        return {
            "origin:period effect": np.zeros(2 * periods),
            "industry:period effect": np.zeros(4 * periods - 20),
        }

    return make_world(
        {"sectors": with_roles(sectors, 0), "national": with_roles(nation, 0)},
        {"sectors": described(sectors, "month"), "national": described(nation, "quarter")},
        {
            "tier1": {
                "dlog(price[t]) ~ dlog(price[t-1]) + common(d(tariff[t])) + month": Coefficients(
                    [0.4, 1.5, 1.0], sigma=0.05, sites=spread | effects(39)
                ),
                "volume[t] ~ volume[t-1] + tariff[t]": Coefficients(
                    [-0.4, -1.0], sigma=0.1, sites=spread | effects(40)
                ),
                "wages[t] ~ avg_tariff[t] + import_price[t] + imports[t]": Coefficients(
                    [-0.4, 0.3, 0.2], sigma=0.02
                ),
            },
        },
        aggregates={
            "avg_tariff": AggregateSettings(of="tariff", how="mean", weights="volume"),
            "import_price": AggregateSettings(of="price", how="mean"),
            "imports": AggregateSettings(of="volume", how="sum"),
        },
        effects={"tier1": ["origin:period", "industry:period"]},
        draws=DRAWS,
    ).fit()


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    found = {}
    for name, overrides in KINDS.items():
        changed = {one.partition("=")[0] for one in overrides}
        tame = [one for one in TAME if one.partition("=")[0] not in changed]
        experiment = compose(CONFIGS, "quickstart", [*tame, f"scenario.periods={PERIODS}", *overrides])
        scenario = experiment.scenario
        found[name] = case_of(prior_world(experiment, DRAWS, within=name == next(iter(KINDS))), scenario)
    experiment = compose(CONFIGS, "quickstart", [*TAME, f"scenario.periods={PERIODS}"])
    found["linear about an anchor"] = case_of(anchored(prior_world(experiment, DRAWS)), experiment.scenario)
    found["months and quarters"] = case_of(monthly(), world_scenario(7, draws=DRAWS))
    return found


COMPUTE = """
function result() {
  const inLanes = rolled();
  globalThis.WebAssembly = undefined;
  return [inLanes, rolled()];
}
function rolled() {
  return cases.map(({ spec, numbers, paths }) => {
    const economy = new Economy(spec, bytesOf(numbers)), run = new Run(economy);
    const half = Math.ceil(spec.futures / 2), all = [...Array(spec.futures).keys()];
    const equations = Object.values(economy.tables).flatMap((table) => table.equations);
    const lanes = equations.filter((one) => one.network.lanes).length;
    const found = paths.map((path) => {
      run.begin(path);
      run.solve("first", all.slice(0, half));
      run.solve("rest", all.slice(half));
      const found = {};
      for (const [name, table] of Object.entries(economy.tables)) {
        const columns = run.columns[name], solved = [...table.solved].map((one) => [one, columns[one]]);
        const values = ({ value, step }) => [...value.slice(table.length * step)];
        found[name] = Object.fromEntries(solved.map(([one, column]) => [one, values(column)]));
        found[name][" outside"] = [...run.outside[name]];
      }
      return found;
    });
    return { lanes, found };
  });
}
"""


@pytest.fixture(scope="module")
def computed(cases, tmp_path_factory):
    return computed_by_page(cases, tmp_path_factory.mktemp("engine"))


def computed_by_page(cases: dict[str, Case], folder: Path) -> dict[str, list[dict]]:
    """What the engine makes of each case, with WebAssembly and without: how many equations are computed
    in lanes, and roll-outs of its paths."""
    given = [
        {
            "spec": one.found.document,
            "numbers": one.found.numbers.text(),
            "paths": [path.ravel().tolist() for path in one.paths],
        }
        for one in cases.values()
    ]
    script = f"{engine_source()}\nconst cases = {json.dumps(given)};{COMPUTE}"
    both = run_script(script, folder / "page.html")
    return dict(zip(cases, map(list, zip(*both, strict=True)), strict=True))


def in_order(values: list, like: np.ndarray) -> np.ndarray:
    """[H · N · S] as [N, H, S]; what JSON has no number for is none."""
    draws, periods, series = like.shape
    array = np.array([np.nan if one is None else one for one in values], float)
    return array.reshape(periods, draws, series).swapaxes(0, 1)


@pytest.mark.parametrize("name", [*KINDS, "linear about an anchor", "months and quarters"])
def test_the_page_rolls_random_paths_out_as_the_workflow_does(name, cases, computed):
    for one in computed[name]:
        require_alike(cases[name], one["found"])


def test_networks_are_computed_in_lanes_where_there_is_webassembly(cases, computed):
    """All that have a layer and an input, and are not linear about an anchor."""
    counts = {name: [one["lanes"] for one in found] for name, found in computed.items()}
    lone = {name for name, (lanes, _) in counts.items() if not lanes}
    assert lone == {"linear about an anchor", "months and quarters"}
    assert all(alone == 0 for _, alone in counts.values())
    whole = cases["heavy tails, two layers of relu"].fit
    assert counts["heavy tails, two layers of relu"][0] == len(list(whole.equations()))
    without = cases["an equation without inputs"].fit
    assert counts["an equation without inputs"][0] == len(list(without.equations())) - 1


def require_alike(case: Case, computed: list) -> None:
    apart = []
    for expected, found in zip(case.rolled, computed, strict=True):
        for table, variables in expected.values.items():
            for variable, values in variables.items():
                assert np.isfinite(values).all(), "a world that runs away compares nothing"
                band = np.quantile(values, 0.95, axis=0) - np.quantile(values, 0.05, axis=0)
                error = np.abs(in_order(found[table][variable], values) - values)
                apart.append((error <= OF_THE_BAND * band + 1e-9 * np.abs(values)).all())
            far = in_order(found[table][" outside"], expected.outside[table])
            np.testing.assert_allclose(far, expected.outside[table], atol=1e-3, rtol=1e-3)
    assert all(apart) and len(apart) >= 6


def test_the_page_adds_what_a_mean_over_all_series_is_beside_those_carried(monkeypatch, tmp_path):
    def apart(grid: Grid, equation: Equation, last: int) -> np.ndarray:
        return np.array([0.3 * term.common for term in equation.inputs] + [0.0] * equation.month)

    monkeypatch.setattr(drawn_equations, "beside_all", apart)
    one = case_of(monthly(), world_scenario(7, draws=DRAWS))
    ((found, _),) = computed_by_page({"one": one}, tmp_path).values()
    require_alike(one, found["found"])


def test_a_path_moved_halfway_is_another_from_there_on(cases):
    """What the second path has in common with the first is not computed anew, and is the same."""
    one, other = next(iter(cases.values())).rolled
    price = [path.values["sectors"]["price"] for path in (one, other)]
    np.testing.assert_array_equal(price[0][:, : PERIODS // 2], price[1][:, : PERIODS // 2])
    assert np.abs(price[0] - price[1])[:, -1].max() > 1e-6


def test_few_rows_have_futures_of_their_own(cases):
    one = next(iter(cases.values()))
    scenario = carried_scenario(one.fit, one.scenario)
    assert scenario.draws == 200 and scenario.futures_per_draw == one.scenario.futures_per_draw == 8
    assert one.found.document["futures"] == 8 * DRAWS


def test_the_page_draws_the_numbers_that_numpy_draws(tmp_path):
    """Long enough for every branch: one in some four thousand lies beyond the last layer."""
    count, df = 200_000, 2.7
    rng = np.random.default_rng(3)
    state = rng.bit_generator.state["state"]
    begin = json.dumps([f"{state['state']:032x}", f"{state['inc']:032x}"])
    script = f"""{engine_source()}
    function result() {{
      const from = new Generator(...{begin}), found = [];
      for (let i = 0; i < {count}; i += 1) found.push(from.normal());
      for (let i = 0; i < 1000; i += 1) found.push(from.student({df}));
      return found;
    }}"""
    found = np.array(run_script(script, tmp_path / "numbers.html"))
    expected = np.concatenate([rng.standard_normal(count), rng.standard_t(df, 1000)])
    assert np.abs(expected[:count]).max() > 3.6541528853610088  # beyond the last layer
    np.testing.assert_allclose(found, expected, rtol=1e-11)

"""The outcomes of a welfare are found in the tables, or one line says what is wrong before any job."""

from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.data_variable import Unit
from tradewinds.settings.outcomes import aims_of, outcomes_of, responding_names, share_of
from tradewinds.settings.stages import STAGES

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"


def experiment(name="quickstart", *overrides):
    return compose(CONFIGS, name, list(overrides))


def weights(known):
    return {outcome.place: outcome.weight for outcome in outcomes_of(known)}


@pytest.mark.parametrize(
    "name",
    [
        "quickstart",
        "nonlinear",
        "omitted",
        "falling_tariff",
        "source",
        "us_industry",
        "us_border",
        "us_trade",
        "us_statute",
    ],
)
def test_every_shipped_experiment_has_a_welfare(name):
    found = outcomes_of(experiment(name))
    assert found and "sectors.revenue" in [outcome.place for outcome in found]


def test_effects_are_relative_for_logs_and_in_points_for_rates():
    asked = "welfare.weights={national: {avg_tariff: -0.1, unemployment: -1}}"
    found = {one.name: one for one in outcomes_of(experiment("quickstart", asked))}
    assert (found["avg_tariff"].log, found["avg_tariff"].factor) == (False, 100.0)
    assert (found["unemployment"].log, found["unemployment"].factor) == (False, 1.0)
    assert found["income"].log and found["revenue"].total and not found["imports"].total


def test_effects_on_what_is_written_in_percent_are_in_points():
    known = experiment()
    known.data.tables["national"].variables["unemployment"].written = Unit.percent
    known.welfare.weights.national["unemployment"] = -1.0
    assert next(one for one in outcomes_of(known) if one.name == "unemployment").factor == 100.0


def test_the_order_is_that_of_the_tables_and_a_weight_of_nothing_leaves_out():
    known = experiment()
    nation = ["national.employment", "national.income", "national.imports"]
    assert list(weights(known)) == [*nation, "sectors.revenue"]
    assert "avg_tariff" in responding_names(known)["national"]
    known.welfare.weights.national["imports"] = 0.0
    assert list(weights(known)) == [*nation[:2], "sectors.revenue"]


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("welfare.weights.national.incme=1", ["welfare.weights = 'national.incme'", "mean national.income?"]),
        ("welfare.weights.sectors.elasticity=1", ["'sectors.elasticity'", "what a path changes: national."]),
        (
            "welfare.floors.national.revenu=0",
            ["welfare.floors = 'national.revenu'", "mean national.revenue?"],
        ),
        ("welfare.totals=[revnue]", ["welfare.totals = 'revnue'", "Did you mean revenue?"]),
        ("welfare.frontier=[rest,national.gpd]", ["welfare.frontier = 'national.gpd'", "mean national.gdp?"]),
        ("~welfare.weights", ["welfare.weights = {}", "at least one weight"]),
    ],
)
def test_what_no_path_changes_is_an_error_of_one_line(override, words):
    known = experiment("quickstart", override)  # most runs choose nothing: composing does not mind
    with pytest.raises(SettingsError) as error:
        outcomes_of(known)
    assert all(word in str(error.value) for word in words) and "\n" not in str(error.value)


def test_a_welfare_of_one_outcome_has_no_rest():
    with pytest.raises(SettingsError, match="nothing is left for “rest”"):
        outcomes_of(experiment("quickstart", "welfare=revenue", "welfare.frontier=[rest,sectors.revenue]"))


def test_the_frontier_has_a_search_for_each_point():
    known = experiment()
    assert aims_of(known) == ["welfare", *(f"frontier-{i}" for i in range(5))]
    places = ("welfare", "frontier-0", "frontier-1", "frontier-2")
    assert [share_of(aim, 3) for aim in places] == [None, 0, 0.5, 1]
    found = {one.place: (one.first, one.second) for one in outcomes_of(known)}
    assert found["national.income"] == (1.0, 0.0) and found["sectors.revenue"] == (0.0, 1.0)
    known.welfare.frontier = ["national.gdp", "national.imports"]
    found = {one.place: (one.first, one.second) for one in outcomes_of(known)}
    assert found["national.gdp"] == (1.0, 0.0) and found["national.imports"] == (0.0, -1.0)
    known.welfare.frontier = []
    assert aims_of(known) == ["welfare"]


def sections(*overrides):
    known = experiment("quickstart", *overrides)
    found = {aim: STAGES["find_policy"](known, aim) for aim in aims_of(known)}
    return found | {"review": STAGES["evaluate_policies"](known), "page": STAGES["report_optimum"](known)}


@pytest.fixture(scope="module")
def before():
    return sections()


@pytest.mark.parametrize(
    ("override", "rerun"),
    [
        ("optimise.tolerance=0.1", {"page"}),
        ("scenario.description=other", {"page"}),
        ("optimise.points=3", {"frontier-1", "frontier-2", "page"}),
        ("diagnostics.rhat=1.2", set()),
    ],
)
def test_a_search_depends_on_what_it_uses(before, override, rerun):
    after = sections(override)
    assert {name for name in after if before[name] != after[name]} == rerun

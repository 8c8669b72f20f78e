"""A stage's section holds what the stage uses and nothing else."""

from functools import cache
from pathlib import Path

import pytest

from tradewinds.settings.compose import compose
from tradewinds.settings.data import DataSettings
from tradewinds.settings.experiment import ExperimentSettings, refits, sbc_equations
from tradewinds.settings.sections import plain, typed
from tradewinds.settings.stages import STAGES
from tradewinds.settings.stages.jobs import each_simulation, swept_tiers
from tradewinds.settings.stages.shared import tables_of
from tradewinds.settings.tier import TierSettings

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"

FITS = ("fit", "fit_all")


@cache
def sections(*overrides: str) -> dict[str, dict]:
    """Every stage's section, by rule and wildcard."""
    experiment = compose(CONFIGS, "quickstart", list(overrides))
    plain_stages = ("estimate", "report", "report_ranks")
    found = {name: STAGES[name](experiment) for name in plain_stages}
    for scenario in experiment.scenarios:
        found[f"plan {scenario}"] = STAGES["plan"](experiment, scenario)
        found["roll_out"] = STAGES["roll_out"](experiment, scenario)
    for name in ("read", "split"):
        found |= {f"{name} {table}": STAGES[name](experiment, table) for table in ("sectors", "national")}
    for name in ("scale", "fit", "fit_all", "predict", "score_simple", "review", "recover", "review_ranks"):
        found |= {f"{name} {tier}": STAGES[name](experiment, tier) for tier in ("tier1", "tier2")}
    for equation, part in (("price", "0"), ("price", "3"), ("wages", "0")):
        found[f"rank {equation} {part}"] = STAGES["rank"](experiment, "tier1", equation, part)
    return found


def changed(*overrides: str) -> set[str]:
    before, after = sections(), sections(*overrides)
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(
    ("override", "stages_changed"),
    [
        ("report.accent='#000000'", {"report", "report_ranks"}),
        ("data.description=other", {"report"}),
        ("scenario.periods=7", {"report", "roll_out", "plan rising_tariffs"}),
        ("scenario.draws=50", {"report", "roll_out"}),
        ("scenario.size=0.2", {"report", "plan rising_tariffs"}),
        ("scenario.baseline=removal", {"report", "plan rising_tariffs"}),
        ("scenario.description=other", {"report"}),
        ("scenarios=[rising_tariffs,removal]", {"report"}),
        ("diagnostics.epsilon.tier2=0.5", {"report", "review tier2"}),
        ("diagnostics.rhat=1.2", {"report", "review tier1", "review tier2"}),
        (
            "diagnostics.bootstrap=50",
            {
                "report",
                *(
                    f"{stage} {tier}"
                    for stage in ("predict", "score_simple", "review")
                    for tier in ("tier1", "tier2")
                ),
            },
        ),
        ("diagnostics.ridge=2", {"report", "score_simple tier1", "score_simple tier2"}),
        (
            "tier2.model.prior.output=0.5",
            {"report", "roll_out", "fit tier2", "fit_all tier2", "predict tier2", "recover tier2"},
        ),
        ("tier2.title=other", {"report", "report_ranks"}),
        ("sbc.alpha=0.1", {"report_ranks", "review_ranks tier1", "review_ranks tier2"}),
        ("sbc.simulations=90", {"report_ranks", "rank price 3"}),
        (
            "sbc.draws=50",
            {"report_ranks", "rank price 0", "rank price 3", "rank wages 0"},
        ),
        (
            "inference.device=gpu",
            {"report", *(f"{fit} {tier}" for fit in FITS for tier in ("tier1", "tier2"))},
        ),
        ("data.tables.national.variables.gdp.label=other", {"report", "report_ranks", "roll_out"}),
        (
            "data.tables.national.variables.gdp.unit=other",
            {"report", "report_ranks", "roll_out", "read national"},
        ),
        ("split.inside_share=0.2", {"report", "split sectors", "split national"}),
        ("split.refit=false", {"report", "roll_out", "estimate"}),
        ("split.test_share=0.3", {"report", "split sectors", "split national"}),
    ],
)
def test_a_setting_changes_the_stages_that_use_it_and_no_other(override, stages_changed):
    assert changed(override) == stages_changed


@pytest.mark.parametrize(
    ("override", "used"),
    [
        ("scenario.size=0.2", True),
        ("scenario.flag_distance=0.2", True),
        ("scenario.draws=50", True),
        ("welfare.weights.national.gdp=1", True),
        ("report.title=other", True),
        ("data.tables.national.variables.gdp.label=other", True),
        ("verdict.policy=tariff", False),
        ("welfare.risk=cvar", False),
        ("report.accent='#000000'", False),
        ("scenario.show=[S1]", False),
        ("tier2.title=other", False),
        ("data.description=other", False),
        ("diagnostics.rhat=1.2", False),
    ],
)
def test_the_explorer_is_built_anew_for_what_it_shows_and_nothing_else(override, used):
    before, after = (
        STAGES["build_explorer"](compose(CONFIGS, "quickstart", asked)) for asked in ([], [override])
    )
    assert (before != after) is used


def test_sections_go_through_plain_types_and_back():
    experiment = compose(CONFIGS, "quickstart", [])
    section = STAGES["fit"](experiment, "tier1")
    tier = typed(TierSettings, section["tier"])
    assert tier.model == experiment.tier1.model and tier.inference == experiment.tier1.inference
    data = typed(DataSettings, section["data"])
    assert set(data.tables) == set(tables_of(experiment, "tier1"))
    assert plain(tier) == section["tier"]


def test_the_order_of_keys_and_comments_does_not_matter(tmp_path):
    import shutil

    import yaml

    copy = tmp_path / "configs"
    shutil.copytree(CONFIGS, copy)
    for path in [
        *copy.glob("model/*.yaml"),
        *copy.glob("diagnostics/*.yaml"),
        *copy.glob("inference/*.yaml"),
    ]:
        content = yaml.safe_load(path.read_text()) or {}
        header = "# @package _global_\n" if "@package" in path.read_text() else ""
        reordered = dict(reversed(content.items()))
        path.write_text(f"{header}# a comment\n{yaml.safe_dump(reordered, sort_keys=False)}")
    assert repr(plain(compose(copy, "quickstart"))) == repr(plain(compose(CONFIGS, "quickstart")))


def test_every_section_is_made_of_plain_types():
    def walk(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                assert type(key) is str
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        else:
            assert value is None or type(value) in (str, int, float, bool), value

    walk(sections())


def test_every_section_of_the_settings_is_used():
    used = sections()["report"]["experiment"]
    beside = {"sweep", "sbc", "sensitivity", "welfare", "optimise"}
    assert {*used} | beside == set(ExperimentSettings.__dataclass_fields__)


def test_sweeps_simulated_fits_and_refits_are_no_part_of_the_experiment():
    assert not {"report"} & changed("sweep.origins=1", "sweep.shared={model.width: 4}", "sbc.simulations=60")
    assert not changed("sensitivity=short", "sensitivity.refits=9", "sensitivity.rise=0.2")
    assert not changed("welfare=revenue", "optimise=short", "optimise.knots=3")


def test_the_graph_depends_on_equations_and_on_no_training():
    def graph(*overrides: str) -> dict:
        return STAGES["check_graph"](compose(CONFIGS, "quickstart", list(overrides)))

    assert graph("model.width=3", "tier1.title=other", "sensitivity.refits=9", "seed=4") == graph()
    assert graph("sensitivity.alpha=0.1") != graph() != graph("tier2.equations=[]")
    assert "avg_tariff" in graph()["data"]["aggregates"]


def test_shares_of_inputs_depend_on_the_fit_and_on_how_many_are_asked():
    def shares(*overrides: str) -> dict:
        return STAGES["apportion"](compose(CONFIGS, "quickstart", list(overrides)), "tier2")

    assert shares("sensitivity=short", "sensitivity.alpha=0.1", "tier2.title=other") == shares()
    assert shares("inference.device=gpu") == shares()
    assert shares("sensitivity.sobol.draws=9") != shares() != shares("tier2.model.width=3")


def test_a_refit_depends_on_its_own_equation_and_change_and_on_no_threshold():
    def jobs(*overrides: str) -> dict[tuple, dict]:
        experiment = compose(CONFIGS, "omitted", list(overrides))
        places = [one.place for one in refits(experiment)]
        return {place: STAGES["refit"](experiment, *place[:3], str(place[3])) for place in places}

    def rerun(*overrides: str) -> set[tuple]:
        after = jobs(*overrides)
        return {place for place in after if after[place] != before.get(place)}

    before = jobs()
    assert rerun("sensitivity.alpha=0.1", "sensitivity.tolerance=0.5", "tier1.title=other") == set()
    assert {number for *_, number in rerun("sensitivity.refits=7")} == {6}
    assert rerun("sensitivity.horizon=2") == set(before)
    other = rerun("sensitivity.prior={model.prior.hidden: 0.3}")
    assert other and {change for *_, change, _ in other} == {"other_prior"}
    price = "tier1.equations.0='price[t] ~ tariff[t] + elasticity[t] + import_share[t]'"
    assert {equation for _, equation, *_ in rerun(price)} == {"price"}
    assert before["tier1", "price", "with_capacity", 0]["tier"]["equations"][0].endswith("+ t + capacity[t]")
    assert "capacity" not in str(before["tier1", "price", "unchanged", 0]["tier"])


def test_a_job_of_a_sweep_depends_on_its_own_variant():
    def jobs(*overrides: str) -> dict[str, dict]:
        experiment = compose(CONFIGS, "quickstart", list(overrides))
        return {
            f"{tier} {variant}": STAGES["fit_variant"](experiment, tier, variant)
            for tier in swept_tiers(experiment)
            for variant in ("default", "relu", "width_32")
        }

    def rerun(*overrides: str) -> set[str]:
        after = jobs(*overrides)
        return {name for name in after if after[name] != before[name]}

    before = jobs()
    assert rerun("sweep.variants.relu={model.activation: swish}") == {"tier1 relu", "tier2 relu"}
    assert rerun("tier2.model.prior.output=2") == {"tier2 default", "tier2 relu", "tier2 width_32"}
    assert rerun("report.title=other", "scenario.periods=7", "diagnostics.bootstrap=50") == set()
    assert "width_32" not in str(before["tier1 relu"]) and before["tier1 default"]["explain"] == "change"


def test_the_page_of_a_sweep_says_what_each_variant_changes():
    found = STAGES["report_sweep"](compose(CONFIGS, "quickstart", ["sweep=short"]))
    assert found["changes"]["tier1"]["width_32"] == [["model.width", "16", "32"]]
    assert found["changes"]["tier2"]["width_32"] == [["model.width", "8", "32"]]
    assert found["changes"]["tier1"]["default"] == []
    assert found["same"] == {
        "tier1": ["width_16", "calmer", "normal"],
        "tier2": ["width_8", "normal"],
    }


def test_simulations_are_divided_among_jobs_and_none_is_left_out():
    experiment = compose(CONFIGS, "quickstart", ["sbc.simulations=60"])
    given = [
        STAGES["rank"](experiment, **job)["simulations"]
        for job in each_simulation(experiment)
        if job["equation"] == "price"
    ]
    assert given == [[0, 25], [25, 50], [50, 60]]


@pytest.mark.parametrize(
    ("asked", "followed"),
    [
        ("[]", {"tier1": ["price", "productivity"]}),
        ("[tier2.gdp,tier1.wages]", {"tier1": ["wages"], "tier2": ["gdp"]}),
    ],
)
def test_the_first_equation_of_each_table_is_simulated_unless_others_are_asked_for(asked, followed):
    assert sbc_equations(compose(CONFIGS, "quickstart", [f"sbc.equations={asked}"])) == followed


def test_what_follows_a_policy_repeats_only_for_what_it_uses():
    def of(*overrides: str) -> dict[str, object]:
        experiment = compose(CONFIGS, "quickstart", list(overrides))
        return {
            "roll_out": STAGES["roll_out"](experiment, "rising_tariffs"),
            "find": STAGES["find_policy"](experiment, "welfare"),
            "review": STAGES["evaluate_policies"](experiment),
            "check": STAGES["check"](experiment),
            "advise": STAGES["report_sweep"](experiment),
        }

    before = of()

    def rerun(*overrides: str) -> set[str]:
        return {name for name, section in of(*overrides).items() if section != before[name]}

    assert rerun("scenario.flag_distance=0.2", "data.description=other", "optimise.confidence=0.8") == set()
    assert rerun("scenario.draws=50", "scenario.refuse_distance=20") == {"roll_out", "check"}
    assert rerun("scenario.runaway_share=0.1") == {"roll_out", "find", "review"}
    assert rerun("scenario.precision=float64") == {"roll_out", "find", "review", "check"}
    assert rerun("optimise.knots=3") == {"find", "review"}
    assert rerun("scenario.periods=7") == {"roll_out", "find", "review"}
    assert rerun("report.accent='#000000'") == {"advise"}

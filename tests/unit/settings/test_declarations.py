"""What the stages declare of themselves: rules, jobs and artifacts go together."""

import re
from functools import cache
from pathlib import Path

import pytest

from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.stages import STAGES
from tradewinds.settings.stages.jobs import each_table, each_tier, going_with
from tradewinds.settings.stages.stage import Study, nothing

ROOT = Path(__file__).parents[3]
CODE = {path.stem: f"code of {path.stem}" for path in (ROOT / "workflow" / "scripts").glob("*.py")}


LABORATORYS = {name: one for name, one in STAGES.items() if issubclass(ExperimentSettings, one.kind)}
"""Those of the laboratory's experiments; stages of other kinds have jobs in these alone."""


@cache
def composed(*overrides):
    return compose(ROOT / "configs", "quickstart", list(overrides))


@pytest.fixture
def experiment():
    return composed("sensitivity=short", "sweep=short")


def rules():
    """Name → text of every rule."""
    text = "\n".join(path.read_text() for path in (ROOT / "workflow" / "rules").glob("*.smk"))
    found = re.findall(r"^(?:use rule \w+ as|rule) (\w+)(.*?)(?=^(?:use )?rule |\Z)", text, re.M | re.S)
    return dict(found)


ASIDE = {"set_beside", "tell_difference", "write_bundle"}
"""Rules that make nothing of an experiment's own folder: a stage does."""


def test_every_rule_is_a_declared_stage_with_a_script():
    assert set(rules()) - ASIDE == set(STAGES)
    assert {stage.code for stage in STAGES.values()} <= set(CODE)
    assert set(CODE) >= ASIDE
    for name, text in ((name, text) for name, text in rules().items() if name not in ASIDE):
        assert f'params_of("{name}")' in text and f'made("{name}"' in text
        if STAGES[name].inputs is not nothing:
            assert f'inputs_of("{name}"' in text


@pytest.mark.parametrize("name", LABORATORYS)
def test_jobs_fill_in_the_wildcards_of_the_artifacts_and_give_a_section(experiment, name):
    stage, jobs = STAGES[name], STAGES[name].jobs(experiment)
    assert jobs
    for path in stage.artifacts.values():
        assert set(re.findall(r"{(\w+)}", path)) == set(jobs[0])
    if stage.asked(experiment):
        params = stage.params(experiment, jobs[-1], CODE)
        assert params["code"] == f"code of {stage.code}"
        assert ("seed" in params) == (stage.seed is not None)


@pytest.mark.slow
def test_what_a_job_reads_is_made_by_earlier_stages(experiment):
    """Or is a user's file, or what a variant costs, which no artifact holds."""
    made: set[str] = set()
    for stage in LABORATORYS.values():
        if stage.name == "find_policy":
            made.add("optimum/welfare/path.parquet")  # the frontier begins where the stage's first job ended
        read = {path for job in stage.jobs_of(experiment) for path in stage.inputs_of(experiment, job)}
        made |= {path for job in stage.jobs_of(experiment) for path in stage.paths(job)}
        assert {path for path in read - made if not path.endswith("cost.tsv")} == set()
    assert len(made) > 100


def test_no_two_jobs_make_the_same_file(experiment):
    paths = [p for one in LABORATORYS.values() for job in one.jobs(experiment) for p in one.paths(job)]
    assert len(paths) == len(set(paths)) > 100


def test_what_the_report_shows_are_artifacts_of_the_results():
    for stage in STAGES.values():
        assert set(stage.page.values()) <= set(stage.artifacts) and not (stage.page and stage.study)
    names = [name for stage in STAGES.values() for name in stage.page]
    assert len(names) == len(set(names))


def test_a_studys_folder_holds_its_artifacts():
    for stage in STAGES.values():
        folders = {path.split("/")[0] for path in stage.artifacts.values()}
        assert folders <= {stage.study.value, "report"} if stage.study else folders.isdisjoint(set(Study))


RARE = {"choose_series", "tabulate_law", "compare_rates"}
"""What an experiment without acts of law, statutory rates or very many series has no use for."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("overrides", "missing"),
    [
        ([], {"fit_reference", "measure", "estimate", "study_events", "estimate_slopes", "find_rule"}),
        (
            ["event_study.outcome=price"],
            {"fit_reference", "measure", "estimate", "estimate_slopes", "find_rule"},
        ),
        (
            ["policy_slopes.outcome=price"],
            {"fit_reference", "measure", "estimate", "study_events", "find_rule"},
        ),
        (["optimise.form=rule"], {"fit_reference", "measure", "estimate", "study_events", "estimate_slopes"}),
        (["diagnostics.reference=nuts"], {"estimate", "study_events", "estimate_slopes", "find_rule"}),
        (
            ["checks=[]", "event_study.outcome=price", "policy_slopes.outcome=price"],
            {"fit_reference", "measure", "estimate", "check", "report_checks", "find_rule"},
        ),
    ],
)
def test_what_an_experiment_has_no_use_for_has_no_jobs(overrides, missing):
    experiment = composed(*overrides)
    assert {name for name, stage in LABORATORYS.items() if not stage.jobs_of(experiment)} == missing | RARE


@pytest.mark.slow
def test_a_users_data_do_not_depend_on_the_seed():
    own = composed("data.synthetic=null", "data.tables.sectors.file=a.csv", "data.tables.national.file=b.csv")
    read = STAGES["read"]
    assert read.params(composed(), {"table": "sectors"}, CODE)["seed"] == 0
    assert read.params(own, {"table": "sectors"}, CODE)["seed"] is None


def test_jobs_go_with_the_wildcards_that_both_have(experiment):
    tiers, tables = each_tier(experiment), each_table(experiment)
    assert going_with(experiment, tiers, {"tier": "tier2"}) == [{"tier": "tier2"}]
    assert going_with(experiment, tiers, {"scenario": "removal"}) == tiers
    assert going_with(experiment, tables, {}) == tables
    assert going_with(experiment, [{}], {"tier": "tier1"}) == [{}]


def test_a_tier_uses_the_tables_of_its_equations_in_their_order():
    wages_first = composed("tier1.equations=['wages[t] ~ avg_tariff[t]', 'price[t] ~ tariff[t]']")
    found = going_with(wages_first, each_table(wages_first), {"tier": "tier1"})
    assert [job["table"] for job in found] == ["national", "sectors"]
    found = going_with(wages_first, each_table(wages_first), {"tier": "tier2"})
    assert [job["table"] for job in found] == ["national"]


def test_a_fit_is_asked_about_the_series_chosen_where_a_table_names_how_many():
    experiment = composed("data.tables.sectors.most_series=3")
    chosen = STAGES["choose_series"].jobs_of(experiment)
    assert chosen == [{"table": "sectors"}]
    for name in ("predict", "roll_out", "plan", "judge_effect", "report"):
        job = STAGES[name].jobs_of(experiment)[0]
        read = STAGES[name].inputs_of(experiment, job)
        tables = [path for path in read if path.startswith("prepare/") and "/sectors/" in path]
        assert tables and all("/chosen/" in path for path in tables if "left_out" not in path)
    for name in ("split", "scale", "fit"):
        job = STAGES[name].jobs_of(experiment)[0]
        assert not any("/chosen/" in path for path in STAGES[name].inputs_of(experiment, job))

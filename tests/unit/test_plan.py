"""What the audit compares with, known without Snakemake."""

import re
from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.plan import artifacts_of, artifacts_until, planned_artifacts
from tradewinds.settings.compose import compose
from tradewinds.settings.stages import STAGES

CONFIGS = Path(__file__).parents[2] / "configs"
CODE = {stage.code: f"code of {stage.code}" for stage in STAGES.values()}


@pytest.fixture(scope="module")
def experiment():
    return compose(CONFIGS, "quickstart", ["seed=3"])


@pytest.mark.slow
def test_the_results_are_planned_whether_they_are_there_or_not(experiment):
    found = planned_artifacts(experiment, CODE, made=lambda path: False, name="quickstart")
    assert [one.path for one in found] == [one.path for one in artifacts_of(experiment)]
    assert found[0].path == "prepare/sectors/panel.parquet" and found[-1].path == "manifest.json"
    (posterior,) = [one for one in found if one.path == "fit/tier2/posterior.nc"]
    assert (posterior.stage, posterior.code, posterior.seed) == ("fit", "code of fit", 3)
    assert (posterior.experiment, posterior.device, posterior.precision) == ("quickstart", "cpu", "float32")
    assert {"numpy", "jax", "xarray", "tradewinds"} < set(posterior.packages)
    assert posterior.settings == STAGES["fit"](experiment, "tier2")


def test_what_is_needed_to_get_to_a_stage(experiment):
    found = artifacts_until(experiment, ["scale"])
    assert {path.split("/")[0] for path in found} == {"prepare"} and len(found) == 10
    scored = artifacts_until(experiment, ["predict"])
    assert "fit/tier1/posterior.nc" in scored and "answer/tier1/posterior.nc" not in scored
    assert artifacts_until(experiment, []) == [one.path for one in artifacts_of(experiment)]


@pytest.mark.parametrize("stage", ["report_sweep", "solve_economy"])
def test_a_stage_that_makes_nothing_of_the_results_is_named(stage, experiment):
    with pytest.raises(SettingsError, match=f"{stage} makes nothing of these results; expected some of read"):
        artifacts_until(experiment, ["scale", stage])


def test_of_a_study_what_was_made_is_planned(experiment):
    there = {"sbc", "sbc/tier1/price/ranks-1.parquet", "report/sbc.html", "sweep/tier1/a/forecasts.parquet"}
    found = planned_artifacts(experiment, CODE, made=there.__contains__)
    results = {one.path for one in artifacts_of(experiment)}
    beside = [one.path for one in found if one.path not in results]
    assert beside == ["sbc/tier1/price/ranks-1.parquet", "report/sbc.html"]


@pytest.mark.slow
def test_a_study_that_was_never_made_is_not_looked_at(experiment):
    """Its settings may be such as it could not use."""
    broken = compose(CONFIGS, "quickstart", ["sweep.variants={huge: {model.width: -1}}"])
    assert planned_artifacts(broken, CODE, made=lambda path: False)
    with pytest.raises(Exception, match="width"):
        planned_artifacts(broken, CODE, made=lambda path: path == "sweep")


@pytest.mark.slow
def test_a_reference_runs_the_script_of_the_fit(experiment):
    referred = compose(CONFIGS, "quickstart", ["diagnostics.reference=nuts"])
    found = {one.path: one for one in planned_artifacts(referred, CODE, made=lambda path: False)}
    reference = found["fit/tier1/reference.nc"]
    assert (reference.stage, reference.code) == ("fit_reference", "code of fit")


def test_what_computes_with_jax_says_so_in_which_precision():
    """As its script starts it: what provenance has to say follows from what is declared of the stage."""
    started = {}
    for script in (CONFIGS.parent / "workflow" / "scripts").glob("*.py"):
        found = re.search(r"start_jax\((.*?), (.*?), job.cache\)", script.read_text())
        started[script.stem] = found.groups() if found else None
    for stage in STAGES.values():
        precision = (started[stage.code] or ("",))[0]
        if stage.jax in ("", "float64", "float32"):
            assert precision.strip('"') == stage.jax, stage.name
        else:
            assert precision.endswith(".precision"), stage.name


@pytest.mark.slow
def test_device_and_precision_are_those_of_the_settings():
    exact = compose(CONFIGS, "quickstart", ["inference=nuts", "inference.device=gpu"])
    found = {one.path: one for one in planned_artifacts(exact, CODE, made=lambda path: False)}
    fit = exact.tier1.inference
    assert (found["fit/tier1/posterior.nc"].precision, fit.precision) == (fit.precision, "float64")
    assert found["fit/tier1/posterior.nc"].device == "gpu"
    assert found["diagnose/tier1/scores.parquet"].device == "cpu"
    assert found["prepare/tier1/scaler.nc"].packages.count("jax") == 0


@pytest.mark.slow
def test_a_vintage_that_cannot_be_told_ends_nothing(experiment, tmp_path, monkeypatch):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    wanted = ["data.synthetic=null", "data.tables.national.file=national.csv"]
    wanted += ["data.tables.sectors.file=sectors.parquet", "data.tables.sectors.source=us_border"]
    asked = compose(CONFIGS, "quickstart", [*wanted, "data.tables.sectors.vintage=2020-01"])
    found = {one.path: one for one in planned_artifacts(asked, CODE, made=lambda path: False)}
    panel = found["prepare/sectors/panel.parquet"]
    assert panel.inputs == () and panel.unknown.startswith("no vintage 2020-01 of us_border")
    assert found["prepare/national/panel.parquet"].inputs == ("raw/national.csv",)

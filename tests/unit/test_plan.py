"""What the audit compares with, known without Snakemake."""

from pathlib import Path

import pytest

from tradewinds.audit import Planned
from tradewinds.plan import artifacts_of, artifacts_until, planned_artifacts
from tradewinds.settings.compose import compose
from tradewinds.settings.stages import STAGES

CONFIGS = Path(__file__).parents[2] / "configs"
CODE = {stage.code: f"code of {stage.code}" for stage in STAGES.values()}


@pytest.fixture(scope="module")
def experiment():
    return compose(CONFIGS, "quickstart", ["seed=3"])


def test_the_results_are_planned_whether_they_are_there_or_not(experiment):
    found = [Planned(**one) for one in planned_artifacts(experiment, CODE, made=lambda path: False)]
    assert [one.path for one in found] == [one.path for one in artifacts_of(experiment)]
    assert found[0].path == "prepare/sectors/panel.parquet" and found[-1].path == "manifest.json"
    (posterior,) = [one for one in found if one.path == "fit/tier2/posterior.nc"]
    assert (posterior.stage, posterior.code, posterior.seed) == ("fit", "code of fit", 3)
    assert posterior.settings == STAGES["fit"](experiment, "tier2")


def test_what_is_needed_to_get_to_a_stage(experiment):
    found = artifacts_until(experiment, ["scale"])
    assert {path.split("/")[0] for path in found} == {"prepare"} and len(found) == 10
    scored = artifacts_until(experiment, ["predict"])
    assert "fit/tier1/posterior.nc" in scored and "answer/tier1/posterior.nc" not in scored
    assert artifacts_until(experiment, []) == [one.path for one in artifacts_of(experiment)]


def test_of_a_study_what_was_made_is_planned(experiment):
    there = {"sbc", "sbc/tier1/price/ranks-1.parquet", "report/sbc.html", "sweep/tier1/a/forecasts.parquet"}
    found = planned_artifacts(experiment, CODE, made=there.__contains__)
    results = {one.path for one in artifacts_of(experiment)}
    beside = [one["path"] for one in found if one["path"] not in results]
    assert beside == ["sbc/tier1/price/ranks-1.parquet", "report/sbc.html"]


def test_a_study_that_was_never_made_is_not_looked_at(experiment):
    """Its settings may be such as it could not use."""
    broken = compose(CONFIGS, "quickstart", ["sweep.variants={huge: {model.width: -1}}"])
    assert planned_artifacts(broken, CODE, made=lambda path: False)
    with pytest.raises(Exception, match="width"):
        planned_artifacts(broken, CODE, made=lambda path: path == "sweep")


def test_a_reference_runs_the_script_of_the_fit(experiment):
    referred = compose(CONFIGS, "quickstart", ["diagnostics.reference=nuts"])
    found = {one["path"]: one for one in planned_artifacts(referred, CODE, made=lambda path: False)}
    reference = found["fit/tier1/reference.nc"]
    assert (reference["stage"], reference["code"]) == ("fit_reference", "code of fit")

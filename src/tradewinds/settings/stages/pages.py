"""The report, the page of the economic checks, and the list of everything."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import TIER_NAMES, ExperimentSettings, checks_of
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.sections import without_words
from tradewinds.settings.stages.inputs import everything_else, one, reading, shown
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.shared import some_fields
from tradewinds.settings.stages.stage import seed_of, stage


@stage({"page": "report/index.html", "summary": "report/index.parquet"}, once, seed=seed_of, inputs=shown)
def report(experiment: ExperimentSettings) -> dict[str, Any]:
    """All but the studies beside it: the page says what was asked, assumed and computed."""
    beside = ("sweep", "sbc", "sensitivity", "welfare", "optimise")
    sections = [f.name for f in dataclasses.fields(experiment) if f.name not in beside]
    return {"experiment": some_fields(experiment, *sections)}


@stage(
    {"page": "report/checks.html", "summary": "report/checks.parquet"},
    once,
    asked=checks_of,
    inputs=reading(checks=one("check", "checks")),
)
def report_checks(experiment: ExperimentSettings) -> dict[str, Any]:
    """What was expected and why, with which names and colour."""
    tiers = {name: some_fields(getattr(experiment, name), "title", "equations") for name in TIER_NAMES}
    used = {"data": without_words(experiment.data), "scenario": some_fields(experiment.scenario, "variable")}
    return {
        "experiment": {**used, **tiers},
        "caveats": experiment.data.caveats,
        "checks": experiment.checks,
        "report": some_fields(experiment.report, "title", "accent"),
        "flag": experiment.scenario.flag_distance,
    }


@stage({"manifest": "manifest.json"}, once, kind=object, inputs=everything_else)
def manifest(experiment: AnyExperiment) -> dict[str, Any]:
    """Nothing: it lists what is there."""
    return {}

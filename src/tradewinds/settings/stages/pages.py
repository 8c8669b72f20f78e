"""The report, the page of the economic checks, and the list of everything."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import ExperimentSettings, checks_of
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.sections import without_words
from tradewinds.settings.stages.inputs import everything_else, one, reading, shown
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.shared import page_words, some_fields, tier_words
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
    used = {"data": without_words(experiment.data), "scenario": some_fields(experiment.scenario, "variable")}
    return {
        "experiment": {**used, **tier_words(experiment)},
        "caveats": experiment.data.caveats,
        "checks": experiment.checks,
        "report": page_words(experiment),
        "flag": experiment.scenario.flag_distance,
    }


@stage({"manifest": "manifest.json"}, once, kind=object, inputs=everything_else)
def manifest(experiment: AnyExperiment) -> dict[str, Any]:
    """Nothing: it lists what is there."""
    return {}

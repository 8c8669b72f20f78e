"""The stage that says whether the data answer what the policy does."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import ExperimentSettings, judged_outcomes
from tradewinds.settings.sections import structure_of
from tradewinds.settings.stages.inputs import asked, of_headline, reading
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.shared import some_fields
from tradewinds.settings.stages.stage import seed_of, stage


@stage(
    {"verdict": "economics/effect_verdict.parquet", "paths": "economics/effect_paths.parquet"},
    once,
    seed=seed_of,
    asked=judged_outcomes,
    page={"effect_verdict": "verdict", "effect_paths": "paths"},
    inputs=reading(
        path=of_headline("plan", "path"),
        rollout=of_headline("roll_out", "rollout"),
        train=asked("read", "panel", table="sectors"),
    ),
)
def judge_effect(experiment: ExperimentSettings) -> dict[str, Any]:
    """The table of sectors, whose effect on what, and what a verdict asks; inputs are the path, and what the
    network says along it.
    """
    return {
        "data": structure_of(experiment.data, ["sectors"]),
        "scenario": some_fields(experiment.scenario, "variable", "weights"),
        "outcomes": judged_outcomes(experiment),
        "verdict": dataclasses.replace(experiment.verdict, outcomes=[]),
    }

"""The stages that ask what economics says of a fit."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import ExperimentSettings, checks_of, judged_outcomes
from tradewinds.settings.sections import structure_of
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.pipeline import fit
from tradewinds.settings.stages.policy import roll_out
from tradewinds.settings.stages.shared import answering_fit, on_processor, some_fields
from tradewinds.settings.stages.stage import seed_of, stage


def has_effect(experiment: ExperimentSettings) -> bool:
    """Whether the policy's effect is set beside a regression's."""
    return experiment.effect is not None


@stage({"effect": "economics/effect.parquet"}, once, asked=has_effect, page={"effect": "effect"})
def estimate(experiment: ExperimentSettings) -> dict[str, Any]:
    """Tier 1 as it was fitted, and which effect is asked for."""
    effect = experiment.effect and dataclasses.replace(experiment.effect, figures=[])
    if effect and experiment.data.tables["sectors"].variables[effect.outcome].percent:
        # as the panel has the outcome
        effect = dataclasses.replace(effect, floors=[floor / 100 for floor in effect.floors])
    return {**fit(on_processor(experiment), "tier1"), **answering_fit(experiment), "effect": effect}


def has_event_study(experiment: ExperimentSettings) -> bool:
    """Whether the outcome about the policy's changes is asked for."""
    return experiment.event_study is not None


@stage(
    {"event_study": "economics/event_study.parquet"},
    once,
    asked=has_event_study,
    page={"event_study": "event_study"},
)
def study_events(experiment: ExperimentSettings) -> dict[str, Any]:
    """The table of sectors and what is asked of it; no network."""
    return {"data": structure_of(experiment.data, ["sectors"]), "event_study": experiment.event_study}


def has_policy_slopes(experiment: ExperimentSettings) -> bool:
    """Whether slopes on the policy are set side by side."""
    return experiment.policy_slopes is not None


@stage(
    {"policy_slopes": "economics/policy_slopes.parquet"},
    once,
    seed=seed_of,
    asked=has_policy_slopes,
    page={"policy_slopes": "policy_slopes"},
)
def estimate_slopes(experiment: ExperimentSettings) -> dict[str, Any]:
    """The table of sectors and what is asked of it, but for what the report calls groups; no network."""
    asked = experiment.policy_slopes and dataclasses.replace(experiment.policy_slopes, names={})
    return {"data": structure_of(experiment.data, ["sectors"]), "policy_slopes": asked}


@stage(
    {"verdict": "economics/effect_verdict.parquet", "paths": "economics/effect_paths.parquet"},
    once,
    seed=seed_of,
    asked=judged_outcomes,
    page={"effect_verdict": "verdict", "effect_paths": "paths"},
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


@stage({"checks": "economics/checks.parquet"}, once, seed=seed_of, asked=checks_of, page={"checks": "checks"})
def check(experiment: ExperimentSettings) -> dict[str, Any]:
    """Every tier, how the tables meet, and what is expected, in words too: the table repeats them.

    Published figures are not in it.
    """
    of = roll_out(experiment, experiment.scenarios[0])
    used = ("variable", "weights", "draws", "precision", "futures", "runaway_distance")
    return {
        "data": of["data"],
        "tiers": of["tiers"],
        **answering_fit(experiment),
        "scenario": some_fields(experiment.scenario, *used),
        "checks": {name: dataclasses.replace(one, figures=[]) for name, one in checks_of(experiment).items()},
    }

"""The stages that ask what economics says of a fit."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import ExperimentSettings, checks_of
from tradewinds.settings.rate_pair import rate_pair
from tradewinds.settings.sections import structure_of
from tradewinds.settings.stages.inputs import (
    ANSWERING_FIT,
    answering,
    every,
    reading,
    the_answering,
)
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.pipeline import fit
from tradewinds.settings.stages.policy import roll_out
from tradewinds.settings.stages.shared import answering_fit, on_processor, some_fields
from tradewinds.settings.stages.stage import seed_of, stage


def has_effect(experiment: ExperimentSettings) -> bool:
    """Whether the policy's effect is set beside a regression's."""
    return experiment.effect is not None


@stage(
    {"effect": "economics/effect.parquet"},
    once,
    asked=has_effect,
    page={"effect": "effect"},
    inputs=reading(
        train=answering("split", "train", tier="tier1"),
        test=answering("split", "test", tier="tier1"),
        scaler=the_answering("scale", "scaler", tier="tier1"),
        posterior=the_answering("fit", "posterior", tier="tier1"),
    ),
    jax="float64",
)
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
    inputs=reading(train=every("read", "panel", table="sectors")),
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
    inputs=reading(train=every("read", "panel", table="sectors")),
)
def estimate_slopes(experiment: ExperimentSettings) -> dict[str, Any]:
    """The table of sectors and what is asked of it, but for what the report calls groups; no network."""
    asked = experiment.policy_slopes and dataclasses.replace(experiment.policy_slopes, names={})
    return {"data": structure_of(experiment.data, ["sectors"]), "policy_slopes": asked}


@stage(
    {"rates": "economics/rates.parquet"},
    once,
    asked=rate_pair,
    page={"rates": "rates"},
    inputs=reading(train=every("read", "panel", table="sectors")),
)
def compare_rates(experiment: ExperimentSettings) -> dict[str, Any]:
    """The table of sectors, and its realised and statutory rate; no network."""
    return {"data": structure_of(experiment.data, ["sectors"]), "pair": rate_pair(experiment)}


@stage(
    {"checks": "economics/checks.parquet"},
    once,
    seed=seed_of,
    asked=checks_of,
    page={"checks": "checks"},
    inputs=reading(**ANSWERING_FIT),
    jax="float64",
)
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

"""The stages of ``snakemake optimise``."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import TIER_NAMES, ExperimentSettings
from tradewinds.settings.outcomes import WELFARE, outcomes_of, share_of
from tradewinds.settings.sections import without_words
from tradewinds.settings.stages.inputs import ANSWERING_FIT, every, of_headline, one, reading
from tradewinds.settings.stages.jobs import each_aim, once
from tradewinds.settings.stages.policy import gates, roll_out
from tradewinds.settings.stages.shared import answering_fit, some_fields
from tradewinds.settings.stages.stage import Files, Study, Wildcards, seed_of, stage

_JUDGING = ("tolerance", "confidence")
"""What only the page's words depend on."""
_OF_THE_SCENARIO = (
    "variable",
    "periods",
    "weights",
    "precision",
    "futures",
    "runaway_distance",
    "runaway_share",
)


def start_of_aim(experiment: ExperimentSettings, wildcards: Wildcards) -> Files:
    """The points of the frontier begin where the welfare's own search ended."""
    if wildcards["aim"] == WELFARE:
        return []
    return one("find_policy", "path", aim=WELFARE)(experiment, wildcards)


@stage(
    {"path": "optimum/{aim}/path.parquet", "starts": "optimum/{aim}/starts.parquet"},
    each_aim,
    seed=seed_of,
    study=Study.optimise,
    inputs=reading(path=of_headline("plan", "path"), **ANSWERING_FIT, start=start_of_aim, checks=gates),
)
def find_policy(experiment: ExperimentSettings, aim: str) -> dict[str, Any]:
    """What ``evaluate_policies`` knows, and which point of the frontier is looked for."""
    return evaluate_policies(experiment) | {"share": share_of(aim, experiment.optimise.points)}


@stage(
    {
        "policies": "optimum/policies.parquet",
        "effects": "optimum/effects.parquet",
        "paths": "optimum/paths.parquet",
        "moves": "optimum/moves.parquet",
        "rollout": "optimum/rollout.nc",
    },
    once,
    seed=seed_of,
    study=Study.optimise,
    inputs=reading(found=every("find_policy", "path"), path=of_headline("plan", "path"), **ANSWERING_FIT),
)
def evaluate_policies(experiment: ExperimentSettings) -> dict[str, Any]:
    """The choice: tiers and how the tables meet as ``roll_out`` knows them, what it needs of the scenario,
    the outcomes, the welfare and the search."""
    search = {
        field.name: getattr(experiment.optimise, field.name)
        for field in dataclasses.fields(experiment.optimise)
        if field.name not in (*_JUDGING, "points")
    }
    of = roll_out(experiment, experiment.scenario.name)
    asked = {
        "scenario": some_fields(experiment.scenario, *_OF_THE_SCENARIO),
        "outcomes": outcomes_of(experiment),
        "welfare": experiment.welfare,
        "optimise": search,
    }
    return {"choice": {name: of[name] for name in ("data", "tiers")} | asked, **answering_fit(experiment)}


@stage(
    {"page": "report/optimum.html", "summary": "report/optimum.parquet"},
    once,
    study=Study.optimise,
    inputs=reading(
        panels=every("read", "panel"),
        policies=one("evaluate_policies", "policies"),
        effects=one("evaluate_policies", "effects"),
        paths=one("evaluate_policies", "paths"),
        moves=one("evaluate_policies", "moves"),
        rollout=one("evaluate_policies", "rollout"),
        starts=every("find_policy", "starts"),
    ),
)
def report_optimum(experiment: ExperimentSettings) -> dict[str, Any]:
    """What was asked, with which names, thresholds and colour."""
    tiers = {name: some_fields(getattr(experiment, name), "title", "equations") for name in TIER_NAMES}
    beside = {"scenario": experiment.scenario, "paths": experiment.paths}
    return {
        "experiment": {"data": without_words(experiment.data), **beside, **tiers},
        "outcomes": outcomes_of(experiment),
        "welfare": experiment.welfare,
        "optimise": experiment.optimise,
        "report": some_fields(experiment.report, "title", "accent"),
    }

"""The stages of ``snakemake optimise``."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.optimise import Around, PolicyForm
from tradewinds.settings.outcomes import WELFARE, outcomes_of, share_of
from tradewinds.settings.sections import without_words
from tradewinds.settings.seen import seen_terms
from tradewinds.settings.stages.inputs import ANSWERING_FIT, asked, every, of_headline, one, reading
from tradewinds.settings.stages.jobs import each_aim, once, once_for_a_rule
from tradewinds.settings.stages.policy import gates, roll_out
from tradewinds.settings.stages.shared import answering_fit, page_words, some_fields, tier_words
from tradewinds.settings.stages.stage import Files, Study, Wildcards, seed_of, stage

_JUDGING = ("tolerance", "confidence")
"""What only the page's words depend on."""
_OF_RULES = ("form", "rule")
"""What a search for a path does not depend on."""
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
    ended = every("find_policy", "path", aim=WELFARE)
    return [] if wildcards["aim"] == WELFARE else ended(experiment, wildcards)


@stage(
    {"path": "optimum/{aim}/path.parquet", "starts": "optimum/{aim}/starts.parquet"},
    each_aim,
    seed=seed_of,
    study=Study.optimise,
    inputs=reading(path=of_headline("plan", "path"), **ANSWERING_FIT, start=start_of_aim, checks=gates),
    jax="float64",
)
def find_policy(experiment: ExperimentSettings, aim: str) -> dict[str, Any]:
    """The choice among paths, and which point of the frontier is looked for."""
    return _choice(experiment) | {"share": share_of(aim, experiment.optimise.points)}


def rule_asked(experiment: ExperimentSettings) -> bool:
    """Whether a rule is looked for beside the best path."""
    return experiment.optimise.form == PolicyForm.rule


def around_path(experiment: ExperimentSettings, wildcards: Wildcards) -> Files:
    """The best path, where the rule moves rates away from it."""
    if experiment.optimise.rule.around != Around.path:
        return []
    return one("find_policy", "path", aim=WELFARE)(experiment, wildcards)


@stage(
    {"rule": "optimum/rule.parquet", "starts": "optimum/rule_starts.parquet"},
    once_for_a_rule,
    seed=seed_of,
    asked=rule_asked,
    study=Study.optimise,
    inputs=reading(path=of_headline("plan", "path"), **ANSWERING_FIT, around=around_path, checks=gates),
    jax="float64",
)
def find_rule(experiment: ExperimentSettings) -> dict[str, Any]:
    """The choice, with what a rule sees and may be."""
    return evaluate_policies(experiment)


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
    inputs=reading(
        found=every("find_policy", "path"),
        rule=every("find_rule", "rule"),
        path=of_headline("plan", "path"),
        **ANSWERING_FIT,
    ),
    jax="float64",
)
def evaluate_policies(experiment: ExperimentSettings) -> dict[str, Any]:
    """The choice, with what a rule sees and may be where one is looked for."""
    asked = _choice(experiment)
    if rule_asked(experiment):
        asked["choice"]["seen"] = seen_terms(experiment)
        asked["choice"]["optimise"] |= {name: getattr(experiment.optimise, name) for name in _OF_RULES}
    return asked


def _choice(experiment: ExperimentSettings) -> dict[str, Any]:
    """The choice: tiers and how the tables meet as ``roll_out`` knows them, what it needs of the scenario,
    the outcomes, the welfare and the search."""
    search = {
        field.name: getattr(experiment.optimise, field.name)
        for field in dataclasses.fields(experiment.optimise)
        if field.name not in (*_JUDGING, *_OF_RULES, "points")
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
        panels=asked("read", "panel"),
        policies=one("evaluate_policies", "policies"),
        effects=one("evaluate_policies", "effects"),
        paths=one("evaluate_policies", "paths"),
        moves=one("evaluate_policies", "moves"),
        rollout=one("evaluate_policies", "rollout"),
        starts=every("find_policy", "starts"),
        rule=every("find_rule", "rule"),
        rule_starts=every("find_rule", "starts"),
    ),
)
def report_optimum(experiment: ExperimentSettings) -> dict[str, Any]:
    """What was asked, with which names, thresholds and colour."""
    tiers = {
        name: words | {"inference": some_fields(getattr(experiment, name).inference, "algorithm")}
        for name, words in tier_words(experiment).items()
    }
    beside = {"scenario": experiment.scenario, "paths": experiment.paths}
    return {
        "experiment": {"data": without_words(experiment.data), **beside, **tiers},
        "outcomes": outcomes_of(experiment),
        "seen": seen_terms(experiment) if rule_asked(experiment) else [],
        "welfare": experiment.welfare,
        "optimise": experiment.optimise,
        "report": page_words(experiment),
    }

"""The stages that follow a policy."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import ExperimentSettings, checks_of, paths_of, tiers_of
from tradewinds.settings.path import NO_CHANGE, PathSettings
from tradewinds.settings.sections import plain, structure_of, without_words
from tradewinds.settings.stages.inputs import ANSWERING_FIT, asked, every, one, reading, users
from tradewinds.settings.stages.jobs import each_law, each_scenario
from tradewinds.settings.stages.shared import answering_fit, on_processor, some_fields
from tradewinds.settings.stages.stage import Files, Wildcards, seed_of, stage


def own_paths(experiment: ExperimentSettings, wildcards: Wildcards) -> Files:
    """The user's files that a scenario's path and its baseline's are read from."""
    paths = paths_of(experiment)
    path = paths[wildcards["scenario"]]
    named = [one for one in (path, paths.get(path.baseline)) if one is not None]
    return users(list(dict.fromkeys(file for one in named for file in one.files)))


def gates(experiment: ExperimentSettings, wildcards: Wildcards) -> Files:
    """The verdicts of the economic checks where one of them keeps policies from being followed."""
    gated = any(check.gate for check in checks_of(experiment).values())
    return every("check", "checks")(experiment, wildcards) if gated else []


@stage(
    {"path": "policy/{scenario}/path.parquet"},
    each_scenario,
    page={"planned": "path"},
    inputs=reading(train=asked("read", "panel"), files=own_paths),
)
def plan(experiment: ExperimentSettings, scenario: str) -> dict[str, Any]:
    """A scenario's path and its baseline's, and what is needed of the data to place them."""
    paths = {name: dataclasses.replace(path, description="") for name, path in paths_of(experiment).items()}
    path = paths[scenario]
    policy = experiment.data.tables["sectors"].variables[experiment.scenario.variable]
    return {
        "data": structure_of(experiment.data, list(experiment.data.tables)),
        "scenario": some_fields(experiment.scenario, "variable", "periods"),
        "bounds": [policy.smallest, policy.largest],
        "path": _own(path),
        "baseline": None if path.baseline == NO_CHANGE else _own(paths[path.baseline]),
    }


def follows_law(experiment: ExperimentSettings) -> bool:
    """Whether a scenario's path follows acts of law."""
    paths = paths_of(experiment)
    return any(paths[name].law is not None for name in experiment.scenarios)


@stage(
    {"law": "policy/{scenario}/law.parquet"},
    each_law,
    asked=follows_law,
    page={"law": "law"},
    inputs=reading(train=asked("read", "panel"), files=own_paths),
)
def tabulate_law(experiment: ExperimentSettings, scenario: str) -> dict[str, Any]:
    """As ``plan``, with what all sectors together are weighed by."""
    found = plan(experiment, scenario)
    used = some_fields(experiment.scenario, "variable", "periods", "weights")
    return {"data": found["data"], "scenario": used, "path": found["path"]}


def _own(path: PathSettings) -> PathSettings:
    """A path without what all scenarios share, and without its baseline, which stands beside it."""
    own = {field.name: getattr(path, field.name) for field in dataclasses.fields(PathSettings)}
    return PathSettings(**own | {"baseline": NO_CHANGE})


@stage(
    {"rollout": "policy/{scenario}/rollout.nc"},
    each_scenario,
    seed=seed_of,
    page={"rollouts": "rollout"},
    inputs=reading(path=one("plan", "path"), **ANSWERING_FIT, checks=gates),
    jax="float64",
)
def roll_out(experiment: ExperimentSettings, scenario: str) -> dict[str, Any]:
    """Every tier, how the tables meet, and how paths are rolled forward; the path itself is an input.

    The checks that keep policies back are named, where there are any: their verdicts are an input too.
    """
    asked = on_processor(experiment)
    tiers = {name: dataclasses.replace(getattr(asked, name), title="") for name in tiers_of(asked)}
    words = {"show", "flag_distance", *(field.name for field in dataclasses.fields(PathSettings))}
    used = {name: value for name, value in plain(experiment.scenario).items() if name not in words}
    gates = sorted(name for name, check in checks_of(experiment).items() if check.gate)
    found = {"data": without_words(experiment.data), "tiers": tiers, "scenario": used}
    return found | answering_fit(experiment) | ({"gates": gates} if gates else {})

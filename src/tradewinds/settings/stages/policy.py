"""The stages that follow a policy."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import TIERS, Experiment, checks_of, paths_of, tiers_of
from tradewinds.settings.path import UNCHANGED, PathSettings
from tradewinds.settings.sections import plain, structure_of, without_words
from tradewinds.settings.stages.shared import on_processor, only, plainly


@plainly
def plan(experiment: Experiment, scenario: str) -> dict[str, Any]:
    """A scenario's path and its baseline's, and what is needed of the data to place them."""
    paths = {name: dataclasses.replace(path, description="") for name, path in paths_of(experiment).items()}
    path = paths[scenario]
    policy = experiment.data.tables["sectors"].variables[experiment.scenario.variable]
    return {
        "data": structure_of(experiment.data, list(experiment.data.tables)),
        "scenario": only(experiment.scenario, "variable", "periods"),
        "bounds": [policy.smallest, policy.largest],
        "path": _own(path),
        "baseline": None if path.baseline == UNCHANGED else _own(paths[path.baseline]),
    }


def _own(path: PathSettings) -> PathSettings:
    """A path without what all scenarios share, and without its baseline, which stands beside it."""
    own = {field.name: getattr(path, field.name) for field in dataclasses.fields(PathSettings)}
    return PathSettings(**own | {"baseline": UNCHANGED})


@plainly
def roll_out(experiment: Experiment, scenario: str) -> dict[str, Any]:
    """Every tier, how the tables meet, and how paths are rolled forward; the path itself is an input.

    The checks that keep policies back are named, where there are any: their verdicts are an input too.
    """
    asked = on_processor(experiment)
    tiers = {name: dataclasses.replace(getattr(asked, name), title="") for name in tiers_of(asked)}
    words = {"show", "flag_distance", *(field.name for field in dataclasses.fields(PathSettings))}
    used = {name: value for name, value in plain(experiment.scenario).items() if name not in words}
    gates = sorted(name for name, check in checks_of(experiment).items() if check.gate)
    return {"data": without_words(experiment.data), "tiers": tiers, "scenario": used} | (
        {"gates": gates} if gates else {}
    )


@plainly
def check(experiment: Experiment) -> dict[str, Any]:
    """Every tier, how the tables meet, and what is expected, in words too: the table repeats them.

    Published figures are not in it.
    """
    of = roll_out(experiment, experiment.scenarios[0])
    used = ("variable", "weights", "draws", "futures", "runaway_distance")
    return {
        "data": of["data"],
        "tiers": of["tiers"],
        "scenario": only(experiment.scenario, *used),
        "checks": {name: dataclasses.replace(one, figures=[]) for name, one in checks_of(experiment).items()},
    }


@plainly
def report_checks(experiment: Experiment) -> dict[str, Any]:
    """What was expected and why, with which names and colour."""
    tiers = {name: only(getattr(experiment, name), "title", "equations") for name in TIERS}
    used = {"data": without_words(experiment.data), "scenario": only(experiment.scenario, "variable")}
    return {
        "experiment": {**used, **tiers},
        "caveats": experiment.data.caveats,
        "checks": experiment.checks,
        "report": experiment.report,
        "flag": experiment.scenario.flag_distance,
    }

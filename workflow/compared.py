"""Which artifacts of two results are compared, and where they lie."""

import re
from collections.abc import Iterator
from pathlib import Path

from tradewinds.errors import SettingsError
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.request import ComparedSide, Request
from tradewinds.settings.stages import STAGES

_PARTS = {
    ("read", "panel"): "panels",
    ("predict", "scores"): "scores",
    ("predict", "predictions"): "predictions",
    ("review", "verdicts"): "verdicts",
    ("judge_effect", "verdict"): "effect_verdict",
    ("judge_effect", "paths"): "effect_paths",
    ("check", "checks"): "checks",
    ("roll_out", "rollout"): "rollouts",
    ("report", "summary"): "report",  # its provenance holds the settings
}
"""Stage and artifact → what the page calls it."""
_OF_UPDATES = {("plan", "path"): "planned", ("fit_all", "convergence"): "answers"}
"""What the page on an update is made of beside."""
_STUDIES = {("evaluate_policies", "policies"): "policies"}
"""Of studies: compared where both results have them, and not made for it."""
_STUDIES_OF_UPDATES = {("evaluate_policies", "paths"): "policy_paths"}


def compared_parts(request: Request) -> dict[str, tuple[str, str]]:
    """Path → side (a, b) and name of each artifact that the page is made of.

    Raises SettingsError for a folder without results.
    """
    found: dict[str, tuple[str, str]] = {}
    results, studies = _PARTS, _STUDIES
    if request.updated:
        results, studies = results | _OF_UPDATES, studies | _STUDIES_OF_UPDATES
    for place, side in zip("ab", request.compared, strict=False):
        if side.name:
            parts = {**_planned(side, request.experiments[side.name], results), **_there(side, studies)}
        else:
            parts = _there(side, results | studies)
            if "report" not in parts.values():
                raise SettingsError(
                    f"{side.folder} holds no finished results",
                    "a folder with report/index.parquet",
                    "Name a results folder, or an experiment to have it made.",
                )
        found.update({path: (place, name) for path, name in parts.items()})
    return found


def _planned(
    side: ComparedSide, experiment: ExperimentSettings, parts: dict[tuple[str, str], str]
) -> dict[str, str]:
    """Path → name of everything that an experiment's results have of it, made or not."""
    return {
        f"{side.folder}/{STAGES[stage].artifacts[artifact].format(**job)}": name
        for (stage, artifact), name in parts.items()
        for job in STAGES[stage].jobs_of(experiment)
    }


def _there(side: ComparedSide, parts: dict[tuple[str, str], str]) -> dict[str, str]:
    """As ``_planned``, of files that lie in a folder."""

    def paths() -> Iterator[tuple[str, str]]:
        for (stage, artifact), name in parts.items():
            pattern = re.sub(r"\{\w+\}", "*", STAGES[stage].artifacts[artifact])
            for path in sorted(Path(side.folder).glob(pattern)):
                yield path.as_posix(), name

    return dict(paths())

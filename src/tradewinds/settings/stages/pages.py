"""The report, and the list of everything."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import Experiment
from tradewinds.settings.stages.shared import only, plainly


@plainly
def report(experiment: Experiment) -> dict[str, Any]:
    """All but the studies beside it: the page says what was asked, assumed and computed."""
    beside = ("sweep", "sbc", "sensitivity", "welfare", "optimise")
    sections = [f.name for f in dataclasses.fields(experiment) if f.name not in beside]
    return {"experiment": only(experiment, *sections)}


@plainly
def manifest(experiment: Experiment) -> dict[str, Any]:
    """Nothing: it lists what is there."""
    return {}

"""Which part of the settings each stage uses: one function per rule, with the rule's name.

What is not returned here cannot make the stage run again. All return plain types.
"""

import dataclasses
from collections.abc import Callable
from functools import wraps
from typing import Any

from tradewinds.equations import Equation
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.experiment import TIERS, Experiment, tiers_of
from tradewinds.settings.inference import Device
from tradewinds.settings.sections import plain, structure_of, without_labels, without_words
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings

_ROLL_OUT_WORDS = ("name", "description", "show")
Stage = Callable[..., dict[str, Any]]


def _plain(stage: Stage) -> Stage:
    @wraps(stage)
    def section(*arguments: Any, **wildcards: str) -> dict[str, Any]:
        return plain(stage(*arguments, **wildcards))

    return section


def tables_of(experiment: Experiment, tier: str) -> list[str]:
    """The tables a tier's equations live in."""
    return list(_equations(experiment, tier))


def _equations(experiment: Experiment, tier: str) -> dict[str, list[Equation]]:
    return equations_of(experiment.data, tier, getattr(experiment, tier).equations)


@_plain
def read(experiment: Experiment, table: str) -> dict[str, Any]:
    """Where a table comes from and what its columns mean; names for the report are left out."""
    data = without_words(experiment.data)
    return {
        "data": dataclasses.replace(data, tables={table: without_labels(data.tables[table])}, aggregates={})
    }


@_plain
def split(experiment: Experiment, table: str) -> dict[str, Any]:
    """How a table is cut, and how far back the equations on it look."""
    reach = [
        equation.reach
        for tier in tiers_of(experiment)
        for equation in _equations(experiment, tier).get(table, [])
    ]
    return {"split": experiment.split, "reach": max(reach, default=0)}


@_plain
def scale(experiment: Experiment, tier: str) -> dict[str, Any]:
    """The equations whose rows are measured, and what they explain."""
    settings: TierSettings = getattr(experiment, tier)
    return {
        "data": structure_of(experiment.data, tables_of(experiment, tier)),
        "equations": settings.equations,
        "explain": settings.model.explain,
    }


@_plain
def fit(experiment: Experiment, tier: str) -> dict[str, Any]:
    """A tier's equations, assumptions and algorithm."""
    return {
        "data": structure_of(experiment.data, tables_of(experiment, tier)),
        "tier": dataclasses.replace(getattr(experiment, tier), title=""),
    }


@_plain
def predict(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``fit``, with how many rows to ask, how often to resample and replicate; no threshold."""
    used = _only(experiment.diagnostics, "bootstrap", "rows", "replicas")
    return {**fit(_on_processor(experiment), tier), "diagnostics": used}


@_plain
def compare(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``scale``, with what the simple models need."""
    used = _only(experiment.diagnostics, "bootstrap", "rows", "ridge")
    return {**scale(experiment, tier), "diagnostics": used}


@_plain
def judge(experiment: Experiment, tier: str) -> dict[str, Any]:
    """The thresholds of the verdicts."""
    limits = dataclasses.replace(
        experiment.diagnostics, epsilon={tier: experiment.diagnostics.epsilon.get(tier, 1.0)}
    )
    computed = ("rows", "replicas", "ridge")
    kept = [name.name for name in dataclasses.fields(DiagnosticsSettings) if name.name not in computed]
    return {"diagnostics": _only(limits, *kept)}


@_plain
def recover(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``fit``, with the economy that knows the truth."""
    found = fit(_on_processor(experiment), tier)
    found["data"]["synthetic"] = experiment.data.synthetic
    return found


@_plain
def estimate(experiment: Experiment) -> dict[str, Any]:
    """Tier 1 as it was fitted, and which effect is asked for."""
    return {**fit(_on_processor(experiment), "tier1"), "effect": experiment.effect}


@_plain
def roll_out(experiment: Experiment) -> dict[str, Any]:
    """Every tier, how the tables meet, and the path of the policy."""
    asked = _on_processor(experiment)
    tiers = {name: dataclasses.replace(getattr(asked, name), title="") for name in tiers_of(asked)}
    scenario = plain(experiment.scenario)
    used = {name: value for name, value in scenario.items() if name not in _ROLL_OUT_WORDS}
    return {"data": without_words(experiment.data), "tiers": tiers, "scenario": used}


@_plain
def report(experiment: Experiment) -> dict[str, Any]:
    """Everything: the page says what was asked, assumed and computed."""
    return {"experiment": experiment}


@_plain
def manifest(experiment: Experiment) -> dict[str, Any]:
    """Nothing: it lists what is there."""
    return {}


def _on_processor(experiment: Experiment) -> Experiment:
    """Training alone is worth a GPU: what is asked of a fit runs where there may be none."""
    tiers = {
        name: dataclasses.replace(tier, inference=dataclasses.replace(tier.inference, device=Device.cpu))
        for name, tier in ((name, getattr(experiment, name)) for name in TIERS)
    }
    return dataclasses.replace(experiment, **tiers)


def _only(section: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(section, name) for name in names}

"""The stages on the way from the data to the verdicts on a fit."""

import dataclasses
from typing import Any

from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.experiment import Experiment, tiers_of
from tradewinds.settings.inference import Algorithm, Device, Precision
from tradewinds.settings.sections import structure_of, without_labels, without_words
from tradewinds.settings.stages.shared import equations_by_table, on_processor, only, plainly, tables_of
from tradewinds.settings.tier import TierSettings


@plainly
def read(experiment: Experiment, table: str) -> dict[str, Any]:
    """Where a table comes from and what its columns mean; names for the report are left out."""
    data = without_words(experiment.data)
    return {
        "data": dataclasses.replace(data, tables={table: without_labels(data.tables[table])}, aggregates={})
    }


@plainly
def split(experiment: Experiment, table: str) -> dict[str, Any]:
    """How a table is cut, and how far back the equations on it look."""
    reach = [
        equation.reach
        for tier in tiers_of(experiment)
        for equation in equations_by_table(experiment, tier).get(table, [])
    ]
    return {"split": experiment.split, "reach": max(reach, default=0)}


@plainly
def scale(experiment: Experiment, tier: str) -> dict[str, Any]:
    """The equations whose rows are measured, and what they explain."""
    settings: TierSettings = getattr(experiment, tier)
    return {
        "data": structure_of(experiment.data, tables_of(experiment, tier)),
        "equations": settings.equations,
        "explain": settings.model.explain,
    }


@plainly
def fit(experiment: Experiment, tier: str) -> dict[str, Any]:
    """A tier's equations, assumptions and algorithm."""
    return {
        "data": structure_of(experiment.data, tables_of(experiment, tier)),
        "tier": dataclasses.replace(getattr(experiment, tier), title=""),
    }


@plainly
def fit_reference(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``fit``, by the algorithm of the reference, in double precision and on the processor."""
    inference = getattr(experiment, tier).inference
    exact = dataclasses.replace(
        inference,
        algorithm=Algorithm(experiment.diagnostics.reference.value),
        precision=Precision.float64,
        device=Device.cpu,
    )
    changed = dataclasses.replace(getattr(experiment, tier), inference=exact)
    return fit(dataclasses.replace(experiment, **{tier: changed}), tier)


@plainly
def measure(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``fit``, with the reference's own tier: whether δ is integrated out depends on the algorithm."""
    reference = fit_reference(experiment, tier)["tier"]
    return {**fit(on_processor(experiment), tier), "reference": reference}


@plainly
def predict(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``fit``, with how many rows to ask, how often to resample and replicate; no threshold."""
    used = only(experiment.diagnostics, "bootstrap", "rows", "replicas")
    return {**fit(on_processor(experiment), tier), "diagnostics": used}


@plainly
def compare(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``scale``, with what the simple models need."""
    used = only(experiment.diagnostics, "bootstrap", "rows", "ridge")
    return {**scale(experiment, tier), "diagnostics": used}


@plainly
def judge(experiment: Experiment, tier: str) -> dict[str, Any]:
    """The thresholds of the verdicts."""
    limits = dataclasses.replace(
        experiment.diagnostics, epsilon={tier: experiment.diagnostics.epsilon.get(tier, 1.0)}
    )
    computed = ("rows", "replicas", "ridge", "reference")
    kept = [name.name for name in dataclasses.fields(DiagnosticsSettings) if name.name not in computed]
    return {"diagnostics": only(limits, *kept)}


@plainly
def recover(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``fit``, with the economy that knows the truth."""
    found = fit(on_processor(experiment), tier)
    found["data"]["synthetic"] = experiment.data.synthetic
    return found


@plainly
def estimate(experiment: Experiment) -> dict[str, Any]:
    """Tier 1 as it was fitted, and which effect is asked for."""
    effect = experiment.effect and dataclasses.replace(experiment.effect, figures=[])
    if effect and experiment.data.tables["sectors"].variables[effect.outcome].percent:
        # as the panel has the outcome
        effect = dataclasses.replace(effect, floors=[floor / 100 for floor in effect.floors])
    return {**fit(on_processor(experiment), "tier1"), "effect": effect}

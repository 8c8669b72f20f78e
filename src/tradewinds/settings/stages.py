"""Which part of the settings each stage uses: one function per rule, with the rule's name.

What is not returned here cannot make the stage run again. All return plain types.
"""

import dataclasses
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from tradewinds.equations import Equation
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.experiment import (
    TIERS,
    Experiment,
    paths_of,
    policies,
    refits,
    refitted_tiers,
    tiers_of,
    variants_of,
)
from tradewinds.settings.inference import Algorithm, Device, Precision
from tradewinds.settings.path import UNCHANGED, PathSettings
from tradewinds.settings.refits import Refit, refitted
from tradewinds.settings.sections import plain, structure_of, without_labels, without_words
from tradewinds.settings.sweep import BASE, variant_of
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings

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


@_plain
def measure(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``fit``, with the reference's own tier: whether δ is integrated out depends on the algorithm."""
    reference = fit_reference(experiment, tier)["tier"]
    return {**fit(_on_processor(experiment), tier), "reference": reference}


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
    computed = ("rows", "replicas", "ridge", "reference")
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
def plan(experiment: Experiment, scenario: str) -> dict[str, Any]:
    """A scenario's path and its baseline's, and what is needed of the data to place them."""
    paths = {name: dataclasses.replace(path, description="") for name, path in paths_of(experiment).items()}
    path = paths[scenario]
    return {
        "data": structure_of(experiment.data, list(experiment.data.tables)),
        "scenario": _only(experiment.scenario, "variable", "periods"),
        "path": _own(path),
        "baseline": None if path.baseline == UNCHANGED else _own(paths[path.baseline]),
    }


def _own(path: PathSettings) -> PathSettings:
    """A path without what all scenarios share, and without its baseline, which stands beside it."""
    own = {field.name: getattr(path, field.name) for field in dataclasses.fields(PathSettings)}
    return PathSettings(**own | {"baseline": UNCHANGED})


@_plain
def roll_out(experiment: Experiment, scenario: str) -> dict[str, Any]:
    """Every tier, how the tables meet, and how paths are rolled forward; the path itself is an input."""
    asked = _on_processor(experiment)
    tiers = {name: dataclasses.replace(getattr(asked, name), title="") for name in tiers_of(asked)}
    words = {"show", *(field.name for field in dataclasses.fields(PathSettings))}
    used = {name: value for name, value in plain(experiment.scenario).items() if name not in words}
    return {"data": without_words(experiment.data), "tiers": tiers, "scenario": used}


def parts(experiment: Experiment) -> int:
    """Jobs among which the simulations of an equation are divided."""
    return -(-experiment.sbc.simulations // experiment.sbc.per_job)


@_plain
def rank(experiment: Experiment, tier: str, equation: str, part: str) -> dict[str, Any]:
    """As ``fit``, for the table of one equation, with the numbers of some simulations; no threshold."""
    section = fit(_on_processor(experiment), tier)
    first = int(part) * experiment.sbc.per_job
    return section | {
        "equation": equation,
        "simulations": [first, min(first + experiment.sbc.per_job, experiment.sbc.simulations)],
        "sbc": _only(experiment.sbc, "draws", "rows", "largest"),
    }


@_plain
def judge_ranks(experiment: Experiment, tier: str) -> dict[str, Any]:
    """The thresholds of these verdicts, and what its advice has to know of the algorithm."""
    algorithm = getattr(experiment, tier).inference.algorithm
    return {"sbc": _only(experiment.sbc, "alpha", "failures"), "algorithm": algorithm}


@_plain
def report_ranks(experiment: Experiment) -> dict[str, Any]:
    """What is simulated, with which names and colour."""
    tiers = {
        name: {"title": tier.title, "equations": tier.equations, "algorithm": tier.inference.algorithm}
        for name, tier in ((name, getattr(experiment, name)) for name in TIERS)
    }
    used = {"data": without_words(experiment.data), "sbc": experiment.sbc, "report": experiment.report}
    return {"experiment": tiers | used}


@_plain
def report(experiment: Experiment) -> dict[str, Any]:
    """All but the studies beside it: the page says what was asked, assumed and computed."""
    sections = [
        f.name for f in dataclasses.fields(experiment) if f.name not in ("sweep", "sbc", "sensitivity")
    ]
    return {"experiment": _only(experiment, *sections)}


@_plain
def manifest(experiment: Experiment) -> dict[str, Any]:
    """Nothing: it lists what is there."""
    return {}


def swept_tiers(experiment: Experiment) -> list[str]:
    """The tiers whose settings are varied."""
    return [tier for tier in tiers_of(experiment) if tier in experiment.sweep.tiers]


@_plain
def vary(experiment: Experiment, tier: str, variant: str) -> dict[str, Any]:
    """As ``fit`` with the variant's settings, and what of the training periods is held out."""
    tried = variant_of(getattr(experiment, tier), experiment.sweep, variant)
    return {
        **fit(dataclasses.replace(experiment, **{tier: tried}), tier),
        "explain": getattr(experiment, tier).model.explain,
        "sweep": _only(experiment.sweep, "share", "origins"),
    }


@_plain
def weigh(experiment: Experiment, tier: str) -> dict[str, Any]:
    """How often to resample."""
    return _only(experiment.diagnostics, "bootstrap")


@_plain
def advise(experiment: Experiment) -> dict[str, Any]:
    """What the variants change, and names for the page."""
    words = {name: _only(getattr(experiment, name), "title", "equations") for name in TIERS}
    tried = {tier: plain(variants_of(experiment, tier)) for tier in swept_tiers(experiment)}
    return {
        "experiment": {"data": experiment.data, **words},
        "report": experiment.report,
        "sweep": _only(experiment.sweep, "share", "origins", "shared"),
        "changes": {
            tier: {name: list(_changes(found[BASE], settings)) for name, settings in found.items()}
            for tier, found in tried.items()
        },
        "same": {
            tier: [name for name in experiment.sweep.variants if name not in found]
            for tier, found in tried.items()
        },
    }


@_plain
def refit(experiment: Experiment, tier: str, equation: str, change: str, part: str) -> dict[str, Any]:
    """As ``fit``, with one equation as it is refitted, and what is asked of it; no threshold."""
    asked = refit_of(experiment, tier, equation, change, part)
    changed = refitted(refitted_tiers(experiment)[tier], asked, experiment.data)
    return {
        "data": structure_of(experiment.data, [asked.table]),
        "tier": dataclasses.replace(changed, title=""),
        "refit": asked,
        "sensitivity": _only(experiment.sensitivity, "rise", "horizon", "rows"),
    }


def refit_of(experiment: Experiment, tier: str, equation: str, change: str, part: str) -> Refit:
    """The refit with these wildcards."""
    place = (tier, equation, change, int(part))
    return next(one for one in refits(experiment) if one.place == place)


def table_of_refit(experiment: Experiment, tier: str, equation: str) -> str:
    """The table that a tier's equation lives in."""
    return next(
        table
        for table, equations in _equations(experiment, tier).items()
        if equation in [one.name for one in equations]
    )


@_plain
def scale_powers(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``fit``, with the policy of each equation asked, and which effect is followed."""
    return {
        **fit(_on_processor(experiment), tier),
        "policies": policies(experiment)[tier],
        "sensitivity": _only(experiment.sensitivity, "rise", "horizon", "rows"),
    }


@_plain
def confound(experiment: Experiment, tier: str) -> dict[str, Any]:
    """As ``scale``, with the tier's effects, the policy of each equation asked, and the level."""
    return {
        **scale(experiment, tier),
        "effects": getattr(experiment, tier).effects,
        "policies": policies(experiment)[tier],
        "alpha": experiment.sensitivity.alpha,
    }


@_plain
def check_graph(experiment: Experiment) -> dict[str, Any]:
    """The equations of all tiers, what they explain and their effects; policy, candidates and level."""
    tiers = {
        name: {"equations": tier.equations, "explain": tier.model.explain, "effects": tier.effects}
        for name, tier in ((name, getattr(experiment, name)) for name in tiers_of(experiment))
    }
    structure = structure_of(experiment.data, list(experiment.data.tables))
    return {
        "data": dataclasses.replace(structure, aggregates=experiment.data.aggregates),
        "tiers": tiers,
        "policy": experiment.scenario.variable,
        "sensitivity": _only(experiment.sensitivity, "candidates", "alpha"),
    }


@_plain
def judge_shifts(experiment: Experiment) -> dict[str, Any]:
    """The thresholds."""
    return {"sensitivity": _only(experiment.sensitivity, "alpha", "tolerance")}


@_plain
def report_sensitivity(experiment: Experiment) -> dict[str, Any]:
    """What was asked, with which names and colour."""
    tiers = {name: _only(getattr(experiment, name), "title", "equations") for name in TIERS}
    used = {"data": without_words(experiment.data), "scenario": _only(experiment.scenario, "variable")}
    return {
        "experiment": {**used, **tiers},
        "sensitivity": experiment.sensitivity,
        "report": experiment.report,
    }


def _changes(before: Any, after: Any, key: str = "") -> Iterator[list[str]]:
    """[key, value before, value after] of everything that differs between two sections."""
    if isinstance(before, dict):
        for name in before:
            yield from _changes(before[name], after[name], f"{key}.{name}" if key else name)
    elif before != after:
        yield [key, str(before), str(after)]


def _on_processor(experiment: Experiment) -> Experiment:
    """Training alone is worth a GPU: what is asked of a fit runs where there may be none."""
    tiers = {
        name: dataclasses.replace(tier, inference=dataclasses.replace(tier.inference, device=Device.cpu))
        for name, tier in ((name, getattr(experiment, name)) for name in TIERS)
    }
    return dataclasses.replace(experiment, **tiers)


def _only(section: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(section, name) for name in names}

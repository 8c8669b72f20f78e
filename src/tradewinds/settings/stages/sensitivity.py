"""The stages of ``snakemake sensitivity``."""

import dataclasses
from typing import Any

from tradewinds.settings.experiment import (
    ExperimentSettings,
    policy_by_equation,
    refits,
    refitted_tiers,
    tiers_of,
)
from tradewinds.settings.refits import Refit, refitted
from tradewinds.settings.sections import structure_of, without_words
from tradewinds.settings.stages.inputs import (
    ANSWERING_TIER,
    answering,
    every,
    one,
    reading,
    the_answering,
    trained_on,
)
from tradewinds.settings.stages.jobs import each_asked_tier, each_refit, each_tier, once
from tradewinds.settings.stages.pipeline import fit, scale
from tradewinds.settings.stages.shared import (
    answering_fit,
    equations_by_table,
    on_processor,
    page_words,
    some_fields,
    tier_words,
)
from tradewinds.settings.stages.stage import Files, Study, Wildcards, seed_of, stage


def table_of_refit(experiment: ExperimentSettings, tier: str, equation: str) -> str:
    """The table that a tier's equation lives in."""
    return next(
        table
        for table, equations in equations_by_table(experiment, tier).items()
        if equation in [one.name for one in equations]
    )


def table_of_equation(experiment: ExperimentSettings, wildcards: Wildcards) -> Files:
    """The table that a refitted equation lives in, with the rows of the fit that answers."""
    table = table_of_refit(experiment, wildcards["tier"], wildcards["equation"])
    return trained_on(table=table)(experiment, wildcards)[0]


@stage(
    {"effects": "sensitivity/{tier}/{equation}/{change}/effects-{part}.parquet"},
    each_refit,
    seed=seed_of,
    study=Study.sensitivity,
    inputs=reading(train=table_of_equation),
    jax="tier.inference",
    trains=("effects",),
)
def refit(experiment: ExperimentSettings, tier: str, equation: str, change: str, part: str) -> dict[str, Any]:
    """As ``fit``, with one equation as it is refitted, and what is asked of it; no threshold."""
    asked = refit_of(experiment, tier, equation, change, part)
    changed = refitted(refitted_tiers(experiment)[tier], asked, experiment.data, experiment.sensitivity.prior)
    return {
        "data": structure_of(experiment.data, [asked.table]),
        "tier": dataclasses.replace(changed, title=""),
        **answering_fit(experiment),
        "refit": asked,
        "sensitivity": some_fields(experiment.sensitivity, "rise", "horizon", "rows"),
    }


def refit_of(experiment: ExperimentSettings, tier: str, equation: str, change: str, part: str) -> Refit:
    """The refit with these wildcards."""
    place = (tier, equation, change, int(part))
    return next(one for one in refits(experiment) if one.place == place)


@stage(
    {"power": "sensitivity/{tier}/power.parquet"},
    each_asked_tier,
    seed=seed_of,
    study=Study.sensitivity,
    inputs=reading(**ANSWERING_TIER),
    jax="float64",
)
def scale_powers(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """As ``fit``, with the policy of each equation asked, and which effect is followed."""
    return {
        **fit(on_processor(experiment), tier),
        **answering_fit(experiment),
        "policies": policy_by_equation(experiment)[tier],
        "sensitivity": some_fields(experiment.sensitivity, "rise", "horizon", "rows"),
    }


@stage(
    {"confounding": "sensitivity/{tier}/confounding.parquet"},
    each_asked_tier,
    study=Study.sensitivity,
    inputs=reading(train=trained_on(), scaler=the_answering("scale", "scaler")),
)
def confound(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """As ``scale``, with the tier's effects, the policy of each equation asked, and the level."""
    return {
        **scale(experiment, tier),
        **answering_fit(experiment),
        "effects": getattr(experiment, tier).effects,
        "policies": policy_by_equation(experiment)[tier],
        "alpha": experiment.sensitivity.alpha,
    }


@stage(
    {"sobol": "sensitivity/{tier}/sobol.parquet"},
    each_tier,
    seed=seed_of,
    study=Study.sensitivity,
    inputs=reading(**ANSWERING_TIER),
    jax="float64",
)
def apportion(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """As ``fit``, with how many points and draws."""
    used = {"sobol": experiment.sensitivity.sobol}
    return {**fit(on_processor(experiment), tier), **answering_fit(experiment), **used}


@stage(
    {
        "arrows": "sensitivity/arrows.parquet",
        "identification": "sensitivity/identification.parquet",
        "independences": "sensitivity/independences.parquet",
    },
    once,
    study=Study.sensitivity,
    inputs=reading(train=trained_on(), scaler=answering("scale", "scaler")),
)
def check_graph(experiment: ExperimentSettings) -> dict[str, Any]:
    """The equations of all tiers, what they explain and their effects; policy, candidates and level."""
    tiers = {
        name: {
            "equations": tier.equations,
            "explain": tier.model.explain,
            "effects": tier.effects,
            "window": tier.model.window,
        }
        for name, tier in ((name, getattr(experiment, name)) for name in tiers_of(experiment))
    }
    structure = structure_of(experiment.data, list(experiment.data.tables))
    return {
        "data": dataclasses.replace(structure, aggregates=experiment.data.aggregates),
        "tiers": tiers,
        **answering_fit(experiment),
        "policy": experiment.scenario.variable,
        "sensitivity": some_fields(experiment.sensitivity, "candidates", "moved", "alpha"),
    }


@stage(
    {
        "shifts": "sensitivity/shifts.parquet",
        "priors": "sensitivity/priors.parquet",
        "means": "sensitivity/means.parquet",
    },
    once,
    study=Study.sensitivity,
    inputs=reading(effects=every("refit", "effects")),
)
def evaluate_shifts(experiment: ExperimentSettings) -> dict[str, Any]:
    """The thresholds."""
    return {"sensitivity": some_fields(experiment.sensitivity, "alpha", "tolerance")}


@stage(
    {"page": "report/sensitivity.html", "summary": "report/sensitivity.parquet"},
    once,
    study=Study.sensitivity,
    inputs=reading(
        shifts=one("evaluate_shifts", "shifts"),
        priors=one("evaluate_shifts", "priors"),
        means=one("evaluate_shifts", "means"),
        power=every("scale_powers", "power"),
        confounding=every("confound", "confounding"),
        sobol=every("apportion", "sobol"),
        arrows=one("check_graph", "arrows"),
        identification=one("check_graph", "identification"),
        independences=one("check_graph", "independences"),
    ),
)
def report_sensitivity(experiment: ExperimentSettings) -> dict[str, Any]:
    """What was asked, with which names and colour."""
    used = {"data": without_words(experiment.data), "scenario": some_fields(experiment.scenario, "variable")}
    return {
        "experiment": {**used, **tier_words(experiment)},
        "sensitivity": experiment.sensitivity,
        "report": page_words(experiment),
    }

"""The stages on the way from the data to the verdicts on a fit."""

import dataclasses
from typing import Any

from tradewinds.folders import data_folder
from tradewinds.settings.diagnostics import DiagnosticsSettings, EpsilonSettings
from tradewinds.settings.experiment import ExperimentSettings, paths_of, tiers_of
from tradewinds.settings.inference import Algorithm, Device, Precision
from tradewinds.settings.sections import structure_of, without_labels, without_words
from tradewinds.settings.stages.inputs import SCORED_FIT, asked, every, one, reading, users
from tradewinds.settings.stages.jobs import each_table, each_tier, once_for_sectors
from tradewinds.settings.stages.shared import equations_by_table, on_processor, some_fields, tables_of
from tradewinds.settings.stages.stage import Files, Wildcards, seed_of, seed_of_simulated, stage
from tradewinds.settings.tables import size_of
from tradewinds.settings.tier import TierSettings, as_it_answers
from tradewinds.vintages import files_read


def has_reference(experiment: ExperimentSettings) -> bool:
    """Whether the posterior is held against another algorithm's."""
    return experiment.diagnostics.reference != "none"


def own_tables(experiment: ExperimentSettings, wildcards: Wildcards) -> Files:
    """The file that a table is read from, of a vintage with its record; nothing for a simulated economy."""
    table = experiment.data.tables[wildcards["table"]]
    if experiment.data.synthetic or not table.file:
        return []
    folder = data_folder()
    day = experiment.data.vintage_day(wildcards["table"])
    files = files_read(table.file, table.source, table.vintage, folder, day)
    return users([file.relative_to(folder).as_posix() for file in files])


def is_simulated(experiment: ExperimentSettings) -> bool:
    """Whether the true effects are known."""
    return bool(experiment.data.synthetic)


@stage(
    {"panel": "prepare/{table}/panel.parquet", "left_out": "prepare/{table}/left_out.parquet"},
    each_table,
    seed=seed_of_simulated,
    page={"panels": "panel", "left_out": "left_out"},
    inputs=reading(raw=own_tables),
)
def read(experiment: ExperimentSettings, table: str) -> dict[str, Any]:
    """Where a table comes from and what its columns mean; names for the report are left out."""
    data = without_words(experiment.data)
    own = dataclasses.replace(without_labels(data.tables[table]), most_series=None)
    return {"data": dataclasses.replace(data, tables={table: own}, aggregates={})}


@stage(
    {"train": "prepare/{table}/train.parquet", "test": "prepare/{table}/test.parquet"},
    each_table,
    seed=seed_of,
    page={"train": "train", "test": "test"},
    inputs=reading(panel=one("read", "panel")),
)
def split(experiment: ExperimentSettings, table: str) -> dict[str, Any]:
    """How a table is cut, and how far back the equations on it look."""
    reach = [
        equation.reach
        for tier in tiers_of(experiment)
        for equation in equations_by_table(experiment, tier).get(table, [])
    ]
    used = some_fields(experiment.split, "test_share", "inside_share")
    return {"split": used, "reach": max(reach, default=0)}


def carries_some(experiment: ExperimentSettings) -> bool:
    """Whether the fit is asked about some series alone of those that it is trained on."""
    return "sectors" in experiment.data.tables and bool(experiment.data.tables["sectors"].most_series)


@stage(
    {
        "train": "prepare/{table}/chosen/{table}/train.parquet",
        "test": "prepare/{table}/chosen/{table}/test.parquet",
        "panel": "prepare/{table}/chosen/{table}/panel.parquet",
        "not_asked": "prepare/{table}/chosen/{table}/not_asked.parquet",
    },
    once_for_sectors,
    asked=carries_some,
    page={"not_asked": "not_asked"},
    inputs=reading(panel=one("read", "panel"), train=one("split", "train"), test=one("split", "test")),
)
def choose_series(experiment: ExperimentSettings, table: str) -> dict[str, Any]:
    """How many series, by what they are large, which are named; equations, whose means are over all."""
    named = {*experiment.scenario.show}.union(*(path.sectors for path in paths_of(experiment).values()))
    return {
        "data": structure_of(experiment.data, [table]),
        "most": experiment.data.tables[table].most_series,
        "size": size_of(experiment.data, experiment.scenario.weights),
        "named": sorted(named),
        "tiers": {
            tier: {"equations": of.equations, "window": of.model.window}
            for tier in tiers_of(experiment)
            for of in [getattr(experiment, tier)]
        },
    }


@stage({"scaler": "prepare/{tier}/scaler.nc"}, each_tier, inputs=reading(train=every("split", "train")))
def scale(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """The equations whose rows are measured, and what they explain."""
    settings: TierSettings = getattr(experiment, tier)
    return {
        "data": structure_of(experiment.data, tables_of(experiment, tier)),
        "equations": settings.equations,
        "explain": settings.model.explain,
        "within": settings.within_sectors,
        "window": settings.model.window,
    }


@stage(
    {"posterior": "fit/{tier}/posterior.nc"},
    each_tier,
    seed=seed_of,
    page={"posteriors": "posterior"},
    inputs=reading(train=every("split", "train"), scaler=one("scale", "scaler")),
    jax="tier.inference",
    trains=("posterior",),
)
def fit(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """A tier's equations, assumptions and algorithm."""
    return {
        "data": structure_of(experiment.data, tables_of(experiment, tier)),
        "tier": dataclasses.replace(getattr(experiment, tier), title=""),
    }


def is_refitted(experiment: ExperimentSettings) -> bool:
    """Whether tiers are fitted again to all rows."""
    return experiment.split.refit


@stage(
    {
        "scaler": "answer/{tier}/scaler.nc",
        "posterior": "answer/{tier}/posterior.nc",
        "convergence": "answer/{tier}/convergence.parquet",
    },
    each_tier,
    seed=seed_of,
    asked=is_refitted,
    page={"answers": "convergence"},
    inputs=reading(train=every("read", "panel"), asked=asked("read", "panel")),
    jax="tier.inference",
    trains=("posterior", "convergence"),
    takes=("posterior",),
)
def fit_all(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """As ``fit``, by as many guides as an answer takes: what is held out for the scores has no part in it."""
    return fit(experiment, tier) | {
        "tier": dataclasses.replace(as_it_answers(getattr(experiment, tier)), title="")
    }


@stage(
    {"posterior": "fit/{tier}/reference.nc"},
    each_tier,
    seed=seed_of,
    asked=has_reference,
    script="fit",
    inputs=reading(train=every("split", "train"), scaler=one("scale", "scaler")),
    jax="tier.inference",
    trains=("posterior",),
)
def fit_reference(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
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


@stage(
    {
        "predictions": "diagnose/{tier}/predictions.nc",
        "scores": "diagnose/{tier}/scores.parquet",
        "calibration": "diagnose/{tier}/calibration.parquet",
        "convergence": "diagnose/{tier}/convergence.parquet",
    },
    each_tier,
    seed=seed_of,
    page={
        "predictions": "predictions",
        "scores": "scores",
        "calibration": "calibration",
        "convergence": "convergence",
    },
    inputs=reading(**SCORED_FIT),
    jax="float64",
)
def predict(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """As ``fit``, with how many rows to ask, how often to resample and replicate; no threshold."""
    used = some_fields(experiment.diagnostics, "bootstrap", "rows", "replicas")
    return {**fit(on_processor(experiment), tier), "diagnostics": used}


@stage(
    {"distance": "diagnose/{tier}/distance.parquet"},
    each_tier,
    seed=seed_of,
    asked=has_reference,
    page={"distance": "distance"},
    inputs=reading(**SCORED_FIT, reference=one("fit_reference", "posterior")),
    jax="float64",
)
def measure(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """As ``fit``, with the reference's own tier: whether δ is integrated out depends on the algorithm."""
    reference = fit_reference(experiment, tier)["tier"]
    return {**fit(on_processor(experiment), tier), "reference": reference}


@stage(
    {"baselines": "diagnose/{tier}/baselines.parquet", "densities": "diagnose/{tier}/simple.nc"},
    each_tier,
    seed=seed_of,
    page={"baselines": "baselines"},
    inputs=reading(train=asked("split", "train"), test=asked("split", "test"), scaler=one("scale", "scaler")),
)
def score_simple(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """As ``scale``, with what the simple models need."""
    used = some_fields(experiment.diagnostics, "bootstrap", "rows", "ridge")
    return {**scale(experiment, tier), "diagnostics": used}


@stage(
    {"leads": "diagnose/{tier}/leads.parquet", "verdicts": "diagnose/{tier}/verdicts.parquet"},
    each_tier,
    seed=seed_of,
    page={"leads": "leads", "verdicts": "verdicts"},
    inputs=reading(
        scores=one("predict", "scores"),
        predictions=one("predict", "predictions"),
        densities=one("score_simple", "densities"),
        baselines=one("score_simple", "baselines"),
        calibration=one("predict", "calibration"),
        convergence=one("predict", "convergence"),
        distance=every("measure", "distance"),
        refit=every("fit_all", "convergence"),
    ),
)
def review(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """The thresholds of the verdicts, and what their advice has to know of the algorithm."""
    own = EpsilonSettings(**{tier: getattr(experiment.diagnostics.epsilon, tier)})
    limits = dataclasses.replace(experiment.diagnostics, epsilon=own)
    computed = ("rows", "replicas", "ridge", "reference")
    kept = [name.name for name in dataclasses.fields(DiagnosticsSettings) if name.name not in computed]
    algorithm = getattr(experiment, tier).inference.algorithm
    return {"diagnostics": some_fields(limits, *kept), "algorithm": algorithm}


@stage(
    {"recovery": "diagnose/{tier}/recovery.parquet"},
    each_tier,
    asked=is_simulated,
    page={"recovery": "recovery"},
    seed=seed_of,
    inputs=reading(**SCORED_FIT),
    jax="float64",
)
def recover(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """As ``fit``, with the economy that knows the truth."""
    found = fit(on_processor(experiment), tier)
    found["data"]["synthetic"] = experiment.data.synthetic
    return found

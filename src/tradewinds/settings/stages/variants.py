"""The stages of ``snakemake sweep``."""

import dataclasses
from typing import Any

from tradewinds.settings.changes import differing_keys
from tradewinds.settings.experiment import ExperimentSettings, variants_of
from tradewinds.settings.sections import plain, without_words
from tradewinds.settings.stages.inputs import beside, every, reading
from tradewinds.settings.stages.jobs import each_swept_tier, each_variant, once, swept_tiers
from tradewinds.settings.stages.pipeline import fit
from tradewinds.settings.stages.shared import page_words, some_fields, tier_words
from tradewinds.settings.stages.stage import Study, seed_of, stage
from tradewinds.settings.sweep import BASE, variant_of

COST = "sweep/{tier}/{variant}/cost.tsv"
"""What a variant costs: no artifact holds clock time, so it stands beside."""


@stage(
    {"forecasts": "sweep/{tier}/{variant}/forecasts.parquet"},
    each_variant,
    seed=seed_of,
    study=Study.sweep,
    inputs=reading(train=every("split", "train")),
    jax="tier.inference",
    trains=("forecasts",),
)
def fit_variant(experiment: ExperimentSettings, tier: str, variant: str) -> dict[str, Any]:
    """As ``fit`` with the variant's settings, and what of the training periods is held out."""
    tried: dict[str, Any] = {tier: variant_of(getattr(experiment, tier), experiment.sweep, variant)}
    return {
        **fit(dataclasses.replace(experiment, **tried), tier),
        "explain": getattr(experiment, tier).model.explain,
        "sweep": some_fields(experiment.sweep, "share", "origins"),
    }


@stage(
    {"equations": "sweep/{tier}/equations.parquet", "variants": "sweep/{tier}/variants.parquet"},
    each_swept_tier,
    seed=seed_of,
    study=Study.sweep,
    inputs=reading(forecasts=every("fit_variant", "forecasts")),
)
def score_variants(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """How often to resample."""
    return some_fields(experiment.diagnostics, "bootstrap")


@stage(
    {"page": "report/sweep.html", "summary": "report/sweep.parquet"},
    once,
    study=Study.sweep,
    inputs=reading(
        equations=every("score_variants", "equations"),
        variants=every("score_variants", "variants"),
        cost=beside("fit_variant", COST),
    ),
)
def report_sweep(experiment: ExperimentSettings) -> dict[str, Any]:
    """What the variants change, and names for the page."""
    tried = {tier: plain(variants_of(experiment, tier)) for tier in swept_tiers(experiment)}
    return {
        "experiment": {"data": without_words(experiment.data), **tier_words(experiment)},
        "report": page_words(experiment),
        "sweep": some_fields(experiment.sweep, "share", "origins", "shared"),
        "changes": {
            tier: {
                name: [list(one) for one in differing_keys(found[BASE], settings)]
                for name, settings in found.items()
            }
            for tier, found in tried.items()
        },
        "same": {
            tier: [name for name in experiment.sweep.variants if name not in found]
            for tier, found in tried.items()
        },
    }

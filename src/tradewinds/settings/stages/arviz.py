"""The stage of ``snakemake arviz``."""

from typing import Any

from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.stages.inputs import every, one, reading
from tradewinds.settings.stages.jobs import each_tier
from tradewinds.settings.stages.pipeline import fit
from tradewinds.settings.stages.shared import on_processor
from tradewinds.settings.stages.stage import Study, seed_of, stage


@stage(
    {"groups": "arviz/{tier}.nc"},
    each_tier,
    seed=seed_of,
    study=Study.arviz,
    inputs=reading(
        train=every("split", "train"), scaler=one("scale", "scaler"), posterior=one("fit", "posterior")
    ),
    jax="float64",
)
def export_arviz(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """The tier as it was fitted."""
    return fit(on_processor(experiment), tier)

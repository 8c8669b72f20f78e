"""The stages of ``snakemake sbc``."""

from typing import Any

from tradewinds.settings.experiment import TIER_NAMES, ExperimentSettings
from tradewinds.settings.sections import without_words
from tradewinds.settings.stages.inputs import every, one, reading
from tradewinds.settings.stages.jobs import each_simulated_tier, each_simulation, once
from tradewinds.settings.stages.pipeline import fit
from tradewinds.settings.stages.shared import on_processor, page_words, some_fields
from tradewinds.settings.stages.stage import Study, seed_of, stage


@stage(
    {"ranks": "sbc/{tier}/{equation}/ranks-{part}.parquet"},
    each_simulation,
    seed=seed_of,
    study=Study.sbc,
    inputs=reading(train=every("split", "train"), scaler=one("scale", "scaler")),
    jax="tier.inference",
    trains=("ranks",),
)
def rank(experiment: ExperimentSettings, tier: str, equation: str, part: str) -> dict[str, Any]:
    """As ``fit``, for the table of one equation, with the numbers of some simulations; no threshold."""
    section = fit(on_processor(experiment), tier)
    first = int(part) * experiment.sbc.per_job
    return section | {
        "equation": equation,
        "simulations": [first, min(first + experiment.sbc.per_job, experiment.sbc.simulations)],
        "sbc": some_fields(experiment.sbc, "draws", "rows", "largest"),
    }


@stage(
    {"ranks": "sbc/{tier}/ranks.parquet", "verdicts": "sbc/{tier}/verdicts.parquet"},
    each_simulated_tier,
    study=Study.sbc,
    inputs=reading(ranks=every("rank", "ranks")),
)
def review_ranks(experiment: ExperimentSettings, tier: str) -> dict[str, Any]:
    """The thresholds of these verdicts, and what its advice has to know of the algorithm."""
    algorithm = getattr(experiment, tier).inference.algorithm
    return {"sbc": some_fields(experiment.sbc, "alpha", "failures"), "algorithm": algorithm}


@stage(
    {"page": "report/sbc.html", "summary": "report/sbc.parquet"},
    once,
    study=Study.sbc,
    inputs=reading(ranks=every("review_ranks", "ranks"), verdicts=every("review_ranks", "verdicts")),
)
def report_ranks(experiment: ExperimentSettings) -> dict[str, Any]:
    """What is simulated, with which names and colour."""
    tiers = {
        name: {"title": tier.title, "equations": tier.equations, "algorithm": tier.inference.algorithm}
        for name, tier in ((name, getattr(experiment, name)) for name in TIER_NAMES)
    }
    used = {
        "data": without_words(experiment.data),
        "sbc": experiment.sbc,
        "report": page_words(experiment),
    }
    return {"experiment": tiers | used}

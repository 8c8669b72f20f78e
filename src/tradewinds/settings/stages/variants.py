"""The stages of ``snakemake sweep``."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from tradewinds.settings.experiment import TIERS, Experiment, tiers_of, variants_of
from tradewinds.settings.sections import plain, without_words
from tradewinds.settings.stages.pipeline import fit
from tradewinds.settings.stages.shared import only, plainly
from tradewinds.settings.sweep import BASE, variant_of


def swept_tiers(experiment: Experiment) -> list[str]:
    """The tiers whose settings are varied."""
    return [tier for tier in tiers_of(experiment) if tier in experiment.sweep.tiers]


@plainly
def vary(experiment: Experiment, tier: str, variant: str) -> dict[str, Any]:
    """As ``fit`` with the variant's settings, and what of the training periods is held out."""
    tried = variant_of(getattr(experiment, tier), experiment.sweep, variant)
    return {
        **fit(dataclasses.replace(experiment, **{tier: tried}), tier),
        "explain": getattr(experiment, tier).model.explain,
        "sweep": only(experiment.sweep, "share", "origins"),
    }


@plainly
def weigh(experiment: Experiment, tier: str) -> dict[str, Any]:
    """How often to resample."""
    return only(experiment.diagnostics, "bootstrap")


@plainly
def advise(experiment: Experiment) -> dict[str, Any]:
    """What the variants change, and names for the page."""
    words = {name: only(getattr(experiment, name), "title", "equations") for name in TIERS}
    tried = {tier: plain(variants_of(experiment, tier)) for tier in swept_tiers(experiment)}
    return {
        "experiment": {"data": without_words(experiment.data), **words},
        "report": experiment.report,
        "sweep": only(experiment.sweep, "share", "origins", "shared"),
        "changes": {
            tier: {name: list(_changes(found[BASE], settings)) for name, settings in found.items()}
            for tier, found in tried.items()
        },
        "same": {
            tier: [name for name in experiment.sweep.variants if name not in found]
            for tier, found in tried.items()
        },
    }


def _changes(before: Any, after: Any, key: str = "") -> Iterator[list[str]]:
    """[key, value before, value after] of everything that differs between two sections."""
    if isinstance(before, dict):
        for name in before:
            yield from _changes(before[name], after[name], f"{key}.{name}" if key else name)
    elif before != after:
        yield [key, str(before), str(after)]

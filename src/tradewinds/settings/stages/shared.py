"""What the functions of this package have in common."""

import dataclasses
from typing import Any

from tradewinds.equations import Equation
from tradewinds.settings.experiment import TIER_NAMES, ExperimentSettings
from tradewinds.settings.inference import Device
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings


def tables_of(experiment: ExperimentSettings, tier: str) -> list[str]:
    """The tables a tier's equations live in."""
    return list(equations_by_table(experiment, tier))


def equations_by_table(experiment: ExperimentSettings, tier: str) -> dict[str, list[Equation]]:
    """Table → a tier's equations on it."""
    settings: TierSettings = getattr(experiment, tier)
    return equations_of(experiment.data, tier, settings.equations, settings.model.window)


def on_processor(experiment: ExperimentSettings) -> ExperimentSettings:
    """Training alone is worth a GPU: what is asked of a fit runs where there may be none."""
    tiers = {
        name: dataclasses.replace(tier, inference=dataclasses.replace(tier.inference, device=Device.cpu))
        for name, tier in ((name, getattr(experiment, name)) for name in TIER_NAMES)
    }
    return dataclasses.replace(experiment, **tiers)


def answering_fit(experiment: ExperimentSettings) -> dict[str, bool]:
    """Which fit is asked: that to all rows, or the one that was scored; the files of it are inputs."""
    return {"all_rows": experiment.split.refit}


def tier_words(experiment: ExperimentSettings) -> dict[str, dict[str, Any]]:
    """Tier → its title and equations, by which a page names what it tells of."""
    return {name: some_fields(getattr(experiment, name), "title", "equations") for name in TIER_NAMES}


def page_words(experiment: ExperimentSettings) -> dict[str, Any]:
    """Title and colour of a page."""
    return some_fields(experiment.report, "title", "accent")


def some_fields(section: Any, *names: str) -> dict[str, Any]:
    """Some fields of a section."""
    return {name: getattr(section, name) for name in names}

"""Section ``sweep``: variants of the tiers' own settings, compared inside the training periods."""

import dataclasses
import re
import typing
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from omegaconf import OmegaConf

from tradewinds.settings.checks import at_least, fraction, require
from tradewinds.settings.inference import InferenceSettings
from tradewinds.settings.model import ModelSettings
from tradewinds.settings.schema import compare
from tradewinds.settings.tier import TierSettings

BASE = "default"
"""The variant that changes nothing: a tier's own settings."""
Changes = dict[str, Any]
"""Key of a tier, such as ``model.width``, and the value a variant gives it."""


@dataclass
class SweepSettings:
    tiers: list[str] = field(default_factory=lambda: ["tier1", "tier2"])
    """Tiers whose settings are varied."""
    share: float = 0.2
    """Share of the training periods, the last ones, that variants are judged on."""
    origins: int = 2
    """Runs of equal length these are cut into; each is forecast from a fit to all that comes before it."""
    shared: dict[str, Any] = field(default_factory=dict)
    """Changes of every variant, the tier's own settings too: shorter chains, for example."""
    variants: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name → what it changes under ``model`` and ``inference``."""


@dataclass
class _Variable:
    """What a variant may change of a tier."""

    model: ModelSettings
    inference: InferenceSettings


def validate(sweep: SweepSettings) -> None:
    """The section alone; what the variants make of the tiers is for ``experiment.validate``."""
    for tier in sweep.tiers:
        require(
            tier in ("tier1", "tier2") and sweep.tiers.count(tier) == 1,
            "sweep.tiers",
            list(sweep.tiers),
            "tier1, tier2 or both, each once",
        )
    fraction("sweep.share", sweep.share)
    at_least("sweep.origins", sweep.origins, 1)
    for name in sweep.variants:
        require(
            name != BASE and re.fullmatch(r"[A-Za-z0-9_-]+", name) is not None,
            "sweep.variants",
            name,
            f"a name of letters, digits, - and _ other than {BASE}",
        )


def variant_of(tier: TierSettings, sweep: SweepSettings, variant: str) -> TierSettings:
    """A tier's settings as a variant has them.

    Raises SettingsError, naming the key, for what a tier's ``model`` and ``inference`` do not know.
    """
    own = {} if variant == BASE else sweep.variants[variant]
    return with_changes(with_changes(tier, sweep.shared, "sweep.shared"), own, f"sweep.variants.{variant}")


def with_changes(tier: TierSettings, changes: Changes, key: str) -> TierSettings:
    """A tier's settings with other values of some keys; ``key`` names the changes in errors.

    Raises SettingsError for what a tier's ``model`` and ``inference`` do not know.
    """
    nested = _nested(changes)
    compare(_Variable, nested, key)
    return _changed(tier, nested)


def _nested(changes: Changes) -> dict[str, Any]:
    """``{model.width: 8}`` as ``{model: {width: 8}}``."""
    found = OmegaConf.create()
    for key, value in changes.items():
        OmegaConf.update(found, key, value)
    return OmegaConf.to_container(found)


def _changed(section: Any, changes: dict[str, Any]) -> Any:
    """A section with other values; far quicker than OmegaConf's merge, which every job would wait for."""
    kinds, values = typing.get_type_hints(type(section)), {}
    for name, value in changes.items():
        kind = kinds[name]
        if isinstance(value, dict):
            values[name] = _changed(getattr(section, name), value)
        elif isinstance(kind, type) and issubclass(kind, (Enum, float)):
            values[name] = kind(value)
        else:
            values[name] = value
    return dataclasses.replace(section, **values)

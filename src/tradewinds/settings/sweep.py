"""Section ``sweep``: variants of the tiers' own settings, compared inside the training periods."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Count, Fraction, Items, Name, Said, Section
from tradewinds.settings.schema import unknown_key, validated
from tradewinds.settings.sections import plain
from tradewinds.settings.tier import TierSettings

BASE = "default"
"""The variant that changes nothing: a tier's own settings."""
SettingChanges = Annotated[dict[str, Any], Said("key of a tier → value")]
"""Key of a tier, such as ``model.width``, and the value a variant gives it."""
_VARIABLE = ("model", "inference")
"""What a variant may change of a tier."""


@dataclass
class SweepSettings(Section):
    tiers: Annotated[list[Literal["tier1", "tier2"]], Items(), Said("`tier1`, `tier2` or both")] = field(
        default_factory=lambda: ["tier1", "tier2"]
    )
    """Whose settings are varied."""
    share: Fraction = 0.2
    """Share of the training periods, the last ones, that variants are scored on."""
    origins: Count = 2
    """Runs of equal length these are cut into; each is forecast, one period ahead, from a fit to all before
    it."""
    shared: SettingChanges = field(default_factory=dict)
    """Changes of every variant and of the settings it is compared with, such as shorter chains."""
    variants: Annotated[dict[Name, dict[str, Any]], Said("name → key of a tier → value")] = field(
        default_factory=dict
    )
    """What each variant changes of a tier."""

    def validate(self) -> None:
        require(BASE not in self.variants, "variants", BASE, f"a name other than {BASE}, the tier as it is")


def variant_of(tier: TierSettings, sweep: SweepSettings, variant: str) -> TierSettings:
    """A tier's settings as a variant has them.

    Raises SettingsError, naming the key, for what a tier's ``model`` and ``inference`` do not know.
    """
    own = {} if variant == BASE else sweep.variants[variant]
    return with_changes(with_changes(tier, sweep.shared, "sweep.shared"), own, f"sweep.variants.{variant}")


def with_changes(tier: TierSettings, changes: SettingChanges, key: str) -> TierSettings:
    """A tier's settings with other values of some keys; ``key`` names the changes in errors.

    Raises SettingsError for what a tier's ``model`` and ``inference`` do not know, or cannot be.
    """
    content = plain(tier)
    for name, value in changes.items():
        part = name.partition(".")[0]
        if part not in _VARIABLE:
            raise unknown_key(f"{key}.{part}", list(_VARIABLE))
        _set(content, name.split("."), value)
    return validated(TierSettings, content, key)


def _set(content: dict[str, Any], path: list[str], value: Any) -> None:
    """Set a key within nested dictionaries; a dictionary sets each of its own keys."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _set(content, [*path, *str(name).split(".")], inner)
        return
    *parents, last = path
    for name in parents:
        content = content.setdefault(name, {})
    content[last] = value

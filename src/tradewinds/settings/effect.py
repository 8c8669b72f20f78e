"""Section ``effect``: the effect of the policy beside a regression, where one is asked for."""

from dataclasses import dataclass, field

from omegaconf import MISSING

from tradewinds.settings import figure
from tradewinds.settings.checks import at_least, points, require
from tradewinds.settings.figure import FigureSettings


@dataclass
class EffectSettings:
    outcome: str = MISSING
    """What the effect is on: a sector variable in logs that an equation of tier 1 explains."""
    start: str = MISSING
    """First period of the window."""
    end: str = MISSING
    """Last period of the window."""
    policy: str = "tariff"
    """Whose effect: a rate of the sector table."""
    rises: list[float] = field(default_factory=lambda: [0.01, 0.1])
    """How much higher the policy is made in the network, whose answer need not be in proportion."""
    step: int = 12
    """Periods over which the regression takes changes."""
    lags: list[int] = field(default_factory=lambda: [0, 1])
    """Periods by which the policy is lagged, each in a regression of its own."""
    leads: list[int] = field(default_factory=lambda: [12])
    """The placebo: the policy so many periods later, which cannot have had an effect. At least ``step``:
    changes nearer than that share periods with the outcome's."""
    effects: list[str] = field(default_factory=lambda: ["sector", "period"])
    """Fixed effects of the regression, as the pooled ones of a tier."""
    clusters: list[str] = field(default_factory=lambda: ["sector"])
    """Sector or keys by which its standard errors are clustered: one, or two at once."""
    floors: list[float] = field(default_factory=lambda: [0.0])
    """Smallest outcome of a row, now and ``step`` periods before; the effect is computed for each floor."""
    figures: list[FigureSettings] = field(default_factory=list)
    """Published figures, said beside the answer."""


def validate(effect: EffectSettings, largest: float = 1.0) -> None:
    """``largest``: largest rate of the policy. Raises SettingsError."""
    at_least("effect.step", effect.step, 1)
    for name, least in (("lags", 0), ("leads", effect.step)):
        values = getattr(effect, name)
        for value in values:
            at_least(f"effect.{name}", value, least)
        require(len(set(values)) == len(values), f"effect.{name}", list(values), "each number once")
    figure.validate(effect.figures, "effect.figures")
    require(bool(effect.lags), "effect.lags", [], "at least one number of periods, such as [0]")
    require(bool(effect.effects), "effect.effects", [], "at least one fixed effect, such as [period]")
    names, floors = list(effect.clusters), list(effect.floors)
    require(len(names) in (1, 2), "effect.clusters", names, "one or two names, such as [sector]")
    require(bool(floors), "effect.floors", [], "at least one number, such as [0]")
    require(all(floor >= 0 for floor in floors), "effect.floors", floors, "numbers of at least 0")
    require(len(set(floors)) == len(floors), "effect.floors", floors, "each number once")
    rises = list(effect.rises)
    require(bool(rises), "effect.rises", [], "at least one number, such as [0.1]")
    require(len(set(rises)) == len(rises), "effect.rises", rises, "each number once")
    require(0.0 not in rises, "effect.rises", rises, "fractions other than 0", "Write 0.1 for 10 points.")
    for position, rise in enumerate(rises):
        points(f"effect.rises[{position}]", rise, largest)

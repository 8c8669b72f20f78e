"""Section ``effect``: the effect of the policy beside a regression, where one is asked for."""

from dataclasses import dataclass, field
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Count, Items, NotNegative, Range, Rise, Said, Section
from tradewinds.settings.figure import FigureSettings

Period = Annotated[str, Said("as the column `period`")]
PeriodSpan = Annotated[str, Said("as the column `period`, or a longer span such as `2017`")]
Lag = Annotated[int, Range(ge=0)]
GroupEffects = Annotated[
    list[str], Items(least=1, such_as="[period]"), Said("as `sector` or `origin:period`")
]
Clusters = Annotated[
    list[str], Items(least=1, most=2, such_as="[sector]"), Said("one or two of what effects may be")
]


@dataclass
class EffectSettings(Section):
    outcome: Annotated[str, Said("name")]
    """What the effect is on: a sector variable in logs whose equation in tier 1 has the policy."""
    start: Period
    """First period of the window."""
    end: Period
    """Last period of the window."""
    policy: Annotated[str, Said("a variable with `rate: true`")] = "tariff"
    """Whose effect."""
    rises: Annotated[list[Rise], Items(least=1, such_as="[0.1]")] = field(default_factory=lambda: [0.01, 0.1])
    """How much higher the network's policy is made, one answer each (0.1 is ten points): they need not be in
    proportion."""
    step: Count = 12
    """Periods over which the regression takes changes."""
    lags: Annotated[list[Lag], Items(least=1, such_as="[0]")] = field(default_factory=lambda: [0, 1])
    """Periods by which the policy is lagged; one regression each, and one of all together."""
    leads: Annotated[list[Lag], Items(), Said("list of whole numbers of at least `step`")] = field(
        default_factory=lambda: [12]
    )
    """Placebos: the policy so many periods later, which cannot have had an effect. Nearer changes than
    ``step`` share periods with the outcome's."""
    effects: Annotated[list[str], Items(least=1, such_as="[period]"), Said("as a tier's `effects`")] = field(
        default_factory=lambda: ["sector", "period"]
    )
    """Fixed effects of the regression."""
    clusters: Annotated[
        list[str], Items(least=1, most=2, such_as="[sector]"), Said("one or two of `sector` and keys")
    ] = field(default_factory=lambda: ["sector"])
    """What its standard errors are clustered by, one or two at once."""
    floors: Annotated[list[NotNegative], Items(least=1, such_as="[0]")] = field(default_factory=lambda: [0.0])
    """Smallest outcome of a row in its unit, now and ``step`` periods before; everything is estimated for
    each."""
    figures: list[FigureSettings] = field(default_factory=list)
    """Published figures, said beside the answer."""

    def validate(self) -> None:
        for lead in self.leads:
            require(lead >= self.step, "leads", lead, f"a whole number of at least {self.step}")

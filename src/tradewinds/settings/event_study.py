"""Section ``event_study``: an outcome about the policy's changes, where that is asked for."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.effect import Clusters, GroupEffects, Lag, Period, PeriodSpan
from tradewinds.settings.fields import Count, Fraction, Items, Said, Section, Switch


class DesignName(StrEnum):
    distributed_lag = "distributed lag"
    distributed_lag_in_levels = "distributed lag in levels"
    local_projection = "local projection"
    clean_controls = "clean controls"
    poisson = "poisson"


@dataclass
class EventStudySettings(Section):
    outcome: Annotated[str, Said("name")]
    """What the effect is on: a sector variable."""
    policy: Annotated[str, Said("name")] = "tariff"
    """Whose changes: a sector variable."""
    designs: Annotated[list[DesignName], Items(least=1, such_as="[distributed lag]")] = field(
        default_factory=lambda: [DesignName.distributed_lag]
    )
    """All lags and leads in one regression, one regression a horizon, or that beside sectors whose policy
    stands still; ``poisson``: the lag in levels as a count model, in which rows without trade count. Beside
    it the others take logarithms, which leave such rows out. Designs that find nothing in the data are named,
    and stop the others only where all do.
    """
    horizons: Lag = 24
    """Periods after the rise."""
    leads: Lag = 12
    """Periods before it, in which there can be no effect; tested together."""
    before: Count = 12
    """Local projections hold the policy's changes of so many periods before fixed; with clean controls it
    stood still.
    """
    effects: GroupEffects = field(default_factory=lambda: ["sector", "period"])
    """Fixed effects of the changes; those of a sector are trends of its level."""
    clusters: Clusters = field(default_factory=lambda: ["sector"])
    """What standard errors are clustered by."""
    weights: Annotated[str | None, Said("name")] = None
    """A sector variable that rows are weighed by."""
    weights_in: PeriodSpan | None = None
    """Rows are weighed by their sector's mean over these periods, before the policy moved; by their own value
    without it."""
    trends: Switch = False
    """Whether trends of sectors may bend: a line over time in every sector's changes."""
    start: Period | None = None
    """First period whose change of the outcome is used."""
    end: Period | None = None
    """Last one."""
    lead_size: Fraction = 0.1
    """p of all leads together below which the outcome is said to have moved before the policy did."""

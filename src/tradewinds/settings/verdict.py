"""Section ``verdict``: whether the data answer what the policy does, by a design without a network."""

from dataclasses import dataclass, field
from typing import Annotated

from tradewinds.settings.effect import Clusters, GroupEffects, Lag, PeriodSpan
from tradewinds.settings.fields import Fraction, Items, Positive, Range, Said, Section, Share, Switch

_NOUN = "log points of the outcome for each log point of 1 + rate"
LogPoints = Annotated[float, Range(gt=0, noun=_NOUN)]
Spread = Annotated[float, Range(gt=0, le=100, noun=_NOUN)]


@dataclass
class VerdictSettings(Section):
    outcomes: Annotated[
        list[str], Items(), Said("names; what tier 1 explains of the sectors without any")
    ] = field(default_factory=list)
    """Sector variables whose effect is judged."""
    policy: Annotated[str | None, Said("name")] = None
    """Sector variable whose changes identify the effect, such as a statutory rate beside a realised one; that
    of the scenario without it. The path stays one of the scenario's: what the response to this one is divided
    by is how far the scenario's moves with it."""
    leads: Lag = 6
    """Periods before a change in which nothing may happen; a twelfth of the periods where these are few."""
    announced: Lag = 0
    """Periods before a change in which it was known already, as the longest notice of a law: the effect is
    counted from there on, what is done in anticipation included, and `leads` are the periods before these."""
    effects: GroupEffects = field(default_factory=lambda: ["sector", "period"])
    """Fixed effects of the outcome's levels."""
    seasons: Switch = True
    """Whether every sector has seasons of its own beside them, in a table of months or quarters with at least
    four years; not where sectors have no levels of their own among the effects."""
    clusters: Clusters = field(default_factory=lambda: ["sector"])
    """What standard errors are clustered by, and what must not answer differently."""
    weights: Annotated[str | None, Said("name")] = None
    """A sector variable that rows of the regression are weighed by: what is asked about by how much each
    sector counts is known best from those that count."""
    weights_in: PeriodSpan | None = None
    """Rows are weighed by their sector's mean over these periods, before the policy moved; by their own value
    without it."""
    lead_size: Fraction = 0.05
    """Probability with which leads that are zero are taken for something, those of levels and of changes
    together."""
    size: Fraction = 0.01
    """The same of every other test: there are several, and an answer has to pass all."""
    break_size: Fraction = 0.03
    """The same of a break in the response, which is looked for at many dates and found less easily."""
    largest_detectable: LogPoints = 2.0
    """Smallest effect that has to be found with a probability of 80 %. Trade answers by 1 to 2.5 within a
    year (Amiti, Redding & Weinstein 2019; Fajgelbaum, Goldberg, Kennedy & Khandelwal 2020; Boehm, Levchenko &
    Pandalai-Nayar 2023): data that would miss that do not answer."""
    least_clusters: Positive = 3.0
    """Effective clusters below which an error is not known (Carter, Schnepel & Steigerwald 2017)."""
    least_moved: Share = 0.65
    """Share of what is asked about, by weight, in sectors whose own policy moved."""
    least_of_asked: Share = 0.2
    """Share of what is asked of a sector by which its own policy must have moved for it to count among the
    treated, where the effect is given of these alone."""
    most_reverting: Fraction = 0.25
    """Share of the variance of the policy's changes that is transitory, above which it is taken
    for a realised rate, which has trade in its denominator."""
    close_changes: Fraction = 0.25
    """Share of `largest_detectable` by less than which levels and changes must be known to agree before a
    rate that goes to and fro is taken for one that was set."""
    spread: Spread = 1.0
    """Scale of the prior of the standard deviation of sectors' responses (half-normal; of an outcome that is
    not in logs in its standard deviations), which the band allows for."""
    nearly_all: Share = 0.9
    """Share of what is asked about that has to have been treated for the rest to make little difference
    however they answer."""
    hint: Fraction = 0.05
    """p above which nothing hints at sectors that differ, so that those treated may stand for the others."""
    weak: Positive = 10.0
    """F of that first stage below which it is too weak (Staiger & Stock 1997)."""
    apart_in_steps: Positive = 1.0
    """Largest distance, in half widths of its band, between the network's effect of the change at once and
    that of the change in steps; beyond it the network's figure is not shown."""
    apart_over_seeds: Positive = 0.1
    """Largest standard error over seeds of the network's effect, in widths of the band within a chain or
    guide; beyond it the network's figure is not shown."""
    most_moving: Fraction = 0.5
    """Share of periods in which the policy changes, above which it was not set by decisions, and the answer
    stands on the assumption that nothing else moved both."""

"""Section ``policy_slopes``: slopes on the policy side by side, and what they would be by chance."""

from dataclasses import dataclass, field
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.effect import Clusters, GroupEffects, Period, PeriodSpan
from tradewinds.settings.fields import Count, Fraction, Items, Positive, Range, Said, Section, Switch

_FEWEST = 19
"""Permutations below which no p comes to .05."""


@dataclass
class PolicySlopesSettings(Section):
    outcome: Annotated[str, Said("name")]
    """What the effect is on: a sector variable."""
    policy: Annotated[str, Said("name")] = "tariff"
    """On whose changes: a sector variable."""
    instrument: Annotated[str | None, Said("name")] = None
    """A sector variable that stands for the policy, such as a statutory rate beside a realised one; the
    policy of the period before without it."""
    assigned: Annotated[str | None, Said("name")] = None
    """The rate as it was set, whose paths are permuted, moved back in time and asked for group by group; the
    instrument without it, or the policy."""
    step: Annotated[Count, Said("whole number of at least 1")] | None = None
    """Periods over which changes are taken; a year without it."""
    effects: GroupEffects = field(default_factory=lambda: ["sector", "period"])
    """Fixed effects of the changes."""
    clusters: Clusters = field(default_factory=lambda: ["sector"])
    """What standard errors are clustered by."""
    weights: Annotated[str | None, Said("name")] = None
    """A sector variable that rows are weighed by."""
    weights_in: PeriodSpan | None = None
    """As in `event_study`."""
    trends: Switch = False
    """As in `event_study`."""
    start: Period | None = None
    """First period whose change of the outcome is used."""
    end: Period | None = None
    """Last one."""
    permutations: Annotated[int, Range(ge=0), Said("0, or whole number of at least 19")] = 0
    """How often the paths of the policy go to other sectors, for errors that owe nothing to clusters."""
    within: Annotated[str | None, Said("a key")] = None
    """Paths stay within groups of this key and move together by the others."""
    placebos: Annotated[
        list[Annotated[int, Range(ge=1)]], Items(such_as="[24, 36]"), Said("list of whole numbers")
    ] = field(default_factory=list)
    """Periods by which the policy is moved back, to a time that could not know it, where its slope has to be
    zero. Fewer than those of the window and a step reach into the window itself."""
    size: Fraction = 0.05
    """p below which a placebo, of all of them together (Holm 1979), is not by chance; of permutations and of
    groups that differ the same."""
    weak: Positive = 10.0
    """F of a first stage below which an instrument is weak (Staiger & Stock 1997)."""
    by: Annotated[str | None, Said("a key")] = None
    """Groups of this key have slopes of their own too, without weights and partially pooled; their errors are
    those of placebos."""
    names: Annotated[dict[str, str], Said("value of `by` → text")] = field(default_factory=dict)
    """What the report calls the groups."""

    def validate(self) -> None:
        require(
            self.permutations == 0 or self.permutations >= _FEWEST,
            "permutations",
            self.permutations,
            f"0, or at least {_FEWEST}, for a p of .05",
        )
        require(
            self.by is None or len(self.placebos) >= 2,
            "by",
            self.by,
            "at least 2 placebos: the errors of groups come from them",
            "Set placebos beside it, such as [24, 36, 48].",
        )

"""Section ``scenario``: the tariff path of the headline, and how all paths are rolled forward."""

from dataclasses import dataclass, field
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Count, Countable, Range, Said, Sectors, Share, TrainingRanges
from tradewinds.settings.inference import Precision
from tradewinds.settings.path import PathSettings

_PATHS = 1_000_000
"""Draws times futures that a roll-out may carry along, far beyond any use."""


@dataclass
class ScenarioSettings(PathSettings):
    """The first scenario's own path, and what all scenarios of an experiment share."""

    variable: Annotated[str, Said("a variable with `rate: true`")] = "tariff"
    """Policy variable of the sector table."""
    periods: Count = 20
    """Length of the path in periods of the sector table, rounded up to whole national ones."""
    weights: Annotated[str, Said("a variable that is no rate")] | None = None
    """Sector variable by whose total over the last observed year effects are averaged over the sectors; equal
    weights without it."""
    draws: Annotated[int, Range(ge=10), Countable()] = 400
    """Posterior draws carried along the path, repeated where there are fewer."""
    precision: Precision = Precision.float32
    """Of the recursion along a path; what is made of the paths is in double precision. Single precision takes
    half the time and moves an effect by less than 0.001 per cent."""
    futures: Count = 200
    """Simulated economies: futures over which the true effect is averaged."""
    futures_per_draw: Count = 8
    """Futures, with disturbances of their own, over which a draw's effect is averaged, so that the band of an
    effect is that of what was learned; fewer where a panel is very large. Bands of levels have the
    disturbances in them."""
    flag_distance: TrainingRanges = 0.1
    """How far outside the training range, that of all series or its own, the policy or an input may lie
    before the report flags it."""
    refuse_distance: Annotated[TrainingRanges, Said("number above `flag_distance` (training ranges)")] = 10.0
    """… outside that of all series before no effect on a series is named (median draw); for the nation the
    roll-out is refused."""
    refuse_share: Share = 0.1
    """Largest share of the weight (`weights`) that such series may have; with more the roll-out is
    refused."""
    runaway_distance: TrainingRanges = 10.0
    """Training ranges beyond the data at which a single draw counts as run away and is left out of both
    paths."""
    runaway_share: Share = 0.05
    """Largest share of such draws; with more the roll-out is refused."""
    show: Sectors = field(default_factory=list)
    """Sectors drawn one by one in the report; without it the four that are the largest by ``weights``, or by
    ``value``, the first four where the table has neither."""

    def validate(self) -> None:
        super().validate()
        for key in ("futures", "futures_per_draw"):
            paths = getattr(self, key) * (self.draws if key == "futures_per_draw" else 1)
            expected = f"a number such that at most {_PATHS:,} paths are held at once"
            require(paths <= _PATHS, key, getattr(self, key), expected)
        require(
            self.refuse_distance > self.flag_distance,
            "refuse_distance",
            self.refuse_distance,
            "more than scenario.flag_distance",
        )

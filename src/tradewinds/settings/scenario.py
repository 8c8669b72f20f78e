"""Section ``scenario``: the tariff path of the headline, and how all paths are rolled forward."""

from dataclasses import dataclass, field

from tradewinds.settings import path
from tradewinds.settings.checks import at_least, fraction, positive, require
from tradewinds.settings.inference import Precision
from tradewinds.settings.path import PathSettings


@dataclass
class ScenarioSettings(PathSettings):
    """The first scenario's own path, and what all scenarios of an experiment share."""

    variable: str = "tariff"
    """The policy variable of the sector table."""
    periods: int = 20
    """Length of the roll-out in periods of the sector table."""
    weights: str | None = None
    """Sector variable by whose total over the last observed year effects are averaged over sectors; equal
    weights when left out."""
    draws: int = 400
    """Posterior draws carried along the path."""
    precision: Precision = Precision.float32
    """Of the recursion along a path; what is made of the paths is in double precision."""
    futures: int = 200
    """Synthetic economies: disturbances over which the true effect is averaged."""
    flag_distance: float = 0.1
    """How far outside the training range, in ranges, an input may lie before it is flagged."""
    refuse_distance: float = 10.0
    """… before the roll-out is refused."""
    runaway_distance: float = 10.0
    """Training ranges beyond the data at which a single draw counts as run away and is left out."""
    runaway_share: float = 0.05
    """Largest share of such draws; with more the roll-out is refused."""
    show: list[str] = field(default_factory=list)
    """Sectors drawn one by one in the report; the first four when empty."""


def validate(scenario: ScenarioSettings, horizon: int, largest: float = 1.0) -> None:
    """``horizon``: periods of the path in whole national ones; ``largest``: largest rate of the policy.

    Raises SettingsError.
    """
    at_least("scenario.periods", scenario.periods, 1)
    at_least("scenario.draws", scenario.draws, 10)
    at_least("scenario.futures", scenario.futures, 1)
    path.validate(scenario, "scenario", horizon, largest)
    positive("scenario.flag_distance", scenario.flag_distance)
    positive("scenario.runaway_distance", scenario.runaway_distance)
    fraction("scenario.runaway_share", scenario.runaway_share, closed=True)
    require(
        scenario.refuse_distance > scenario.flag_distance,
        "scenario.refuse_distance",
        scenario.refuse_distance,
        "more than scenario.flag_distance",
    )

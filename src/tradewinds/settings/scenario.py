"""Section ``scenario``: the tariff path that is rolled forward."""

from dataclasses import dataclass, field

from tradewinds.settings.checks import at_least, fraction, positive, require


@dataclass
class ScenarioSettings:
    name: str = "rising_tariffs"
    description: str = "Tariffs rise in equal steps in every sector."
    variable: str = "tariff"
    """The policy variable of the sector table."""
    periods: int = 20
    """Length of the roll-out in periods of the sector table."""
    rise: float = 0.1
    """Total rise of the tariff over the path, as a fraction (0.1 = 10 points), in equal steps."""
    draws: int = 400
    """Posterior draws carried along the path."""
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


def validate(scenario: ScenarioSettings) -> None:
    at_least("scenario.periods", scenario.periods, 1)
    at_least("scenario.draws", scenario.draws, 10)
    at_least("scenario.futures", scenario.futures, 1)
    require(
        -1 < scenario.rise < 1,
        "scenario.rise",
        scenario.rise,
        "a fraction between -1 and 1",
        "Write 0.1 for 10 points.",
    )
    positive("scenario.flag_distance", scenario.flag_distance)
    positive("scenario.runaway_distance", scenario.runaway_distance)
    fraction("scenario.runaway_share", scenario.runaway_share, closed=True)
    require(
        scenario.refuse_distance > scenario.flag_distance,
        "scenario.refuse_distance",
        scenario.refuse_distance,
        "more than scenario.flag_distance",
    )

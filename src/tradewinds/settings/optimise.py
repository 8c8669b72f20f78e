"""Section ``optimise``: among which paths the best is looked for, how, and how it is judged."""

from dataclasses import dataclass

from tradewinds.settings.checks import at_least, at_least_zero, fraction, positive, require


@dataclass
class OptimiseSettings:
    lowest: float = 0.0
    """Lowest rate that may be chosen, as a fraction."""
    highest: float = 0.4
    """Highest one."""
    knots: int = 5
    """Rates that are chosen for each sector; those between them lie on straight lines."""
    uniform: bool = False
    """Whether one path is chosen for all sectors."""
    inside: float = 0.1
    """How far outside the training range, in ranges, an input may lie at no cost (``welfare.support``)."""
    grid: int = 5
    """Shifts of the coarse grid, each the first and the last of a path: grid × grid paths."""
    starts: int = 3
    """Places from which the search is begun: the best of the grid, then the baseline, then others."""
    steps: int = 100
    """Most steps from each."""
    learning_rate: float = 0.03
    """First step's size, as a share of the range of rates."""
    patience: int = 15
    """Steps without progress after which a start is left."""
    draws: int = 64
    """Posterior draws that the search sees."""
    judged: int = 200
    """Other draws, on which the answer is judged."""
    points: int = 5
    """Points of the frontier."""
    tolerance: float = 0.05
    """Loss of welfare that is of no consequence."""
    confidence: float = 0.9
    """Probability of a gain below which the answer is not told from the baseline."""


def validate(optimise: OptimiseSettings, smallest: float = 0.0, largest: float = 1.0) -> None:
    """``smallest``, ``largest``: what rates of the policy may be. Raises SettingsError."""
    require(
        smallest <= optimise.lowest < optimise.highest <= largest,
        "optimise.lowest, highest",
        [optimise.lowest, optimise.highest],
        f"two fractions from {smallest:g} to {largest:g}, the first the smaller",
        "Write 0.4 for 40 %; for rates beyond these set the variable's “smallest” or “largest”.",
    )
    least = {
        "knots": 1,
        "grid": 3,
        "starts": 1,
        "steps": 1,
        "patience": 1,
        "draws": 2,
        "judged": 10,
        "points": 2,
    }
    for key, value in least.items():
        at_least(f"optimise.{key}", getattr(optimise, key), value)
    at_least_zero("optimise.inside", optimise.inside)
    fraction("optimise.learning_rate", optimise.learning_rate)
    positive("optimise.tolerance", optimise.tolerance)
    fraction("optimise.confidence", optimise.confidence)

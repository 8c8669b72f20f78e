"""Section ``optimise``: among which paths the best is looked for, how, and on which draws."""

from dataclasses import dataclass
from typing import Annotated

from tradewinds.settings.fields import Count, Fraction, Range, Said, Section, Switch

Rate = Annotated[
    float, Range(noun="a fraction"), Said("fraction within the policy's `smallest` and `largest`")
]


@dataclass
class OptimiseSettings(Section):
    lowest: Rate = 0.0
    """Lowest rate that may be chosen."""
    highest: Rate = 0.4
    """Highest one, above ``lowest``."""
    knots: Count = 5
    """Points of a sector's path that are chosen; it is straight between them. As many as periods: every
    period free."""
    uniform: Switch = False
    """One shift from the baseline for all sectors."""
    inside: Annotated[float, Range(ge=0, unit="training ranges")] = 0.1
    """How far outside the training range an input may lie at no cost (``welfare.support``)."""
    grid: Annotated[int, Range(ge=3)] = 5
    """Shifts of the coarse grid: first and last of a path, ``grid`` × ``grid`` paths; uniform tariffs are
    2 · ``grid`` − 1."""
    starts: Count = 3
    """Where the search begins: best of the grid, baseline, no tariff, then anywhere."""
    steps: Count = 100
    """Most steps from each."""
    learning_rate: Fraction = 0.03
    """Size of the first steps, as a share of the range of rates."""
    patience: Count = 15
    """Steps without progress after which steps become small, and then a start is left."""
    draws: Annotated[int, Range(ge=2)] = 64
    """Posterior draws that the search sees."""
    evaluation_draws: Annotated[int, Range(ge=10)] = 200
    """Other draws, on which the optimum and simple policies are evaluated."""
    points: Annotated[int, Range(ge=2)] = 5
    """Points of the frontier, a search each."""
    tolerance: Annotated[float, Range(gt=0, unit="welfare")] = 0.05
    """Loss of welfare that is of no consequence, for the page's words."""
    confidence: Fraction = 0.9
    """Probability of a gain below which the page says that the data cannot tell the answer from the
    baseline."""

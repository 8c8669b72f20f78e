"""Section ``optimise``: among which paths or rules the best is looked for, how, and on which draws."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.fields import Count, Fraction, Items, Range, Said, Section, Switch

Rate = Annotated[
    float, Range(noun="a fraction"), Said("fraction within the policy's `smallest` and `largest`")
]
SeenTexts = Annotated[list[str], Items(such_as="[price[t-1]]"), Said("list of terms at [t-1] or before")]


class PolicyForm(StrEnum):
    """What is looked for."""

    path = "path"
    """Rates of every period, chosen today."""
    rule = "rule"
    """How rates of a period follow from what is known by then; the best path beside it."""


class Around(StrEnum):
    """What a rule moves rates away from."""

    baseline = "baseline"
    """The rates that effects are counted from."""
    path = "path"
    """The best path."""


@dataclass
class RuleSettings(Section):
    """What a rule sees and what it may be (``form: rule``)."""

    sectors: SeenTexts = field(default_factory=list)
    """What it sees of each sector, terms as in equations: `price[t-1]`, `dlog(volume[t-1])`. Without any, the
    last value of every sector variable that an equation explains."""
    national: SeenTexts = field(default_factory=list)
    """What it sees of the nation. Without any, and where `sectors` has none, the last value of every national
    variable that the welfare weighs."""
    around: Around = Around.baseline
    """From what it moves rates: `baseline`, the rates that effects are counted from, so that it needs no
    calendar; `path`, the best path, so that what it gains is what reacting is worth."""
    hidden: Annotated[int, Range(ge=0, le=64)] = 0
    """Units of a small network beside the linear part; 0: a linear rule."""


@dataclass
class OptimiseSettings(Section):
    form: PolicyForm = PolicyForm.path
    """`path`: rates of every period, chosen today; `rule`: how rates follow from what is known by then, with
    the best path beside it."""
    rule: RuleSettings = field(default_factory=RuleSettings)
    """What a rule sees and what it may be."""
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

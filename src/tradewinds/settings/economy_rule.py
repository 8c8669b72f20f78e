"""Section ``optimise`` of a simulator's or an economy's experiment: which rule for its tariff is sought."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Count, Fraction, Positive, Range, Section
from tradewinds.settings.optimise import PolicyForm

Tariff = Annotated[float, Range(gt=-1, le=5, noun="a fraction", remedy="Write 0.1 for 10 points.")]


class Counted(StrEnum):
    """What of a tariff's consequences a rule is judged by."""

    output = "output"
    """GDP at the prices before duty, or the capital, that there are without the tariff: the best is none."""
    everything = "everything"
    """Also what sellers bear of it (a market), or what it does to capital (generations)."""


class RuleGradient(StrEnum):
    """How the slope of a rule's value is estimated."""

    pathwise = "pathwise"
    """The derivative of every episode, through the model."""
    score = "score"
    """REINFORCE (Williams 1992): what turns out better than the other episodes is made likelier."""


class TriedTariff(StrEnum):
    """What a rule is set beside."""

    none = "none"
    start = "start"
    """Where the search began."""
    lasting = "lasting"
    """The best one that lasts, with what sellers bear."""
    constant = "constant"
    rule = "rule"


@dataclass
class EconomyRuleSettings(Section):
    form: PolicyForm = PolicyForm.rule
    """`rule`, the one form there is: how the tariff of a period follows from what is known by then."""
    counts: Counted = Counted.output
    """What the rule is judged by: `output`, GDP at the import prices (a market) or the capital (generations)
    that there are without a tariff, of which it is known that no tariff is best; `everything`, with what
    sellers bear, or with what becomes of capital."""
    gradient: RuleGradient = RuleGradient.pathwise
    """Through the economy, or `score`: policy gradient, which asks no derivative of it."""
    lowest: Tariff = -0.2
    """Lowest tariff the rule may set; below 0 it is a subsidy."""
    highest: Tariff = 0.4
    """Highest one."""
    start: Tariff = 0.15
    """Tariff that the search begins with, whatever is seen."""
    horizon: Count = 20
    """Periods that count, the first under a tariff."""
    steps: Annotated[int, Range(ge=20)] = 200
    """Steps of the search."""
    episodes: Annotated[int, Range(ge=4)] = 32
    """Histories a step, each with a posterior draw and disturbances of its own."""
    learning_rate: Positive = 0.01
    """Size of the first steps, in tariffs as fractions."""
    noise: Positive = 0.01
    """How widely `score` explores about the rule; costs of a tariff are not alike on both sides, so wide
    exploring moves the answer."""
    buyers: Count = 100
    """Of a market, whose buyers are simulated one by one."""
    evaluated: Annotated[int, Range(ge=20)] = 200
    """Fresh histories that the rule is judged on, and others beside it."""
    tolerance: Fraction = 0.01
    """How far, as a fraction, its tariffs may lie from the best one, where that is known."""

    def validate(self) -> None:
        """A rule, between bounds."""
        remedy = "Leave it out: what has no equations is given a rule."
        require(self.form == PolicyForm.rule, "form", str(self.form), "rule", remedy)
        require(self.lowest < self.highest, "lowest", self.lowest, f"below highest = {self.highest}")
        inside = self.lowest <= self.start <= self.highest
        require(inside, "start", self.start, f"between {self.lowest} and {self.highest}")

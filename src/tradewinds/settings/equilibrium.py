"""An experiment with an equilibrium economy: its people, its technology, its tariff, and how it is solved."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

import numpy as np

from tradewinds.settings.checks import require
from tradewinds.settings.economy_rule import EconomyRuleSettings
from tradewinds.settings.fields import (
    Count,
    Fraction,
    Items,
    NotNegative,
    Positive,
    Range,
    Said,
    Section,
    Seed,
    Share,
    Switch,
)
from tradewinds.settings.report import ReportSettings, refuse_structural


class Rebate(StrEnum):
    """Who gets the tariff's revenue."""

    newborn = "newborn"
    wasted = "wasted"
    all_ages = "all_ages"


@dataclass
class ShockSettings(Section):
    values: Annotated[list[float], Items(least=1, such_as="[0.95, 1.05]")] = field(
        default_factory=lambda: [1.0]
    )
    """What the shock can be; no number twice."""
    transition: Annotated[
        list[list[float]], Said("rows of probabilities, one a value: [[0.9, 0.1], [0.1, 0.9]]")
    ] = field(default_factory=lambda: [[1.0]])
    """Probability of every value in the next period (columns), given the one of this period (rows)."""

    def validate(self) -> None:
        """Positive values, and as many rows that add up to one."""
        number = len(self.values)
        require(min(self.values) > 0, "values", self.values, "numbers above 0")
        shape = len(self.transition) == number and all(len(row) == number for row in self.transition)
        require(shape, "transition", self.transition, f"{number} rows of {number} probabilities")
        rows = np.array(self.transition)
        sound = bool((rows >= 0).all() and np.allclose(rows.sum(axis=1), 1, atol=1e-9))
        require(sound, "transition", self.transition, "rows of probabilities that add up to 1")


@dataclass
class TariffStepSettings(Section):
    """A tariff on all imports that rises once and for all, unforeseen, from zero."""

    step: Annotated[float, Range(gt=0, le=1, noun="a fraction", remedy="Write 0.1 for 10 points.")] = 0.1
    """How far it rises."""
    rebates: Annotated[list[Rebate], Items(least=1, such_as="[newborn, wasted, all_ages]")] = field(
        default_factory=lambda: list(Rebate)
    )
    """Who gets the revenue, each an economy of its own: those who enter working life, nobody (the government
    spends it on what is worth nothing to households), everybody alike."""
    horizon: Annotated[int, Range(ge=1)] = 20
    """Periods after the step that are followed."""


@dataclass
class EconomySettings(Section):
    """Overlapping generations: one household of every age, no risk to life, capital as the only asset."""

    name: str = ""
    """What it is called."""
    description: str = ""
    """In a sentence or two, for the page."""
    ages: Annotated[int, Range(ge=3)] = 6
    """Periods of a life."""
    first_age: int = 1
    """What the first of them is called."""
    years: Positive = 10.0
    """Years that a period stands for."""
    discount: Annotated[float, Range(gt=0, lt=1.5)] = 0.7
    """Weight of the next period's utility, β."""
    risk_aversion: Positive = 1.0
    """γ of the utility c^(1−γ)/(1−γ); 1 is its logarithm."""
    capital_share: Fraction = 0.3
    """α of output η K^α L^(1−α)."""
    labour: Annotated[list[list[float]], Said("pairs [age, labour], linear in between")] = field(
        default_factory=lambda: [[1.0, 1.0], [2.0, 0.0], [6.0, 0.0]]
    )
    """What households of an age work, by age as these are called."""
    productivity: ShockSettings = field(default_factory=ShockSettings)
    """η."""
    depreciation: ShockSettings = field(default_factory=lambda: ShockSettings(values=[0.5]))
    """δ, the share of capital that is used up in a period."""
    limited: Switch = True
    """Whether the limit to borrowing can bind at some age. Off where incomes rule it out."""
    borrowing: NotNegative = 0.0
    """How far below zero savings may fall, in units of output; in the last ages no further than half of what
    is still to be earned."""
    import_share: Share = 0.0
    """μ, the share of imports in the cost of final output."""
    tariff: TariffStepSettings | None = None
    """Set: what a tariff does in it. Not set: there is none."""

    def validate(self) -> None:
        """Labour within life, a share of imports where there is a tariff on them."""
        ages = [pair[0] for pair in self.labour if len(pair) == 2]
        last = self.first_age + self.ages - 1
        whole = 0 < len(ages) == len(self.labour) and ages == sorted(set(ages))
        reaches = whole and ages[0] <= self.first_age and ages[-1] >= last
        require(
            reaches,
            "labour",
            self.labour,
            f"pairs from age {self.first_age} to {last}, rising",
        )
        amounts = [pair[1] for pair in self.labour]
        require(
            min(amounts) >= 0 < max(amounts), "labour", self.labour, "labour of at least 0, and some above"
        )
        require(
            self.tariff is None or self.import_share > 0,
            "import_share",
            self.import_share,
            "above 0 where there is a tariff on imports",
        )
        require(
            self.limited or not self.borrowing, "borrowing", self.borrowing, "0 where savings have no limit"
        )


@dataclass
class SolverSettings(Section):
    """A network that gives the share every age saves, trained on states that its own choices lead to."""

    width: Count = 128
    """Units of a hidden layer."""
    depth: Count = 2
    """Hidden layers."""
    steps: Count = 4000
    """Steps of the optimiser, made up to whole chunks of passes · chunk."""
    learning_rate: Positive = 0.003
    """At the start; it falls along a cosine."""
    end: Annotated[float, Range(gt=0, le=1, noun="a fraction")] = 0.01
    """Share of it that is left at the end."""
    refresh: Count = 10
    """Steps between two looks for the directions in which steps are scaled."""
    paths: Count = 256
    """Histories of the economy that are simulated side by side."""
    periods: Count = 8
    """By how many periods they go on in an episode."""
    passes: Count = 16
    """Steps on the states of an episode."""
    batch: Count = 256
    """States in a step."""
    rare: Share = 0.2
    """How far the shocks of these histories are drawn evenly instead of by their own probabilities, so that
    rare times are seen more often."""
    chunk: Count = 25
    """Episodes between two lines of progress."""
    members: Count = 2
    """Solutions, each from a start and with shocks of its own; they have to agree."""
    non_finite_limit: Share = 0.01
    """Share of steps without a finite loss past which solving fails."""

    def validate(self) -> None:
        """An episode has the states that its steps take."""
        states = self.paths * self.periods
        require(self.batch <= states, "batch", self.batch, f"at most paths · periods = {states}")


@dataclass
class AccuracySettings(Section):
    """Where a solution is looked at, and how far off it may be."""

    paths: Annotated[int, Range(ge=2)] = 1000
    """Fresh histories, with shocks by their own probabilities."""
    discarded: Annotated[int, Range(ge=0)] = 100
    """Periods that are simulated before anything is measured."""
    looks: Count = 10
    """Periods of each history that are measured."""
    apart: Count = 10
    """Periods from one of these to the next."""
    mean: Positive = 0.05
    """Largest mean error of consumption, in %."""
    tail: Positive = 0.54
    """Largest error that all but a thousandth of the states stay below, in %."""
    agreement: Positive = 0.5
    """Largest difference between two solutions' consumption at an age, of 99 % of the states, in % of the
    age's mean."""
    horizon: Annotated[int, Range(ge=1)] = 20
    """Periods after a shock that are followed."""


@dataclass
class EquilibriumExperiment(Section):
    seed: Seed = 0
    """Start of every random number of the experiment."""
    equilibrium: EconomySettings = field(kw_only=True)
    solver: SolverSettings = field(default_factory=SolverSettings)
    accuracy: AccuracySettings = field(default_factory=AccuracySettings)
    optimise: EconomyRuleSettings = field(default_factory=EconomyRuleSettings)
    report: ReportSettings = field(default_factory=ReportSettings)

    def validate(self) -> None:
        """No share of imports but the economy's own."""
        refuse_structural(self.report, "equilibrium", "Set equilibrium.import_share.")


NO_TARIFF = "none"
"""Stands for the rebate of an economy without a tariff."""


def economies_of(experiment: EquilibriumExperiment) -> list[str]:
    """The economies that are solved: one for each use of the revenue, or the one without a tariff."""
    tariff = experiment.equilibrium.tariff
    return [NO_TARIFF] if tariff is None else [rebate.value for rebate in tariff.rebates]

"""Section ``simulator``: which simulator is run, how long, under which inputs and with which parameters."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import (
    Count,
    Finite,
    Fraction,
    Items,
    NotNegative,
    Positive,
    Range,
    Said,
    Section,
)


class SimulatorName(StrEnum):
    """Simulators that are here; a user's own has a file."""

    random_walk = "random_walk"
    volatility = "volatility"
    import_market = "import_market"


@dataclass
class InputSettings(Section):
    """A series that a simulator is given; it stays where it is from one change to the next."""

    values: Annotated[list[Finite], Items(least=1), Said("list of numbers")]
    """What it is, first from period 1 on."""
    since: Annotated[list[Count], Items(), Said("list of periods")] = field(default_factory=list)
    """Periods from which the second, the third … value holds."""

    def validate(self) -> None:
        wanted = f"one period fewer than the {len(self.values)} values, rising, the first after period 1"
        rising = all(one < other for one, other in zip([1, *self.since], self.since, strict=False))
        require(rising and len(self.since) == len(self.values) - 1, "since", list(self.since), wanted)


@dataclass
class SimulatorSettings(Section):
    name: Annotated[str, Said("random_walk, volatility, import_market; of a file any name")]
    """Which simulator."""
    description: str
    """One paragraph for the report: what is simulated, and what is known of it."""
    file: Annotated[str, Said("Python file")] | None = None
    """A simulator of one's own: Python with ``step``, ``observe`` and ``PARAMETERS``, in the data folder."""
    steps: Annotated[int, Range(ge=2)] = 100
    """Periods, the first of which is the initial state."""
    agents: Count = 1000
    """Traders or buyers, where there are agents."""
    temperature: Positive = 0.2
    """Of surrogate gradients: lower is less bias and more variance. It changes no value."""
    parameters: Annotated[dict[str, float], Said("parameter → number")] = field(default_factory=dict)
    """Those that data are simulated with, each in its own unit."""
    inputs: dict[str, InputSettings] = field(default_factory=dict)
    """Series that it is given: ``tariff: {values: [0.02, 0.12], since: [41]}``."""

    def validate(self) -> None:
        known = [str(name) for name in SimulatorName]
        remedy = "Set “file” for a simulator of your own."
        require(
            self.file is not None or self.name in known,
            "name",
            self.name,
            f"one of {', '.join(known)}",
            remedy,
        )
        for name, given in self.inputs.items():
            last = max([1, *given.since])
            require(last <= self.steps, f"inputs.{name}.since", last, f"periods up to {self.steps}")


@dataclass
class MarketSettings(Section):
    """Parameters of an import market (``tradewinds.simulators.market_mean`` has its equations)."""

    premium_location: Finite = -1.4
    """m: mean of the logarithm of the premium, in logs of the price, up to which buyers import."""
    premium_scale: Positive = 0.8
    """v: standard deviation of that logarithm."""
    review: Fraction = 0.15
    """κ: share of buyers who decide anew in a period."""
    persistence: Fraction = 0.6
    """ρ: share of a disturbance of the price that is left after a period."""
    borne: Fraction = 0.2
    """b: share of a tariff that sellers bear in the long run."""
    price_noise: NotNegative = 0.006
    """Standard deviation of the disturbances ε of log prices."""

"""Section ``data.synthetic``: which simulated economy stands in for files."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Count, Positive, Range, Section
from tradewinds.settings.simulator import MarketSettings


class EconomyName(StrEnum):
    falling_tariff = "falling_tariff"
    nonlinear = "nonlinear"
    two_tier = "two_tier"
    omitted = "omitted"
    linear = "linear"
    no_effect = "no_effect"
    realised_rate = "realised_rate"
    anticipation = "anticipation"
    confounded = "confounded"
    confounded_reversed = "confounded_reversed"
    reverse_causality = "reverse_causality"
    surge = "surge"
    structural_break = "structural_break"
    heterogeneous = "heterogeneous"
    one_treated = "one_treated"
    own_shock = "own_shock"
    gradual_12 = "gradual_12"
    gradual_24 = "gradual_24"
    heavy_tails = "heavy_tails"
    collinear = "collinear"
    quiet_tariffs = "quiet_tariffs"
    common_tariff = "common_tariff"
    import_market = "import_market"


@dataclass
class SyntheticSettings(Section):
    """Size of a synthetic economy; its equations stand in tradewinds.data.synthetic."""

    economy: EconomyName
    """Whose equations."""
    sectors: Count = 1
    """Number of sectors."""
    periods: Annotated[int, Range(ge=30)] = 100
    """Number of periods."""
    noise: Positive = 1.0
    """Multiplies every disturbance of the economy; 1 is the economy as described."""
    seed: Annotated[int, Range(ge=0)] | None = None
    """Start of the economy's own random numbers, where other fits are to see the same data; the experiment's
    ``seed`` without one."""
    market: MarketSettings | None = None
    """Parameters of the economy ``import_market``; its usual ones without any."""

    def validate(self) -> None:
        no_market = self.economy == EconomyName.import_market or self.market is None
        require(no_market, "market", "set", f"nothing: {self.economy} is no import_market")

    def seed_or(self, experiment: int) -> int:
        """That of the economy, where an experiment begins at the seed ``experiment``."""
        return experiment if self.seed is None else self.seed

"""Section ``simulator``: which simulator is run, how long, under which inputs and with which parameters."""

from dataclasses import dataclass

from tradewinds.settings.fields import Finite, Fraction, Positive, Section


@dataclass
class MarketSettings(Section):
    """Parameters of an import market (``tradewinds.simulators.market_mean`` has its equations)."""

    premium_location: Finite = -1.6
    """m: mean of the logarithm of the premium, in logs of the price, up to which buyers import."""
    premium_scale: Positive = 0.6
    """v: standard deviation of that logarithm."""
    review: Fraction = 0.15
    """κ: share of buyers who decide anew in a period."""
    persistence: Fraction = 0.6
    """ρ: share of a disturbance of the price that is left after a period."""
    borne: Fraction = 0.2
    """b: share of a tariff that sellers bear in the long run."""
    price_noise: Positive = 0.01
    """Standard deviation of the disturbances ε of log prices."""
    demand_noise: Positive = 0.03
    """Standard deviation of the log size of the market."""

"""Section ``model`` of a tier: what every equation of the tier assumes.

Hashable by value: programs are compiled once for equal settings. Nothing changes them once composed.
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from tradewinds.settings.checks import at_least, positive, require


class Activation(StrEnum):
    tanh = "tanh"
    relu = "relu"
    swish = "swish"


class Family(StrEnum):
    normal = "normal"
    student_t = "student_t"


class NoiseScale(StrEnum):
    constant = "constant"
    per_sector = "per_sector"
    input_dependent = "input_dependent"


class Dynamics(StrEnum):
    independent = "independent"
    ar1 = "ar1"
    ar2 = "ar2"
    random_walk = "random_walk"
    damped_trend = "damped_trend"
    quasi_periodic = "quasi_periodic"
    average = "average"


@dataclass(unsafe_hash=True)
class PriorSettings:
    """Normal(location, scale) on every weight; each scale is divided by √fan-in unless ``flat``."""

    location: float = 0.0
    hidden: float = 2.0
    """Scale of the weights into hidden units: how sharply these bend."""
    output: float = 1.0
    """Scale of the weights out of the last hidden layer: how far it moves the target."""
    linear: float = 1.0
    """Scale of the linear path's weights."""
    flat: bool = False
    """True: the same scales whatever the fan-in, and that of ``hidden`` for biases (the source's prior)."""
    effects: float = 0.5
    """Scale of the half-normal prior of the standard deviation of partially pooled effects."""


@dataclass(unsafe_hash=True)
class NoiseSettings:
    family: Family = Family.normal
    scale: NoiseScale = NoiseScale.input_dependent
    prior: float = 1.0
    """Scale of the half-normal prior of the noise standard deviation (standardised target)."""
    spread: float = 1.0
    """Prior scale of how much the log noise scale moves with the inputs, divided by √fan-in."""


@dataclass(unsafe_hash=True)
class ModelSettings:
    """One Bayesian network per equation, with these shapes and priors."""

    width: int = 16
    depth: int = 1
    activation: Activation = Activation.tanh
    linear: bool = True
    """A linear path from the inputs to the output beside the hidden layers."""
    explain: str = "change"
    """``change``: the network explains the target's change from its own previous value; ``level``."""
    prior: PriorSettings = field(default_factory=PriorSettings)
    noise: NoiseSettings = field(default_factory=NoiseSettings)
    dynamics: Dynamics = Dynamics.ar2
    """How the economy-wide effect ``t`` moves from period to period."""


def validate(model: ModelSettings, key: str) -> None:
    at_least(f"{key}.width", model.width, 1)
    at_least(f"{key}.depth", model.depth, 0)
    require(
        model.depth > 0 or model.linear,
        f"{key}.linear",
        model.linear,
        "true when depth = 0",
        "Without hidden layers and without a linear path nothing is left.",
    )
    require(model.explain in ("change", "level"), f"{key}.explain", model.explain, "change or level")
    require(
        math.isfinite(model.prior.location), f"{key}.prior.location", model.prior.location, "a finite number"
    )
    for name in ("hidden", "output", "linear", "effects"):
        positive(f"{key}.prior.{name}", getattr(model.prior, name))
    for name in ("prior", "spread"):
        positive(f"{key}.noise.{name}", getattr(model.noise, name))

"""Section ``model`` of a tier: what every equation of the tier assumes.

Hashable by value: programs are compiled once for equal settings. Nothing changes them once composed.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Count, Finite, Positive, Range, Section, Switch


class Network(StrEnum):
    """What the hidden layers are; ``model.network`` computes them."""

    feedforward = "feedforward"
    residual = "residual"
    recurrent = "recurrent"
    gru = "gru"
    lstm = "lstm"

    @property
    def in_order(self) -> bool:
        """Whether it reads the rows of a window one after another."""
        return self not in (Network.feedforward, Network.residual)


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


class Explain(StrEnum):
    change = "change"
    level = "level"


@dataclass(unsafe_hash=True)
class PriorSettings(Section):
    """Normal(location, scale) on every weight; each scale is divided by √fan-in unless ``flat``."""

    location: Finite = 0.0
    """Prior mean of every weight; other than 0, a sign is assumed before any data."""
    hidden: Positive = 2.0
    """Prior standard deviation of the weights into hidden units, divided by √fan-in: how sharply these
    bend."""
    recurrent: Positive = 1.0
    """The same of the weights from the state that the row before left (`recurrent`, `gru`, `lstm`)."""
    output: Positive = 1.0
    """The same of the weights out of the last hidden layer: how far it moves the target."""
    bend: Positive | None = 0.5
    """Scale of the half-normal prior of a learned factor on what the hidden layers add: it draws the network
    towards its linear path unless the data bend. None, ``flat`` or no linear path: 1."""
    linear: Positive = 1.0
    """Prior standard deviation of the linear path's weights, divided by √fan-in."""
    flat: Switch = False
    """The same scales whatever the fan-in, and that of ``hidden`` for biases (the source's prior)."""
    effects: Positive = 0.5
    """Scale of the half-normal prior on the spread of pooled effects and of δ[t]."""
    slopes: Positive = 0.5
    """Scale of the half-normal prior of how much slopes differ between sectors (`slopes` of a tier), as a
    share of the usual slope."""


@dataclass(unsafe_hash=True)
class NoiseSettings(Section):
    family: Family = Family.normal
    """``student_t`` for heavy tails (degrees of freedom are learned, above 2)."""
    scale: NoiseScale = NoiseScale.input_dependent
    """One size for all rows, one per sector, or per sector and moved by the inputs."""
    prior: Positive = 1.0
    """Scale of the half-normal prior of the noise standard deviation (standardised target)."""
    spread: Positive = 1.0
    """Prior standard deviation of how much the logarithm of that size moves with the inputs, divided by
    √fan-in."""


@dataclass(unsafe_hash=True)
class ModelSettings(Section):
    """One Bayesian network per equation, with these shapes and priors."""

    network: Network = Network.feedforward
    """What the hidden layers are: one after another; each added to the one before (`residual`); or a state
    that a window of the sector's rows is read into, with a tanh (`recurrent`) or gates (`gru`, `lstm`)."""
    window: Count = 1
    """Rows of a sector, the row itself the last, whose inputs the network is given: side by side, or in order
    where it is recurrent. Rows without so many before them are left out, as where a lag is missing."""
    width: Count = 16
    """Units of a hidden layer."""
    depth: Annotated[int, Range(ge=0, le=100)] = 1
    """Hidden layers; 0 leaves the linear path alone."""
    activation: Activation = Activation.tanh
    """Function of a hidden unit."""
    linear: Switch = True
    """A linear path from the inputs to the output beside the hidden layers; needed when ``depth`` is 0."""
    explain: Explain = Explain.change
    """The target's change from its own previous value, or its level."""
    prior: PriorSettings = field(default_factory=PriorSettings)
    noise: NoiseSettings = field(default_factory=NoiseSettings)
    dynamics: Dynamics = Dynamics.ar2
    """How δ[t] moves where an equation has ``t``; ``average`` weighs the six others by the data, with Normal
    noise only."""

    @property
    def draws_to_its_line(self) -> bool:
        """Whether what the hidden layers add has a factor of its own."""
        return self.depth > 0 and self.linear and self.prior.bend is not None and not self.prior.flat

    def validate(self) -> None:
        require(
            self.depth > 0 or self.linear,
            "linear",
            self.linear,
            "true when depth = 0",
            "Without hidden layers and without a linear path nothing is left.",
        )
        least = {Network.feedforward: 0, Network.residual: 2}.get(self.network, 1)
        require(
            self.depth >= least,
            "depth",
            self.depth,
            f"at least {least} with network = {self.network}",
            "A residual layer is added to a layer before it." if least == 2 else "A state needs its units.",
        )
        if self.network.in_order:
            require(
                self.window > 1,
                "window",
                self.window,
                f"at least 2 rows, which {self.network} reads in order",
                "Set model.window=8, or model.network=feedforward.",
            )
            require(
                self.activation == Activation.tanh,
                "activation",
                str(self.activation),
                f"tanh with network = {self.network}, whose cell brings its own",
            )

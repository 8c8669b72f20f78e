"""How a simulator is calibrated to data: the approximation, its loss, its steps, its rivals."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Count, Finite, Items, Positive, Range, Said, Section, Share, Switch
from tradewinds.settings.inference import Precision


class CalibrationFamily(StrEnum):
    diagonal = "diagonal"
    full = "full"
    beta = "beta"
    flow = "flow"


class GradientEstimator(StrEnum):
    pathwise = "pathwise"
    score = "score"


class DerivativeMode(StrEnum):
    auto = "auto"
    forward = "forward"
    reverse = "reverse"


class DiscrepancyName(StrEnum):
    energy = "energy"
    mmd = "mmd"
    likelihood = "likelihood"


@dataclass(unsafe_hash=True)
class FlowSettings(Section):
    """Of ``family: flow``."""

    layers: Count = 5
    """Autoregressive layers, each followed by a turn of the parameters' order."""
    width: Count = 50
    """Hidden units of each layer's networks."""
    depth: Count = 2
    """Hidden layers of them."""


@dataclass(unsafe_hash=True)
class DescentSettings(Section):
    """Adam at a constant rate while the smoothed loss falls, then at lower ones."""

    epochs: Count = 2000
    """Most steps; each draws parameters anew and simulates them."""
    window: Annotated[int, Range(ge=10)] = 100
    """Epochs whose mean is the smoothed loss, and whose mean of the approximation's numbers is kept."""
    patience: Count = 3
    """Windows whose mean does not fall by its own error before the rate is lowered."""
    reductions: Annotated[int, Range(ge=0)] = 2
    """How often the rate is lowered, to a quarter each; then the search stops."""
    learning_rate: Positive = 5e-3
    """Rate at the start."""
    clip: Positive = 1.0
    """Largest norm of a gradient of E[L] + w·KL."""
    draws: Annotated[int, Range(ge=2)] = 30
    """Parameter draws an epoch."""
    simulations: Count = 1
    """Simulations of each, whose mean loss counts."""
    divergence_draws: Annotated[int, Range(ge=2)] = 1000
    """Draws that KL is estimated by where it has no closed form."""
    non_finite_limit: Share = 0.5
    """Share of non-finite simulations in a window past which the calibration fails."""


@dataclass(unsafe_hash=True)
class RejectionSettings(Section):
    """Rejection from the prior, the rival that needs no gradient."""

    simulations: Annotated[int, Range(ge=100)] = 10_000
    """Draws from the prior, each simulated once."""
    keep: Annotated[float, Range(gt=0, lt=1, noun="a fraction")] = 0.02
    """Share of them, those nearest the data, that is kept."""


@dataclass(unsafe_hash=True)
class CoordinatePrior(Section):
    """Prior of a parameter: normal in its unbounded coordinate; of ``family: beta`` a Beta of itself."""

    mean: Finite = 0.0
    """Its mean, in that coordinate."""
    deviation: Positive = 1.0
    """Standard deviation."""


@dataclass
class CalibrationSettings(Section):
    prior: Annotated[dict[str, CoordinatePrior], Said("parameter → {mean, deviation}")] = field(
        default_factory=dict
    )
    """Of every parameter of the simulator, in the coordinate it is learned in; of those not named, standard
    normal."""
    family: CalibrationFamily = CalibrationFamily.diagonal
    """Distributions among which the posterior is sought."""
    flow: FlowSettings = field(default_factory=FlowSettings)
    gradient: GradientEstimator = GradientEstimator.pathwise
    """Through the simulation, or by the score of the approximation, which asks no derivative of it."""
    mode: DerivativeMode = DerivativeMode.auto
    """Of the pathwise gradient: `forward` needs memory that does not grow with steps, `reverse` time that
    does not grow with parameters; `auto` takes forward for up to four parameters, and where reverse would not
    fit into a gigabyte. Results differ by rounding alone."""
    discrepancy: DiscrepancyName = DiscrepancyName.energy
    """Distance of a simulation to the data; ``likelihood`` where the simulator has one."""
    changes: Switch = False
    """Whether changes from one period to the next are compared, instead of values."""
    observables: Annotated[list[str], Said("list of observables")] = field(default_factory=list)
    """Observables of the simulator that are compared; without any, all. A likelihood takes all."""
    logs: Switch = False
    """Whether logarithms of the observables are compared."""
    base: Annotated[int, Range(ge=0)] = 0
    """First periods from whose mean the observables of each unit are counted, in data and simulations alike;
    0: from nothing."""
    lags: Annotated[int, Range(ge=0)] = 0
    """Earlier periods that stand in a row beside each, so that the distance sees how a series moves."""
    temperatures: Annotated[list[float], Items(least=1), Said("list of positive numbers")] = field(
        default_factory=lambda: [1.0]
    )
    """Temperatures w, the answer to each of which is given; the first is the one that is answered with."""
    precision: Precision = Precision.float64
    """Of all that is computed; the agents of a large market are simulated in half the time in float32."""
    descent: DescentSettings = field(default_factory=DescentSettings)
    rejection: RejectionSettings = field(default_factory=RejectionSettings)
    posterior_draws: Annotated[int, Range(ge=100)] = 2000
    """Draws kept of each answer."""
    replicas: Annotated[int, Range(ge=20)] = 200
    """Simulations at draws of the answer that the data are set beside."""
    gradient_simulations: Annotated[int, Range(ge=100)] = 1000
    """Simulations by which each slope is checked."""
    identified: Annotated[float, Range(gt=0, lt=1, noun="a fraction")] = 0.8
    """A parameter whose posterior is wider than this share of its prior is said not to be identified."""

    def validate(self) -> None:
        likelihood = self.discrepancy == DiscrepancyName.likelihood
        takes_all = not (likelihood and self.observables)
        require(takes_all, "observables", self.observables, "none, by a likelihood")
        require(min(self.temperatures) > 0, "temperatures", self.temperatures, "positive numbers")

"""Section ``inference`` of a tier: which algorithm, and how long. Hashable by value, as ``model``."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.inference.registry import ALGORITHMS
from tradewinds.settings.fields import Count, Fraction, Positive, Range, Section, Share

Several = Annotated[int, Range(ge=2)]
MemberCount = Annotated[int, Range(ge=2, le=1_000)]
Chains = Annotated[int, Range(ge=2, le=1_000, why="R̂ compares chains")]

Algorithm = StrEnum("Algorithm", {name: name for name in ALGORITHMS}, module=__name__)  # type: ignore[misc]  # members are what is found
"""The algorithms that declare themselves (``tradewinds.inference.algorithms``)."""


GUIDES = 12
"""Guides of a fit that answers: where they differ and have no width of their own, the middle of so many
scatters by a tenth of the width of their 90 % band, 1/(3.3 √11)."""


class GuideFamily(StrEnum):
    mean_field = "mean_field"
    low_rank = "low_rank"
    full_rank = "full_rank"


class Optimiser(StrEnum):
    sgd = "sgd"
    momentum = "momentum"
    nesterov = "nesterov"
    adagrad = "adagrad"
    rmsprop = "rmsprop"
    adam = "adam"


class Initialisation(StrEnum):
    prior = "prior"
    glorot = "glorot"
    he = "he"


class Precision(StrEnum):
    float32 = "float32"
    float64 = "float64"


class Device(StrEnum):
    cpu = "cpu"
    gpu = "gpu"


@dataclass(unsafe_hash=True)
class OptimiserSettings(Section):
    """Gradient descent with cosine decay, clipped gradients, early stopping on a held-out score."""

    method: Optimiser = Optimiser.adam
    """How steps follow from gradients; each wants a `learning_rate` of its own."""
    initialisation: Initialisation = Initialisation.prior
    """Where weights start: about the mean of their prior, half as wide as it; or about 0 with variance
    2/(fan-in + fan-out) (`glorot`) or 2/fan-in (`he`), and biases at 0."""
    steps: Count = 2000
    """Most steps."""
    learning_rate: Positive = 0.01
    """At the start; it falls to a twentieth."""
    clip: Positive = 10.0
    """Largest norm of a gradient."""
    chunk: Count = 250
    """Steps between two looks at loss and held-out score, and two lines of progress."""
    validation_share: Fraction = 0.1
    """Share of the training rows each member is scored on instead of trained on."""
    patience: Count = 6
    """Chunks without a better held-out score before training stops; a variational fit takes all its steps."""
    non_finite_limit: Share = 0.01
    """Share of non-finite losses in a chunk past which the fit fails."""


@dataclass(unsafe_hash=True)
class EnsembleSettings(Section):
    members: MemberCount = 8
    """Networks, each with a start and held-out rows of its own; one draw each."""


@dataclass(unsafe_hash=True)
class DropoutSettings(Section):
    rate: Fraction = 0.1
    """Share of the hidden units that are dropped, in training and in every draw of a prediction: it, and not
    the number of rows, is what makes the bands as wide as they are."""
    draws: Several = 400
    """Draws kept, each the fitted network with units of its own dropped."""


@dataclass(unsafe_hash=True)
class EarlyStoppingSettings(Section):
    members: MemberCount = 8
    """Networks, each with a start of its own; one draw each."""
    prior: Share = 0.0
    """Share of the log prior that stays in the loss; 0 leaves it to the early stop to keep weights small."""


@dataclass(unsafe_hash=True)
class VariationalSettings(Section):
    family: GuideFamily = GuideFamily.mean_field
    """Correlations the guide can have: none, those along ``rank`` directions, all."""
    rank: Count = 20
    """Directions of ``low_rank``, at most one per parameter."""
    particles: Count = 1
    """Samples of the guide per step."""
    starts: Count | None = None
    """Guides, each from a start of its own, whose draws are pooled: one does not know where another would
    have ended. Without it one for the fit that is scored, twelve for the one to all rows, which answers."""
    draws: Several = 400
    """Posterior draws kept, of all guides together; the bound and its parts are estimated from them, and from
    100 on the fit is certified."""
    minibatch: Count | None = None
    """Rows per step; all rows without it. With minibatches δ[t] is sampled, not integrated out, and the rows
    stay in files."""
    initial_scale: Positive = 0.01
    """Standard deviation of the guide at the start."""

    @property
    def guides(self) -> int:
        """How many there are."""
        return self.starts or 1


@dataclass(unsafe_hash=True)
class LaplaceSettings(Section):
    members: MemberCount = 4
    """MAP networks, each with its own start and its own approximation."""
    draws: Several = 100
    """Draws kept per member."""
    newton_steps: Annotated[int, Range(ge=0)] = 20
    """Most Newton steps from a MAP network to the mode of its linearisation."""


@dataclass(unsafe_hash=True)
class NutsSettings(Section):
    chains: Chains = 4
    """Chains, each from its own MAP start."""
    warmup: Annotated[int, Range(ge=20)] = 300
    """Iterations before draws are kept."""
    draws: Annotated[int, Range(ge=10)] = 300
    """Draws kept per chain."""
    target_accept: Fraction = 0.8
    """Acceptance probability aimed at; raise it against divergences."""
    max_tree_depth: Count = 8
    """An iteration takes at most 2^this steps."""
    chunk: Count = 50
    """Iterations between two lines of progress."""


@dataclass(unsafe_hash=True)
class MicrocanonicalSettings(Section):
    chains: Chains = 8
    """Chains, each from its own MAP start."""
    warmup: Annotated[int, Range(ge=400)] = 4000
    """Steps, one gradient each, in which step size and metric are learned."""
    draws: Annotated[int, Range(ge=10)] = 100
    """Draws kept per chain."""
    thin: Count = 100
    """Steps from one kept draw to the next; raise it for more effective draws."""
    momentum_length: Annotated[float, Range(gt=0, unit="posterior widths, √d of d parameters")] = 8.0
    """Path after which the direction is renewed."""
    energy_variance: Positive = 5e-4
    """Mean squared change of energy per step and parameter the step size is set for; smaller is more exact
    and slower."""
    chunk: Annotated[int, Range(ge=20)] = 400
    """Steps between two lines of progress."""


@dataclass(unsafe_hash=True)
class InferenceSettings(Section):
    algorithm: Algorithm = Algorithm("microcanonical")
    """Which; its own section below counts, the others are ignored."""
    optimiser: OptimiserSettings = field(default_factory=OptimiserSettings)
    """Also finds the MAP solutions from which chains start."""
    ensemble: EnsembleSettings = field(default_factory=EnsembleSettings)
    dropout: DropoutSettings = field(default_factory=DropoutSettings)
    early_stopping: EarlyStoppingSettings = field(default_factory=EarlyStoppingSettings)
    variational: VariationalSettings = field(default_factory=VariationalSettings)
    laplace: LaplaceSettings = field(default_factory=LaplaceSettings)
    nuts: NutsSettings = field(default_factory=NutsSettings)
    microcanonical: MicrocanonicalSettings = field(default_factory=MicrocanonicalSettings)
    precision: Precision = Precision.float64
    """Of training; what is computed from the draws is in double precision but for ``scenario.precision``.
    ``inference=microcanonical``, the shipped default, sets ``float32``."""
    device: Device = Device.cpu
    """Of training; ``gpu`` needs JAX's CUDA packages and asks the cluster for a GPU. All else runs on the
    processor."""

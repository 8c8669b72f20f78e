"""Section ``inference`` of a tier: which algorithm, and how long. Hashable by value, as ``model``."""

from dataclasses import dataclass, field
from enum import StrEnum

from tradewinds.inference.registry import ALGORITHMS
from tradewinds.settings.checks import at_least, fraction, positive, require

Algorithm = StrEnum("Algorithm", {name: name for name in ALGORITHMS}, module=__name__)
"""The algorithms that declare themselves (``tradewinds.inference.algorithms``)."""


class GuideFamily(StrEnum):
    mean_field = "mean_field"
    low_rank = "low_rank"
    full_rank = "full_rank"


class Precision(StrEnum):
    float32 = "float32"
    float64 = "float64"


class Device(StrEnum):
    cpu = "cpu"
    gpu = "gpu"


@dataclass(unsafe_hash=True)
class OptimiserSettings:
    """Adam with cosine decay, clipped gradients, early stopping on a held-out score."""

    steps: int = 2000
    learning_rate: float = 0.01
    clip: float = 10.0
    """Largest norm of a gradient."""
    chunk: int = 250
    """Steps between two looks at the loss and the held-out score."""
    validation_share: float = 0.1
    """Share of the training rows each member is scored on instead of trained on."""
    patience: int = 6
    """Chunks without a better held-out score before training stops."""
    non_finite_limit: float = 0.01
    """Share of non-finite losses in a chunk past which the fit fails."""


@dataclass(unsafe_hash=True)
class EnsembleSettings:
    members: int = 8


@dataclass(unsafe_hash=True)
class VariationalSettings:
    family: GuideFamily = GuideFamily.mean_field
    """Which correlations of the parameters the guide can have: none, those along a few directions, all."""
    rank: int = 20
    """Directions of a low-rank guide, at most one per parameter."""
    particles: int = 1
    """Samples of the guide per step (K)."""
    draws: int = 400
    """Posterior draws kept."""
    minibatch: int | None = None
    """Rows per step; all rows when left out."""
    initial_scale: float = 0.01


@dataclass(unsafe_hash=True)
class LaplaceSettings:
    members: int = 4
    """MAP networks about which the posterior is approximated."""
    draws: int = 100
    """Draws kept per member."""
    newton_steps: int = 20
    """Most steps from a MAP network to the mode of its linearisation."""


@dataclass(unsafe_hash=True)
class NutsSettings:
    chains: int = 4
    warmup: int = 300
    draws: int = 300
    """Draws kept per chain."""
    target_accept: float = 0.8
    max_tree_depth: int = 8
    chunk: int = 50
    """Iterations between two lines of progress."""


@dataclass(unsafe_hash=True)
class MicrocanonicalSettings:
    chains: int = 8
    warmup: int = 4000
    """Steps, one gradient each, while step size and metric are learned."""
    draws: int = 100
    """Draws kept per chain."""
    thin: int = 100
    """Steps from one kept draw to the next."""
    momentum_length: float = 8.0
    """Path after which the direction is renewed, in posterior widths √d of d parameters."""
    energy_variance: float = 5e-4
    """Mean squared change of energy per step and parameter that the step size is set for."""
    chunk: int = 400
    """Steps between two lines of progress."""


@dataclass(unsafe_hash=True)
class InferenceSettings:
    algorithm: Algorithm = Algorithm("microcanonical")
    optimiser: OptimiserSettings = field(default_factory=OptimiserSettings)
    """Also finds the MAP solutions from which chains start."""
    ensemble: EnsembleSettings = field(default_factory=EnsembleSettings)
    variational: VariationalSettings = field(default_factory=VariationalSettings)
    laplace: LaplaceSettings = field(default_factory=LaplaceSettings)
    nuts: NutsSettings = field(default_factory=NutsSettings)
    microcanonical: MicrocanonicalSettings = field(default_factory=MicrocanonicalSettings)
    precision: Precision = Precision.float64
    """Of training; what is computed from the draws is in double precision but for ``scenario.precision``."""
    device: Device = Device.cpu
    """``gpu`` needs JAX's CUDA packages and asks the cluster for a GPU."""


def validate(inference: InferenceSettings, key: str) -> None:
    optimiser = inference.optimiser
    for name in ("steps", "chunk", "patience"):
        at_least(f"{key}.optimiser.{name}", getattr(optimiser, name), 1)
    for name in ("learning_rate", "clip"):
        positive(f"{key}.optimiser.{name}", getattr(optimiser, name))
    fraction(f"{key}.optimiser.validation_share", optimiser.validation_share)
    fraction(f"{key}.optimiser.non_finite_limit", optimiser.non_finite_limit, closed=True)
    at_least(f"{key}.ensemble.members", inference.ensemble.members, 2)
    at_least(f"{key}.variational.rank", inference.variational.rank, 1)
    at_least(f"{key}.variational.particles", inference.variational.particles, 1)
    at_least(f"{key}.variational.draws", inference.variational.draws, 2)
    positive(f"{key}.variational.initial_scale", inference.variational.initial_scale)
    if inference.variational.minibatch is not None:
        at_least(f"{key}.variational.minibatch", inference.variational.minibatch, 1)
    for name, least in (("members", 2), ("draws", 2), ("newton_steps", 0)):
        at_least(f"{key}.laplace.{name}", getattr(inference.laplace, name), least)
    nuts = inference.nuts
    require(nuts.chains >= 2, f"{key}.nuts.chains", nuts.chains, "at least 2: R̂ compares chains")
    for name, least in (("warmup", 20), ("draws", 10), ("max_tree_depth", 1), ("chunk", 1)):
        at_least(f"{key}.nuts.{name}", getattr(nuts, name), least)
    fraction(f"{key}.nuts.target_accept", nuts.target_accept)
    micro, section = inference.microcanonical, f"{key}.microcanonical"
    require(micro.chains >= 2, f"{section}.chains", micro.chains, "at least 2: R̂ compares chains")
    for name, least in (("warmup", 400), ("draws", 10), ("thin", 1), ("chunk", 20)):
        at_least(f"{section}.{name}", getattr(micro, name), least)
    for name in ("momentum_length", "energy_variance"):
        positive(f"{section}.{name}", getattr(micro, name))

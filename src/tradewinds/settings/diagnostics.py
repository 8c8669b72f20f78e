"""Section ``diagnostics``: thresholds of the verdicts, never their computation."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from tradewinds.settings.checks import at_least, fraction, positive, require


class Reference(StrEnum):
    none = "none"
    nuts = "nuts"


@dataclass
class DiagnosticsSettings:
    epsilon: dict[str, float] = field(default_factory=lambda: {"tier1": 1.0, "tier2": 1.0})
    """The acceptance constraint: largest mean loss (mean squared error, standardised target,
    forward in time) of each tier. 1 is what predicting the training mean scores on average."""
    rhat: float = 1.05
    """Largest R̂ of predictions and of the noise scale."""
    ess: float = 100.0
    """Smallest effective number of draws of a prediction or the noise scale: with 100 the error of a
    posterior mean is a tenth of the posterior's width."""
    divergences: float = 0.01
    """Largest share of divergent transitions."""
    energy_error: float = 10.0
    """Largest energy error of steps without an accept step, in units of the one they are set for."""
    bfmi: float = 0.3
    """Smallest energy Bayesian fraction of missing information of a chain of NUTS."""
    pareto_k: float = 0.7
    """Largest Pareto k̂ of the importance weights of a variational fit."""
    pareto_k_share: float = 0.05
    """Largest share of rows whose Pareto k̂ of PSIS-LOO is above 0.7, not to be trusted."""
    reference: Reference = Reference.none
    """What each posterior is compared with in function space: nothing, or NUTS on the same model (the tiers'
    ``inference.nuts``), which takes its time."""
    distance: float = 0.1
    """Largest distance to the reference, in standard deviations of a prediction."""
    coverage: float = 0.1
    """Largest distance between a band's claimed and its observed coverage."""
    skill_margin: float = 0.0
    """How much better than the best simple model a score must be, beyond its standard error."""
    bootstrap: int = 500
    """Bootstrap samples over whole periods."""
    ridge: float = 1.0
    """Penalty of the ridge regression among the simple models (standardised inputs)."""
    rows: int = 20_000
    """Most rows of a question that are asked: of more, whole sectors are drawn at random."""
    replicas: int = 200
    """Replicated data sets of the posterior predictive checks."""


def validate(diagnostics: DiagnosticsSettings) -> None:
    for tier, epsilon in diagnostics.epsilon.items():
        positive(f"diagnostics.epsilon.{tier}", epsilon)
    known = ("tier1", "tier2")
    extra = sorted(set(diagnostics.epsilon) - set(known))
    require(not extra, "diagnostics.epsilon", extra, f"limits of {' and '.join(known)}")
    require(
        diagnostics.rhat > 1,
        "diagnostics.rhat",
        diagnostics.rhat,
        "a number above 1: chains that agree have R̂ = 1",
    )
    require(
        math.isfinite(diagnostics.skill_margin),
        "diagnostics.skill_margin",
        diagnostics.skill_margin,
        "a finite number",
    )
    for name in ("rhat", "ess", "energy_error", "bfmi", "pareto_k", "distance", "ridge"):
        positive(f"diagnostics.{name}", getattr(diagnostics, name))
    for name in ("divergences", "pareto_k_share", "coverage"):
        fraction(f"diagnostics.{name}", getattr(diagnostics, name))
    at_least("diagnostics.bootstrap", diagnostics.bootstrap, 50)
    at_least("diagnostics.rows", diagnostics.rows, 1)
    at_least("diagnostics.replicas", diagnostics.replicas, 20)

"""Section ``diagnostics``: thresholds of the verdicts, never their computation."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.fields import Count, Fraction, Positive, Range, Section


class Reference(StrEnum):
    none = "none"
    nuts = "nuts"


@dataclass
class EpsilonSettings(Section):
    tier1: Positive = 1.0
    """Largest mean squared error of tier 1."""
    tier2: Positive = 1.0
    """Largest mean squared error of tier 2."""


@dataclass
class DiagnosticsSettings(Section):
    epsilon: EpsilonSettings = field(default_factory=EpsilonSettings)
    """The acceptance constraint: largest mean squared error of each tier, one period ahead, in training
    variances of what is explained. 1 is about what predicting the training mean scores."""
    rhat: Annotated[float, Range(gt=1, why="chains that agree have R̂ = 1")] = 1.05
    """Largest R̂ of predictions and of the noise scale."""
    ess: Positive = 100.0
    """Smallest effective number of draws of a prediction or the noise scale, in bulk or tails; with 100 the
    error of a posterior mean is a tenth of the posterior's width."""
    scatter: Positive = 0.1
    """Largest standard error over seeds of the middle of an effect of the fit that answers, in widths of the
    90 % band within chains or guides."""
    divergences: Fraction = 0.01
    """Largest share of divergent transitions."""
    energy_error: Positive = 10.0
    """Largest mean squared energy error of microcanonical steps, in units of ``energy_variance``."""
    bfmi: Positive = 0.3
    """Smallest energy Bayesian fraction of missing information of a chain of NUTS (Betancourt 2016)."""
    pareto_k: Positive = 0.7
    """Largest Pareto k̂ of the importance weights of a variational fit."""
    pareto_k_share: Fraction = 0.05
    """Largest share of rows whose Pareto k̂ of PSIS-LOO is above 0.7, not to be trusted."""
    reference: Reference = Reference.none
    """What every posterior is compared with in function space: ``nuts`` fits the same equations again with
    ``inference.nuts``, in its own time."""
    distance: Positive = 0.1
    """Largest distance to the reference, in standard deviations of a prediction."""
    coverage: Fraction = 0.1
    """Largest distance of a band's coverage from its claim."""
    skill_margin: Annotated[float, Range(unit="nats an observation")] = 0.0
    """Lead over the best simple model asked for, beyond its standard error."""
    bootstrap: Annotated[int, Range(ge=50)] = 500
    """Resamples over whole periods behind every standard error."""
    ridge: Positive = 1.0
    """Penalty of the ridge regressions among the simple models (standardised inputs)."""
    rows: Count = 20_000
    """Most rows of a holdout that are predicted; of more, whole sectors are drawn at random, the same for all
    models, and the report says so. Training uses all rows."""
    replicas: Annotated[int, Range(ge=20)] = 200
    """Replicated data sets of the posterior predictive checks."""

"""Section ``sensitivity``: which variables may have been left out, and which effect they might shift."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from tradewinds.settings.checks import require
from tradewinds.settings.fields import (
    Count,
    EquationName,
    Fraction,
    Items,
    Positive,
    Range,
    Rise,
    Said,
    Section,
)

_SCALES_OF_NOISE = ("model.noise.prior", "model.noise.spread")
_POWERS = "Write 512, 1024, 2048 …: the sequence is balanced at these alone."
Columns = Annotated[list[str], Items(), Said("list of columns")]


@dataclass
class SobolSettings(Section):
    samples: Annotated[
        int,
        Range(
            ge=64, noun="a power of two", remedy="Write 512, 1024, 2048 …: the sequence is balanced there."
        ),
    ] = 1024
    """Points of the Sobol' sequence; each network is asked this often times the equation's inputs (variables,
    their lags together) and two."""
    draws: Count = 50
    """Most posterior draws whose networks are asked, chosen at random."""

    def validate(self) -> None:
        require(
            self.samples & (self.samples - 1) == 0,
            "samples",
            self.samples,
            "a power of two of at least 64",
            _POWERS,
        )


@dataclass
class SensitivitySettings(Section):
    equations: Annotated[list[EquationName], Items(), Said("list of tier.target")] = field(
        default_factory=list
    )
    """Equations that are refitted, ``[tier1.price]``; without any, all that have the policy (the nation's
    is the aggregate of it)."""
    candidates: Columns = field(default_factory=list)
    """Columns that may have been left out; without any, every column of the table that the equation does
    not use. What an equation explains and what is an aggregate cannot be one: the policy moves it. In the
    causal graph a candidate comes from outside: leave a column out that follows from outcomes."""
    moved: Columns = field(default_factory=list)
    """Columns that the policy moves though no equation explains them (a value beside its price and volume):
    never candidates, and no variable from outside in the causal graph."""
    rise: Rise = 0.1
    """Lasting rise of the policy whose effect is followed: 0.1 is ten points."""
    horizon: Count = 4
    """Periods into the rise at which the effect is read, 1 being its first."""
    refits: Annotated[int, Range(ge=3)] = 6
    """Refits of each kind, each with a seed of its own: of the equation as it is, under the other prior,
    with a candidate, with its placebo."""
    rows: Count = 2000
    """Most training rows whose effects are followed; of more, whole sectors are drawn at random."""
    alpha: Fraction = 0.05
    """Most probability that any candidate is said to matter where none does, both quantities of all
    candidates together, and that the other prior is for any equation; also the level at which a confounder
    is asked to leave the slope told from zero, and of the tests of the causal graph."""
    tolerance: Positive = 0.2
    """Share of the effect below which a shift is of no consequence."""
    shared: Annotated[dict[str, Any], Said("key of a tier → value")] = field(default_factory=dict)
    """Changes of the tiers in all refits, such as shorter chains."""
    prior: Annotated[
        dict[str, Any], Said("key of `model.prior`, `model.noise.prior` or `model.noise.spread` → value")
    ] = field(default_factory=dict)
    """Another prior, set beside the tiers' own with all else alike. The file ``default`` has the source's:
    ``model.prior.location`` 0.5; ``hidden``, ``output`` and ``linear`` 0.1, ``flat``; ``model.noise.prior``
    0.1. Without any, equations are refitted for their candidates alone:
    ``overrides=[~sensitivity.prior]``."""
    sobol: SobolSettings = field(default_factory=SobolSettings)

    def validate(self) -> None:
        for key in self.prior:
            require(
                key.startswith("model.prior.") or key in _SCALES_OF_NOISE,
                "prior",
                key,
                f"a key of the prior: model.prior.hidden …, {' or '.join(_SCALES_OF_NOISE)}",
                "All else stays as the experiment has it, so that the prior alone differs.",
            )

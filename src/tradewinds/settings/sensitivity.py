"""Section ``sensitivity``: which variables may have been left out, and which effect they might shift."""

import re
from dataclasses import dataclass, field
from typing import Any

from tradewinds.settings.checks import at_least, fraction, points, positive, require

_SCALES_OF_NOISE = ("model.noise.prior", "model.noise.spread")


@dataclass
class SobolSettings:
    samples: int = 1024
    """Points of the sequence, a power of two; each is asked as often as there are inputs, and twice more."""
    draws: int = 50
    """Most draws whose functions are asked."""


@dataclass
class SensitivitySettings:
    equations: list[str] = field(default_factory=list)
    """``tier1.price`` …; none: every equation whose inputs hold the policy."""
    candidates: list[str] = field(default_factory=list)
    """Columns that may have been left out; none: every column of the table that no equation explains."""
    moved: list[str] = field(default_factory=list)
    """Columns that the policy moves though no equation explains them, which are never candidates."""
    rise: float = 0.1
    """Lasting rise of the policy whose effect is followed, as a fraction (0.1 = 10 points)."""
    horizon: int = 4
    """Periods into the rise at which the effect is read, the first of them counted."""
    refits: int = 6
    """Refits of each kind, which differ in their seeds: unchanged, under the other prior, with a candidate,
    with its placebo."""
    rows: int = 2000
    """Most training rows whose effects are followed."""
    alpha: float = 0.05
    """Probability that any candidate is said to matter where none does; level of the robustness values."""
    tolerance: float = 0.2
    """Share of the effect below which a shift is of no consequence."""
    shared: dict[str, Any] = field(default_factory=dict)
    """Changes of the tiers' settings in every refit: shorter chains, for example."""
    prior: dict[str, Any] = field(default_factory=dict)
    """Another prior to set beside the tiers' own, ``model.prior.hidden`` and so on; none: it is not asked."""
    sobol: SobolSettings = field(default_factory=SobolSettings)


def validate(sensitivity: SensitivitySettings, largest: float = 1.0) -> None:
    """The section alone, with the ``largest`` rate of the policy; what it asks of the tables is for
    ``refits.questions``."""
    for text in sensitivity.equations:
        require(
            re.fullmatch(r"tier[12]\.\w+", text) is not None,
            "sensitivity.equations",
            text,
            "a tier and what its equation explains, such as tier1.price",
        )
    for key in ("equations", "candidates", "moved"):
        given = list(getattr(sensitivity, key))
        for one in given:
            require(given.count(one) == 1, f"sensitivity.{key}", given, f"{one} once")
    points("sensitivity.rise", sensitivity.rise, largest, other_than_zero=True)
    at_least("sensitivity.horizon", sensitivity.horizon, 1)
    at_least("sensitivity.refits", sensitivity.refits, 3)
    at_least("sensitivity.rows", sensitivity.rows, 1)
    fraction("sensitivity.alpha", sensitivity.alpha)
    positive("sensitivity.tolerance", sensitivity.tolerance)
    for key in sensitivity.prior:
        require(
            key.startswith("model.prior.") or key in _SCALES_OF_NOISE,
            "sensitivity.prior",
            key,
            f"a key of the prior: model.prior.hidden …, {' or '.join(_SCALES_OF_NOISE)}",
            "All else stays as the experiment has it, so that the prior alone differs.",
        )
    samples = sensitivity.sobol.samples
    require(
        samples >= 64 and samples & (samples - 1) == 0,
        "sensitivity.sobol.samples",
        samples,
        "a power of two of at least 64",
        "Write 512, 1024, 2048 …: the sequence is balanced at these alone.",
    )
    at_least("sensitivity.sobol.draws", sensitivity.sobol.draws, 1)

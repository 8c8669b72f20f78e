"""What the computation of a check gives back, before it is held against a threshold."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A number and what the sentence about it needs; NaN where it could not be computed."""

    value: float
    low: float = math.nan
    high: float = math.nan
    """Ends of its band, where it has one."""
    detail: str = ""
    """What it is of, where a check asks several things of one equation: a simple model, a quantity."""
    words: Mapping[str, Any] = field(default_factory=dict)
    """More fields of the sentence and the advice, by name: numbers, texts and flags, each check its own."""

"""How far two estimates of one effect lie apart, in their joint error: the one place where it is said."""

import math
from typing import Protocol

import numpy as np


class Estimated(Protocol):
    """An estimate and its standard error."""

    @property
    def value(self) -> float: ...

    @property
    def error(self) -> float: ...


def joint_errors(one: Estimated, other: Estimated) -> float:
    """|a − b| / √(s_a² + s_b²), as of independent estimates; NaN without an error.

    Estimates on the same rows go together, and their difference then has a smaller error: what is said to
    differ does, and what is said to agree may differ by less than this finds.
    """
    error = math.hypot(one.error, other.error)
    return abs(one.value - other.value) / error if error > 0 else math.nan


def larger_error(clustered: float, permuted: float = math.nan) -> float:
    """That of a design: of clusters, or of permutations where these say more."""
    return float(np.nanmax([clustered, permuted]))

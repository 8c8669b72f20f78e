"""What two sensitivities say of an effect: whether the prior or the data decide it."""

import math

SENSITIVE = 0.05
"""Sensitivity from which on a quantity is said to depend on prior or likelihood (Kallioinen et al. 2024)."""
FEWEST = 100
"""Draws below which importance weights say little."""
CONFLICT, PRIOR, DATA, NEITHER = "prior and data pull apart", "the prior", "the data", "neither"
NOT_COMPUTED = "not computed"


def decides(prior: float, likelihood: float) -> str:
    """The prior, the data, neither, or both against each other; nothing is said of what is not finite."""
    if not (math.isfinite(prior) and math.isfinite(likelihood)):
        return NOT_COMPUTED
    if likelihood < SENSITIVE:
        return PRIOR if prior >= SENSITIVE else NEITHER
    return CONFLICT if prior >= SENSITIVE else DATA

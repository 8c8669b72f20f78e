"""What two sensitivities say of an effect: whether the prior or the data decide it."""

import math

SENSITIVE = 0.05
"""Sensitivity from which on a quantity is said to depend on prior or likelihood (Kallioinen et al. 2024)."""
FEWEST = 100
"""Draws below which importance weights say little."""
CONFLICT, PRIOR, DATA, NEITHER = "prior and data pull apart", "the prior", "the data", "neither"
UNTOLD, NOT_COMPUTED = "cannot be told", "not computed"


def decides(prior: float, likelihood: float, prior_noise: float, likelihood_noise: float) -> str:
    """The prior, the data, neither, or both against each other; nothing is said of what is not finite.

    A sensitivity within its noise, what a quantity shows that has nothing to do with prior or likelihood,
    tells only where that noise itself is below ``SENSITIVE``.
    """
    pairs = ((prior, prior_noise), (likelihood, likelihood_noise))
    if not all(math.isfinite(value) for pair in pairs for value in pair):
        return NOT_COMPUTED
    if any(value <= noise and noise >= SENSITIVE for value, noise in pairs):
        return UNTOLD
    by_prior, by_data = (value >= SENSITIVE for value, _ in pairs)
    if by_data:
        return CONFLICT if by_prior else DATA
    return PRIOR if by_prior else NEITHER

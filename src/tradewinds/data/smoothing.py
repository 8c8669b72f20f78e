"""Administrative jumps in the level of a series, such as population after each census, taken out."""

import numpy as np

_NEIGHBOURS = 2
"""Periods on either side whose mean change stands for the change without the jump."""


def jumps(measured: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Log jump [T] of a positive series [T] at the positions ``at``, zero elsewhere.

        jump[t] = Δlog m[t] − mean of Δlog m over the two periods on either side that are not jumps

    The first period has no change, hence no jump.
    """
    change = np.diff(np.log(measured), prepend=np.nan)
    usual = np.isfinite(change)
    usual[at] = False
    jump = np.zeros(len(measured))
    for t in at[at > 0]:
        near = np.arange(max(1, t - _NEIGHBOURS), min(len(change), t + _NEIGHBOURS + 1))
        near = near[usual[near]]
        if len(near):
            jump[t] = change[t] - change[near].mean()
    return jump


def without_jumps(series: np.ndarray, jump: np.ndarray) -> np.ndarray:
    """The series [T] without log jumps [T] of its own; its last value stays as published."""
    later = jump.sum() - np.cumsum(jump)
    return series * np.exp(later)

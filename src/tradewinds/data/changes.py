"""Values of other periods and changes between them, NaN where one is not there."""

import numpy as np


def shifted(values: np.ndarray, lag: int) -> np.ndarray:
    """v[t − lag] of values [S, T]; a lead: lag below 0."""
    found, periods = np.full(values.shape, np.nan), values.shape[1]
    if abs(lag) >= periods:
        return found
    if lag >= 0:
        found[:, lag:] = values[:, : periods - lag]
    else:
        found[:, :lag] = values[:, -lag:]
    return found


def lagged_change(values: np.ndarray, step: int, lag: int) -> np.ndarray:
    """v[t − lag] − v[t − lag − step] of values [S, T]; a lead: lag below 0."""
    return shifted(values, lag) - shifted(values, lag + step)

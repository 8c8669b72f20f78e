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


def about_means(values: np.ndarray) -> np.ndarray:
    """Values [S, T] less the mean of what is known of their sector; NaN where nothing is."""
    known = np.isfinite(values)
    mean = np.where(known, values, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(known, values - mean[:, None], np.nan)

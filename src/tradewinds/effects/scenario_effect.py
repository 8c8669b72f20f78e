"""What an estimated response says of a path of the policy.

    e[s, h] = Σ_{k = 1 … h} θ[h − k] (δ[s, k] − δ[s, k − 1]),   δ = x under the path less x under its baseline

with θ the response to a rise that lasts, by periods since it; past its last horizon it stays where it is. Of
all sectors, per cent: Σ_s w[s] (exp(e[s, h]) − 1), its error by the delta method.
"""

from typing import NamedTuple

import numpy as np

from tradewinds.effects.least_squares import critical, freedom_of
from tradewinds.effects.path import EventPath


class ScenarioEffect(NamedTuple):
    """By period of the path [H]: estimate, error, band; per cent where ``logs``, else the outcome's unit."""

    estimate: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray


def scenario_effect(
    path: EventPath, difference: np.ndarray, weights: np.ndarray, logs: bool, level: float = 0.9
) -> ScenarioEffect:
    """Of the policy's ``difference`` [S, H] in the units of the design, averaged by ``weights`` [S]."""
    after = path.horizons >= 0
    response, covariance = path.estimates[after], path.covariance[np.ix_(after, after)]
    rises = np.diff(np.pad(difference, ((0, 0), (1, 0))), axis=1)
    sectors, periods = rises.shape
    last = len(response) - 1
    middle, error = np.zeros(periods), np.zeros(periods)
    for at in range(periods):
        loads = np.zeros((sectors, len(response)))  # of each θ in e[s, at]
        for since in range(at + 1):
            loads[:, min(since, last)] += rises[:, at - since]
        each = loads @ response
        slope = np.exp(each) if logs else np.ones(sectors)
        middle[at] = weights @ (np.expm1(each) if logs else each)
        gradient = (weights * slope) @ loads
        error[at] = np.sqrt(max(float(gradient @ covariance @ gradient), 0.0))
    half = float(critical(freedom_of(np.nanmin(path.effective[after])), level))
    if not logs:
        return ScenarioEffect(middle, error, middle - half * error, middle + half * error)
    reach = half * error / (1 + middle)
    low, high = (np.expm1(np.log1p(middle) + side * reach) for side in (-1, 1))
    return ScenarioEffect(100 * middle, 100 * error, 100 * low, 100 * high)

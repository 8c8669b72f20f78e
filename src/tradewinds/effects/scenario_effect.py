"""What an estimated response says of a path of the policy.

    e[s, h] = Σ_{k = 1 … h} θ[h − k] (δ[s, k] − δ[s, k − 1]),   δ = x under the path less x under its baseline

with θ the response to a rise that lasts, by periods since it; past its last horizon it stays where it is. Of
all sectors Σ_s w[s] e[s, h], which is linear in θ; of outcomes in logs the mean log effect, told in per cent.
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
        middle[at], gradient = weights @ loads @ response, weights @ loads
        error[at] = np.sqrt(max(float(gradient @ covariance @ gradient), 0.0))
    reach = float(critical(freedom_of(np.nanmin(path.effective[after])), level)) * error
    low, high = middle - reach, middle + reach
    if not logs:
        return ScenarioEffect(middle, error, low, high)
    return ScenarioEffect(
        100 * np.expm1(middle), 100 * np.exp(middle) * error, 100 * np.expm1(low), 100 * np.expm1(high)
    )

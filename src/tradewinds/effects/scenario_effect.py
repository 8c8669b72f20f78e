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
    periods = rises.shape[1]
    middle, error = np.zeros(periods), np.zeros(periods)
    for at in range(periods):
        gradient = weights @ _loads(rises, at, len(response))
        middle[at] = gradient @ response
        error[at] = np.sqrt(max(float(gradient @ covariance @ gradient), 0.0))
    reach = float(critical(freedom_of(np.nanmin(path.effective[after])), level)) * error
    low, high = middle - reach, middle + reach
    if not logs:
        return ScenarioEffect(middle, error, low, high)
    return ScenarioEffect(
        100 * np.expm1(middle), 100 * np.exp(middle) * error, 100 * np.expm1(low), 100 * np.expm1(high)
    )


class EndInfluences(NamedTuple):
    """The estimate at the end of a path, and of every cluster the influence on it [G], a dimension (or what
    two share) with its sign; the degrees of freedom. In the units of ``ScenarioEffect``.
    """

    estimate: float
    influences: tuple[tuple[float, np.ndarray], ...]
    freedom: float


def end_influences(path: EventPath, difference: np.ndarray, weights: np.ndarray, logs: bool) -> EndInfluences:
    """As ``scenario_effect`` at its last period; in logs to first order."""
    after = path.horizons >= 0
    response = path.estimates[after]
    rises = np.diff(np.pad(difference, ((0, 0), (1, 0))), axis=1)
    gradient = weights @ _loads(rises, rises.shape[1] - 1, len(response))
    middle = float(gradient @ response)
    factor = 100 * np.exp(middle) if logs else 1.0
    return EndInfluences(
        100 * float(np.expm1(middle)) if logs else middle,
        tuple((sign, factor * (one[:, after] @ gradient)) for sign, one in path.influences),
        float(freedom_of(np.nanmin(path.effective[after]))),
    )


def _loads(rises: np.ndarray, at: int, count: int) -> np.ndarray:
    """Of each of ``count`` θ in e[s, at] [S, count]; ``rises`` [S, H]."""
    loads = np.zeros((len(rises), count))
    for since in range(at + 1):
        loads[:, min(since, count - 1)] += rises[:, at - since]
    return loads

"""What an estimated response says of a path of the policy.

    e[s, h] = Σ_{k = 1 … h} θ[h − k] (δ[s, k] − δ[s, k − 1]),   δ = x under the path less x under its baseline

with θ the response to a rise that lasts, by periods since it; past its last horizon it stays where it is. Of
all sectors Σ_s w[s] e[s, h], which is linear in θ; of outcomes in logs the mean log effect, told in per cent.
Where groups answer each in their own way that is corrected and its band is wider (``random_slopes``): their
deviations count as soon as the policy moves.
"""

from typing import NamedTuple

import numpy as np

from tradewinds.effects.least_squares import critical, freedom_of
from tradewinds.effects.path import EventPath
from tradewinds.effects.random_slopes import RandomSlopes


class ScenarioEffect(NamedTuple):
    """By period of the path [H]: estimate, error, band; per cent where ``logs``, else the outcome's unit."""

    estimate: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray


def scenario_effect(
    path: EventPath,
    difference: np.ndarray,
    weights: np.ndarray,
    logs: bool,
    slopes: RandomSlopes | None = None,
    level: float = 0.9,
) -> ScenarioEffect:
    """Of the policy's ``difference`` [S, H] in the units of the design, averaged by ``weights`` [S].

    Bands are those of clusters by Student's t, whose errors hold that these answer differently, or of the law
    of errors with what is not known of their ``slopes``, which is normal, where these are wider; an error is
    that of Student's t with such a band.
    """
    after = path.horizons >= 0
    response, covariance = path.estimates[after], path.covariance[np.ix_(after, after)]
    rises = np.diff(np.pad(difference, ((0, 0), (1, 0))), axis=1)
    periods = rises.shape[1]
    middle, error = np.zeros(periods), np.zeros(periods)
    half = float(critical(freedom_of(np.nanmin(path.effective[after])), level))
    normal = float(critical(np.array(np.inf), level))
    for at in range(periods):
        gradient = weights @ _loads(rises, at, len(response))
        middle[at] = gradient @ response
        error[at] = np.sqrt(max(float(gradient @ covariance @ gradient), 0.0))
        if slopes is not None:
            correction, unknown, of_one = slopes.beside(gradient, weights * difference[:, at])
            middle[at] += correction
            error[at] = max(error[at], normal / half * np.hypot(of_one, unknown))
    reach = half * error
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


def end_influences(
    path: EventPath,
    difference: np.ndarray,
    weights: np.ndarray,
    logs: bool,
    slopes: RandomSlopes | None = None,
) -> EndInfluences:
    """As ``scenario_effect`` at its last period; in logs to first order, and of the response alone: groups'
    own ``slopes`` correct the estimate.
    """
    after = path.horizons >= 0
    response = path.estimates[after]
    rises = np.diff(np.pad(difference, ((0, 0), (1, 0))), axis=1)
    gradient = weights @ _loads(rises, rises.shape[1] - 1, len(response))
    middle = float(gradient @ response)
    if slopes is not None:
        middle += slopes.beside(gradient, weights * difference[:, -1])[0]
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

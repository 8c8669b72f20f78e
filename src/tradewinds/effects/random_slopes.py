"""Responses that differ between groups, pooled as far as the data say: what an average of them is, and how
well it is known.

    y = X θ + Σ_g z_g d_g + effects + ε,   d_g ~ N(0, τ²),   τ ~ HalfNormal(scale)

z_g is the policy in the rows of group g (random coefficients, Swamy 1970; the prior of τ as Gelman 2006).
With one response for all, least squares returns θ + C d + noise: an average of groups by how much their
policy moved, C the slopes of z on X. Whoever asks of a rise in all of them asks for another average, k′d
further. What is known of d is the score s = z̃′û ~ N(A d, V), A = z̃′z̃, with z̃ and V as in ``score_tests``:

    d | s, τ ~ N(τ² A M s, τ² (I − τ² A M A)),   M = (V + τ² A A)⁻¹,   p(τ | s) ∝ p(τ) N(s; 0, V + τ² A A)

So the effect is corrected by k′E[d | s], and its error holds what is not known of k′d: of a group whose
policy never moved all that the spread allows. That a group's response has nothing to do with how much its
policy moved is assumed; a group whose tariffs hardly ever move does not show it.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, EventRows, codes_of
from tradewinds.effects.score_tests import Restricted, errors_over_time, restricted
from tradewinds.effects.slopes_differ import joined_groups

_POINTS = 200
"""Spreads τ at which the posterior is computed, of the quantiles of its prior."""
_STILL = 1e-14
"""Share of a column's squares below which what effects and inputs leave of it is rounding."""
_RANK = 1e-8
"""Share of the largest eigenvalue below which another is rounding."""


@dataclass(frozen=True, eq=False)
class RandomSlopes:
    """Deviations d of G groups from the response that is estimated for all.

    ``group`` [S]: of each sector. ``mean`` [G] and ``covariance`` [G, G] of d, over the posterior of τ, in
    the outcome's logs or unit per unit of the policy; ``spread``: the mean of τ. ``averaged`` [H + 1, G]: C
    of the response at horizons 0 … H. ``law`` [H + 1, H + 1]: covariance of that response with one slope for
    all, by the law of its errors.
    """

    group: np.ndarray
    mean: np.ndarray
    covariance: np.ndarray
    spread: float
    averaged: np.ndarray
    law: np.ndarray

    def beside(self, loads: np.ndarray, wanted: np.ndarray) -> tuple[float, float, float]:
        """Of what is asked, ``loads`` [H + 1] of the response and ``wanted`` [S] of each sector's deviation:
        the correction, its error, and that of the response with one slope.
        """
        each = np.bincount(self.group, wanted, minlength=len(self.mean)) - loads @ self.averaged
        variance = max(0.0, float(each @ self.covariance @ each))
        of_one = max(0.0, float(loads @ self.law @ loads))
        return float(each @ self.mean), variance**0.5, of_one**0.5

    def per(self, slope: float) -> "RandomSlopes":
        """Per unit of another rate, of which the policy moves ``slope`` (``first_stage``)."""
        squared = slope**2
        return replace(
            self,
            mean=self.mean / slope,
            covariance=self.covariance / squared,
            spread=self.spread / abs(slope),
            law=self.law / squared,
        )


def random_slopes(
    grid: Grid, asked: EventDesign, rows: EventRows, horizons: int, leads: int, scale: float = 1.0
) -> RandomSlopes:
    """Of the clusters of the design, on the ``rows`` of its ``level_fit``; of sectors where a cluster is not
    of whole ones. ``scale``: of the prior of τ.
    """
    found = restricted(rows)
    policy, group = asked.policy_of(grid), _groups(grid, asked)
    moved = policy[rows.sector, rows.period]
    columns = np.where(group[rows.sector][:, None] == np.arange(group.max() + 1), moved[:, None], 0.0)
    within = found.within(columns)
    bread = np.linalg.pinv(found.x.T @ found.x, hermitian=True)
    z = within - found.x @ (bread @ (found.x.T @ within))
    z[:, (z**2).sum(axis=0) <= _STILL * (columns**2).sum(axis=0)] = 0.0
    found = _by_law_beside(found, z)
    after = slice(leads, leads + horizons + 1)
    mean, covariance, spread = pooled_deviations(found, z, scale)
    return RandomSlopes(
        group,
        mean,
        covariance,
        spread,
        (bread @ (found.x.T @ within))[after],
        found.covariance(found.x @ bread[:, after]),
    )


def _by_law_beside(found: Restricted, z: np.ndarray) -> Restricted:
    """The regression with the law of errors that slopes of their own on z leave: with one for all, what is
    left holds the deviations themselves.
    """
    left = found.left - z @ np.linalg.lstsq(z, found.left, rcond=None)[0]
    correlation, variance = errors_over_time(found.rows, left)
    lost = len(left) / max(1, len(left) - z.shape[1])
    return replace(found, correlation=correlation, variance=variance * lost)


def pooled_deviations(found: Restricted, z: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean [G] and covariance [G, G] of d, and the mean of τ; of a column z [N, G] of zeros as without data.

    τ is summed over the middles of equally probable parts of its prior.
    """
    products, score, own = z.T @ z, z.T @ found.left, found.covariance(z)
    values, axes = np.linalg.eigh(own)
    kept = values > _RANK * max(values[-1], np.finfo(float).tiny)
    white = axes[:, kept] / np.sqrt(values[kept])
    # white'V white is the identity: score ~ N(0, I + τ² B B'), whose eigenvectors are the same for every τ
    b, told = white.T @ products, white.T @ score
    left, singular, right = np.linalg.svd(b, full_matrices=False)
    told, known = left.T @ told, singular**2
    taus = scale * special.ndtri(0.5 + (np.arange(_POINTS) + 0.5) / (2 * _POINTS))
    noise = 1 + taus[:, None] ** 2 * known
    weight = -0.5 * (np.log(noise) + told**2 / noise).sum(axis=1)
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    # along the rows of right, d has mean τ² σ t / (1 + τ² σ²) and variance τ² / (1 + τ² σ²)
    means = taus[:, None] ** 2 * singular * told / noise
    mean = weight @ means
    apart = means - mean
    between = (apart * weight[:, None]).T @ apart
    squares = float(weight @ taus**2)
    within = weight @ (taus[:, None] ** 2 / noise) - squares
    covariance = squares * np.eye(z.shape[1]) + right.T @ (np.diag(within) + between) @ right
    return right.T @ mean, covariance, float(weight @ taus)


def _groups(grid: Grid, asked: EventDesign) -> np.ndarray:
    """Codes [S]."""
    codes = codes_of(grid, asked.clusters[0])
    if (codes != codes[:, :1]).any():
        codes = codes_of(grid, "sector")
    policy = asked.policy_of(grid)
    moved = np.nan_to_num(policy - np.nanmean(policy, axis=1, keepdims=True))
    group = np.unique(codes[:, 0], return_inverse=True)[1]
    return joined_groups(moved.ravel(), np.repeat(group, policy.shape[1])).reshape(policy.shape)[:, 0]

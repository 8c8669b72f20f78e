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

from tradewinds.data.changes import about_means
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, codes_of, takes_out_levels
from tradewinds.effects.score_tests import Restricted, errors_over_time
from tradewinds.effects.serial import scaled
from tradewinds.effects.slopes_differ import MOST_GROUPS, joined_groups

_POINTS, _FEW = 200, 10.0
"""Spreads τ at which the posterior is computed, and on how many of them it has to be."""
_NONE, _AGAIN = 1e-5, 50
"""Probability of a spread that is next to none, and how often spreads are laid again at most."""
_STILL = 1e-14
"""Share of a column's squares below which what effects and inputs leave of it is rounding."""
_RANK = 1e-8
"""Share of the largest eigenvalue below which another is rounding."""
_ROUNDING = 1e-12
"""How far a policy that stands is from its mean."""


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
    grid: Grid, asked: EventDesign, found: Restricted, horizons: int, leads: int, scale: float = 1.0
) -> RandomSlopes:
    """Of the clusters of the design, beside what its ``level_fit`` found; of sectors where a cluster is not
    of whole ones. ``scale``: of the prior of τ.
    """
    rows = found.rows
    policy, (group, moving) = asked.policy_of(grid), _groups(grid, asked)
    moved = policy[rows.sector, rows.period]
    columns = np.where(group[rows.sector][:, None] == np.arange(moving), moved[:, None], 0.0)
    within, length = found.net_of_effects(columns), (scaled(rows, columns) ** 2).sum(axis=0)
    bread = np.linalg.pinv(found.x.T @ found.x, hermitian=True)
    z = within - found.x @ (bread @ (found.x.T @ within))
    z[:, (z**2).sum(axis=0) <= _STILL * length] = 0.0
    found = _by_law_beside(found, z)
    after, standing = slice(leads, leads + horizons + 1), int(group.max()) + 1 - moving
    mean, covariance, spread = pooled_deviations(found, z, scale, standing)
    return RandomSlopes(
        group,
        mean,
        covariance,
        spread,
        np.pad((bread @ (found.x.T @ within))[after], ((0, 0), (0, standing))),
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


def pooled_deviations(
    found: Restricted, z: np.ndarray, scale: float, standing: int = 0
) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean [G] and covariance [G, G] of d, and the mean of τ; of a column z [N, G] of zeros as without data,
    and of as many groups more as are ``standing``.
    """
    products, score, own = z.T @ z, z.T @ found.left, found.covariance(z)
    size = np.sqrt(np.diag(own))
    size[size == 0] = 1.0
    values, axes = np.linalg.eigh(own / np.outer(size, size))
    kept = values > _RANK * max(values[-1], np.finfo(float).tiny)
    white = axes[:, kept] / np.sqrt(values[kept]) / size[:, None]
    # white'V white is the identity: score ~ N(0, I + τ² B B'), whose eigenvectors are the same for every τ
    b, told = white.T @ products, white.T @ score
    left, singular, right = np.linalg.svd(b, full_matrices=False)
    told, known = left.T @ told, singular**2
    taus, weight = _spreads(scale, known, told)
    noise = 1 + taus[:, None] ** 2 * known
    # along the rows of right, d has mean τ² σ t / (1 + τ² σ²) and variance τ² / (1 + τ² σ²)
    means = taus[:, None] ** 2 * singular * told / noise
    mean = weight @ means
    apart = means - mean
    between = (apart * weight[:, None]).T @ apart
    squares = float(weight @ taus**2)
    within = weight @ (taus[:, None] ** 2 / noise) - squares
    right = np.pad(right, ((0, 0), (0, standing)))
    covariance = squares * np.eye(right.shape[1]) + right.T @ (np.diag(within) + between) @ right
    return right.T @ mean, covariance, float(weight @ taus)


def _spreads(scale: float, known: np.ndarray, told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """τ [P] and their posterior probabilities, of scores ``told`` with variances 1 + τ² ``known``.

    The middles of equally probable parts of the prior; where next to all of the posterior is on a few of
    them, as with a wide prior, or on the last, the middles of equal parts of where it is, again until it is
    on many.
    """

    def posterior(taus: np.ndarray, prior: np.ndarray | float) -> np.ndarray:
        noise = 1 + taus[:, None] ** 2 * known
        weight = prior - 0.5 * (np.log(noise) + told**2 / noise).sum(axis=1)
        weight = np.exp(weight - weight.max())
        return np.asarray(weight / weight.sum())

    taus = scale * special.ndtri(0.5 + (np.arange(_POINTS) + 0.5) / (2 * _POINTS))
    weight, at_end = posterior(taus, 0.0), 2 / _POINTS
    for _ in range(_AGAIN):
        if 1 / (weight**2).sum() >= _FEW and weight[-1] < at_end:
            break
        there = np.flatnonzero(weight > _NONE)
        first = taus[there[0] - 1] if there[0] > 0 else 0.0
        last = taus[there[-1] + 1] if there[-1] < _POINTS - 1 else 2 * taus[-1]
        taus = first + (last - first) * (np.arange(_POINTS) + 0.5) / _POINTS
        weight, at_end = posterior(taus, -0.5 * (taus / scale) ** 2), _NONE
    return taus, weight


def _groups(grid: Grid, asked: EventDesign) -> tuple[np.ndarray, int]:
    """Codes [S], and of how many of them, the first, the policy has a column. Where groups are joined those
    whose policy stands, of which effects leave nothing, are not: they have none.
    """
    codes = codes_of(grid, asked.clusters[0])
    if (codes != codes[:, :1]).any():
        codes = codes_of(grid, "sector")
    policy = asked.policy_of(grid)
    moved = np.nan_to_num(about_means(policy))
    group = np.unique(codes[:, 0], return_inverse=True)[1]
    moves = np.bincount(group, np.ptp(moved, axis=1)) > _ROUNDING
    if len(moves) <= MOST_GROUPS or not takes_out_levels(asked) or not moves.any():
        moves[:] = True
    place = np.where(moves, np.cumsum(moves) - 1, moves.sum() + np.cumsum(~moves) - 1)[group]
    some = place < moves.sum()
    count = policy.shape[1]
    joined = joined_groups(moved[some].ravel(), np.repeat(place[some], count)).reshape(-1, count)[:, 0]
    moving = int(joined.max()) + 1
    found = place - int(moves.sum()) + moving
    found[some] = joined
    return found, moving

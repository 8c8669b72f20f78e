"""Slopes that differ between groups of sectors, partially pooled.

    y = Σ_g β[g] x[g] + effects + ε,   β[g] ~ N(μ, τ²)

a mixed model (Henderson 1975) in what the effects leave of y and of every group's changes x[g]: with A = X′X
and c = X′y, c ~ N(μ A1, Ω + τ² A A), τ by restricted maximum likelihood, and β its mean given c. All groups
are estimated together, because one effect, such as of an origin's month, may take up much in all of them.

A group is often a single treated sector and those it is compared with, which leave no clusters to take an
error from. So the noise of c is what the same design finds where the policy is moved back to a time that
could not know it: σ[g]² = mean over placebos of c[g]² / b[g], b its sum of squares with weights, the few
squares shrunk to what groups have in common (Smyth 2004); Ω has these variances and A's correlations. A
factor of at least 1 is by how much a placebo lies further out than the others say, so that errors hold from
one time to another.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from tradewinds.data.changes import lagged_change
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign, codes_of, rows_where
from tradewinds.effects.placebo import moved_back
from tradewinds.effects.serial import absorbed
from tradewinds.errors import DataError, SettingsError

_STILL = 1e-6
"""Share of a group's squared changes below which what effects leave of them is rounding."""
_SPANNED = 1e-9
"""Eigenvalue of A over its largest below which a direction is taken up by the effects."""


class Pooled(NamedTuple):
    """μ, its error, τ, p of τ = 0 (likelihood ratio), and of every group its pooled slope and error [G]."""

    mean: float
    error: float
    spread: float
    alike: float
    slopes: np.ndarray
    errors: np.ndarray


@dataclass(frozen=True, eq=False)
class GroupSlopes:
    """``names`` [G]; slopes and errors [G] of each group beside one that all others share; and pooled."""

    names: list[str]
    slopes: np.ndarray
    errors: np.ndarray
    pooled: Pooled

    def table(self, level: float = 0.9) -> pd.DataFrame:
        """One row a group: estimate, error, and pooled with its error and band."""
        half = stats.norm.ppf(0.5 + level / 2) * self.pooled.errors
        return pd.DataFrame(
            {
                "group": self.names,
                "estimate": self.slopes,
                "error": self.errors,
                "pooled": self.pooled.slopes,
                "pooled_error": self.pooled.errors,
                "low": self.pooled.slopes - half,
                "high": self.pooled.slopes + half,
            }
        )


class _Sums(NamedTuple):
    """By group: A [G, G], c [G] and b [G]."""

    products: pd.DataFrame
    with_y: pd.Series
    weighed: pd.Series


def group_slopes(grid: Grid, asked: EventDesign, step: int, by: str, placebos: list[int]) -> GroupSlopes:
    """Of every group of the key ``by`` whose policy moves; errors from the ``placebos`` (periods back).

    Raises SettingsError for a key that is not there or fewer than two placebos, DataError with fewer than
    three groups.
    """
    if len(placebos) < 2:
        raise SettingsError(f"{len(placebos)} placebos", "at least 2, from which groups have their errors")
    own = _sums(grid, asked, step, by)
    earlier = [_sums(*moved_back(grid, asked, periods), step, by) for periods in placebos]
    names = [name for name in own.with_y.index if all(name in one.with_y.index for one in earlier)]
    if len(names) < 3:
        raise DataError(f"{len(names)} groups of {by} whose policy moves", "at least 3", "Leave “by” out.")
    chance = np.array([(one.with_y**2 / one.weighed)[names] for one in earlier])
    common = _further_out(chance) * moderated(chance.mean(axis=0), len(placebos))
    products, with_y = own.products.loc[names, names].to_numpy(), own.with_y[names].to_numpy()
    noise = common * own.weighed[names].to_numpy()
    errors = np.sqrt(noise) / np.diag(products)
    return GroupSlopes(names, _beside_others(products, with_y), errors, pooled(products, with_y, noise))


def moderated(variances: np.ndarray, freedom: float) -> np.ndarray:
    """Variances [G] of ``freedom`` squares each, shrunk to those of all (Smyth 2004, equation 3)."""
    kept = np.maximum(variances, 1e-12 * variances.mean())
    logs = np.log(kept) - special.digamma(freedom / 2) + np.log(freedom / 2)
    beyond = logs.var(ddof=1) - special.polygamma(1, freedom / 2)
    if beyond < 2e-6:
        return np.full(len(kept), np.exp(logs.mean()))
    # half the prior's degrees of freedom: ψ′ falls from ∞ to 0
    half = optimize.brentq(lambda x: special.polygamma(1, x) - beyond, 1e-3, 1e6)
    common = np.exp(logs.mean() + special.digamma(half) - np.log(half))
    return np.asarray((2 * half * common + freedom * kept) / (2 * half + freedom))


def pooled(products: np.ndarray, with_y: np.ndarray, noise: np.ndarray) -> Pooled:
    """From A [G, G], c [G] and the noise's variances of c [G]."""
    spread = np.sqrt(noise / np.diag(products))
    omega = products * np.outer(spread, spread)
    values, vectors = np.linalg.eigh(products)
    into = vectors[:, values > _SPANNED * values[-1]].T
    squares, ones = products @ products, into @ products.sum(axis=1)
    seen = into @ with_y

    def covariance(square: float) -> np.ndarray:
        return np.asarray(into @ (omega + square * squares) @ into.T)

    def fitted(square: float) -> tuple[float, float, float]:
        """Restricted −2 log likelihood, μ and its variance."""
        total = covariance(square)
        solved = np.linalg.solve(total, np.column_stack([ones, seen]))
        precision = float(ones @ solved[:, 0])
        mean = float(ones @ solved[:, 1]) / precision
        left = seen - mean * ones
        size = float(left @ (solved[:, 1] - mean * solved[:, 0]))
        return float(np.linalg.slogdet(total)[1]) + np.log(precision) + size, mean, 1 / precision

    scale = float(np.sqrt(np.mean((with_y / np.diag(products)) ** 2)))
    found = optimize.minimize_scalar(
        lambda log: fitted(np.exp(2 * log))[0], bounds=np.log(scale) + np.array([-8.0, 3.0]), method="bounded"
    )
    ratio = max(0.0, fitted(0.0)[0] - float(found.fun))
    square = float(np.exp(2 * found.x)) if ratio > 0 else 0.0
    _, mean, variance = fitted(square)
    gain = square * np.linalg.solve(covariance(square), into @ products).T
    slopes = mean + gain @ (seen - mean * ones)
    kept = 1 - gain @ ones
    left = square - square * np.einsum("ij,ji->i", gain, into @ products)
    errors = np.sqrt(np.maximum(left, 0.0) + kept**2 * variance)
    # at the edge of what τ may be: half a chance of no gain at all
    alike = float(0.5 * stats.chi2.sf(ratio, 1)) if ratio > 0 else 1.0
    return Pooled(mean, variance**0.5, square**0.5, alike, slopes, errors)


def _further_out(chance: np.ndarray) -> float:
    """Mean square of a placebo [K, G] over what the others expect of it, 1 at least."""
    ratios = [
        one / moderated(np.delete(chance, place, axis=0).mean(axis=0), len(chance) - 1)
        for place, one in enumerate(chance)
    ]
    return max(1.0, float(np.mean(ratios)))


def _beside_others(products: np.ndarray, with_y: np.ndarray) -> np.ndarray:
    """Of every group [G] the first of two slopes, on its own changes and on those of all others."""
    own, shared = np.diag(products), products.sum(axis=1) - np.diag(products)
    others = products.sum() - 2 * shared - own
    rest = with_y.sum() - with_y
    return np.asarray((others * with_y - shared * rest) / (own * others - shared**2))


def _sums(grid: Grid, asked: EventDesign, step: int, by: str) -> _Sums:
    """Of the groups whose policy moves."""
    if by not in grid.keys or by in ("sector", "label"):
        known = [key for key in grid.keys if key not in ("sector", "label")]
        raise SettingsError(f"by = {by!r}", f"a key of the panel: {', '.join(known) or 'none'}")
    outcome, policy = (lagged_change(of(grid), step, 0) for of in (asked.outcome_of, asked.policy_of))
    rows = rows_where(grid, asked, outcome, [policy, codes_of(grid, by).astype(float)])
    change, group = rows.x[:, 0], rows.x[:, 1].astype(int)
    names = np.unique(grid.keys[by].to_numpy().astype(str))
    root = np.sqrt(rows.weights)
    moving = np.unique(group[change != 0])
    columns = np.where(group[:, None] == moving, change[:, None], 0.0) * root[:, None]
    within = absorbed(rows).residuals(np.column_stack([rows.y * root, columns]))
    left = (within[:, 1:] ** 2).sum(axis=0) > _STILL * (columns**2).sum(axis=0)
    y, x, kept = within[:, 0], within[:, 1:][:, left], names[moving[left]]
    return _Sums(
        pd.DataFrame(x.T @ x, kept, kept),
        pd.Series(x.T @ y, kept),
        pd.Series((root[:, None] ** 2 * x**2).sum(axis=0), kept),
    )

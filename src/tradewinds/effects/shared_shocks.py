"""Are shocks shared by clusters whose policies move together?

The errors of an estimate take clusters for independent. Where sectors of one industry meet the same shocks
and the same tariffs, they are not, and errors are too small. With m[g, t] the policy times the residuals of
a regression, summed over a cluster,

    Q = Σ_t ((Σ_g m[g, t])² − Σ_g m[g, t]²)

is what the variance of the score lacks in a period. It is compared with the same under turned signs of the
clusters. An effect that clusters share in a period makes the residuals of a group i sum to zero, so that
those of two clusters have to do with one another by chance: with L[g, i] their sum over a cluster and n[g, i]
its rows, two of them have, on average, the product

    c[i] = −Σ_g L[g, i]² / ((Σ_g n[g, i])² − Σ_g n[g, i]²),

which is taken off before, by what the policy is there; of effects that lie within clusters nothing is. Only
more than by chance counts.
"""

import numpy as np

from tradewinds.effects.design import EventRows, paired, shared_in_periods
from tradewinds.effects.score_tests import UNTESTED, Restricted, ScoreTest, turns


def shared_shocks(found: Restricted, policy: np.ndarray, seed: int) -> ScoreTest:
    """Of the regression ``found``, whose policy is [N]; untested where effects leave it nothing. With few
    clusters no turn of their signs is rare: see ``ScoreTest.smallest``.
    """
    codes = found.clusters()
    clusters, periods = int(codes.max()) + 1, int(found.rows.period.max()) + 1
    z = found.net_of_effects(policy[:, None])[:, 0]
    if not (z**2).sum() > 0:
        return UNTESTED
    place = codes * periods + found.rows.period
    table = np.bincount(place, z * found.left, minlength=clusters * periods).reshape(clusters, periods)
    signs = turns(clusters, seed)
    many = ((signs @ table) ** 2).sum(axis=1)
    own = many[0] - by_chance(found.rows, codes, z, found.left)
    beyond = max(float((np.append(many[1:], own) >= own * (1 - 1e-9)).mean()), 1 / len(signs))
    return ScoreTest(beyond, 1 / len(signs), 0, 1)


def by_chance(rows: EventRows, codes: np.ndarray, z: np.ndarray, left: np.ndarray) -> float:
    """What Q has of residuals ``left`` [N] of clusters that share nothing but effects; all times the root of
    the weights, by which rows then count.
    """
    root, whole = np.sqrt(rows.weights), 0.0
    for group in shared_in_periods(rows, codes):
        row, of = paired(group, codes)
        sums, moved, size = (np.bincount(row, one) for one in (root * left, root * z, rows.weights))
        pairs = _products(size, of)
        each = np.bincount(of, sums**2) / np.where(pairs > 0, pairs, np.inf)
        whole -= float(each @ _products(moved, of))
    return whole


def _products(sums: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Of two different clusters in a group, summed over both orders."""
    return np.asarray(np.bincount(of, sums) ** 2 - np.bincount(of, sums**2))

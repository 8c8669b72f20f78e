"""Are shocks shared by clusters whose policies move together?

The errors of an estimate take clusters for independent. Where sectors of one industry meet the same shocks
and the same tariffs, they are not, and errors are too small. With m[g, t] the policy times the residuals of
a regression, summed over a cluster,

    Q = Σ_t ((Σ_g m[g, t])² − Σ_g m[g, t]²)

is what the variance of the score lacks in a period. It is compared with the same under turned signs of the
clusters; what effects of periods make residuals of other sectors have to do with one another is taken off
before. Only more than by chance counts.
"""

import numpy as np

from tradewinds.effects.score_tests import UNTESTED, Restricted, ScoreTest, turns


def shared_shocks(found: Restricted, policy: np.ndarray, seed: int) -> ScoreTest:
    """Of the regression ``found``, whose policy is [N]; untested with fewer than four clusters."""
    codes = found.clusters()
    clusters, periods = int(codes.max()) + 1, int(found.rows.period.max()) + 1
    z = found.within(policy[:, None])[:, 0]
    if clusters < 4 or not (z**2).sum() > 0:
        return UNTESTED
    place = codes * periods + found.rows.period
    table = np.bincount(place, z * found.left, minlength=clusters * periods).reshape(clusters, periods)
    moved = np.bincount(place, z, minlength=clusters * periods).reshape(clusters, periods)
    size = np.bincount(found.rows.period, found.left**2, minlength=periods) / np.maximum(
        np.bincount(found.rows.period, minlength=periods), 1
    )
    apart = moved.sum(axis=0) ** 2 - (moved**2).sum(axis=0)
    chance = float((-size / (clusters - 1) * apart).sum())
    signs = turns(clusters, seed)
    many = ((signs @ table) ** 2).sum(axis=1)
    own = many[0] - chance
    beyond = max(float((np.append(many[1:], own) >= own * (1 - 1e-9)).mean()), 1 / len(signs))
    return ScoreTest(beyond, 1 / len(signs), 0, 1)

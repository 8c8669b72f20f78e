"""How far a posterior is from that of a long run of MCMC on the same model, in function space.

Weights of a network are not identified, so what is compared is what draws predict: at every row the
distribution of the network's output over draws, by the 1-Wasserstein distance (how far draws have to be
moved on average) in units of the reference's predictive standard deviation there (after Izmailov et al.
2021, who compare predictive distributions of classes).
"""

import jax
import numpy as np
import pandas as pd
from scipy.stats import wasserstein_distance

from tradewinds.evaluation.convergence import COLUMNS, function_space
from tradewinds.evaluation.predictive import PredictedRows, ask
from tradewinds.fitted.fit import Fit
from tradewinds.runtime import in_double
from tradewinds.streams import EXPERIMENT_MEASURE

ROLES = ("fit", "ahead")
MOST_ROWS = 500
"""Rows of a role that are compared, evenly spread where there are more."""
_REPORTED_SHARE = 0.95
"""Share of rows whose distance is at most the one reported: a few rows may be far off."""


@in_double
def distance_table(fit: Fit, reference: Fit, tier: str) -> pd.DataFrame:
    """Per equation the distance of both posteriors of one model, columns as in ``convergence_table``.

    ``reference`` is a fit of the same model to the same panel by MCMC.
    Quantity ``reference``, metrics ``distance``, ``distance_floor`` (that of the reference's own two
    halves, which is chance), ``width`` (median ratio of the standard deviations of the output over draws:
    below 1 is too narrow) and ``rhat`` (of the reference itself).
    """
    key = jax.random.fold_in(jax.random.key(fit.seed), EXPERIMENT_MEASURE)
    rows = []
    for mine, theirs in zip(fit.equations(tier), reference.equations(tier), strict=True):
        pairs = [(ask(mine, role, key), ask(theirs, role, key)) for role in ROLES]
        found = distances([(one, other) for one, other in pairs if one is not None and other is not None])
        location = np.concatenate([pair[1].location for pair in pairs if pair[1] is not None], axis=1)
        found["rhat"] = function_space(location, theirs.chains).get("rhat", np.nan)
        rows += [(mine.name, "reference", metric, value, "") for metric, value in found.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def distances(pairs: list[tuple[PredictedRows, PredictedRows]]) -> dict[str, float]:
    """Distance, floor and width over the rows of all roles; (posterior, reference) of each."""
    far, floor, width = [], [], []
    for mine, exact in pairs:
        rows = (
            np.linspace(0, len(exact.equation_rows) - 1, min(len(exact.equation_rows), MOST_ROWS))
            .round()
            .astype(int)
        )
        unit = np.sqrt((exact.predictive.scale**2).mean(axis=0) + exact.predictive.mean.var(axis=0))
        half = len(exact.location) // 2
        for row in rows:
            ours, theirs = mine.location[:, row], exact.location[:, row]
            far.append(wasserstein_distance(ours, theirs) / unit[row])
            floor.append(wasserstein_distance(theirs[:half], theirs[half:]) / unit[row])
            width.append(ours.std() / theirs.std())
    return {
        "distance": float(np.quantile(far, _REPORTED_SHARE)),
        "distance_floor": float(np.quantile(floor, _REPORTED_SHARE)),
        "width": float(np.median(width)),
    }

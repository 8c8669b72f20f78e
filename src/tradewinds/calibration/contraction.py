"""What data say of each parameter: the posterior beside the prior."""

from collections.abc import Sequence

import numpy as np
import numpyro.distributions as dist
import pandas as pd

from tradewinds.calibration.calibrate import Answer


def contraction_table(
    names: Sequence[str], answers: Sequence[Answer], prior: dist.Distribution, identified: float
) -> pd.DataFrame:
    """One row a temperature and parameter, in the coordinates that were learned.

    Posterior mean, standard deviation and 90 % band beside the prior's; ``ratio`` is posterior over prior
    standard deviation, and ``identified`` whether it is at most the share given. One that is not has learned
    nothing from these data by this loss at this temperature: its posterior is the prior.
    """
    centre, width = np.asarray(prior.mean), np.sqrt(np.asarray(prior.variance))
    rows = []
    for answer in answers:
        low, high = np.quantile(answer.draws, [0.05, 0.95], axis=0)
        deviation = answer.draws.std(axis=0, ddof=1)
        for place, name in enumerate(names):
            ratio = deviation[place] / width[place]
            rows.append(
                {
                    "temperature": answer.temperature,
                    "parameter": name,
                    "mean": answer.draws[:, place].mean(),
                    "deviation": deviation[place],
                    "low": low[place],
                    "high": high[place],
                    "prior_mean": centre[place],
                    "prior_deviation": width[place],
                    "ratio": ratio,
                    "identified": bool(ratio <= identified),
                }
            )
    return pd.DataFrame(rows)

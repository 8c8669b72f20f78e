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
    standard deviation, ``shift`` how far the mean has moved in prior standard deviations, and ``identified``
    whether the two differ as much as a posterior in the same place would that has the share ``identified`` of
    the prior's width: KL(N(m, s²) ‖ N(m₀, s₀²)) = (r² + d² − 1)/2 − log r for the ratio r and the shift d.
    One that is not has learned next to nothing from these data by this loss at this temperature.
    """
    least = _divergence(identified, 0.0)
    centre, width = np.asarray(prior.mean), np.sqrt(np.asarray(prior.variance))
    rows = []
    for answer in answers:
        low, high = np.quantile(answer.draws, [0.05, 0.95], axis=0)
        deviation = answer.draws.std(axis=0, ddof=1)
        for place, name in enumerate(names):
            ratio = deviation[place] / width[place]
            shift = abs(answer.draws[:, place].mean() - centre[place]) / width[place]
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
                    "shift": shift,
                    "identified": bool(_divergence(ratio, shift) >= least),
                }
            )
    return pd.DataFrame(rows)


def _divergence(ratio: float, shift: float) -> float:
    """In nats, of normal distributions by the ratio of their widths and the distance of their means."""
    return float((ratio**2 + shift**2 - 1) / 2 - np.log(ratio))

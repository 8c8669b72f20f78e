"""Where the mean effect lies, by the posterior of one refit and by its prior alone."""

import numpy as np

EFFECT_LEVEL = 0.9
"""Level of the bands of the effect."""
BAND_COLUMNS = ("band_low", "band_high", "alone_low", "alone_high")


def effect_bands(posterior: np.ndarray, prior: np.ndarray) -> dict[str, float]:
    """Ends of the 90 % band of the mean effect, from R draws of the posterior and R of the prior alone."""
    tails = ((1 - EFFECT_LEVEL) / 2, (1 + EFFECT_LEVEL) / 2)
    ends = [*np.quantile(posterior, tails), *np.quantile(prior, tails)]
    return dict(zip(BAND_COLUMNS, map(float, ends), strict=True))

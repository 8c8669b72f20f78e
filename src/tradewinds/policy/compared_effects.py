"""The effects of two roll-outs beside each other, and the band of their difference."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import ndtri

COMPARED_COLUMNS = (
    "group", "variable", "horizon", "a", "a_low", "a_high", "b", "b_low", "b_high",
    "difference", "low", "high", "same",
)  # fmt: skip
"""``difference``: b less a, with its 90 % band; effects in the units of the roll-out (per cent for logs)."""
_GROUPS = ("national", "weighted", "sectors")
_POINTS = 200
"""Points that stand for each of two distributions: all pairs of them for their difference."""
_ENDS = (0.05, 0.5, 0.95)


def compared_effects(a: xr.DataTree, b: xr.DataTree) -> pd.DataFrame:
    """What both roll-outs say of the same outcomes, by periods from each one's own origin.

    Of the nation, and of all sectors together; of a sector where there is one alone. Columns
    ``COMPARED_COLUMNS``. What stands in one alone is left out. ``same``: the two are the same numbers, so
    that nothing is uncertain about their difference.
    """
    rows: list[tuple] = []
    for group, variable in common_effects(a, b):
        one, other = (tree.children[group].to_dataset() for tree in (a, b))
        rows += _rows(one, other, group, variable)
    return pd.DataFrame(rows, columns=list(COMPARED_COLUMNS))


def common_effects(a: xr.DataTree, b: xr.DataTree) -> Iterator[tuple[str, str]]:
    """(group, variable) of the effects that both have; sectors only where each has one alone."""
    for group in _GROUPS:
        if group not in a.children or group not in b.children:
            continue
        if group == "sectors" and max(a[group].sizes["sector"], b[group].sizes["sector"]) > 1:
            continue
        for name in a[group].data_vars:
            variable = str(name).removesuffix("_effect_quantile")
            if variable != name and name in b[group].data_vars:
                yield group, variable


def difference_of_bands(a: np.ndarray, b: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Quantiles 0.05, 0.5 and 0.95 [3, …] of y − x for independent x and y, known by their quantiles.

    a, b [Q, …]: quantiles of x and of y at the probabilities ``levels`` [Q], which increase. Between two of
    them a distribution is taken as normal: quantiles are straight lines over normal scores, and go on so
    beyond the outermost. Each is stood for by ``_POINTS`` quantiles of like probability, and their difference
    by all pairs.
    """
    scores = ndtri((np.arange(_POINTS) + 0.5) / _POINTS)
    x, y = (_at_scores(np.asarray(one, float), ndtri(levels), scores) for one in (a, b))
    pairs = (y[None] - x[:, None]).reshape(_POINTS**2, *x.shape[1:])
    return np.quantile(pairs, _ENDS, axis=0)


def _at_scores(quantiles: np.ndarray, known: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Quantiles [P, …] at normal scores [P], from those [Q, …] at ``known`` [Q]."""
    left = np.clip(np.searchsorted(known, scores) - 1, 0, len(known) - 2)
    share = (scores - known[left]) / (known[left + 1] - known[left])
    share = share.reshape(-1, *[1] * (quantiles.ndim - 1))
    return quantiles[left] * (1 - share) + quantiles[left + 1] * share


def _rows(a: xr.Dataset, b: xr.Dataset, group: str, variable: str) -> Iterator[tuple]:
    """One a period, of the periods that both have."""
    name = f"{variable}_effect_quantile"
    one, other = (tree[name].isel(sector=0).transpose("quantile", "period") for tree in (a, b))
    levels = one["quantile"].values
    if not np.array_equal(levels, other["quantile"].values):
        return
    periods = min(one.sizes["period"], other.sizes["period"])
    x, y = one.values[:, :periods], other.values[:, :periods]
    difference = difference_of_bands(x, y, levels)
    same = np.array_equal(x, y, equal_nan=True)
    ends = [int(np.abs(levels - end).argmin()) for end in _ENDS]
    for horizon in range(periods):
        low, middle, high = (0.0, 0.0, 0.0) if same else difference[:, horizon]
        mine = [
            (values[ends[1]], values[ends[0]], values[ends[2]]) for values in (x[:, horizon], y[:, horizon])
        ]
        yield group, variable, horizon, *mine[0], *mine[1], middle, low, high, same

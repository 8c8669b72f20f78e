"""The scores of two fits on the same held-out rows, row by row."""

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.evaluation.bootstrap import PeriodBootstrap, paired_difference, scatters

SCORE_COLUMNS = ("equation", "holdout", "a", "b", "lead", "error", "low", "high", "rows", "why")
"""``lead``: mean log density of b less that of a, nats an observation, with its standard error and the middle
95 % of resamples of whole periods; ``why``: why there is none."""
_HOLDOUTS = ("ahead", "inside")


def compared_scores(
    predictions: tuple[xr.DataTree, xr.DataTree],
    scores: tuple[pd.DataFrame, pd.DataFrame],
    samples: int,
    seed: int,
) -> pd.DataFrame:
    """Every equation that both have, of both kinds of held-out rows; columns ``SCORE_COLUMNS``.

    Densities are of the original unit: those of the arrays count in the spread of each fit's own training
    rows, and the table of scores has the mean in both. A lead needs the same rows with the same outcomes.
    """
    a, b = predictions
    rows = []
    for equation in (name for name in a.children if name in b.children):
        for holdout in _HOLDOUTS:
            if holdout in a[equation].children and holdout in b[equation].children:
                of = [tree[equation][holdout].to_dataset() for tree in (a, b)]
                shift = [_shift(table, equation, holdout) for table in scores]
                rows.append((equation, holdout, *_lead(of, shift, samples, seed)))
    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS))


def _lead(of: list[xr.Dataset], shift: list[float], samples: int, seed: int) -> tuple:
    densities = [one["log_density"].values + by for one, by in zip(of, shift, strict=True)]
    means = [float(np.mean(one)) if len(one) else np.nan for one in densities]
    why = _not_the_same(*of)
    if not why and not all(np.isfinite(one).all() for one in densities):
        why = "a density is not finite"
    period = of[0]["period"].values
    if not why and not scatters(period):
        why = "all rows are of one period"
    if why:
        return (*means, np.nan, np.nan, np.nan, np.nan, of[0].sizes["row"], why)
    lead, error = paired_difference(densities[1], densities[0], period, samples, seed)
    low, high = PeriodBootstrap.draw(period, samples, seed).band(densities[1] - densities[0])
    return (*means, lead, error, low, high, len(period), "")


def _not_the_same(a: xr.Dataset, b: xr.Dataset) -> str:
    """Why rows cannot be held against each other; empty where they can."""
    if a.sizes["row"] != b.sizes["row"]:
        return f"{a.sizes['row']} rows and {b.sizes['row']}"
    for label in ("sector", "period"):
        if not np.array_equal(a[label].values, b[label].values):
            return f"their {label}s differ"
    if not np.allclose(a["observed"].values, b["observed"].values, rtol=1e-6, equal_nan=True):
        return "their outcomes differ"
    return ""


def _shift(scores: pd.DataFrame, equation: str, holdout: str) -> float:
    """From densities in the spread of the training rows to those in the original unit."""
    mine = scores[(scores["equation"] == equation) & (scores["holdout"] == holdout)]
    mine = mine[(mine["model"] == "network") & (mine["metric"] == "lppd")].set_index("scale")["value"]
    return float(mine["original"] - mine["standardised"]) if len(mine) == 2 else np.nan

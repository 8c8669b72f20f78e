"""How much better the network is than each simple model, on the same rows."""

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.errors import DataError
from tradewinds.evaluation.bootstrap import PeriodBootstrap, paired_difference

COLUMNS = ("equation", "holdout", "model", "metric", "scale", "value", "error", "lower", "upper", "rows")


def leads(network: xr.DataTree, simple: xr.DataTree, bootstrap: int, seed: int) -> pd.DataFrame:
    """Mean log density of the network less that of each simple model, nats an observation (``COLUMNS``).

    Both trees hold /{equation}/{holdout} with log_density [row] and [model, row], and the sector and
    period of every row. Metric ``lppd lead``; the error is that of the paired difference over whole
    periods, and ``lower`` to ``upper`` the middle 95 % of its resamples, by which leads are compared
    (``review.rules``): a few rows that are missed by far make the error as large as the lead itself, and the
    network no better. Raises DataError where the rows are not the same, a density is not finite, or a
    holdout that simple models forecast was not put to the network.
    """
    rows = []
    for equation, holdouts in simple.children.items():
        for holdout, rivals in holdouts.children.items():
            own = _of_the_same_rows(network, rivals, f"{equation}/{holdout}")
            density, period = own["log_density"].values, own["period"].values
            resamples = PeriodBootstrap.draw(period, bootstrap, seed)
            densities = rivals.to_dataset()
            for model, theirs in zip(densities["model"].values, densities["log_density"].values, strict=True):
                lead = paired_difference(density, theirs, period, bootstrap, seed)
                band = resamples.band(density - theirs)
                about = (equation, holdout, str(model), "lppd lead", "standardised")
                rows.append((*about, *lead, *band, len(density)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_the_same_rows(network: xr.DataTree, rivals: xr.DataTree, place: str) -> xr.Dataset:
    equation, holdout = place.split("/")
    if equation not in network.children or holdout not in network[equation].children:
        raise DataError(f"no answer of the network to {place}", "one for every row held out")
    own, densities = network[place].to_dataset(), rivals.to_dataset()
    for label in ("sector", "period"):
        if not np.array_equal(own[label].values, densities[label].values):
            raise DataError(
                f"{place}: {own.sizes['row']} rows of the network, {rivals.sizes['row']} of the simple "
                f"models, and their {label}s differ",
                "the same rows in the same order",
            )
    return own

"""Effects on the sectors, averaged over all of them by stated weights."""

import numpy as np
import xarray as xr

from tradewinds.policy.aggregate import sector_weights
from tradewinds.policy.rollout import RollOut
from tradewinds.policy.summary import (
    QUANTILES,
    Truth,
    effect,
    effect_statistics,
    from_origin,
    responding_variables,
    with_origin,
)
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings

EVERYONE = "all sectors"


def weighted_effects(
    rolled: RollOut, data: DataSettings, weights: str | None, truth: Truth | None = None
) -> xr.Dataset:
    """Σ weight · effect of every sector variable, draw by draw, with dims quantile, sector (one), period.

    The weights, which sum to one, are the sectors' shares of the variable ``weights`` over the last observed
    year, or equal without one; they stand in ``weight`` by ``member``. A sector whose baseline is nothing
    (revenue without a tariff) has no effect in per cent: it is left out, and the others weigh the more.
    """
    grid, last = rolled.grids["sectors"], rolled.origin.last["sectors"]
    weight = sector_weights(grid, weights, last, PER_YEAR[data.tables["sectors"].frequency])
    periods = rolled.origin.periods["sectors"]
    dataset = xr.Dataset(
        {"weight": ("member", weight)},
        coords={
            "quantile": list(QUANTILES),
            "member": grid.sectors,
            "sector": [EVERYONE],
            "period": periods,
            "horizon": ("period", np.arange(len(periods))),
        },
        attrs={"weights": weights or "equal"},
    )
    for name, described in responding_variables("sectors", rolled.explained["sectors"], data).items():
        values = {path: one.values["sectors"][name] for path, one in rolled.paths.items()}
        change = effect(values["scenario"], values["baseline"], described.log)
        # per cent of nothing is no number: such sectors have no say
        there = np.isfinite(change).all(axis=(0, 1))
        change = weighted_mean(change, weight, there)
        dataset.update(effect_statistics(name, with_origin(change, np.zeros(1)), described))
        if truth is not None and name in truth["baseline"].get("sectors", {}):
            known = {path: one["sectors"][name] for path, one in truth.items()}
            true = effect(known["scenario"], known["baseline"], described.log).mean(axis=0)
            dataset[f"{name}_truth"] = (("sector", "period"), from_origin(weighted_mean(true, weight, there)))
    return dataset


def weighted_mean(change: np.ndarray, weight: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Weighted mean […, 1] of changes [..., S] over the sectors that are there; NaN where none of any weight
    is.
    """
    share = np.where(there, weight, 0.0)
    if not share.any():
        return np.full((*change.shape[:-1], 1), np.nan)
    return change[..., there] @ (share[there] / share.sum())[:, None]

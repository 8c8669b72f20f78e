"""Effects on the sectors, averaged over all of them by stated weights."""

import numpy as np
import xarray as xr

from tradewinds.evaluation.scatter import scatter_between
from tradewinds.policy.differences import INDEX, LOG, joint_effect, joint_level, one_draw
from tradewinds.policy.forecast_origin import known_until
from tradewinds.policy.in_steps import apart_in_steps
from tradewinds.policy.own_support import series_weights
from tradewinds.policy.rollout import RollOut
from tradewinds.policy.summary import (
    QUANTILES,
    Truth,
    effect_statistics,
    from_origin,
    level_statistics,
    responding_variables,
    with_origin,
)
from tradewinds.settings.data import DataSettings

EVERYONE = "all sectors"
_PATHS = ("scenario", "baseline")


def weighted_effects(
    rolled: RollOut, data: DataSettings, weights: str | None, truth: Truth | None = None
) -> xr.Dataset:
    """Effect on all sectors together of every sector variable, draw by draw, with dims quantile, sector
    (one), period: on the weighted mean of logs, on the total of what adds up, on the weighted mean of levels
    (``differences.joint_effect``; ``average`` of ``{variable}_effect_mean`` says which).

    The weights, which sum to one, are the sectors' shares of the variable ``weights`` over the last observed
    year, or equal without one; they stand in ``weight`` by ``member``. Totals have none: sectors count as
    they are. Refused sectors are left out, of totals those without weight too, and the others weigh the more.

    Attributes of ``{variable}_effect_quantile``: ``scatter``, over seeds (``scatter_between``) of the effect
    at the end, and ``apart``, ``apart_width`` and ``steps`` (``apart_in_steps``); left out where unknown.
    """
    grid, last = rolled.grids["sectors"], rolled.origin.last["sectors"]
    weight = series_weights(grid, weights, rolled.origin, data)
    if rolled.refused is not None and rolled.refused.any():
        weight = np.where(rolled.refused, 0.0, weight)
        weight /= weight.sum()
    periods = rolled.origin.periods["sectors"]
    dataset = xr.Dataset(
        {"weight": ("member", weight)},
        coords={
            "path": list(_PATHS),
            "quantile": list(QUANTILES),
            "member": grid.sectors,
            "sector": [EVERYONE],
            "period": periods,
            "horizon": ("period", np.arange(len(periods))),
        },
        attrs={"weights": weights or "equal"},
    )
    responding = responding_variables("sectors", rolled.explained["sectors"], data)
    apart = apart_in_steps(rolled, responding, weight)
    for name, described in responding.items():
        scenario, baseline = (rolled.paths[path].values["sectors"][name] for path in _PATHS)
        change = joint_effect(scenario, baseline, described, weight, rolled.draw)
        dataset.update(effect_statistics(name, with_origin(change, np.zeros(1)), described))
        known = known_until(grid.values[name], last)[-1]
        levels = [
            joint_level(with_origin(one, known), known, described, weight) for one in (scenario, baseline)
        ]
        unit = INDEX if described.average == LOG else described.unit
        dataset.update(level_statistics(name, levels, described.label, unit))
        told = dataset[f"{name}_effect_quantile"].attrs
        if name in apart:
            told |= dict(zip(("apart", "apart_width", "steps"), apart[name], strict=True))
        scatter = _scatter(change[:, -1, 0], rolled)
        if np.isfinite(scatter):
            told["scatter"] = float(scatter)
        if truth is not None and name in truth["baseline"].get("sectors", {}):
            scenario, baseline = (truth[path]["sectors"][name] for path in _PATHS)
            true = joint_effect(scenario, baseline, described, weight, one_draw(scenario))[0]
            dataset[f"{name}_truth"] = (("sector", "period"), from_origin(true))
    return dataset


def _scatter(effect: np.ndarray, rolled: RollOut) -> float:
    """Of the effect [G] of every draw that is on the paths; NaN where its chain is not known."""
    if rolled.chain is None or rolled.draw is None:
        return np.nan
    return scatter_between(effect, rolled.chain[np.unique(rolled.draw)])


def weighted_mean(change: np.ndarray, weight: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Weighted mean […, 1] of changes [..., S] over the sectors that are there; NaN where none of any weight
    is.
    """
    share = np.where(there, weight, 0.0)
    if not share.any():
        return np.full((*change.shape[:-1], 1), np.nan)
    return change[..., there] @ (share[there] / share.sum())[:, None]

"""From draws of two paths to what is reported: bands, differences, their probability of being positive."""

from collections.abc import Iterable

import numpy as np
import xarray as xr

from tradewinds.policy.coverage import early_ends, unused
from tradewinds.policy.differences import LOG, Described, average_effect, one_draw, per_cent
from tradewinds.policy.forecast_origin import known_until
from tradewinds.policy.rollout import RollOut
from tradewinds.policy.support_summary import add_support
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_variable import VariableScale

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
Truth = dict[str, dict[str, dict[str, np.ndarray]]]
"""path → table → variable → [futures, H, S] of the true economy."""
_TELL_A_LEVEL = 1000
"""Futures, all draws once and then again, that tell the band of a level."""
_PLACE = ("sector", "period")
_LEVEL = ("path", *_PLACE)


def summarise(
    rolled: RollOut, data: DataSettings, policy: str, truth: Truth | None = None, weights: str | None = None
) -> xr.DataTree:
    """Groups /sectors and /national with dims path, quantile, sector, period (the origin first, with
    the last values known there).

    Each holds the variables that answer to the policy, the policy itself as it was set, and how far
    the median draw's inputs lie outside the training range, of all series (``outside``) and of each series
    itself (``add_support``); ``horizon`` counts periods from the origin. After a change of one period the
    differences are the impulse response. ``unused`` counts the observed periods after the origin, where there
    are any; sectors whose rows end before it are named as ``early_ends`` has them, with their share of what
    effects are weighted by, ``weights``.
    """
    found = {table: _summarise_table(table, rolled, data, policy, truth) for table in rolled.grids}
    found["sectors"].attrs |= early_ends(rolled.grids["sectors"], rolled.origin, data, weights)
    add_support(found, rolled, data, weights)
    return xr.DataTree.from_dict({f"/{table}": one for table, one in found.items()})


def _summarise_table(
    table: str, rolled: RollOut, data: DataSettings, policy: str, truth: Truth | None
) -> xr.Dataset:
    grid, last = rolled.grids[table], rolled.origin.last[table]
    dataset = xr.Dataset(
        coords={
            "path": list(rolled.paths),
            "quantile": list(QUANTILES),
            "sector": grid.sectors,
            "period": rolled.origin.periods[table],
            "horizon": ("period", np.arange(len(rolled.origin.periods[table]))),
            "label": ("sector", grid.keys["label"].to_numpy(dtype=object).astype(str)),
        },
    )
    for name, described in responding_variables(table, rolled.explained[table], data).items():
        known = known_until(grid.values[name], last)[-1]
        draws = {path: with_origin(one.values[table][name], known) for path, one in rolled.paths.items()}
        dataset.update(_statistics(name, draws, described, rolled.draw))
        if table == "sectors" and rolled.refused is not None:
            _without_effects(dataset, name, rolled.refused)
        if truth is not None and name in truth["baseline"].get(table, {}):
            dataset[f"{name}_truth"] = (_PLACE, _true_effect(name, table, truth, described))
    outside = [from_origin(np.median(one.outside[table], axis=0)) for one in rolled.paths.values()]
    dataset["outside"] = (_LEVEL, np.stack(outside))
    if table == "sectors":
        paths = [
            with_origin(path, known_until(grid.values[policy], last)[-1]).T
            for path in rolled.tariffs.values()
        ]
        dataset[policy] = (_LEVEL, np.stack(paths))
    count = len(next(iter(rolled.paths.values())).outside[table])
    later = unused(grid, rolled.origin, table)
    dataset = dataset.assign_attrs(draws=count, left_out=rolled.left_out, policy=policy)
    return dataset.assign_attrs(unused=later) if later else dataset


def responding_variables(table: str, explained: list[str], data: DataSettings) -> dict[str, Described]:
    """Variables of a table that a path can change: explained, aggregated, and identities.

    Identities, products of a price and a quantity, and sums over the sectors add up.
    """
    settings = data.tables[table]
    aggregates = data.aggregates if table == "national" else {}
    changing = {*explained, *aggregates}
    sums = {name for name, one in aggregates.items() if one.how == "sum"}
    found = {
        name: Described(
            variable.label,
            variable.stored_unit,
            variable.scale == VariableScale.log,
            variable.percent,
            name in sums,
        )
        for name, variable in settings.variables.items()
        if name in changing
    }
    for name in settings.identities:
        label = settings.identity_labels.get(name, name.replace("_", " ").capitalize())
        found[name] = Described(label, settings.identity_units.get(name, ""), log=True, total=True)
    return found


def _statistics(
    name: str, draws: dict[str, np.ndarray], described: Described, draw: np.ndarray | None
) -> dict[str, xr.Variable]:
    """Mean and quantiles of both paths, from path → [N, H, S], and of their difference, of which each draw
    has its mean over futures."""
    change = average_effect(draws["scenario"], draws["baseline"], described, draw)
    levels = level_statistics(name, draws.values(), described.label, described.unit)
    return levels | effect_statistics(name, change, described)


def level_statistics(name: str, draws: Iterable[np.ndarray], label: str, unit: str) -> dict[str, xr.Variable]:
    """Mean and quantiles of a variable on paths, each [N, H, S], the origin first."""
    levels = [path[:_TELL_A_LEVEL] for path in draws]
    attributes = {"label": label, "unit": unit}
    return {
        f"{name}_mean": xr.Variable(_LEVEL, np.stack([_mean(path) for path in levels]), attributes),
        f"{name}_quantile": xr.Variable(
            ("path", "quantile", *_PLACE), np.stack([_quantiles(path) for path in levels])
        ),
    }


def effect_statistics(name: str, change: np.ndarray, described: Described) -> dict[str, xr.Variable]:
    """Mean, quantiles and the probability of being positive of a difference [R, H, S]; nothing is half.

    The mean is of log effects where ``described.average`` says so.
    """
    unit = "%" if described.log else described.unit
    mean = _mean(change)
    if described.average == LOG:
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = per_cent(_mean(np.log1p(change / 100.0)))
    attributes = {"label": described.label, "unit": unit, "average": described.average}
    return {
        f"{name}_effect_mean": xr.Variable(_PLACE, mean, attributes),
        f"{name}_effect_quantile": xr.Variable(("quantile", *_PLACE), _quantiles(change)),
        f"{name}_effect_positive": xr.Variable(_PLACE, _mean(np.sign(change) / 2 + 0.5)),
    }


def _true_effect(name: str, table: str, truth: Truth, described: Described) -> np.ndarray:
    """Mean over futures [S, H + 1], as that of a draw's; nothing at the origin."""
    scenario, baseline = truth["scenario"][table][name], truth["baseline"][table][name]
    return from_origin(average_effect(scenario, baseline, described, one_draw(scenario))[0])


def _without_effects(dataset: xr.Dataset, name: str, refused: np.ndarray) -> None:
    """Name no effect on a variable in the refused sectors [S]."""
    for statistic in ("mean", "quantile", "positive"):
        of = dataset[f"{name}_effect_{statistic}"]
        dataset[of.name] = of.where(xr.DataArray(~refused, dims="sector"))


def _mean(draws: np.ndarray) -> np.ndarray:
    """[R, H, S] → [S, H]."""
    return draws.mean(axis=0).T


def _quantiles(draws: np.ndarray) -> np.ndarray:
    """[R, H, S] → [Q, S, H]."""
    return np.quantile(draws, QUANTILES, axis=0).swapaxes(1, 2)


def with_origin(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """[…, H, S] with the origin's values [S] as a first period."""
    first = np.broadcast_to(known, (*values.shape[:-2], 1, values.shape[-1]))
    return np.concatenate([first, values], axis=-2)


def from_origin(values: np.ndarray) -> np.ndarray:
    """[H, S] → [S, H + 1], zero at the origin."""
    return with_origin(values, np.zeros(values.shape[-1])).T

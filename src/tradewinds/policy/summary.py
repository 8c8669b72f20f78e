"""From draws of two paths to what is reported: bands, differences, their probability of being positive."""

from typing import NamedTuple

import numpy as np
import xarray as xr

from tradewinds.policy.coverage import early_ends, unused
from tradewinds.policy.forecast_origin import known_until
from tradewinds.policy.rollout import RollOut
from tradewinds.settings.data import DataSettings, Scale

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
Truth = dict[str, dict[str, dict[str, np.ndarray]]]
"""path → table → variable → [futures, H, S] of the true economy."""
_PLACE = ("sector", "period")
_LEVEL = ("path", *_PLACE)


class Described(NamedTuple):
    """A variable with the unit of its values; the effect on one in logs is relative.

    ``percent``: a fraction here that people read in per cent.
    """

    label: str
    unit: str
    log: bool
    percent: bool = False


def effect(scenario: np.ndarray, baseline: np.ndarray, log: bool) -> np.ndarray:
    """Difference of two paths: per cent for variables in logs, their own unit for the others.

    Per cent of nothing is not a number (customs revenue without a tariff), and neither is its effect.
    """
    if not log:
        return scenario - baseline
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100.0 * np.where(baseline == 0, np.nan, scenario / baseline - 1.0)


def summarise(
    rolled: RollOut, data: DataSettings, policy: str, truth: Truth | None = None, weights: str | None = None
) -> xr.DataTree:
    """Groups /sectors and /national with dims path, quantile, sector, period (the origin first, with
    the last values known there).

    Each holds the variables that answer to the policy, the policy itself as it was set, and how far
    the median draw's inputs lie outside the training range; ``horizon`` counts periods from the origin. After
    a change of one period the differences are the impulse response. ``unused`` counts the observed periods
    after the origin, where there are any; sectors whose rows end before it are named as ``early_ends`` has
    them, with their share of what effects are weighted by, ``weights``.
    """
    found = {table: _summarise_table(table, rolled, data, policy, truth) for table in rolled.grids}
    found["sectors"].attrs |= early_ends(rolled.grids["sectors"], rolled.origin, data, weights)
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
        dataset.update(_statistics(name, draws, described))
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
    """Variables of a table that a path can change: explained, aggregated, and identities."""
    settings = data.tables[table]
    changing = {*explained, *(data.aggregates if table == "national" else ())}
    found = {
        name: Described(variable.label, variable.stored_unit, variable.scale == Scale.log, variable.percent)
        for name, variable in settings.variables.items()
        if name in changing
    }
    for name in settings.identities:
        label = settings.identity_labels.get(name, name.replace("_", " ").capitalize())
        found[name] = Described(label, settings.identity_units.get(name, ""), log=True)
    return found


def _statistics(name: str, draws: dict[str, np.ndarray], described: Described) -> dict[str, xr.Variable]:
    """Mean and quantiles of both paths and of their difference, from path → [R, H, S]."""
    change = effect(draws["scenario"], draws["baseline"], described.log)
    attributes = {"label": described.label, "unit": described.unit}
    return {
        f"{name}_mean": xr.Variable(_LEVEL, np.stack([_mean(path) for path in draws.values()]), attributes),
        f"{name}_quantile": xr.Variable(
            ("path", "quantile", *_PLACE), np.stack([_quantiles(path) for path in draws.values()])
        ),
    } | effect_statistics(name, change, described)


def effect_statistics(name: str, change: np.ndarray, described: Described) -> dict[str, xr.Variable]:
    """Mean, quantiles and the probability of being positive of a difference [R, H, S]; nothing is half."""
    unit = "%" if described.log else described.unit
    return {
        f"{name}_effect_mean": xr.Variable(_PLACE, _mean(change), {"label": described.label, "unit": unit}),
        f"{name}_effect_quantile": xr.Variable(("quantile", *_PLACE), _quantiles(change)),
        f"{name}_effect_positive": xr.Variable(_PLACE, _mean(np.sign(change) / 2 + 0.5)),
    }


def _true_effect(name: str, table: str, truth: Truth, described: Described) -> np.ndarray:
    """Mean over futures [S, H + 1], nothing at the origin."""
    scenario, baseline = truth["scenario"][table][name], truth["baseline"][table][name]
    return from_origin(effect(scenario, baseline, described.log).mean(axis=0))


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

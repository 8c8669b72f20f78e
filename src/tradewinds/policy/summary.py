"""From draws of two paths to what is reported: bands, differences, their probability of being positive."""

import numpy as np
import xarray as xr

from tradewinds.policy.rollout import RollOut
from tradewinds.settings.data import DataSettings, Scale, TableSettings

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
Truth = dict[str, dict[str, dict[str, np.ndarray]]]
"""path → table → variable → [futures, H, S] of the true economy."""


def effect(scenario: np.ndarray, baseline: np.ndarray, log: bool) -> np.ndarray:
    """Difference of two paths: per cent for variables in logs, their own unit for the others."""
    return 100.0 * (scenario / baseline - 1.0) if log else scenario - baseline


def summarise(rolled: RollOut, data: DataSettings, policy: str, truth: Truth | None = None) -> xr.DataTree:
    """Groups /sectors and /national with dims path, quantile, sector, period (the origin first)."""
    tree = {}
    for table, grid in rolled.grids.items():
        described = data.tables[table]
        last = rolled.origin.sector if table == "sectors" else rolled.origin.national
        periods = rolled.origin.sector_periods if table == "sectors" else rolled.origin.national_periods
        paths = {name: getattr(path, table) for name, path in rolled.paths.items()}
        outside = {name: getattr(path, f"outside_{table}") for name, path in rolled.paths.items()}
        dataset = xr.Dataset(
            coords={
                "path": list(paths),
                "quantile": list(QUANTILES),
                "sector": grid.sectors,
                "period": periods,
                "label": ("sector", grid.keys["label"].to_numpy(dtype=object).astype(str)),
            },
        )
        for name, (label, unit, log) in _described(described).items():
            known = grid.values[name][:, last]
            draws = {path: _with_origin(values[name], known) for path, values in paths.items()}
            _add(dataset, name, draws, log)
            dataset[f"{name}_mean"].attrs = {"label": label, "unit": unit}
            dataset[f"{name}_effect_mean"].attrs = {"label": label, "unit": "%" if log else unit}
            if truth is not None and name in truth["baseline"].get(table, {}):
                difference = effect(truth["scenario"][table][name], truth["baseline"][table][name], log)
                true = _with_origin(difference, np.zeros(len(grid.sectors))).mean(axis=0)
                dataset[f"{name}_truth"] = (("sector", "period"), true.T)
        dataset["outside"] = (
            ("path", "sector", "period"),
            np.stack([_with_origin(v, np.zeros(v.shape[-1])) for v in outside.values()]).mean(axis=1).swapaxes(1, 2),
        )
        if table == "sectors":
            known = grid.values[policy][:, last]
            levels = [_with_origin(path[None], known)[0].T for path in rolled.tariffs.values()]
            dataset[policy] = (("path", "sector", "period"), np.stack(levels))
        dataset.attrs = {"draws": len(next(iter(draws.values()))), "policy": policy}
        tree[f"/{table}"] = dataset
    return xr.DataTree.from_dict(tree)


def _described(table: TableSettings) -> dict[str, tuple[str, str, bool]]:
    """Variable → label, unit, whether its effect is relative."""
    found = {
        name: (variable.label, variable.unit, variable.scale == Scale.log)
        for name, variable in table.variables.items()
    }
    return found | {name: (name.capitalize(), "", True) for name in table.identities}


def _with_origin(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """[R, H, S] with the origin's values [S] as a first period."""
    first = np.broadcast_to(known, (len(values), 1, values.shape[-1]))
    return np.concatenate([first, values], axis=1)


def _add(dataset: xr.Dataset, name: str, draws: dict[str, np.ndarray], log: bool) -> None:
    mean = np.stack([path.mean(axis=0).T for path in draws.values()])
    quantiles = np.stack(
        [np.quantile(path, QUANTILES, axis=0).swapaxes(1, 2) for path in draws.values()]
    )
    change = effect(draws["scenario"], draws["baseline"], log)
    dataset[f"{name}_mean"] = (("path", "sector", "period"), mean)
    dataset[f"{name}_quantile"] = (("path", "quantile", "sector", "period"), quantiles)
    dataset[f"{name}_effect_mean"] = (("sector", "period"), change.mean(axis=0).T)
    dataset[f"{name}_effect_quantile"] = (
        ("quantile", "sector", "period"),
        np.quantile(change, QUANTILES, axis=0).swapaxes(1, 2),
    )
    dataset[f"{name}_effect_positive"] = (("sector", "period"), (change > 0).mean(axis=0).T)

"""Made-up panels, predictions and roll-outs."""

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.settings.data_table import TableSettings

INDUSTRIES = (
    "AGRICULTURAL PRODUCTS",
    "FOOD & KINDRED PRODUCTS",
    "TEXTILES & FABRICS",
    "WOOD PRODUCTS",
    "PAPER",
    "CHEMICALS",
    "PLASTICS & RUBBER PRODUCTS",
    "NONMETALLIC MINERAL PRODUCTS",
    "PRIMARY METAL MFG",
    "FABRICATED METAL PRODUCTS, NESOI",
    "MACHINERY, EXCEPT ELECTRICAL",
    "COMPUTER & ELECTRONIC PRODUCTS",
    "ELECTRICAL EQUIPMENT, APPLIANCES & COMPONENTS",
    "TRANSPORTATION EQUIPMENT",
    "FURNITURE & FIXTURES",
    "LEATHER & ALLIED PRODUCTS",
    "BEVERAGES & TOBACCO PRODUCTS",
)
LEVELS = (0.5, 0.8, 0.9)
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def made_periods(frequency: str, periods: int) -> np.ndarray:
    if frequency == "step":
        return np.arange(1, periods + 1)
    step = {"month": 1, "quarter": 3, "year": 12}[frequency]
    return (np.datetime64("2013-01") + step * np.arange(periods)).astype("datetime64[ns]")


def made_panel(
    rng: np.random.Generator, table: TableSettings, sectors: int, periods: int, frequency: str
) -> pd.DataFrame:
    when = made_periods(frequency, periods)
    names = [f"{111 + i}" for i in range(sectors)] if sectors else ["nation"]
    frames = []
    for i, name in enumerate(names):
        frame = pd.DataFrame({"sector": name, "period": when})
        label = INDUSTRIES[i % len(INDUSTRIES)] if sectors else "nation"
        frame.insert(1, "label", label)
        for variable, settings in table.variables.items():
            walk = rng.normal(0.001, 0.01, periods).cumsum()
            if settings.rate:
                base = 0.05 if variable == "unemployment" else 0.02
                frame[variable] = np.abs(base + walk / 4) + (np.arange(periods) > 50) * 0.03 * (i % 2)
            else:
                start = {"volume": 10.0 ** (8 + i % 3), "gdp": 70000, "income": 50000, "employment": 150000}
                frame[variable] = start.get(variable, 100.0) * np.exp(walk)
        if "customs_revenue" in table.identities:
            frame["customs_revenue"] = frame["tariff"] * frame["price"] / 100 * frame["volume"]
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def made_predictions(rng: np.random.Generator, equations: dict, panels: dict) -> xr.DataTree:
    groups = {}
    for equation, table in equations.items():
        frame = panels[table]
        start = frame["period"].drop_duplicates().iloc[-max(6, frame["period"].nunique() // 5)]
        for question, rows in (
            ("ahead", frame[frame["period"] >= start]),
            ("inside", frame[frame["period"] < start].iloc[::9]),
        ):
            observed = rows[equation].to_numpy()
            middle = observed * (1 + rng.normal(0, 0.01, len(rows)))
            half = observed * 0.01 * np.array([0.67, 1.28, 1.64])[:, None]
            groups[f"{equation}/{question}"] = xr.Dataset(
                {
                    "sector": ("row", rows["sector"].to_numpy().astype(str)),
                    "period": ("row", rows["period"].to_numpy()),
                    "observed": ("row", observed),
                    "median": ("row", middle),
                    "lower": (("level", "row"), middle - half),
                    "upper": (("level", "row"), middle + half),
                    "pit": ("row", rng.uniform(size=len(rows))),
                    "log_density": ("row", rng.normal(size=len(rows))),
                },
                coords={"level": list(LEVELS)},
            )
    return xr.DataTree.from_dict(groups)


def made_rollout(
    rng: np.random.Generator, panels: dict, tiers: dict, experiment: dict, synthetic: bool
) -> xr.DataTree:
    groups = {}
    for table, frame in panels.items():
        described = experiment["data"]["tables"][table]
        frequency = described["frequency"]
        horizon = 7 if frequency == "quarter" else 20
        when = made_periods(frequency, 500)
        when = when[np.searchsorted(when, frame["period"].to_numpy().max()) :][: horizon + 1]
        sectors = list(dict.fromkeys(frame["sector"]))
        explained = [e for equations in tiers.values() for e, where in equations.items() if where == table]
        ramp = np.linspace(0, 1, len(when))
        variables = {}
        for name in [*explained, *described["identities"]]:
            start = frame.groupby("sector", sort=False)[name].last().to_numpy()
            variables |= _variable(rng, name, start, ramp, synthetic)
        shape = (len(sectors), len(when))
        if table == "sectors":
            now = frame.groupby("sector", sort=False)["tariff"].last().to_numpy()[:, None] * np.ones(shape)
            variables["tariff"] = (("path", "sector", "period"), np.stack([now, now + 0.1 * ramp]))
        outside = np.stack([np.zeros(shape), np.maximum(0, ramp - 0.6) * np.ones(shape)])
        variables["outside"] = (("path", "sector", "period"), outside)
        coords = {"path": ["baseline", "scenario"], "sector": sectors, "period": when}
        groups[table] = xr.Dataset(variables, coords=coords | {"quantile": list(QUANTILES)})
        if len(sectors) > 1:
            groups["weighted"] = _together(groups[table])
    return xr.DataTree.from_dict(groups)


def _together(sectors: xr.Dataset) -> xr.Dataset:
    """Plain means of all sectors' paths and effects, in the form of weighted ones."""
    names = [name for name in sectors if str(name).endswith(("_mean", "_quantile", "_positive", "_truth"))]
    mean = sectors[names].mean("sector").expand_dims(sector=["all sectors"])
    dims = ("path", "quantile", "sector", "period")
    mean = mean.map(lambda one: one.transpose(*(dim for dim in dims if dim in one.dims)))
    for name in names:
        if str(name).endswith("_effect_mean"):
            mean[name].attrs["average"] = "level" if str(name).startswith("unemployment") else "log"
    members = sectors["sector"].values
    mean["weight"] = ("member", np.full(len(members), 1 / len(members)))
    return mean.assign_coords(member=members).assign_attrs(weights="equal")


def _variable(
    rng: np.random.Generator, name: str, start: np.ndarray, ramp: np.ndarray, synthetic: bool
) -> dict[str, tuple]:
    """Levels and differences of one variable: bands that widen, effects that grow along the path."""
    log = name != "unemployment"
    z = np.array([-1.64, -1.28, -0.67, 0, 0.67, 1.28, 1.64])[:, None, None]
    effect = rng.normal(0, 0.03 if log else 0.01, len(start))[:, None] * ramp
    spread = (0.02 if log else 0.004) * np.sqrt(ramp)
    level = start[:, None] * np.ones_like(effect)
    both = np.stack([level, level * np.exp(effect) if log else level + effect])
    width = both[:, None] if log else np.ones_like(both)[:, None]
    scale = 100 if log else 1
    found = {
        f"{name}_mean": (("path", "sector", "period"), both),
        f"{name}_quantile": (("path", "quantile", "sector", "period"), both[:, None] + z * width * spread),
        f"{name}_effect_mean": (("sector", "period"), effect * scale),
        f"{name}_effect_quantile": (
            ("quantile", "sector", "period"),
            (effect[None] + 0.6 * z * spread) * scale,
        ),
        f"{name}_effect_positive": (("sector", "period"), np.where(effect > 0, 0.86, 0.12)),
    }
    if synthetic:
        found[f"{name}_truth"] = (("sector", "period"), effect * scale * 1.2)
    return found

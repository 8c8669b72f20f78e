"""Economies whose equations are linear with known numbers, as the laboratory's own tables and trees.

The panels are made by hand, the scaler is fitted on them, and the “posterior” is given: a network without
hidden layers whose draws are given ``Coefficients``. What follows from them can be worked out on paper.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.panel import period_at
from tradewinds.data.scaler import fit_scaler
from tradewinds.data.scaling import EquationScaler, read_scaler
from tradewinds.data.split_panel import SplitPanel
from tradewinds.equations import Equation
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.model.rows import widest
from tradewinds.model.tier import TierModel
from tradewinds.policy.rollout import RollOut, roll_out
from tradewinds.policy.scenario import plan, planned_rates
from tradewinds.settings.data import AggregateSettings, DataSettings
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import VariableScale, VariableSettings
from tradewinds.settings.inference import Precision
from tradewinds.settings.model import Dynamics, Family, ModelSettings, NoiseScale, NoiseSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings

LEVELS = ("tariff", "avg_tariff", "gap", "unemployment")
"""Variables of these worlds that are not in logs."""


@dataclass
class Coefficients:
    """explained = intercept + Σ slope · input + δ + σ · noise, in the units of the explained quantity.

    ``slopes`` in the order of the equation's columns. ``sites`` are further sites of the posterior,
    standardised as the model has them; a value with a leading axis of ``draws`` differs between draws.
    """

    slopes: list[float]
    intercept: float = 0.0
    sigma: float = 0.0
    delta_scale: float | None = None
    sites: dict[str, object] = field(default_factory=dict)


@dataclass
class World:
    """Everything a roll-out or a diagnosis of known equations needs."""

    data: DataSettings
    tiers: dict[str, TierSettings]
    train: dict[str, pd.DataFrame]
    test: dict[str, pd.DataFrame]
    scalers: dict[str, xr.DataTree]
    posteriors: dict[str, xr.DataTree]

    def scaler_of(self, equation: str) -> EquationScaler:
        tier = next(tier for tier, tree in self.scalers.items() if equation in tree.children)
        return read_scaler(self.scalers[tier], equation)

    @property
    def panel(self) -> SplitPanel:
        return SplitPanel(self.train, self.test, self.data)

    def fit(self, seed: int = 0) -> Fit:
        """The fit that later stages take."""
        tiers = {
            name: FittedTier(TierModel(name, tier, self.data), self.scalers[name], self.posteriors[name])
            for name, tier in self.tiers.items()
        }
        return Fit(self.panel, tiers, seed)


def panel(values: dict[str, np.ndarray], first: str | int, frequency: str, **keys: list[str]) -> pd.DataFrame:
    """Long table of variables [S, T]; a row where any variable is NaN is left out.

    ``first`` is the first period (a number of a step, or a date); ``keys`` name each sector's key columns.
    """
    sectors, periods = next(iter(values.values())).shape
    if frequency == "step":
        start = int(first)
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[frequency]
        start = int(np.datetime64(first, "M").astype(int)) // months
    names = ["nation"] if not keys else [" × ".join(parts) for parts in zip(*keys.values(), strict=True)]
    columns = {"sector": np.repeat(names, periods)}
    columns |= {key: np.repeat(labels, periods) for key, labels in keys.items()}
    columns["label"] = columns["sector"]
    columns["period"] = np.tile(period_at(np.arange(start, start + periods), Frequency(frequency)), sectors)
    table = pd.DataFrame(columns | {name: array.reshape(-1) for name, array in values.items()})
    return table.dropna().sort_values(["sector", "period"], ignore_index=True)


def with_roles(
    table: pd.DataFrame, ahead: int, inside: np.ndarray | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train and test: the last ``ahead`` distinct periods are the future; ``inside`` masks training rows."""
    periods = np.sort(table["period"].unique())
    later = (
        (table["period"] >= periods[len(periods) - ahead]).to_numpy() if ahead else np.zeros(len(table), bool)
    )
    role = np.where(later, "ahead", "fit").astype(object)
    if inside is not None:
        role[np.flatnonzero(~later)[inside]] = "inside"
    table = table.assign(role=pd.Series(role, dtype="str"))
    return table[~later].reset_index(drop=True), table[later].reset_index(drop=True)


def described(table: pd.DataFrame, frequency: str, **settings: object) -> TableSettings:
    """Settings of a table made by ``panel``."""
    keys = [name for name in table if name not in ("sector", "label", "period", "role")]
    keys = {name: name for name in keys if table[name].dtype.kind not in "fi"}
    names = [name for name in table if table[name].dtype.kind in "fi" and name != "period"]
    variables = {
        name: VariableSettings(
            label=name.capitalize(),
            unit=f"unit of {name}",
            scale=VariableScale("level" if name in LEVELS else "log"),
            rate="tariff" in name,
        )
        for name in names
        if name not in settings.get("identities", {})
    }
    return TableSettings(frequency=Frequency(frequency), keys=keys, variables=variables, **settings)


def linear_model(**changes: object) -> ModelSettings:
    """No hidden layer, constant Normal noise, the change of the target explained."""
    noise = {"family": Family.normal, "scale": NoiseScale.constant} | changes.pop("noise", {})
    return replace(ModelSettings(depth=0, dynamics=Dynamics.ar1, noise=NoiseSettings(**noise)), **changes)


def make_world(
    tables: dict[str, tuple[pd.DataFrame, pd.DataFrame]],
    described: dict[str, TableSettings],
    laws: dict[str, dict[str, Coefficients]],
    *,
    effects: dict[str, list[str]] | None = None,
    aggregates: dict[str, AggregateSettings] | None = None,
    model: ModelSettings | None = None,
    draws: int = 1,
    chains: int = 1,
    within: bool = False,
) -> World:
    """A world of tables (train, test) and tier → equation → its law; ``draws`` in each of ``chains``.

    ``within``: slopes are of deviations from what is usual in a sector.
    """
    data = DataSettings(name="", description="", tables=described, aggregates=aggregates or {})
    tiers = {
        tier: TierSettings(
            equations=list(texts), effects=(effects or {}).get(tier, []), model=model or linear_model()
        )
        for tier, texts in laws.items()
    }
    train = {name: pair[0] for name, pair in tables.items()}
    test = {name: pair[1] for name, pair in tables.items()}
    scalers, posteriors = {}, {}
    for tier, settings in tiers.items():
        explain = settings.model.explain
        scalers[tier] = fit_scaler(train, data, tier, settings.equations, explain, within)
        groups = {}
        for equations in equations_of(data, tier, settings.equations).values():
            for equation in equations:
                scale, law = read_scaler(scalers[tier], equation.name), laws[tier][equation.text]
                sites = _sites(equation, law, scale, widest(equations))
                groups |= _groups(equation.name, sites, chains, draws)
        posteriors[tier] = xr.DataTree.from_dict(groups)
    return World(data, tiers, train, test, scalers, posteriors)


def _sites(
    equation: Equation, law: Coefficients, scaler: EquationScaler, inputs: int
) -> dict[str, np.ndarray]:
    slopes = np.asarray(law.slopes, float)
    assert len(slopes) == len(equation.columns), f"{equation.text}: {equation.columns}"
    level = law.intercept + slopes @ scaler.mean - scaler.target_mean
    sites = {
        "beta": np.pad(slopes * scaler.scale / scaler.target_scale, (0, inputs - len(slopes))),
        "intercept": np.array(level / scaler.target_scale),
        "sigma": np.array(law.sigma / scaler.target_scale),
    }
    if law.delta_scale is not None:
        sites["delta_scale"] = np.array(law.delta_scale / scaler.target_scale)
    return sites | {name: np.asarray(value, float) for name, value in law.sites.items()}


def _groups(name: str, sites: dict[str, np.ndarray], chains: int, draws: int) -> dict[str, xr.Dataset]:
    def repeated(site: str, value: np.ndarray) -> tuple:
        each = np.broadcast_to(value, (chains, draws, *value.shape))
        return ("chain", "draw", *(f"{site} {axis}" for axis in range(value.ndim))), each

    training = xr.Dataset(
        {"loss": (("step", "member"), np.zeros((1, 1))), "score": (("step", "member"), np.zeros((1, 1)))},
        coords={"step": [1]},
        attrs={"algorithm": "given", "steps": 1, "non_finite": 0},
    )
    return {
        f"/{name}/posterior": xr.Dataset({site: repeated(site, value) for site, value in sites.items()}),
        f"/{name}/sample_stats": xr.Dataset(),
        f"/{name}/training": training,
    }


def planned_path(world: World, scenario: ScenarioSettings) -> pd.DataFrame:
    return plan(world.panel, scenario, scenario)


def roll(world: World, scenario: ScenarioSettings, seed: int = 0) -> RollOut:
    tariffs = planned_rates(planned_path(world, scenario))
    return roll_out(world.fit(seed), scenario, tariffs)


def scenario(periods: int, size: float = 0.1, draws: int = 1, **changes: object) -> ScenarioSettings:
    """That of a ramp; in double precision and under one future a draw, of which closed forms are known."""
    exact = {"precision": Precision.float64, "futures_per_draw": 1} | changes
    return ScenarioSettings(name="asked", periods=periods, size=size, draws=draws, **exact)

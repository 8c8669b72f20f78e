"""Models of a few rows whose densities can be written out as one multivariate normal, and their draws."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
from scipy.linalg import solve_discrete_lyapunov
from scipy.stats import multivariate_normal

from tradewinds.inference.problem import Problem, sites_of
from tradewinds.model.autoregression import _LARGEST_PARTIAL
from tradewinds.model.equation import LARGEST_SWING, EquationModel
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.rows import ParameterSizes, Rows
from tradewinds.settings.model import Dynamics, Family, ModelSettings, NoiseScale, NoiseSettings

SECTORS, PERIODS, INPUTS = 3, 6, 2


def make_model(
    *,
    dynamics: Dynamics | None = Dynamics.ar2,
    collapsed: bool = True,
    noise: NoiseScale = NoiseScale.constant,
    family: Family = Family.normal,
    groups: tuple[tuple[str, int], ...] = (),
    inputs: int = INPUTS,
    periods: int = PERIODS,
    varied: tuple[int, ...] = (),
    **settings: object,
) -> EquationModel:
    """A network of three units; ``dynamics`` None leaves the economy-wide effect out."""
    return EquationModel(
        settings=replace(ModelSettings(width=3, noise=NoiseSettings(family, noise)), **settings),
        shape=ParameterSizes(inputs, SECTORS, periods, groups, economy=dynamics is not None, varied=varied),
        dynamics=dynamics or Dynamics.independent,
        collapsed=collapsed,
    )


def make_rows(
    model: EquationModel, first: int = 0, periods: int | None = None, keep: float = 0.8, number: int = 0
) -> Rows:
    """Random rows of the periods ``first`` … ; not every sector in every one of them."""
    rng = np.random.default_rng(number)
    periods = model.shape.periods if periods is None else periods
    sector, period = (
        a.ravel() for a in np.meshgrid(range(SECTORS), range(first, first + periods), indexing="ij")
    )
    kept = rng.random(len(sector)) < keep
    sector, period = sector[kept], period[kept]
    count = len(sector)
    rows = Rows(
        x=rng.normal(size=(count, model.shape.inputs)),
        y=rng.normal(size=count),
        sector=sector,
        period=period,
        weight=np.ones(count),
        groups={name: rng.integers(0, size, count) for name, size in model.shape.groups},
        fan_in=np.full(count, float(model.shape.inputs)),
    )
    return jax.tree.map(jnp.asarray, rows)


def problem_of(model: EquationModel, rows: Rows, name: str = "small") -> Problem:
    """What an algorithm is given to fit this model."""
    return Problem(name, EquationProbabilityModel(model), rows)


def make_sites(model: EquationModel, rows: Rows, number: int = 0) -> dict[str, jax.Array]:
    """Some value of every site, of the size its prior expects."""
    rng = np.random.default_rng(100 + number)
    sites = {}
    for name, site in sites_of(EquationProbabilityModel(model), rows).items():
        value = 0.6 * rng.normal(size=site.shape)
        sites[name] = jnp.asarray(np.exp(value) if site.positive else value)
    return sites


def correlation_by_lyapunov(first: float, second: float, periods: int) -> np.ndarray:
    """Correlation [T, T] of the AR(2) with these partial autocorrelations, from its state space."""
    companion = np.array([[first * (1 - second), second], [1.0, 0.0]])
    stationary = solve_discrete_lyapunov(companion, np.diag([1.0, 0.0]))
    by_lag = [(np.linalg.matrix_power(companion, k) @ stationary)[0, 0] for k in range(periods)]
    lag = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    return np.array(by_lag)[lag] / by_lag[0]


def delta_covariance(model: EquationModel, sites: dict, periods: int) -> np.ndarray:
    """Prior covariance [T, T] of δ; for autoregressions without a line of the library's own, the others have
    tests of their own.
    """
    if model.dynamics not in (Dynamics.independent, Dynamics.ar1, Dynamics.ar2):
        (unit,) = model.unit_covariances(sites, periods)
        return float(sites["delta_scale"]) ** 2 * np.asarray(unit)
    partial = _LARGEST_PARTIAL * np.tanh(np.asarray(sites.get("delta_shape", np.zeros(0))))
    first, second = np.pad(partial, (0, 2 - len(partial)))
    return float(sites["delta_scale"]) ** 2 * correlation_by_lyapunov(first, second, periods)


def by_hand(model: EquationModel, sites: dict, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """f(x) with the groups' effects, and the noise scale, of a tanh network: no line of the library's."""
    known, x = {name: np.asarray(value) for name, value in sites.items()}, np.asarray(rows.x)
    layers, features = range(1, model.settings.depth + 1), x
    for layer in layers:
        features = np.tanh(features @ known[f"W{layer}"] + known[f"b{layer}"])
    location = (
        known["intercept"]
        + x @ known["beta"]
        + (float(known.get("bend", 1.0)) * (features @ known["v"]) if layers else 0.0)
    )
    for name, _ in model.shape.groups:
        group = np.asarray(rows.groups[name])
        effect = known[f"{name} spread"] * known[f"{name} effect"]
        location = location + np.where(group >= 0, effect[group], 0.0)
    log_scale, swing = np.log(known["sigma"]) * np.ones(len(x)), np.zeros(len(x))
    if "sigma_sector" in known:
        log_scale = log_scale + (known["sigma_spread"] * known["sigma_sector"])[np.asarray(rows.sector)]
    if "sigma_beta" in known:
        swing = x @ known["sigma_beta"] + (features @ known["sigma_v"] if layers else 0.0)
    return location, np.exp(log_scale + LARGEST_SWING * np.tanh(swing / LARGEST_SWING))


class Dense:
    """Several sets of rows as one multivariate normal, δ integrated out: mean [N], covariance [N, N]."""

    def __init__(self, model: EquationModel, sites: dict, *sets: Rows, periods: int | None = None) -> None:
        parts = [by_hand(model, sites, rows) for rows in sets]
        self.y = np.concatenate([rows.y for rows in sets])
        self.period = np.concatenate([rows.period for rows in sets])
        self.set = np.concatenate([np.full(len(rows.y), n) for n, rows in enumerate(sets)])
        self.mean = np.concatenate([location for location, _ in parts])
        self.covariance = np.diag(np.concatenate([scale for _, scale in parts]) ** 2)
        if model.shape.economy:
            prior = delta_covariance(model, sites, periods or model.shape.periods)
            self.covariance = self.covariance + prior[np.ix_(self.period, self.period)]

    def log_density(self, chosen: np.ndarray) -> float:
        covariance = self.covariance[np.ix_(chosen, chosen)]
        return float(multivariate_normal.logpdf(self.y[chosen], self.mean[chosen], covariance))

    def given(self, asked: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of each asked row given all known ones (indices)."""
        cross = self.covariance[np.ix_(asked, known)]
        gain = np.linalg.solve(self.covariance[np.ix_(known, known)], cross.T).T
        mean = self.mean[asked] + gain @ (self.y[known] - self.mean[known])
        return mean, np.sqrt(np.diag(self.covariance)[asked] - np.einsum("ij,ij->i", gain, cross))

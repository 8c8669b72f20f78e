"""Problems that several benchmarks ask of different contestants: an experiment's equations as algorithms
take them, and a line whose posterior is known.
"""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist

from tradewinds.api.model import Experiment
from tradewinds.data.panel import to_grid
from tradewinds.data.scaler import fit_scaler
from tradewinds.data.split import split
from tradewinds.inference.fit import pose
from tradewinds.inference.problem import Problem, constrain, sites_of, unflat
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.tier import TierModel
from tradewinds.settings.experiment import ExperimentSettings, tiers_of


def experiment(name: str, overrides: list[str]) -> tuple[ExperimentSettings, dict[str, Problem]]:
    """The settings, and every equation of the experiment on its own data, by name."""
    asked = Experiment(name, overrides)
    panel = asked.panel()
    settings = asked.settings_for(panel, asked.settings.seed)
    train = {table: one[0] for table, one in split(panel.tables, settings.split, settings.seed).items()}
    found = {}
    for tier in tiers_of(settings):
        model = TierModel(tier, getattr(settings, tier), panel.data)
        about = model.settings
        scaler = fit_scaler(train, panel.data, tier, about.equations, about.model.explain)
        for table, equations in model.equations().items():
            grid = to_grid(train[table], panel.data.tables[table])
            for equation in equations:
                found[equation.name] = pose(equation, equations, grid, scaler, model)[0]
    return settings, found


class LineRows(NamedTuple):
    """x [N, d], y and weight [N]."""

    x: jax.Array
    y: jax.Array
    weight: jax.Array


@dataclass(frozen=True)
class Line:
    """y = x·w + ε with ε ~ Normal(0, 1/2) and w ~ Normal(0, 1): its posterior is Normal and known."""

    size: int

    def model(self, rows: LineRows) -> None:
        w = numpyro.sample("w", dist.Normal(jnp.zeros(self.size), 1.0).to_event(1))
        numpyro.factor("rows", self.log_likelihood({"w": w}, rows))

    def log_likelihood(self, sites: dict, rows: LineRows) -> jax.Array:
        return jnp.sum(rows.weight * dist.Normal(rows.x @ sites["w"], 0.5).log_prob(rows.y))

    def score(self, sites: dict, rows: LineRows, held: jax.Array) -> jax.Array:
        return jnp.sum(held * dist.Normal(rows.x @ sites["w"], 0.5).log_prob(rows.y)) / held.sum()


def line(size: int = 50, rows: int = 200) -> Problem:
    """A line of ``size`` inputs, neighbours of which go together and whose scales differ tenfold."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((rows, size))
    x[:, 1::2] = 0.9 * x[:, ::2] + np.sqrt(1 - 0.9**2) * x[:, 1::2]
    x *= np.geomspace(0.3, 3.0, size)
    y = x @ (rng.standard_normal(size) / np.sqrt(size)) + 0.5 * rng.standard_normal(rows)
    return Problem("a known line", Line(size), LineRows(*map(jnp.asarray, (x, y, np.ones(rows)))))


def exact_line(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the line's posterior."""
    x, y = np.asarray(problem.rows.x, float), np.asarray(problem.rows.y, float)
    cover = np.linalg.inv(np.eye(x.shape[1]) + x.T @ x / 0.25)
    return cover @ x.T @ y / 0.25, cover


def predictions(problem: Problem, vectors: np.ndarray) -> np.ndarray:
    """What unbounded parameters [R, d] predict for the problem's rows [R, N], and the log of the noise's
    scale where it is learned [R, N + 1].
    """
    sites = sites_of(problem.probability_model, problem.rows)
    found = constrain(sites, unflat(sites, jnp.asarray(vectors)))
    if isinstance(problem.probability_model, Line):
        return np.asarray(found["w"], float) @ np.asarray(problem.rows.x, float).T
    return np.asarray(_of_equation(problem.probability_model, found, problem.rows), float)


def _each(probability_model: EquationProbabilityModel, sites: dict, rows: object) -> jax.Array:
    def one(draw: dict) -> jax.Array:
        given = probability_model.equation.conditional(draw, rows)
        return jnp.append(given.location, jnp.log(given.scale).mean())

    return jax.lax.map(one, sites, batch_size=64)


_of_equation = jax.jit(_each, static_argnums=0)

"""Straight lines with Normal noise whose posterior, evidence and mean-field approximation are known."""

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.scipy.stats import norm
from scipy.stats import multivariate_normal

from tradewinds.inference.problem import Problem

NOISE = 0.5


class Line(NamedTuple):
    """Rows of y = x·w + noise."""

    x: np.ndarray
    y: np.ndarray
    weight: np.ndarray


class Exact(NamedTuple):
    """Posterior of w under w ~ Normal(0, 1) and known noise."""

    mean: np.ndarray
    precision: np.ndarray
    evidence: float

    @property
    def sd(self) -> np.ndarray:
        return np.sqrt(np.diag(np.linalg.inv(self.precision)))

    @property
    def mean_field_sd(self) -> np.ndarray:
        """Standard deviations of the best product of Normals: too small where inputs are correlated."""
        return 1 / np.sqrt(np.diag(self.precision))

    @property
    def mean_field_gap(self) -> float:
        """log evidence less the ELBO of the best product of Normals."""
        return 0.5 * float(np.log(np.diag(self.precision)).sum() - np.linalg.slogdet(self.precision)[1])


def make_line(correlation: float = 0.0, rows: int = 40, seed: int = 0) -> Line:
    """Two inputs with exactly this correlation, unit variance and no mean."""
    rng = np.random.default_rng(seed)
    raw = rng.normal(size=(rows, 2))
    basis = np.linalg.qr(raw - raw.mean(axis=0))[0] * np.sqrt(rows)
    x = basis @ np.linalg.cholesky(np.array([[1, correlation], [correlation, 1]])).T
    y = x @ np.array([0.8, -0.4]) + NOISE * rng.normal(size=rows)
    return Line(*map(jnp.asarray, (x, y, np.ones(rows))))


@dataclass(frozen=True)
class LineModel:
    """``noise`` None: a scale to be learned, HalfNormal(1)."""

    noise: float | None

    def log_likelihood(self, sites: dict, rows: Line) -> jax.Array:
        scale = sites["sigma"] if self.noise is None else self.noise
        return jnp.sum(rows.weight * norm.logpdf(rows.y, rows.x @ sites["w"], scale))

    def model(self, rows: Line) -> None:
        sites = {"w": numpyro.sample("w", dist.Normal(0, 1).expand([rows.x.shape[1]]).to_event(1))}
        if self.noise is None:
            sites["sigma"] = numpyro.sample("sigma", dist.HalfNormal(1.0))
        numpyro.factor("rows", self.log_likelihood(sites, rows))

    def score(self, sites: dict, rows: Line, held: jax.Array) -> jax.Array:
        return self.log_likelihood(sites, rows._replace(weight=held)) / held.sum()


def make_problem(line: Line, noise: float | None = NOISE) -> Problem:
    """The line as an algorithm is given it."""
    return Problem("line", LineModel(noise), line, ("first", "second"), lambda _, row: f"place {row}")


def exact(line: Line, noise: float = NOISE) -> Exact:
    kept = np.asarray(line.weight) > 0
    x, y = np.asarray(line.x)[kept], np.asarray(line.y)[kept]
    precision = np.eye(x.shape[1]) + x.T @ x / noise**2
    evidence = multivariate_normal.logpdf(y, np.zeros(len(y)), noise**2 * np.eye(len(y)) + x @ x.T)
    return Exact(np.linalg.solve(precision, x.T @ y / noise**2), precision, float(evidence))


def silent(text: str) -> None:
    """What an algorithm says of its progress, unheard."""

"""Regression on rows without sectors or periods: the network of an equation, alone.

The benchmarks against other software use it; the laboratory itself always has a panel.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.evaluation.mixture import Predictive
from tradewinds.inference.problem import Draws, Problem
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.inference.running import run_algorithm
from tradewinds.model.equation import Conditional, EquationModel
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.rows import ParameterSizes, Rows
from tradewinds.settings.inference import InferenceSettings, Precision
from tradewinds.settings.model import ModelSettings


class Standardised(NamedTuple):
    """Inputs [N, D] and target [N] of training and test rows, by moments of the training rows."""

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def standardise(x: np.ndarray, y: np.ndarray, x_test: np.ndarray, y_test: np.ndarray) -> Standardised:
    mean, scale = x.mean(axis=0), x.std(axis=0)
    return Standardised(
        (x - mean) / scale, (y - y.mean()) / y.std(), (x_test - mean) / scale, (y_test - y.mean()) / y.std()
    )


def rows_of(x: np.ndarray, y: np.ndarray, inputs: int | None = None) -> Rows:
    """Rows as a model takes them, with columns of zeros up to ``inputs``."""
    count, own = x.shape
    zero = np.zeros(count, dtype=np.int32)
    x = np.pad(x, ((0, 0), (0, (inputs or own) - own)))
    rows = Rows(x, y, zero, zero, np.ones(count), {}, np.full(count, float(own)))
    return jax.tree.map(jnp.asarray, rows)


def equation_model(settings: ModelSettings, inputs: int) -> EquationModel:
    """The network with its priors and noise; no economy-wide effect, no groups."""
    shape = ParameterSizes(inputs=inputs, sectors=1, periods=1, groups=(), economy=False)
    return EquationModel(settings, shape, settings.dynamics, collapsed=False)


def predicted(
    data: Standardised,
    model: ModelSettings,
    inference: InferenceSettings,
    seed: int,
    inputs: int | None = None,
) -> Predictive:
    """The predictive of the test rows after training on the others, in training standard deviations."""
    equation = equation_model(model, inputs or data.x.shape[1])
    with jax.enable_x64(inference.precision == Precision.float64):
        problem = Problem("rows", EquationProbabilityModel(equation), rows_of(data.x, data.y, inputs))
        algorithm = ALGORITHMS[inference.algorithm]
        draws = run_algorithm(algorithm, problem, inference, jax.random.key(seed), silent)
    return _predictive(equation, draws, rows_of(data.x_test, data.y_test, inputs))


def _predictive(equation: EquationModel, draws: Draws, rows: Rows) -> Predictive:
    sites = {name: jnp.asarray(v.reshape(-1, *v.shape[2:]), dtype=float) for name, v in draws.sites.items()}
    given = _conditional(equation, sites, rows)
    df = None if given.df is None else np.asarray(given.df)
    return Predictive(np.asarray(given.location), np.asarray(given.scale), df)


def _each(equation: EquationModel, sites: dict, rows: Rows) -> Conditional:
    return jax.lax.map(lambda draw: equation.conditional(draw, rows), sites, batch_size=64)


_conditional = jax.jit(_each, static_argnums=0)


def silent(text: str) -> None:
    """Progress is not of interest in a benchmark."""

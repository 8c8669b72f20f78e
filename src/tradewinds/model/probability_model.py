"""An equation's probability model as an inference algorithm takes it."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpyro

from tradewinds.model.arrays import Array
from tradewinds.model.equation import EquationModel
from tradewinds.model.predict import smoothed
from tradewinds.model.rows import Rows


@dataclass(frozen=True)
class EquationProbabilityModel:
    """The joint density of an equation's rows and parameters (``inference.problem.ProbabilityModel``).

    Equal for equations with the same settings and sizes, which therefore share compiled programs.
    """

    equation: EquationModel

    def model(self, rows: Rows) -> None:
        """The model as NumPyro takes it; the rows are an argument, so that programs are reused."""
        sites = self.equation.sample(rows.fan_in[0])
        numpyro.factor("rows", self.equation.log_likelihood(sites, rows))

    def log_likelihood(self, sites: dict, rows: Rows) -> jax.Array:
        """log p(y | draw) summed over rows with their weights: a scalar, in nats."""
        return self.equation.log_likelihood(sites, rows)

    def score(self, sites: dict, rows: Rows, held: Array) -> jax.Array:
        """Mean log density of held rows [N] (0/1) given weighted ones, for early stopping; a scalar."""
        given = smoothed(self.equation, sites, rows, rows, jax.random.key(0))
        return jnp.sum(held * given.log_density(rows.y)) / held.sum()

"""Laws at whose starting points a sampler can take no step that it keeps."""

from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from known_lines import Line, LineModel, make_line

from tradewinds.inference.problem import Problem
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings


@dataclass(frozen=True)
class OnePoint:
    """Three scales whose log likelihood is finite where all of them are at their starting point alone."""

    def log_likelihood(self, sites: dict, rows: Line) -> jax.Array:
        return jnp.where((sites["sigma"] == 0.5).all(), 0.0, -jnp.inf)

    def model(self, rows: Line) -> None:
        sites = {"sigma": numpyro.sample("sigma", dist.HalfNormal(1.0).expand([3]).to_event(1))}
        numpyro.factor("rows", self.log_likelihood(sites, rows))

    def score(self, sites: dict, rows: Line, held: jax.Array) -> jax.Array:
        return self.log_likelihood(sites, rows)


STUCK = {"impossible elsewhere": OnePoint(), "a gradient of 1e200": LineModel(noise=1e-100)}
"""Why a chain cannot move → the law."""


def stuck_problem(why: str) -> Problem:
    """Forty rows of one of these laws."""
    return Problem("stuck", STUCK[why], make_line())


def from_the_start(settings: InferenceSettings) -> InferenceSettings:
    """With a search whose steps are too short to leave its starting points."""
    return replace(settings, optimiser=OptimiserSettings(steps=2, chunk=2, learning_rate=1e-30))

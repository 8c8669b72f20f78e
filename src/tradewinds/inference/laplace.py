"""Linearised Laplace approximations around MAP networks (Immer, Korzepa & Bauer 2021), in one chain.

Each member keeps its MAP weights w* as an anchor, at which its network is linear in the weights,
f(x; w*) + J(x)(w − w*), in training here and wherever its draws are used. For this network the posterior
is nearly Normal: its mode is found by Newton's method, and its Hessian there, the generalised
Gauss–Newton matrix of the network itself, is the precision of the draws.

NumPyro's ``AutoLaplaceApproximation`` draws weights of the network as it is, about one maximum: on average
they predicted rows kept aside 1.4 to 1.7 nats an observation worse, and where the Hessian was not positive
definite they all were the maximum (``benchmarks/guides.py``).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.errors import FitError
from tradewinds.inference.ensemble import find_maps
from tradewinds.inference.problem import (
    KEPT,
    Draws,
    ProbabilityModel,
    Problem,
    Site,
    constrain,
    flat,
    generator,
    potential,
    sites_of,
    unflat,
)
from tradewinds.loop import Log
from tradewinds.model.equation import ANCHOR
from tradewinds.settings.inference import InferenceSettings

FLATTEST = 0.1
"""Least precision in any direction, below that of the priors."""
_LONGEST_STEP = 1.0
"""No Newton step moves a parameter by more: scales and partial autocorrelations bend within a few units."""
SETTLED = 1e-3
"""Nats that a Newton step has to promise, or the mode is reached."""
HALVINGS = 20
"""Times a Newton step is halved before no point along it is lower."""


class _Normal(NamedTuple):
    """mean [d]; spectrum [d] and axes [d, d] of the precision; steps it took, and whether to the mode; in how
    many directions the posterior is flat there, or bends upwards."""

    mean: np.ndarray
    spectrum: np.ndarray
    axes: np.ndarray
    steps: int
    settled: bool
    flat: int


def anchors(sites: dict[str, Site], vector: Any) -> dict:
    """Anchor [..., shape] of every site that is not positive, from vectors [..., d]; scales have none."""
    free = unflat(sites, vector)
    return {f"{name}{ANCHOR}": value for name, value in free.items() if not sites[name].positive}


@lru_cache(maxsize=KEPT)
def _programs(probability_model: ProbabilityModel) -> tuple[Callable, Callable]:
    """−log p(y, w) of the network that is linear about an anchor; and its gradient with its Hessian."""

    def energy(vector: jax.Array, anchor: jax.Array, rows: Any) -> jax.Array:
        sites = sites_of(probability_model, rows)
        free = unflat(sites, vector)
        prior = potential(probability_model, free, rows._replace(weight=jnp.zeros_like(rows.weight)))
        return prior - probability_model.log_likelihood(constrain(sites, free) | anchors(sites, anchor), rows)

    def slopes(vector: jax.Array, anchor: jax.Array, rows: Any) -> tuple[jax.Array, jax.Array]:
        return jax.grad(energy)(vector, anchor, rows), jax.hessian(energy)(vector, anchor, rows)

    return jax.jit(energy), jax.jit(slopes)


def run(problem: Problem, settings: InferenceSettings, key: jax.Array, log: Log) -> Draws:
    """Draws of each member's Normal distribution beside the anchor they belong to, as one chain: sites
    [1, M · draws, …].

    Raises FitError when the search for the anchors fails (``minimise``) and when the gradient or curvature of
    a member's posterior is not finite.
    """
    laplace = settings.laplace
    sites = sites_of(problem.probability_model, problem.rows)
    map_key, draw_key = jax.random.split(key)
    fitted = find_maps(problem, laplace.members, settings.optimiser, map_key, log)
    starts, rng = np.asarray(flat(sites, fitted.best)), generator(draw_key)
    found = []
    for member, start in enumerate(starts):
        normal = _settle(problem, start, laplace.newton_steps)
        found.append(normal)
        end = "" if normal.settled else ", not at the mode yet: raise inference.laplace.newton_steps"
        log(f"{problem.name}: member {member + 1}/{len(starts)}, {normal.steps} Newton steps{end}")
    vectors = np.stack([_draw(normal, laplace.draws, rng) for normal in found])
    fixed = np.broadcast_to(starts[:, None], vectors.shape)
    # independent draws of all members as one chain: R̂ has nothing to compare
    vectors, fixed = (values.reshape(1, -1, values.shape[-1]) for values in (vectors, fixed))
    drawn = constrain(sites, unflat(sites, vectors)) | anchors(sites, fixed)
    return Draws(
        sites={name: np.asarray(value) for name, value in drawn.items()},
        curve=fitted.curve,
        facts={
            **fitted.facts,
            "newton_steps": max(normal.steps for normal in found),
            "unsettled": sum(not normal.settled for normal in found),
            "flat": sum(normal.flat for normal in found),
        },
    )


def _settle(problem: Problem, start: np.ndarray, most: int) -> _Normal:
    """Newton's method from the anchor to the mode of the linear network, and the Normal there."""
    energy, slopes = _programs(problem.probability_model)
    mean = start
    for taken in range(most + 1):
        gradient, hessian = map(np.asarray, slopes(mean, start, problem.rows))
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            raise FitError(
                f"{problem.name}: the curvature at a MAP network is not finite",
                "finite numbers",
                "Raise inference.optimiser.steps, or look at the scale of the inputs.",
            )
        bends, axes = np.linalg.eigh(hessian)
        # the noise scale makes the posterior bend upwards in some directions, until the mode is near
        spectrum = np.maximum(np.abs(bends), FLATTEST)
        along = axes.T @ gradient
        settled = bool(0.5 * (along**2 / spectrum).sum() < SETTLED)
        if settled or taken == most:
            break
        step, now = -axes @ (along / spectrum), float(energy(mean, start, problem.rows))
        step *= min(1.0, _LONGEST_STEP / np.abs(step).max())
        sizes = (0.5**halving for halving in range(HALVINGS))
        lower = (size for size in sizes if float(energy(mean + size * step, start, problem.rows)) < now)
        size = next(lower, 0.0)
        if not size:
            break
        mean = mean + size * step
    return _Normal(mean, spectrum, axes, taken, settled, int((bends < FLATTEST).sum()))


def _draw(normal: _Normal, draws: int, rng: np.random.Generator) -> np.ndarray:
    """[R, d]"""
    numbers = rng.standard_normal((draws, len(normal.mean)))
    return normal.mean + (numbers / np.sqrt(normal.spectrum)) @ normal.axes.T

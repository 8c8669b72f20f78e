"""The Bernoulli random walk, whose generalised posterior is known by quadrature.

With p the share of steps up in the data, L(θ) = 4(θ − p)² + 4p(1 − p) of the energy distance without the
data's own term: E|x − y| = 2(θ(1 − p) + p(1 − θ)), E|x − x'| = 4θ(1 − θ).
"""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
from scipy.optimize import minimize

from tradewinds.calibration.comparison_rows import Observed, loss_of_simulations, observed_of, rows_of_signs
from tradewinds.calibration.families import family_of
from tradewinds.calibration.search import GeneralisedSearch
from tradewinds.settings.calibration import CalibrationSettings
from tradewinds.simulators.random_walk import RANDOM_WALK

STEPS = 99
PRIOR = dist.Normal(jnp.array([np.log(9.0)]), 1.0).to_event(1)
"""Of z = logit θ, as in the tutorial."""
GRID = np.linspace(-12.0, 14.0, 20_001)
WIDTH = GRID[1] - GRID[0]


class Normal(NamedTuple):
    location: float
    scale: float


def loss(theta, p):
    """L(θ)"""
    return 4 * (theta - p) ** 2 + 4 * p * (1 - p)


def exact(p, temperature):
    """Density of z on the grid under the exact generalised posterior."""
    theta = 1 / (1 + np.exp(-GRID))
    log = -((GRID - np.log(9.0)) ** 2) / 2 - loss(theta, p) / temperature
    density = np.exp(log - log.max())
    return density / density.sum() / WIDTH


def best_normal(p, temperature):
    """argmin over Normal q of E_q[L]/w + KL(q ‖ prior), by quadrature; also its E_q[L] and KL."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    weights = weights / weights.sum()

    def parts(free):
        location, scale = free[0], np.exp(free[1])
        theta = 1 / (1 + np.exp(-(location + scale * nodes)))
        kl = (scale**2 + (location - np.log(9.0)) ** 2 - 1) / 2 - free[1]
        return weights @ loss(theta, p), kl

    def total(free):
        expected, kl = parts(free)
        return expected / temperature + kl

    found = minimize(total, [1.0, 0.0], method="BFGS", options={"gtol": 1e-10}).x
    return Normal(found[0], np.exp(found[1])), *parts(found)


def energy_to_exact(p, temperature, location, scale):
    """2 E|X − Y| − E|X − X'| − E|Y − Y'| = 2 ∫ (F − G)², the exact posterior against a Normal."""
    ours = np.exp(-(((GRID - location) / scale) ** 2) / 2)
    ours = ours / ours.sum() / WIDTH
    gap = np.cumsum(exact(p, temperature) - ours) * WIDTH
    return float(2 * (gap**2).sum() * WIDTH)


def walk(ups):
    """Positions [100, 1] of a walk with so many steps up; their order says nothing."""
    steps = np.r_[np.ones(ups), -np.ones(STEPS - ups)]
    return np.r_[0.0, steps.cumsum()][:, None]


def search_of_walk(
    settings: CalibrationSettings, ups: int = 24, temperature: float = 0.1
) -> tuple[GeneralisedSearch, Observed]:
    """The search, and the data of a walk with so many steps up."""
    series = walk(ups)
    signs = rows_of_signs(series, {}, settings)
    assert signs
    loss = loss_of_simulations(RANDOM_WALK, settings, signs, temperature=temperature)
    family = family_of(settings.family, PRIOR, settings.flow)
    return GeneralisedSearch(loss, PRIOR, family, settings), observed_of(series, {}, settings, signs)

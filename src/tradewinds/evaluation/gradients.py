"""The gradient of the log posterior density at posterior draws."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.errors import FitError
from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.inference.problem import Site, flat, potential, sites_of
from tradewinds.model.arrays import Array
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.rows import Rows


class DrawGradients(NamedTuple):
    """``free`` [chain, draw, d]: draws without bounds, logarithms of what is positive; ``gradient`` [chain,
    draw, d]: of log p(y, w) there, the Jacobian included, nats; ``names`` of the d coordinates.
    """

    names: list[str]
    free: np.ndarray
    gradient: np.ndarray


def gradients_at_draws(fitted: FittedEquation) -> DrawGradients:
    """Of all draws of an equation, on the rows that it was fitted to. Raises FitError where the draws are not
    of the model's parameters.
    """
    model = EquationProbabilityModel(fitted.model)
    sites = sites_of(model, fitted.fit)
    for name, site in sites.items():
        if name not in fitted.sites or fitted.sites[name].shape[1:] != site.shape:
            found = fitted.sites[name].shape[1:] if name in fitted.sites else "nothing"
            raise FitError(
                f"{fitted.name}: the draws have {found} of {name}",
                f"its shape {site.shape}",
                "Fit it again: they are draws of another model.",
            )
    with np.errstate(invalid="ignore", divide="ignore"):  # forged draws of a scale may be below zero
        free = flat(sites, {name: _free(site, fitted.sites[name]) for name, site in sites.items()})
    gradient = over_draws(_gradient, (model,), fitted, (), jax.random.key(0))
    names = [name for site, of in sites.items() for name in _names(site, of)]
    shape = (fitted.chains, -1, len(names))
    return DrawGradients(names, free.reshape(shape), flat(sites, gradient).reshape(shape))


def _gradient(model: EquationProbabilityModel, draw: dict, fit: Rows, rows: tuple, key: jax.Array) -> dict:
    """For ``over_draws``: site → its shape."""
    sites = sites_of(model, fit)
    free = {name: jnp.log(draw[name]) if site.positive else draw[name] for name, site in sites.items()}
    return jax.grad(lambda at: -potential(model, at, fit))(free)


def _free(site: Site, draws: Array) -> np.ndarray:
    return np.log(np.asarray(draws)) if site.positive else np.asarray(draws)


def _names(name: str, site: Site) -> list[str]:
    places = [", ".join(map(str, place)) for place in np.ndindex(site.shape)]
    return [f"{name}[{place}]" if place else name for place in places]

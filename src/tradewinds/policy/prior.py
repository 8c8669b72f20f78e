"""Equations as they are before they have seen any target: the same networks with draws from the prior."""

from dataclasses import replace

import jax
import numpy as np

from tradewinds.fitted.equation import FittedEquation
from tradewinds.inference.keys import equation_key
from tradewinds.model.arrays import Array
from tradewinds.model.simulate import prior_sites
from tradewinds.streams import EQUATION_PRIOR


def from_prior(fitted: FittedEquation, draws: int, seed: int) -> FittedEquation:
    """The equation with ``draws`` draws of every parameter from its prior in place of the posterior's.

    It knows of no rows, so that its economy-wide effect goes on from no period.
    """
    key = jax.random.fold_in(equation_key(seed, fitted.name), EQUATION_PRIOR)
    sites: dict[str, Array] = dict(prior_sites(fitted.model, len(fitted.equation.columns), draws, key))
    unseen = fitted.equation_rows.take(np.zeros(len(fitted.equation_rows), bool))
    return replace(fitted, sites=sites, chains=1, equation_rows=unseen)

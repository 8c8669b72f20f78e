"""Rejection from the prior: the simulations nearest the data, without gradients (Pritchard et al. 1999)."""

from typing import Any, NamedTuple

import jax
import numpy as np

from tradewinds.calibration.search import GeneralisedSearch
from tradewinds.errors import FitError


class Accepted(NamedTuple):
    """What rejection keeps."""

    draws: np.ndarray
    """[R, d] parameters, the nearest first."""
    loss: np.ndarray
    """[R] their losses, one simulation each."""
    non_finite: int


def reject(
    name: str, search: GeneralisedSearch, observed: Any, simulations: int, keep: float, key: jax.Array
) -> Accepted:
    """The share ``keep`` of ``simulations`` draws of the prior whose one simulation lies nearest the data.

    Their law is that of π given a loss below the largest kept. Raises FitError where too few are finite.
    """
    theta_key, run_key = jax.random.split(key)
    theta = search.prior.sample(theta_key, (simulations,))
    found = search.losses_of(theta, run_key, observed)
    finite, wanted = np.asarray(found.finite), max(2, round(keep * simulations))
    if finite.sum() < wanted:
        raise FitError(
            f"{name}: {finite.sum()} of {simulations} draws of the prior have a finite loss",
            f"at least the {wanted} that are kept",
            "Narrow the prior.",
        )
    loss = np.where(finite, np.asarray(found.value), np.inf)
    nearest = np.argsort(loss, kind="stable")[:wanted]
    return Accepted(np.asarray(theta)[nearest], loss[nearest], int((~finite).sum()))

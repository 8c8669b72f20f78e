"""Point estimates: the parameters whose simulations lie nearest the data in the mean, without a prior."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from tradewinds.calibration.loss import losses_with_slopes
from tradewinds.calibration.search import GeneralisedSearch
from tradewinds.errors import FitError
from tradewinds.settings.calibration import DiscrepancyName


class PointEstimate(NamedTuple):
    """The best of several descents, each from a draw of the prior."""

    parameters: np.ndarray
    """[d]"""
    loss: float
    """Its mean loss, of fresh simulations."""
    error: float
    """Standard error of it."""
    all_parameters: np.ndarray
    """[starts, d] where each descent ended."""
    all_losses: np.ndarray
    """[starts], by the same random numbers; infinite where none was finite."""
    non_finite: int


def minimum_distance(
    name: str, search: GeneralisedSearch, observed: Any, starts: int, key: jax.Array
) -> PointEstimate:
    """argmin_θ L(θ) by Adam, from ``starts`` draws of the prior; of each descent the mean of the last window.

    A step takes as many simulations as a calibration has draws; one where the loss simulates nothing.
    Where the data say nothing of a parameter, its estimate stays near where it began. Raises FitError where
    no descent ends at a finite loss.
    """
    start_key, run_key, judge_key = jax.random.split(key, 3)
    theta = search.prior.sample(start_key, (starts,))
    ended, failed = _descents(search, theta, jax.random.split(run_key, starts), observed)
    judged = [search.losses_of(jnp.broadcast_to(one, (200, len(one))), judge_key, observed) for one in ended]
    values = [np.asarray(one.value)[np.asarray(one.finite)] for one in judged]
    means = np.array([one.mean() if len(one) > 1 else np.inf for one in values])
    best = int(means.argmin())
    if not np.isfinite(means[best]):
        raise FitError(
            f"{name}: none of {starts} descents ends at parameters that can be simulated",
            "one that does",
            "Narrow the prior, or lower calibration.descent.learning_rate.",
        )
    error = float(values[best].std(ddof=1) / np.sqrt(len(values[best])))
    points = np.asarray(ended)
    return PointEstimate(points[best], float(means[best]), error, points, means, int(failed.sum()))


@partial(jax.jit, static_argnums=0)
def _descents(
    search: GeneralisedSearch, theta: jax.Array, keys: jax.Array, observed: Any
) -> tuple[jax.Array, jax.Array]:
    """Where each descent ended [starts, d], and how many simulations were not finite [starts]."""
    descent = search.settings.descent
    random = search.settings.discrepancy != DiscrepancyName.likelihood
    falling = optax.cosine_decay_schedule(10 * descent.learning_rate, descent.epochs, 0.02)
    steps = optax.chain(optax.clip_by_global_norm(descent.clip), optax.adam(falling))

    def one(start: jax.Array, key: jax.Array) -> tuple[jax.Array, jax.Array]:
        def step(carry: Any, number: jax.Array) -> tuple[Any, Any]:
            at, state = carry
            runs = jax.random.split(jax.random.fold_in(key, number), (1, descent.draws if random else 1))
            found = losses_with_slopes(search.loss, search.forward, at[None], runs, observed)
            update, moved = steps.update(found.slope[0], state, at)
            fine = found.finite[0]
            at = jnp.where(fine, at + update, at)
            state = jax.tree.map(lambda new, old: jnp.where(fine, new, old), moved, state)
            return (at, state), (at, found.failed)

        _, (path, failed) = jax.lax.scan(step, (start, steps.init(start)), jnp.arange(descent.epochs))
        return path[-descent.window :].mean(axis=0), failed.sum()

    return jax.vmap(one)(theta, keys)

"""Predictive densities of rows given a draw, the economy-wide effect taken in.

*Smoothed*: δ of a training period is known from all training rows of that period and its neighbours.
*Filtered*: δ of a later period is forecast from the periods before it, one at a time.
"""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
from jax.scipy.stats import norm

from tradewinds.model import economy
from tradewinds.model.arrays import Array
from tradewinds.model.equation import Conditional, EquationModel
from tradewinds.model.rows import Rows, by_period
from tradewinds.settings.model import Dynamics

KNOWN = 1e4
"""Precision, in units of 1/τ², of a δ that was sampled with the weights."""


def _evidence(model: EquationModel, sites: dict, rows: Rows, periods: int) -> tuple[jax.Array, jax.Array]:
    """Evidence of rows about δ; Student-t noise counts with its variance.

    The groups of an effect by period are new in every period after the training ones: there they blur
    what the rows say of δ.
    """
    given = model.conditional(sites, rows)
    scale = given.scale if given.df is None else given.scale * jnp.sqrt(given.df / (given.df - 2.0))
    residual, trained = rows.y - given.location, model.shape.periods
    a, b = economy.evidence(residual, scale, rows.weight, rows.period, periods)
    shared = [
        (rows.groups[name], sites[f"{name} spread"] ** 2) for name, _ in model.shape.groups if by_period(name)
    ]
    if not shared or periods <= trained:
        return a, b
    later = periods - trained
    place = (jnp.where(rows.period >= trained, rows.period - trained, later), rows.sector)
    blurred = economy.evidence_beside_groups(
        residual, rows.weight / scale**2, place, shared, (later, model.shape.sectors)
    )
    return a.at[trained:].set(blurred[0]), b.at[trained:].set(blurred[1])


def known_delta(model: EquationModel, sites: dict, fit: Rows, periods: int) -> tuple[jax.Array, jax.Array]:
    """Mean [P] and covariance [P, P] of δ over P ≥ T periods given the training rows."""
    if model.collapsed:
        a, b = _evidence(model, sites, fit, periods)
    else:
        trained = model.shape.periods
        precision = KNOWN / sites["delta_scale"] ** 2
        a = jnp.zeros(periods).at[:trained].set(precision)
        b = jnp.zeros(periods).at[:trained].set(precision * model.delta(sites))
    return _smooth(model, sites, a, b)


def _smooth(model: EquationModel, sites: dict, a: jax.Array, b: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Mean [P] and covariance [P, P] of δ given evidence; without matrices where δ is independent."""
    if model.dynamics == Dynamics.independent:
        return economy.smooth_independent(sites["delta_scale"] ** 2, a, b)
    units = model.unit_covariances(sites, len(a))
    unit = units[0]
    if len(units) > 1:
        # the process this draw goes on with, by the probability that the evidence gives to each
        share = jnp.cumsum(jax.nn.softmax(model.collapsed_density(sites, a, b)))
        unit = jnp.stack(units)[jnp.searchsorted(share[:-1], norm.cdf(sites["delta_pick"]))]
    return economy.smooth(sites["delta_scale"] ** 2 * unit, a, b)


def _with_delta(
    given: Conditional, mean: jax.Array, variance: jax.Array, period: Array, key: jax.Array
) -> Conditional:
    """Add a Normal δ: exactly with Normal noise, by one draw per period with Student-t noise."""
    variance = jnp.maximum(variance, 0.0)
    if given.df is None:
        return given._replace(
            location=given.location + mean[period], scale=jnp.sqrt(given.scale**2 + variance[period])
        )
    drawn = mean + jnp.sqrt(variance) * jax.random.normal(key, mean.shape)
    return given._replace(location=given.location + drawn[period])


def unseen_groups(
    model: EquationModel, sites: dict, groups: Mapping[str, Array], key: jax.Array
) -> jax.Array | float:
    """What groups never seen in training add to the location [N]: a draw from their population each.

    ``groups`` as in ``Rows``: rows of the same new group share its draw.
    """
    total: jax.Array | float = 0.0
    for index, (name, _) in enumerate(model.shape.groups):
        code = groups[name]
        drawn = jax.random.normal(jax.random.fold_in(key, index), code.shape)
        total = total + jnp.where(code < 0, sites[f"{name} spread"] * drawn[-1 - code], 0.0)
    return total


def smoothed(model: EquationModel, sites: dict, fit: Rows, rows: Rows, key: jax.Array) -> Conditional:
    """Density of rows inside the training periods, location and scale [N] of ``rows``, given the training
    rows ``fit``; with Student-t noise δ is one draw a period.
    """
    given = model.conditional(sites, rows)
    given = given._replace(location=given.location + unseen_groups(model, sites, rows.groups, key))
    if not model.shape.economy:
        return given
    mean, cov = known_delta(model, sites, fit, model.shape.periods)
    return _with_delta(given, mean, jnp.diagonal(cov), rows.period, key)


def filtered(
    model: EquationModel, sites: dict, fit: Rows, rows: Rows, periods: int, key: jax.Array
) -> Conditional:
    """Density of rows after the training periods, location and scale [N] of ``rows``, each forecast one
    period ahead; with Student-t noise δ is one draw a period.

    ``periods`` counts all periods of the grid, the later ones included; ``rows`` are all later rows.
    """
    given = model.conditional(sites, rows)
    given = given._replace(location=given.location + unseen_groups(model, sites, rows.groups, key))
    if not model.shape.economy:
        return given
    mean, cov = known_delta(model, sites, fit, periods)
    a, b = _evidence(model, sites, rows, periods)
    start = model.shape.periods
    means, variances = economy.forecast(mean, cov, a, b, start)
    mean = mean.at[start:].set(means)
    variance = jnp.diagonal(cov).at[start:].set(variances)
    return _with_delta(given, mean, variance, rows.period, key)


def future_delta(
    model: EquationModel, sites: dict, known: Rows, origin: int, horizon: int, key: jax.Array
) -> jax.Array:
    """One future path of δ [H] after period ``origin``, given the rows known until then (by weight)."""
    if not model.shape.economy:
        return jnp.zeros(horizon)
    periods = origin + 1 + horizon
    normal = jax.random.normal(key, (horizon,))
    if model.dynamics == Dynamics.independent:
        return sites["delta_scale"] * normal
    a, b = _evidence(model, sites, known, periods)
    if not model.collapsed:
        precision = KNOWN / sites["delta_scale"] ** 2
        told = min(model.shape.periods, origin + 1)
        a = a.at[:told].set(precision)
        b = b.at[:told].set(precision * model.delta(sites)[:told])
    mean, cov = _smooth(model, sites, a, b)
    later = slice(origin + 1, periods)
    spread = jnp.linalg.cholesky(cov[later, later] + 1e-6 * sites["delta_scale"] ** 2 * jnp.eye(horizon))
    return mean[later] + spread @ normal


def leave_one_out_log_densities(model: EquationModel, sites: dict, fit: Rows) -> jax.Array:
    """log p(y[n] | draw, all other rows) [N] of the training rows, for leave-one-out.

    Where δ is integrated out, row n's own evidence is taken back out of its period's δ first:
    with p = 1/σ², v, m the smoothed variance and mean, v₋ = v/(1 − pv), m₋ = (m − v p r)/(1 − pv).
    """
    given = model.conditional(sites, fit)
    if not model.shape.economy:
        return given.log_density(fit.y)
    if not model.collapsed:
        delta = model.delta(sites)[fit.period]
        return given._replace(location=given.location + delta).log_density(fit.y)
    mean, cov = known_delta(model, sites, fit, model.shape.periods)
    mean, variance = mean[fit.period], jnp.diagonal(cov)[fit.period]
    precision, residual = fit.weight / given.scale**2, fit.y - given.location
    remaining = 1.0 - precision * variance
    m = (mean - variance * precision * residual) / remaining
    v = variance / remaining
    return Conditional(given.location + m, jnp.sqrt(given.scale**2 + v), None).log_density(fit.y)

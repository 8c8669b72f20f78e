"""How national variables follow from the sectors: fixed weights, linked to the observed series.

An aggregate A is computed from the sectors alone. The published national series differs from it in
coverage and seasonal adjustment, so it is carried forward by the aggregate's change over one year of
national periods, k: g(N[q]) = g(N[q−k]) + g(A[q]) − g(A[q−k]), with g the variable's scale.
"""

import jax.numpy as jnp

from tradewinds.settings.data import AggregateSettings, Frequency

PER_YEAR = {Frequency.step: 1, Frequency.year: 1, Frequency.quarter: 4, Frequency.month: 12}


def sub_periods(sectors: Frequency, national: Frequency) -> int:
    """Sector periods in one national period."""
    return 1 if sectors == national else PER_YEAR[sectors] // PER_YEAR[national]


def link_span(national: Frequency) -> int:
    """k: national periods over which a national variable is linked to its aggregate."""
    return PER_YEAR[national]


def aggregate(values: jnp.ndarray, weights: jnp.ndarray, settings: AggregateSettings) -> jnp.ndarray:
    """One national value from sub-periods × sectors [m, S]; weights [S] sum to one."""
    if settings.how == "sum":
        return values.sum()
    return (values @ weights).mean()


def link(before: jnp.ndarray, now: jnp.ndarray, then: jnp.ndarray, log: bool) -> jnp.ndarray:
    """N[q] from N[q−k], A[q] and A[q−k]."""
    return before * now / then if log else before + now - then

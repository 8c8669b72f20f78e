"""Stationary autoregressions of up to two periods, by the partial autocorrelations r₁, r₂.

    z[t] = φ₁z[t−1] + φ₂z[t−2] + e[t],   φ₂ = r₂,   φ₁ = r₁(1 − r₂),   z[0] ~ Normal(0, 1)

of variance one in every period, so that e[1] has variance 1 − r₁² and every later one (1 − r₁²)(1 − r₂²)
(Barndorff-Nielsen & Schou 1973). The inverse of their covariance has two bands, hence what takes T³ steps
with a dense matrix takes T here.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp

_LARGEST_PARTIAL = 0.999
"""Partial autocorrelations stay below it, which leaves single precision the digits it needs."""
_UNROLL = 2
"""Periods in one turn of a compiled loop: more are hardly faster and take long to compile."""


def bounded(shape: jax.Array) -> jax.Array:
    """Partial autocorrelations [p], within ±``_LARGEST_PARTIAL``, from unbounded shape parameters [p]."""
    return _LARGEST_PARTIAL * jnp.tanh(shape)


class _Recursion(NamedTuple):
    """z[t] = one[t] z[t−1] + two[t] z[t−2] + e[t], e[t] with variance[t]; [T] each."""

    one: jax.Array
    two: jax.Array
    variance: jax.Array


def _recursion(partial: jax.Array, periods: int) -> _Recursion:
    first = partial[0]
    second = partial[1] if partial.shape[0] > 1 else jnp.zeros_like(first)
    left = 1 - first**2
    t = jnp.arange(periods)
    return _Recursion(
        one=jnp.where(t == 0, 0.0, jnp.where(t == 1, first, first * (1 - second))),
        two=jnp.where(t < 2, 0.0, second),
        variance=jnp.where(t == 0, 1.0, jnp.where(t == 1, left, left * (1 - second**2))),
    )


def correlation_matrix(partial: jax.Array, periods: int) -> jax.Array:
    """Correlation matrix [P, P] of ``partial`` [p]: ρ(0) = 1, ρ(1) = r₁, ρ(k) = φ₁ρ(k−1) + φ₂ρ(k−2)."""
    recursion = _recursion(partial, max(periods, 3))
    first = recursion.one[1]

    def step(state, _):
        one_back, two_back = state
        now = recursion.one[2] * one_back + recursion.two[2] * two_back
        return (now, one_back), now

    _, later = jax.lax.scan(step, (first, jnp.ones_like(first)), None, length=max(periods - 2, 0))
    by_lag = jnp.concatenate([jnp.ones(1), first[None], later])[:periods]
    return by_lag[jnp.abs(jnp.arange(periods)[:, None] - jnp.arange(periods)[None, :])]


def path(partial: jax.Array, innovations: jax.Array) -> jax.Array:
    """z [T] from standard normal innovations [T]: these times the Cholesky factor of the correlation."""
    recursion = _recursion(partial, len(innovations))

    def step(state, now):
        one_back, two_back = state
        one, two, shock = now
        value = one * one_back + two * two_back + shock
        return (value, one_back), value

    shocks = jnp.sqrt(recursion.variance) * innovations
    start = (jnp.zeros_like(shocks[0]), jnp.zeros_like(shocks[0]))
    return jax.lax.scan(step, start, (recursion.one, recursion.two, shocks), unroll=_UNROLL)[1]


def collapsed_autoregressive(
    partial: jax.Array, variance: jax.Array, a: jax.Array, b: jax.Array
) -> jax.Array:
    """``economy.collapsed`` for K = variance · ``correlation_matrix``, without the matrix: scalar, nats, of
    ``partial`` [p], a and b [T].

    ½ bᵀM⁻¹b − ½ log|M| + ½ log|K⁻¹|, M = K⁻¹ + diag(a), by eliminating one period after another.
    """
    recursion = _recursion(partial, len(a))

    def ahead(values: jax.Array, periods: int) -> jax.Array:
        return jnp.concatenate([values, jnp.zeros(periods, values.dtype)])[periods:]

    # K⁻¹ = LᵀD⁻¹L with L the recursion: its diagonal, and its entries one and two places to the left
    weight = 1 / (variance * recursion.variance)
    diagonal = weight + ahead(weight * recursion.one**2, 1) + ahead(weight * recursion.two**2, 2)
    left = ahead(weight * recursion.one * recursion.two, 1) - weight * recursion.one
    far_left = -weight * recursion.two

    def eliminate(state, row):
        pivot, value, link, pivot_before, value_before = state
        diagonal, left, far_left, b = row
        far = far_left / pivot_before
        now_left = left - far * link
        near = now_left / pivot
        now = diagonal - far * far_left - near * now_left
        remaining = b - far * value_before - near * value
        return (now, remaining, now_left, pivot, value), (now, remaining)

    one, none = jnp.ones_like(b[0]), jnp.zeros_like(b[0])
    start = (one, none, none, one, none)
    _, (pivot, value) = jax.lax.scan(eliminate, start, (diagonal + a, left, far_left, b), unroll=_UNROLL)
    return 0.5 * jnp.sum(value**2 / pivot - jnp.log(pivot) + jnp.log(weight))

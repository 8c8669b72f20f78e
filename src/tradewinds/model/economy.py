"""The economy-wide effect δ[t] shared by the sectors of a period, given its covariance (``dynamics``).

    y[s,t] = f(x[s,t]) + δ[t] + η[s,t],   δ ~ Normal(0, τ² K),   η[s,t] ~ Normal(0, σ[s,t]²)

With Normal noise δ is integrated out exactly: the rows of a period enter only through their precision
a[t] = Σ 1/σ² and b[t] = Σ r/σ², r = y − f. This is regression with a Gaussian process over periods
(Rasmussen & Williams 2006, §2.2, in the stable form of §3.4.3), its forecast a Kalman filter (Harvey 1989).
"""

import jax
import jax.numpy as jnp
from jax.scipy.linalg import solve_triangular

from tradewinds.model.arrays import Array


def evidence(
    residual: Array, scale: Array, weight: Array, period: Array, periods: int
) -> tuple[jax.Array, jax.Array]:
    """What the rows say of each period: precision a [T] and precision-weighted sum b [T].

    residual, scale, weight and period (index) [N].
    """
    precision = weight / scale**2
    a = jax.ops.segment_sum(precision, period, periods)
    b = jax.ops.segment_sum(precision * residual, period, periods)
    return a, b


def evidence_beside_groups(
    residual: Array,
    precision: Array,
    place: tuple[Array, Array],
    shared: list[tuple[Array, Array]],
    shape: tuple[int, int],
) -> tuple[jax.Array, jax.Array]:
    """``evidence`` [T] each, where rows of a period share effects of groups never seen in training.

    Within a period r = δ 1 + Z u + ε with u[g] ~ Normal(0, v), so that a = 1ᵀV⁻¹1 and b = 1ᵀV⁻¹r with
    V = v ZZᵀ + diag(1/precision), summed over effects. residual, precision [N]; place: period and sector
    [N], rows outside ``shape`` (T, S) left out; shared: code [N] and v of each effect, rows of a period
    with the same negative code being of one new group.
    """

    def spread(values: Array) -> jax.Array:
        return jnp.zeros(shape, values.dtype).at[place].set(values, mode="drop")

    root = jnp.sqrt(spread(precision))
    alike = jnp.zeros((*shape, shape[1]))
    for code, variance in shared:
        group = spread(code)
        same = (group[:, :, None] == group[:, None, :]) & (group[:, :, None] < 0)
        alike = alike + variance * same
    system = jnp.eye(shape[1]) + root[:, :, None] * alike * root[:, None, :]
    solved = jnp.linalg.solve(system, jnp.stack([root, root * spread(residual)], axis=-1))
    a, b = jnp.moveaxis(jnp.sum(root[:, :, None] * solved, axis=1), -1, 0)
    return a, b


@jax.custom_vjp
def collapsed(cov: jax.Array, a: jax.Array, b: jax.Array) -> jax.Array:
    """log ∫ exp(−½δᵀAδ + bᵀδ) Normal(δ; 0, K) dδ = ½ bᵀMb − ½ log|I + A^½KA^½|, M = (K⁻¹ + A)⁻¹.

    K = ``cov`` [T, T], A = diag(a), a and b [T]: scalar, nats. Added to the rows' own log densities at δ = 0
    it gives their joint density with δ integrated out.

    With the gradient NumPyro's ``MultivariateNormal`` over periods takes 1.2 to 1.4 times as long, and
    allows no period without rows; its ``LowRankMultivariateNormal`` over rows takes 4 to 11 times as long,
    and is off by tenths of a nat in single precision where the rows say much of δ
    (``benchmarks/libraries.py``).
    """
    return _collapsed_forward(cov, a, b)[0]


def _precision_of_evidence(cov, a, b):
    """W = (A⁻¹ + K)⁻¹ [T, T], c = (I − WK) b and the collapsed density.

    By B = I + A^½KA^½ and u = A^-½ b: c = A^½B⁻¹u and bᵀMb = uᵀ(I − B⁻¹)u, which in single precision
    keep the digits that b − WKb loses where the evidence is strong.
    """
    # periods without rows kept from the root at 0, whose slope is infinite: second derivatives pass here
    known = jnp.sqrt(jnp.where(a > 0, a, 1.0))
    root, u = jnp.where(a > 0, known, 0.0), jnp.where(a > 0, b / known, 0.0)
    factor = jnp.linalg.cholesky(jnp.eye(len(a), dtype=cov.dtype) + root[:, None] * cov * root[None, :])
    half = solve_triangular(factor, jnp.eye(len(a), dtype=cov.dtype), lower=True)
    inverse = half.T @ half
    solved = inverse @ u
    value = 0.5 * u @ (u - solved) - jnp.sum(jnp.log(jnp.diagonal(factor)))
    return root[:, None] * inverse * root[None, :], root * solved, value


def _collapsed_forward(cov, a, b):
    w, c, value = _precision_of_evidence(cov, a, b)
    return value, (cov, w, c)


def _collapsed_backward(saved, g):
    cov, w, c = saved
    # diag(M) by M = K − K W K; ∂/∂K through c
    mean = cov @ c
    variance = jnp.diagonal(cov) - jnp.sum((cov @ w) * cov, axis=1)
    return g * 0.5 * (jnp.outer(c, c) - w), g * -0.5 * (variance + mean**2), g * mean


collapsed.defvjp(_collapsed_forward, _collapsed_backward)


def smooth(cov: jax.Array, a: jax.Array, b: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Mean [T] and covariance [T, T] of δ, of covariance ``cov`` [T, T], given the evidence a, b [T]."""
    w, c, _ = _precision_of_evidence(cov, a, b)
    return cov @ c, cov - cov @ w @ cov


def collapsed_independent(variance: jax.Array, a: jax.Array, b: jax.Array) -> jax.Array:
    """``collapsed`` for independent δ, K = τ²I: ½ Σ [τ²b²/(1 + τ²a) − log(1 + τ²a)]; a, b [T]."""
    shrunken = 1.0 + variance * a
    return 0.5 * jnp.sum(variance * b**2 / shrunken - jnp.log(shrunken))


def smooth_independent(variance: jax.Array, a: jax.Array, b: jax.Array) -> tuple[jax.Array, jax.Array]:
    """``smooth`` for independent δ, mean [T] and covariance [T, T] from a, b [T] and τ² ``variance``, scalar:
    each period is known from its own rows alone.
    """
    remaining = variance / (1.0 + variance * a)
    return remaining * b, jnp.diag(remaining)


def forecast(
    mean: jax.Array, cov: jax.Array, a: jax.Array, b: jax.Array, start: int
) -> tuple[jax.Array, jax.Array]:
    """One-period-ahead mean and variance of δ for the periods from ``start`` on, [T − start] each.

    ``mean`` [T] and ``cov`` [T, T] hold what is known from the periods before ``start``; each period is
    forecast, then its own evidence a, b [T] is taken in (a rank-one update) before the next.
    """

    def step(state, t):
        m, c = state
        ahead = m[t], c[t, t]
        gain = a[t] / (1 + a[t] * c[t, t])
        shift = (b[t] - a[t] * m[t]) / (1 + a[t] * c[t, t])
        return (m + c[:, t] * shift, c - gain * jnp.outer(c[:, t], c[t, :])), ahead

    _, (means, variances) = jax.lax.scan(step, (mean, cov), jnp.arange(start, len(a)))
    return means, variances

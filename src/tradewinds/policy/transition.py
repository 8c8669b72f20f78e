"""One period of one table for one draw: equations in order, then identities."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.data.features import evaluate, inputs_of_period, offset_term
from tradewinds.data.scaling import EquationScaler, TrainingSupport
from tradewinds.equations import Equation
from tradewinds.evaluation.shocks import CalendarTerms, Shock
from tradewinds.identities import compute
from tradewinds.model.arrays import Array
from tradewinds.model.equation import EquationModel

PeriodValues = dict[str, jax.Array]
FAR = 5.0
"""Most that a combination counts for: inputs that hardly ever differed make its distance as large as one
likes, which is to be flagged, not to be taken for a draw that runs away."""


@dataclass(frozen=True)
class RollOutEquation:
    """What an equation brings to its roll-out whichever draw is taken: formula, network, scaler and groups.

    ``groups``: the pooled group [S] of every sector, negative for groups not seen in training; ``present``:
    the sectors [S] that had not ended when the roll-out began, over which common terms are averaged;
    ``beside``: what these terms are over all series of a table beside that [D] (``beside_all``).
    """

    equation: Equation
    model: EquationModel
    scaler: EquationScaler
    explain: str
    groups: dict[str, jax.Array]
    present: np.ndarray
    beside: np.ndarray | None = None


Drawn = tuple[dict, Shock, CalendarTerms]
"""What one draw and period bring to one equation: posterior sites, disturbances, calendar."""


def solve_period(
    equations: Sequence[RollOutEquation],
    identities: dict[str, str],
    history: PeriodValues,
    now: PeriodValues,
    drawn: Sequence[Drawn],
) -> tuple[PeriodValues, jax.Array]:
    """Every variable [S] of the period, and the largest distance [S] of any input outside its training range.

    history: variable → [L, S], the latest last; now: variable → [S], what is known of this period and
    last period's values of the rest. Parts are in an order in which each needs only what is known.
    """
    outside = jnp.zeros_like(next(iter(now.values())))
    for part, (sites, shock, column) in zip(equations, drawn, strict=True):
        value, beyond = explain_period(part, sites, history, now, shock, column)
        now = now | {part.equation.name: value}
        outside = jnp.maximum(outside, beyond)
    return now | {name: compute(text, now) for name, text in identities.items()}, outside


def explain_period(
    part: RollOutEquation,
    sites: dict,
    history: PeriodValues,
    now: PeriodValues,
    shock: Shock,
    column: CalendarTerms,
) -> tuple[jax.Array, jax.Array]:
    """Value [S] of the target in its own unit, and how far its inputs lie outside the training range [S].

    target = g⁻¹(offset + m + s (f(x) + shared + σ noise)), g the target's scale, m and s those of the
    explained quantity (docs/model.md §6). The distance counts in training ranges, 0 inside.
    """

    def values(variable: str, lag: int) -> jax.Array:
        return now[variable] if lag == 0 else history[variable][-lag]

    def mean(array: jax.Array) -> jax.Array:
        known = array if part.present.all() else array[np.flatnonzero(part.present)]
        return jnp.broadcast_to(known.mean(), array.shape)

    equation, scaler = part.equation, part.scaler
    x = inputs_of_period(equation, values, column, shock.noise.shape, jnp, mean)
    if part.beside is not None:
        x = x + part.beside[None].astype(x.dtype)
    x = scaler.from_usual(x)
    standardised = scaler.inputs(x)
    given = part.model.one_period(sites, standardised, part.groups)
    explained = scaler.explained(given.location + shock.shared + given.scale * shock.noise)
    before = offset_term(equation, part.explain)
    value = explained if before is None else evaluate(before, values, jnp, mean) + explained
    return jnp.exp(value) if equation.target.in_logs else value, distance(x, standardised, scaler)


def distance(x: jax.Array, standardised: jax.Array, scaler: EquationScaler) -> jax.Array:
    """How far the inputs [S, D] lie outside what was seen in training, in ranges [S]: the one that lies
    farthest, or all of them together (docs/model.md §6).

    Input by input: the largest of a short last axis took as long as the networks themselves.
    """
    beyond = (
        ranges_beyond(x[:, i], *edges) for i, edges in enumerate(zip(scaler.low, scaler.high, strict=True))
    )
    return reduce(jnp.maximum, beyond, beyond_support(standardised, scaler.support))


def beyond_support(x: jax.Array, support: TrainingSupport) -> jax.Array:
    """Mahalanobis distance [S] of standardised inputs [S, D] beyond the training ellipsoid, in its diameters.

    Zero inside: (√(x'Σ⁻¹x) / farthest − 1) / 2, with the farthest training row on the ellipsoid's edge.

    ``whitening`` is upper triangular; products this small take longer by a library than written out.
    """
    if not support.farthest:
        return jnp.zeros(len(x), x.dtype)
    whitened = (sum(x[:, i] * support.whitening[i, j] for i in range(j + 1)) for j in range(x.shape[1]))
    apart = sum(column**2 for column in whitened) / support.farthest**2
    # the root of what is inside is never taken: its slope at the centre has no end
    beyond = jnp.where(apart > 1.0, (jnp.sqrt(jnp.where(apart > 1.0, apart, 1.0)) - 1.0) / 2, 0.0)
    return jnp.minimum(beyond, FAR)


def ranges_beyond(x: Array, low: Array | float, high: Array | float) -> Array:
    """Distance of x from [low, high] in widths of it, 0 inside; infinite where what never moved moves.

    By the library that x is an array of: NumPy has nothing to compile.
    """
    xp = jnp if isinstance(x, jax.Array) else np
    width = high - low
    with np.errstate(invalid="ignore", over="ignore"):
        beyond = xp.maximum(xp.maximum(low - x, x - high), 0.0)
        still = xp.where(xp.isclose(x, low), 0.0, xp.inf)
        return xp.where(width > 0, beyond / xp.where(width > 0, width, 1.0), still)

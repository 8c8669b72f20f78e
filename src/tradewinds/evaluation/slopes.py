"""What a fitted equation answers to its inputs: average slopes, and the path that follows from them."""

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.data.features import EquationRows, offset_term
from tradewinds.equations import Equation, Term
from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.model.equation import EquationModel
from tradewinds.model.rows import Rows


def average_slopes(
    fitted: FittedEquation, rows: EquationRows, weights: np.ndarray, rises: dict[int, float]
) -> np.ndarray:
    """Mean slopes of f over rows [R, F, D], in the explained quantity's unit by each input's own.

    Those of the columns in ``rises`` are secants, (f(x + rise) − f(x)) / rise, those of all others
    derivatives. ``weights`` [F, N] say how much each row counts, F times over; those of a mean sum to one.
    """
    about = (fitted.rows(rows), jnp.asarray(weights), shifts_of(fitted, rises))
    return in_units(fitted, rises, *over_draws(_slopes, (fitted.model,), fitted, about, jax.random.key(0)))


def shifts_of(fitted: FittedEquation, rises: dict[int, float]) -> jax.Array:
    """Column → rise as shifts [C, D] of the standardised inputs."""
    shifts = np.zeros((len(rises), fitted.model.shape.inputs))
    for number, (column, rise) in enumerate(rises.items()):
        shifts[number, column] = rise / fitted.scaler.scale[column]
    return jnp.asarray(shifts)


def in_units(
    fitted: FittedEquation, rises: dict[int, float], derivatives: np.ndarray, changes: np.ndarray
) -> np.ndarray:
    """Slopes [R, …, D] in the explained quantity's unit by each input's own, from standardised derivatives
    and, for the columns in ``rises``, from the changes [R, C, …] by their shifts.
    """
    used = len(fitted.scaler.columns)  # further columns fill equations up to the widest one's
    found = np.array(derivatives)[..., :used] * fitted.scaler.target_scale / fitted.scaler.scale
    for number, (column, rise) in enumerate(rises.items()):
        found[..., column] = np.asarray(changes)[:, number] * fitted.scaler.target_scale / rise
    return found


def _slopes(
    model: EquationModel,
    sites: dict,
    fit: Rows,
    rows: tuple[Rows, jax.Array, jax.Array],
    key: jax.Array,
) -> tuple[jax.Array, jax.Array]:
    """Derivatives [F, D], and changes [C, F] by each of the shifts."""
    chosen, weights, shifts = rows

    def mean(shift: jax.Array) -> jax.Array:
        return weights @ model.conditional(sites, chosen._replace(x=chosen.x + shift)).location

    here = jnp.zeros(chosen.x.shape[1])
    return jax.jacrev(mean)(here), jax.lax.map(lambda shift: mean(shift) - mean(here), shifts)


def response(equation: Equation, explain: str, slopes: np.ndarray, policy: str, horizon: int) -> np.ndarray:
    """Change of a sector's target [..., H], on its own scale, 0 … H − 1 periods after its policy rose by one.

    The rise is for good and the target's own past feeds back; all other inputs and all other sectors stay,
    so that ``common`` terms do not move. Slopes [..., D] in the order of the equation's columns. NaN where
    the policy or the own past enters by another scale than its own, where a slope is not enough.
    """
    own = np.zeros((*slopes.shape[:-1], horizon))
    moving = [
        (position, term)
        for position, term in enumerate(equation.inputs)
        if term.variable in (policy, equation.name) and not term.common
    ]
    if any(
        term.in_logs != (term.variable == equation.name and equation.target.in_logs) for _, term in moving
    ):
        return np.full_like(own, np.nan)

    def value(variable: str, at: int) -> np.ndarray | float:
        if at < 0:
            return 0.0
        return 1.0 if variable == policy else own[..., at]

    def moved(term: Term, now: int) -> np.ndarray | float:
        change = sum(value(term.variable, now - lag) for lag in term.lags) / term.window
        return change - value(term.variable, now - term.reach) if term.step else change

    before = offset_term(equation, explain)
    for now in range(horizon):
        total = 0.0 if before is None else moved(before, now)
        own[..., now] = total + sum(slopes[..., position] * moved(term, now) for position, term in moving)
    return own

"""What an equation answers to a lasting rise of the policy, row by row."""

import jax
import numpy as np

from tradewinds.data.features import EquationRows
from tradewinds.evaluation.slopes import in_units, response, shifts_of
from tradewinds.evaluation.subset import RowSample
from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.model.arrays import Array
from tradewinds.model.equation import EquationModel
from tradewinds.model.rows import Rows
from tradewinds.settings.sensitivity import SensitivitySettings


def asked_responses(
    fitted: FittedEquation, policy: str, sensitivity: SensitivitySettings, seed: int
) -> tuple[EquationRows, np.ndarray]:
    """The training rows asked [N] and ``row_responses`` [R, N] to the rise of the settings.

    Of more than ``sensitivity.rows`` rows whole sectors drawn at random are asked.
    """
    rows = fitted.equation_rows.with_role("fit")
    rows = rows.take(RowSample(sensitivity.rows, seed).asked(rows))
    return rows, row_responses(fitted, rows, policy, sensitivity.rise, sensitivity.horizon)


def row_responses(
    fitted: FittedEquation, rows: EquationRows, policy: str, rise: float, horizon: int
) -> np.ndarray:
    """Change [R, N] of the target on its own scale, ``horizon`` periods into a lasting rise of the policy.

    A row's answer is ``slopes.response`` to the slopes at that row: of the policy's terms the secants over
    ``rise``, of all others derivatives; the target's own past feeds back, all else stays. Multiplied by the
    rise: log points for a target in logs, its own unit otherwise. With ``horizon`` 1: the period itself.
    """
    inputs = enumerate(fitted.equation.inputs)
    rises = {column: rise for column, term in inputs if term.variable == policy and not term.common}
    about = (fitted.rows(rows), shifts_of(fitted, rises))
    slopes = in_units(fitted, rises, *over_draws(_slopes, (fitted.model,), fitted, about, jax.random.key(0)))
    return rise * response(fitted.equation, fitted.explain, slopes, policy, horizon)[..., -1]


def _slopes(
    model: EquationModel, sites: dict, fit: Rows, about: tuple[Rows, jax.Array], key: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """Derivatives [N, D] of every row by its inputs, and its changes [C, N] by each of the shifts."""
    rows, shifts = about

    def location(x: Array) -> jax.Array:
        return model.conditional(sites, rows._replace(x=x)).location

    here = location(rows.x)
    gradients = jax.grad(lambda x: location(x).sum())(rows.x)
    return gradients, jax.lax.map(lambda shift: location(rows.x + shift) - here, shifts)

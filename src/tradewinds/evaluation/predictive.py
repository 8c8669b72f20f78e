"""From posterior draws to predictive densities of the rows of each question.

*inside*: rows held out inside the training periods, the economy-wide effect smoothed.
*ahead*: the periods after them, each forecast one period ahead (observed lags).
*fit*: the training rows themselves, for predictive checks and leave-one-out only.
"""

from typing import NamedTuple

import jax
import numpy as np

from tradewinds.data.features import Design
from tradewinds.evaluation.fitted import Fitted, over_draws
from tradewinds.evaluation.mixture import Predictive
from tradewinds.model import predict
from tradewinds.model.equation import Conditional, EquationModel
from tradewinds.model.rows import Rows


class Asked(NamedTuple):
    """The rows of one question: their design, predictive, and network output f(x) per draw [R, N]."""

    design: Design
    predictive: Predictive
    location: np.ndarray


def ask(fitted: Fitted, role: str, key: jax.Array) -> Asked | None:
    """Predictive of all rows with a role (fit, inside or ahead); None where there are none."""
    chosen = fitted.design.with_role(role)
    if not len(chosen):
        return None
    if role == "ahead":
        one, about = _ahead, (fitted.model, len(fitted.grid.periods))
    else:
        one, about = _inside, (fitted.model,)
    given, location = over_draws(one, about, fitted, fitted.rows(chosen), key)
    df = None if given.df is None else np.asarray(given.df)
    predictive = Predictive(np.asarray(given.location), np.asarray(given.scale), df)
    return Asked(chosen, predictive, np.asarray(location))


def _inside(
    model: EquationModel, sites: dict, fit: Rows, rows: Rows, key: jax.Array
) -> tuple[Conditional, jax.Array]:
    return predict.smoothed(model, sites, fit, rows, key), model.conditional(sites, rows).location


def _ahead(
    model: EquationModel, periods: int, sites: dict, fit: Rows, rows: Rows, key: jax.Array
) -> tuple[Conditional, jax.Array]:
    given = predict.filtered(model, sites, fit, rows, periods, key)
    return given, model.conditional(sites, rows).location


def left_out_densities(fitted: Fitted) -> np.ndarray:
    """log p(y[n] | draw, other rows) [R, N] of the training rows."""
    return np.asarray(over_draws(_left_out, (fitted.model,), fitted, fitted.fit, jax.random.key(0)))


def _left_out(model: EquationModel, sites: dict, fit: Rows, rows: Rows, key: jax.Array) -> jax.Array:
    return predict.left_out(model, sites, fit)

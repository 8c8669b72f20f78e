"""From posterior draws to predictive densities of the held-out rows, and of the training rows.

*inside*: rows held out inside the training periods, the economy-wide effect smoothed.
*ahead*: the periods after them, each forecast one period ahead (observed lags).
*fed back* (``feedback``): the same periods with the equation's own past simulated, the long forecast.
*fit*: the training rows themselves, for predictive checks and leave-one-out only.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import jax
import numpy as np

from tradewinds.data.features import EquationRows
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.subset import EVERY, RowSample
from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.model import predict
from tradewinds.model.arrays import Array, on_device
from tradewinds.model.equation import Conditional, EquationModel
from tradewinds.model.rows import Rows, by_period
from tradewinds.settings.model import Family

LEAST_DISTURBANCES = 200
"""Fewest draws of what a Student-t predictive takes by drawing, the economy-wide effect and new groups: a
small ensemble's draws are repeated, so that these are not a lottery of eight tickets."""


class PredictedRows(NamedTuple):
    """The N rows of one role with what R draws predict of them.

    ``predictive``: the density of each row; ``location`` and ``noise_scale`` [R, N], standardised: the
    equation's output with its groups' effects, and the scale of its noise, δ in neither.
    """

    equation_rows: EquationRows
    predictive: Predictive
    location: np.ndarray
    noise_scale: np.ndarray
    of: int | None = None
    """Rows there are, where not all of them were asked (``subset``)."""


def ask(fitted: FittedEquation, role: str, key: jax.Array, limit: RowSample = EVERY) -> PredictedRows | None:
    """Predictive of the rows with a role (fit, inside or ahead); None where there are none."""
    everything = fitted.equation_rows.with_role(role)
    if not len(everything):
        return None
    asked = limit.asked(everything)
    chosen = everything.take(asked)
    one: Callable[..., tuple[Conditional, Conditional]]
    about: tuple[Any, ...]
    rows: Any
    if role == "ahead":
        # all later rows say what they know of δ, whichever are asked
        one, about = _ahead, (fitted.model, len(fitted.grid.periods))
        rows = (fitted.rows(everything), on_device(asked))
    else:
        one, about, rows = _inside, (fitted.model,), fitted.rows(chosen)
    copies = -(-LEAST_DISTURBANCES // fitted.draws) if _draws_disturbances(fitted) else 1
    repeated: dict[str, Array] = {
        name: np.repeat(value, copies, axis=0) for name, value in fitted.sites.items()
    }
    given, equation = over_draws(one, about, replace(fitted, sites=repeated), rows, key)
    predictive = Predictive(given.location, given.scale, given.df)
    location, scale = equation.location[::copies], equation.scale[::copies]
    return PredictedRows(chosen, predictive, location, scale, len(everything))


def _draws_disturbances(fitted: FittedEquation) -> bool:
    """Whether the predictive of a draw holds one draw of δ or of new groups, and not their distribution."""
    of_delta = fitted.model.shape.economy and fitted.model.settings.noise.family == Family.student_t
    return of_delta or any(by_period(name) for name, _ in fitted.model.shape.groups)


def _inside(
    model: EquationModel, sites: dict, fit: Rows, rows: Rows, key: jax.Array
) -> tuple[Conditional, Conditional]:
    return predict.smoothed(model, sites, fit, rows, key), model.conditional(sites, rows)


def _ahead(
    model: EquationModel,
    periods: int,
    sites: dict,
    fit: Rows,
    rows: tuple[Rows, jax.Array],
    key: jax.Array,
) -> tuple[Conditional, Conditional]:
    later, asked = rows
    both = predict.filtered(model, sites, fit, later, periods, key), model.conditional(sites, later)
    density, equation = (one._replace(location=one.location[asked], scale=one.scale[asked]) for one in both)
    return density, equation


def left_out_densities(fitted: FittedEquation, limit: RowSample = EVERY) -> np.ndarray:
    """log p(y[n] | draw, all other training rows) [R, N] of the training rows that are asked."""
    asked = on_device(limit.asked(fitted.equation_rows.with_role("fit")))
    return over_draws(_left_out, (fitted.model,), fitted, asked, jax.random.key(0))


def _left_out(model: EquationModel, sites: dict, fit: Rows, asked: jax.Array, key: jax.Array) -> jax.Array:
    return predict.leave_one_out_log_densities(model, sites, fit)[asked]

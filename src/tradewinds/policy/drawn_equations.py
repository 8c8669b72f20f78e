"""Equations of both tiers with their draws, ready to be rolled forward."""

from dataclasses import replace
from typing import NamedTuple

import jax

from tradewinds.data.mean_over_all import beside_all
from tradewinds.equations import solve_order
from tradewinds.evaluation.shocks import (
    CalendarTerms,
    Shock,
    calendar_columns,
    future_groups,
    in_each_future,
    sample_shocks,
)
from tradewinds.fitted.equation import FittedEquation, chosen_draws
from tradewinds.fitted.fit import Fit
from tradewinds.inference.keys import equation_key
from tradewinds.model.arrays import Array, on_device
from tradewinds.policy.forecast_origin import ForecastOrigin, going_on
from tradewinds.policy.transition import RollOutEquation
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency
from tradewinds.streams import EQUATION_ROLL_OUT


class Side(NamedTuple):
    """Which draws are carried along: those between two shares of them in random order.

    ``stream`` tells the disturbances of different sides apart.
    """

    begin: float = 0.0
    end: float = 1.0
    stream: int = EQUATION_ROLL_OUT


ALL = Side()


class DrawnEquation(NamedTuple):
    """An equation with what R draws bring to its roll-out over H periods and S sectors.

    ``fixed``: what is the same for every draw; ``sites``: the posterior's parameters [R, …]; ``shocks``: the
    disturbances [R, H, S]; ``columns``: what the calendar says of each period [H, …].
    """

    fixed: RollOutEquation
    sites: dict[str, Array]
    shocks: Shock
    columns: CalendarTerms


def shock_key(seed: int, equation: str, side: Side = ALL) -> jax.Array:
    """The key of an equation's disturbances along a path (``sample_shocks``)."""
    return jax.random.fold_in(equation_key(seed, equation), side.stream)


def drawn_equations(
    fit: Fit, origin: ForecastOrigin, draws: int, side: Side = ALL
) -> dict[str, list[DrawnEquation]]:
    """Table → its equations of all tiers, in an order in which a period can be solved.

    Raises as ``Fit.equations``.
    """
    return equations_with_draws(fit.equations(), fit.data, origin, draws, fit.seed, side)


def equations_with_draws(
    fitted: list[FittedEquation],
    data: DataSettings,
    origin: ForecastOrigin,
    draws: int,
    seed: int,
    side: Side = ALL,
    futures: int = 1,
) -> dict[str, list[DrawnEquation]]:
    """Table → its equations with ``draws`` draws and their disturbances, in an order to be solved in.

    Each draw comes ``futures`` times, with other disturbances: all of them once, then again.
    """
    ready: dict[str, dict[str, DrawnEquation]] = {table: {} for table in data.tables}
    for one in fitted:
        frequency = data.tables[one.table].frequency
        ready[one.table][one.name] = _drawn_equation(one, origin, frequency, draws, seed, side, futures)
    return {
        table: [found[e.name] for e in solve_order([one.fixed.equation for one in found.values()])]
        for table, found in ready.items()
    }


def _drawn_equation(
    fitted: FittedEquation,
    origin: ForecastOrigin,
    frequency: Frequency,
    draws: int,
    seed: int,
    side: Side,
    futures: int,
) -> DrawnEquation:
    chosen = chosen_draws(fitted.sites, draws, seed, side.begin, side.end)
    fitted = replace(fitted, sites=chosen)
    last, periods = origin.last[fitted.table], origin.periods[fitted.table]
    groups = on_device(future_groups(fitted, 1))
    key = shock_key(seed, fitted.name, side)
    return DrawnEquation(
        fixed=RollOutEquation(
            fitted.equation,
            fitted.model,
            fitted.scaler,
            fitted.explain,
            groups,
            going_on(fitted.grid, last, PER_YEAR[frequency]),
            beside_all(fitted.grid, fitted.equation, last),
        ),
        sites=in_each_future(chosen, futures),
        shocks=sample_shocks(fitted, last, len(periods) - 1, key, futures),
        columns=calendar_columns(fitted, last, periods),
    )

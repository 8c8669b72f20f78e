"""The long forecast: an equation's own past simulated instead of observed, from the last training period on.

One period ahead every equation is told what its target was a moment ago, which hides how fast errors
grow. Here, draw by draw, the target is simulated period after period and fed back into its own lags, with
the economy-wide effect drawn jointly over the horizon; all other variables are as observed. The density
of a row is then the mixture over draws of its density given each draw's own past.
"""

from dataclasses import replace
from functools import partial

import jax
import numpy as np

from tradewinds.data.features import Lookup, evaluate, inputs_of_period, mean_of_known, offset_term
from tradewinds.data.mean_over_all import beside_all, observed_means
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.predictive import PredictedRows
from tradewinds.evaluation.shocks import CalendarTerms, calendar_columns, future_groups, sample_shocks
from tradewinds.evaluation.subset import EVERY, RowSample
from tradewinds.fitted.equation import FittedEquation, chosen_draws
from tradewinds.model.equation import Conditional, EquationModel

FED_BACK = "fed_back"
"""Name of the holdout."""
LEAST_PATHS = 400
"""Fewest simulated paths; the draws of small fits are repeated, each time with other disturbances."""
LOST = 0.05
"""Largest share of paths that may leave the finite range and be left out of the mixture."""


def fed_back(
    fitted: FittedEquation, key: jax.Array, seed: int, limit: RowSample = EVERY
) -> PredictedRows | None:
    """Predictive of the rows ahead with the target's own past simulated; None where there is no such row.

    All sectors are simulated, also where not all rows are asked. None too where more than ``LOST`` of the
    paths explode: there is no long forecast to be scored.
    """
    everything = fitted.equation_rows.with_role("ahead")
    if not len(everything):
        return None
    rows = everything.take(limit.asked(everything))
    paths = max(LEAST_PATHS, fitted.draws)
    fitted = replace(fitted, sites=chosen_draws(fitted.sites, paths, seed))
    location, scale = _simulated(fitted, key)
    first = fitted.model.shape.periods
    location, scale = (values[:, rows.period - first, rows.sector] for values in (location, scale))
    sound = (np.isfinite(location) & np.isfinite(scale) & (scale > 0)).all(axis=1)
    if sound.mean() < 1 - LOST:
        return None
    df = fitted.model.df(fitted.sites)
    kept = None if df is None else np.asarray(df)[sound]
    predictive = Predictive(location[sound], scale[sound], kept)
    return PredictedRows(rows, predictive, location[sound], scale[sound], len(everything))


def _simulated(fitted: FittedEquation, key: jax.Array) -> tuple[np.ndarray, np.ndarray]:
    """Location and scale [R, H, S] of the explained quantity as the rows have it, standardised.

    The rows' quantity counts from the observed previous value, the simulated one from the simulated.
    """
    grid, equation, scaler = fitted.grid, fitted.equation, fitted.scaler
    first, horizon = fitted.model.shape.periods, len(grid.periods) - fitted.model.shape.periods
    shock = sample_shocks(fitted, first - 1, horizon, key)
    shared, noise = np.asarray(shock.shared), np.asarray(shock.noise)
    column = CalendarTerms(*map(np.asarray, calendar_columns(fitted, first - 1, grid.periods[first - 1 :])))
    mean = partial(mean_of_known, axis=-1)
    beside, others = beside_all(grid, equation, first - 1), observed_means(grid, equation)
    groups = future_groups(fitted, horizon)
    rows = fitted.equation_rows.with_role("ahead")
    asked = np.zeros(grid.values[equation.name].shape, dtype=bool)
    asked[rows.sector, rows.period] = True
    since = max(0, first - equation.reach)  # no earlier past of its own is looked at
    own = np.repeat(grid.values[equation.name][None, :, since:], fitted.draws, axis=0)
    before = offset_term(equation, fitted.explain)
    found = []
    for step in range(horizon):
        now = first + step
        lookup, calendar = _lookup(fitted, own, now, since), (column.month[step], column.index[step])
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            features = inputs_of_period(equation, lookup, calendar, own.shape[:2], np, mean)
        features = features if beside is None else features + beside
        for place, observed in others.items():
            features[..., place] = observed[now]
        codes = {effect: code.reshape(horizon, -1)[step] for effect, code in groups.items()}
        given = _given(fitted.model, fitted.sites, scaler.inputs(scaler.from_usual(features)), codes)
        location, spread = np.asarray(given.location) + shared[:, step], np.asarray(given.scale)
        drawn = scaler.explained(location + spread * noise[:, step])
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if before is not None:
                simulated = evaluate(before, lookup, np, mean)
                seen = _lookup(fitted, grid.values[equation.name][None], now, 0)
                observed = evaluate(before, seen, np, mean)
                location = location + (simulated - observed) / scaler.target_scale
                drawn = simulated + drawn
            own[:, :, now - since] = np.exp(drawn) if equation.target.in_logs else drawn
        gaps = ~asked[:, now]
        own[:, gaps, now - since] = grid.values[equation.name][gaps, now]
        found.append((location, spread))
    location, spread = (np.stack(parts, axis=1) for parts in zip(*found, strict=True))
    return location, spread


def _lookup(fitted: FittedEquation, own: np.ndarray, now: int, since: int) -> Lookup:
    """Values [R or 1, S] around ``now``, the target's from its own past [R, S, …] from ``since`` on."""

    def values(variable: str, lag: int) -> np.ndarray:
        if variable == fitted.equation.name:
            return own[:, :, now - since - lag]
        return fitted.grid.values[variable][None, :, now - lag]

    return values


@partial(jax.jit, static_argnums=0)
def _given(model: EquationModel, sites: dict, x: jax.Array, groups: dict[str, jax.Array]) -> Conditional:
    """Location and scale [R, S] of every draw at its own inputs [R, S, D]; groups never seen add nothing."""
    return jax.vmap(lambda draw, x: model.one_period(draw, x, groups))(sites, x)

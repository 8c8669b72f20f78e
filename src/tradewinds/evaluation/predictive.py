"""From posterior draws to predictive densities of the rows of each question.

*inside*: rows held out inside the training periods, the economy-wide effect smoothed.
*ahead*: the periods after them, each forecast one period ahead (observed lags).
*fit*: the training rows themselves, for predictive checks and leave-one-out only.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import Design, joined
from tradewinds.data.panel import Grid, to_grid
from tradewinds.data.scaling import Scale, design, read_scale
from tradewinds.errors import DataError
from tradewinds.evaluation.mixture import Predictive
from tradewinds.model import predict
from tradewinds.model.build import build, labels_of
from tradewinds.model.equation import Conditional, EquationModel
from tradewinds.model.rows import Rows, rows_of, widest
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings

BATCH = 64
"""Draws computed at once, so that memory does not grow with their number."""


class Asked(NamedTuple):
    """The rows of one question: their design, predictive, and network output f(x) per draw [R, N]."""

    design: Design
    predictive: Predictive
    location: np.ndarray


class Fitted(NamedTuple):
    """One fitted equation with everything needed to ask it."""

    name: str
    grid: Grid
    scale: Scale
    model: EquationModel
    design: Design
    labels: dict[str, list[str]]
    sites: dict[str, jax.Array]
    chains: int
    fit: Rows

    def rows(self, chosen: Design) -> Rows:
        return jax.tree.map(jnp.asarray, rows_of(chosen, self.grid, self.scale, self.labels, self.model.shape.inputs))


def fitted_equations(
    posterior: xr.DataTree,
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    scaler: xr.DataTree,
    data: DataSettings,
    settings: TierSettings,
    tier: str,
) -> list[Fitted]:
    """Every equation of a tier with its draws, rows of all roles at hand.

    Raises DataError when the test rows hold sectors the training rows do not.
    """
    found = []
    for table, equations in equations_of(data, tier, settings.equations).items():
        trained = to_grid(train[table], data.tables[table])
        grid = to_grid(joined(train[table], test[table]), data.tables[table])
        if trained.sectors != grid.sectors:
            new = sorted(set(grid.sectors) - set(trained.sectors))
            raise DataError(
                f"sectors without training rows: {', '.join(new[:5])}",
                "every sector before the split",
                "Exclude them, or lower split.test_share.",
            )
        inputs = widest(equations)
        for equation in equations:
            scale = read_scale(scaler, equation.name)
            rows = design(grid, equation, settings.model.explain, scale)
            fit = rows.with_role("fit")
            labels = labels_of(fit, grid, settings.effects, table)
            draws = posterior[f"{equation.name}/posterior"].to_dataset()
            sites = {n: jnp.asarray(v.values.reshape(-1, *v.shape[2:])) for n, v in draws.data_vars.items()}
            found.append(
                Fitted(
                    name=equation.name,
                    grid=grid,
                    scale=scale,
                    model=build(equation, trained, labels, settings, table, inputs),
                    design=rows,
                    labels=labels,
                    sites=sites,
                    chains=draws.sizes["chain"],
                    fit=jax.tree.map(jnp.asarray, rows_of(fit, grid, scale, labels, inputs)),
                )
            )
    return found


def ask(fitted: Fitted, role: str, key: jax.Array) -> Asked | None:
    """Predictive of all rows with a role (fit, inside or ahead); None where there are none."""
    chosen = fitted.design.with_role(role)
    if not len(chosen):
        return None
    model, rows, periods = fitted.model, fitted.rows(chosen), len(fitted.grid.periods)

    def one(sites: dict, fit: Rows, rows: Rows, key: jax.Array) -> tuple[Conditional, jax.Array]:
        if role == "ahead":
            given = predict.filtered(model, sites, fit, rows, periods, key)
        else:
            given = predict.smoothed(model, sites, fit, rows, key)
        return given, model.conditional(sites, rows).location

    given, location = over_draws(one, fitted, rows, key)
    df = None if given.df is None else np.asarray(given.df)
    predictive = Predictive(np.asarray(given.location), np.asarray(given.scale), df)
    return Asked(chosen, predictive, np.asarray(location))


def left_out_densities(fitted: Fitted) -> np.ndarray:
    """log p(y[n] | draw, other rows) [R, N] of the training rows."""

    def one(sites: dict, fit: Rows, rows: Rows, key: jax.Array) -> jax.Array:
        return predict.left_out(fitted.model, sites, fit)

    return np.asarray(over_draws(one, fitted, fitted.fit, jax.random.key(0)))


def over_draws(one: Callable, fitted: Fitted, rows: Rows, key: jax.Array):
    """Apply ``one(sites, fit, rows, key)`` to every draw, in batches, in one compiled program."""
    draws = len(next(iter(fitted.sites.values())))

    @jax.jit
    def run(sites: dict, keys: jax.Array, fit: Rows, rows: Rows):
        return jax.lax.map(lambda at: one(at[0], fit, rows, at[1]), (sites, keys), batch_size=BATCH)

    return run(fitted.sites, jax.random.split(key, draws), fitted.fit, rows)

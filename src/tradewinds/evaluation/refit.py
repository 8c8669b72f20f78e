"""The fit that answers: a tier fitted again to all rows, and whether its draws can be trusted.

What was held out has said how well the tier forecasts; of the answer it is a part. Nothing is scored here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.artifacts import read_table
from tradewinds.data.blocks import LongTable, table_or_file
from tradewinds.data.split_panel import SplitPanel
from tradewinds.evaluation.convergence import COLUMNS, PROBES, convergence_metrics
from tradewinds.evaluation.scatter import EFFECT_OVER_SEEDS, scatter_over_seeds
from tradewinds.evaluation.slopes import in_units, response
from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.inference.fit import Checkpoints, fit_tier
from tradewinds.loop import Log
from tradewinds.model.equation import Conditional, EquationModel
from tradewinds.model.rows import Rows
from tradewinds.model.tier import TierModel
from tradewinds.runtime import in_double

HORIZON = 12
"""Periods after a rise at which its effect is compared from chain to chain: a year of months."""


class RefittedTier(NamedTuple):
    """A tier fitted to all rows, and the convergence of its draws, columns as ``convergence.COLUMNS``."""

    tier: FittedTier
    convergence: pd.DataFrame


def fit_all(
    tables: dict[str, pd.DataFrame | Path],
    model: TierModel,
    seed: int,
    log: Log,
    checkpoints: Checkpoints | None = None,
    scratch: Path | None = None,
    asked: dict[str, pd.DataFrame | Path] | None = None,
    posterior: xr.DataTree | None = None,
) -> RefittedTier:
    """Scale and fit a tier, every row of its whole ``tables`` (without roles) one to be fitted.

    Files, ``checkpoints`` and ``scratch`` as of ``fit_tier``; ``asked``: the tables by whose rows convergence
    is judged, where these are not the ``tables``; ``posterior``: the draws of such a fit, where there are
    some, so that nothing is fitted. Raises FitError as it does, DataError as ``fit_scaler``.
    """
    used = {name: tables[name] for name in model.equations()}
    measured = {
        name: table_or_file(table, model.data.tables[name]) if isinstance(table, Path) else table
        for name, table in used.items()
    }
    scaler = model.scaler(measured)
    if posterior is None:
        fitted = fit_tier(tables, scaler, model, seed, log, checkpoints, scratch)
        posterior = fitted.map_over_datasets(_in_order)
    tier, judged = FittedTier(model, scaler, posterior), {**measured, **(asked or {})}
    frames = {name: _read(judged[name]) for name in used}
    return RefittedTier(
        tier, convergence_of_draws(Fit(SplitPanel.of_training(frames, model.data), {model.name: tier}))
    )


def _in_order(draws: xr.Dataset) -> xr.Dataset:
    """With arrays as a file gives them: sums in another order would have other last digits."""
    return draws.copy(data={name: np.ascontiguousarray(one) for name, one in draws.data_vars.items()})


def _read(table: pd.DataFrame | Path | LongTable) -> pd.DataFrame:
    path = table.path if isinstance(table, LongTable) else table
    return read_table(path) if isinstance(path, Path) else path


@in_double
def convergence_of_draws(fit: Fit) -> pd.DataFrame:
    """Convergence of every equation's draws in what they predict of ``PROBES`` of the rows they were fitted
    to, and of their sampler and training (``convergence_metrics``); no leave-one-out.

    Beside it, of every variable among its inputs, how far the effect of a lasting rise after ``HORIZON``
    periods would scatter over other seeds (``scatter_over_seeds``), where slopes say what it is.
    """
    return pd.concat(
        [table for one in fit.equations() for table in _convergence(fit, one)], ignore_index=True
    )


def _convergence(fit: Fit, fitted: FittedEquation) -> Iterator[pd.DataFrame]:
    rows = fitted.equation_rows.with_role("fit")
    even = np.linspace(0, len(rows) - 1, min(len(rows), PROBES)).round().astype(int)
    about = (fitted, fitted.rows(rows.take(even)), jax.random.key(fit.seed))
    expected, derivatives = over_draws(_expected, (fitted.model,), *about)
    posterior = next(tier.posterior for tier in fit.tiers.values() if fitted.name in tier.posterior.children)
    group = posterior.children[fitted.name]
    statistics = (group[name].to_dataset() for name in ("sample_stats", "training"))
    yield convergence_metrics(
        fitted.name, expected.location, expected.scale, fitted.chains, None, *statistics
    )
    slopes, equation = in_units(fitted, {}, derivatives, np.empty(0)), fitted.equation
    found = []
    for variable in dict.fromkeys(term.variable for term in equation.inputs if not term.common):
        if variable != equation.name:
            effect = response(equation, fitted.explain, slopes, variable, HORIZON)[:, -1]
            if np.isfinite(effect).all():
                value = scatter_over_seeds(effect, fitted.chains)
                found.append((fitted.name, EFFECT_OVER_SEEDS, variable, value, f"after {HORIZON} periods"))
    if found:  # an empty table would make the numbers of the others objects
        yield pd.DataFrame(found, columns=list(COLUMNS))


def _expected(
    model: EquationModel, sites: dict, fit: Rows, rows: Rows, key: jax.Array
) -> tuple[Conditional, jax.Array]:
    """What a draw expects of the rows, and its mean derivative by every input [D]."""

    def mean(shift: jax.Array) -> jax.Array:
        return model.conditional(sites, rows._replace(x=rows.x + shift)).location.mean()

    return model.conditional(sites, rows), jax.grad(mean)(jnp.zeros(rows.x.shape[1]))

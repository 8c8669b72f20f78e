"""One equation fitted anew: as it is, under another prior, with a candidate or its placebo; its effect."""

import zlib
from dataclasses import replace

import jax
import numpy as np
import pandas as pd

from tradewinds.data.panel import to_grid
from tradewinds.data.scale_fit import fit_equation_scaler
from tradewinds.data.scaling import equation_rows
from tradewinds.data.split_panel import SplitPanel
from tradewinds.fitted.equation import FittedEquation
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.inference.fit import fit_tier
from tradewinds.loop import Log
from tradewinds.model.arrays import Array
from tradewinds.model.simulate import prior_sites
from tradewinds.model.tier import TierModel
from tradewinds.runtime import computing
from tradewinds.sensitivity.bands import BAND_COLUMNS, effect_bands
from tradewinds.sensitivity.effect_labels import effect_labels
from tradewinds.sensitivity.placebo import with_placebo
from tradewinds.sensitivity.responses import asked_responses
from tradewinds.settings.refits import PLACEBO, Refit
from tradewinds.settings.sensitivity import SensitivitySettings
from tradewinds.streams import SEED_REFIT

_PRIOR_DRAWS = 400
"""Draws of the prior alone whose effect is asked."""
COLUMNS = (
    "tier", "equation", "change", "refit", "sector", "period", "effect", "deviation", "mean_deviation",
    *BAND_COLUMNS,
)  # fmt: skip


def refit(
    train: dict[str, pd.DataFrame],
    model: TierModel,
    asked: Refit,
    sensitivity: SensitivitySettings,
    seed: int,
    log: Log,
) -> pd.DataFrame:
    """The effect of the policy on every row asked, by one refit; columns as in ``COLUMNS``.

    ``model`` is the tier with the one equation as it is refitted. ``effect`` is the posterior mean of
    ``asked_responses`` and ``deviation`` its standard deviation, ``mean_deviation`` that of the mean effect
    over all rows, the same on each, as are its bands, NaN with a candidate. The rows are the same in every
    refit. Raises FitError as ``fit_tier``, DataError as ``placebo``.
    """
    own = own_seed(seed, asked)
    table = train[asked.table]
    if asked.kind == PLACEBO:
        table = _with_placebo(table, model, asked, np.random.default_rng(own))
    tables = {asked.table: table}
    scaler = model.scaler(tables)
    tier = FittedTier(model, scaler, fit_tier(tables, scaler, model, own, log))
    panel = SplitPanel.of_training(tables, model.data)
    with computing("float64"):  # as in the stage ``predict``, whatever the fit ran in and on
        (fitted,) = Fit(panel, {model.name: tier}).equations()
        return _effects(fitted, asked, sensitivity, seed)


def _with_placebo(
    table: pd.DataFrame, model: TierModel, asked: Refit, rng: np.random.Generator
) -> pd.DataFrame:
    ((equation,),), data, settings = model.equations().values(), model.data, model.settings
    grid, explain = to_grid(table, data.tables[asked.table]), settings.model.explain
    within = frozenset(data.tables[asked.table].rates) if settings.within_sectors else None
    rows = equation_rows(grid, equation, explain, fit_equation_scaler(grid, equation, explain, within))
    labels = effect_labels(rows, grid, settings.effects, asked.table)
    frequency = data.tables[asked.table].frequency
    return with_placebo(table, frequency, grid, rows, labels, asked.candidate, rng)


def _effects(
    fitted: FittedEquation, asked: Refit, sensitivity: SensitivitySettings, seed: int
) -> pd.DataFrame:
    rows, draws = asked_responses(fitted, asked.policy, sensitivity, seed)
    mean = draws.mean(axis=1)
    found = {
        "tier": asked.tier,
        "equation": asked.equation,
        "change": asked.change,
        "refit": asked.number,
        "sector": np.array(fitted.grid.sectors)[rows.sector],
        "period": fitted.grid.periods[rows.period],
        "effect": draws.mean(axis=0),
        "deviation": draws.std(axis=0, ddof=1),
        "mean_deviation": mean.std(ddof=1),
    }
    if not asked.candidate:
        alone = asked_responses(_unfitted(fitted, own_seed(seed, asked)), asked.policy, sensitivity, seed)[1]
        found |= effect_bands(mean, alone.mean(axis=1))
    return pd.DataFrame(found).reindex(columns=list(COLUMNS))


def _unfitted(fitted: FittedEquation, seed: int) -> FittedEquation:
    """The equation with draws from its prior in place of the posterior's."""
    key = jax.random.key(seed)
    sites: dict[str, Array] = dict(prior_sites(fitted.model, len(fitted.equation.columns), _PRIOR_DRAWS, key))
    return replace(fitted, sites=sites, chains=1)


def own_seed(seed: int, asked: Refit) -> int:
    """A seed of its own for every refit: none shares random numbers with another."""
    place = f"{asked.tier}.{asked.equation}.{asked.change}"
    entropy = (seed, SEED_REFIT, asked.number, zlib.crc32(place.encode()))
    return int(np.random.SeedSequence(entropy).generate_state(1)[0])

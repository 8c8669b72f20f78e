"""Equations of both tiers with their draws, ready to be rolled forward."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import joined
from tradewinds.data.panel import Grid, ordinal, to_grid
from tradewinds.data.scaling import design, read_scale
from tradewinds.inference.fit import equation_key
from tradewinds.model.build import build, labels_of
from tradewinds.model.predict import future_delta
from tradewinds.model.rows import group_labels, rows_of, widest
from tradewinds.policy.origin import Origin
from tradewinds.policy.transition import Column, Part, Shock
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings


class Ready(NamedTuple):
    """One equation: its part, draws [R, …] and disturbances [R, H, …], calendar columns [H, …]."""

    part: Part
    sites: dict
    shocks: Shock
    columns: Column


def chosen_draws(posterior: xr.Dataset, draws: int, seed: int) -> dict[str, np.ndarray]:
    """``draws`` posterior draws of every site [R, …], repeated when there are fewer."""
    flat = {name: v.values.reshape(-1, *v.shape[2:]) for name, v in posterior.data_vars.items()}
    count = len(next(iter(flat.values())))
    order = np.random.default_rng(seed).permutation(count)
    pick = np.resize(order, draws)
    return {name: jnp.asarray(value[pick]) for name, value in flat.items()}


def ready_parts(
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    posteriors: dict[str, xr.DataTree],
    scalers: dict[str, xr.DataTree],
    data: DataSettings,
    tiers: dict[str, TierSettings],
    origin: Origin,
    draws: int,
    seed: int,
) -> dict[str, list[Ready]]:
    """Table → its equations in the order in which a period is solved, tier 1 before tier 2."""
    ready: dict[str, list[Ready]] = {"sectors": [], "national": []}
    for tier, settings in tiers.items():
        for table, equations in equations_of(data, tier, settings.equations).items():
            trained = to_grid(train[table], data.tables[table])
            grid = to_grid(joined(train[table], test[table]), data.tables[table])
            last = origin.sector if table == "sectors" else origin.national
            periods = origin.sector_periods if table == "sectors" else origin.national_periods
            columns_at = _later(grid, periods, data.tables[table].frequency)
            inputs = widest(equations)
            for equation in equations:
                scale = read_scale(scalers[tier], equation.name)
                rows = design(grid, equation, settings.model.explain, scale)
                rows = rows.take(rows.period <= last)
                fit = rows.with_role("fit")
                labels = labels_of(fit, grid, settings.effects, table)
                model = build(equation, trained, labels, settings, table, inputs)
                sites = chosen_draws(posteriors[tier][f"{equation.name}/posterior"].to_dataset(), draws, seed)
                # every row known at the origin tells of δ, whatever its role
                known = jax.tree.map(jnp.asarray, rows_of(rows, grid, scale, labels, inputs))
                later = rows.period >= model.shape.periods
                known = known._replace(weight=jnp.asarray(np.where(later | (rows.role == "fit"), 1.0, 0.0)))
                key = jax.random.fold_in(equation_key(seed, equation.name), 1)
                horizon = len(periods) - 1

                def shock(sites: dict, key: jax.Array, model=model, known=known, horizon=horizon, last=last):
                    delta_key, noise_key, tail_key = jax.random.split(key, 3)
                    delta = future_delta(model, sites, known, last, horizon, delta_key)
                    noise = jax.random.normal(noise_key, (horizon, model.shape.sectors))
                    if "tail" in sites:
                        df = 2.0 + sites["tail"]
                        mixing = 2.0 * jax.random.gamma(tail_key, df / 2.0, noise.shape) / df
                        noise = noise / jnp.sqrt(mixing)
                    return Shock(delta, noise)

                shocks = jax.jit(jax.vmap(shock))(sites, jax.random.split(key, draws))
                part = Part(equation, model, scale, settings.model.explain, _groups(grid, labels, rows))
                season = scale.season
                month = np.zeros((horizon, len(grid.sectors)))
                if season is not None:
                    calendar, year = columns_at
                    everyone = np.arange(len(grid.sectors))
                    for step in range(horizon):
                        same = np.ones_like(everyone)
                        month[step] = season.effect(everyone, calendar[step] * same, year[step] * same)
                index = last + 1.0 + np.arange(horizon)
                ready[table].append(Ready(part, sites, shocks, Column(jnp.asarray(month), jnp.asarray(index))))
    return ready


def _later(grid: Grid, periods: np.ndarray, frequency: str) -> tuple[np.ndarray, np.ndarray]:
    """Calendar month and year of the future periods (zeros without a calendar)."""
    if np.issubdtype(periods.dtype, np.datetime64):
        dates = pd.DatetimeIndex(periods[1:])
        return dates.month.to_numpy(), dates.year.to_numpy()
    return np.zeros(len(periods) - 1, dtype=int), ordinal(periods[1:], frequency)


def _groups(grid: Grid, labels: dict[str, list[str]], rows: object) -> dict[str, jax.Array]:
    """Pooled group of every sector in a future period: −1 where the group is new (a key:period)."""
    groups = {}
    everyone = np.arange(len(grid.sectors))
    first = rows.take(np.zeros(len(grid.sectors), dtype=int))  # type: ignore[attr-defined]
    fields = {name: getattr(first, name) for name in first.__dataclass_fields__}
    fields |= {"sector": everyone, "period": np.full(len(everyone), len(grid.periods))}
    rows_at = type(first)(**fields)
    for effect, known in labels.items():
        position = {label: index for index, label in enumerate(known)}
        groups[effect] = jnp.asarray([position.get(v, -1) for v in group_labels(rows_at, grid, effect)])
    return groups

"""What a path of the future does not choose: its disturbances, drawn once, and the calendar."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.model.arrays import Array
from tradewinds.model.equation import EquationModel
from tradewinds.model.predict import future_delta, unseen_groups
from tradewinds.model.rows import Places, Rows, group_codes, group_labels


class Shock(NamedTuple):
    """What is drawn beforehand for one equation and period, standardised, [S] each.

    ``shared``: δ and the effects of groups that are new; ``noise``: each sector's own, of scale 1.
    """

    shared: jax.Array
    noise: jax.Array


class CalendarTerms(NamedTuple):
    """What the calendar adds to one equation in one period: month effect [S], and the period's index []."""

    month: Array
    index: Array  # type: ignore[assignment]  # a tuple's method of the same name is not called


def draw_shocks(fitted: FittedEquation, last: int, horizon: int, key: jax.Array) -> Shock:
    """Disturbances [R, H, S] of every draw over the H periods after period index ``last``."""
    delta_key, group_key, noise_key = jax.random.split(key, 3)
    shape = (fitted.draws, horizon, len(fitted.grid.sectors))
    shared = jnp.zeros(shape)
    if fitted.model.shape.economy:
        shared += _deltas(fitted, last, horizon, delta_key)[:, :, None]
    if fitted.labels:
        shared += _new_groups(fitted, horizon, group_key).reshape(shape)
    return Shock(shared, jnp.asarray(_noise(fitted.model.df(fitted.sites), shape, noise_key)))


def _noise(df: jax.Array | None, shape: tuple[int, int, int], key: jax.Array) -> np.ndarray:
    """Each sector's own noise [R, H, S], of scale 1; by NumPy, which has nothing to compile."""
    rng = np.random.default_rng(np.asarray(jax.random.key_data(key)))
    if df is None:
        return rng.standard_normal(shape)
    return rng.standard_t(np.asarray(df)[:, None, None], shape)


def _deltas(fitted: FittedEquation, last: int, horizon: int, key: jax.Array) -> np.ndarray:
    """One path of δ [R, H] per draw, going on from what the rows until ``last`` say of it.

    Rows held out inside say nothing, as where the model is scored.
    """
    told = fitted.design.take((fitted.design.period <= last) & (fitted.design.role != "inside"))
    return over_draws(_delta, (fitted.model, last, horizon), fitted, fitted.rows(told), key)


def _delta(
    model: EquationModel, last: int, horizon: int, sites: dict, fit: Rows, known: Rows, key: jax.Array
) -> jax.Array:
    return future_delta(model, sites, known, last, horizon, key)


def _new_groups(fitted: FittedEquation, horizon: int, key: jax.Array) -> jax.Array:
    """Effects [R, H · S] of groups never seen in training, drawn from their population.

    The sectors of a group share its value; an effect by period has new groups in every period.
    """
    codes = {effect: jnp.asarray(code) for effect, code in future_groups(fitted, horizon).items()}
    return _every_unseen(fitted.model, fitted.sites, codes, jax.random.split(key, fitted.draws))


@partial(jax.jit, static_argnames="model")
def _every_unseen(
    model: EquationModel, sites: dict, codes: Mapping[str, Array], keys: jax.Array
) -> jax.Array:
    return jax.vmap(lambda site, key: jnp.asarray(unseen_groups(model, site, codes, key)))(sites, keys)


def future_groups(fitted: FittedEquation, horizon: int) -> dict[str, np.ndarray]:
    """Effect → group [H · S] of every future period and sector, coded as in ``Rows``."""
    sectors, periods = np.arange(len(fitted.grid.sectors)), np.arange(horizon)
    places = Places(
        sector=np.tile(sectors, horizon), period=len(fitted.grid.periods) + np.repeat(periods, len(sectors))
    )
    return {
        effect: group_codes(group_labels(places, fitted.grid, effect), known)
        for effect, known in fitted.labels.items()
    }


def calendar_columns(fitted: FittedEquation, last: int, periods: np.ndarray) -> CalendarTerms:
    """Month effects [H, S] from all training years, and indices [H], of the periods after the first."""
    sectors, horizon = len(fitted.grid.sectors), len(periods) - 1
    month = np.zeros((horizon, sectors))
    if fitted.scale.season is not None:
        dates = pd.DatetimeIndex(periods[1:])
        calendar, year = (np.repeat(part.to_numpy(), sectors) for part in (dates.month, dates.year))
        everyone = np.tile(np.arange(sectors), horizon)
        month = fitted.scale.season.effect(everyone, calendar, year).reshape(horizon, sectors)
    return CalendarTerms(jnp.asarray(month), jnp.asarray(last + 1.0 + np.arange(horizon)))

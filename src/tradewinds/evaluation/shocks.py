"""What a path of the future does not choose: its disturbances, drawn once, and the calendar."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.fitted.equation import FittedEquation, over_draws
from tradewinds.model.arrays import Array, on_device
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


def sample_shocks(fitted: FittedEquation, last: int, horizon: int, key: jax.Array, futures: int = 1) -> Shock:
    """Disturbances [F · R, H, S] of every draw over the H periods after period index ``last``, in each of F
    futures: those of all draws once, then again."""
    delta_key, group_key, _ = jax.random.split(key, 3)
    shape = (futures * fitted.draws, horizon, len(fitted.grid.sectors))
    sites = in_each_future(fitted.sites, futures)
    shared = np.zeros(shape)
    if fitted.model.shape.economy:
        shared += _deltas(fitted, last, horizon, delta_key, futures).reshape(-1, horizon, 1)
    if fitted.labels:
        shared += np.asarray(_new_groups(fitted, sites, horizon, group_key)).reshape(shape)
    noise = _noise(fitted.model.df(sites), shape, noise_generator(key))
    return Shock(on_device(shared), on_device(noise))


def noise_generator(key: jax.Array) -> np.random.Generator:
    """What draws each sector's own noise of ``sample_shocks`` with this key."""
    _, _, noise_key = jax.random.split(key, 3)
    return np.random.default_rng(np.asarray(jax.random.key_data(noise_key)))


def in_each_future(sites: Mapping[str, Array], futures: int) -> dict[str, Array]:
    """Draws [R, …] of every site as [F · R, …]: all of them once, then again. By NumPy, which has nothing to
    compile."""
    if futures == 1:
        return on_device(dict(sites))
    return on_device({name: np.concatenate([np.asarray(site)] * futures) for name, site in sites.items()})


def _noise(df: jax.Array | None, shape: tuple[int, int, int], rng: np.random.Generator) -> np.ndarray:
    """Each sector's own noise [R, H, S], of scale 1; by NumPy, which has nothing to compile."""
    if df is None:
        return rng.standard_normal(shape)
    return rng.standard_t(np.asarray(df)[:, None, None], shape)


def _deltas(fitted: FittedEquation, last: int, horizon: int, key: jax.Array, futures: int) -> np.ndarray:
    """Paths of δ [F, R, H], F of each draw, going on from what the rows until ``last`` say of it.

    Rows held out inside say nothing, as where the model is scored.
    """
    told = fitted.equation_rows.take(
        (fitted.equation_rows.period <= last) & (fitted.equation_rows.role != "inside")
    )
    found = over_draws(_delta, (fitted.model, last, horizon, futures), fitted, fitted.rows(told), key)
    return found.swapaxes(0, 1)


def _delta(
    model: EquationModel,
    last: int,
    horizon: int,
    futures: int,
    sites: dict,
    fit: Rows,
    known: Rows,
    key: jax.Array,
) -> jax.Array:
    """[F, H]: what the rows say of δ is computed once for all futures, which differ in their key alone."""
    keys = key[None] if futures == 1 else jax.random.split(key, futures)
    return jax.vmap(lambda one: future_delta(model, sites, known, last, horizon, one))(keys)


def _new_groups(fitted: FittedEquation, sites: dict[str, Array], horizon: int, key: jax.Array) -> jax.Array:
    """Effects [N, H · S] of groups never seen in training, drawn from their population, for N draws of the
    ``sites``.

    The sectors of a group share its value; an effect by period has new groups in every period.
    """
    codes = on_device(future_groups(fitted, horizon))
    draws = len(next(iter(sites.values())))
    return _every_unseen(fitted.model, sites, codes, jax.random.split(key, draws))


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
    if fitted.scaler.season is not None:
        dates = pd.DatetimeIndex(periods[1:])
        calendar, year = (np.repeat(part.to_numpy(), sectors) for part in (dates.month, dates.year))
        everyone = np.tile(np.arange(sectors), horizon)
        month = fitted.scaler.season.effect(everyone, calendar, year).reshape(horizon, sectors)
    return on_device(CalendarTerms(month, last + 1.0 + np.arange(horizon)))

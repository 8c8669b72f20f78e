"""What a policy does not change: disturbances drawn once and shared by all paths, and the calendar."""

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.evaluation.fitted import Fitted, over_draws
from tradewinds.model.predict import future_delta, unseen_groups
from tradewinds.model.rows import Places, Rows, group_codes, group_labels
from tradewinds.policy.transition import Column, Shock


def draw_shocks(fitted: Fitted, last: int, horizon: int, key: jax.Array) -> Shock:
    """Disturbances [R, H, S] of every draw over the H periods after period index ``last``.

    δ goes on from what the rows until then say of it, those held out inside left out as where the model
    is scored. Groups never seen in training are drawn from their population, one value for the sectors of a
    group: those of an effect by period anew in every period, others once.
    """
    model, shape = fitted.model, (horizon, len(fitted.grid.sectors))
    told = fitted.design.take((fitted.design.period <= last) & (fitted.design.role != "inside"))
    codes = {effect: jnp.asarray(code) for effect, code in future_groups(fitted, horizon).items()}

    def one(sites: dict, fit: Rows, given: tuple[Rows, dict], key: jax.Array) -> Shock:
        known, codes = given
        delta_key, group_key, noise_key = jax.random.split(key, 3)
        delta = future_delta(model, sites, known, last, horizon, delta_key)
        new = jnp.broadcast_to(unseen_groups(model, sites, codes, group_key), horizon * shape[1])
        df = model.df(sites)
        noise = jax.random.normal(noise_key, shape) if df is None else jax.random.t(noise_key, df, shape)
        return Shock(delta[:, None] + new.reshape(shape), noise)

    return over_draws(one, fitted, (fitted.rows(told), codes), key)


def future_groups(fitted: Fitted, horizon: int) -> dict[str, np.ndarray]:
    """Effect → group [H · S] of every future period and sector, coded as in ``Rows``."""
    sectors, periods = np.arange(len(fitted.grid.sectors)), np.arange(horizon)
    places = Places(
        sector=np.tile(sectors, horizon), period=len(fitted.grid.periods) + np.repeat(periods, len(sectors))
    )
    return {
        effect: group_codes(group_labels(places, fitted.grid, effect), known)
        for effect, known in fitted.labels.items()
    }


def calendar_columns(fitted: Fitted, last: int, periods: np.ndarray) -> Column:
    """Month effects [H, S] from all training years, and indices [H], of the periods after the first."""
    sectors, horizon = len(fitted.grid.sectors), len(periods) - 1
    month = np.zeros((horizon, sectors))
    if fitted.scale.season is not None:
        dates = pd.DatetimeIndex(periods[1:])
        calendar, year = (np.repeat(part.to_numpy(), sectors) for part in (dates.month, dates.year))
        everyone = np.tile(np.arange(sectors), horizon)
        month = fitted.scale.season.effect(everyone, calendar, year).reshape(horizon, sectors)
    return Column(jnp.asarray(month), jnp.asarray(last + 1.0 + np.arange(horizon)))

"""Synthetic economies: stated equations, so that the true effect of every intervention is known.

One module per economy holds its equations; those that estimates are held to are declared in ``kinds``, of the
parts in ``tariff_panel``. ``engine`` rolls any of them. A history, the futures after it and the effect of an
intervention all come from the same ``step`` functions.

======================  ==============================================================================
economy                 equations that can represent it (``t``: the shared cycle)
======================  ==============================================================================
``falling_tariff``      price[t] ~ price[t-1] + tariff[t];  volume[t] ~ volume[t-1] + price[t-1] + tariff[t]
                        (one sector: no ``t``)
``nonlinear``           price[t], volume[t] ~ price[t-1] + volume[t-1] + tariff[t] + tariff[t-1]
                        + elasticity[t] + import_share[t] + capacity[t] + t
``two_tier``            sectors as ``nonlinear``; the national equations stand in the module
``omitted``             as ``nonlinear`` without capacity[t], which matters and is left out
``import_market``       price[t] ~ price[t-1] + tariff[t]; volume[t] ~ volume[t-1] + price[t] + tariff[t]
                        + home_price[t]
``linear`` … (kinds)    price[t] ~ price[t-1] + tariff[t] + tariff[t-1];
                        volume[t] ~ volume[t-1] + tariff[t] + tariff[t-1], sector and period effects
======================  ==============================================================================
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tradewinds.data.synthetic import engine, falling_tariff, nonlinear, omitted, two_tier
from tradewinds.data.synthetic.import_market import economy_of_market
from tradewinds.data.synthetic.kinds import ECONOMY_KINDS
from tradewinds.data.synthetic.tariff_panel import economy_of
from tradewinds.settings.simulator import MarketSettings
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings

_ECONOMIES = {
    EconomyName.falling_tariff: falling_tariff.ECONOMY,
    EconomyName.nonlinear: nonlinear.ECONOMY,
    EconomyName.two_tier: two_tier.ECONOMY,
    EconomyName.omitted: omitted.ECONOMY,
} | {EconomyName(name): economy_of(kind.panel) for name, kind in ECONOMY_KINDS.items()}


def simulate_economy(settings: SyntheticSettings, seed: int) -> dict[str, pd.DataFrame]:
    """Table → long table (sector, label, period 1 … T, one column per variable) of one history."""
    economy = _economy(settings)
    history = engine.history(economy, settings.sectors, settings.periods, settings.noise, seed)
    return {
        name: engine.long_table(history[name], columns, name == "national")
        for name, columns in economy.published.items()
    }


def futures(
    settings: SyntheticSettings,
    seed: int,
    origin: int,
    path: np.ndarray,
    draws: int,
    held: Mapping[str, tuple[np.ndarray, float]] | None = None,
    reacting: engine.ReactingTariff | None = None,
) -> dict[str, dict[str, np.ndarray]]:
    """Table → variable → [draws, S, H] (S = 1 for the nation): what follows period index ``origin``.

    The history is that of ``simulate_economy`` with the same seed up to and with ``origin``; then H periods
    under the tariff ``path`` [S, H], each draw with its own disturbances. Another path with the same
    seed, H and draws meets the same disturbances. ``held``: sector variable → the sectors [S] that stand at
    another level at ``origin``, and this level. ``reacting``: what sets the tariff where it does not follow
    the path.
    """
    economy = _economy(settings)
    history = engine.history(economy, settings.sectors, settings.periods, settings.noise, seed)
    return engine.simulated_futures(
        economy, history, origin, path, draws, settings.noise, seed, held, reacting
    )


def one_step_effect(
    settings: SyntheticSettings,
    panel: pd.DataFrame,
    target: str,
    rise: float,
    variable: str | None = None,
) -> np.ndarray:
    """True effect [rows of panel] on ``target`` at t of ``variable`` being higher by ``rise`` at t.

    ``variable`` is by default the tariff (``avg_tariff`` in the national table); everything before t,
    and every other variable of period t that the target's equation uses, is as observed, and the
    disturbances are the same with and without the rise (at their mean: the effect is on the
    expected value). In log points for variables in logs, in the variable's own unit for rates, shares,
    elasticities and unemployment; ``rise`` likewise. NaN in the first period of a sector. Raises
    DataError for a variable the table does not have.
    """
    return engine.step_difference(_economy(settings), panel, target, rise, variable)


def _economy(settings: SyntheticSettings) -> engine.SyntheticEconomy:
    if settings.economy == EconomyName.import_market:
        return economy_of_market(settings.market or MarketSettings())
    return _ECONOMIES[EconomyName(settings.economy)]

"""The roll-out in one call: both paths, their difference, and the truth where it is known."""

import pandas as pd
import xarray as xr

from tradewinds.data.synthetic import futures
from tradewinds.identities import compute
from tradewinds.policy.rollout import RollOut, roll_out
from tradewinds.policy.summary import Truth, summarise
from tradewinds.settings.data import DataSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tier import TierSettings


def project(
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    posteriors: dict[str, xr.DataTree],
    scalers: dict[str, xr.DataTree],
    data: DataSettings,
    tiers: dict[str, TierSettings],
    scenario: ScenarioSettings,
    seed: int,
) -> xr.DataTree:
    """Summary of the scenario against its unchanged baseline: groups /sectors and /national.

    Raises as ``roll_out``.
    """
    rolled = roll_out(train, test, posteriors, scalers, data, tiers, scenario, seed)
    truth = None if data.synthetic is None else _truth(rolled, data, scenario, seed)
    return summarise(rolled, data, scenario.variable, truth)


def _truth(rolled: RollOut, data: DataSettings, scenario: ScenarioSettings, seed: int) -> Truth:
    """Futures of the economy itself, [futures, H, S], under the same paths; identities computed from them."""
    truth: Truth = {}
    for which, path in rolled.tariffs.items():
        known = futures(data.synthetic, seed, rolled.origin.last["sectors"], path.T, scenario.futures)
        truth[which] = {}
        for table, settings in data.tables.items():
            values = {variable: found.swapaxes(1, 2) for variable, found in known[table].items()}
            computed = {name: compute(text, values) for name, text in settings.identities.items()}
            truth[which][table] = values | computed
    return truth

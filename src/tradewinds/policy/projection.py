"""The roll-out in one call: both paths, their difference, and the truth where it is known."""

import pandas as pd
import xarray as xr

from tradewinds.data.synthetic import futures
from tradewinds.errors import SupportError
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

    A roll-out that is refused for leaving what was seen has no groups; its attribute ``refused`` says why.
    Raises as ``roll_out`` otherwise.
    """
    try:
        rolled = roll_out(train, test, posteriors, scalers, data, tiers, scenario, seed)
    except SupportError as error:
        return xr.DataTree(xr.Dataset(attrs={"refused": str(error)}))
    truth = None if data.synthetic is None else _truth(rolled, data, scenario, seed)
    summary = summarise(rolled, data, scenario.variable, truth)
    summary.attrs["networks"] = min(distinct_draws(posteriors), scenario.draws)
    return summary


def distinct_draws(posteriors: dict[str, xr.DataTree]) -> int:
    """Posterior draws of the equation that has fewest."""
    groups = [equation["posterior"] for tree in posteriors.values() for equation in tree.children.values()]
    return min(group.sizes["chain"] * group.sizes["draw"] for group in groups)


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

"""The roll-out in one call: both paths, their difference, and the truth where it is known."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.synthetic import futures
from tradewinds.errors import GateError, SupportError
from tradewinds.identities import compute
from tradewinds.policy.judgement import require_gates
from tradewinds.policy.origin import Origin
from tradewinds.policy.rollout import RollOut, roll_out
from tradewinds.policy.scenario import planned
from tradewinds.policy.summary import Truth, summarise
from tradewinds.policy.weighted import weighted_effects
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
    path: pd.DataFrame,
    seed: int,
    checks: pd.DataFrame | None = None,
) -> xr.DataTree:
    """Summary of a scenario against its baseline: groups /sectors, /national and /weighted.

    ``path``: the rates of both, as ``plan`` has them; a single sector is not weighted. ``checks``: verdicts
    on the economic checks, where one of them is a gate.

    A roll-out that is refused, by a gate or for leaving what was seen, has no groups; its attribute
    ``refused`` says why. Raises as ``roll_out`` otherwise.
    """
    try:
        require_gates(checks)
        rolled = roll_out(train, test, posteriors, scalers, data, tiers, scenario, planned(path), seed)
    except (GateError, SupportError) as error:
        return xr.DataTree(xr.Dataset(attrs={"refused": str(error)}))
    return summed_up(rolled, data, scenario, min(distinct_draws(posteriors), scenario.draws), seed)


def summed_up(
    rolled: RollOut, data: DataSettings, scenario: ScenarioSettings, networks: int, seed: int
) -> xr.DataTree:
    """The summary of a roll-out, beside the truth where it is known; ``networks``: different draws in it."""
    truth = None if data.synthetic is None else _truth(rolled, data, scenario, seed)
    summary = summarise(rolled, data, scenario.variable, truth, scenario.weights)
    if len(rolled.grids["sectors"].sectors) > 1:
        summary["weighted"] = xr.DataTree(weighted_effects(rolled, data, scenario.weights, truth))
    summary.attrs["networks"] = networks
    return summary


def distinct_draws(posteriors: dict[str, xr.DataTree]) -> int:
    """Posterior draws of the equation that has fewest."""
    groups = [equation["posterior"] for tree in posteriors.values() for equation in tree.children.values()]
    return min(group.sizes["chain"] * group.sizes["draw"] for group in groups)


def _truth(rolled: RollOut, data: DataSettings, scenario: ScenarioSettings, seed: int) -> Truth:
    """Futures of the economy itself, [futures, H, S], under the same paths; identities computed from them."""
    return {
        which: true_futures(path, rolled.origin, data, scenario, seed)
        for which, path in rolled.tariffs.items()
    }


def true_futures(
    path: np.ndarray,
    origin: Origin,
    data: DataSettings,
    scenario: ScenarioSettings,
    seed: int,
    held: Mapping[str, tuple[np.ndarray, float]] | None = None,
) -> dict[str, dict[str, np.ndarray]]:
    """Table → variable → [futures, H, S] of the simulated economy itself under a path [H, S].

    ``held`` as in ``synthetic.futures``.
    """
    known = futures(data.synthetic, seed, origin.last["sectors"], path.T, scenario.futures, held)
    found = {}
    for table, settings in data.tables.items():
        values = {variable: of.swapaxes(1, 2) for variable, of in known[table].items()}
        found[table] = values | {name: compute(text, values) for name, text in settings.identities.items()}
    return found

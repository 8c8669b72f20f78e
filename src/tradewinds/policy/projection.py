"""The roll-out in one call: both paths, their difference, and the truth where it is known."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.synthetic import futures
from tradewinds.data.synthetic.engine import ReactingTariff
from tradewinds.errors import DataError, GateError, SupportError
from tradewinds.fitted.fit import Fit
from tradewinds.identities import compute
from tradewinds.policy.forecast_origin import ForecastOrigin
from tradewinds.policy.rollout import RollOut, roll_out
from tradewinds.policy.scenario import planned_rates
from tradewinds.policy.summary import Truth, summarise
from tradewinds.policy.weighted import weighted_effects
from tradewinds.review.gate import require_gates
from tradewinds.runtime import in_double
from tradewinds.settings.data import DataSettings
from tradewinds.settings.scenario import ScenarioSettings


@in_double
def project(
    fit: Fit, scenario: ScenarioSettings, path: pd.DataFrame, checks: pd.DataFrame | None = None
) -> xr.DataTree:
    """Summary of a scenario against its baseline: groups /sectors, /national and /weighted.

    ``path``: the rates of both, as ``plan`` has them; a single sector is not weighted. ``checks``: verdicts
    on checks, where one of them is a gate.

    A roll-out that is refused, by a gate or for leaving what was seen, has no groups; its attribute
    ``refused`` says why (``refused_found`` what was found, ``refused_remedy`` what to do). Raises as
    ``roll_out`` otherwise.
    """
    try:
        require_gates(checks)
        rolled = roll_out(fit, scenario, planned_rates(path))
    except (GateError, SupportError) as error:
        why = {"refused": str(error), "refused_found": error.found, "refused_remedy": error.remedy}
        return xr.DataTree(xr.Dataset(attrs=why))
    return summed_up(rolled, fit.data, scenario, min(fit.distinct_draws(), scenario.draws), fit.seed)


def summed_up(
    rolled: RollOut,
    data: DataSettings,
    scenario: ScenarioSettings,
    networks: int,
    seed: int,
    known: Truth | None = None,
) -> xr.DataTree:
    """The summary of a roll-out, beside the truth where it is known; ``networks``: different draws in it.

    ``known``: true futures of those of its paths whose rates are not all of them, as under a rule.
    """
    truth = None if data.synthetic is None else _truth(rolled, data, scenario, seed, known or {})
    summary = summarise(rolled, data, scenario.variable, truth, scenario.weights)
    if len(rolled.grids["sectors"].sectors) > 1:
        summary["weighted"] = xr.DataTree(weighted_effects(rolled, data, scenario.weights, truth))
    summary.attrs["networks"] = networks
    return summary


def _truth(
    rolled: RollOut,
    data: DataSettings,
    scenario: ScenarioSettings,
    seed: int,
    known: Truth,
) -> Truth:
    """Futures of the economy itself, [futures, H, S], under the same paths; identities computed from them."""
    return {
        which: known[which] if which in known else true_futures(path, rolled.origin, data, scenario, seed)
        for which, path in rolled.tariffs.items()
    }


def true_futures(
    path: np.ndarray,
    origin: ForecastOrigin,
    data: DataSettings,
    scenario: ScenarioSettings,
    seed: int,
    held: Mapping[str, tuple[np.ndarray, float]] | None = None,
    reacting: ReactingTariff | None = None,
) -> dict[str, dict[str, np.ndarray]]:
    """Table → variable → [futures, H, S] of the simulated economy itself under a path [H, S].

    ``seed``: the experiment's, of data that name none; ``held`` and ``reacting`` as in ``synthetic.futures``.
    Raises DataError for data whose truth is not known.
    """
    if data.synthetic is None:
        raise DataError("no true future is known of these data", "a simulated economy")
    known = futures(
        data.synthetic,
        data.synthetic.seed_or(seed),
        origin.last["sectors"],
        path.T,
        scenario.futures,
        held,
        reacting,
    )
    found = {}
    for table, settings in data.tables.items():
        values = {variable: of.swapaxes(1, 2) for variable, of in known[table].items()}
        found[table] = values | {name: compute(text, values) for name, text in settings.identities.items()}
    return found

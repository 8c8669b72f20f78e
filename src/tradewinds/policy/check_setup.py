"""The set-up of an economic check: the past that its roll-outs start from, and the policy's paths."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.panel import Grid
from tradewinds.errors import ScenarioError
from tradewinds.policy.scenario import last_rates, not_below_zero
from tradewinds.policy.situation import in_situation, levels
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.economics import CheckSettings

CheckRates = dict[str, np.ndarray]
"""Path (baseline, rise, against) → rates [H, S]."""


class CheckSetup(NamedTuple):
    """One economic check over H periods and S sectors.

    ``past``: the sectors' history, in the situation of the check; ``rates``: path → rates [H, S], fractions;
    ``among`` [S]: the sectors that it is about; ``levels``: variable → its level in the situation.
    """

    check: CheckSettings
    past: Grid
    rates: CheckRates
    among: np.ndarray
    levels: dict[str, float]


def set_up_check(
    name: str,
    check: CheckSettings,
    grid: Grid,
    settings: TableSettings,
    train: pd.DataFrame,
    policy: str,
    last: int,
    horizon: int,
) -> CheckSetup:
    """The set-up of a check, from period index ``last`` of the sectors on over ``horizon`` periods.

    Raises ScenarioError for a sector that the data do not hold.
    """
    unknown = [sector for sector in check.sectors if sector not in grid.sectors]
    if unknown:
        raise ScenarioError(
            f"check {name}: no sector {unknown[0]!r} in the data",
            f"some of {', '.join(grid.sectors[:10])}{' …' if len(grid.sectors) > 10 else ''}",
            "Write sectors as the panel has them.",
        )
    among = np.isin(grid.sectors, check.sectors) if check.sectors else np.ones(len(grid.sectors), bool)
    held = levels(check, train, settings)
    past = in_situation(grid, settings, held, among, last)
    rates = {"baseline": np.tile(last_rates(past, policy, last), (horizon, 1))}
    for path, rise in (("rise", check.rise), ("against", check.against)):
        if rise is not None:
            # a cut ends where a scenario's does
            rates[path] = not_below_zero(rates["baseline"] + rise * among, rates["baseline"])
    return CheckSetup(check, past, rates, among, held)

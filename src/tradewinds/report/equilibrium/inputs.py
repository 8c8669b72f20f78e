"""What the page of an equilibrium economy is made of."""

from functools import cached_property

import numpy as np
import pandas as pd

from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.verdicts import shortened
from tradewinds.report.words import capital
from tradewinds.settings.equilibrium import NO_TARIFF, EconomySettings, Rebate

USES = {
    Rebate.newborn: "paid to the newborn",
    Rebate.wasted: "wasted",
    Rebate.all_ages: "paid to all ages alike",
    NO_TARIFF: "no tariff",
}
"""Use of the revenue → how it is said."""


class EquilibriumInputs(PageInputs):
    """The economy's settings, and tables by the name of the economy."""

    @cached_property
    def economy(self) -> EconomySettings:
        """What is assumed."""
        return self.section(EconomySettings, "equilibrium")

    @cached_property
    def ages(self) -> np.ndarray:
        """[A] as they are called."""
        return self.economy.first_age + np.arange(self.economy.ages)

    def named(self, name: str) -> dict[str, pd.DataFrame]:
        """How the revenue is used, as it is said → table of an input."""
        return {capital(USES[economy]): table for economy, table in self.every(name).items()}

    @property
    def usual(self) -> str:
        """The economy whose answers without a tariff are shown: the first."""
        return next(iter(self.every("errors")))

    @property
    def shocks(self) -> list[str]:
        """What each of the Z is called."""
        economy = self.economy
        return [
            f"Productivity {shortened(eta)}, depreciation {shortened(delta)}"
            for delta in economy.depreciation.values
            for eta in economy.productivity.values
        ]

    @property
    def rise(self) -> str:
        """“10 points”."""
        assert self.economy.tariff is not None  # asked where there is one
        return f"{shortened(100 * self.economy.tariff.step)} points"

"""The solution in closed form: logarithmic utility, and nobody but the newborn earns anything but capital
income.

Each age saves a constant share of its income, whatever the law of the return and the wage,

    a^h = s_h y^h,   s_h = β(1 − β^(A−h))/(1 − β^(A+1−h)),

a tariff's revenue included that is paid to the newborn or to nobody.
"""

from typing import NamedTuple

import numpy as np

from tradewinds.equilibrium.economy import Economy, Situation, Values


class ConstantShares(NamedTuple):
    """A policy: every age saves the same share of its income at all times."""

    values: Values
    """[A−1]"""

    def shares(self, situation: Situation) -> Values:
        """[…, A−1]"""
        return self.values + 0.0 * situation.income[..., :-1]


def has_closed_form(economy: Economy) -> bool:
    """Whether ``saving_shares`` solves the economy."""
    alone = not economy.labour[1:].any() and not economy.rebate[1:].any()
    return economy.risk_aversion == 1 and alone and not economy.limited


def saving_shares(economy: Economy) -> ConstantShares:
    """s_h of the ages h = 1…A−1."""
    beta, left = economy.discount, economy.ages - np.arange(1, economy.ages)
    return ConstantShares(beta * (1 - beta**left) / (1 - beta ** (left + 1)))

"""What a structural economy says of a tariff: the prosperity response of the one that has a closed form.

It is simulated in NumPy, in milliseconds: no network is needed where savings are constant shares of income.
"""

from dataclasses import dataclass

import numpy as np

from tradewinds.equilibrium.closed_form import has_closed_form, saving_shares
from tradewinds.equilibrium.economy import Economy, Prices, generations_of, incomes, prices_of
from tradewinds.errors import EquilibriumError
from tradewinds.settings.equilibrium import EconomySettings, Rebate, ShockSettings
from tradewinds.streams import SEED_STRUCTURAL

_HALVES = [[0.5, 0.5], [0.5, 0.5]]
CLOSED_FORM_ECONOMY = EconomySettings(
    name="Six ages",
    productivity=ShockSettings([0.95, 1.05], _HALVES),
    depreciation=ShockSettings([0.5, 0.9], _HALVES),
    limited=False,
    import_share=0.1,
)
"""That of configs/equilibrium/six_ages.yaml."""
LEAVES_OUT = (
    "It leaves out whatever a small open economy of one good has not: sectors and their inputs, "
    "unemployment, prices abroad that answer to the tariff, and partners who retaliate."
)
"""The sentence that has to stand beside its numbers."""
_SETTLING = 60


@dataclass(frozen=True)
class StructuralResponse:
    """Mean log changes in % when a tariff goes for good from ``before`` to ``after``, against histories in
    which it stays."""

    before: float
    """A fraction of the price of all imports."""
    after: float
    import_share: float
    """Of imports in the cost of final output, which the response is nearly proportional to."""
    years: float
    """That a period stands for."""
    gdp: np.ndarray
    """[T] at market prices, the revenue included, from the period of the rise on."""
    consumption: np.ndarray
    """[T] of all households."""


def prosperity_response(
    settings: EconomySettings,
    before: float,
    after: float,
    rebate: Rebate,
    import_share: float,
    horizon: int = 10,
    seed: int = 0,
    paths: int = 500,
) -> StructuralResponse:
    """GDP and consumption when the tariff on all imports goes from ``before`` to ``after`` (fractions above
    −1): what a change does depends on where it begins, of second order in the rate from none.

    ``settings`` as of an economy with a closed form, in which ``import_share`` takes the place of their own;
    the revenue goes to the newborn or to nobody. Raises EquilibriumError where there is no closed form.
    """
    share = import_share
    economy = generations_of(settings, rebate)._replace(imports=share / (1 - share))
    if not has_closed_form(economy):
        raise EquilibriumError(
            f"{settings.name or 'an economy'} with its revenue for {rebate.replace('_', ' ')}",
            "logarithmic utility, labour at birth alone and the revenue for the newborn or nobody",
            "Solve it: an experiment of the kind equilibrium.",
        )
    rng = np.random.default_rng((seed, SEED_STRUCTURAL))
    shock = np.zeros(paths, dtype=int)
    capital = np.full((paths, economy.ages), economy.usual / (economy.ages - 1))
    capital[:, 0] = 0.0
    for _ in range(_SETTLING):
        shock = _next(rng, economy, shock)
        capital = _period(economy, shock, capital, before)[2]
    sides, changes = [(before, capital), (after, capital)], []
    for _ in range(horizon):
        found = [_period(economy, shock, of, tariff) for tariff, of in sides]
        logs = [np.log([prices.gdp, consumed]) for prices, consumed, _ in found]
        changes.append(100 * (logs[1] - logs[0]).mean(axis=1))
        sides = [(tariff, of[2]) for (tariff, _), of in zip(sides, found, strict=True)]
        shock = _next(rng, economy, shock)
    gdp, consumption = np.transpose(changes)
    return StructuralResponse(before, after, share, settings.years, gdp, consumption)


def _period(
    economy: Economy, shock: np.ndarray, capital: np.ndarray, tariff: float
) -> tuple[Prices, np.ndarray, np.ndarray]:
    """Prices, consumption of all [N], and capital [N, A] in the next period."""
    total = capital.sum(axis=1)
    prices = prices_of(economy, economy.productivity[shock], economy.depreciation[shock], total, tariff)
    income = incomes(economy, prices, capital)
    saved = saving_shares(economy).values * income[:, :-1]
    following = np.concatenate([np.zeros((len(saved), 1)), saved], axis=1)
    return prices, income.sum(axis=1) - saved.sum(axis=1), following


def _next(rng: np.random.Generator, economy: Economy, shock: np.ndarray) -> np.ndarray:
    below = np.cumsum(economy.transition, axis=1)[shock]
    drawn = (rng.uniform(size=(len(shock), 1)) > below).sum(axis=1)
    return np.minimum(drawn, economy.shocks - 1)

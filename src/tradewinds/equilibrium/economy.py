"""The economy: technology, prices, incomes and budgets of overlapping generations, with a tariff on imports.

One household of every age h = 1…A, no lifetime risk, utility c^(1−γ)/(1−γ). Final output is made of value
added and imports, Q = B (η K^α L^(1−α))^(1−μ) M^μ, imports at the world price 1, for which firms pay 1 + τ; B
is such that without a tariff value added is η K^α L^(1−α). With m = μ/(1−μ):

    VA = η K^α L^(1−α) (1+τ)^(−m)        value added
    w = (1−α) VA/L,  r = α VA/K + 1 − δ   wage, gross return: capital is bought back with its return
    M = m VA/(1+τ),  T = τ M              imports and the tariff's revenue
    y^h = r k^h + w l^h + T ρ^h           income of age h, ρ the shares of the rebate
    c^h = y^h − a^h,  k'^(h+1) = a^h      what is not saved is eaten; nobody is born with capital

(Auerbach & Kotlikoff 1987; Azinovic, Gaegauf & Scheidegger 2022.) Arrays are NumPy's or JAX's alike: all here
is made of operators, so that what needs no network needs no JAX either.
"""

from typing import Any, NamedTuple

import numpy as np

from tradewinds.settings.equilibrium import NO_TARIFF, EconomySettings, Rebate

_HALF = 0.5
EVERY_AGE = 0
"""Stands for all ages together where a table has a column ``age``."""
Values = Any
"""An array of NumPy's or JAX's, whichever came in."""

_PATIENT = 0.02
"""No riskless return is taken to be lower."""


class Economy(NamedTuple):
    """What does not change; A ages, Z shocks."""

    discount: float
    risk_aversion: float
    capital_share: float
    labour: np.ndarray
    """[A]"""
    productivity: np.ndarray
    """[Z] η; shocks in the order of depreciation, then productivity."""
    depreciation: np.ndarray
    """[Z] δ."""
    transition: np.ndarray
    """[Z, Z] probabilities of the next shock (columns), given this one (rows)."""
    least: np.ndarray
    """[A−1] savings of every age that saves may not be lower."""
    limited: bool
    """Whether that can bind."""
    imports: float
    """m = μ/(1−μ), imports for each unit of value added without a tariff."""
    rebate: np.ndarray
    """[A] share of the revenue that goes to each age; zeros where it is wasted."""
    usual: float
    """K about which the economy may be expected to move, where histories begin."""
    usual_share: float
    """Share of its income above the least savings that every age alike would save there."""

    @property
    def ages(self) -> int:
        return len(self.labour)

    @property
    def shocks(self) -> int:
        return len(self.productivity)

    @property
    def usual_output(self) -> float:
        """K^α L^(1−α)/A, output for each household at the usual capital."""
        return self.usual**self.capital_share * self.labour.sum() ** (1 - self.capital_share) / self.ages


class EconomyState(NamedTuple):
    """Where the economy stands at the beginning of a period, any leading axes."""

    shock: Values
    """[…] which of the Z."""
    capital: Values
    """[…, A] of every age, in units of output; nothing at birth."""
    tariff: Values
    """[…] τ, a fraction."""


class Prices(NamedTuple):
    """What follows from capital and shock, […] each, in units of output."""

    gross_return: Values
    wage: Values
    value_added: Values
    imports: Values
    revenue: Values

    @property
    def gdp(self) -> Values:
        """At market prices: value added and the tariff's revenue."""
        return self.value_added + self.revenue


class Situation(NamedTuple):
    """A state, with all that nobody chooses in it."""

    state: EconomyState
    total: Values
    """[…] capital K."""
    prices: Prices
    income: Values
    """[…, A]"""


def generations_of(settings: EconomySettings, rebate: str = NO_TARIFF) -> Economy:
    """The economy of these settings, its tariff's revenue used in one of the ways of ``Rebate``."""
    ages, labour = settings.first_age + np.arange(settings.ages), np.array(settings.labour)
    eta, delta = (np.array(one.values) for one in (settings.productivity, settings.depreciation))
    moves = np.array(settings.depreciation.transition), np.array(settings.productivity.transition)
    worked = np.interp(ages, labour[:, 0], labour[:, 1])
    found = Economy(
        discount=settings.discount,
        risk_aversion=settings.risk_aversion,
        capital_share=settings.capital_share,
        labour=worked,
        productivity=np.tile(eta, len(delta)),
        depreciation=np.repeat(delta, len(eta)),
        transition=np.kron(*moves),
        least=np.zeros(settings.ages - 1),
        limited=settings.limited,
        imports=settings.import_share / (1 - settings.import_share),
        rebate=rebate_shares(rebate, settings.ages),
        usual=np.nan,
        usual_share=np.nan,
    )
    found = found._replace(usual=_usual_capital(found))
    found = found._replace(least=-np.minimum(settings.borrowing, _payable(found)))
    return found._replace(usual_share=_usual_share(found))


def _usual_capital(economy: Economy) -> float:
    """K at which α K^(α−1)L^(1−α) + 1 − δ, δ its mean in the long run, is a riskless 1/β, of at least
    1.02."""
    cost = _usual_depreciation(economy) + max(1 / economy.discount - 1, _PATIENT)
    return float(economy.labour.sum() * (economy.capital_share / cost) ** (1 / (1 - economy.capital_share)))


def _usual_depreciation(economy: Economy) -> float:
    return float(np.linalg.matrix_power(economy.transition, 1024)[0] @ economy.depreciation)


def _payable(economy: Economy) -> np.ndarray:
    """[A−1] half of what the rest of each life earns at the usual wage: who is old can pay back no more."""
    alpha, per_labour = economy.capital_share, economy.usual / economy.labour.sum()
    earned = np.cumsum(economy.labour[::-1])[::-1]
    return np.asarray(0.5 * (1 - alpha) * per_labour**alpha * earned[1:])


def _usual_share(economy: Economy) -> float:
    """The share at which savings out of incomes at the usual prices add up to the usual capital, but at least
    half: with much less the old would have next to nothing.
    """
    from scipy.optimize import brentq  # a third of a second, which whoever solves nothing need not take

    prices = prices_of(economy, 1.0, _usual_depreciation(economy), economy.usual, 0.0)

    def missing(share: float) -> float:
        capital = [0.0]
        for worked, least in zip(economy.labour, economy.least, strict=False):
            income = prices.gross_return * capital[-1] + prices.wage * worked
            capital.append(least + share * (income - least))
        return float(sum(capital) - economy.usual)

    found = brentq(missing, 0.0, 1.0) if missing(0.0) * missing(1.0) < 0 else _HALF
    return float(max(found, _HALF))


def rebate_shares(rebate: str, ages: int) -> np.ndarray:
    """[A] shares of the revenue that each age gets."""
    if rebate == Rebate.all_ages:
        return np.full(ages, 1 / ages)
    return np.eye(ages)[0] if rebate == Rebate.newborn else np.zeros(ages)


def prices_of(
    economy: Economy, productivity: Values, depreciation: Values, capital: Values, tariff: Values
) -> Prices:
    """VA = η K^α L^(1−α)(1+τ)^(−m) and what follows from it; ``capital`` […] is K, all others as it."""
    alpha, labour = economy.capital_share, economy.labour.sum()
    added = productivity * capital**alpha * labour ** (1 - alpha) * (1 + tariff) ** (-1.0 * economy.imports)
    imports = economy.imports * added / (1 + tariff)
    return Prices(
        gross_return=alpha * added / capital + 1 - depreciation,
        wage=(1 - alpha) * added / labour,
        value_added=added,
        imports=imports,
        revenue=tariff * imports,
    )


def incomes(economy: Economy, prices: Prices, capital: Values) -> Values:
    """y^h = r k^h + w l^h + T ρ^h, […, A] of ``capital`` […, A]."""
    return (
        prices.gross_return[..., None] * capital
        + prices.wage[..., None] * economy.labour
        + prices.revenue[..., None] * economy.rebate
    )


def marginal_utility(economy: Economy, consumption: Values) -> Values:
    """u'(c) = c^(−γ)."""
    return consumption ** (-1.0 * economy.risk_aversion)


def consumption_of_marginal(economy: Economy, marginal: Values) -> Values:
    """u'^(−1): the consumption at which marginal utility is this."""
    return marginal ** (-1.0 / economy.risk_aversion)


def log_gdp_given_capital(economy: Economy, tariff: Values) -> Values:
    """log GDP(τ)/GDP(0) = −(1+m) log(1+τ) + log(1+(1+m)τ) at the same capital: of second order in τ."""
    whole = 1 + economy.imports
    return np.log1p(whole * tariff) - whole * np.log1p(tariff)

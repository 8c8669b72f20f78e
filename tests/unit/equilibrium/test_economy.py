"""Prices, incomes and the tariff, against identities and hand-computed values."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_generations import six_ages

from tradewinds.equilibrium.closed_form import has_closed_form, saving_shares
from tradewinds.equilibrium.economy import generations_of, incomes, log_gdp_given_capital, prices_of
from tradewinds.equilibrium.structural import CLOSED_FORM_ECONOMY, prosperity_response
from tradewinds.errors import EquilibriumError, SettingsError
from tradewinds.settings.compose import option
from tradewinds.settings.equilibrium import EconomySettings, Rebate, ShockSettings
from tradewinds.settings.schema import validated

CONFIGS = Path(__file__).parents[3] / "configs"


def test_shocks_are_ordered_by_depreciation_then_productivity():
    moves = [[0.98, 0.02], [0.25, 0.75]]
    economy = generations_of(six_ages(depreciation=ShockSettings([0.5, 0.9], moves)))
    assert economy.productivity.tolist() == [0.95, 1.05, 0.95, 1.05]
    assert economy.depreciation.tolist() == [0.5, 0.5, 0.9, 0.9]
    assert economy.transition[0].tolist() == [0.49, 0.49, 0.01, 0.01]
    assert economy.transition.sum(axis=1) == pytest.approx(np.ones(4))


def test_labour_of_sixty_ages_adds_up():
    knots = [[21, 0.6], [41, 1.4], [61, 1.4], [71, 0.7], [80, 0.7]]
    economy = generations_of(EconomySettings(ages=60, first_age=21, labour=knots))
    assert economy.labour.sum() == pytest.approx(65.45)
    assert economy.labour[[0, 20, 40, 50, 59]].tolist() == pytest.approx([0.6, 1.4, 1.4, 0.7, 0.7])


@pytest.mark.parametrize("rebate", list(Rebate))
def test_incomes_are_output_and_what_is_left_of_capital(rebate):
    """Σy = VA + (1 − δ)K + T where the revenue is paid out; nothing of it where it is wasted."""
    economy = generations_of(six_ages(), rebate)
    capital = np.array([[0.0, 0.3, 0.2, 0.1, 0.05, 0.02]])
    prices = prices_of(economy, 1.05, 0.9, capital.sum(axis=1), np.array([0.1]))
    paid = 0.0 if rebate is Rebate.wasted else prices.revenue
    whole = prices.value_added + 0.1 * capital.sum() + paid
    assert incomes(economy, prices, capital).sum() == pytest.approx(whole.item(), rel=1e-12)
    assert prices.imports.item() == pytest.approx((0.1 / 0.9) * prices.value_added.item() / 1.1)


def test_the_tariff_costs_gdp_the_second_order_alone_at_given_capital():
    economy = generations_of(six_ages(), Rebate.newborn)
    taxes = np.array([0.0, 0.01, 0.1])
    gdp = prices_of(economy, 1.0, 0.5, np.full(3, 0.7), taxes).gdp
    assert np.log(gdp / gdp[0]) == pytest.approx(log_gdp_given_capital(economy, taxes), abs=1e-15)
    m = economy.imports
    assert np.log(gdp[1] / gdp[0]) == pytest.approx(-0.5 * m * (1 + m) * 0.01**2, rel=0.02)
    around = prices_of(economy, 1.0, 0.5, np.full(3, 0.7), np.array([-0.02, 0.0, 0.02])).gdp
    assert around.argmax() == 1


def test_shares_in_closed_form():
    economy = generations_of(six_ages(), Rebate.newborn)
    known = [0.659999, 0.639393, 0.605211, 0.543379, 0.411765]
    assert saving_shares(economy).values == pytest.approx(known, abs=1e-6)


@pytest.mark.parametrize(
    ("changed", "rebate", "known"),
    [
        ({}, "newborn", True),
        ({}, "wasted", True),
        ({}, "all_ages", False),
        ({"risk_aversion": 2.0}, "wasted", False),
        ({"labour": [[1, 1], [6, 1]]}, "wasted", False),
    ],
)
def test_where_there_is_a_closed_form(changed, rebate, known):
    assert has_closed_form(generations_of(six_ages(**changed), rebate)) is known


def test_the_old_may_owe_no_more_than_they_can_pay_back():
    knots = [[21, 0.6], [41, 1.4], [61, 1.4], [71, 0.7], [80, 0.7]]
    economy = generations_of(EconomySettings(ages=60, first_age=21, labour=knots, borrowing=0.5))
    assert economy.least[:55] == pytest.approx(np.full(55, -0.5))
    assert (np.diff(economy.least[-4:]) > 0).all() and economy.least[-1] < 0


def test_the_economy_beside_a_nation_is_that_of_the_option():
    found = validated(EconomySettings, option(CONFIGS, "equilibrium", "six_ages"))
    same = replace(found, name=CLOSED_FORM_ECONOMY.name, description="", tariff=None)
    assert same == CLOSED_FORM_ECONOMY


@pytest.mark.parametrize(
    ("rebate", "gdp", "consumption"),
    [("newborn", (-0.054, -0.061, -0.054), -0.081), ("wasted", (-0.054, -0.318, -0.504), -0.858)],
)
def test_what_a_structural_economy_says_is_known(rebate, gdp, consumption):
    """GDP at once, after one and five periods, and consumption at once: 20,000 paths have them to the last
    digit shown, 500 within three of their standard errors.
    """
    found = prosperity_response(CLOSED_FORM_ECONOMY, 0.0, 0.1, Rebate(rebate), 0.1)
    assert found.gdp[[0, 1, 5]] == pytest.approx(gdp, abs=0.003)
    assert found.consumption[0] == pytest.approx(consumption, abs=0.012)
    other = prosperity_response(CLOSED_FORM_ECONOMY, 0.0, 0.1, Rebate(rebate), 0.2)
    known = log_gdp_given_capital(generations_of(six_ages(import_share=0.2)), 0.1)
    assert other.gdp[0] == pytest.approx(100 * known, rel=1e-9)


def test_it_is_not_asked_what_it_does_not_know():
    with pytest.raises(EquilibriumError, match="revenue for all ages; expected logarithmic"):
        prosperity_response(CLOSED_FORM_ECONOMY, 0.0, 0.1, Rebate.all_ages, 0.1)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"labour": [[2, 1], [6, 0]]}, "labour.*pairs from age 1 to 6"),
        ({"limited": False, "borrowing": 0.1}, "borrowing = 0.1; expected 0 where savings have no limit"),
        ({"tariff": {"step": 0.1}}, "import_share.*above 0 where there is a tariff"),
        ({"productivity": {"values": [1, 2], "transition": [[0.5, 0.4], [0, 1]]}}, "add up to 1"),
        ({"productivity": {"values": [1, 2]}}, "2 rows of 2 probabilities"),
    ],
)
def test_an_economy_that_cannot_be_is_refused(section, words):
    with pytest.raises(SettingsError, match=words):
        validated(EconomySettings, section)

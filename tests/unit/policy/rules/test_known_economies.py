"""Rules learned on simulated economies whose best tariff is known: it is what the optimiser finds."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from small_generations import six_ages

from tradewinds.equilibrium.closed_form import saving_shares
from tradewinds.equilibrium.economy import generations_of
from tradewinds.equilibrium.paths import fresh_states, start_states
from tradewinds.policy.rules.form import RuleForm
from tradewinds.policy.rules.known_economies import (
    best_lasting_tariff,
    generations_model,
    import_market_model,
)
from tradewinds.policy.rules.learn import RuleGradient, RuleLearning, learn_rule, value_of_rule
from tradewinds.settings.equilibrium import Rebate
from tradewinds.settings.simulator import MarketSettings
from tradewinds.simulators.market_mean import long_run_share

pytestmark = pytest.mark.slow

KEY = jax.random.key(5)
FORM = RuleForm(1, lowest=-0.2, highest=0.4)
START = FORM.start(KEY, 0.15)
HOME = 0.92
MARKET = MarketSettings()
ASKED = RuleLearning(steps=120, episodes=32, learning_rate=0.01, noise=0.01)
"""Exploring costs more above no tariff than below, which moves a rule that explores widely."""


def market(borne, buyers=100):
    own = {name: getattr(MARKET, name) for name in MARKET.__dataclass_fields__}
    return import_market_model({**own, "borne": borne, "demand_noise": 0.03}, HOME, 20, buyers)


def generations(rebate):
    economy = generations_of(six_ages(), rebate)
    shares = saving_shares(economy)
    states = fresh_states(economy, shares, start_states(economy, 16), KEY, 30, (4, 5))
    return generations_model(economy, shares, states, 12)


def largest(found):
    """Of the tariffs, fractions, where what is seen is usual."""
    return float(np.abs(FORM.held(FORM.aim(found.chosen, jnp.asarray([[-1.0], [0.0], [1.0]])))).max())


@pytest.mark.parametrize("gradient", list(RuleGradient))
@pytest.mark.parametrize("model", [market(0.0), generations(Rebate.newborn)], ids=["market", "generations"])
def test_where_tariffs_only_cost_the_rule_that_is_found_is_none(model, gradient):
    """From 15 points. A rule that sees the market's price would lower the tariff by some .4 points for a
    usual rise of it, since who decides now buys at later prices too; with the newborn paid the best is 1."""
    found = learn_rule(model, FORM, gradient, ASKED, KEY, START)
    assert largest(found) < 0.025
    ahead = value_of_rule(model, FORM, found.chosen, KEY, 100) - value_of_rule(model, FORM, START, KEY, 100)
    assert float(ahead.mean()) > 0


def test_where_the_revenue_is_wasted_the_rule_ends_on_its_lower_bound():
    form = RuleForm(1, lowest=0.0, highest=0.4)
    found = learn_rule(generations(Rebate.wasted), form, RuleGradient.pathwise, ASKED, KEY, START)
    assert (form.held(form.aim(found.chosen, jnp.asarray([[-1.0], [0.0], [1.0]]))) == 0).all()


def test_the_best_lasting_tariff_has_the_highest_gain_in_the_long_run():
    """Gain at t: the integral of premiums above g, less the price, which falls by b for each per cent."""
    best = best_lasting_tariff(MARKET, HOME)
    z = np.random.default_rng(0).normal(size=2_000_000)
    premiums = np.exp(MARKET.premium_location + MARKET.premium_scale * z)

    def gain(tariff):
        log_price = -MARKET.borne * np.log1p(tariff)
        cost = np.log1p(tariff) + log_price - np.log(HOME)
        return np.where(premiums > cost, premiums - log_price + np.log(HOME), 0.0).mean()

    assert (
        best == pytest.approx(0.0713, abs=1e-4) and best_lasting_tariff(MarketSettings(borne=0.0), HOME) == 0
    )
    assert gain(best) > max(gain(best - 0.02), gain(best + 0.02), gain(0.0))


def test_the_market_begins_in_its_long_run_without_a_tariff():
    model = market(0.2, buyers=20_000)
    state = model.start(KEY)
    assert float(state.ruled.buys.mean()) == pytest.approx(
        float(long_run_share(MARKET, np.asarray(0.0), np.log(HOME))), abs=0.01
    )
    assert float(model.see(state)[0]) == 0.0

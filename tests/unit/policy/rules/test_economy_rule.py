"""The best rule for a simulated economy's tariff: counted as GDP it is none, whatever sellers bear."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from small_generations import six_ages

from tradewinds.equilibrium.closed_form import saving_shares
from tradewinds.equilibrium.economy import generations_of, log_gdp_given_capital
from tradewinds.equilibrium.paths import fresh_states, start_states
from tradewinds.policy.rules.economy_rule import EconomyRule, find_economy_rule
from tradewinds.policy.rules.known_economies import generations_model, import_market_model
from tradewinds.policy.rules.step_model import run_episode
from tradewinds.review.economy_rule import RuleCase, review_economy_rule
from tradewinds.review.status import Status
from tradewinds.settings.economy_rule import Counted, EconomyRuleSettings, RuleGradient
from tradewinds.settings.equilibrium import Rebate
from tradewinds.settings.simulator import MarketSettings

KEY = jax.random.key(5)
MARKET = {name: getattr(MarketSettings(), name) for name in MarketSettings.__dataclass_fields__}
MARKET["demand_noise"] = 0.03
SHORT = EconomyRuleSettings(horizon=12, steps=120, episodes=32, evaluated=50)


def generations(rebate, counts=Counted.output):
    economy = generations_of(six_ages(), rebate)
    shares = saving_shares(economy)
    states = fresh_states(economy, shares, start_states(economy, 16), KEY, 30, (4, 5))
    return economy, generations_model(economy, shares, states, 12, counts)


def market(counts, draws=1, buyers=60):
    wide = np.random.default_rng(0)
    parameters = {name: wide.normal(value, 0.05 * abs(value), draws) for name, value in MARKET.items()}
    return import_market_model(parameters, 0.92, 12, buyers, counts=counts)


@pytest.mark.slow
@pytest.mark.parametrize("rebate", list(Rebate))
def test_gdp_is_counted_at_the_capital_without_a_tariff(rebate):
    """Every period costs what the formula says, though tariffs came before, whoever gets the revenue."""
    economy, model = generations(rebate)
    tariffs = jnp.array([0.3, -0.1, 0.0, 0.2])

    def act(key, seen):
        return tariffs[jax.random.randint(key, (), 0, 4)]

    episode = run_episode(model, act, lambda wanted: wanted, KEY)
    expected = 100 * log_gdp_given_capital(economy, np.asarray(episode.action))
    assert np.asarray(episode.reward) == pytest.approx(expected, abs=1e-10)
    assert len(np.unique(episode.seen)) == 12  # its capital moves by shocks


def test_what_becomes_of_capital_counts_only_where_it_is_asked_for():
    _, model = generations(Rebate.wasted, Counted.everything)
    episode = run_episode(model, lambda *_: jnp.asarray(0.1), lambda wanted: wanted, KEY)
    reward = np.asarray(episode.reward)
    assert reward[0] == pytest.approx(-0.0540, abs=2e-4)  # on impact: −½ m (1 + m) τ², nearly
    assert reward[5] < -0.4  # capital is gone


@pytest.mark.slow
def test_what_sellers_bear_is_no_output():
    """A lasting tariff of 7 points, the best of a country that moves the price, is a loss of output."""
    gains = {}
    for counts in Counted:
        model = market(counts, buyers=2000)._replace(horizon=60)
        episode = run_episode(model, lambda *_: jnp.asarray(0.07), lambda wanted: wanted, KEY)
        gains[counts] = float(np.asarray(episode.reward)[20:].mean())
    assert gains[Counted.output] < -0.05 < 0.0 < gains[Counted.everything]


@pytest.mark.slow
@pytest.mark.parametrize("gradient", list(RuleGradient))
@pytest.mark.parametrize("of", ["market", *Rebate])
def test_the_best_rule_is_no_tariff(of, gradient):
    """From 15 points, over posterior draws of the market; within a point, as the shipped settings ask."""
    model = market(Counted.output, draws=40) if of == "market" else generations(of)[1]
    asked = replace(SHORT, gradient=gradient)
    found = find_economy_rule(model, asked, 0, best=0.0)
    verdicts = review_economy_rule(RuleCase(*found, asked=asked))
    assert set(verdicts["status"]) == {Status.passed}, verdicts[["check", "value", "threshold"]]
    worth = found.policies.drop_duplicates("policy").set_index("policy")["gain"]
    assert worth["none"] == pytest.approx(0.0, abs=1e-12) and worth["start"] < worth["rule"]


def table(tariff=0.002, gain=-0.0001, start=-0.4, best=0.0, lost=0.0):
    """A rule that sets ``tariff`` whatever it sees."""
    tried = [0.0, 0.15, 0.07, np.nan], [0.0, start, -0.1, gain]
    policies = [*zip(["none", "start", "lasting", "rule"], *tried, strict=True)]
    seen = [-2.0, -1.0, 0.0, 1.0, 2.0]
    return EconomyRule(
        pd.DataFrame({"seen": seen, "tariff": tariff, "best": best}),
        pd.DataFrame(policies, columns=["policy", "tariff", "gain"]).assign(error=0.0),
        pd.DataFrame({"step": [1], "gain": [start], "lost": lost}),
    )


@pytest.mark.parametrize(
    ("found", "failing"),
    [
        (table(), set()),
        (table(tariff=0.012), {"known optimum"}),
        (table(gain=-0.5), {"better than its start", "constant tariffs"}),
        (table(gain=-0.02), {"constant tariffs"}),
        (table(lost=0.2), {"finite histories"}),
    ],
)
def test_each_check_fails_where_it_should(found, failing):
    verdicts = review_economy_rule(RuleCase(*found, asked=SHORT))
    assert set(verdicts.loc[verdicts["status"] == Status.failed, "check"]) == failing
    assert set(verdicts.loc[~verdicts["check"].isin(failing), "status"]) == {Status.passed}


def test_nothing_is_asked_of_a_best_tariff_that_nobody_knows():
    verdicts = review_economy_rule(RuleCase(*table(best=np.nan), asked=SHORT))
    assert "known optimum" not in set(verdicts["check"]) and len(verdicts) == 3

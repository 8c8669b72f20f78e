"""The best rule for the tariff of a simulated economy, beside other tariffs and beside what is known."""

from dataclasses import fields
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.equilibrium.economy import generations_of
from tradewinds.equilibrium.evaluate import begun, in_float64
from tradewinds.equilibrium.paths import fresh_states
from tradewinds.equilibrium.solve import Solution
from tradewinds.loop import Log
from tradewinds.policy.rules.form import RuleForm
from tradewinds.policy.rules.known_economies import (
    best_lasting_tariff,
    generations_model,
    import_market_model,
)
from tradewinds.policy.rules.learn import RuleLearning, learn_rule, values_of_rules
from tradewinds.policy.rules.step_model import StepModel
from tradewinds.runtime import in_double
from tradewinds.settings.economy_rule import Counted, EconomyRuleSettings, TriedTariff
from tradewinds.settings.equilibrium import EconomySettings
from tradewinds.settings.simulator import MarketSettings
from tradewinds.streams import EXPERIMENT_ECONOMY_RULE, EXPERIMENT_ECONOMY_STATES

DEVIATIONS = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Standard deviations of what a rule sees at which its tariffs are told."""
_HISTORIES, _DISCARDED, _LOOKS = 64, 50, (10, 5)
"""Histories whose states a rule begins in: how many, for how long unseen, and which of the rest."""
_GRID = 13
"""Constant tariffs that are tried, from the lowest to the highest, none and the start beside them."""


class EconomyRule(NamedTuple):
    """What is found of one economy."""

    rates: pd.DataFrame
    """One row a value of what is seen (``seen``, standard deviations): the ``tariff`` that the rule sets, and
    the ``best``, fractions; NaN where that is not known."""
    policies: pd.DataFrame
    """One row a ``policy`` (none, start, rule, lasting, constant): its ``tariff``, NaN of a rule; ``gain``,
    the mean effect in a period on what counts, in %; and its standard ``error`` over histories."""
    search: pd.DataFrame
    """One row a ``step``: ``gain`` of the histories met, as above; ``lost``, the share of all steps'
    histories without a finite gradient."""


@in_double
def rule_for_market(
    answers: xr.Dataset,
    series: pd.DataFrame,
    temperature: float,
    settings: EconomyRuleSettings,
    seed: int,
    log: Log = lambda _: None,
) -> EconomyRule:
    """The best rule on the import market, over the posterior of its buyers.

    ``answers``: draws ``parameter`` [temperature, draw, name] of a calibration, of which the first
    temperature's are taken; ``series``: what it was calibrated to, of which the home substitute's mean price
    is taken; ``temperature``: of the slope through buyers' choices. Raises FitError as ``learn_rule``.
    """
    draws = answers["parameter"].isel(temperature=0)
    parameters = {str(name): np.asarray(draws.sel(name=name)) for name in draws["name"].to_numpy()}
    home = float(series["home_price"].mean())
    model = import_market_model(
        parameters, home, settings.horizon, settings.buyers, temperature, counts=settings.counts
    )
    usual = MarketSettings(**{one.name: float(parameters[one.name].mean()) for one in fields(MarketSettings)})
    return find_economy_rule(
        model, settings, seed, _known_best(settings), best_lasting_tariff(usual, home), log
    )


@in_double
def rule_for_generations(
    of: EconomySettings,
    rebate: str,
    solution: Solution,
    settings: EconomyRuleSettings,
    seed: int,
    log: Log = lambda _: None,
) -> EconomyRule:
    """The best rule among generations that save as in ``solution``, the tariff's revenue used as ``rebate``
    says; histories begin in the states that the economy moves among without a tariff.
    """
    economy, policy = generations_of(of, rebate), in_float64(solution.network)
    key = jax.random.fold_in(jax.random.key(seed), EXPERIMENT_ECONOMY_STATES)
    states = fresh_states(economy, policy, begun(solution.states, _HISTORIES), key, _DISCARDED, _LOOKS)
    model = generations_model(economy, policy, states, settings.horizon, settings.counts)
    return find_economy_rule(model, settings, seed, _known_best(settings), log=log)


def _known_best(settings: EconomyRuleSettings) -> float:
    return 0.0 if settings.counts == Counted.output else np.nan


def find_economy_rule(
    model: StepModel,
    settings: EconomyRuleSettings,
    seed: int,
    best: float = np.nan,
    lasting: float = np.nan,
    log: Log = lambda _: None,
) -> EconomyRule:
    """Learn a linear rule on ``model``, whose histories are worth what the economy without a tariff is not.

    ``best``: the tariff that is known to be best; ``lasting``: the one that would be if it lasted, which is
    valued beside the others. All policies meet the same fresh histories. Raises FitError as ``learn_rule``.
    """
    key = jax.random.fold_in(jax.random.key(seed), EXPERIMENT_ECONOMY_RULE)
    starting, learning, judging = jax.random.split(key, 3)
    form = RuleForm(1, lowest=settings.lowest, highest=settings.highest)
    asked = RuleLearning(settings.steps, settings.episodes, settings.learning_rate, settings.noise)
    begun = form.start(starting, settings.start)
    found = learn_rule(model, form, settings.gradient, asked, learning, begun)
    seen = np.array(DEVIATIONS)
    tariffs = np.asarray(form.held(form.aim(found.chosen, jnp.asarray(seen)[:, None])))
    log(f"the rule sets {100 * tariffs[len(DEVIATIONS) // 2]:.2f} points where all is usual")

    constants = {TriedTariff.none: 0.0, TriedTariff.start: settings.start}
    constants |= {TriedTariff.lasting: lasting} if np.isfinite(lasting) else {}
    tried = [
        *constants.items(),
        *((TriedTariff.constant, at) for at in np.linspace(form.lowest, form.highest, _GRID)),
    ]
    of_all = [*(form.start(starting, float(at)) for _, at in tried), found.chosen]
    gains = values_of_rules(model, form, of_all, judging, settings.evaluated) / model.horizon
    told = [(policy.value, tariff) for policy, tariff in (*tried, (TriedTariff.rule, np.nan))]
    policies = pd.DataFrame(told, columns=["policy", "tariff"])
    policies["gain"] = gains.mean(axis=1)
    policies["error"] = gains.std(axis=1, ddof=1) / np.sqrt(gains.shape[1])
    return EconomyRule(
        pd.DataFrame({"seen": seen, "tariff": tariffs, "best": best}),
        policies,
        pd.DataFrame(
            {
                "step": np.arange(1, len(found.curve) + 1),
                "gain": found.curve / model.horizon,
                "lost": found.lost,
            }
        ),
    )

"""Sectors that sell exp(−b τ) and earn τ exp(−b τ), with a b of each draw: no network, no waiting."""

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.policy.path_evaluator import OutcomeAggregation, PathEvaluator
from tradewinds.policy.run import RollOutProgram, runner_of
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.welfare import WelfareSettings

HORIZON, SECTORS = 6, 3


def one(start, sites, shocks, columns, path):
    volume = jnp.exp(-sites["sectors"][0]["b"] * path) + shocks["sectors"][0]
    return {"sectors": ({"volume": volume, "revenue": path * volume}, jnp.zeros_like(path))}


def sample_of(slopes, baseline, welfare=None, weights=None, **limits):
    """A sample of as many draws as slopes b; weights: outcome → weight, in per cent of its total."""
    slopes = np.asarray(slopes, float)
    asked = weights or {"revenue": 1.0}
    outcomes = [Outcome("sectors", name, total=True, weight=value) for name, value in asked.items()]
    with np.errstate(over="ignore"):
        volume = np.exp(-slopes[:, None, None] * baseline)
    values = {"volume": volume, "revenue": baseline * volume}
    measure = OutcomeAggregation(
        outcomes=outcomes,
        shares=[np.ones(1) for _ in outcomes],
        discount={"sectors": np.full(HORIZON, 1 / HORIZON)},
        baseline={"sectors": {outcome.name: values[outcome.name] for outcome in outcomes}},
        ranges={"sectors": [("tariff", 0.0, 1.0)]},
        explained={"sectors": ["volume"]},
        steady=np.ones(len(slopes), bool),
        last=baseline[0],
        inside=0.1,
        runaway=10.0,
    )
    shocks = {"sectors": [jnp.zeros((HORIZON, len(slopes), SECTORS))]}
    sites = {"sectors": [{"b": jnp.asarray(slopes)}]}
    draws = RollOutProgram(jax.tree_util.Partial(one), {}, sites, shocks, {"sectors": []}, jnp.asarray)
    settings = welfare or WelfareSettings(smoothness=0.0)
    return PathEvaluator(
        draws, runner_of(draws), measure, np.arange(len(slopes)), settings, ScenarioSettings(**limits)
    )

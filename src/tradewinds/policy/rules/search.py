"""The search for the best rule, from the posterior to the numbers of an equation."""

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.fitted.fit import Fit
from tradewinds.policy.optimise import search_path
from tradewinds.policy.optimum import SEARCH_SIDE, prepare
from tradewinds.policy.rules.judging import RuleOnDraws
from tradewinds.policy.rules.reacting import rule_equation, rule_evaluator, rule_numbers
from tradewinds.runtime import in_double
from tradewinds.settings.optimise import Around
from tradewinds.settings.outcomes import PolicyProblem
from tradewinds.streams import EXPERIMENT_RULE

HOLDING, CONSTANT_SHIFT = "holding", "best constant shift"
_FARTHEST = 3.0
"""Ranges of rates beyond which no number of a rule goes: every rate is at a bound there."""


@dataclass(frozen=True)
class RuleSpace:
    """The numbers of a rule as a search moves them, freely within ``farthest`` [P]."""

    farthest: np.ndarray

    def path(self, knots: np.ndarray) -> np.ndarray:
        """What is asked of an evaluator: the numbers themselves."""
        return knots

    def knots(self, path: np.ndarray) -> np.ndarray:
        """The inverse of ``path``."""
        return path

    def slope(self, knots: np.ndarray, by_rates: np.ndarray) -> np.ndarray:
        """The gradient by the numbers, as the evaluator has it."""
        return by_rates

    def clipped(self, knots: np.ndarray) -> np.ndarray:
        """The nearest numbers that are allowed."""
        return np.clip(knots, -self.farthest, self.farthest)


@in_double
def find_rule(
    fit: Fit,
    asked: PolicyProblem,
    baseline: np.ndarray,
    around: np.ndarray,
    log: Callable[[str], None],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The best rule (``RuleEquation.rows``), and every start with where it ended, as ``find_policy``.

    ``baseline`` [H, S] are the rates that effects are counted from, ``around`` [H, S] those that the rule
    moves from. It begins from doing nothing, and from the constant shift that does best. Raises as
    ``prepare``, ``rule_equation`` and ``search_path``.
    """
    side, settings = prepare(fit, asked, baseline, SEARCH_SIDE), asked.optimise
    equation = rule_equation(side, asked, baseline)
    evaluator = rule_evaluator(side, equation, asked, around)
    weights, key = evaluator.measure.weights, jax.random.fold_in(jax.random.key(fit.seed), EXPERIMENT_RULE)
    reach = settings.highest - settings.lowest
    shifts = np.linspace(-reach / 2, reach / 2, 2 * settings.grid - 1)
    rules = {shift: rule_numbers(equation.start(key, shift))[0] for shift in shifts}
    best = max(shifts, key=lambda shift: evaluator.value(rules[shift], weights))
    starts = {HOLDING: rule_numbers(equation.start(key))[0], CONSTANT_SHIFT: rules[best]}
    if settings.rule.around == Around.path or best == 0.0:
        del starts[CONSTANT_SHIFT]
    space = RuleSpace(np.full(len(starts[HOLDING]), _FARTHEST * reach))
    ended = search_path(evaluator, space, settings, weights, starts, log)
    unravel = rule_numbers(equation.start(key))[1]
    rows = [one._asdict() | {"apart": float(np.abs(one.path - ended[0].path).mean())} for one in ended]
    starts_table = pd.DataFrame(rows).drop(columns="path").assign(networks=side.networks)
    chosen = unravel(jnp.asarray(ended[0].path))
    rows = equation.rows(chosen)
    if equation.form.hidden:
        reading = RuleOnDraws(equation, chosen, evaluator, around).linear_reading()
        rows = pd.concat([rows, equation.rows_of_reading(*reading)], ignore_index=True)
    return rows, starts_table

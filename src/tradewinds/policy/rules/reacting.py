"""The roll-out under a rule: every draw sets its own rates by what has happened in it."""

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from tradewinds.errors import DataError
from tradewinds.policy.optimum import Prepared
from tradewinds.policy.path_evaluator import PathEvaluator
from tradewinds.policy.rules.equation import SEEN, RuleEquation, seen_values
from tradewinds.policy.rules.form import RuleForm, RuleParams
from tradewinds.policy.run import Rolled, RollOutProgram, runner_of
from tradewinds.settings.outcomes import PolicyProblem

_STILL = 1e-6
"""Spread, as a share of the largest value, below which a term only moves by rounding."""


def rule_equation(side: Prepared, asked: PolicyProblem, baseline: np.ndarray) -> RuleEquation:
    """The equation that a rule's numbers fill in, with the units in which things differ on the ``baseline``
    [H, S].

    Raises DataError for a term that does not differ there.
    """
    settings, seen = asked.optimise, tuple(asked.seen)
    terms = tuple(one.term(asked.data) for one in seen)
    sectors = tuple(str(one) for one in side.grids["sectors"].sectors)
    nothing = tuple(np.zeros(1) for _ in seen)
    start = seen_values(seen, terms, nothing, side.program.start)
    counted_from = tuple(
        np.zeros(1) if one.change else np.asarray(value) for one, value in zip(seen, start, strict=True)
    )
    form = RuleForm(len(seen), settings.rule.hidden, settings.lowest, settings.highest)
    equation = RuleEquation(
        form,
        asked.scenario.variable,
        seen,
        terms,
        counted_from,
        np.ones(len(seen)),
        sectors,
        settings.uniform,
    )
    idle = rule_numbers(equation.start(jax.random.key(0)))[0]
    rolled = runner_of(reacting_program(side.program, equation, baseline))(idle)
    steady = side.evaluator.measure.steady
    handed = [rolled.values["sectors"][f"{SEEN}{k}"][steady] for k in range(len(seen))]
    reach = settings.highest - settings.lowest
    spread = [
        # where the baseline holds the policy, a rule that looks at it sees its own rates
        one.factor * reach / 4 if term.variable == asked.scenario.variable else values.std()
        for one, term, values in zip(seen, terms, handed, strict=True)
    ]
    for one, width, values in zip(seen, spread, handed, strict=True):
        if not width > _STILL * np.abs(values).max(initial=1.0):
            raise DataError(
                f"the rule sees {one.text}, which does not move on the baseline",
                "something that does",
                f"Take it out of optimise.rule.{one.table}.",
            )
    return equation.with_spread(np.array(spread))


def reacting_program(program: RollOutProgram, equation: RuleEquation, around: np.ndarray) -> RollOutProgram:
    """The run of one draw as a function of a rule's numbers [P] (``rule_numbers``), in place of a path.

    ``around`` [H, S]: the rates that the rule moves from.
    """
    rates = program.by_period(around)
    kind = jax.tree.leaves(rates)[0].dtype
    unravel = rule_numbers(equation.start(jax.random.key(0)))[1]

    def one(start: dict, sites: dict, shocks: dict, columns: dict, numbers: jax.Array) -> dict:
        reaction = partial(equation.react, unravel(numbers))
        return program.one(start, sites, shocks, columns, rates, reaction)

    return program._replace(one=one, by_period=lambda numbers: jnp.asarray(numbers, kind))


def rule_evaluator(
    side: Prepared, equation: RuleEquation, asked: PolicyProblem, around: np.ndarray
) -> PathEvaluator:
    """What rules do against the baseline on one side of the draws; asked of a rule's numbers [P]."""
    program, of = reacting_program(side.program, equation, around), side.evaluator
    return PathEvaluator(program, runner_of(program), of.measure, of.networks, of.welfare, asked.scenario)


def rule_numbers(chosen: RuleParams) -> tuple[np.ndarray, Callable[[jax.Array], RuleParams]]:
    """A rule's numbers in a row [P], and the function that turns such a row into a rule."""
    numbers, unravel = ravel_pytree(chosen)
    return np.asarray(numbers), unravel


def set_rates(rolled: Rolled, equation: RuleEquation) -> np.ndarray:
    """The rates [R, H, S] that a rule set in every draw."""
    return rolled.values["sectors"][equation.policy]

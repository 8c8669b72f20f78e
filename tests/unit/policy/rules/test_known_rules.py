"""Every way of learning a rule is held to the linear-quadratic case, and to an economy whose best tariff is
none."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.errors import FitError
from tradewinds.policy.rules.dynamic_programming import GridProblem, q_learning, value_iteration
from tradewinds.policy.rules.form import RuleForm
from tradewinds.policy.rules.learn import (
    RuleGradient,
    RuleLearning,
    learn_rule,
    pathwise_slopes,
    score_slopes,
    value_of_rule,
)
from tradewinds.policy.rules.linear_quadratic import LinearQuadratic
from tradewinds.policy.rules.step_model import StepModel, present_values

pytestmark = pytest.mark.slow

CASE = LinearQuadratic()
SLOPE, SQUARED = CASE.best()
KEY = jax.random.key(3)
STARTS = (0.5, 1.0, 2.0)
BEST = [CASE.cost(SLOPE, x) for x in STARTS]


def test_the_known_answer_of_the_riccati_equation():
    assert pytest.approx(-1.34427, abs=5e-6) == SLOPE and pytest.approx(1.24197, abs=5e-6) == SQUARED
    of_shocks = LinearQuadratic(sd=1.0)
    assert of_shocks.cost(SLOPE, 0.0) == pytest.approx(23.597, abs=5e-4)


@pytest.mark.parametrize(("slope", "constant"), [(SLOPE, 0.0), (-0.5, 0.3)])
def test_the_cost_of_any_linear_rule_is_what_its_episodes_cost(slope, constant):
    """A wrong rule too, so that regrets are true; 3,000 episodes, four standard errors."""
    chosen = {"constant": jnp.asarray(constant), "slopes": jnp.asarray([slope])}
    model = CASE.model(horizon=300)._replace(start=lambda key: jnp.asarray(1.0))
    values = np.asarray(value_of_rule(model, RuleForm(1), chosen, KEY, 3000))
    assert abs(values.mean() + CASE.cost(slope, 1.0, constant)) < 4 * values.std() / np.sqrt(len(values))
    assert CASE.cost(slope, 1.0, constant) >= CASE.cost(SLOPE, 1.0) - 1e-12


@pytest.mark.parametrize(
    ("gradient", "asked"),
    [
        (RuleGradient.pathwise, RuleLearning(steps=200, episodes=32)),
        (RuleGradient.score, RuleLearning(steps=400, episodes=256)),
    ],
)
def test_a_learned_rule_is_worth_the_best_within_one_per_cent(gradient, asked):
    found = learn_rule(CASE.model(), RuleForm(1), gradient, asked, KEY)
    slope, constant = float(found.chosen["slopes"][0]), float(found.chosen["constant"])
    assert [CASE.cost(slope, x, constant) for x in STARTS] == pytest.approx(BEST, rel=0.01)
    assert slope == pytest.approx(SLOPE, abs=0.1) and found.lost == 0.0
    assert CASE.cost(0.9 * SLOPE, 1.0) > 1.001 * CASE.cost(SLOPE, 1.0)


def test_value_iteration_meets_it_within_one_per_cent():
    problem = GridProblem(CASE.reward, CASE.moved, np.linspace(-3, 3, 241), np.linspace(-4.5, 4.5, 181), 0.95)
    near_it(value_iteration(problem, nodes=5, tolerance=1e-5))


def test_q_learning_meets_it_within_one_per_cent():
    grid = (np.linspace(-2.5, 2.5, 161), np.linspace(-3.6, 3.6, 97))
    near_it(q_learning(GridProblem(CASE.reward, CASE.moved, *grid, 0.95), KEY, sweeps=6_000))


def near_it(solved):
    found = [-float(np.interp(x, solved.states, solved.value)) for x in STARTS]
    assert found == pytest.approx(BEST, rel=0.01)
    inside = np.abs(solved.states) < 2
    slope = np.polyfit(solved.states[inside], solved.action[inside], 1)[0]
    assert slope == pytest.approx(SLOPE, abs=0.02)


def test_both_gradients_are_the_slope_of_the_same_value():
    """At a rule that is not the best one; the exact slope by a difference of closed forms over the starts
    x ~ Normal(0, 1), and four standard errors either side."""
    chosen = {"constant": jnp.asarray(0.0), "slopes": jnp.asarray([-0.6])}
    asked = RuleLearning(episodes=20_000)

    def value(slope):
        p = CASE.cost(slope, 1.0) - CASE.cost(slope, 0.0)
        return -p - CASE.cost(slope, 0.0)

    exact = (value(-0.6 + 1e-5) - value(-0.6 - 1e-5)) / 2e-5
    errors = {}
    for slopes in (pathwise_slopes, score_slopes):
        # exploring costs r u² and moves x, whatever the slope: at its mean the slope is the same
        of, _ = slopes(CASE.model(horizon=150), RuleForm(1), asked, chosen, KEY)
        found = np.asarray(of["slopes"])[:, 0]
        errors[slopes] = found.std() / np.sqrt(len(found))
        assert abs(found.mean() - exact) < 4 * errors[slopes] + 0.005 * abs(exact), slopes
    assert errors[score_slopes] > errors[pathwise_slopes]


def test_what_is_still_to_come_counts_from_each_period():
    reward = jnp.asarray([1.0, 2.0, 4.0])
    assert present_values(reward, 0.5).tolist() == [3.0, 4.0, 4.0]


SHARE = 0.1
"""Of imports in the final good."""


def log_gdp(tariff):
    """log GDP(τ)/GDP(0) = −(1 + m) log(1 + τ) + log(1 + (1 + m) τ), capital given, m = μ / (1 − μ)."""
    m = SHARE / (1 - SHARE)
    return -(1 + m) * jnp.log1p(tariff) + jnp.log1p((1 + m) * tariff)


def importers(hard: bool) -> StepModel:
    """An economy that imports, whose taste for imports moves; GDP at market prices is what is wanted.

    Where it is ``hard`` tariffs are felt in whole points alone, so that no derivative passes."""

    def step(key, taste, tariff):
        felt = jax.lax.stop_gradient(jnp.round(100 * tariff) / 100) if hard else tariff
        return 0.8 * taste + 0.1 * jax.random.normal(key), 100 * log_gdp(felt) * jnp.exp(taste)

    return StepModel(lambda key: 0.1 * jax.random.normal(key), step, jnp.atleast_1d, 20)


def test_the_closed_form_is_that_of_a_small_country():
    assert float(100 * log_gdp(0.1)) == pytest.approx(-0.0540, abs=5e-4)


@pytest.mark.parametrize(
    ("gradient", "hard"),
    [(RuleGradient.pathwise, False), (RuleGradient.score, False), (RuleGradient.score, True)],
)
def test_where_tariffs_only_cost_the_rule_that_is_learned_is_none(gradient, hard):
    """From 15 points; the value is flat near its top, ½ m (1 + m) τ² = 0.002 % of GDP at two points."""
    form, model = RuleForm(1, lowest=-0.2, highest=0.4), importers(hard)
    start = form.start(KEY, 0.15)
    asked = RuleLearning(steps=300, episodes=128, learning_rate=0.01, noise=0.05)
    found = learn_rule(model, form, gradient, asked, KEY, start)
    seen = jnp.asarray([[-0.2], [0.0], [0.2]])
    assert np.abs(form.held(form.aim(found.chosen, seen))).max() < 0.02
    ahead = value_of_rule(model, form, found.chosen, KEY, 200) - value_of_rule(model, form, start, KEY, 200)
    assert float(ahead.min()) > 0


def test_of_levels_alone_the_one_without_a_tariff_is_chosen():
    form = RuleForm(1, levels=(0.0, 0.05, 0.1, 0.2))
    asked = RuleLearning(steps=200, episodes=128, learning_rate=0.02, noise=0.05)
    found = learn_rule(importers(True), form, RuleGradient.score, asked, KEY, form.start(KEY, 0.15))
    assert (form.held(form.aim(found.chosen, jnp.asarray([[-0.2], [0.0], [0.2]]))) == 0.0).all()


def test_a_network_learns_what_no_line_can():
    """The best action is |x|: a line does nothing, a network of eight units leaves a tenth of the loss."""

    def step(key, x, action):
        return jax.random.uniform(key, minval=-1.0, maxval=1.0), -((action - jnp.abs(x)) ** 2)

    model = StepModel(lambda key: jax.random.uniform(key, minval=-1, maxval=1), step, jnp.atleast_1d, 20)
    values = {}
    for hidden in (0, 8):
        form = RuleForm(1, hidden)
        found = learn_rule(model, form, RuleGradient.pathwise, RuleLearning(steps=400, episodes=16), KEY)
        values[hidden] = float(value_of_rule(model, form, found.chosen, KEY, 500).mean())
    assert values[0] == pytest.approx(-20 / 12, rel=0.05)  # the variance of |x| is 1/12
    assert values[8] > 0.1 * values[0]


def test_episodes_without_a_number_are_left_out_and_counted():
    def step(key, x, action):
        lost = jax.random.uniform(key) < 0.02
        return x, jnp.where(lost, jnp.nan, -((action - 1.0) ** 2))

    model = StepModel(lambda key: jnp.zeros(()), step, jnp.atleast_1d, 10)
    for gradient in RuleGradient:
        asked = RuleLearning(steps=300, episodes=64, noise=0.3)
        found = learn_rule(model, RuleForm(1), gradient, asked, KEY)
        assert float(found.chosen["constant"]) == pytest.approx(1.0, abs=0.05)
        assert found.lost == pytest.approx(1 - 0.98**10, abs=0.02)
    never = model._replace(step=lambda key, x, action: (x, jnp.nan * action))
    with pytest.raises(FitError, match="none of 64 episodes"):
        learn_rule(never, RuleForm(1), RuleGradient.score, asked, KEY)

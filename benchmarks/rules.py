"""Rules that react where the best one is known: what each way of learning finds, what it is worth, how long.

    python benchmarks/rules.py [--seeds 3]

First the linear-quadratic case, x' = .9 x + .5 u + ε, cost x² + .1 u², γ = .95, whose best rule is u =
−1.34427 x and whose cost from x on is 1.24197 x² + 23.597 sd²: the pathwise gradient, the policy
gradient with a leave-one-out baseline, value iteration, Q-learning. Then an economy that imports, with
GDP at market prices as in a small country, whose best tariff is none. Costs of learned rules are exact,
from their closed form; a row a method, the worst of the seeds.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from tradewinds.runtime import start_jax

start_jax("float64", "cpu", Path(".cache/jax"))

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from tradewinds.policy.rules.dynamic_programming import (  # noqa: E402
    GridProblem,
    GridSolution,
    q_learning,
    value_iteration,
)
from tradewinds.policy.rules.form import RuleForm  # noqa: E402
from tradewinds.policy.rules.learn import RuleGradient, RuleLearning, learn_rule  # noqa: E402
from tradewinds.policy.rules.linear_quadratic import LinearQuadratic  # noqa: E402
from tradewinds.policy.rules.step_model import StepModel  # noqa: E402

CASE = LinearQuadratic()
STARTS = (0.5, 1.0, 2.0)
LEARNED = {
    RuleGradient.pathwise: RuleLearning(steps=400, episodes=64),
    RuleGradient.score: RuleLearning(steps=800, episodes=512),
}


def by_gradient(gradient: RuleGradient, seed: int) -> tuple[float, float]:
    """Slope of the rule, and its largest excess cost over the best rule's."""
    found = learn_rule(CASE.model(), RuleForm(1), gradient, LEARNED[gradient], jax.random.key(seed))
    slope, constant = float(found.chosen["slopes"][0]), float(found.chosen["constant"])
    best, _ = CASE.best()
    return slope, max(CASE.cost(slope, x, constant) / CASE.cost(best, x) - 1 for x in STARTS)


def on_grid(solve: Callable[[GridProblem], GridSolution], states: int, actions: int) -> tuple[float, float]:
    """Slope of the best actions, and the largest error of the value, as a share of it."""
    grid = (np.linspace(-3, 3, states), np.linspace(-4.5, 4.5, actions))
    solved = solve(GridProblem(CASE.reward, CASE.moved, *grid, CASE.discount))
    inside = np.abs(solved.states) < 2
    slope = float(np.polyfit(solved.states[inside], solved.action[inside], 1)[0])
    best, _ = CASE.best()
    errors = [-np.interp(x, solved.states, solved.value) / CASE.cost(best, x) - 1 for x in STARTS]
    return slope, float(max(errors, key=abs))


def importers(hard: bool, share: float = 0.1) -> StepModel:
    """An economy whose GDP is highest without a tariff; where it is ``hard`` no derivative passes."""
    m = share / (1 - share)

    def step(key, taste, tariff):
        felt = jax.lax.stop_gradient(jnp.round(100 * tariff) / 100) if hard else tariff
        gdp = 100 * (-(1 + m) * jnp.log1p(felt) + jnp.log1p((1 + m) * felt))
        return 0.8 * taste + 0.1 * jax.random.normal(key), gdp * jnp.exp(taste)

    return StepModel(lambda key: 0.1 * jax.random.normal(key), step, jnp.atleast_1d, 20)


def largest_tariff(gradient: RuleGradient, hard: bool, seed: int) -> float:
    """In points, from a rule that begins at 15 of them."""
    key, form = jax.random.key(seed), RuleForm(1, lowest=-0.2, highest=0.4)
    asked = RuleLearning(steps=300, episodes=128, learning_rate=0.01, noise=0.05)
    found = learn_rule(importers(hard), form, gradient, asked, key, form.start(key, 0.15))
    return 100 * float(jnp.abs(form.held(form.aim(found.chosen, jnp.asarray([[-0.2], [0.0], [0.2]])))).max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    seeds = range(parser.parse_args().seeds)
    best, squared = CASE.best()
    print(f"linear-quadratic: best slope {best:.5f}, cost {squared:.5f} x² + {CASE.cost(best, 0.0):.5f}")
    print(f"{'method':28}{'slope':>10}{'cost or value off, %':>24}{'seconds':>10}")
    methods: dict[str, Callable[[int], tuple[float, float]]] = {
        "pathwise gradient": lambda seed: by_gradient(RuleGradient.pathwise, seed),
        "policy gradient": lambda seed: by_gradient(RuleGradient.score, seed),
        "value iteration, 301 × 241": lambda _: on_grid(value_iteration, 301, 241),
        "Q-learning, 241 × 181": lambda seed: on_grid(
            lambda problem: q_learning(problem, jax.random.key(seed)), 241, 181
        ),
    }
    for name, solve in methods.items():
        began = time.perf_counter()
        runs = [solve(seed) for seed in (seeds if "iteration" not in name else seeds[:1])]
        took = (time.perf_counter() - began) / len(runs)
        slope, off = max(runs, key=lambda run: abs(run[1]))
        print(f"{name:28}{slope:10.4f}{100 * off:24.3f}{took:10.1f}")
    print("an economy that imports: largest tariff of the rule that is learned, in points; the best is none")
    for gradient, hard in (
        (RuleGradient.pathwise, False),
        (RuleGradient.score, False),
        (RuleGradient.score, True),
    ):
        worst = max(largest_tariff(gradient, hard, seed) for seed in seeds)
        name = f"{gradient}{', tariffs in whole points' if hard else ''}"
        print(f"{name:38}{worst:10.2f}")


if __name__ == "__main__":
    main()

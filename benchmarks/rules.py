"""Rules that react where the best one is known: what each way of learning finds, what it is worth, how long.

    python benchmarks/rules.py [--seeds 3]

First the linear-quadratic case, x' = .9 x + .5 u + ε, cost x² + .1 u², γ = .95, whose best rule is u =
−1.34427 x and whose cost from x on is 1.24197 x² + 23.597 sd²: the pathwise gradient, the policy
gradient X"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import yaml  # noqa: E402

from tradewinds.equilibrium.closed_form import saving_shares  # noqa: E402
from tradewinds.equilibrium.economy import generations_of  # noqa: E402
from tradewinds.equilibrium.paths import fresh_states, start_states  # noqa: E402
from tradewinds.policy.rules.dynamic_programming import (  # noqa: E402
    GridProblem,
    GridSolution,
    q_learning,
    value_iteration,
)
from tradewinds.policy.rules.form import RuleForm  # noqa: E402
from tradewinds.policy.rules.known_economies import (  # noqa: E402
    best_lasting_tariff,
    generations_model,
    import_market_model,
)
from tradewinds.policy.rules.learn import RuleGradient, RuleLearning, learn_rule  # noqa: E402
from tradewinds.policy.rules.linear_quadratic import LinearQuadratic  # noqa: E402
from tradewinds.policy.rules.step_model import StepModel  # noqa: E402
from tradewinds.settings.equilibrium import EconomySettings  # noqa: E402
from tradewinds.settings.schema import validated  # noqa: E402
from tradewinds.settings.simulator import MarketSettings  # noqa: E402

CASE = LinearQuadratic()
HOME_PRICE = 0.92
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


def six_generations(rebate: str) -> StepModel:
    """The shipped economy of six ages with its shares in closed form, from the states it moves among."""
    settings = yaml.safe_load((ROOT / "configs/equilibrium/six_ages.yaml").read_text())
    economy = generations_of(validated(EconomySettings, settings), rebate)
    shares, key = saving_shares(economy), jax.random.key(1)
    return generations_model(
        economy, shares, fresh_states(economy, shares, start_states(economy, 64), key, 50, (10, 5)), 20
    )


def market(borne: float, horizon: int) -> StepModel:
    """The shipped import market, where sellers bear this share."""
    parameters = yaml.safe_load((ROOT / "configs/simulator/import_market.yaml").read_text())["parameters"]
    return import_market_model(parameters | {"borne": borne}, HOME_PRICE, horizon, buyers=100)


def in_whole_points(model: StepModel) -> StepModel:
    """The same where tariffs are felt in whole points alone, so that no derivative passes."""

    def step(key, state, tariff):
        return model.step(key, state, jax.lax.stop_gradient(jnp.round(100 * tariff) / 100))

    return model._replace(step=step)


def tariffs_found(model: StepModel, gradient: RuleGradient, seed: int) -> np.ndarray:
    """In points, where what is seen is a deviation below, usual and above, of a rule that begins at 15."""
    key, form = jax.random.key(seed), RuleForm(1, lowest=-0.2, highest=0.4)
    asked = RuleLearning(steps=200, episodes=64, learning_rate=0.01, noise=0.01)
    found = learn_rule(model, form, gradient, asked, key, form.start(key, 0.15))
    return 100 * np.asarray(form.held(form.aim(found.chosen, jnp.asarray([[-1.0], [0.0], [1.0]]))))


def known_economies() -> dict[str, tuple[StepModel, str]]:
    """Economy → model, and the tariff that is best there, in points."""
    lasting = 100 * best_lasting_tariff(MarketSettings(borne=0.2), HOME_PRICE)
    return {
        "import market, sellers bear nothing": (market(0.0, 40), "0"),
        "import market, sellers bear a fifth": (market(0.2, 80), f"{lasting:.1f} in the long run"),
        "six ages, revenue to the newborn": (six_generations("newborn"), "0 at given capital"),
        "six ages, revenue wasted": (six_generations("wasted"), "the lowest allowed, −20"),
    }


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
    print("\neconomies whose best tariff is known: points that the rule sets, by what it sees")
    print(f"{'economy':38}{'gradient':26}{'below':>8}{'usual':>8}{'above':>8}  best")
    for name, (model, best_tariff) in known_economies().items():
        ways = {
            "pathwise": (model, RuleGradient.pathwise),
            "policy": (model, RuleGradient.score),
            "policy, in whole points": (in_whole_points(model), RuleGradient.score),
        }
        for way, (of, gradient) in ways.items():
            rates = np.mean([tariffs_found(of, gradient, seed) for seed in seeds], axis=0)
            told = "".join(f"{rate:8.2f}" for rate in rates)
            print(f"{name:38}{way:26}{told}  {best_tariff}", flush=True)


if __name__ == "__main__":
    main()

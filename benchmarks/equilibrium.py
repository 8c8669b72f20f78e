"""How closely, and how fast, equilibrium economies are solved, beside what is published of them.

    python benchmarks/equilibrium.py [--economies six_ages sixty_ages sixty_ages_borrowing] [--steps 1600
    12000] [--seed 0]

The economies are those of configs/equilibrium, the solver's other settings its defaults. Errors are those of
consumption in % on 10,000 fresh states (1,000 histories, 10 periods each), where savings have a limit the
Fischer–Burmeister residual. Published rows are of Azinovic, Gaegauf & Scheidegger (24 May 2019), on 10,000
simulated periods; impulse responses are changes of consumption in the period of a shock, in %, on 100,000
fresh states (4,000 histories; published ones: 200,000), with the standard error that these histories leave.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from tradewinds.runtime import in_double, start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

import jax  # noqa: E402
from side_by_side import machine  # noqa: E402

from tradewinds.equilibrium.choices import choose, situation_of  # noqa: E402
from tradewinds.equilibrium.economy import EVERY_AGE, generations_of  # noqa: E402
from tradewinds.equilibrium.evaluate import Answers, ask_solutions, begun, in_float64  # noqa: E402
from tradewinds.equilibrium.impulses import impulse_table  # noqa: E402
from tradewinds.equilibrium.paths import fresh_states  # noqa: E402
from tradewinds.equilibrium.residuals import euler_residuals  # noqa: E402
from tradewinds.equilibrium.solve import Solution, solve  # noqa: E402
from tradewinds.settings.compose import option  # noqa: E402
from tradewinds.settings.equilibrium import AccuracySettings, EconomySettings, SolverSettings  # noqa: E402
from tradewinds.settings.schema import validated  # noqa: E402

COLUMNS = ("mean", "max", "p0_1", "p10", "p50", "p90", "p99_9")
PUBLISHED = {
    "sixty_ages": (0.06, 1.31, 0.00, 0.01, 0.04, 0.13, 0.54),
    "sixty_ages_borrowing": (0.04, 3.55, 0.00, 0.00, 0.03, 0.09, 0.47),
}
"""Columns as in ``COLUMNS``."""
RESPONSES = {
    "sixty_ages": {"aggregate": (-9.0, 9.6, -17.1, 4.1), "by age": {21: 14.4, 32: 12.6}},
    "sixty_ages_borrowing": {"aggregate": (-7.8, 8.6, -17.0, 3.6), "by age": {21: 4.1, 32: 21.6}},
}
"""Consumption after (η, δ) low low, high low, low high, high high; by age after the last of them."""

LAST = 3
"""High productivity in high depreciation, the last of the shocks."""
FREE = 1e-3
"""Savings above their limit, relative to consumption, from which on it does not bind."""
PATHS, LOOKS, PARTS = 4000, 25, 10
"""Histories and their periods that responses are means of, and the parts whose scatter is their error."""


def ask(name: str, steps: int, seed: int) -> tuple[EconomySettings, Solution, Answers, float]:
    """The economy's settings, its solution, what that answers, and the processor's seconds it took."""
    settings = validated(EconomySettings, option(ROOT / "configs", "equilibrium", name))
    settings.tariff = None
    economy, begin, clock = generations_of(settings), time.process_time(), time.perf_counter()
    solution = solve(
        economy, SolverSettings(steps=steps), seed, 0, 0.0, lambda text: print(f"  {text}", flush=True)
    )
    seconds = time.process_time() - begin
    print(
        f"{name}: {time.perf_counter() - clock:.0f} s by the clock, {seconds:.0f} of the processor",
        flush=True,
    )
    found = ask_solutions(economy, [solution], AccuracySettings(horizon=1), None, seed)
    return settings, solution, found, seconds


def rows(name: str, found: Answers, seconds: float) -> None:
    """Errors beside the published ones."""
    errors = found.errors.set_index("age").loc[EVERY_AGE]
    print(f"| economy |{''.join(f' {column} |' for column in ('seconds', 'rms', *COLUMNS))}")
    print("|---" * (len(COLUMNS) + 3) + "|")
    cells = "".join(f" {errors[column]:.4f} |" for column in ("rms", *COLUMNS))
    print(f"| {name} | {seconds:.0f} |{cells}")
    if name in PUBLISHED:
        print(f"| published | | |{''.join(f' {value:.2f} |' for value in PUBLISHED[name])}")
    if found.lives["closed"].notna().any():
        ends = found.lives[["share_low", "share_high"]].sub(found.lives["closed"], axis=0)
        worst = ends.abs().div(found.lives["closed"], axis=0).max().max()
        print(f"savings beside the closed form: {worst:.1e} of themselves at most, in nine states of ten")


@in_double
def changes(settings: EconomySettings, solution: Solution, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """[Z, 1 + A] consumption in the period of each shock, of all ages together and of each, and its error."""
    economy, policy = generations_of(settings), in_float64(solution.network)
    found, paths = [], PATHS // PARTS
    for part in range(PARTS):
        keys = jax.random.split(jax.random.fold_in(jax.random.key(1000 + seed), part))
        states = fresh_states(economy, policy, begun(solution.states, paths), keys[0], 100, (LOOKS, 10))
        table = impulse_table(economy, policy, states, keys[1], 0)
        consumed = table[table["quantity"] == "consumption"]
        found.append(consumed.pivot(index="shock", columns="age", values="change").to_numpy())
    return np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(PARTS)


@in_double
def improved(settings: EconomySettings, solution: Solution, seed: int) -> np.ndarray:
    """[2, A−1] response of consumption by age to the last shock, as chosen and after one step of the Euler
    equation, u'(c) = β E[r' u'(c')] with the network's choices in the next period, where no limit binds: by
    how much they differ is what the network's errors can be worth in one period.
    """
    economy, policy = generations_of(settings), in_float64(solution.network)
    key = jax.random.key(2000 + seed)
    states = fresh_states(economy, policy, begun(solution.states, 1000), key, 100, (LOOKS, 10))
    forced = states._replace(shock=np.full_like(states.shock, LAST))
    found = []
    for rows in np.array_split(np.arange(len(forced.shock)), LOOKS):
        usual, then = (jax.tree.map(lambda leaf, at=rows: leaf[at], one) for one in (states, forced))
        before, after = (_consumed(economy, policy, one) for one in (usual, then))
        wanted = _residuals(economy, policy, then)
        stepped = np.where(wanted.slack > FREE, after * np.exp(wanted.euler), after)
        found.append((before.mean(0), after.mean(0), stepped.mean(0)))
    before, after, stepped = np.mean(found, axis=0)
    return 100 * (np.stack([after, stepped]) / before - 1)


@jax.jit
def _consumed(economy, policy, states):
    return choose(economy, policy, situation_of(economy, states)).consumption[:, :-1]


@jax.jit
def _residuals(economy, policy, states):
    return euler_residuals(economy, policy, states)


def responses(name: str, settings: EconomySettings, solution: Solution, found: Answers, seed: int) -> None:
    """Impulse responses beside the published ones."""
    change, error = changes(settings, solution, seed)
    known = RESPONSES[name]
    triples = zip(change[:, 0], error[:, 0], known["aggregate"], strict=True)
    whole = ", ".join(f"{value:+.2f} ± {off:.2f} ({of:+.1f})" for value, off, of in triples)
    print(f"consumption after each shock, % (published): {whole}")
    for age, of in known["by age"].items():
        ages = range(max(settings.first_age, age - 4), age + 3)
        told = ", ".join(f"{one}: {change[LAST, one - settings.first_age + 1]:+.2f}" for one in ages)
        print(f"after the last, age {age} published {of:+.1f}: {told}")
    chosen, stepped = improved(settings, solution, seed)
    at = [age - settings.first_age for age in known["by age"]]
    print(
        f"by one step of the Euler equation these would change by {stepped[at] - chosen[at]}, "
        f"those of all ages by {np.abs(stepped - chosen).max():.3f} at most"
    )
    means = found.lives["consumption"].mean(), found.lives["capital"].sum()
    print(f"mean consumption {means[0]:.4f}, mean capital {means[1]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--economies", nargs="+", default=["six_ages", *PUBLISHED], choices=["six_ages", *PUBLISHED]
    )
    parser.add_argument("--steps", type=int, nargs=2, default=[1600, 12000], help="of six ages, of sixty")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(machine("jax", "optax"))
    for name in arguments.economies:
        settings, solution, found, seconds = ask(name, arguments.steps[name != "six_ages"], arguments.seed)
        rows(name, found, seconds)
        if name in RESPONSES:
            responses(name, settings, solution, found, arguments.seed)


if __name__ == "__main__":
    main()

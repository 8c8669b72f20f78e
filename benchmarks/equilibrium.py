"""How closely, and how fast, equilibrium economies are solved, beside what is published of them.

    python benchmarks/equilibrium.py [--economies six_ages sixty_ages sixty_ages_borrowing] [--steps 1600
    8000] [--seed 0]

The economies are those of configs/equilibrium, the solver's other settings its defaults. Errors are those of
consumption in % on 10,000 fresh states (1,000 histories, 10 periods each), where savings have a limit the
Fischer–Burmeister residual. Published rows are of Azinovic, Gaegauf & Scheidegger (24 May 2019), on 10,000
simulated periods; impulse responses are changes of consumption in the period of a shock, in %.
"""

import argparse
import time
from pathlib import Path

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

from side_by_side import machine  # noqa: E402

from tradewinds.equilibrium.economy import EVERY_AGE, generations_of  # noqa: E402
from tradewinds.equilibrium.evaluate import Answers, ask_solutions  # noqa: E402
from tradewinds.equilibrium.solve import solve  # noqa: E402
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


def ask(name: str, steps: int, seed: int) -> tuple[EconomySettings, Answers, float]:
    """The economy's settings, what its solution answers, and the processor's seconds it took to solve."""
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
    return settings, ask_solutions(economy, [solution], AccuracySettings(horizon=1), None, seed), seconds


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


def responses(name: str, settings: EconomySettings, found: Answers) -> None:
    """Impulse responses beside the published ones."""
    now = found.impulses[(found.impulses["period"] == 0) & (found.impulses["quantity"] == "consumption")]
    table = now.pivot(index="shock", columns="age", values="change")
    known = RESPONSES[name]
    pairs = zip(table[EVERY_AGE], known["aggregate"], strict=True)
    whole = ", ".join(f"{value:+.2f} ({of:+.1f})" for value, of in pairs)
    print(f"consumption after each shock, % (published): {whole}")
    ages = (
        f"age {age} {table.loc[3, age - settings.first_age + 1]:+.2f} ({of:+.1f})"
        for age, of in known["by age"].items()
    )
    means = found.lives["consumption"].mean(), found.lives["capital"].sum()
    print(f"after the last: {', '.join(ages)}; mean consumption {means[0]:.4f}, mean capital {means[1]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--economies", nargs="+", default=["six_ages", *PUBLISHED], choices=["six_ages", *PUBLISHED]
    )
    parser.add_argument("--steps", type=int, nargs=2, default=[1600, 8000], help="of six ages, of sixty")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(machine("jax", "optax"))
    for name in arguments.economies:
        settings, found, seconds = ask(name, arguments.steps[name != "six_ages"], arguments.seed)
        rows(name, found, seconds)
        if name in RESPONSES:
            responses(name, settings, found)


if __name__ == "__main__":
    main()

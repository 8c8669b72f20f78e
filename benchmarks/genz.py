"""Genz's six test functions: how far off a network is with few points, and whether its bands hold.

    python benchmarks/genz.py [--functions oscillatory …] [--dimensions 2 5 10] [--points 10 50 100 500]
        [--seed 0] [--short]

Functions of Genz (1984) on the unit cube, without noise: oscillatory cos(2πu₁ + Σax), product peak
Π 1/(a⁻² + (x − u)²), corner peak (1 + Σax)^−(d+1), Gaussian exp(−Σa²(x − u)²), continuous exp(−Σa|x − u|),
and discontinuous exp(Σax), zero beyond u in either of the first two directions. u and a are random, with Σa
as Barthelmann, Novak & Ritter (2000) have it for d = 10. Points are uniform; 1,000 others test. Networks are
configs/model/default.yaml, the sampler is configs/inference/microcanonical.yaml, with ``--short`` a ninth of
its steps (``SHORT``).

Printed is a Markdown table: root mean squared error relative to the function's standard deviation, that of
least squares after the slash, and the share of test points inside the 90 % band of the prediction.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from omegaconf import OmegaConf
from sklearn.linear_model import LinearRegression

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

from plain_rows import Standardised, predicted, standardise  # noqa: E402
from side_by_side import machine  # noqa: E402

from tradewinds.errors import FitError  # noqa: E402
from tradewinds.evaluation.mixture import pit, point  # noqa: E402
from tradewinds.settings.inference import InferenceSettings  # noqa: E402
from tradewinds.settings.model import ModelSettings  # noqa: E402
from tradewinds.settings.schema import validated  # noqa: E402

TEST_POINTS = 1000
SHORT = {"chains": 4, "warmup": 2000, "draws": 50, "thin": 20}
Function = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""(points [N, d], a [d], u [d]) → values [N]."""


def oscillatory(x: np.ndarray, a: np.ndarray, u: np.ndarray) -> np.ndarray:
    return np.cos(2 * np.pi * u[0] + x @ a)


def product_peak(x: np.ndarray, a: np.ndarray, u: np.ndarray) -> np.ndarray:
    return np.prod(1.0 / (a**-2.0 + (x - u) ** 2), axis=1)


def corner_peak(x: np.ndarray, a: np.ndarray, u: np.ndarray) -> np.ndarray:
    return (1.0 + x @ a) ** -(len(a) + 1.0)


def gaussian(x: np.ndarray, a: np.ndarray, u: np.ndarray) -> np.ndarray:
    return np.exp(-((x - u) ** 2 @ a**2))


def continuous(x: np.ndarray, a: np.ndarray, u: np.ndarray) -> np.ndarray:
    return np.exp(-np.abs(x - u) @ a)


def discontinuous(x: np.ndarray, a: np.ndarray, u: np.ndarray) -> np.ndarray:
    return np.where((x[:, :2] > u[:2]).any(axis=1), 0.0, np.exp(x @ a))


FUNCTIONS: dict[str, tuple[Function, float]] = {
    "oscillatory": (oscillatory, 9.0),
    "product peak": (product_peak, 7.25),
    "corner peak": (corner_peak, 1.85),
    "Gaussian": (gaussian, 7.03),
    "continuous": (continuous, 20.4),
    "discontinuous": (discontinuous, 4.3),
}
"""With Σa, the difficulty."""


def task(name: str, dimension: int, points: int, seed: int) -> Standardised:
    """The same function and test points for every number of training points."""
    function, difficulty = FUNCTIONS[name]
    rng = np.random.default_rng((seed, dimension, list(FUNCTIONS).index(name)))
    a, u = rng.uniform(size=(2, dimension))
    a *= difficulty / a.sum()
    # u of the middle half, so that peaks lie inside and a discontinuous function is not nearly all zero
    u = 0.25 + 0.5 * u
    test, x = rng.uniform(size=(TEST_POINTS, dimension)), rng.uniform(size=(points, dimension))
    return standardise(x, function(x, a, u), test, function(test, a, u))


def cell(data: Standardised, model: ModelSettings, inference: InferenceSettings, widest: int) -> str:
    """Error of ours / of least squares, and coverage of the bands."""
    spread = data.y_test.std()
    line = LinearRegression().fit(data.x, data.y).predict(data.x_test)
    straight = np.sqrt(np.mean((line - data.y_test) ** 2)) / spread
    try:
        # inputs up to the most asked for, so that all dimensions share the compiled programs
        found = predicted(data, model, inference, 0, widest)
    except FitError as error:
        return f"no fit ({error.args[0]})"
    error = np.sqrt(np.mean((point(found) - data.y_test) ** 2)) / spread
    inside = (np.abs(pit(found, data.y_test) - 0.5) <= 0.45).mean()
    return f"{error:.2f}/{straight:.2f} ({inside:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--functions", nargs="+", choices=FUNCTIONS, default=list(FUNCTIONS))
    parser.add_argument("--dimensions", type=int, nargs="+", default=[2, 5, 10])
    parser.add_argument("--points", type=int, nargs="+", default=[10, 50, 100, 500])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--short", action="store_true")
    arguments = parser.parse_args()
    model = ModelSettings()
    inference = validated(
        InferenceSettings,
        OmegaConf.to_container(OmegaConf.load(ROOT / "configs" / "inference" / "microcanonical.yaml")),
    )
    if arguments.short:
        inference = replace(inference, microcanonical=replace(inference.microcanonical, **SHORT))
    print(machine("jax", "blackjax"))
    print("| function | d |" + "".join(f" n = {points} |" for points in arguments.points))
    print("|---|---|" + "---|" * len(arguments.points))
    begin = time.perf_counter()
    for name in arguments.functions:
        for dimension in arguments.dimensions:
            tasks = [task(name, dimension, points, arguments.seed) for points in arguments.points]
            cells = [cell(data, model, inference, max(arguments.dimensions)) for data in tasks]
            print(f"| {name} | {dimension} | {' | '.join(cells)} |", flush=True)
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()

"""Genz's six test functions: how far off a network is with few points, and whether its bands hold.

    python benchmarks/genz.py [--parameters inside unit_sum] [--functions oscillatory …]
        [--dimensions 2 5 10] [--points 10 50 100 500] [--seed 0] [--short] [--plot genz.svg]

Functions of Genz (1984) on the unit cube, without noise: oscillatory cos(2πu₁ + Σax), product peak
Π 1/(a⁻² + (x − u)²), corner peak (1 + Σax)^−(d+1), Gaussian exp(−Σa²(x − u)²), continuous exp(−Σa|x − u|),
and discontinuous exp(Σax), zero beyond u in either of the first two directions. u and a are random; points
are uniform; 1,000 others test. Networks are configs/model/default.yaml, the sampler is
configs/inference/microcanonical.yaml, with ``--short`` a ninth of its steps (``SHORT``).

Two sets of parameters, a Markdown table each. ``inside``: Σa as Barthelmann, Novak & Ritter (2000) have it
for d = 10, u of the middle half; root mean squared error relative to the function's standard deviation, that
of least squares after the slash, and the share of test points inside the 90 % band of the prediction.
``unit_sum``: Σa is 1.5, d, 1.85, 7.03, 20.4 and 4.3, and Σu = 1; mean and maximum absolute error, in the
function's unit, which ``--plot`` draws against the number of points. With Σu = 1 the discontinuous function
is zero but for a share u₁u₂ of the cube, a hundredth of it in ten dimensions.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import matplotlib
import numpy as np
import pandas as pd
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


FUNCTIONS: dict[str, tuple[Function, float, float | None]] = {
    "oscillatory": (oscillatory, 9.0, 1.5),
    "product peak": (product_peak, 7.25, None),
    "corner peak": (corner_peak, 1.85, 1.85),
    "Gaussian": (gaussian, 7.03, 7.03),
    "continuous": (continuous, 20.4, 20.4),
    "discontinuous": (discontinuous, 4.3, 4.3),
}
"""With Σa, the difficulty, of either set of parameters; None: the number of dimensions."""
INSIDE, UNIT_SUM = "inside", "unit_sum"


class Values(NamedTuple):
    """Points [N, d] to learn from and to be tested on, with the function's values there [N]."""

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def values(name: str, dimension: int, points: int, seed: int, parameters: str) -> Values:
    """The same function and test points for every number of training points."""
    function, inside, unit_sum = FUNCTIONS[name]
    rng = np.random.default_rng((seed, dimension, list(FUNCTIONS).index(name)))
    a, u = rng.uniform(size=(2, dimension))
    a *= (inside if parameters == INSIDE else unit_sum or dimension) / a.sum()
    # u of the middle half, so that peaks lie inside and a discontinuous function is not nearly all zero
    u = 0.25 + 0.5 * u if parameters == INSIDE else u / u.sum()
    test, x = rng.uniform(size=(TEST_POINTS, dimension)), rng.uniform(size=(points, dimension))
    return Values(x, function(x, a, u), test, function(test, a, u))


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


def absolute_errors(
    data: Values, model: ModelSettings, inference: InferenceSettings, widest: int
) -> tuple[float, float]:
    """Mean and maximum absolute error over the test points, in the function's unit.

    Values that are all the same are what is predicted: a network has nothing to learn from them.
    """
    said = np.full(len(data.y_test), data.y[0])
    if data.y.std() > 0:
        found = predicted(standardise(*data), model, inference, 0, widest)
        said = data.y.mean() + data.y.std() * point(found)
    error = np.abs(said - data.y_test)
    return float(error.mean()), float(error.max())


def drawn(errors: pd.DataFrame, path: Path) -> None:
    """Mean (solid) and maximum (dashed) absolute error against the number of points, a panel a function."""
    matplotlib.use("Agg")
    matplotlib.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "genz", "font.family": "sans-serif"}
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(2, 3, figsize=(9, 5.4), sharex=True, layout="constrained")
    colours = dict(zip(sorted(errors["d"].unique()), ("#1b6ca8", "#c0561f", "#3d7a3d"), strict=False))
    for axes, (name, of) in zip(panels.flat, errors.groupby("function", sort=False), strict=False):
        for dimension, rows in of.groupby("d"):
            colour = colours[dimension]
            axes.plot(rows["n"], rows["mean"], "o-", color=colour, ms=3, label=f"d = {dimension}, mean")
            axes.plot(
                rows["n"], rows["maximum"], "s--", color=colour, ms=3, label=f"d = {dimension}, maximum"
            )
        axes.set(title=name, xscale="log", yscale="log")
        axes.minorticks_off()
        axes.grid(alpha=0.3)
    for axes in panels[1]:
        axes.set_xlabel("points")
    for axes in panels[:, 0]:
        axes.set_ylabel("absolute error")
    handles, labels = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(colours), frameon=False)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--functions", nargs="+", choices=FUNCTIONS, default=list(FUNCTIONS))
    parser.add_argument("--dimensions", type=int, nargs="+", default=[2, 5, 10])
    parser.add_argument("--points", type=int, nargs="+", default=[10, 50, 100, 500])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--parameters", nargs="+", choices=[INSIDE, UNIT_SUM], default=[INSIDE, UNIT_SUM])
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    model = ModelSettings()
    inference = validated(
        InferenceSettings,
        OmegaConf.to_container(OmegaConf.load(ROOT / "configs" / "inference" / "microcanonical.yaml")),
    )
    if arguments.short:
        inference = replace(inference, microcanonical=replace(inference.microcanonical, **SHORT))
    print(machine("jax", "blackjax"))
    begin, errors = time.perf_counter(), []
    for parameters in arguments.parameters:
        print(f"\n{parameters}\n\n| function | d |" + "".join(f" n = {n} |" for n in arguments.points))
        print("|---|---|" + "---|" * len(arguments.points))
        for name in arguments.functions:
            for dimension in arguments.dimensions:
                asked = [values(name, dimension, n, arguments.seed, parameters) for n in arguments.points]
                widest = max(arguments.dimensions)
                if parameters == INSIDE:
                    cells = [cell(standardise(*one), model, inference, widest) for one in asked]
                else:
                    found = [absolute_errors(one, model, inference, widest) for one in asked]
                    errors += [
                        {"function": name, "d": dimension, "n": n, "mean": mean, "maximum": maximum}
                        for n, (mean, maximum) in zip(arguments.points, found, strict=True)
                    ]
                    cells = [f"{mean:.2g} / {maximum:.2g}" for mean, maximum in found]
                    if name == "discontinuous":
                        share = (asked[0].y_test > 0).mean()
                        cells[-1] += f" (not zero at {share:.1%} of the test points)"
                print(f"| {name} | {dimension} | {' | '.join(cells)} |", flush=True)
    if arguments.plot and errors:
        drawn(pd.DataFrame(errors), arguments.plot)
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()

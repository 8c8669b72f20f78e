"""What a library could do instead of code of ours: right to how many digits, and in what time.

    python benchmarks/libraries.py [--rounds 3] [--parts quantiles regression bands crps ridge delta pictures]

Contestants take turns in one process. pyfixest and arviz_plots are no part of the environment (README.md here
says how to install them); without them their parts are left out. Printed for each part are ratios of seconds
to ours and what is different:

    quantiles    of a mixture of 800 draws for 1,000 rows, seven probabilities, beside SciPy's find_root
    regression   two fixed effects, errors in one and two dimensions of clusters, beside pyfixest
    bands        of the ECDF of few uniform numbers, how many stay within, beside ArviZ's
    crps         of a mixture of Normals, from samples, beside its closed form in scoringrules
    ridge        a line with Student-t noise in four sectors, beside statsmodels' TLinearModel
    delta        gradient of the density with δ[t] integrated out, 8 chains, beside NumPyro's distributions
    pictures     of ranks, beside arviz_plots
"""

import argparse
import importlib.util
import io
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import numpyro.distributions as dist  # noqa: E402
import pandas as pd  # noqa: E402
import scoringrules  # noqa: E402
import xarray as xr  # noqa: E402
from arviz_stats.base import array_stats  # noqa: E402
from arviz_stats.ecdf_utils import ecdf_pit  # noqa: E402
from scipy.optimize import elementwise  # noqa: E402
from scipy.special import ndtr, stdtr  # noqa: E402
from scipy.stats import t as student  # noqa: E402
from side_by_side import alternate, machine, median, ratio  # noqa: E402
from statsmodels.miscmodels.tmodel import TLinearModel  # noqa: E402

from tradewinds.data.features import EquationRows  # noqa: E402
from tradewinds.data.scaling import EquationScaler, TrainingSupport  # noqa: E402
from tradewinds.equations import parse  # noqa: E402
from tradewinds.evaluation.baselines.ridge import fit_ridge_student  # noqa: E402
from tradewinds.evaluation.mixture import Predictive, crps, log_density, pieces  # noqa: E402
from tradewinds.evaluation.quantiles import quantiles  # noqa: E402
from tradewinds.evaluation.regression import fixed_effects  # noqa: E402
from tradewinds.evaluation.sbc import uniformity  # noqa: E402
from tradewinds.model import economy  # noqa: E402
from tradewinds.settings.diagnostics import DiagnosticsSettings  # noqa: E402

PROBABILITIES = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
SETS = 4000
"""Sets of uniform numbers whose curves are asked whether they stay within a band."""


def timed(run: Callable[[], object], found: dict[str, object], name: str) -> Callable[[], float]:
    """A contestant: seconds of ``run``, whose answer is kept under its name."""

    def seconds() -> float:
        begin = time.perf_counter()
        found[name] = jax.block_until_ready(run())
        return time.perf_counter() - begin

    return seconds


def race(part: str, runs: dict[str, Callable[[], object]], rounds: int) -> dict[str, object]:
    """Prints the seconds of every contestant and their ratio to the first's; what each found."""
    found: dict[str, object] = {}
    seconds = alternate({name: timed(run, found, name) for name, run in runs.items()}, rounds)
    first = next(iter(runs))
    for name in runs:
        times = ratio(seconds, name, first)
        print(f"{part:<12}{name:<34}{median(seconds, name):>10.4f} s   × {first} {times:.2f}", flush=True)
    return found


def mixture(draws: int, rows: int, df: bool) -> Predictive:
    rng = np.random.default_rng(0)
    mean = 0.3 * rng.normal(size=(draws, rows))
    scale = np.exp(rng.uniform(np.log(0.3), np.log(1.5), size=mean.shape))
    return Predictive(mean, scale, rng.uniform(2.0, 40.0, size=draws) if df else None)


def found_roots(law: Predictive) -> np.ndarray:
    """Quantiles [P, N] by SciPy's root finder, in units of the row's smallest scale."""
    standard = law.standard_quantiles(PROBABILITIES[:, None])
    result = np.empty((len(PROBABILITIES), law.rows))
    for rows, piece in pieces(law):
        unit = piece.scale.min(axis=0)
        for i, probability in enumerate(PROBABILITIES):
            ends = piece.mean + piece.scale * standard[i][:, None]
            low, high = ends.min(axis=0) - 1e-9 * unit, ends.max(axis=0) + 1e-9 * unit

            def miss(x: np.ndarray, at: np.ndarray) -> np.ndarray:
                at = at.astype(int)
                z = (low[at] + x * unit[at] - piece.mean[:, at]) / piece.scale[:, at]  # noqa: B023
                below = ndtr(z) if piece.df is None else stdtr(piece.df[:, None], z)  # noqa: B023
                return below.mean(axis=0) - probability  # noqa: B023

            bracket = (np.zeros(piece.rows), (high - low) / unit)
            close = {"xatol": 1e-7, "xrtol": 0.0, "fatol": 0.0, "frtol": 0.0}
            root = elementwise.find_root(miss, bracket, args=(np.arange(piece.rows),), tolerances=close)
            result[i, rows] = low + root.x * unit
    return result


def compare_quantiles(rounds: int) -> None:
    for name, df in (("Normal", False), ("Student-t", True)):
        law = mixture(800, 1000, df)
        runs = {"ours": lambda: quantiles(law, PROBABILITIES), "find_root": lambda: found_roots(law)}  # noqa: B023
        found = race("quantiles", runs, rounds)
        apart = np.abs(found["ours"] - found["find_root"]) / law.scale.min(axis=0)
        print(f"quantiles   {name}: apart by at most {apart.max():.1e} of the row's smallest scale")


def trade(industries: int, origins: int, periods: int) -> dict[str, np.ndarray]:
    """Outcome, inputs and labels of an unbalanced panel, effects of an industry's and an origin's period."""
    rng = np.random.default_rng(0)
    i, o, t = (a.ravel() for a in np.indices((industries, origins, periods)))
    kept = rng.uniform(size=len(i)) > 0.15
    i, o, t = i[kept], o[kept], t[kept]
    a, b = i * periods + t, o * periods + t
    shared = rng.normal(size=industries * periods)[a] + rng.normal(size=origins * periods)[b]
    x = rng.normal(size=(len(i), 2)) + shared[:, None] * [1.0, -1.0]
    y = x @ [-1.5, 0.4] + 3 * shared + 0.3 * rng.normal(size=len(i))
    return {"y": y, "x0": x[:, 0], "x1": x[:, 1], "a": a, "b": b, "i": i, "o": o}


def compare_regression(rounds: int) -> None:
    if not importlib.util.find_spec("pyfixest"):
        print("regression  pyfixest is not installed")
        return
    import pyfixest

    # factors for few clusters as ours: effects are no parameters, each dimension has its own
    convention = pyfixest.ssc(k_adj=True, k_fixef="none", G_adj=True, G_df="conventional")
    exact = pyfixest.MapDemeaner(fixef_tol=1e-10)

    def theirs(data: dict[str, np.ndarray], clusters: list[str]) -> tuple[np.ndarray, np.ndarray]:
        fit = pyfixest.feols(
            "y ~ x0 + x1 | a + b",
            pd.DataFrame(data),
            vcov={"CRV1": " + ".join(clusters)},
            ssc=convention,
            fixef_rm="none",
            demeaner=exact,
        )
        return fit.coef().to_numpy(), fit.se().to_numpy()

    def ours(data: dict[str, np.ndarray], clusters: list[str]) -> tuple[np.ndarray, np.ndarray]:
        x = np.column_stack([data["x0"], data["x1"]])
        fit = fixed_effects(data["y"], x, [data["a"], data["b"]], [data[name] for name in clusters])
        return fit.slopes, fit.errors

    for size in ((6, 5, 8), (60, 30, 40), (100, 60, 120)):
        data = trade(*size)
        for clusters in (["i"], ["i", "o"]):
            runs = {"ours": lambda: ours(data, clusters), "pyfixest": lambda: theirs(data, clusters)}  # noqa: B023
            found = race("regression", runs, rounds)
            apart = [np.abs(b / a - 1).max() for a, b in zip(found["ours"], found["pyfixest"], strict=True)]
            print(f"regression  {len(data['y']):,} rows, {len(clusters)} dimensions of clusters: apart by "
                  f"{apart[0]:.0e} in slopes, {apart[1]:.0e} in errors")  # fmt: skip


def held(z: np.ndarray, low: np.ndarray, high: np.ndarray, count: int) -> float:
    """Share of ECDFs of ``count`` uniform numbers that stay within a band as a whole."""
    numbers = np.sort(np.random.default_rng(1).random((SETS, count)), axis=1)
    curves = np.stack([np.searchsorted(one, z, side="right") / count for one in numbers])
    return float(((curves >= low - 1e-9) & (curves <= high + 1e-9)).all(axis=1).mean())


def compare_bands(rounds: int) -> None:
    if not hasattr(array_stats, "uniformity_test"):
        print("bands       ArviZ's uniformity_test needs its release 1.0, and with it Python 3.12")
    for count in (10, 30, 100, 400):
        some = np.random.default_rng(0).random(count)

        def ours() -> tuple[np.ndarray, ...]:
            uniformity._law.cache_clear()
            edges = uniformity.band(some, 0.1)  # noqa: B023
            return edges.z, edges.z + edges.lower, edges.z + edges.upper

        def theirs(simulations: int) -> tuple[np.ndarray, ...]:
            z, _, low, high = ecdf_pit(some, 0.9, simulations)  # noqa: B023
            return z, low, high

        runs = {
            "ours": ours,
            "ArviZ, 1,000": lambda: theirs(1000),  # noqa: B023
            "ArviZ, 10,000": lambda: theirs(10_000),  # noqa: B023
        }
        found = race("bands", runs, rounds)
        shares = ", ".join(f"{held(*band, count):.3f}" for band in found.values())
        print(f"bands       {count} numbers: of the 90 % bands hold {shares} ± {np.sqrt(0.09 / SETS):.3f}")
        if hasattr(array_stats, "uniformity_test"):
            compare_tests(count)


def compare_tests(count: int) -> None:
    """How often places of the truth are found not to be uniform at the level of 0.05, by ours and ArviZ's."""
    rng = np.random.default_rng(2)
    for name, width, shift in (("exact", 1.0, 0.0), ("too narrow", 0.7, 0.0), ("too low", 1.0, 0.3)):
        places = ndtr((rng.normal(size=(SETS // 4, count)) + shift) / width)
        mine = np.mean([uniformity.p_value(one) < 0.05 for one in places])
        its = np.mean([array_stats.uniformity_test(one)[0] < 0.05 for one in places])
        print(f"bands       {count} numbers, draws {name}: rejected by ours {mine:.3f}, by ArviZ {its:.3f}")


def compare_crps(rounds: int) -> None:
    law = mixture(400, 100, False)
    y = np.random.default_rng(1).normal(size=law.rows)

    def exact() -> np.ndarray:
        columns = [slice(n, n + 10) for n in range(0, law.rows, 10)]  # 1.6 million pairs at once
        return np.concatenate(
            [scoringrules.crps_mixnorm(y[at], law.mean[:, at], law.scale[:, at], m_axis=0) for at in columns]
        )

    found = race("crps", {"ours": lambda: crps(law, y, 0), "closed form": exact}, rounds)
    off = found["ours"] - found["closed form"]
    print(f"crps        400 draws: a row is off by {off.std():.4f}, their mean by {off.mean():.5f} of "
          f"{found['closed form'].mean():.3f}")  # fmt: skip


def sectors(periods: int, seed: int) -> EquationRows:
    """A line in two inputs with Student-t noise of three degrees of freedom and a scale in each sector."""
    rng = np.random.default_rng(seed)
    sector, period = (a.ravel() for a in np.meshgrid(range(4), range(periods)))
    x, scale = rng.normal(size=(4 * periods, 2)), np.array([0.3, 0.6, 1.2, 2.4])
    y = 0.2 + x @ [0.8, -0.5] + scale[sector] * student.rvs(3, size=4 * periods, random_state=rng)
    zero = np.zeros(len(y))
    equation = parse("d(rate[t]) ~ rate[t-1]", {"rate": "level"})
    role, month = np.full(len(y), "fit"), period % 12 + 1
    return EquationRows(equation, ("a", "b"), x, y, zero, y, zero, sector, period, role, month, period // 12)


def compare_ridge(rounds: int) -> None:
    zero, one = np.zeros(2), np.ones(2)
    scale = EquationScaler(
        ("a", "b"), zero, one, -9 * one, 9 * one, 0.0, 1.0, TrainingSupport(np.eye(2), 9.0)
    )
    settings, test = DiagnosticsSettings(), sectors(1000, 1)
    for periods in (15, 100):
        train = sectors(periods, 0)

        def theirs(rows: EquationRows) -> Predictive:
            x = np.column_stack([np.ones(len(rows)), rows.x])
            with redirect_stdout(io.StringIO()):  # it says that it runs
                fit = TLinearModel(rows.y, x).fit(disp=0)
            *line, df, size = fit.params
            mean = np.column_stack([np.ones(len(test)), test.x]) @ line
            return Predictive.single(mean, np.full(len(test), abs(size)), df)

        runs = {
            "ours": lambda: fit_ridge_student(train, scale, settings).predict(test),  # noqa: B023
            "TLinearModel": lambda: theirs(train),  # noqa: B023
        }
        found = race("ridge", runs, rounds)
        shown = ", ".join(f"{name} {log_density(law, test.y).mean():.3f}" for name, law in found.items())
        print(f"ridge       {len(train)} rows: log density of others {shown}")


def compare_delta(rounds: int) -> None:
    """Rows of 8 sectors in each period; derivatives by the scale of δ and by the residuals."""
    sectors_, chains = 8, 8
    for periods in (64, 200):
        rng, count = np.random.default_rng(0), 8 * periods
        period = np.repeat(np.arange(periods, dtype=np.int32), sectors_)
        apart = np.subtract.outer(np.arange(periods), np.arange(periods))
        unit = 0.99 ** np.abs(apart) * np.cos(2 * np.pi * apart / 30)  # a cycle, as AR(2) makes it
        noise = np.exp(0.3 * rng.normal(size=(chains, count)))
        level = rng.normal(size=(chains, count)) + rng.normal(size=(chains, periods))[:, period]

        def collapsed(tau: jax.Array, residual: jax.Array, scale: jax.Array) -> jax.Array:
            weight = jnp.ones_like(scale)
            a, b = economy.evidence(residual, scale, weight, period, periods)  # noqa: B023
            own = dist.Normal(0.0, scale).log_prob(residual).sum()
            return own + economy.collapsed(tau**2 * unit.astype(tau.dtype), a, b)  # noqa: B023

        def by_period(tau: jax.Array, residual: jax.Array, scale: jax.Array) -> jax.Array:
            weight = jnp.ones_like(scale)
            a, b = economy.evidence(residual, scale, weight, period, periods)  # noqa: B023
            own = dist.Normal(0.0, scale).log_prob(residual).sum()
            wide = dist.MultivariateNormal(0.0, tau**2 * unit.astype(tau.dtype) + jnp.diag(1 / a))  # noqa: B023
            return own + wide.log_prob(b / a) - dist.Normal(0.0, a**-0.5).log_prob(b / a).sum()

        def by_row(tau: jax.Array, residual: jax.Array, scale: jax.Array) -> jax.Array:
            factor = tau * jnp.linalg.cholesky(unit.astype(tau.dtype))[period]  # noqa: B023
            return dist.LowRankMultivariateNormal(jnp.zeros_like(scale), factor, scale**2).log_prob(residual)

        laws = {
            "ours": collapsed,
            "MultivariateNormal, periods": by_period,
            "LowRankMultivariateNormal, rows": by_row,
        }
        programs = {
            name: jax.jit(jax.vmap(jax.value_and_grad(law, argnums=(0, 1)))) for name, law in laws.items()
        }

        def repeated(program: Callable, given: list) -> object:
            with jax.enable_x64(False):
                return [jax.block_until_ready(program(*given)) for _ in range(20)]

        def single(*values: np.ndarray) -> list[np.ndarray]:
            return [one.astype(np.float32) for one in values]

        scale = np.full(chains, 0.7)
        weak, strong = (scale, level, noise), (scale, 0.05 * level, 0.01 * noise)
        race(
            f"delta {periods}", {n: partial(repeated, p, single(*weak)) for n, p in programs.items()}, rounds
        )
        for name, program in programs.items():
            off = []
            for given in (weak, strong):
                with jax.enable_x64(True):
                    known = np.asarray(program(*given)[0])
                off.append(np.abs(np.asarray(repeated(program, single(*given))[0][0]) - known).max())
            print(f"delta       {name}: single precision off by {off[0]:.0e} nats, {off[1]:.0e} with noise a "
                  "hundredth as wide")  # fmt: skip


def seconds_of(code: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin


def compare_pictures(rounds: int) -> None:
    if not importlib.util.find_spec("arviz_plots"):
        print("pictures    arviz_plots is not installed")
        return
    import arviz_plots
    import matplotlib.pyplot as plt

    from tradewinds.report.sbc.figures import rank_plate

    rank = np.random.default_rng(0).integers(0, 101, size=60)
    table = pd.DataFrame({"quantity": "noise scale", "rank": rank, "draws": 100})
    place = uniformity.normalised_ranks(rank, np.full(60, 100))
    tree = xr.DataTree.from_dict(
        {"/prior_sbc": xr.Dataset({"noise scale": (("chain", "draw"), place[None])})}
    )

    def ours() -> str:
        return rank_plate("", table, 0.1, "#0072b2").pictures[0].source

    def theirs() -> str:
        drawn = arviz_plots.plot_ecdf_pit(tree, ci_prob=0.9, backend="matplotlib")
        stream = io.StringIO()
        drawn.viz["figure"].item().savefig(stream, format="svg")
        plt.close("all")
        return stream.getvalue()

    found = race("pictures", {"ours": ours, "plot_ecdf_pit": theirs}, rounds)
    print("pictures    bytes: " + ", ".join(f"{name} {len(text):,}" for name, text in found.items()))
    imports = {"matplotlib and xarray": "", "… and arviz_plots": ", arviz_plots"}
    for name, more in imports.items():
        least = min(seconds_of(f"import matplotlib.pyplot, xarray{more}") for _ in range(rounds))
        print(f"pictures    import {name:<29}{least:>8.2f} s")


PARTS = {
    "quantiles": compare_quantiles,
    "regression": compare_regression,
    "bands": compare_bands,
    "crps": compare_crps,
    "ridge": compare_ridge,
    "delta": compare_delta,
    "pictures": compare_pictures,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    asked = parser.parse_args()
    packages = ("scipy", "pyfixest", "arviz-stats", "scoringrules", "statsmodels", "numpyro", "arviz-plots")
    print(machine(*packages, "matplotlib"))
    for part in asked.parts:
        PARTS[part](asked.rounds)


if __name__ == "__main__":
    main()

"""Quality on series like the source's: networks against least squares, one period ahead.

    python benchmarks/source_series.py [--seeds 20] [--experiments falling_tariff source]

The economy `falling_tariff` with 100 periods, another history for every seed, split forward in time.
Networks are fitted as the experiments in configs/experiment have them: `falling_tariff` by the default
sampler, `source` with the source's own model, fit and inputs. Least squares has the inputs of
`falling_tariff`. Printed, per equation and together: mean log predictive density of an observation ahead in
units of the training level's standard deviation, its lead over least squares, each with its standard error
over seeds, coverage of the 90 % bands, and seconds a seed. The truth here is nearly a line: a network can
lose a little and win nothing.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

import jax  # noqa: E402
from side_by_side import machine  # noqa: E402

from tradewinds.data.features import EquationRows, joined  # noqa: E402
from tradewinds.data.panel import to_grid  # noqa: E402
from tradewinds.data.scaler import fit_scaler  # noqa: E402
from tradewinds.data.scaling import EquationScaler, equation_rows, read_scaler  # noqa: E402
from tradewinds.data.split import split  # noqa: E402
from tradewinds.data.split_panel import SplitPanel  # noqa: E402
from tradewinds.data.synthetic import simulate_economy  # noqa: E402
from tradewinds.evaluation.baselines.ridge import fit_ridge  # noqa: E402
from tradewinds.evaluation.mixture import Predictive, log_density, pit  # noqa: E402
from tradewinds.evaluation.predictive import ask  # noqa: E402
from tradewinds.fitted.train import fit_tiers  # noqa: E402
from tradewinds.model.tier import TierModel  # noqa: E402
from tradewinds.settings.compose import compose  # noqa: E402
from tradewinds.settings.experiment import ExperimentSettings  # noqa: E402
from tradewinds.settings.tables import equations_of  # noqa: E402

CONFIGS = ROOT / "configs"
LEAST_SQUARES, NO_PENALTY = "least squares", 1e-6
DEFAULT = "falling_tariff"


def tables(experiment: ExperimentSettings, seed: int) -> tuple[dict, dict]:
    """Training and test tables of a history, as the workflow splits them."""
    history = simulate_economy(experiment.data.synthetic, seed)["sectors"].assign(id="S1")
    train, test = split({"sectors": history}, experiment.split, seed)["sectors"]
    return {"sectors": train}, {"sectors": test}


def scored(predictive: Predictive, rows: EquationRows, scaler: EquationScaler, spread: float) -> dict:
    """Density in units of the training level's standard deviation, whatever was explained."""
    y = scaler.target(rows.y)
    return {
        "lppd": log_density(predictive, y).mean() + np.log(spread / scaler.target_scale),
        "cover 90": (np.abs(pit(predictive, y) - 0.5) <= 0.45).mean(),
    }


def network(experiment: ExperimentSettings, train: dict, test: dict, seed: int) -> dict[str, dict]:
    tier, data = experiment.tier1, experiment.data
    begin, panel = time.perf_counter(), SplitPanel(train, test, data)
    fit = fit_tiers(panel, [TierModel("tier1", tier, data)], seed, lambda text: None)
    seconds = time.perf_counter() - begin
    found = {}
    for fitted in fit.equations():
        asked = ask(fitted, "ahead", jax.random.key(seed))
        found[fitted.name] = scored(
            asked.predictive, asked.equation_rows, fitted.scaler, _spread(train, fitted.name)
        ) | {"seconds": seconds}
    return found


def least_squares(experiment: ExperimentSettings, train: dict, test: dict) -> dict[str, dict]:
    tier, data = experiment.tier1, experiment.data
    explain = tier.model.explain
    scaler = fit_scaler(train, data, "tier1", tier.equations, explain)
    grid = to_grid(joined(train["sectors"], test["sectors"]), data.tables["sectors"])
    settings, found = replace(experiment.diagnostics, ridge=NO_PENALTY), {}
    for equation in equations_of(data, "tier1", tier.equations)["sectors"]:
        scale = read_scaler(scaler, equation.name)
        rows = equation_rows(grid, equation, explain, scale)
        begin = time.perf_counter()
        line = fit_ridge(rows.with_role("fit"), scale, settings)
        ahead = rows.with_role("ahead")
        found[equation.name] = scored(line.predict(ahead), ahead, scale, _spread(train, equation.name)) | {
            "seconds": time.perf_counter() - begin
        }
    return found


def _spread(train: dict, variable: str) -> float:
    """Standard deviation of the logarithm over the training rows."""
    table = train["sectors"]
    return float(np.log(table.loc[table["role"] == "fit", variable]).std(ddof=0))


def _with_error(values: pd.Series) -> str:
    return f"{values.mean():+.3f} ± {values.std(ddof=1) / np.sqrt(len(values)):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--experiments", nargs="+", default=[DEFAULT, "source"])
    arguments = parser.parse_args()
    print(machine("jax", "numpyro", "blackjax"))
    settings = {name: compose(CONFIGS, name) for name in {DEFAULT, *arguments.experiments}}
    rows = []
    for seed in range(arguments.seeds):
        train, test = tables(settings[DEFAULT], seed)
        answers = {LEAST_SQUARES: least_squares(settings[DEFAULT], train, test)}
        for name in arguments.experiments:
            answers[name] = network(settings[name], train, test, seed)
        for name, found in answers.items():
            print(
                f"seed {seed:<4}{name:<16}", *(f"{e} {s['lppd']:.3f}" for e, s in found.items()), flush=True
            )
        rows += [
            {"model": name, "equation": equation, "seed": seed, **scores}
            for name, found in answers.items()
            for equation, scores in found.items()
        ]
    table = pd.DataFrame(rows)
    together = table.groupby(["model", "seed"], as_index=False).mean(numeric_only=True)
    table = pd.concat([table, together.assign(equation="both")])
    print(f"{'model':<16}{'equation':<10}{'lppd':>16}{'lead':>16}{'cover 90':>10}{'seconds':>9}")
    for (equation, name), each in table.groupby(["equation", "model"], sort=False):
        each = each.set_index("seed")
        rival = table[(table["model"] == LEAST_SQUARES) & (table["equation"] == equation)].set_index("seed")
        lead = "" if name == LEAST_SQUARES else _with_error(each["lppd"] - rival["lppd"])
        print(f"{name:<16}{equation:<10}{_with_error(each['lppd']):>16}{lead:>16}"
              f"{each['cover 90'].mean():>10.2f}{each['seconds'].mean():>9.1f}")  # fmt: skip


if __name__ == "__main__":
    main()

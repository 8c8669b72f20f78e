"""Quality on the two synthetic panels with a known truth: which algorithm, which meaning of time.

    TRADEWINDS_DATA=… python benchmarks/panel.py [--panels 0 1] [--variants microcanonical-t nuts-t …]
    TRADEWINDS_DATA=… python benchmarks/panel.py --without-cycle --variants microcanonical microcanonical-t
    python benchmarks/panel.py --panels --drawn 11 12 13 --variants microcanonical-t

Needs synthetic_panel_0.parquet and synthetic_panel_1.parquet in the data folder: sector, period, price
and its inputs, the split, and the truth (true_mean, true_scale of every row). Prints, per panel and
variant, the mean log predictive density per observation of the standardised price inside the training
periods, one period ahead, and with simulated prices fed back over the later periods, coverage of the 90 %
bands, seconds, and each variant's seconds as a ratio to the first. Least squares and the truth itself
stand in the same table. Algorithms run as configs/inference has them.

A variant is an algorithm and what the equation says of time: ``-t`` the economy-wide effect δ[t],
``-index`` the number of the period among the network's inputs, neither: nothing. ``-drawn`` draws δ[t]
with the weights where ``-t`` integrates it out. ``--without-cycle`` takes the panels' common cycle away, to
show what δ[t] costs where there is nothing for it to find. ``--drawn`` adds panels of the same kind that no
prior was chosen on: the economy ``nonlinear``, one a seed. ``--seeds`` fits every panel under several seeds,
whose scatter is the error of a score.
"""

import argparse
import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from omegaconf import OmegaConf
from scipy.stats import norm
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel

from tradewinds.runtime import start_jax

start_jax("float64", "cpu", Path(".cache/jax"))

import jax  # noqa: E402

from tradewinds.data.panel import to_grid  # noqa: E402
from tradewinds.data.scaler import fit_scaler  # noqa: E402
from tradewinds.data.scaling import equation_rows, read_scaler  # noqa: E402
from tradewinds.data.split_panel import SplitPanel  # noqa: E402
from tradewinds.data.synthetic import nonlinear  # noqa: E402
from tradewinds.data.synthetic.engine import history  # noqa: E402
from tradewinds.evaluation.baselines.ridge import fit_ridge  # noqa: E402
from tradewinds.evaluation.feedback import FED_BACK, fed_back  # noqa: E402
from tradewinds.evaluation.mixture import Predictive, log_density, pit  # noqa: E402
from tradewinds.evaluation.predictive import ask  # noqa: E402
from tradewinds.fitted.train import fit_tiers  # noqa: E402
from tradewinds.model.tier import TierModel  # noqa: E402
from tradewinds.settings.data import DataSettings  # noqa: E402
from tradewinds.settings.data_table import Frequency, TableSettings  # noqa: E402
from tradewinds.settings.data_variable import VariableSettings  # noqa: E402
from tradewinds.settings.diagnostics import DiagnosticsSettings  # noqa: E402
from tradewinds.settings.inference import InferenceSettings  # noqa: E402
from tradewinds.settings.schema import validated  # noqa: E402
from tradewinds.settings.tables import equations_of  # noqa: E402
from tradewinds.settings.tier import TierSettings  # noqa: E402

INPUTS = ("tariff[t]", "tariff[t-1]", "volume[t-1]", "elasticity[t]", "import_share[t]", "capacity[t]")
EQUATION = "price[t] ~ price[t-1] + " + " + ".join(INPUTS)
VARIABLES = ("price", "tariff", "volume", "elasticity", "import_share", "capacity")
ROLES = {"train": "fit", "inside": "inside", "after": "ahead"}
OPTIONS = Path(__file__).resolve().parent.parent / "configs" / "inference"
OPTIONS_TRIED = ("microcanonical", "ensemble", "variational", "low_rank", "full_rank", "laplace", "nuts")
TIMES = {"-t": " + t", "-drawn": " + t", "-index": " + index", "": ""}
VARIANTS = {f"{option}{time}": (option, time) for time in TIMES for option in OPTIONS_TRIED}
SHIPPED = [f"{option}{time}" for time in ("-t", "-index") for option in OPTIONS_TRIED]
CYCLE = (0.06, 30)
"""Amplitude and length in periods of the common cycle in ``true_mean``, a sine that is 0 in period 0: what a
Gaussian process in the inputs leaves to the period, to three digits in both panels."""
SECTORS, LEARNED, LAST = 50, 48, 60
ASIDE = 0.2
NOISE = 1.0
"""Disturbances of panels that are drawn, in those of the economy ``nonlinear``: noise is a sixth of the
price's standard deviation, as in the panels of the files."""
KNOWN = (
    "price_previous",
    "tariff",
    "tariff_previous",
    "volume_previous",
    "elasticity",
    "import_share",
    "capacity",
)


class DrawnTier(TierSettings):
    """A tier whose economy-wide effect is drawn, though it could be integrated out."""

    integrates_out = False


def without_cycle(table: pd.DataFrame) -> pd.DataFrame:
    """The panel as it had been without its cycle: the same inputs and noise, its prices made anew.

    The mean as a function of the inputs is a Gaussian process through all rows' known means, off by some
    0.02 of the price's standard deviation in rows left out (the noise is 0.1 of it).
    """
    amplitude, length = CYCLE
    about = table[[*KNOWN]].agg(["mean", "std"])

    def inputs(rows: pd.DataFrame) -> np.ndarray:
        return ((rows[[*KNOWN]] - about.loc["mean"]) / about.loc["std"]).to_numpy()

    cycle = amplitude * np.sin(2 * np.pi * table["period"] / length)
    means = table["true_mean"] - cycle
    some = table.sample(700, random_state=0).index
    process = GaussianProcessRegressor(
        ConstantKernel() * RBF(np.ones(len(KNOWN)), (0.1, 1000.0)), alpha=1e-6, normalize_y=True
    )
    process.fit(inputs(table.loc[some]), means[some])
    process = GaussianProcessRegressor(process.kernel_, alpha=1e-6, normalize_y=True, optimizer=None)
    process.fit(inputs(table), means)
    table, noise, before = table.copy(), table["price"] - table["true_mean"], None
    for _, rows in table.groupby("period"):  # each period has the sectors in one order
        here = rows.index
        if before is not None:
            table.loc[here, "price_previous"] = before
        table.loc[here, "true_mean"] = process.predict(inputs(table.loc[here]))
        table.loc[here, "price"] = table.loc[here, "true_mean"] + noise[here]
        before = table.loc[here, "price"].to_numpy()
    return table


def load(folder: Path, panel: int, cycle: bool = True) -> pd.DataFrame:
    """The panel as a sector table; the columns of previous values give the period before the first."""
    table = pd.read_parquet(folder / f"synthetic_panel_{panel}.parquet")
    table = table.sort_values(["period", "sector"], ignore_index=True)
    if not cycle:
        table = without_cycle(table)
    first = table[table["period"] == 1].assign(period=0)
    for name in ("price", "tariff", "volume"):
        first[name] = first[f"{name}_previous"]
    later = table.groupby("sector")["volume_previous"].shift(-1)
    table["volume"] = later.fillna(table["volume_previous"])  # the last period's is not in the file, nor used
    table = pd.concat([first, table], ignore_index=True)
    table["role"] = table["split"].map(ROLES)
    table["sector"] = table["sector"].map("s{:02d}".format)
    return table.assign(id=table["sector"], label=table["sector"]).sort_values(
        ["sector", "period"], ignore_index=True
    )


def drawn(seed: int) -> pd.DataFrame:
    """A panel as ``load`` gives it: an economy whose prices take up tariffs less and less, with a threshold
    at which buyers leave, noise that depends on the inputs and a common cycle (``data.synthetic.nonlinear``).

    A fifth of the rows of the first 48 periods is kept aside, as are the twelve after them. ``true_mean`` and
    ``true_scale`` are those of the price given its inputs and the cycle, its noise, some 2 % of it, taken as
    Normal where it is so in logs.
    """
    found = history(nonlinear.ECONOMY, SECTORS, LAST + 1, NOISE, seed)["sectors"]
    rng = np.random.default_rng(seed)
    frames = []
    for period in range(LAST + 1):
        now = {name: values[period] for name, values in found.items()}
        rows = {"sector": np.arange(SECTORS), "period": period} | {name: now[name] for name in VARIABLES}
        if period:
            before = {name: values[period - 1] for name, values in found.items()}
            cycle = now["cycle"] - 1.66 * before["cycle"] + 0.81 * before["cycle_before"]
            shock = {"price": 0.0, "volume": 0.0, "cycle": cycle / 0.0046}
            mean = nonlinear.step(before, now, shock)["price"]
            one = nonlinear.step(before, now, shock | {"price": NOISE})["price"]
            rows |= {"true_mean": mean, "true_scale": one - mean}
        aside = np.where(rng.random(SECTORS) < ASIDE, "inside", "fit")
        frames.append(
            pd.DataFrame(rows).assign(role="ahead" if period > LEARNED else aside if period else "fit")
        )
    table = pd.concat(frames, ignore_index=True)
    table["sector"] = table["sector"].map("s{:02d}".format)
    return table.assign(id=table["sector"], label=table["sector"]).sort_values(
        ["sector", "period"], ignore_index=True
    )


def settings() -> DataSettings:
    variables = {name: VariableSettings(label=name, unit="") for name in VARIABLES}
    table = TableSettings(frequency=Frequency.step, keys={"id": "id"}, variables=variables)
    return DataSettings(name="panel", description="", tables={"sectors": table})


def report(name: str, answers: dict[str, tuple[Predictive, np.ndarray, float]], seconds: float) -> dict:
    """Scores in units of the training price's standard deviation, whatever was explained."""
    row = {"variant": name, "seconds": seconds}
    for holdout, (predictive, y, to_price) in answers.items():
        distance = np.abs(pit(predictive, y) - 0.5)
        row[f"{holdout} lppd"] = log_density(predictive, y).mean() + to_price
        row[f"{holdout} cover 90"] = (distance <= 0.45).mean()
    return row


def run(table: pd.DataFrame, variants: list[str], seed: int = 0) -> pd.DataFrame:
    data = settings()
    train = {"sectors": table[table["role"] != "ahead"].reset_index(drop=True)}
    test = {"sectors": table[table["role"] == "ahead"].reset_index(drop=True)}
    spread = table.loc[(table["role"] == "fit") & (table["period"] > 0), "price"].std(ddof=0)
    rows = []
    for name in variants:
        option, time_term = VARIANTS[name]
        kind = DrawnTier if time_term == "-drawn" else TierSettings
        inference = validated(
            InferenceSettings, OmegaConf.to_container(OmegaConf.load(OPTIONS / f"{option}.yaml"))
        )
        tier = kind(equations=[EQUATION + TIMES[time_term]], inference=inference)
        begin, panel = time.perf_counter(), SplitPanel(train, test, data)
        (fitted,) = fit_tiers(panel, [TierModel("tier1", tier, data)], seed, lambda text: None).equations()
        to_price = float(np.log(spread / fitted.scaler.target_scale))
        answers = {}
        for holdout in ("inside", "ahead", FED_BACK):
            key = jax.random.key(seed)
            asked = fed_back(fitted, key, seed=seed) if holdout == FED_BACK else ask(fitted, holdout, key)
            answers[holdout] = (asked.predictive, fitted.scaler.target(asked.equation_rows.y), to_price)
        rows.append(report(name, answers, time.perf_counter() - begin))
    rows.append(least_squares(table, data, train, spread))
    rows.append(truth(table, spread))
    found = pd.DataFrame(rows).set_index("variant")
    found["ratio"] = found["seconds"] / found["seconds"].iloc[0]
    return found


def least_squares(table: pd.DataFrame, data: DataSettings, train: dict, spread: float) -> dict:
    (equation,) = equations_of(data, "tier1", [EQUATION])["sectors"]
    scaler = fit_scaler(train, data, "tier1", [EQUATION], "change")
    scale = read_scaler(scaler, "price")
    rows = equation_rows(to_grid(table, data.tables["sectors"]), equation, "change", scale)
    begin = time.perf_counter()
    line = fit_ridge(rows.with_role("fit"), scale, replace(DiagnosticsSettings(), ridge=1e-6))
    to_price = float(np.log(spread / scale.target_scale))
    answers = {
        holdout: (
            line.predict(rows.with_role(holdout)),
            scale.target(rows.with_role(holdout).y),
            to_price,
        )
        for holdout in ("inside", "ahead")
    }
    return report("least squares", answers, time.perf_counter() - begin)


def truth(table: pd.DataFrame, spread: float) -> dict:
    row = {"variant": "the truth itself", "seconds": np.nan}
    for holdout in ("inside", "ahead"):
        asked = table[(table["role"] == holdout) & (table["period"] > 0)]
        law = norm(asked["true_mean"], asked["true_scale"])
        row[f"{holdout} lppd"] = law.logpdf(asked["price"]).mean() + np.log(spread)
        row[f"{holdout} cover 90"] = (np.abs(law.cdf(asked["price"]) - 0.5) <= 0.45).mean()
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--panels", type=int, nargs="*", default=[0, 1])
    parser.add_argument("--drawn", type=int, nargs="*", default=[])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=SHIPPED)
    parser.add_argument("--without-cycle", action="store_true")
    arguments = parser.parse_args()
    folder = Path(os.environ.get("TRADEWINDS_DATA", "data"))
    tables = {f"panel {one}": load(folder, one, not arguments.without_cycle) for one in arguments.panels}
    tables |= {f"drawn {one}": drawn(one) for one in arguments.drawn}
    for name, table in tables.items():
        for seed in arguments.seeds:
            print(name if arguments.seeds == [0] else f"{name}, seed {seed}")
            print(run(table, arguments.variants, seed).round(3).to_string(), flush=True)


if __name__ == "__main__":
    main()

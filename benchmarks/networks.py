"""The other networks, and the rivals of calibration, each beside the default on the same rows.

    TRADEWINDS_DATA=… python benchmarks/networks.py [--data panel_0 panel_1 us_industry] [--seeds 0]
        [--variants gru lstm …] [--equations volume] [--shared inference.microcanonical.chains=2 …]
    python benchmarks/networks.py --calibration [--economies 5]

Networks are the variants of configs/sweep/networks.yaml, with its short chains or those of ``--shared``.
``panel_0`` and ``panel_1`` are the panels with a known truth (``panel.py``); any other name is an experiment,
whose sectors' equations in tier 1 are fitted. Printed is a Markdown table: the default's mean log predictive
density an observation, in standard deviations of the explained quantity over the training rows, one period
ahead and fed back over the later periods; and what each variant has more of it on the same rows, with the
error of that difference, whole periods resampled. ``side_by_side`` is the default network with the recurrent
ones' window.

``--calibration``: on draws of the simulated economy ``nonlinear``, how often 90 % bands hold what came
(ahead) and the true effect of ten points more on the tariff, by Monte Carlo dropout, by the early-stopped and
the MAP ensemble, and by the default sampler; means over draws with the error of their scatter.
"""

import argparse
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

import panel as panels  # which starts JAX  # isort: skip
import jax
from side_by_side import machine

from tradewinds.api.model import Experiment
from tradewinds.data.split import split
from tradewinds.data.split_panel import SplitPanel
from tradewinds.evaluation.bootstrap import paired_difference
from tradewinds.evaluation.feedback import FED_BACK, fed_back
from tradewinds.evaluation.mixture import log_density, pit
from tradewinds.evaluation.predictive import ask
from tradewinds.evaluation.recovery import recover
from tradewinds.fitted.fit import Fit
from tradewinds.fitted.train import fit_tiers
from tradewinds.model.tier import TierModel
from tradewinds.settings.inference import InferenceSettings
from tradewinds.settings.schema import validated
from tradewinds.settings.sweep import BASE, SweepSettings, variant_of
from tradewinds.settings.tables import table_of_equation
from tradewinds.settings.tier import TierSettings

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
SHORT = {"chains": 4, "warmup": 2000, "draws": 50, "thin": 30}
RIVALS = ("microcanonical", "ensemble", "early_stopping", "dropout")
HOLDOUTS = ("ahead", FED_BACK)
SAMPLES = 2000


def option(group: str, name: str, kind: type) -> object:
    """An option file of ``configs/`` as settings."""
    return validated(kind, OmegaConf.to_container(OmegaConf.load(CONFIGS / group / f"{name}.yaml")))


def problem(name: str) -> tuple[SplitPanel, TierSettings]:
    """Training and later rows, and the tier's settings as shipped."""
    if name.startswith("panel_"):
        table = panels.load(Path(os.environ.get("TRADEWINDS_DATA", "data")), int(name.removeprefix("panel_")))
        later = table["role"] == "ahead"
        train, test = ({"sectors": rows.reset_index(drop=True)} for rows in (table[~later], table[later]))
        inference = option("inference", "microcanonical", InferenceSettings)
        tier = TierSettings(equations=[panels.EQUATION + " + t"], inference=inference)
        return SplitPanel(train, test, panels.settings()), tier
    asked = Experiment(name)
    data, tier = asked.panel(), asked.settings.tier1
    of_sectors = [text for text in tier.equations if table_of_equation(data.data, "tier1", text) == "sectors"]
    cut = split({"sectors": data.tables["sectors"]}, asked.settings.split, asked.settings.seed)["sectors"]
    return SplitPanel({"sectors": cut[0]}, {"sectors": cut[1]}, data.data), replace(
        tier, equations=of_sectors
    )


def fitted(panel: SplitPanel, tier: TierSettings, seed: int) -> Fit:
    return fit_tiers(panel, [TierModel("tier1", tier, panel.data)], seed, lambda text: None)


def densities(fit: Fit, seed: int) -> Iterator[pd.DataFrame]:
    """Every row ahead, one period ahead and fed back: equation, holdout, sector, period, its log density."""
    for one in fit.equations():
        for holdout in HOLDOUTS:
            key = jax.random.key(seed)
            asked = fed_back(one, key, seed) if holdout == FED_BACK else ask(one, holdout, key)
            if asked is not None:
                rows, y = asked.equation_rows, one.scaler.target(asked.equation_rows.y)
                yield pd.DataFrame(
                    {
                        "equation": one.name,
                        "holdout": holdout,
                        "sector": rows.sector,
                        "period": one.grid.periods[rows.period],
                        # of the explained quantity itself: variants have scales of their own rows
                        "density": log_density(asked.predictive, y) - np.log(one.scaler.target_scale),
                        "holds": np.abs(pit(asked.predictive, y) - 0.5) <= 0.45,
                        "unit": one.scaler.target_scale,
                    }
                )


def compare(name: str, equations: list[str], variants: list[str], sweep: SweepSettings, seed: int) -> None:
    panel, tier = problem(name)
    known = {
        one.name: one.text for of in TierModel("tier1", tier, panel.data).equations().values() for one in of
    }
    tier = replace(tier, equations=[known[one] for one in equations or known])
    found = {}
    for variant in (BASE, *variants):
        begin = time.process_time()
        fit = fitted(panel, variant_of(tier, sweep, variant), seed)
        rows = pd.concat(densities(fit, seed)).set_index(["equation", "holdout", "sector", "period"])
        found[variant] = rows
        for equation, holdout in rows.index.droplevel([2, 3]).unique():
            mine = rows.loc[(equation, holdout)]
            both = mine.join(found[BASE].loc[(equation, holdout)].add_suffix("_default"), how="inner")
            score = f"{both['density'].mean() + np.log(both['unit_default'].iloc[0]):.3f}"
            if variant != BASE:
                period = both.index.get_level_values("period").to_numpy()
                about = (both["density"].to_numpy(), both["density_default"].to_numpy(), period, SAMPLES, 0)
                score = "{:+.3f} ± {:.3f}".format(*paired_difference(*about))
            seconds = time.process_time() - begin
            print(
                f"| {name} | {equation} | {variant} | {holdout.replace('_', ' ')} | {score} "
                f"| {both['holds'].mean():.2f} | {len(both)} | {seconds:.0f} |",
                flush=True,
            )


def calibrate(economies: int) -> None:
    rows = []
    for seed in range(economies):
        asked = Experiment("nonlinear", [f"seed={seed}"])
        whole = asked.panel()
        cut = split(whole.tables, asked.settings.split, seed)["sectors"]
        panel = SplitPanel({"sectors": cut[0]}, {"sectors": cut[1]}, whole.data)
        for name in RIVALS:
            inference = option("inference", name, InferenceSettings)
            inference = replace(inference, microcanonical=replace(inference.microcanonical, **SHORT))
            fit = fitted(panel, replace(asked.settings.tier1, inference=inference), seed)
            effects = recover(fit, "tier1").query("intervention == 'tariff' and level == 0.9")
            for equation, of in (
                pd.concat(densities(fit, seed)).query("holdout == 'ahead'").groupby("equation")
            ):
                effect = effects[effects["equation"] == equation].iloc[0]
                rows.append(
                    {
                        "algorithm": name,
                        "equation": equation,
                        "outcomes held": of["holds"].mean(),
                        "density": (of["density"] + np.log(of["unit"])).mean(),
                        "effects held": effect["coverage"],
                        "band, points": 100 * effect["interval_width"],
                    }
                )
    table = pd.DataFrame(rows)
    columns = [name for name in table if name not in ("algorithm", "equation")]
    print("| algorithm | equation | " + " | ".join(columns) + " |")
    print("|---|---|" + "---|" * len(columns))
    for (name, equation), of in table.groupby(["algorithm", "equation"], sort=False):
        means, errors = of[columns].mean(), of[columns].std(ddof=1) / np.sqrt(len(of))
        cells = (f"{means[one]:.2f} ± {errors[one]:.2f}" for one in columns)
        print(f"| {name} | {equation} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    sweep = option("sweep", "networks", SweepSettings)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", nargs="+", default=["panel_0", "panel_1", "us_industry"])
    parser.add_argument("--variants", nargs="+", choices=list(sweep.variants), default=list(sweep.variants))
    parser.add_argument("--equations", nargs="+", default=[])
    parser.add_argument("--shared", nargs="+", default=[])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--calibration", action="store_true")
    parser.add_argument("--economies", type=int, default=5)
    arguments = parser.parse_args()
    print(machine("jax", "numpyro"))
    if arguments.calibration:
        calibrate(arguments.economies)
        return
    shared = dict(one.split("=") for one in arguments.shared)
    sweep = replace(sweep, shared=sweep.shared | {key: int(value) for key, value in shared.items()})
    print("| data | equation | network | asked | log density | 90 % held | rows | processor s |")
    print("|---|---|---|---|---|---|---|---|")
    for name in arguments.data:
        for seed in arguments.seeds:
            compare(name, arguments.equations, arguments.variants, sweep, seed)


if __name__ == "__main__":
    main()

"""Does tier 1 find what a tariff does in an import market, whose truth is known on every path?

    python benchmarks/market_recovery.py [economies] [first seed]

Every economy of ``data=import_market`` is drawn anew and learned in one process by the equations and the
sampler of ``market_effect``, with shorter chains; tariffs then rise by five points for 24 months. Printed,
economy by economy and over all: how often the 90 % band of the path's effect on all sectors together (and on
single sectors) holds the true one, after 6, 12 and 24 months, and by how much the middle of the band is off.
"""

# ruff: noqa: E402
import sys
import time
from pathlib import Path

from tradewinds.runtime import start_jax

start_jax("float64", "cpu", Path(".cache/jax"))

import numpy as np
import pandas as pd

import tradewinds as tw
from tradewinds.api.fitted_model import FittedModel
from tradewinds.data.split_panel import SplitPanel
from tradewinds.fitted.train import fit_tiers
from tradewinds.model.tier import TierModel

SHORT = ["tier1.inference.microcanonical.warmup=2000", "tier1.inference.microcanonical.thin=30"]
MONTHS = (6, 12, 24)


def effects(seed: int) -> pd.DataFrame:
    """One row an outcome, month and sector (or all together): the true effect, and the band."""
    experiment = tw.Experiment("market_effect", [f"seed={seed}", *SHORT])
    panel, tier = experiment.panel(), experiment.settings.tier1
    models = [TierModel("tier1", tier, panel.data)]
    split = SplitPanel.of_training(panel.tables, panel.data)
    fit = fit_tiers(split, models, seed, lambda text: None)
    fitted = FittedModel(
        fit.panel, fit.tiers, seed, settings=experiment.settings_for(panel, seed), refit=None
    )
    rolled = fitted.roll_out(tw.Step(0.05, periods=max(MONTHS))).data
    rows = []
    for group in ("weighted", "sectors"):
        one = rolled[group].to_dataset()
        for outcome in ("price", "volume"):
            for place in range(one.sizes["sector"]):
                bands = one[f"{outcome}_effect_quantile"].isel(sector=place)
                low, middle, high = (bands.sel(quantile=q).values for q in (0.05, 0.5, 0.95))
                truth = one[f"{outcome}_truth"].isel(sector=place).values
                for month in MONTHS:
                    at = month + len(truth) - 1 - max(MONTHS)
                    found = (low[at], middle[at], high[at], truth[at])
                    rows.append((seed, group, outcome, month, *found, low[at] <= truth[at] <= high[at]))
    return pd.DataFrame(
        rows, columns=["economy", "of", "outcome", "month", "low", "middle", "high", "truth", "holds"]
    )


def told(table: pd.DataFrame) -> str:
    by_economy = table.groupby("economy")["holds"].mean()
    error = by_economy.std(ddof=1) / np.sqrt(len(by_economy)) if len(by_economy) > 1 else np.nan
    truth, off, width = (
        one.mean() for one in (table["truth"], table["middle"] - table["truth"], table["high"] - table["low"])
    )
    return (
        f"{table['holds'].mean():.1%} ± {error:.1%} of {len(table)} bands; "
        f"true effect {truth:.2f}, off by {off:+.2f}, width {width:.2f} per cent"
    )


def main() -> None:
    economies = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    found, begun = [], time.perf_counter()
    for seed in range(first, first + economies):
        found.append(effects(seed))
        together = found[-1].query("of == 'weighted'")
        print(
            f"economy {seed}: {together['holds'].mean():.0%}, {time.perf_counter() - begun:.0f} s", flush=True
        )
        table = pd.concat(found)
        if seed % 5 == 0 or seed == first + economies - 1:
            for (of, outcome), part in table.groupby(["of", "outcome"]):
                print(f"{of:<9} {outcome:<7} {told(part)}", flush=True)
            for of, part in table.groupby("of"):
                print(f"{of:<9} all     {told(part)}", flush=True)


if __name__ == "__main__":
    main()

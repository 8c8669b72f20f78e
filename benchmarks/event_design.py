"""Policy-event designs: how wide their bands are, how far off their middles, and how long they take.

    python benchmarks/event_design.py [--economies 10] [--sectors 10] [--periods 96] [--rows 100000]

Linear economies of a user's own table, each with another seed: log volume moves at once by −1.8 times what
the tariff moves, and beside it a shock of its own, one of all sectors, and a trend of the sector. Asked is
the effect of five points more after twelve months, in per cent, with 24 horizons and 6 leads. Printed: the
root mean square of its error, the width of its 90 % band, the share of bands that hold the truth, and of
worlds in which leads are rejected at 10 %.

Then the seconds of a distributed lag with 40 coefficients on so many rows of 500 sectors in five groups, with
sector and period effects and with those of a group's periods, clustered by sector; and of the same with
effects taken out column by column, the slopes and errors by statsmodels.
"""

import argparse
import time

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

import tradewinds as tw
from tradewinds.data.changes import lagged_change
from tradewinds.data.panel import to_grid
from tradewinds.effects.design import EventDesign, codes_of, rows_where
from tradewinds.effects.least_squares import least_squares
from tradewinds.evaluation.partialling import dummies_of, residual

ELASTICITY, RISE = -1.8, 5.0
DESIGNS = ("distributed lag", "local projection")


def economy(seed: int, sectors: int, periods: int, groups: int = 1) -> pd.DataFrame:
    """A table of sectors by month, with key ``group``."""
    rng = np.random.default_rng(seed)
    moves = rng.uniform(-0.1, 0.1, (sectors, periods)) * (rng.uniform(size=(sectors, periods)) < 0.1)
    tariff = np.clip(0.3 + moves.cumsum(axis=1), 0, 0.9)
    change = 0.03 * rng.standard_normal((sectors, periods)) + 0.05 * rng.standard_normal(periods)
    change += 0.01 * rng.standard_normal((sectors, 1))
    volume = np.exp(5 + change.cumsum(axis=1) + ELASTICITY * tariff)
    sector, period = (index.ravel() for index in np.indices(tariff.shape))
    names = {
        "sector_name": [f"s{one:04d}" for one in sector],
        "group": [f"g{one % groups}" for one in sector],
    }
    return pd.DataFrame({**names, "step": period, "tariff": tariff.ravel(), "volume": volume.ravel()})


def panel_of(frame: pd.DataFrame) -> tw.Panel:
    return tw.Panel.from_frame(
        frame, sector=["sector_name", "group"], period="step", frequency="step", logs=["volume"]
    )


def widths(economies: int, sectors: int, periods: int) -> pd.DataFrame:
    truth, rows = RISE * ELASTICITY, []
    for seed in range(economies):
        panel = panel_of(economy(seed, sectors, periods))
        for design in DESIGNS:
            table = panel.event_study("volume", designs=design, horizons=24, leads=6).summary()
            at = table[table["horizon"] == 12].iloc[0]
            low, middle, high = RISE * at["low"], RISE * at["estimate"], RISE * at["high"]
            rows.append((design, middle - truth, high - low, low <= truth <= high, at["leads"] < 0.1))
    found = pd.DataFrame(rows, columns=["design", "off", "width", "holds", "leads_rejected"])
    found["off"] = found["off"] ** 2
    table = found.groupby("design", sort=False).mean()
    return table.assign(off=np.sqrt(table["off"])).rename(columns={"off": "rmse"})


def seconds(rows: int) -> None:
    sectors = 500
    panel = panel_of(economy(1, sectors, rows // sectors + 41, groups=5))
    grid = to_grid(panel.tables["sectors"], panel.data.tables["sectors"])
    for effects in (("sector", "period"), ("sector", "group:period")):
        asked = EventDesign("volume", "tariff", effects)
        begin = time.perf_counter()
        policy = asked.policy_of(grid)
        lags = range(-6, 34)
        changes = [lagged_change(policy, 1, lag) for lag in lags]
        outcome = lagged_change(asked.outcome_of(grid), 1, 0)
        found = rows_where(grid, asked, outcome, changes)
        line = least_squares(found)
        ours = time.perf_counter() - begin
        begin = time.perf_counter()
        known = np.isfinite(outcome) & np.all([np.isfinite(one) for one in changes], axis=0)
        dummies = dummies_of([codes_of(grid, name)[known] for name in effects])
        y, x = residual(found.y, dummies), np.column_stack([residual(one, dummies) for one in found.x.T])
        other = OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": codes_of(grid, "sector")[known]})
        theirs = time.perf_counter() - begin
        differ = np.abs(line.slopes - other.params).max()
        print(
            f"{' + '.join(effects)}: {line.rows} rows, {len(line.slopes)} coefficients: {ours:.1f} s; "
            f"column by column {theirs:.1f} s; slopes differ by {differ:.1e}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name, default in (("economies", 10), ("sectors", 10), ("periods", 96), ("rows", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    print(widths(asked.economies, asked.sectors, asked.periods).round(2).to_string())
    seconds(asked.rows)

"""Does an estimate of a tariff's effect hold in economies with known difficulties, and does it say where not?

    python benchmarks/effects.py [--draws 10] [--first 1] [--kinds linear surge …] [--network] [--overrides …]
    python benchmarks/effects.py --describe

Each kind of ``tradewinds.data.synthetic.kinds`` is drawn so many times: sectors, tariffs and disturbances
anew. Asked is the effect on volume of five points more on every tariff, after twelve months, per cent, the
mean of sectors; the truth is that of the economy's own futures. Estimates:

- a distributed lag in levels, log volume on the changes of log(1 + tariff) from three months ahead to twelve
  months ago and its level before, with sector and period effects, errors clustered by sector; leads are
  flagged where the smallest p of three, times three, is below .05;
- ``Panel.event_study``, distributed lags of changes and in levels, local projections, leads tested jointly;
- with ``--network`` the experiment ``effects`` as shipped, minutes a draw.

Printed are means over draws of truth, estimate and 90 % band, in how many draws the band holds the truth, in
how many leads are flagged or the estimate refuses, and what a report must say of the kind; at the end width
and error as ratios to the distributed lag's. ``--describe`` prints the equations of the kinds instead.
"""

import argparse
import sys
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

import tradewinds as tw
from tradewinds.data.synthetic import futures, simulate_economy
from tradewinds.data.synthetic.kinds import ECONOMY_KINDS, Expected
from tradewinds.errors import DataError
from tradewinds.evaluation.regression import fixed_effects
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings

RISE, MONTHS = 0.05, 12
LAGS, LEADS = 12, 3
LEVEL = 0.9
STUDIES = {
    "distributed lag": "study: changes",
    "distributed lag in levels": "study: levels",
    "local projection": "study: local",
}
"""Design of ``Panel.event_study`` → its name in the table."""


class Estimate(NamedTuple):
    """Effect in per cent with its 90 % band, and the p-value of leads; NaN where there is none."""

    middle: float
    low: float
    high: float
    leads: float = np.nan


REFUSED = Estimate(np.nan, np.nan, np.nan)


def drawn(kind: str, seed: int) -> tuple[SyntheticSettings, pd.DataFrame]:
    """Settings and table of one history, as the experiment ``effects`` has it."""
    settings = SyntheticSettings(economy=EconomyName(kind), sectors=10, periods=96)
    return settings, simulate_economy(settings, seed)["sectors"]


def by_sector(table: pd.DataFrame, variable: str) -> np.ndarray:
    """[S, T]"""
    return table.pivot(index="sector", columns="period", values=variable).to_numpy()


def true_effect(
    settings: SyntheticSettings, table: pd.DataFrame, seed: int, sectors: list[str] | None = None
) -> float:
    """Of the rise on every tariff as last seen, under the same disturbances, the mean of ``sectors``; of all
    without any.
    """
    last = np.repeat(by_sector(table, "tariff")[:, -1:], MONTHS, axis=1)
    high, low = (
        futures(settings, seed, settings.periods - 1, path, draws=1)["sectors"]["volume"]
        for path in (last + RISE, last)
    )
    every = 100 * (high / low - 1)[0, :, -1]
    places = slice(None) if sectors is None else np.searchsorted(np.sort(table["sector"].unique()), sectors)
    return float(every[places].mean())


def distributed_lag(table: pd.DataFrame) -> Estimate:
    """y[s,t] = Σ_{k=−3…12} β_k Δx[s,t−k] + β x[s,t−13] + α_s + α_t + ε, x = log(1 + τ): β_11 is asked for."""
    y, rate = np.log(by_sector(table, "volume")), by_sector(table, "tariff")
    x = np.log1p(rate)
    sectors, periods = x.shape
    months = np.arange(LAGS + 1, periods - LEADS)
    lags = [*range(-LEADS, LAGS + 1)]
    inputs = [x[:, months - lag] - x[:, months - lag - 1] for lag in lags] + [x[:, months - LAGS - 1]]
    sector, month = np.meshgrid(np.arange(sectors), months, indexing="ij")
    try:
        found = fixed_effects(
            y[:, months].ravel(),
            np.column_stack([one.ravel() for one in inputs]),
            [sector.ravel(), month.ravel()],
            [sector.ravel()],
        )
    except DataError:
        return REFUSED
    freedom, asked = sectors - 1, lags.index(MONTHS - 1)
    leads = 2 * student.sf(np.abs(found.slopes / found.errors)[:LEADS], freedom)
    rise = np.log1p(rate[:, -1] + RISE) - np.log1p(rate[:, -1])
    reach = student.ppf((1 + LEVEL) / 2, freedom) * found.errors[asked]
    slopes = found.slopes[asked] + reach * np.array([0, -1, 1])
    middle, low, high = 100 * np.expm1(slopes[:, None] * rise).mean(axis=1)
    return Estimate(middle, low, high, min(1.0, LEADS * leads.min()))


def event_study(table: pd.DataFrame, design: str) -> Estimate:
    """``Panel.event_study`` of changes, on log(1 + τ), twelve horizons and six leads; their joint p."""
    frame = table.assign(rate=np.log1p(table["tariff"]))[["sector", "period", "rate", "volume"]]
    frame = frame.rename(columns={"sector": "name"})
    panel = tw.Panel.from_frame(
        frame, sector="name", frequency="step", rates=[], levels=["rate"], logs=["volume"]
    )
    try:
        study = panel.event_study("volume", policy="rate", designs=design, horizons=MONTHS - 1, leads=6)
    except DataError:
        return REFUSED
    at = study.summary().iloc[-1]
    last = by_sector(table, "tariff")[:, -1]
    rise = np.log1p(last + RISE) - np.log1p(last)
    slopes = at[["estimate", "low", "high"]].to_numpy(float) / 100  # per cent per unit of the rate
    return Estimate(*100 * np.expm1(slopes[:, None] * rise).mean(axis=1), at["leads"])


def network(kind: str, seed: int, overrides: list[str]) -> Estimate:
    """The roll-out of the experiment ``effects``."""
    fitted = tw.Experiment("effects", [f"data={kind}", f"seed={seed}", *overrides]).fit(progress=False)
    found = fitted.roll_out(tw.Step(RISE, periods=MONTHS))
    if found.refused:
        return REFUSED
    row = found.summary().set_index("variable").loc["volume"]
    return Estimate(row["median"], row["low"], row["high"])


def compared(kind: str, seeds: range, by_network: bool, overrides: list[str]) -> pd.DataFrame:
    """One row a draw and estimator."""
    rows = []
    for seed in seeds:
        settings, table = drawn(kind, seed)
        truth, answers = true_effect(settings, table, seed), {"distributed lag": distributed_lag(table)}
        for design, name in STUDIES.items():
            answers[name] = event_study(table, design)
        if by_network:
            answers["network"] = network(kind, seed, overrides)
        rows += [
            {"kind": kind, "by": by, "truth": truth, "holds": one.low <= truth <= one.high, **one._asdict()}
            for by, one in answers.items()
        ]
    return pd.DataFrame(rows)


def told(kind: str, by: str, found: pd.DataFrame) -> str:
    """A row of the printed table."""
    answered, draws = found.dropna(subset="middle"), len(found)
    numbers = f"{'refuses':>21}"
    if len(answered):
        middle, low, high = answered[["middle", "low", "high"]].mean()
        numbers = f"{middle:>7.1f} ({low:.1f}, {high:.1f})"
    flagged = f"{(found['leads'] < 0.05).sum()}/{draws}" if by != "network" and len(answered) else "–"
    held = f"{answered['holds'].sum()}/{len(answered)}" if len(answered) else "–"
    verdict = ECONOMY_KINDS[kind].expected
    return (
        f"{kind:<20} {by:<16}{found['truth'].mean():>7.1f} {numbers:<24}{held:>6}{flagged:>8}"
        f"{draws - len(answered):>8}  {verdict}"
    )


def _size(found: pd.DataFrame) -> tuple[float, float]:
    """Mean width of the bands, and root mean squared error."""
    error = found["middle"] - found["truth"]
    return float((found["high"] - found["low"]).mean()), float(np.sqrt((error**2).mean()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=list(ECONOMY_KINDS), choices=list(ECONOMY_KINDS))
    parser.add_argument("--network", action="store_true")
    parser.add_argument("--overrides", nargs="*", default=[], help="of the network's settings")
    parser.add_argument("--describe", action="store_true")
    asked = parser.parse_args()
    if asked.describe:
        for kind in asked.kinds:
            print(f"{kind:<20} {ECONOMY_KINDS[kind].equations}")
        return
    seeds = range(asked.first, asked.first + asked.draws)
    counts = f"{'holds':>6}{'leads':>8}{'refuses':>8}"
    print(f"{'kind':<20} {'by':<16}{'truth':>7} {'estimate, 90 % band':<24}{counts}  a report must say")
    tables = []
    for kind in asked.kinds:
        tables.append(compared(kind, seeds, asked.network, asked.overrides))
        for by, part in tables[-1].groupby("by", sort=False):
            print(told(kind, str(by), part))
            sys.stdout.flush()
    table = pd.concat(tables)
    table["answerable"] = [ECONOMY_KINDS[kind].expected == Expected.answerable for kind in table["kind"]]
    base = table[table["by"] == "distributed lag"]
    for by, part in table[table["answerable"]].groupby("by", sort=False):
        width, error = np.divide(_size(part), _size(base[base["answerable"]]))
        print(f"{by}: width {width:.2f} and error {error:.2f} of the distributed lag's, kinds answerable")
    for (by, answerable), part in table.groupby(["by", "answerable"], sort=False):
        held = part.dropna(subset="middle")["holds"]
        which = "answerable" if answerable else "to be withheld or assumed"
        print(f"{by}, kinds {which}: {held.sum()} of {len(held)} bands hold the truth")


if __name__ == "__main__":
    main()

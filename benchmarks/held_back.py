"""Rolled along the tariffs of a year that was held back: what happened beside what was predicted.

    TRADEWINDS_DATA=… python benchmarks/held_back.py [--experiments us_statute us_trade] [--network]

The rows of ``us_statute`` to August 2019, before list 4, and those of ``us_trade`` to June 2018, before list
1, predict the log change of every series' imports over the year after by the rates that then came: the event
design, by its lag in levels with the verdict's effects, and with ``--network`` the network of the experiment,
fitted to the same rows (minutes). The slope of what happened on what was predicted, beside those of chapters
(industries) and origins, weighed by imports of the year before and alike, is 1 within its error, or the
verdict withholds. Errors are of chapters or industries.
"""

import argparse
import sys
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

import tradewinds as tw
from tradewinds.data.panel import Grid, to_grid
from tradewinds.effects.design import EventDesign
from tradewinds.effects.distributed_lag import level_lag
from tradewinds.errors import DataError
from tradewinds.policy.effect_verdict import ANSWER, STANDING, judge_effects
from tradewinds.policy.posed_effect import EffectQuestion
from tradewinds.review.status import Status

CUTS = {"us_statute": ("2019-08", "chapter"), "us_trade": ("2018-06", "industry")}
"""Experiment → last month that is learned from, and the key beside the origin."""
MONTHS = 12
TIMES = ("periods", "calendar", "year")


class Held(NamedTuple):
    """``last``: place in the grid of the last month that is known; ``rates`` [H, S] of the months after it;
    ``happened`` and ``weight`` [S].
    """

    grid: Grid
    last: int
    rates: np.ndarray
    happened: np.ndarray
    weight: np.ndarray

    @property
    def known(self) -> Grid:
        kept = slice(0, self.last + 1)
        values = {name: one[:, kept] for name, one in self.grid.values.items()}
        times = {name: getattr(self.grid, name)[kept] for name in TIMES}
        return replace(self.grid, values=values, role=None, **times)


def held_back(panel: tw.Panel, policy: str, cut: str) -> Held:
    """Rates that are not known stay where they were."""
    grid = to_grid(panel.tables["sectors"], panel.data.tables["sectors"])
    last = int((pd.DatetimeIndex(grid.periods).to_period("M") <= pd.Period(cut, "M")).sum()) - 1
    value = grid.values["value"]
    with np.errstate(divide="ignore", invalid="ignore"):
        happened = np.log(value[:, last + MONTHS]) - np.log(value[:, last])
    path = pd.DataFrame(grid.values[policy][:, : last + MONTHS + 1]).ffill(axis=1).to_numpy()
    rates = np.nan_to_num(path[:, last + 1 :].T)
    return Held(grid, last, rates, happened, np.nansum(value[:, last - 11 : last + 1], axis=1))


def of_design(held: Held, settings) -> np.ndarray:
    """Log change [S] that the response to the policy makes of its changes over the months held back."""
    policy, verdict = settings.scenario.variable, settings.verdict
    known = held.known
    logs = replace(known, values={**known.values, policy: np.log1p(known.values[policy])})
    asked = EventDesign("value", policy, tuple(verdict.effects), tuple(verdict.clusters))
    path = level_lag(logs, asked, MONTHS - 1, 0)
    before = np.nan_to_num(held.grid.values[policy][:, held.last])
    rises = np.diff(np.log1p(np.vstack([before, held.rates])), axis=0)
    return rises.T @ path.estimates[path.horizons >= 0][::-1]


def of_network(experiment: tw.Experiment, panel: tw.Panel, held: Held) -> np.ndarray:
    """Log change [S] that the network, fitted to the rows that are known, says: that of the median draw."""
    table, policy = panel.tables["sectors"], experiment.settings.scenario.variable
    known = table[table["period"] <= held.grid.periods[held.last]]
    fit = experiment.fit(tw.Panel({"sectors": known}, panel.data), progress=False)
    later = held.grid.periods[held.last + 1 : held.last + MONTHS + 1]
    rows = pd.DataFrame(
        {
            "period": np.repeat(later, len(held.grid.sectors)),
            "sector": np.tile(held.grid.sectors, MONTHS),
            policy: held.rates.ravel(),
        }
    )
    rolled = fit.roll_out(tw.Rates(table=rows, periods=MONTHS))
    if rolled.refused:
        raise DataError(f"the roll-out is refused: {rolled.refused}", "an answer")
    last = rolled.data["sectors"]["value_effect_quantile"].sel(quantile=0.5).isel(period=-1)
    return np.log1p(last.to_series().reindex(held.grid.sectors).to_numpy() / 100)


def slope(held: Held, said: np.ndarray, key: str, weighed: bool) -> str:
    """Of what happened on what was ``said`` [S], and its error."""
    codes = [np.unique(held.grid.keys[name].astype(str), return_inverse=True)[1] for name in (key, "origin")]
    there = np.isfinite(held.happened) & np.isfinite(said) & (held.weight > 0)
    root = np.sqrt(held.weight[there] if weighed else np.ones(there.sum()))[:, None]
    beside = root * np.hstack([np.eye(code.max() + 1)[code[there]] for code in codes])
    both = root * np.column_stack([held.happened[there], said[there]])
    y, x = (both - beside @ np.linalg.lstsq(beside, both, rcond=None)[0]).T
    found = float(x @ y / (x @ x))
    score = np.bincount(codes[0][there], x * (y - found * x))
    groups = len(np.unique(codes[0][there]))
    error = np.sqrt((score**2).sum() * groups / (groups - 1)) / (x @ x)
    return f"{found:.2f} ({error:.2f})"


def verdict_of(held: Held, panel: tw.Panel, settings) -> str:
    """How the verdict on the effect of these rates ends, on the rows that are known."""
    policy = settings.scenario.variable
    before = np.repeat(np.nan_to_num(held.grid.values[policy][:, held.last])[None], len(held.rates), axis=0)
    rates = {"baseline": before, "scenario": held.rates}
    question = EffectQuestion(policy, rates, held.weight / held.weight.sum())
    table, _ = judge_effects(held.known, panel.data, question, ["value"], settings.verdict)
    own = table[table["check"] == ANSWER].iloc[0]
    return f"{STANDING.get(Status.read(own['status']), 'withheld')} ({own['detail']})"


def told(name: str, network: bool) -> None:
    """Print what is found of an experiment."""
    cut, key = CUTS[name]
    experiment = tw.Experiment(name)
    panel, settings = experiment.panel(), experiment.settings
    held = held_back(panel, settings.scenario.variable, cut)
    print(f"{name}: the verdict is {verdict_of(held, panel, settings)}")
    said = {"event design": of_design(held, settings)}
    if network:
        said["network"] = of_network(experiment, panel, held)
    for who, one in said.items():
        shown = [slope(held, one, key, weighed) for weighed in (True, False)]
        print(f"{name}, {who}: {shown[0]} weighed by imports, {shown[1]} alike")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--experiments", nargs="+", default=list(CUTS), choices=list(CUTS))
    parser.add_argument("--network", action="store_true")
    options = parser.parse_args()
    for name in options.experiments:
        told(name, options.network)


if __name__ == "__main__":
    main()

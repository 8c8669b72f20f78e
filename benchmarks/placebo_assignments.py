"""Do bands of the event design hold zero where the tariff of another chapter, or of another time, is taken?

    TRADEWINDS_DATA=… python benchmarks/placebo_assignments.py [--draws 20] [--seed 1]

Section 301's rates of ``us_statute`` go, as whole paths, from China's chapters to others of China's, so many
times, in 2018–19 and, moved back by 24 and by 36 months, in 2016–17 and 2015–16, when there were none. Of
every assignment the effect on the value of imports is estimated as the experiment has it, clustered by
chapter: the slope of twelve-month changes (``policy_slopes``) and the distributed lag of twelve months
(``event_study``), chapters weighed by imports of 2017 and alike. Printed: the share of 90 % bands that hold
zero, 85 to 95 % asked, with its error; the same of bands at least as wide as the scatter over the other
assignments says, as ``policy_slopes`` has them with permutations; that scatter, and clusters' mean error.
"""

import argparse
import sys
from collections.abc import Callable

import numpy as np

import tradewinds as tw
from tradewinds.data.changes import lagged_change
from tradewinds.data.panel import Grid
from tradewinds.effects.choices import DesignChoices
from tradewinds.effects.design import EventDesign, rows_where
from tradewinds.effects.distributed_lag import distributed_lag
from tradewinds.effects.instrumented import slope_row
from tradewinds.effects.least_squares import least_squares
from tradewinds.effects.permutation import randomised
from tradewinds.effects.placebo import moved_back
from tradewinds.normal import REACH_90

STEP = 12
Band = tuple[float, float, float, float]
"""Estimate, error and ends of the 90 % band."""


def slope(grid: Grid, asked: EventDesign) -> Band:
    """Of twelve-month changes."""
    outcome, policy = (lagged_change(of(grid), STEP, 0) for of in (asked.outcome_of, asked.policy_of))
    row = slope_row("", least_squares(rows_where(grid, asked, outcome, [policy])))
    return row["estimate"], row["error"], row["low"], row["high"]


def lag(grid: Grid, asked: EventDesign) -> Band:
    """After twelve months, by changes."""
    last = distributed_lag(grid, asked, STEP, 0).table().iloc[-1]
    return last["estimate"], last["error"], last["low"], last["high"]


def permuted(
    grid: Grid, asked: EventDesign, estimate: Callable[[Grid, EventDesign], Band], draws: int, seed: int
) -> np.ndarray:
    """Bands [R, 4] of ``draws`` assignments."""
    found: list[Band] = []

    def one(other: Grid) -> float:
        found.append(estimate(other, asked))
        return found[-1][0]

    randomised(grid, asked.policy, one, draws, seed, "origin")
    return np.array(found[:draws])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    experiment = tw.Experiment("us_statute")
    panel, effects = experiment.panel(), ["chapter:period", "origin:period"]
    numbers = f"{'hold zero':>12}{'±':>7}{'permuted':>11}{'scatter':>9}{'error':>8}"
    print(f"{'design':<16}{'weights':<9}{'years':<10}{numbers}")
    total: list[np.ndarray] = []
    for weights in ("value", None):
        choices = DesignChoices(
            "value", "section_301", effects, "chapter", weights, False, "2018-01", "2019-12", "2017"
        )
        grid, asked, _ = choices.on(panel.tables["sectors"], panel.data)
        for back in (0, 24, 36):
            there = (grid, asked) if back == 0 else moved_back(grid, asked, back)
            years = f"{2018 - back // 12}–{19 - back // 12}"
            for name, estimate in (("slope", slope), ("distributed lag", lag)):
                found = permuted(*there, estimate, options.draws, options.seed)
                holds = (found[:, 2] <= 0) & (found[:, 3] >= 0)
                others = [np.delete(found[:, 0], place).std(ddof=1) for place in range(len(found))]
                wide = holds | (np.abs(found[:, 0]) <= REACH_90 * np.array(others))
                total.append(np.column_stack([holds, wide]))
                error = np.sqrt(holds.mean() * (1 - holds.mean()) / len(holds))
                print(
                    f"{name:<16}{weights or 'alike':<9}{years:<10}{holds.mean():>12.2f}{error:>7.2f}"
                    f"{wide.mean():>11.2f}{found[:, 0].std(ddof=1):>9.2f}{found[:, 1].mean():>8.2f}"
                )
                sys.stdout.flush()
    every = np.concatenate(total)
    shares = every.mean(axis=0)
    print(f"all {len(every)}: {shares[0]:.3f} of clusters, {shares[1]:.3f} with permutations")


if __name__ == "__main__":
    main()

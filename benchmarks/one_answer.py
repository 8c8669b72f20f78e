"""Is an experiment's answer one, however it is computed: under other seeds, at once and in steps?

    TRADEWINDS_DATA=… python benchmarks/one_answer.py [--experiment us_trade] [--seeds 0 1 2]
        [--variable value] [--size 0.1] [--steps 24] [--periods 48] [--overrides …]

The experiment is fitted once a seed (`us_trade`: five minutes of a core). Asked is the effect of one change
of the policy, at once and in equal steps, after the last step and at the end of the path: median and 90 %
band. Medians should lie within a tenth of a band's width of each other over the seeds, and those of the two
paths within half a band's at the end.
"""

import argparse

import pandas as pd

import tradewinds as tw

LEVELS = {"low": 0.05, "median": 0.5, "high": 0.95}


def answers(fit: tw.FittedModel, variable: str, size: float, steps: int, periods: int) -> list[dict]:
    """One row a path and time."""
    paths = {
        "at once": tw.Step(size, periods=periods),
        "in steps": tw.Ramp(size, length=steps, periods=periods),
    }
    rows = []
    for name, path in paths.items():
        rolled = fit.roll_out(path)
        if rolled.refused:
            rows.append({"path": name, "after": periods, "refused": rolled.refused})
            continue
        effect = rolled.effect(variable)
        for after in sorted({steps, periods}):
            one = effect.isel(period=after - 1)
            found = {level: float(one.sel(quantile=q, method="nearest")) for level, q in LEVELS.items()}
            rows.append({"path": name, "after": after, **found})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--experiment", default="us_trade")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--variable", default="value")
    parser.add_argument("--size", type=float, default=0.1)
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--periods", type=int, default=48)
    parser.add_argument("--overrides", nargs="*", default=[], help="of the experiment's settings")
    asked = parser.parse_args()
    experiment = tw.Experiment(asked.experiment, asked.overrides)
    panel, rows = experiment.panel(), []
    for seed in asked.seeds:
        fit = experiment.fit(panel, seed=seed, progress=False)
        found = answers(fit, asked.variable, asked.size, asked.steps, asked.periods)
        rows += [{"seed": seed, **one} for one in found]
        print(pd.DataFrame(found).assign(seed=seed).round(2).to_string(index=False), flush=True)
    table = pd.DataFrame(rows)
    if "median" not in table:
        return
    table["width"] = table["high"] - table["low"]
    for (path, after), part in table.groupby(["path", "after"], sort=False):
        apart = part["median"].max() - part["median"].min()
        share = apart / part["width"].mean()
        print(f"{path}, after {after}: medians {apart:.2f} apart over seeds, {share:.2f} of a band's width")
    last = table[table["after"] == asked.periods]
    for seed, part in last.groupby("seed"):
        apart = part["median"].max() - part["median"].min()
        share = apart / part["width"].mean()
        print(f"seed {seed}: paths {apart:.2f} apart at the end, {share:.2f} of a band's width")


if __name__ == "__main__":
    main()

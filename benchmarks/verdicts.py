"""Does the verdict on a tariff's effect say of simulated economies what it must, and hold what stands?

    python benchmarks/verdicts.py [--draws 10] [--first 1] [--kinds linear surge …]

Economies and question are those of ``effects.py``: five points more on every tariff, volume after twelve
months, by ``Panel.effect``, which trains no network. Printed by kind: how many verdicts stand, stand on an
assumption that is named, and are withheld; in how many of the first the band misses the truth; of all that
are not withheld, how many bands hold it; what the verdict must be, and the check that decided. Below, the
share of answerable economies that is answered, and width and error of the estimate beside those of a plain
distributed lag with three leads.
"""

import argparse
import sys
import time

import numpy as np
import pandas as pd
from effects import MONTHS, RISE, distributed_lag, drawn, true_effect

import tradewinds as tw
from tradewinds.data.synthetic.kinds import ECONOMY_KINDS, Expected
from tradewinds.policy.effect_verdict import ANSWER


def judged(kind: str, seed: int) -> dict:
    """One draw: truth, answer, verdict, the check that decided, and seconds."""
    settings, table = drawn(kind, seed)
    frame = table.rename(columns={"sector": "name"})[["name", "period", "tariff", "volume"]]
    panel = tw.Panel.from_frame(frame, sector="name", frequency="step", logs=["volume"])
    begun = time.perf_counter()
    found = panel.effect("volume", tw.Step(RISE, periods=MONTHS))
    seconds = time.perf_counter() - begun
    answer, own = found.summary().iloc[0], found.verdicts[found.verdicts["check"] == ANSWER].iloc[0]
    truth, plain = true_effect(settings, table, seed, named(own["sectors"])), distributed_lag(table)
    return {
        "kind": kind,
        "truth": truth,
        **answer[["effect", "low", "high", "verdict"]],
        "check": own["detail"],
        "holds": bool(answer["low"] <= truth <= answer["high"]),
        "plain": plain.middle,
        "plain_width": plain.high - plain.low,
        "seconds": seconds,
    }


def named(sectors: str) -> list[str] | None:
    """The sectors that an effect is the mean of; None of all."""
    return sectors.split("; ") if sectors else None


def told(kind: str, found: pd.DataFrame) -> str:
    """A row of the printed table."""
    counts = [(found["verdict"] == name).sum() for name in ("stands", "assumed", "withheld")]
    standing, answered = found[found["verdict"] == "stands"], found[found["verdict"] != "withheld"]
    held = f"{answered['holds'].sum()}/{len(answered)}" if len(answered) else "–"
    why = found["check"].replace("", np.nan).value_counts()
    reasons = ", ".join(f"{name} {number}" for name, number in why.items())
    return (
        f"{kind:<20}{found['truth'].mean():>7.1f}{found['effect'].mean():>7.1f}"
        f"{counts[0]:>8}{counts[1]:>8}{counts[2]:>9}{(~standing['holds']).sum():>8}{held:>8}  "
        f"{ECONOMY_KINDS[kind].expected}; was: {reasons or '–'}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=list(ECONOMY_KINDS), choices=list(ECONOMY_KINDS))
    asked = parser.parse_args()
    counts = f"{'stands':>8}{'assumed':>8}{'withheld':>9}{'missed':>8}{'held':>8}"
    print(f"{'kind':<20}{'truth':>7}{'effect':>7}{counts}")
    tables = []
    for kind in asked.kinds:
        seeds = range(asked.first, asked.first + asked.draws)
        tables.append(pd.DataFrame([judged(kind, seed) for seed in seeds]))
        print(told(kind, tables[-1]))
        sys.stdout.flush()
    table = pd.concat(tables)
    answerable = [ECONOMY_KINDS[kind].expected == Expected.answerable for kind in table["kind"]]
    mine = table[answerable]
    if len(mine):
        given = mine[mine["verdict"] != "withheld"]
        width, error = given["high"] - given["low"], given["effect"] - given["truth"]
        print(
            f"answerable: {len(given)} of {len(mine)} answered, {given['holds'].sum()} bands hold the truth; "
            f"width {width.mean():.2f} ({given['plain_width'].mean():.2f} of the plain lag), "
            f"root mean square error {np.sqrt((error**2).mean()):.2f} "
            f"({np.sqrt(((given['plain'] - given['truth']) ** 2).mean()):.2f})"
        )
    print(f"seconds a verdict: {table['seconds'].median():.2f}")


if __name__ == "__main__":
    main()

"""Are effects and forecasts better where equations are learned from several horizons at once?

    python benchmarks/horizons.py [--draws 3] [--first 1] [--kinds linear gradual_12 …] [--horizons 1 3 6 12]
                                  [--equations shipped short] [--overrides inference=laplace …]

Each kind of ``tradewinds.data.synthetic.kinds`` is drawn so many times, as in ``effects.py``. The equation
of volume is learned from one month ahead, and from all of ``--horizons`` (``tier1.horizons``), by the same
sampler from the same seed: with the distributed lags of the experiment ``effects`` (shipped), or with the
month's tariff and its change alone (short), which leaves the rest of a gradual response to the target's own
past. Both are asked for the effect on volume of five points more on every tariff, per cent, the mean of
sectors, after six and twelve months, beside the truth of the economy's own futures, and for the density of
held-out months, one month ahead and with their own past simulated. The fit that is scored answers too;
without ``--overrides`` of its settings by four short chains of 2,500 steps.

Printed are, of both, mean truth and answer, root mean squared error, mean width of the 90 % band, how many
bands hold the truth, both densities in nats an observation, and the processor seconds of a fit.
"""

import argparse
import itertools
import time
from typing import NamedTuple

import numpy as np
import pandas as pd
from effects import MONTHS, RISE, by_sector, drawn

import tradewinds as tw
from tradewinds.data.synthetic import futures
from tradewinds.data.synthetic.kinds import ECONOMY_KINDS
from tradewinds.evaluation.assess import predict_tier

AFTER = (6, MONTHS)
KINDS = ("linear", "gradual_12", "realised_rate", "heterogeneous")
LAGS = "+ d(tariff[t-1], 2) + d(tariff[t-3], 3) + d(tariff[t-6], 6) + d(tariff[t-12], 12)"
SHORT = "volume[t] ~ volume[t-1] + tariff[t] + d(tariff[t])"
EQUATIONS = {"shipped": f"{SHORT} {LAGS}", "short": SHORT}
CHAINS = [f"tier1.inference.microcanonical.{key}" for key in ("chains=4", "warmup=1500", "thin=10")]
HELD_OUT = {"ahead": "one month ahead", "fed_back": "own past simulated"}


class Answer(NamedTuple):
    """One draw of an economy, one way to learn, one number of months."""

    kind: str
    equation: str
    learned: str
    months: int
    truth: float
    middle: float
    low: float
    high: float
    ahead: float
    fed_back: float
    seconds: float


def true_effects(kind: str, seed: int) -> np.ndarray:
    """Per cent of volume by month [MONTHS], under the economy's own disturbances, the mean of sectors."""
    settings, table = drawn(kind, seed)
    last = np.repeat(by_sector(table, "tariff")[:, -1:], MONTHS, axis=1)
    high, low = (
        futures(settings, seed, settings.periods - 1, path, draws=1)["sectors"]["volume"]
        for path in (last + RISE, last)
    )
    return 100 * (high / low - 1)[0].mean(axis=0)


def answers(kind: str, equation: str, seed: int, horizons: list[int], overrides: list[str]) -> list[Answer]:
    """The effect after every number of months of ``AFTER``, by a fit to these horizons."""
    asked = [
        f"data={kind}",
        f"seed={seed}",
        f"tier1.equations=['{EQUATIONS[equation]}']",
        f"tier1.horizons={horizons}".replace(" ", ""),
        "split.refit=false",
        "scenario.refuse_distance=1000",
        "scenario.runaway_distance=1000",
        *overrides,
    ]
    begun = time.process_time()
    fitted = tw.Experiment("effects", asked).fit(progress=False)
    seconds = time.process_time() - begun
    effect = fitted.roll_out(tw.Step(RISE, periods=MONTHS)).effect("volume")
    bands = [effect.sel(quantile=one, method="nearest").to_numpy() for one in (0.5, 0.05, 0.95)]
    predicted = predict_tier(fitted, "tier1", fitted.settings.diagnostics)
    scores = [float(predicted[f"volume/{role}"]["log_density"].mean()) for role in HELD_OUT]
    truth, learned = true_effects(kind, seed), "one month" if horizons == [1] else "several"
    return [
        Answer(
            kind,
            equation,
            learned,
            months,
            truth[months - 1],
            *(float(band[months - 1]) for band in bands),
            *scores,
            seconds,
        )
        for months in AFTER
    ]


def told(found: pd.DataFrame) -> str:
    """Root mean squared error, width, bands that hold, densities and seconds."""
    error, width = found["middle"] - found["truth"], found["high"] - found["low"]
    held = ((found["low"] <= found["truth"]) & (found["truth"] <= found["high"])).sum()
    means = found[["truth", "middle", "ahead", "fed_back", "seconds"]].mean()
    return (
        f"{means['truth']:>7.1f}{means['middle']:>8.1f}{np.sqrt((error**2).mean()):>7.2f}{width.mean():>7.2f}"
        f"{f'{held}/{len(found)}':>8}{means['ahead']:>9.3f}{means['fed_back']:>9.3f}{means['seconds']:>6.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=KINDS, choices=list(ECONOMY_KINDS))
    parser.add_argument("--horizons", nargs="+", type=int, default=[1, 3, 6, 12])
    parser.add_argument("--equations", nargs="+", default=list(EQUATIONS), choices=list(EQUATIONS))
    parser.add_argument("--overrides", nargs="*", default=CHAINS, help="of the settings of both fits")
    asked = parser.parse_args()
    columns = (
        f"{'truth':>7}{'answer':>8}{'error':>7}{'width':>7}{'holds':>8}{'ahead':>9}{'fed back':>9}{'s':>6}"
    )
    print(f"{'kind':<15}{'equation':<9}{'learned':<10}{'months':>6} {columns}")
    tables = []
    for equation, kind in itertools.product(asked.equations, asked.kinds):
        rows = [
            answer
            for seed in range(asked.first, asked.first + asked.draws)
            for horizons in ([1], asked.horizons)
            for answer in answers(kind, equation, seed, horizons, asked.overrides)
        ]
        tables.append(pd.DataFrame(rows))
        for (learned, months), part in tables[-1].groupby(["learned", "months"]):
            print(f"{kind:<15}{equation:<9}{learned:<10}{months:>6} {told(part)}", flush=True)
    for keys, part in pd.concat(tables).groupby(["equation", "learned", "months"]):
        equation, learned, months = keys
        print(f"{'all':<15}{equation:<9}{learned:<10}{months:>6} {told(part)}")


if __name__ == "__main__":
    main()

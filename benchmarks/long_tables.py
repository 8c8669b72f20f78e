"""From a file of products, origins and months to a fit: memory and time of every step as rows grow tenfold.

    python benchmarks/long_tables.py [--rows 1000000] [--times 10] [--steps 2000] [--more 1]

The file is as a publisher writes it: one row a product, origin and month (132 months; one row in a hundred is
missing), a customs value and a tariff, of which one point lowers the value by two per cent. Each step is a
process of its own: ``read`` (map, check), ``split``, ``scale``, ``fit`` (tier 1 of ``us_trade``: effects of
series and of origins' months, in minibatches), ``choose`` (the series asked about) and ``ask`` (their scores
ahead, in nats a row of the change of the logarithm). A longer table begins with the series of a shorter
one; a thousand of these, at random, are asked about in both, so that the scores are of the same rows.
``--more``: how many times as many steps the longer table's fit takes.
Prints the peak of resident memory and processor time of each, and the ratios.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tradewinds.artifacts import read_table, read_tree, write_table, write_tree
from tradewinds.data.blocks import LongTable, table_or_file
from tradewinds.data.chosen_series import largest_series, means_by_period, rows_of_series
from tradewinds.data.panel import JOIN
from tradewinds.data.scaling import read_scaler
from tradewinds.data.sources import is_long, load_in_blocks, load_table
from tradewinds.data.split_in_blocks import split_in_blocks
from tradewinds.long_tables import TableWriter
from tradewinds.runtime import start_jax
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency, Gaps, TableSettings
from tradewinds.settings.data_variable import VariableScale, VariableSettings
from tradewinds.settings.split import SplitSettings
from tradewinds.settings.tables import terms_over_sectors

PERIODS, ORIGINS, AT_ONCE, ASKED = 132, 30, 200, 1000
STEPS = ("read", "split", "scale", "fit", "choose", "ask")
TEXT = (
    "dlog(value[t]) ~ value[t-1] + dlog(value[t-1]) + dlog(value[t-2]) + dlog(value[t-3]) + tariff[t-1]"
    " + d(tariff[t]) + d(tariff[t-1], 2) + d(tariff[t-3], 3) + d(tariff[t-6], 6) + common(dlog(value[t-1]))"
    " + month"
)
FROM = {"stage": "benchmark"}


def make_file(rows: int, path: Path) -> None:
    """``rows`` of values that go back to their own level, move with their origin, and fall under tariffs."""
    series = rows // PERIODS
    months = np.arange("2013-01", "2024-01", dtype="datetime64[M]").astype("datetime64[ns]")
    together = 0.03 * np.random.default_rng(0).standard_normal((PERIODS, ORIGINS))
    writer = None
    for first in range(0, -(-series // ORIGINS), AT_ONCE):
        # as many at once as there are in any table, so that a longer one has the series of a shorter one
        rng, number = np.random.default_rng([1, first]), first * ORIGINS + np.arange(AT_ONCE * ORIGINS)
        product, origin = number // ORIGINS, number % ORIGINS
        rate = np.repeat(rng.uniform(0, 0.1, (len(number), 1)), PERIODS, axis=1)
        hit = (origin == 3) & (rng.random(len(number)) < 0.3)
        rate[hit, 66:] += 0.1
        rate[hit, 78:] += 0.15
        shock = 0.3 * rng.standard_t(5, (len(number), PERIODS))
        usual, season = rng.normal(12, 1.5, len(number)), 0.1 * rng.standard_normal((len(number), 12))
        value, away = np.empty((len(number), PERIODS)), np.zeros(len(number))
        for t in range(PERIODS):
            away = 0.7 * away + shock[:, t]
            fall = 2.0 * np.log1p(rate[:, max(t - 3, 0)])
            value[:, t] = np.exp(usual + away + season[:, t % 12] + together[t, origin] - fall)
        row, column = np.nonzero((rng.random(value.shape) >= 0.01) & (number < series)[:, None])
        table = pa.table(
            {
                "product": np.char.zfill(product.astype(str), 6)[row],
                "origin": np.array([f"Country {n:02d}" for n in range(ORIGINS)])[origin[row]],
                "month": months[column],
                "customs_value": np.round(value[row, column]),
                "tariff": np.round(rate[row, column], 6),
            }
        )
        if writer is None:
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def described() -> DataSettings:
    """What the file's columns mean."""
    table = TableSettings(
        frequency=Frequency.month,
        period="month",
        keys={"product": "product", "origin": "origin"},
        gaps=Gaps.keep,
        variables={
            "tariff": VariableSettings(label="Tariff", unit="fraction", scale=VariableScale.level, rate=True),
            "value": VariableSettings(
                label="Value", unit="USD", scale=VariableScale.log, column="customs_value"
            ),
        },
    )
    return DataSettings(name="products", description="", tables={"sectors": table})


def asked_about(series: list[str], few: int) -> list[str]:
    """Some of those that a table of ``few`` rows has, at random: the same in every longer table."""
    shared = [name for name in sorted(series) if _number(name) < few // PERIODS]
    return sorted(np.random.default_rng(2).choice(shared, min(ASKED, len(shared)), replace=False).tolist())


def _number(name: str) -> int:
    product, origin = name.split(JOIN)
    return int(product) * ORIGINS + int(origin.removeprefix("Country "))


def step(name: str, folder: Path, steps: int, few: int) -> float:
    """One step in this process; the last one's result is the score ahead, in nats a row."""
    data = described()
    table, file = data.tables["sectors"], folder / "raw.parquet"
    panel, train, test = (folder / f"{part}.parquet" for part in ("panel", "train", "test"))
    if name == "read":
        with TableWriter(panel, FROM) as written:
            if is_long(data, "sectors", file):
                load_in_blocks(data, "sectors", file, folder, written.write)
            else:
                written.write(load_table(data, "sectors", file, 0).table)
    elif name == "split":
        with TableWriter(train, FROM) as before, TableWriter(test, FROM) as ahead:
            split_in_blocks(panel, "sectors", SplitSettings(), 8, 0, before.write, ahead.write)
    elif name == "choose":
        terms = terms_over_sectors(data, "sectors", {"tier1": {"equations": [TEXT], "window": 1}})
        whole = LongTable.open(panel, table)
        means = means_by_period(whole, terms)
        chosen = asked_about(whole.frame.sectors, few)
        largest_series(train, ASKED, "value", [])  # what the workflow takes: its time counts
        for part in (train, test):
            write_table(
                rows_of_series(part, chosen, means, "value").table, part.with_suffix(".few.parquet"), FROM
            )
    else:
        return _with_model(name, folder, data, train, test, steps)
    return 0.0


def _with_model(name: str, folder: Path, data: DataSettings, train: Path, test: Path, steps: int) -> float:
    start_jax("float64", "cpu", Path(".cache/jax"))
    from tradewinds.api.model import Experiment
    from tradewinds.data.split_panel import SplitPanel
    from tradewinds.evaluation.assess import assess_tier
    from tradewinds.fitted.fit import Fit, FittedTier
    from tradewinds.inference.fit import fit_tier
    from tradewinds.model.tier import TierModel
    from tradewinds.settings.diagnostics import DiagnosticsSettings

    tier = Experiment("us_trade", [f"tier1.inference.optimiser.steps={steps}"]).settings.tier1
    model = TierModel("tier1", replace(tier, equations=[TEXT], effects=["sector", "origin:period"]), data)
    if name == "scale":
        scaler = model.scaler({"sectors": table_or_file(train, data.tables["sectors"])})
        write_tree(scaler, folder / "scaler.nc", FROM)
    elif name == "fit":
        scaler = read_tree(folder / "scaler.nc")
        posterior = fit_tier({"sectors": train}, scaler, model, 0, lambda text: None, scratch=folder)
        write_tree(posterior, folder / "posterior.nc", FROM)
    else:
        few = [{"sectors": read_table(part.with_suffix(".few.parquet"))} for part in (train, test)]
        fitted = FittedTier(model, read_tree(folder / "scaler.nc"), read_tree(folder / "posterior.nc"))
        found = assess_tier(Fit(SplitPanel(*few, data), {"tier1": fitted}), "tier1", DiagnosticsSettings())
        scores = found.scores.query("metric == 'lppd' and scale == 'standardised' and holdout == 'ahead'")
        unit = read_scaler(fitted.scaler, "value").target_scale
        return float(scores["value"].iloc[0]) - float(np.log(unit))
    return 0.0


def apart(name: str, folder: Path, steps: int, few: int) -> dict[str, float]:
    """A step in a process of its own: its peak of memory in MiB, its seconds, its result."""
    asked = json.dumps({"name": name, "folder": str(folder), "steps": steps, "few": few})
    began = time.perf_counter()
    said = subprocess.run(
        [sys.executable, __file__, "--step", asked], stdout=subprocess.PIPE, text=True, check=True
    )
    return {**json.loads(said.stdout.splitlines()[-1]), "elapsed": time.perf_counter() - began}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--times", type=int, default=10)
    arguments.add_argument("--steps", type=int, default=2000)
    arguments.add_argument("--more", type=int, default=1)
    arguments.add_argument("--step", type=json.loads, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.step:
        found = step(asked.step["name"], Path(asked.step["folder"]), asked.step["steps"], asked.step["few"])
        usage = resource.getrusage(resource.RUSAGE_SELF)
        took = usage.ru_utime + usage.ru_stime
        print(json.dumps({"peak": usage.ru_maxrss / 1024, "processor": took, "found": found}))
        return
    table = []
    with tempfile.TemporaryDirectory() as scratch:
        for rows in (asked.rows, asked.times * asked.rows):
            folder = Path(scratch) / str(rows)
            folder.mkdir()
            make_file(rows, folder / "raw.parquet")
            steps = asked.steps * (1 if rows == asked.rows else asked.more)
            for name in STEPS:
                table.append({"step": name, "rows": rows, **apart(name, folder, steps, asked.rows)})
                print(json.dumps(table[-1]), file=sys.stderr, flush=True)
    frame = pd.DataFrame(table).pivot(index="step", columns="rows", values=["peak", "processor", "elapsed"])
    few, many = asked.rows, asked.times * asked.rows
    print(f"| step | peak, MiB, {few:,} rows | {many:,} | ratio | processor, s | {asked.times} × | ratio |")
    print("|---|---|---|---|---|---|---|")
    for name in STEPS:
        (a, b), (c, e) = (frame.loc[name, what][[few, many]] for what in ("peak", "processor"))
        print(f"| {name} | {a:.0f} | {b:.0f} | {b / a:.2f} | {c:.0f} | {e:.0f} | {e / c:.1f} |")
    peaks, took = (
        frame[what].max() if what == "peak" else frame[what].sum() for what in ("peak", "processor")
    )
    print(
        f"| all | {peaks[few]:.0f} | {peaks[many]:.0f} | {peaks[many] / peaks[few]:.2f} "
        f"| {took[few]:.0f} | {took[many]:.0f} | {took[many] / took[few]:.1f} |"
    )
    ahead = [one["found"] for one in table if one["step"] == "ask"]
    print(f"log score ahead: {ahead[0]:.4f} and {ahead[1]:.4f} nats a row")


if __name__ == "__main__":
    main()

"""Variational training in minibatches against full batches: time to the same held-out score, and memory.

    python benchmarks/minibatch.py [--rows 100000] [--steps 2000] [--batch 1024] [--times 10]

A panel of 500 periods with a known non-linear law is written as a Parquet table and fitted by mean-field
variational inference as the stage ``fit`` does it, each run in a process of its own: with all rows a step, in
minibatches, and in minibatches of ``times`` as many rows, which stay in files. Prints the seconds until the
held-out score came within 0.005 nats of the run's last one, with and without what goes before the second look
(reading, compilation and the first steps), the peak of resident memory, and their ratios.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tradewinds.artifacts import write_table
from tradewinds.runtime import start_jax

INPUTS, PERIODS = 10, 500
NAMES = [f"input{n}" for n in range(INPUTS)]
CLOSE = 0.005
"""Nats of the held-out score that count as reached."""


def make_table(count: int, path: Path) -> None:
    """Sectors whose mean bends in two inputs and differs between them, with noise of 0.5."""
    rng, sectors = np.random.default_rng(0), count // PERIODS
    x = rng.standard_normal((count, INPUTS))
    mean = np.tanh(x[:, 0] + x[:, 1]) + 0.3 * x[:, 2]
    mean += 0.2 * np.repeat(rng.standard_normal(sectors), PERIODS)
    table = pd.DataFrame(x, columns=NAMES)
    table.insert(
        0, "sector", pd.Series(np.repeat([f"{n:06d}" for n in range(sectors)], PERIODS), dtype="str")
    )
    table.insert(1, "label", table["sector"])
    table.insert(2, "period", np.tile(np.arange(PERIODS), sectors))
    table["output"] = mean + 0.5 * rng.standard_normal(count)
    table["role"] = pd.Series("fit", index=table.index, dtype="str")
    write_table(table, path, {"experiment": "benchmark", "stage": "split"})


def run(path: str, batch: int | None, steps: int) -> dict:
    """Seconds and held-out score at every look, and the peak of memory in MiB."""
    start_jax("float64", "cpu", Path(".cache/jax"))
    import xarray as xr

    from tradewinds.data.scaling import Cloud, Scale, _to_dataset
    from tradewinds.inference.fit import fit_tier
    from tradewinds.settings import data as d
    from tradewinds.settings.inference import (
        Algorithm,
        InferenceSettings,
        OptimiserSettings,
        VariationalSettings,
    )
    from tradewinds.settings.model import ModelSettings
    from tradewinds.settings.tier import TierSettings

    level = {
        name: d.VariableSettings(label=name, unit="", scale=d.Scale.level) for name in (*NAMES, "output")
    }
    about = d.TableSettings(frequency=d.Frequency.step, keys={}, variables=level)
    data = d.DataSettings(name="", description="", tables={"sectors": about})
    text = "output[t] ~ " + " + ".join(f"{name}[t]" for name in NAMES)
    tier = TierSettings(
        equations=[text],
        effects=["sector"],
        model=ModelSettings(width=8, explain="level"),
        inference=InferenceSettings(
            Algorithm.variational,
            OptimiserSettings(steps=steps, chunk=50),
            variational=VariationalSettings(minibatch=batch, draws=20),
        ),
    )
    zero, one = np.zeros(INPUTS), np.ones(INPUTS)
    scale = Scale(
        tuple(f"{name}[t]" for name in NAMES), zero, one, -one, one, 0.0, 1.0, Cloud(np.eye(INPUTS), 1.0)
    )
    scaler = xr.DataTree.from_dict({"output": _to_dataset(scale, [])})
    began, seconds = time.perf_counter(), []

    def say(text: str) -> None:
        if ": step " in text:
            seconds.append(time.perf_counter() - began)

    found = fit_tier({"sectors": Path(path)}, scaler, data, tier, "tier1", 0, say)
    score = found["output/training"]["score"].values[:, 0].tolist()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "score": score, "peak": peak, "all": time.perf_counter() - began}


def apart(path: Path, batch: int | None, steps: int) -> dict:
    """``run`` in a process of its own."""
    asked = json.dumps({"path": str(path), "batch": batch, "steps": steps})
    said = subprocess.run(
        [sys.executable, __file__, "--run", asked], stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(said.stdout.splitlines()[-1])


def reached(found: dict) -> tuple[float, float]:
    """Seconds until the score was first as good as the last but for ``CLOSE``: from the start, and from
    the first look as if all looks were as far apart as those after it.
    """
    at = int(np.argmax(np.array(found["score"]) >= found["score"][-1] - CLOSE))
    seconds = np.array(found["seconds"])
    return seconds[at], (at + 1) * np.diff(seconds).mean()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--steps", type=int, default=2000)
    arguments.add_argument("--batch", type=int, default=1024)
    arguments.add_argument("--times", type=int, default=10)
    arguments.add_argument("--run", type=json.loads, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.run:
        print(json.dumps(run(**asked.run)))
        return
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.parquet", Path(folder) / "many.parquet"
        make_table(asked.rows, few)
        make_table(asked.times * asked.rows, many)
        name, more = f"minibatches of {asked.batch}", asked.times * asked.rows
        contests = [
            ("full batch", asked.rows, apart(few, None, asked.steps)),
            (name, asked.rows, apart(few, asked.batch, asked.steps)),
            (name, more, apart(many, asked.batch, asked.steps)),
        ]
    for name, count, found in contests:
        needed, steps = reached(found)
        print(
            f"{name:22} {count:>9,} rows  {needed:6.1f} s to the score, {steps:6.1f} s of steps, "
            f"{found['all']:6.1f} s in all, final {found['score'][-1]:.3f}, {found['peak']:6.0f} MiB"
        )
    full, mini, larger = (found for _, _, found in contests)
    (whole, steps), (small, small_steps) = reached(full), reached(mini)
    print(f"time to the score, full batch / minibatches: {whole / small:.1f}")
    print(f"the same, of steps alone: {steps / small_steps:.1f}")
    print(f"memory, {asked.times} times the rows / the rows: {larger['peak'] / mini['peak']:.2f}")


if __name__ == "__main__":
    main()

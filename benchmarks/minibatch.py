"""Variational training in minibatches against full batches: time to the same held-out score, and memory.

    python benchmarks/minibatch.py [--rows 100000] [--steps 2000] [--batch 1024] [--times 10]

A panel of 500 periods with a known non-linear law is written as a Parquet table and fitted by mean-field
variational inference as the stage ``fit`` does it, each run in a process of its own: with all rows a step, in
minibatches, and in minibatches of ``times`` as many rows, which stay in files. What the first two had learned
by every look is scored on the same rows, fifty more of every sector that no run has seen, and is asked for
one and the same score: 0.005 nats below the lower of their last ones. Prints the seconds until then, with and
without what goes before the second look (reading, compilation and the first steps), the peak of resident
memory, and their ratios.
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

INPUTS, PERIODS, APART = 10, 500, 50
NAMES = [f"input{n}" for n in range(INPUTS)]
CLOSE = 0.005
"""Nats below the lower of the last scores that are asked for."""


def make_table(count: int, path: Path) -> None:
    """Sectors whose mean bends in two inputs and differs between them, with noise of 0.5: ``count`` rows to
    fit, and of every sector ``APART`` more, at random periods, with role ``inside``.
    """
    rng, sectors, periods = np.random.default_rng(0), count // PERIODS, PERIODS + APART
    x = rng.standard_normal((sectors * periods, INPUTS))
    mean = np.tanh(x[:, 0] + x[:, 1]) + 0.3 * x[:, 2]
    mean += 0.2 * np.repeat(rng.standard_normal(sectors), periods)
    table = pd.DataFrame(x, columns=NAMES)
    table.insert(
        0, "sector", pd.Series(np.repeat([f"{n:06d}" for n in range(sectors)], periods), dtype="str")
    )
    table.insert(1, "label", table["sector"])
    table.insert(2, "period", np.tile(np.arange(periods), sectors))
    table["output"] = mean + 0.5 * rng.standard_normal(len(x))
    role = np.tile(np.where(np.arange(periods) < PERIODS, "fit", "inside"), (sectors, 1))
    table["role"] = pd.Series(rng.permuted(role, axis=1).ravel(), dtype="str")
    write_table(table, path, {"experiment": "benchmark", "stage": "split"})


class Looks:
    """Keeps where the guide was at every look, in the place of checkpoints."""

    def __init__(self) -> None:
        self.locations: list[np.ndarray] = []

    def read(self, part: str) -> None:
        return None

    def write(self, part: str, kept: object) -> None:
        if part == "search":
            # the first leaf of a search's state: its parameters come first, and of these the location
            self.locations.append(kept["state 0"][0].copy())

    def memory(self, equation: str) -> "Looks":
        return self

    def due(self) -> bool:
        return True


def run(path: str, batch: int | None, steps: int) -> dict:
    """Seconds and score on the rows ``inside`` at every look, and the peak of memory in MiB."""
    start_jax("float64", "cpu", Path(".cache/jax"))
    import jax
    import xarray as xr

    from tradewinds.artifacts import read_table
    from tradewinds.data.panel import to_grid
    from tradewinds.data.scaling import EquationScaler, TrainingSupport, scaler_dataset
    from tradewinds.inference.fit import fit_tier, pose
    from tradewinds.inference.problem import constrain, sites_of, unflat
    from tradewinds.model.tier import TierModel
    from tradewinds.settings.data import DataSettings
    from tradewinds.settings.data_table import Frequency, TableSettings
    from tradewinds.settings.data_variable import VariableScale, VariableSettings
    from tradewinds.settings.inference import (
        Algorithm,
        InferenceSettings,
        OptimiserSettings,
        VariationalSettings,
    )
    from tradewinds.settings.model import ModelSettings
    from tradewinds.settings.tier import TierSettings

    level = {
        name: VariableSettings(label=name, unit="", scale=VariableScale.level) for name in (*NAMES, "output")
    }
    about = TableSettings(frequency=Frequency.step, keys={}, variables=level)
    data = DataSettings(name="", description="", tables={"sectors": about})
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
    scale = EquationScaler(
        tuple(f"{name}[t]" for name in NAMES),
        zero,
        one,
        -one,
        one,
        0.0,
        1.0,
        TrainingSupport(np.eye(INPUTS), 1.0),
    )
    scaler = xr.DataTree.from_dict({"output": scaler_dataset(scale, [])})
    began, seconds, looks = time.perf_counter(), [], Looks()

    def log(text: str) -> None:
        if ": step " in text:
            seconds.append(time.perf_counter() - began)

    model = TierModel("tier1", tier, data)
    fit_tier({"sectors": Path(path)}, scaler, model, 0, log, looks)
    took, peak = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    table = read_table(Path(path))
    swapped = table["role"].map({"inside": "fit", "fit": "inside"})
    inside = to_grid(table.assign(role=swapped), about)
    (equations,) = model.equations().values()
    problem, _ = pose(equations[0], equations, inside, scaler, model)
    probability_model, rows = problem.probability_model, problem.rows
    sites = sites_of(probability_model, rows)

    def score(location: jax.Array) -> jax.Array:
        return probability_model.score(constrain(sites, unflat(sites, location)), rows, rows.weight)

    scores = jax.lax.map(score, np.stack(looks.locations)).tolist()
    return {"seconds": seconds, "score": scores, "peak": peak, "all": took, "rows": len(rows.y)}


def apart(path: Path, batch: int | None, steps: int) -> dict:
    """``run`` in a process of its own."""
    asked = json.dumps({"path": str(path), "batch": batch, "steps": steps})
    said = subprocess.run(
        [sys.executable, __file__, "--run", asked], stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(said.stdout.splitlines()[-1])


def reached(found: dict, target: float) -> tuple[float, float]:
    """Seconds until the score was first as good as ``target``: from the start, and from the first look as if
    all looks were as far apart as those after it.
    """
    at = int(np.argmax(np.array(found["score"]) >= target))
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
        full, mini = apart(few, None, asked.steps), apart(few, asked.batch, asked.steps)
        larger = apart(many, asked.batch, asked.steps)
    target = min(full["score"][-1], mini["score"][-1]) - CLOSE
    print(f"asked for {target:.4f} nats a row, on {full['rows']:,} rows that no run has seen")
    for who, found in (("full batch", full), (name, mini)):
        needed, steps = reached(found, target)
        print(
            f"{who:22} {asked.rows:>9,} rows  {needed:6.1f} s to the score, {steps:6.1f} s of steps, "
            f"{found['all']:6.1f} s in all, last {found['score'][-1]:.4f}, {found['peak']:6.0f} MiB"
        )
    print(f"{name:22} {more:>9,} rows  {larger['all']:6.1f} s in all, {larger['peak']:6.0f} MiB")
    (whole, steps), (small, small_steps) = reached(full, target), reached(mini, target)
    print(f"time to the score, full batch / minibatches: {whole / small:.1f}")
    print(f"the same, of steps alone: {steps / small_steps:.1f}")
    print(f"memory, {asked.times} times the rows / the rows: {larger['peak'] / mini['peak']:.2f}")


if __name__ == "__main__":
    main()

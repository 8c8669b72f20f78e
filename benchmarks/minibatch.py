"""Variational training in minibatches against full batches: time to the same held-out score, and memory.

    python benchmarks/minibatch.py [--rows 100000] [--steps 1000] [--batch 2048] [--times 10]

Synthetic rows of 200 sectors with a known non-linear law are fitted by mean-field variational inference,
each run in a process of its own: with all rows a step, in minibatches, and in minibatches of ``times`` as
many rows. Prints seconds, compilation included, until the held-out score is within 0.005 nats of the worse of
the two final ones, the peak of resident memory, and both ratios. Rows are held in memory, so that memory
grows with them.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from tradewinds.runtime import start_jax

INPUTS, SECTORS, PERIODS = 10, 200, 100
CLOSE = 0.005
"""Nats of the held-out score that count as reached."""


def made_rows(count: int) -> "Rows":  # noqa: F821
    """Rows whose mean bends in two inputs and differs between sectors, with noise of 0.5."""
    from tradewinds.model.rows import Rows

    rng = np.random.default_rng(0)
    x, sector = rng.standard_normal((count, INPUTS)), rng.integers(0, SECTORS, count)
    mean = np.tanh(x[:, 0] + x[:, 1]) + 0.3 * x[:, 2] + 0.2 * rng.standard_normal(SECTORS)[sector]
    return Rows(
        x=x,
        y=mean + 0.5 * rng.standard_normal(count),
        sector=sector.astype(np.int32),
        period=rng.integers(0, PERIODS, count).astype(np.int32),
        weight=np.ones(count),
        groups={"sector": sector.astype(np.int32)},
        fan_in=np.full(count, float(INPUTS)),
    )


def run(count: int, batch: int | None, steps: int) -> dict:
    """Seconds and held-out score at every look, and the peak of memory in MiB."""
    start_jax("float64", "cpu", Path(".cache/jax"))
    import jax
    import jax.numpy as jnp

    from tradewinds.inference.problem import Problem
    from tradewinds.inference.variational import run as fit
    from tradewinds.model.equation import EquationModel
    from tradewinds.model.law import EquationLaw
    from tradewinds.model.rows import Shape
    from tradewinds.settings.inference import InferenceSettings, OptimiserSettings, VariationalSettings
    from tradewinds.settings.model import Dynamics, ModelSettings

    shape = Shape(INPUTS, SECTORS, PERIODS, (("sector", SECTORS),), economy=False)
    model = EquationModel(replace(ModelSettings(), width=8), shape, Dynamics.independent, collapsed=False)
    rows = jax.tree.map(jnp.asarray, made_rows(count))
    settings = InferenceSettings(
        optimiser=OptimiserSettings(steps=steps, chunk=50),
        variational=VariationalSettings(minibatch=batch, draws=20),
    )
    seconds, began = [], time.perf_counter()
    problem = Problem("benchmark", EquationLaw(model), rows)
    found = fit(problem, settings, jax.random.key(0), lambda _: seconds.append(time.perf_counter() - began))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "score": found.curve["score"][:, 0].tolist(), "peak": peak}


def apart(count: int, batch: int | None, steps: int) -> dict:
    """``run`` in a process of its own."""
    asked = json.dumps({"count": count, "batch": batch, "steps": steps})
    said = subprocess.run(
        [sys.executable, __file__, "--run", asked], capture_output=True, text=True, check=True
    )
    return json.loads(said.stdout.splitlines()[-1])


def reached(found: dict, target: float) -> float:
    """Seconds until the score was first as good as the target."""
    at = int(np.argmax(np.array(found["score"]) >= target))
    return found["seconds"][at]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--steps", type=int, default=1000)
    arguments.add_argument("--batch", type=int, default=2048)
    arguments.add_argument("--times", type=int, default=10)
    arguments.add_argument("--run", type=json.loads, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.run:
        print(json.dumps(run(**asked.run)))
        return
    full, mini = (apart(asked.rows, batch, asked.steps) for batch in (None, asked.batch))
    larger = apart(asked.times * asked.rows, asked.batch, asked.steps)
    target = min(full["score"][-1], mini["score"][-1]) - CLOSE
    print(f"held-out score to reach: {target:.3f} nats an observation")
    for name, found, count in (
        ("full batch", full, asked.rows),
        (f"minibatches of {asked.batch}", mini, asked.rows),
        (f"minibatches of {asked.batch}", larger, asked.times * asked.rows),
    ):
        needed, total = reached(found, target), found["seconds"][-1]
        print(
            f"{name:22} {count:>9,} rows  {needed:7.1f} s to it, {total:7.1f} s in all, "
            f"final {found['score'][-1]:.3f}, {found['peak']:6.0f} MiB"
        )
    print(f"time, full batch / minibatches: {reached(full, target) / reached(mini, target):.1f}")
    print(f"memory, {asked.times} times the rows / the rows: {larger['peak'] / mini['peak']:.2f}")


if __name__ == "__main__":
    main()

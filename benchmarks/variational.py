"""Speed of mean-field training on the source's problem, beside the source's loop, Pyro and a bare floor.

    python benchmarks/variational.py [--rounds 7] [--precision float32]

The problem is the source's: 100 rows, 5 inputs, one hidden layer of 16 tanh units, every weight
Normal(0.5, 0.1), 10 particles. All contestants run in one process on one thread each and take turns; a ratio
is the median over rounds. Pyro takes part where it is installed (README.md here says how). Printed:

    step       a step of ours in a compiled chunk, of the source's loop, of Pyro and of the floor: the same
               matrix products, tanh and random numbers in one compiled loop, with nothing else
    looks      5,000 steps in chunks with a look at loss and held-out score, against one uninterrupted scan
    members    32 members of an ensemble against one
    process    5,000 steps as a whole process, with a cold and with a warm compilation cache, against the
               source's loop, whose seconds are those of the steps measured above, times 5,000
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from omegaconf import OmegaConf  # noqa: E402
from side_by_side import alternate, machine, median, ratio  # noqa: E402
from source_loop import PARTICLES, WIDTH, SourceLoop  # noqa: E402

from tradewinds.data.synthetic import simulate_economy  # noqa: E402
from tradewinds.inference import ensemble, guides, variational  # noqa: E402
from tradewinds.inference.optimise import Search, Seen, minimise  # noqa: E402
from tradewinds.inference.problem import Problem, flat, sites_of, starts  # noqa: E402
from tradewinds.model.equation import EquationModel  # noqa: E402
from tradewinds.model.probability_model import EquationProbabilityModel  # noqa: E402
from tradewinds.model.rows import ParameterSizes, Rows  # noqa: E402
from tradewinds.settings.inference import (  # noqa: E402
    GuideFamily,
    InferenceSettings,
    OptimiserSettings,
    VariationalSettings,
)
from tradewinds.settings.model import ModelSettings  # noqa: E402
from tradewinds.settings.schema import validated  # noqa: E402
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings  # noqa: E402

ROWS, STEPS, CHUNK, MEMBERS = 100, 5000, 250, 32
SOURCE_STEPS, PYRO_STEPS = 20, 100
"""Steps of a round of the contestants that take a while."""
MEAN_FIELD = VariationalSettings(family=GuideFamily.mean_field, particles=PARTICLES)
OPTIMISER = OptimiserSettings(steps=STEPS, chunk=CHUNK)


def problem() -> Problem:
    """The source's price equation on an economy like its own: Price[t-1], Tariff[t], Tariff[t-1],
    Volume[t-1] and t, all standardised.
    """
    table = simulate_economy(
        SyntheticSettings(economy=EconomyName.falling_tariff, sectors=1, periods=ROWS + 1), 0
    )
    price, volume = (np.log(table["sectors"][name].to_numpy()) for name in ("price", "volume"))
    tariff = table["sectors"]["tariff"].to_numpy()
    x = np.column_stack([price[:-1], tariff[1:], tariff[:-1], volume[:-1], np.arange(1, ROWS + 1)])
    y, inputs, zero = price[1:], x.shape[1], np.zeros(ROWS, dtype=np.int32)
    rows = Rows(
        x=(x - x.mean(axis=0)) / x.std(axis=0),
        y=(y - y.mean()) / y.std(),
        sector=zero,
        period=np.arange(ROWS, dtype=np.int32),
        weight=np.ones(ROWS),
        groups={},
        fan_in=np.full(ROWS, float(inputs)),
    )
    source = validated(
        ModelSettings, OmegaConf.to_container(OmegaConf.load(ROOT / "configs" / "model" / "source.yaml"))
    )
    shape = ParameterSizes(inputs=inputs, sectors=1, periods=ROWS, groups=(), economy=False)
    probability_model = EquationProbabilityModel(
        EquationModel(source, shape, source.dynamics, collapsed=False)
    )
    return Problem("the source's problem", probability_model, jax.tree.map(jnp.asarray, rows))


def timed(run: Callable[[], object], per: int = 1) -> Callable[[], float]:
    """A contestant: seconds of ``run``, divided by what it does at once."""

    def seconds() -> float:
        begin = time.perf_counter()
        jax.block_until_ready(run())
        return (time.perf_counter() - begin) / per

    return seconds


def guides_of(about: Problem, members: int = 1) -> dict:
    sites = sites_of(about.probability_model, about.rows)
    start = starts(about.probability_model, jax.random.key(0), about.rows, members)
    return guides.begin(MEAN_FIELD, flat(sites, start), jax.random.key(1))


def ours(about: Problem) -> Callable[[], object]:
    """One compiled chunk of training."""
    search = variational.search_guides(about.probability_model, OPTIMISER, MEAN_FIELD)
    state = search.begin(guides_of(about), jax.random.key(2))
    every, none = np.ones((1, ROWS)), np.eye(1, ROWS)
    return lambda: search.chunk(state, about.rows, every, none, CHUNK)


def floor(about: Problem) -> Callable[[], object]:
    """The products, tanh and normal numbers of a step, forwards and backwards, and a descent by them."""
    x, y, inputs = about.rows.x, about.rows.y, about.rows.x.shape[1]
    cuts = np.cumsum([inputs * WIDTH, WIDTH, WIDTH, 1])

    @jax.jit
    def chunk(mean: jax.Array, key: jax.Array, x: jax.Array, y: jax.Array) -> jax.Array:
        def step(carry: tuple, _: None) -> tuple[tuple, None]:
            mean, key = carry
            key, now = jax.random.split(key)
            drawn = mean + 0.01 * jax.random.normal(now, (PARTICLES, len(mean)))
            w, b, v, c, sigma = jnp.split(drawn, cuts, axis=1)
            w = w.reshape(-1, inputs, WIDTH)
            hidden = jnp.tanh(x @ w + b[:, None])
            miss = (hidden @ v[:, :, None])[:, :, 0] + c - y
            back = miss[:, :, None] * v[:, None] * (1.0 - hidden**2)
            parts = (x.T @ back).reshape(PARTICLES, -1), back.sum(1), (miss[:, None] @ hidden)[:, 0]
            slope = jnp.concatenate([*parts, miss.sum(1, keepdims=True), sigma], axis=1).mean(axis=0)
            return (mean - 1e-5 * slope, key), None

        return jax.lax.scan(step, (mean, key), None, length=CHUNK)[0][0]

    start, key = jnp.full(cuts[-1] + 1, 0.5), jax.random.key(3)
    return lambda: chunk(start, key, x, y)


def step(about: Problem, rounds: int, single: bool) -> float:
    """Prints the seconds of a step of every contestant; returns that of the source's loop."""
    source = SourceLoop(about.rows.x, about.rows.y)
    contestants = {
        "ours": timed(ours(about), CHUNK),
        "floor": timed(floor(about), CHUNK),
        "source's loop": timed(lambda: source.train(SOURCE_STEPS), SOURCE_STEPS),
    }
    if importlib.util.find_spec("pyro"):
        from pyro_loop import PyroLoop

        peer = PyroLoop(np.asarray(about.rows.x), np.asarray(about.rows.y), WIDTH, PARTICLES, single)
        contestants["Pyro, vectorised"] = timed(lambda: peer.train(PYRO_STEPS), PYRO_STEPS)
    else:
        print("Pyro is not installed: benchmarks/README.md says how to add it")
    found = alternate(contestants, rounds)
    for name in contestants:
        times = ratio(found, name, "ours")
        print(f"step       {name:<18}{1e6 * median(found, name):>10.0f} µs   × ours {times:.2f}", flush=True)
    return median(found, "source's loop")


def looks(about: Problem, rounds: int) -> None:
    """Prints what looking between chunks costs."""
    seen = Seen(about.rows, np.ones((1, ROWS)), np.eye(1, ROWS))
    start = guides_of(about)

    def whole(chunk: int) -> Callable[[], object]:
        search: Search = variational.search_guides(
            about.probability_model, replace(OPTIMISER, chunk=chunk), MEAN_FIELD
        )
        return lambda: (
            minimise(about.name, search, start, lambda _: seen, jax.random.key(4), _silent, str).last
        )

    found = alternate({"chunks": timed(whole(CHUNK), STEPS), "scan": timed(whole(STEPS), STEPS)}, rounds)
    for name in found:
        print(f"looks      {name:<18}{1e6 * median(found, name):>10.0f} µs a step")
    print(f"looks      chunks / scan {ratio(found, 'chunks', 'scan'):.3f}")


def members(about: Problem, rounds: int) -> None:
    """Prints what many members cost under one program."""

    def chunk(count: int) -> Callable[[], object]:
        search = ensemble.search_maps(about.probability_model, OPTIMISER)
        state = search.begin(
            starts(about.probability_model, jax.random.key(5), about.rows, count), jax.random.key(6)
        )
        held = ensemble.held_out(ROWS, count, 0.1, jax.random.key(7))
        return lambda: search.chunk(state, about.rows, 1.0 - held, held, CHUNK)

    found = alternate({"one": timed(chunk(1), CHUNK), "many": timed(chunk(MEMBERS), CHUNK)}, rounds)
    print(f"members    1 {1e6 * median(found, 'one'):.0f} µs, {MEMBERS} {1e6 * median(found, 'many'):.0f} µs "
          f"a step, ratio {ratio(found, 'many', 'one'):.1f}")  # fmt: skip


def process(of_source: float, precision: str, rounds: int) -> None:
    """Prints the seconds of whole processes, imports and compilation included."""
    command = [sys.executable, __file__, "--train", "--precision", precision]
    seconds: dict[str, list[float]] = {"cold": [], "warm": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            for name in seconds:
                begin = time.perf_counter()
                subprocess.run(command, check=True, env=os.environ | {"JAX_COMPILATION_CACHE_DIR": cache})
                seconds[name].append(time.perf_counter() - begin)
    pace = f"the source's loop {STEPS * of_source:.0f} s at the pace above"
    for name, each in seconds.items():
        found = float(np.median(each))
        times = STEPS * of_source / found
        print(
            f"process    {name:<5}{found:>6.1f} s for {STEPS} steps; {pace}, × ours {times:.0f}", flush=True
        )


def train(about: Problem) -> None:
    """What a process does: the whole fit, draws and their weights included."""
    variational.run(
        about, InferenceSettings(optimiser=OPTIMISER, variational=MEAN_FIELD), jax.random.key(0), _silent
    )


def _silent(text: str) -> None:
    """Progress is not of interest here."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--precision", choices=("float32", "float64"), default="float32")
    parser.add_argument("--train", action="store_true", help="train once and end, as the processes timed do")
    arguments = parser.parse_args()
    single = arguments.precision == "float32"
    with jax.enable_x64(not single):
        about = problem()
        if arguments.train:
            return train(about)
        print(machine("jax", "numpyro", "torch", "pyro-ppl"), arguments.precision, sep=", ")
        of_source = step(about, arguments.rounds, single)
        looks(about, arguments.rounds)
        members(about, arguments.rounds)
        process(of_source, arguments.precision, 3)


if __name__ == "__main__":
    main()

"""Gradients through agents: bias and spread by temperature, forward beside reverse mode, memory by steps.

    python benchmarks/surrogates.py [gradients] [limit] [modes] [memory]

``gradients``  slopes of two choices, a random walk and an import market by temperature, beside the truth
``limit``      root mean square difference of N traders from infinitely many, histories of 100 periods
``modes``      seconds and working memory of both modes by parameters, steps and traders; the same gradient?
``memory``     peak memory of a process with a million traders over 25 and 100 steps, both modes

Without a name all of them, which takes some minutes; memory is measured in processes of their own.
"""

import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.settings.simulator import MarketSettings
from tradewinds.simulators import market_mean
from tradewinds.simulators.gradients import value_and_gradient
from tradewinds.simulators.import_market import import_market
from tradewinds.simulators.parameter import Parameter
from tradewinds.simulators.random_walk import RANDOM_WALK
from tradewinds.simulators.simulator import Simulator, simulate
from tradewinds.simulators.surrogates import bernoulli, exceeds
from tradewinds.simulators.traders import limit_returns, split_key, traders

TRUTH = jnp.array([1.0, 0.5, 1.0, 0.7])


def told(values: np.ndarray, truth: float) -> str:
    error = values.std() / np.sqrt(len(values))
    return f"{values.mean():9.4f} ± {error:.4f}  sd {values.std():8.4f}  truth {truth:9.4f}"


def gradients() -> None:
    def slopes(function, at: float, draws: int) -> np.ndarray:
        def one(key):
            return jax.jvp(lambda theta: function(key, theta), (at,), (1.0,))[1]

        return np.asarray(jax.jit(jax.vmap(one))(jax.random.split(jax.random.key(0), draws)))

    for temperature in (0.1, 0.5, 0.9, 1.5):

        def choices(key, theta, temperature=temperature):
            first, second = jax.random.split(key)
            return 2 * bernoulli(first, 3 * theta, temperature) + bernoulli(second, theta, temperature)

        print(f"two choices, τ {temperature:<4}          {told(slopes(choices, 0.1, 400_000), 7)}")
    for theta in (0.2, 0.4):
        for temperature in (0.05, 0.1, 0.5, 1.0):

            def position(key, at, temperature=temperature):
                return simulate(RANDOM_WALK, key, at[None], 50, None, temperature)[-1, 0]

            print(f"walk, θ {theta}, τ {temperature:<4}        {told(slopes(position, theta, 20_000), 98)}")
    calm = replace(MarketSettings(), price_noise=1e-9)
    tariff = np.where(np.arange(40) < 10, 0.05, 0.25)
    inputs = {"tariff": tariff, "home_price": np.full(40, 0.92)}
    values = import_market(500).vector(asdict(calm) | {"demand_noise": 1e-9})
    keys = jax.random.split(jax.random.key(1), 300)

    def share(name: str, change: float) -> float:
        moved = replace(calm, **{name: getattr(calm, name) + change})
        return float(market_mean.mean_path(moved, tariff, np.log(0.92), np.zeros(40)).share[-5])

    for temperature in (0.05, 0.2, 0.5):

        def volume(at, key, temperature=temperature):
            return simulate(import_market(500), key, at, 40, inputs, temperature)[-5, 1]

        found = np.asarray(jax.jit(jax.vmap(jax.jacfwd(volume), (None, 0)))(values, keys))
        for place, name in enumerate(("premium_location", "premium_scale", "review", "persistence", "borne")):
            truth = (share(name, 1e-5) - share(name, -1e-5)) / 2e-5
            print(f"market, {name:<16} τ {temperature:<4} {told(found[:, place], truth)}")


STATED = {100: 0.063, 1000: 0.031, 10_000: 0.016, 100_000: 0.0065}
"""Root mean square differences from the limit that were asked for, by the number of traders."""
HISTORIES = 40


def limit() -> None:
    """Every history has the same news for each number of traders, as the stated differences had."""
    found = []
    for number in STATED:

        @jax.jit
        def of_history(key, number=number):
            news = jax.vmap(lambda t: split_key(jax.random.fold_in(key, t))[0])(jnp.arange(1, 101))
            returns = simulate(traders(number), key, TRUTH, 101, None, 0.2)[1:, 0]
            return jnp.sqrt(jnp.mean(jnp.square(returns - limit_returns(TRUTH, news))))

        found.append([float(of_history(jax.random.key(seed))) for seed in range(HISTORIES)])
    for (number, stated), values in zip(STATED.items(), found, strict=True):
        low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
        print(
            f"{number:>7} traders, {HISTORIES} histories: RMS {np.sqrt(np.mean(np.square(values))):.4f}, "
            f"of one history 10 / 50 / 90 %: {low:.4f} / {middle:.4f} / {high:.4f}; "
            f"stated {stated}, {np.mean(np.array(values) <= stated):.0%} of histories at most that"
        )
    below = np.array(found) <= np.array(list(STATED.values()))[:, None]
    print(f"at most the stated difference for every number of traders: {below.all(axis=0).mean():.0%}")
    slopes = np.polyfit(np.log(list(STATED)), np.log(found), 1)[0]
    print(
        f"log difference by log traders: {slopes.mean():.2f}, of what was stated "
        f"{np.polyfit(np.log(list(STATED)), np.log(list(STATED.values())), 1)[0]:.2f}"
    )


def of_groups(groups: int, number: int) -> Simulator:
    """Traders in groups, each with a parameter of its own: the scale of its first thresholds."""

    def initial(parameters, period):
        scales = jnp.stack(list(parameters.values()))
        logs = 1.0 + 0.5 * jax.random.normal(period.key, (groups, number // groups))
        return jnp.exp(logs) * scales[:, None], jnp.zeros(())

    def step(state, parameters, period):
        news, switches = split_key(period.key)
        thresholds, _ = state
        buys = exceeds(news, thresholds, period.temperature)
        sells = exceeds(-news, thresholds, period.temperature)
        price_change = jnp.mean(buys - sells) / 0.7
        adopts = jax.random.bernoulli(switches, 0.1, thresholds.shape)
        return jnp.where(adopts, jnp.sign(news) * price_change, thresholds), price_change

    names = tuple(Parameter(f"scale_{group}", "scale of a group's thresholds") for group in range(groups))
    return Simulator("groups", names, ("return",), initial, step, lambda state, _: state[1][None])


def modes() -> None:
    print("parameters, steps, traders: seconds forward / reverse, working memory MB, largest difference")
    for groups, steps, number in (
        *((groups, 100, 1024) for groups in (1, 2, 4, 8, 16, 32, 64)),
        *((groups, 100, 65_536) for groups in (4, 16, 64)),
        *((4, steps, 16_384) for steps in (25, 100, 400)),
    ):
        simulator = of_groups(groups, number)

        def loss(theta, simulator=simulator, steps=steps):
            return jnp.square(simulate(simulator, jax.random.key(0), theta, steps, None, 0.2)).mean()

        at, programs = jnp.ones(groups), []
        for forward in (True, False):
            programs.append(jax.jit(value_and_gradient(loss, forward)).lower(at).compile())
        found = [jax.block_until_ready(program(at)) for program in programs]
        spent: list[list[float]] = [[], []]
        for _ in range(9):  # in turns
            for place, program in enumerate(programs):
                begun = time.perf_counter()
                jax.block_until_ready(program(at))
                spent[place].append(time.perf_counter() - begun)
        megabytes = [program.memory_analysis().temp_size_in_bytes / 2**20 for program in programs]
        apart = float(jnp.abs(found[0][1] - found[1][1]).max() / jnp.abs(found[0][1]).max())
        print(
            f"{groups:>3} {steps:>4} {number:>6}: {np.median(spent[0]):.4f} / {np.median(spent[1]):.4f}, "
            f"{megabytes[0]:.1f} / {megabytes[1]:.1f}, {apart:.1e}"
        )


def most_memory() -> float:
    """The most that this process ever had, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def peak(mode: str, steps: int) -> None:
    """Printed in a process of its own: memory and seconds."""
    before = most_memory()

    def loss(parameters):
        return jnp.square(
            simulate(traders(1_000_000), jax.random.key(0), parameters, steps, None, 0.2)
        ).mean()

    run = jax.jit({"none": loss}.get(mode) or value_and_gradient(loss, mode == "forward"))
    begun = time.perf_counter()
    jax.block_until_ready(run(TRUTH))
    print(
        f"{mode:<8} a million traders, {steps:>4} steps: {most_memory():.0f} MB, {before:.0f} before, "
        f"{time.perf_counter() - begun:.1f} s, compilation included"
    )


def memory() -> None:
    for mode in ("none", "forward", "reverse"):
        for steps in (25, 100):
            subprocess.run([sys.executable, __file__, "peak", mode, str(steps)], check=True)


def main() -> None:
    asked = sys.argv[1:]
    if asked[:1] == ["peak"]:
        peak(asked[1], int(asked[2]))
        return
    jax.config.update("jax_enable_x64", True)
    parts = {"gradients": gradients, "limit": limit, "modes": modes, "memory": memory}
    for name in asked or parts:
        print(f"— {name}")
        parts[name]()


if __name__ == "__main__":
    main()

"""Step size, metric and length of the microcanonical sampler: learned by us, and by BlackJAX itself.

    python benchmarks/tuning.py [--rounds 8] [--equations price wages gdp] [--overrides KEY=VALUE …]

The problems are a line whose posterior is known and equations of `quickstart` as it ships them (4 chains,
1,600 steps of warm-up, 100 draws 12 steps apart, single precision). Contestants start from the same MAP
networks and take as many gradients, of which as many are warm-up:

    ours         one metric of all chains, learned twice; a step size for each; length 8 √d; a step whose
                 energy went wrong is undone
    BlackJAX     the same integrator, and `mclmc_find_L_and_step_size` for each chain: its own metric, step
                 size and length
    McLachlan    the same with the integrator BlackJAX takes unless told, two gradients a step
    … , McLachlan   ours with that integrator, and half the steps
    its length   our metric and step sizes, the length as BlackJAX learns it from their autocorrelation, on
                 as many steps as there are of warm-up, which come on top

Seeds differ between rounds. Printed, as medians over rounds: the least effective draws of any prediction
or of the noise's scale, their largest R̂, seconds of the processor for warm-up and draws after compilation,
the effective draws a gradient and a second as ratios to ours, geometric means over rounds, and how far means
and spreads of the predictions are from the truth, as root mean squares over rows, in the posterior's standard
deviations; of 400 independent draws they would be 0.05 and 0.035. The truth is known for the line; for
equations it is what eight of our chains with four times the warm-up, 250 draws 50 steps apart and a tenth of
the energy error find.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from tradewinds.runtime import computing, start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from blackjax.adaptation.mclmc_adaptation import (  # noqa: E402
    MCLMCAdaptationState,
    make_adaptation_L,
    mclmc_find_L_and_step_size,
)
from blackjax.mcmc.integrators import isokinetic_mclachlan, isokinetic_velocity_verlet  # noqa: E402
from blackjax.mcmc.mclmc import build_kernel, init  # noqa: E402
from plain_rows import silent  # noqa: E402
from posed import Line, exact_line, experiment, line, predictions  # noqa: E402
from side_by_side import machine  # noqa: E402

from tradewinds.evaluation.convergence import function_space  # noqa: E402
from tradewinds.inference import microcanonical  # noqa: E402
from tradewinds.inference.ensemble import find_maps  # noqa: E402
from tradewinds.inference.microcanonical import _Sampler  # noqa: E402
from tradewinds.inference.problem import Problem, flat, potential, sites_of, unflat  # noqa: E402
from tradewinds.settings.inference import InferenceSettings, MicrocanonicalSettings  # noqa: E402

SHARES = 0.1 + 0.1 + 0.1 / 3 + 0.1
"""Of the steps BlackJAX is told of, those in which it tunes: it spends a third more on the metric's share."""
LENGTH = 0.4
"""Length in autocorrelation lengths, BlackJAX's default."""
INTEGRATORS = {"BlackJAX": isokinetic_velocity_verlet, "McLachlan": isokinetic_mclachlan}
COLUMNS = (
    "least ESS",
    "largest R̂",
    "seconds",
    "a gradient, × ours",
    "a second, × ours",
    "mean off",
    "spread off",
)


class Sampler(_Sampler):
    """Ours, with the metric it ended with."""

    def _with_metric(self, chains: Any, positions: np.ndarray) -> Any:
        chains, self.learned = super()._with_metric(chains, positions)
        return chains, self.learned


def ours(problem: Problem, settings: MicrocanonicalSettings, starts: jax.Array, seed: int) -> np.ndarray:
    """Positions [M, draws, d], as all contestants give them."""
    return np.asarray(Sampler(problem, settings, starts, jax.random.key(seed), silent).sample().position)


def _density(probability_model: Any, rows: Any) -> Callable[[jax.Array], jax.Array]:
    sites = sites_of(probability_model, rows)
    return lambda vector: -potential(probability_model, unflat(sites, vector), rows)


def _drawn(step: Callable, state: Any, draws: int, thin: int, key: jax.Array) -> jax.Array:
    """A chain's positions [draws, d], every ``thin`` steps."""

    def draw(state: Any, key: jax.Array) -> tuple[Any, jax.Array]:
        state = jax.lax.scan(lambda at, key: (step(key, at)[0], None), state, jax.random.split(key, thin))[0]
        return state, state.position

    return jax.lax.scan(draw, state, jax.random.split(key, draws))[1]


@partial(jax.jit, static_argnums=(0, 1, 2))
def _blackjax(
    probability_model: Any,
    settings: MicrocanonicalSettings,
    name: str,
    rows: Any,
    starts: jax.Array,
    keys: jax.Array,
) -> jax.Array:
    density, kernel = _density(probability_model, rows), build_kernel(integrator=INTEGRATORS[name])
    gradients = 2 if name == "McLachlan" else 1

    def one(start: jax.Array, key: jax.Array) -> jax.Array:
        begin, tune, draw = jax.random.split(key, 3)
        told = round(settings.warmup / gradients / SHARES)
        state, tuned, _ = mclmc_find_L_and_step_size(
            kernel,
            told,
            init(start, density, begin),
            tune,
            density,
            desired_energy_var=settings.energy_variance,
        )

        def step(key: jax.Array, state: Any) -> Any:
            return kernel(key, state, density, tuned.inverse_mass_matrix, tuned.L, tuned.step_size)

        return _drawn(step, state, settings.draws, settings.thin // gradients, draw)

    return jax.vmap(one)(starts, keys)


def theirs(
    name: str, problem: Problem, settings: MicrocanonicalSettings, starts: jax.Array, seed: int
) -> np.ndarray:
    keys = jax.random.split(jax.random.key(seed), settings.chains)
    return np.asarray(_blackjax(problem.probability_model, settings, name, problem.rows, starts, keys))


def halved(problem: Problem, settings: MicrocanonicalSettings, starts: jax.Array, seed: int) -> np.ndarray:
    """Ours with the integrator of two gradients a step, and half the steps."""
    microcanonical.isokinetic_velocity_verlet = isokinetic_mclachlan
    try:
        half = replace(settings, warmup=settings.warmup // 2, thin=settings.thin // 2)
        return ours(problem, half, starts, seed)
    finally:
        microcanonical.isokinetic_velocity_verlet = isokinetic_velocity_verlet


@partial(jax.jit, static_argnums=(0, 1))
def _with_length(
    probability_model: Any,
    settings: MicrocanonicalSettings,
    rows: Any,
    chains: Any,
    variances: jax.Array,
    keys: jax.Array,
) -> jax.Array:
    density, kernel = _density(probability_model, rows), build_kernel(integrator=isokinetic_velocity_verlet)
    first = settings.momentum_length * jnp.sqrt(len(variances))

    def one(state: Any, size: jax.Array, key: jax.Array) -> jax.Array:
        tune, draw = jax.random.split(key)
        learn = make_adaptation_L(kernel, density, frac=1.0, l_factor=LENGTH)
        state, tuned = learn(state, MCLMCAdaptationState(first, size, variances), settings.warmup, tune)

        def step(key: jax.Array, state: Any) -> Any:
            return kernel(key, state, density, variances, tuned.L, size)

        return _drawn(step, state, settings.draws, settings.thin, draw)

    return jax.vmap(one)(chains.state, chains.tuning.step, keys)


def its_length(
    problem: Problem, settings: MicrocanonicalSettings, starts: jax.Array, seed: int
) -> np.ndarray:
    warm = Sampler(problem, replace(settings, draws=10), starts, jax.random.key(seed), silent)
    warm.sample()
    keys = jax.random.split(jax.random.key(seed + 1000), settings.chains)
    found = _with_length(problem.probability_model, settings, problem.rows, warm.chains, warm.learned, keys)
    return np.asarray(found)


CONTESTANTS: dict[str, Callable[..., np.ndarray]] = {
    "ours": ours,
    "ours, McLachlan": halved,
    "BlackJAX": partial(theirs, "BlackJAX"),
    "McLachlan": partial(theirs, "McLachlan"),
    "its length": its_length,
}


def truth(problem: Problem, settings: InferenceSettings) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of every prediction under the posterior."""
    if isinstance(problem.probability_model, Line):
        mean, cover = exact_line(problem)
        x = np.asarray(problem.rows.x, float)
        return x @ mean, np.sqrt(np.einsum("nd,de,ne->n", x, cover, x))
    micro = settings.microcanonical
    micro = replace(
        micro,
        chains=8,
        warmup=4 * micro.warmup,
        draws=250,
        thin=50,
        energy_variance=micro.energy_variance / 10,
    )
    found = predicted(problem, ours(problem, micro, starts_of(problem, settings, 8, 99), 99))
    found = found.reshape(-1, found.shape[-1])
    return found.mean(axis=0), found.std(axis=0)


def starts_of(problem: Problem, settings: InferenceSettings, chains: int, seed: int) -> jax.Array:
    fitted = find_maps(problem, chains, settings.optimiser, jax.random.key(seed), silent)
    return flat(sites_of(problem.probability_model, problem.rows), fitted.best)


def predicted(problem: Problem, positions: np.ndarray) -> np.ndarray:
    """[M, draws, N]"""
    found = predictions(problem, positions.reshape(-1, positions.shape[-1]))
    return found.reshape(*positions.shape[:2], -1)


def judged(
    problem: Problem,
    positions: np.ndarray,
    seconds: float,
    gradients: int,
    known: tuple[np.ndarray, np.ndarray],
) -> list[float]:
    """As ``COLUMNS``, effective draws a gradient and a second as they are."""
    found = predicted(problem, positions)
    every = found.reshape(-1, found.shape[-1])
    quality = function_space(every, len(positions))
    mean, spread = known
    off = np.sqrt(np.mean(((every.mean(axis=0) - mean) / spread) ** 2))
    wide = np.sqrt(np.mean((every.std(axis=0) / spread - 1) ** 2))
    least = min(quality["ess_bulk"], quality["ess_tail"])
    return [least, quality["rhat"], seconds, least / gradients, least / seconds, off, wide]


def compare(problem: Problem, settings: InferenceSettings, rounds: int) -> None:
    micro, known = settings.microcanonical, truth(problem, settings)
    taken = micro.warmup + micro.draws * micro.thin
    rows: dict[str, list[list[float]]] = {name: [] for name in CONTESTANTS}
    for seed in range(-1, rounds):  # the first, unmeasured, for what is compiled
        starts = starts_of(problem, settings, micro.chains, 100 + seed)
        for name, contestant in CONTESTANTS.items():
            begin = time.process_time()
            positions = contestant(problem, micro, starts, 100 + seed)
            seconds = time.process_time() - begin
            more = micro.warmup if contestant is its_length else 0
            if seed >= 0:
                rows[name].append(judged(problem, positions, seconds, taken + more, known))
    table = pd.DataFrame({name: np.median(each, axis=0) for name, each in rows.items()}, index=COLUMNS).T
    for column in (3, 4):  # a ratio of neighbours in time, of the same starts
        mine = np.array(rows["ours"])[:, column]
        table[COLUMNS[column]] = {
            name: np.exp(np.log(np.array(each)[:, column] / mine).mean()) for name, each in rows.items()
        }
    size = sum(
        int(np.prod(site.shape)) for site in sites_of(problem.probability_model, problem.rows).values()
    )
    print(f"{problem.name}, {len(problem.rows.y)} rows, {size} parameters")
    print(table.round(3).to_string(), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--equations", nargs="*", default=["price", "wages", "gdp"])
    parser.add_argument("--overrides", nargs="*", default=[])
    asked = parser.parse_args()
    print(machine("jax", "blackjax"))
    with computing("float32"):
        settings, problems = experiment("quickstart", asked.overrides)
        inference = settings.tier1.inference
        for problem in [line(), *(problems[name] for name in asked.equations)]:
            compare(problem, inference, asked.rounds)


if __name__ == "__main__":
    main()

"""A roll-out through both tiers: one compiled scan against one eager predictive call a step.

    python benchmarks/rollout.py [--periods 20] [--draws 1000] [--sectors 50] [--rounds 5]

The economy, equations and networks of quickstart; the weights are draws from the prior, shrunk so that no
path explodes (what is measured does not depend on them). The contestants run in one process, on one path:

compiled    ``policy.run.path_runner`` after its first call
eager       the same functions in the same order, vectorised over draws, nothing compiled
predictive  NumPyro's ``Predictive``, vectorised over draws, for every equation in every period, as a loop
            around the library would; inputs are given, so that feedback and the way between the tiers cost
            nothing

Prints seconds of the clock and of the processor (medians), and the ratios to the first; and how far the first
two are from each other, which is rounding alone.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tradewinds.runtime import start_jax

start_jax("float64", "cpu", Path(".cache/jax"))

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpyro  # noqa: E402
import numpyro.distributions as dist  # noqa: E402
import xarray as xr  # noqa: E402

from tradewinds.data.features import joined  # noqa: E402
from tradewinds.data.panel import to_grid  # noqa: E402
from tradewinds.data.scaling import design, fit_scaler, read_scale  # noqa: E402
from tradewinds.data.sources import load_tables  # noqa: E402
from tradewinds.data.split import split  # noqa: E402
from tradewinds.model.build import build, labels_of  # noqa: E402
from tradewinds.model.equation import EquationModel  # noqa: E402
from tradewinds.model.rows import widest  # noqa: E402
from tradewinds.policy.origin import Origin, find_origin  # noqa: E402
from tradewinds.policy.parts import Ready, ready_parts  # noqa: E402
from tradewinds.policy.prior import prior_sites  # noqa: E402
from tradewinds.policy.run import Rolled, path_runner  # noqa: E402
from tradewinds.policy.scenario import plan, planned  # noqa: E402
from tradewinds.settings.compose import compose  # noqa: E402
from tradewinds.settings.experiment import Experiment, tiers_of  # noqa: E402
from tradewinds.settings.tables import equations_of  # noqa: E402

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
SHRUNK = 0.05
"""What draws of the prior's network weights are multiplied by."""


def from_the_prior(model: EquationModel, draws: int, key: jax.Array) -> xr.Dataset:
    """Draws of every site, as a fit would have written them."""
    sites = prior_sites(model, model.shape.inputs, draws, key)
    shrunk = {name: value * SHRUNK if value.ndim > 1 else value for name, value in sites.items()}
    return xr.Dataset(
        {
            name: (("chain", "draw", *(f"{name} {axis}" for axis in range(value.ndim - 1))), value[None])
            for name, value in shrunk.items()
        }
    )


def prepared(
    experiment: Experiment,
) -> tuple[dict, Origin, dict[str, list[Ready]], np.ndarray, list[EquationModel]]:
    """Grids, origin, equations with their draws and disturbances, the path [H, S], and the models."""
    data, seed = experiment.data, experiment.seed
    parts = split(load_tables(data, {}, seed), experiment.split, seed)
    train, test = ({name: pair[i] for name, pair in parts.items()} for i in (0, 1))
    tiers = {name: getattr(experiment, name) for name in tiers_of(experiment)}
    scalers, posteriors, models = {}, {}, []
    for tier, settings in tiers.items():
        explain, groups = settings.model.explain, {}
        scalers[tier] = fit_scaler(train, data, tier, settings.equations, explain)
        for table, equations in equations_of(data, tier, settings.equations).items():
            grid = to_grid(train[table], data.tables[table])
            for equation in equations:
                rows = design(grid, equation, explain, read_scale(scalers[tier], equation.name))
                labels = labels_of(rows.with_role("fit"), grid, settings.effects, table)
                models.append(build(equation, grid, labels, settings, table, widest(equations)))
                key = jax.random.key(len(models))
                groups[f"/{equation.name}/posterior"] = from_the_prior(
                    models[-1], experiment.scenario.draws, key
                )
        posteriors[tier] = xr.DataTree.from_dict(groups)
    grids = {name: to_grid(joined(train[name], test[name]), data.tables[name]) for name in data.tables}
    origin = find_origin(grids, data, experiment.scenario.periods)
    draws = experiment.scenario.draws
    ready = ready_parts(train, test, posteriors, scalers, data, tiers, origin, draws, seed)
    path = planned(plan(train, test, data, experiment.scenario, experiment.scenario))["scenario"]
    return grids, origin, ready, path, models


def predictive(ready: dict[str, list[Ready]], sectors: int, periods: int) -> Callable[[], None]:
    """One ``Predictive`` call for every equation in every period, with inputs [R, S, D] of its own."""
    rng = np.random.default_rng(0)
    asked = []
    for table, parts in ready.items():
        rows = sectors if table == "sectors" else 1
        for part, sites, _, _ in parts:
            inputs = len(part.equation.columns)

            def model(part=part, names=tuple(sites), sites=sites, rows=rows, inputs=inputs) -> None:
                given = {
                    name: numpyro.sample(name, dist.ImproperUniform(dist.constraints.real, (), shape))
                    for name, shape in ((name, sites[name].shape[1:]) for name in names)
                }
                real = dist.constraints.real
                x = numpyro.sample("x", dist.ImproperUniform(real, (), (rows, inputs)))
                found = part.model.one_period(given, x, part.groups)
                numpyro.sample("y", dist.Normal(found.location, found.scale))

            draws = len(next(iter(sites.values())))
            x = jnp.asarray(rng.standard_normal((draws, rows, inputs)))
            asked.append((model, sites | {"x": x}))

    def run() -> None:
        for step in range(periods):
            for model, given in asked:
                ask = numpyro.infer.Predictive(model, given, return_sites=["y"], parallel=True)
                jax.block_until_ready(ask(jax.random.key(step)))

    return run


def seconds(call: Callable[[], object]) -> np.ndarray:
    """Of the clock, and of the processor."""
    began = np.array([time.perf_counter(), time.process_time()])
    call()
    return np.array([time.perf_counter(), time.process_time()]) - began


def apart(one: Rolled, other: Rolled) -> float:
    """Largest relative difference of any finite value of two runs of a path."""
    pairs = [
        (values, other.values[table][name])
        for table, found in one.values.items()
        for name, values in found.items()
    ]
    return max(float(np.nanmax(np.abs(a - b) / (np.abs(b) + 1e-12))) for a, b in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("periods", 20), ("draws", 1000), ("sectors", 50), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    experiment = compose(
        CONFIGS,
        "quickstart",
        [
            f"data.synthetic.sectors={asked.sectors}",
            f"scenario.periods={asked.periods}",
            f"scenario.draws={asked.draws}",
        ],
    )
    grids, origin, ready, path, models = prepared(experiment)
    run = path_runner(grids, origin, ready, experiment.data, experiment.scenario.variable)
    first = seconds(lambda: run(path))

    def eager() -> Rolled:
        with jax.disable_jit():
            return run(path)

    contestants = {
        "compiled": lambda: run(path),
        "eager": eager,
        "predictive": predictive(ready, asked.sectors, asked.periods),
    }
    took = {
        name: [seconds(call) for _ in range(asked.rounds if name == "compiled" else 1)]
        for name, call in contestants.items()
    }
    took["compiled"] += [seconds(contestants["compiled"]) for _ in range(asked.rounds)]
    equations = sum(len(parts) for parts in ready.values())
    print(
        f"{asked.periods} periods × {asked.draws} draws × {asked.sectors} sectors, {equations} equations; "
        f"the first call, compilation included: {first[0]:.1f} s"
    )
    medians = {name: np.median(found, axis=0) for name, found in took.items()}
    print(f"{'':12} {'clock':>9} {'processor':>11}")
    for name, (clock, processor) in medians.items():
        ratio = clock / medians["compiled"][0]
        print(f"{name:12} {clock:7.3f} s {processor:9.3f} s   × {ratio:,.0f}")
    print(f"compiled and eager differ by at most {apart(run(path), eager()):.1e} of a value")


if __name__ == "__main__":
    main()

"""A roll-out through both tiers: one compiled scan against one eager predictive call a step.

    python benchmarks/rollout.py [--periods 20] [--draws 1000] [--sectors 50] [--rounds 5]

The economy, equations and networks of quickstart; the weights are draws from the prior, shrunk so that no
path explodes (what is measured does not depend on them). The contestants run in one process, on one path:

single      ``policy.run.runner_of`` after its first call, as shipped: ``scenario.precision`` float32
double      the same with float64
eager       the functions of the first in the same order, vectorised over draws, nothing compiled
vectorised  NumPyro's ``Predictive``, told to vectorise over draws, for every equation in every period; inputs
            of every draw are given, so that feedback and the way between the tiers cost nothing
predictive  the same as its documentation has it: ``Predictive(model, draws)(key, x)``, with one x for all
            draws, as where means are fed back

Prints seconds of the clock and of the processor (medians), and the ratios to the first; how far the first and
the third are from each other, which is rounding alone; and by how much single precision moves the effect of
the path on any variable of any draw at its end.
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

from tradewinds.data.panel import to_grid  # noqa: E402
from tradewinds.data.scaler import fit_scaler  # noqa: E402
from tradewinds.data.scaling import equation_rows, read_scaler  # noqa: E402
from tradewinds.data.sources import load_tables  # noqa: E402
from tradewinds.data.split import split  # noqa: E402
from tradewinds.data.split_panel import SplitPanel  # noqa: E402
from tradewinds.fitted.fit import Fit, FittedTier  # noqa: E402
from tradewinds.model.build import build, labels_of  # noqa: E402
from tradewinds.model.equation import EquationModel  # noqa: E402
from tradewinds.model.rows import widest  # noqa: E402
from tradewinds.model.simulate import prior_sites  # noqa: E402
from tradewinds.model.tier import TierModel  # noqa: E402
from tradewinds.policy.drawn_equations import DrawnEquation, drawn_equations  # noqa: E402
from tradewinds.policy.forecast_origin import ForecastOrigin, find_origin  # noqa: E402
from tradewinds.policy.run import Rolled, roll_out_program, runner_of  # noqa: E402
from tradewinds.policy.scenario import plan, planned_rates  # noqa: E402
from tradewinds.settings.compose import compose  # noqa: E402
from tradewinds.settings.experiment import ExperimentSettings, tiers_of  # noqa: E402
from tradewinds.settings.inference import Precision  # noqa: E402
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
    experiment: ExperimentSettings,
) -> tuple[dict, ForecastOrigin, dict[str, list[DrawnEquation]], np.ndarray, list[EquationModel]]:
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
                rows = equation_rows(grid, equation, explain, read_scaler(scalers[tier], equation.name))
                labels = labels_of(rows.with_role("fit"), grid, settings.effects, table)
                models.append(build(equation, grid, labels, settings, table, widest(equations)))
                key = jax.random.key(len(models))
                groups[f"/{equation.name}/posterior"] = from_the_prior(
                    models[-1], experiment.scenario.draws, key
                )
        posteriors[tier] = xr.DataTree.from_dict(groups)
    panel = SplitPanel(train, test, data)
    fitted = {
        name: FittedTier(TierModel(name, settings, data), scalers[name], posteriors[name])
        for name, settings in tiers.items()
    }
    grids = panel.grids
    origin = find_origin(grids, data, experiment.scenario.periods)
    draws = experiment.scenario.draws
    ready = drawn_equations(Fit(panel, fitted, seed), origin, draws)
    path = planned_rates(plan(panel, experiment.scenario, experiment.scenario))["scenario"]
    return grids, origin, ready, path, models


def predictive(
    ready: dict[str, list[DrawnEquation]], sectors: int, periods: int, vectorised: bool
) -> Callable[[], None]:
    """One ``Predictive`` call for every equation in every period; inputs [R, S, D] of each draw's own where
    ``vectorised``, else [S, D] of all."""
    rng = np.random.default_rng(0)
    asked = []
    for table, parts in ready.items():
        rows = sectors if table == "sectors" else 1
        for part, sites, _, _ in parts:
            inputs = len(part.equation.columns)

            def model(x=None, part=part, names=tuple(sites), sites=sites, rows=rows, inputs=inputs) -> None:
                given = {
                    name: numpyro.sample(name, dist.ImproperUniform(dist.constraints.real, (), shape))
                    for name, shape in ((name, sites[name].shape[1:]) for name in names)
                }
                if x is None:
                    real = dist.constraints.real
                    x = numpyro.sample("x", dist.ImproperUniform(real, (), (rows, inputs)))
                found = part.model.one_period(given, x, part.groups)
                numpyro.sample("y", dist.Normal(found.location, found.scale))

            draws = (len(next(iter(sites.values()))),) if vectorised else ()
            asked.append((model, sites, jnp.asarray(rng.standard_normal((*draws, rows, inputs)))))

    def run() -> None:
        for step in range(periods):
            for model, sites, x in asked:
                if vectorised:
                    ask = numpyro.infer.Predictive(model, sites | {"x": x}, parallel=True)
                    found = ask(jax.random.key(step))
                else:
                    found = numpyro.infer.Predictive(model, sites)(jax.random.key(step), x)
                jax.block_until_ready(found)

    return run


def seconds(call: Callable[[], object]) -> np.ndarray:
    """Of the clock, and of the processor."""
    began = np.array([time.perf_counter(), time.process_time()])
    call()
    return np.array([time.perf_counter(), time.process_time()]) - began


def apart(one: Rolled, other: Rolled) -> float:
    """Largest relative difference of any finite value of two runs of a path."""
    return max(float(np.nanmax(np.abs(a - b) / (np.abs(b) + 1e-12))) for a, b in pairs(one, other))


def pairs(one: Rolled, other: Rolled) -> list[tuple[np.ndarray, np.ndarray]]:
    """Every variable [R, H, S] of two runs."""
    return [
        (values, other.values[table][name])
        for table, found in one.values.items()
        for name, values in found.items()
    ]


def effects(run: Callable[[np.ndarray], Rolled], path: np.ndarray) -> list[np.ndarray]:
    """Relative effects [R, S] at the path's end on every variable, beside rates that stay."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return [
            a[:, -1] / b[:, -1] - 1.0 for a, b in pairs(run(path), run(np.repeat(path[:1], len(path), 0)))
        ]


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
    single, double = (
        runner_of(
            roll_out_program(grids, origin, ready, experiment.data, experiment.scenario.variable, precision)
        )
        for precision in (Precision.float32, Precision.float64)
    )
    first = seconds(lambda: single(path))
    double(path)

    def eager() -> Rolled:
        with jax.disable_jit():
            return single(path)

    compiled = {"single": lambda: single(path), "double": lambda: double(path)}
    others = {"eager": eager} | {
        name: predictive(ready, asked.sectors, asked.periods, vectorised)
        for name, vectorised in (("vectorised", True), ("predictive", False))
    }
    took: dict[str, list[np.ndarray]] = {name: [] for name in compiled | others}
    for turn in (compiled, others, compiled):
        for _ in range(1 if turn is others else asked.rounds):
            for name, call in turn.items():
                took[name].append(seconds(call))
    equations = sum(len(parts) for parts in ready.values())
    print(
        f"{asked.periods} periods × {asked.draws} draws × {asked.sectors} sectors, {equations} equations; "
        f"the first call, compilation included: {first[0]:.1f} s"
    )
    medians = {name: np.median(found, axis=0) for name, found in took.items()}
    print(f"{'':12} {'clock':>9} {'processor':>11}")
    for name, (clock, processor) in medians.items():
        ratio = clock / medians["single"][0]
        print(f"{name:12} {clock:7.3f} s {processor:9.3f} s   × {ratio:,.1f}")
    print(f"single and eager differ by at most {apart(single(path), eager()):.1e} of a value")
    both = zip(effects(single, path), effects(double, path), strict=True)
    rounding = max(float(np.nanmax(np.abs(a - b))) for a, b in both)
    print(f"single precision moves an effect by at most {100 * rounding:.1e} per cent")


if __name__ == "__main__":
    main()

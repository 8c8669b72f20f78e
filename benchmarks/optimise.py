"""The search for the best path: seconds of the clock, and what it finds beside the best of the coarse grid.

    python benchmarks/optimise.py [--periods 20] [--sectors 20] [--draws 64] [--knots 5] [--members 8]

Quickstart's economy and equations with more sectors, fitted with a MAP ensemble (not timed: what is measured
does not depend on the algorithm), its shipped welfare. Prints the seconds of the search with and without
preparation and compilation, and, on draws and disturbances that the search has not seen, the objective of
what it
found and of the best point of the grid, which is chosen on those very draws.
"""

import argparse
import time
from pathlib import Path

from tradewinds.runtime import start_jax

start_jax("float64", "cpu", Path(".cache/jax"))

import numpy as np  # noqa: E402

from tradewinds.data.sources import load_tables  # noqa: E402
from tradewinds.data.split import split  # noqa: E402
from tradewinds.data.split_panel import SplitPanel  # noqa: E402
from tradewinds.fitted.fit import Fit  # noqa: E402
from tradewinds.fitted.train import fit_tiers  # noqa: E402
from tradewinds.model.tier import TierModel  # noqa: E402
from tradewinds.policy.optimise import search_path, starting_paths  # noqa: E402
from tradewinds.policy.optimum import EVALUATION_SIDE, SEARCH_SIDE, prepare  # noqa: E402
from tradewinds.policy.path_space import PathSpace  # noqa: E402
from tradewinds.policy.scenario import plan, planned_rates  # noqa: E402
from tradewinds.settings.compose import compose  # noqa: E402
from tradewinds.settings.experiment import ExperimentSettings, tiers_of  # noqa: E402
from tradewinds.settings.outcomes import PolicyProblem, outcomes_of  # noqa: E402

CONFIGS = Path(__file__).resolve().parent.parent / "configs"


def fitted(experiment: ExperimentSettings) -> Fit:
    """All tiers, fitted to the training rows."""
    data, seed = experiment.data, experiment.seed
    parts = split(load_tables(data, {}, seed), experiment.split, seed)
    train, test = ({name: pair[i] for name, pair in parts.items()} for i in (0, 1))
    models = [TierModel(name, getattr(experiment, name), data) for name in tiers_of(experiment)]
    return fit_tiers(SplitPanel(train, test, data), models, seed, lambda _: None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("periods", 20), ("sectors", 20), ("draws", 64), ("knots", 5), ("members", 8)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    changes = [
        f"data.synthetic.sectors={asked.sectors}",
        f"scenario.periods={asked.periods}",
        f"optimise.draws={asked.draws}",
        f"optimise.knots={asked.knots}",
        "inference=ensemble",
        f"inference.ensemble.members={asked.members}",
        "inference.optimiser.steps=1500",
    ]
    experiment = compose(CONFIGS, "quickstart", changes)
    fit = fitted(experiment)
    tiers = {name: getattr(experiment, name) for name in tiers_of(experiment)}
    scenario, settings = experiment.scenario, experiment.optimise
    question = PolicyProblem(
        experiment.data, tiers, scenario, experiment.welfare, settings, outcomes_of(experiment)
    )
    baseline = planned_rates(plan(fit.panel, scenario, scenario))["baseline"]

    began = [time.perf_counter(), time.process_time()]
    evaluator = prepare(fit, question, baseline, SEARCH_SIDE).evaluator
    space, weights = PathSpace.of(baseline, settings), evaluator.measure.weights
    starts = starting_paths(space, settings, weights, evaluator, experiment.seed)
    evaluator.value_and_slope(baseline, weights)
    ready = [time.perf_counter(), time.process_time()]
    ended = search_path(evaluator, space, settings, weights, starts, print)
    done = [time.perf_counter(), time.process_time()]
    steps = sum(one.steps for one in ended)
    print(
        f"{asked.periods} periods × {asked.sectors} sectors × {asked.draws} draws, {baseline.size} rates by "
        f"{space.knots(baseline).size} knots, {len(ended)} starts, {steps} steps"
    )
    for name, a, b in (
        ("in all", began, done),
        ("preparation, grid, compilation", began, ready),
        ("steps", ready, done),
    ):
        print(f"{name:32} {b[0] - a[0]:6.1f} s of the clock, {b[1] - a[1]:6.1f} s of the processor")

    fresh = prepare(fit, question, baseline, EVALUATION_SIDE).evaluator
    found = fresh.value(ended[0].path, weights)
    grid = max(fresh.value(path, weights) for path in space.grid(settings.grid).values())
    print(
        f"on fresh draws: search {found:.3f}, best of the grid {grid:.3f}, baseline "
        f"{fresh.value(baseline, weights):.3f}"
    )
    print(f"rates moved by {100 * np.abs(ended[0].path - baseline).mean():.1f} points on average")


if __name__ == "__main__":
    main()

"""Variational guides and Laplace approximations: ours, and NumPyro's automatic guides.

    python benchmarks/guides.py [--equations price gdp] [--steps 3000] [--rounds 3]

Every fifth row of equations of `quickstart` is kept aside, the others are fitted in double precision. Ours
and NumPyro's guides have the same family, start, scale at the start, optimiser, steps and one particle; of
Laplace approximations NumPyro's samples the weights of the network about one MAP solution, ours those of the
network made linear about each of four. Printed are the evidence lower bound in nats a row and the mean log
predictive density of the rows kept aside with its error over rounds, whose seeds differ, seconds of the
processor for a fit with 400 draws, search and all, after one that is not measured, and their ratio to ours.
"""

import argparse
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import numpyro  # noqa: E402
import optax  # noqa: E402
import pandas as pd  # noqa: E402
from numpyro.infer import SVI, Trace_ELBO, autoguide, init_to_value  # noqa: E402
from plain_rows import silent  # noqa: E402
from posed import experiment  # noqa: E402
from scipy.special import logsumexp  # noqa: E402
from side_by_side import machine  # noqa: E402

from tradewinds.inference import laplace, variational  # noqa: E402
from tradewinds.inference.problem import Problem, constrain, sites_of, starts  # noqa: E402
from tradewinds.model.predict import smoothed  # noqa: E402
from tradewinds.settings.inference import (  # noqa: E402
    GuideFamily,
    InferenceSettings,
    LaplaceSettings,
    OptimiserSettings,
    VariationalSettings,
)

DRAWS, MEMBERS, RANK = 400, 4, 20
FAMILIES = {
    GuideFamily.mean_field: partial(autoguide.AutoNormal, init_scale=0.01),
    GuideFamily.low_rank: partial(autoguide.AutoLowRankMultivariateNormal, init_scale=0.01, rank=RANK),
    GuideFamily.full_rank: partial(autoguide.AutoMultivariateNormal, init_scale=0.01),
}


class Fitted(NamedTuple):
    """Draws by site [R, …] and the bound in nats a row, NaN where there is none."""

    sites: dict
    bound: float


def settings(steps: int, family: GuideFamily = GuideFamily.mean_field) -> InferenceSettings:
    """As shipped but for the steps; one row is held out for the score instead of a tenth."""
    return InferenceSettings(
        optimiser=OptimiserSettings(steps=steps, chunk=500, validation_share=1e-6, patience=steps),
        variational=VariationalSettings(family=family, rank=RANK, draws=DRAWS),
        laplace=LaplaceSettings(members=MEMBERS, draws=DRAWS // MEMBERS),
    )


def ours(about: Problem, asked: InferenceSettings, seed: int) -> Fitted:
    found = variational.run(about, asked, jax.random.key(seed), silent)
    return Fitted({name: value[0] for name, value in found.sites.items()}, found.facts["elbo_per_obs"])


def ours_laplace(about: Problem, asked: InferenceSettings, seed: int) -> Fitted:
    found = laplace.run(about, asked, jax.random.key(seed), silent)
    return Fitted({name: value[0] for name, value in found.sites.items()}, np.nan)


def theirs(make: Callable, about: Problem, asked: InferenceSettings, seed: int) -> Fitted:
    """As NumPyro's documentation has it, with our start and our optimiser."""
    begin_key, run_key, draw_key = jax.random.split(jax.random.key(seed), 3)
    sites, optimiser = sites_of(about.probability_model, about.rows), asked.optimiser
    free = starts(about.probability_model, begin_key, about.rows, 1)
    begin = constrain(sites, {name: value[0] for name, value in free.items()})
    guide = make(about.probability_model.model, init_loc_fn=init_to_value(values=begin))
    schedule = optax.cosine_decay_schedule(optimiser.learning_rate, optimiser.steps, alpha=0.05)
    steps = optax.chain(optax.clip_by_global_norm(optimiser.clip), optax.adam(schedule))
    svi = SVI(about.probability_model.model, guide, numpyro.optim.optax_to_numpyro(steps), Trace_ELBO())
    found = svi.run(run_key, optimiser.steps, about.rows, progress_bar=False)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        draws = guide.sample_posterior(draw_key, found.params, sample_shape=(DRAWS,))
    for warning in said:
        print(f"  NumPyro warns: {str(warning.message)[:90]} …")
    bound = np.nan
    if not isinstance(guide, autoguide.AutoLaplaceApproximation):
        many = Trace_ELBO(num_particles=DRAWS)
        bound = -float(many.loss(draw_key, found.params, about.probability_model.model, guide, about.rows))
    return Fitted({name: np.asarray(draws[name]) for name in sites}, bound / len(about.rows.y))


def _densities(probability_model: object, sites: dict, fit: object, aside: object) -> jax.Array:
    def one(draw: dict) -> jax.Array:
        return smoothed(probability_model.equation, draw, fit, aside, jax.random.key(0)).log_density(aside.y)

    return jax.lax.map(one, sites, batch_size=64)


_compiled = jax.jit(_densities, static_argnums=0)


def density(about: Problem, found: Fitted, aside: object) -> float:
    """Mean log predictive density of the rows kept aside."""
    sites = jax.tree.map(jnp.asarray, found.sites)
    each = np.asarray(_compiled(about.probability_model, sites, about.rows, aside))
    return float((logsumexp(each, axis=0) - np.log(len(each))).mean())


def contestants(steps: int) -> dict[tuple[str, str], Callable[[Problem, int], Fitted]]:
    found = {}
    for family, make in FAMILIES.items():
        asked = settings(steps, family)
        found[str(family), "ours"] = lambda about, seed, asked=asked: ours(about, asked, seed)
        found[str(family), "NumPyro"] = lambda about, seed, asked=asked, make=make: theirs(
            make, about, asked, seed
        )
    asked = settings(steps)
    found["laplace", "ours"] = lambda about, seed: ours_laplace(about, asked, seed)
    single = replace(asked, laplace=replace(asked.laplace, members=1, draws=DRAWS))
    found["laplace", "ours, one member"] = lambda about, seed: ours_laplace(about, single, seed)
    found["laplace", "NumPyro"] = lambda about, seed: theirs(
        autoguide.AutoLaplaceApproximation, about, asked, seed
    )
    return found


def compare(problem: Problem, steps: int, rounds: int) -> None:
    aside = np.arange(len(problem.rows.y)) % 5 == 4
    fit, kept = (jax.tree.map(lambda leaf: leaf[which], problem.rows) for which in (~aside, aside))  # noqa: B023
    about, rows = problem._replace(rows=fit), []
    for seed in range(-1, rounds):
        for (family, who), run in contestants(steps).items():
            begin = time.process_time()
            found = run(about, seed + 1)
            seconds = time.process_time() - begin
            if seed >= 0:
                rows.append((family, who, found.bound, density(about, found, kept), seconds))
    table = pd.DataFrame(rows, columns=["guide", "whose", "bound", "density", "seconds"])
    group = table.groupby(["guide", "whose"], sort=False)
    shown = group.median()
    shown["density"] = group["density"].mean()
    shown["± density"] = group["density"].std(ddof=1) / np.sqrt(rounds)
    mine = shown["seconds"].xs("ours", level="whose")
    shown["× ours"] = shown["seconds"] / mine.reindex(shown.index.get_level_values("guide")).to_numpy()
    print(f"{problem.name}, {int((~aside).sum())} rows fitted, {int(aside.sum())} kept aside")
    print(shown.round(3).to_string(), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--equations", nargs="+", default=["price", "gdp"])
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(machine("jax", "numpyro"))
    problems = experiment("quickstart", [])[1]
    for name in asked.equations:
        compare(problems[name], asked.steps, asked.rounds)


if __name__ == "__main__":
    main()

"""The quantities whose true value is looked for among the draws, of one equation."""

from collections.abc import Callable
from functools import partial

import jax
import numpy as np

from tradewinds.inference.problem import Problem
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.rows import Rows

LOG_LIKELIHOOD = "log likelihood"
RankedQuantities = Callable[[dict, Rows], dict[str, np.ndarray]]
"""(draws [R, …] by site, rows) → quantity → its value [R] in every draw."""


def measure_of(problem: Problem, rows: int) -> RankedQuantities:
    """Predictions f(x) at so many rows, noise, spreads, and the joint log likelihood of all rows.

    Weights of a network are not identified: ranks of single ones would say little. The log likelihood
    looks at parameters and data together, and finds draws that have learned nothing, or too much, from
    the data where each parameter alone looks right (Modrák et al. 2023).
    """
    count = len(problem.rows.weight)
    chosen = tuple(int(row) for row in np.linspace(0, count - 1, min(rows, count)).round())
    names = [f"prediction at {problem.place(problem.rows, row)}" for row in chosen]

    def measure(sites: dict, rows: Rows) -> dict[str, np.ndarray]:
        found = _measured(problem.probability_model, sites, rows, chosen)
        values = np.asarray(found.pop("prediction")).T
        found[LOG_LIKELIHOOD] = found.pop(
            LOG_LIKELIHOOD
        )  # compiled programs sort by name: the sum of all goes last
        return dict(zip(names, values, strict=True)) | {name: np.asarray(v) for name, v in found.items()}

    return measure


@partial(jax.jit, static_argnames=("probability_model", "chosen"))
def _measured(
    probability_model: EquationProbabilityModel, sites: dict, rows: Rows, chosen: tuple[int, ...]
) -> dict[str, jax.Array]:
    model = probability_model.equation

    def one(draw: dict) -> dict[str, jax.Array]:
        given = model.conditional(draw, rows)
        found = {"prediction": given.location[np.array(chosen)], "noise scale": given.scale.mean()}
        if given.df is not None:
            found["degrees of freedom"] = given.df
        if model.shape.economy:
            found["size of the economy-wide effect"] = draw["delta_scale"]
        for name, _ in model.shape.groups:
            found[f"spread of {name} effects"] = draw[f"{name} spread"]
        return found | {LOG_LIKELIHOOD: probability_model.log_likelihood(draw, rows)}

    return jax.lax.map(one, sites, batch_size=32)

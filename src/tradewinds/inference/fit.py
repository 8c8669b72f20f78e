"""Fit the equations of a tier, one after another, into one tree of posterior draws."""

from collections.abc import Callable
from typing import Protocol

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import Design
from tradewinds.data.panel import NATION, Grid, period_text, to_grid
from tradewinds.data.scaling import design, read_scale
from tradewinds.equations import Equation
from tradewinds.errors import FitError
from tradewinds.inference.keys import equation_key
from tradewinds.inference.loop import Memory, Say
from tradewinds.inference.problem import Draws, Problem
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.model.build import build, labels_of
from tradewinds.model.law import EquationLaw
from tradewinds.model.rows import rows_of, widest
from tradewinds.settings.data import DataSettings, Frequency
from tradewinds.settings.tables import equations_of, table_of
from tradewinds.settings.tier import TierSettings


class Checkpoints(Protocol):
    """Where finished equations are kept until the tier is done."""

    def read(self, equation: str) -> xr.DataTree | None:
        """The groups of an equation that was finished before, None where it was not."""

    def write(self, equation: str, tree: xr.DataTree) -> None:
        """Keep the groups of a finished equation; what was unfinished of it may go."""

    def memory(self, equation: str) -> Memory:
        """Where the unfinished parts of an equation are kept."""


def fit_tier(
    train: dict[str, pd.DataFrame],
    scaler: xr.DataTree,
    data: DataSettings,
    settings: TierSettings,
    tier: str,
    seed: int,
    say: Say,
    checkpoints: Checkpoints | None = None,
) -> xr.DataTree:
    """Posterior draws of every equation: groups /{equation}/posterior, /sample_stats, /training.

    Only rows with role ``fit`` are used. What ``checkpoints`` hold is taken from there. Raises FitError
    with advice when a fit cannot be trusted.
    """
    tree, begun, total = {}, 0, len(settings.equations)
    for table, equations in equations_of(data, tier, settings.equations).items():
        grid = to_grid(train[table], data.tables[table])
        for equation in equations:
            begun += 1
            known = checkpoints.read(equation.name) if checkpoints else None
            if known is not None:
                say(f"{tier} {equation.name}: finished before")
                tree |= _under(equation.name, known)
                continue
            problem, labels = pose(equation, equations, grid, scaler, data, settings, tier)
            if checkpoints:
                problem = problem._replace(memory=checkpoints.memory(equation.name))
            size = f"{len(problem.rows.y)} rows, {len(problem.columns)} inputs"
            say(f"{problem.name}, equation {begun} of {total}: {size}")
            run = ALGORITHMS[settings.inference.algorithm]
            draws = run(problem, settings.inference, equation_key(seed, equation.name), say)
            fitted = _to_groups(draws, labels, settings)
            if checkpoints:
                checkpoints.write(equation.name, fitted)
            tree |= _under(equation.name, fitted)
    return xr.DataTree.from_dict(tree)


def pose(
    equation: Equation,
    beside: list[Equation],
    grid: Grid,
    scaler: xr.DataTree,
    data: DataSettings,
    settings: TierSettings,
    tier: str,
) -> tuple[Problem, dict[str, list[str]]]:
    """One equation as an algorithm takes it, and the groups of its pooled effects.

    ``beside`` are all equations of its table in the tier, ``grid`` is that of the training table. Raises
    FitError for a value that is not finite.
    """
    table = table_of(data, tier, equation.text)
    scale, inputs = read_scale(scaler, equation.name), widest(beside)
    rows = design(grid, equation, settings.model.explain, scale).with_role("fit")
    labels = labels_of(rows, grid, settings.effects, table)
    problem = Problem(
        name=f"{tier} {equation.name}",
        law=EquationLaw(build(equation, grid, labels, settings, table, inputs)),
        rows=jax.tree.map(jnp.asarray, rows_of(rows, grid, scale, labels, inputs)),
        columns=rows.columns,
        place=_places(rows, grid, data.tables[table].frequency),
    )
    _require_finite(problem)
    return problem, labels


def _under(equation: str, fitted: xr.DataTree) -> dict[str, xr.Dataset]:
    return {f"/{equation}/{name}": group.to_dataset() for name, group in fitted.children.items()}


def _places(rows: Design, grid: Grid, frequency: Frequency) -> Callable[[int], str]:
    """Where the rows stand: sector and period, or the period alone for the nation."""

    def place(row: int) -> str:
        sector = grid.sectors[rows.sector[row]]
        period = period_text(grid.periods[rows.period[row]], frequency)
        period = f"period {period}" if frequency == Frequency.step else period
        return period if sector == NATION else f"{sector}, {period}"

    return place


def _require_finite(problem: Problem) -> None:
    values = np.column_stack([problem.rows.y, problem.rows.x])
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        row, column = bad[0]
        name = ("the target", *problem.columns)[column]
        raise FitError(
            f"{problem.name}: {len(bad)} values are not finite, first {name} at {problem.place(int(row))}",
            "finite numbers",
            "Look at this column of the panel, and at the scaler.",
        )


def _to_groups(draws: Draws, labels: dict[str, list[str]], settings: TierSettings) -> xr.DataTree:
    def dims(name: str, value: np.ndarray) -> tuple:
        return ("chain", "draw", *(f"{name} {axis}" for axis in range(value.ndim - 2)))

    posterior = xr.Dataset({name: (dims(name, v), v) for name, v in sorted(draws.sites.items())})
    for effect, known in labels.items():
        posterior = posterior.assign_coords({f"{effect} effect 0": known})
    stats = xr.Dataset({name: (("chain", "draw"), value) for name, value in sorted(draws.stats.items())})
    training = xr.Dataset(
        {name: (("step", "member"), draws.curve[name]) for name in ("loss", "score")},
        coords={"step": draws.curve["step"]},
        attrs={"algorithm": str(settings.inference.algorithm), **draws.facts},
    )
    return xr.DataTree.from_dict({"posterior": posterior, "sample_stats": stats, "training": training})

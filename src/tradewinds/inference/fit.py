"""Fit the equations of a tier, one after another, into one tree of posterior draws."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.artifacts import read_table
from tradewinds.data.blocks import LongTable
from tradewinds.data.panel import NATION, Grid, period_label, to_grid
from tradewinds.data.scaling import EquationScaler, equation_rows, read_scaler
from tradewinds.equations import Equation
from tradewinds.errors import FitError
from tradewinds.inference.declaration import Declaration
from tradewinds.inference.keys import equation_key
from tradewinds.inference.problem import Draws, Problem
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.inference.row_source import RowSource
from tradewinds.inference.running import loaded, run_algorithm
from tradewinds.inference.stored import can_be_stored, store_rows
from tradewinds.loop import Log, Memory
from tradewinds.model.arrays import on_device
from tradewinds.model.build import build, labels_of
from tradewinds.model.own_past import training_rows
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.rows import Rows, widest
from tradewinds.model.tier import TierModel
from tradewinds.runtime import computing
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.tables import table_of_equation
from tradewinds.settings.tier import TierSettings

MANY = 20_000
"""Rows beyond which an algorithm that takes them all for every step is warned of."""


class Checkpoints(Protocol):
    """Where finished equations are kept until the tier is done."""

    def read(self, equation: str) -> xr.DataTree | None:
        """The groups of an equation that was finished before, None where it was not."""

    def write(self, equation: str, tree: xr.DataTree) -> None:
        """Keep the groups of a finished equation; what was unfinished of it may go."""

    def memory(self, equation: str) -> Memory:
        """Where the unfinished parts of an equation are kept."""


def fit_tier(
    train: dict[str, pd.DataFrame | Path],
    scaler: xr.DataTree,
    model: TierModel,
    seed: int,
    log: Log,
    checkpoints: Checkpoints | None = None,
    scratch: Path | None = None,
) -> xr.DataTree:
    """Posterior draws of every equation: groups /{equation}/posterior, /sample_stats, /training.

    Only rows with role ``fit`` are used. What ``checkpoints`` hold is taken from there. Where a table is a
    file and trained on in minibatches, its rows stay in files, those of the equations in the folder
    ``scratch``. Precision and device are those of the settings, whatever the process was set up for.
    Raises FitError with advice where no draws can be had that are worth judging.
    """
    inference = model.settings.inference
    with computing(inference.precision, inference.device):
        return _fit_tier(train, scaler, model, seed, log, checkpoints, scratch)


def _fit_tier(
    train: dict[str, pd.DataFrame | Path],
    scaler: xr.DataTree,
    model: TierModel,
    seed: int,
    log: Log,
    checkpoints: Checkpoints | None,
    scratch: Path | None,
) -> xr.DataTree:
    settings = model.settings
    tree: dict[str, xr.Dataset] = {}
    algorithm = ALGORITHMS[settings.inference.algorithm]
    loaded(algorithm)
    begun, total = 0, len(settings.equations)
    for table, equations in model.equations().items():
        source = _source(train[table], model.data.tables[table], settings)
        for equation in equations:
            begun += 1
            known = checkpoints.read(equation.name) if checkpoints else None
            if known is not None:
                log(f"{model.name} {equation.name}: finished before")
                tree |= _under(equation.name, known)
                continue
            with ExitStack() as files:
                if isinstance(source, Grid):
                    problem, labels = pose(equation, equations, source, scaler, model)
                else:
                    folder = files.enter_context(TemporaryDirectory(prefix="rows-", dir=scratch))
                    problem, labels = _pose_stored(
                        equation, equations, source, scaler, model, Path(folder), seed
                    )
                if checkpoints:
                    problem = problem._replace(memory=checkpoints.memory(equation.name))
                log(f"{problem.name}, equation {begun} of {total}: {_size(problem, algorithm)}")
                key = equation_key(seed, equation.name)
                draws = run_algorithm(algorithm, problem, settings.inference, key, log)
            fitted = _to_groups(draws, labels, problem, settings)
            if checkpoints:
                checkpoints.write(equation.name, fitted)
            tree |= _under(equation.name, fitted)
    return xr.DataTree.from_dict(tree)


def _source(table: pd.DataFrame | Path, about: TableSettings, settings: TierSettings) -> Grid | LongTable:
    """The table in memory, or left in its file where it can be trained on from there."""
    if isinstance(table, Path):
        if can_be_stored(table, settings):
            return LongTable.open(table, about)
        table = read_table(table)
    return to_grid(table, about)


def _size(problem: Problem, algorithm: Declaration) -> str:
    count = _count(problem)
    size = f"{count:,} rows, {len(problem.columns)} inputs"
    if count > MANY and not algorithm.minibatch:
        keys = " or ".join(one.minibatch for one in ALGORITHMS.values() if one.minibatch)
        size += f". WARNING: {algorithm.name} takes all of them for every step; see {keys}"
    return size


def _count(problem: Problem) -> int:
    rows = problem.rows
    return rows.count if isinstance(rows, RowSource) else len(rows.y)


def pose(
    equation: Equation,
    beside: list[Equation],
    grid: Grid,
    scaler: xr.DataTree,
    model: TierModel,
) -> tuple[Problem, dict[str, list[str]]]:
    """One equation as an algorithm takes it, and the groups of its pooled effects.

    ``beside`` are all equations of its table in the tier, ``grid`` is that of the training table. Raises
    FitError for a value that is not finite, and where no input moves.
    """
    data, settings, name = model.data, model.settings, f"{model.name} {equation.name}"
    table = table_of_equation(data, model.name, equation.text)
    own, inputs = read_scaler(scaler, equation.name), widest(beside)
    every = equation_rows(grid, equation, settings.model.explain, own)
    labels = labels_of(every.with_role("fit"), grid, settings.effects, table)
    built = build(equation, grid, labels, settings, table, inputs)
    rows = training_rows(every, grid, own, labels, inputs, built.own_past)
    place = _places(grid, data.tables[table].frequency)
    _require_moving_inputs(name, own)
    _require_finite(name, rows, own.columns, place)
    return Problem(name, EquationProbabilityModel(built), on_device(rows), own.columns, place), labels


def _pose_stored(
    equation: Equation,
    beside: list[Equation],
    source: LongTable,
    scaler: xr.DataTree,
    model: TierModel,
    folder: Path,
    seed: int,
) -> tuple[Problem, dict[str, list[str]]]:
    """As ``pose``, the rows in a file in ``folder``."""
    data, settings, name = model.data, model.settings, f"{model.name} {equation.name}"
    table = table_of_equation(data, model.name, equation.text)
    own, inputs, grid = read_scaler(scaler, equation.name), widest(beside), source.frame
    place = _places(grid, data.tables[table].frequency)
    _require_moving_inputs(name, own)
    check = partial(_require_finite, name, columns=own.columns, place=place)
    rows, labels = store_rows(source, equation, inputs, own, settings, table, folder, seed, check)
    probability_model = EquationProbabilityModel(build(equation, grid, labels, settings, table, inputs))
    return Problem(name, probability_model, rows, own.columns, place), labels


def _under(equation: str, fitted: xr.DataTree) -> dict[str, xr.Dataset]:
    return {f"/{equation}/{name}": group.to_dataset() for name, group in fitted.children.items()}


def _places(grid: Grid, frequency: Frequency) -> Callable[[Rows, int], str]:
    """Where a row stands: sector and period, or the period alone for the nation."""

    def place(rows: Rows, row: int) -> str:
        sector = grid.sectors[rows.sector[row]]
        period = period_label(grid.periods[rows.period[row]], frequency)
        period = f"period {period}" if frequency == Frequency.step else period
        return period if sector == NATION else f"{sector}, {period}"

    return place


def _require_moving_inputs(name: str, scaler: EquationScaler) -> None:
    """Raises FitError where every input is the same in all training rows."""
    if scaler.columns and (scaler.low == scaler.high).all():
        raise FitError(
            f"{name}: no input moves in the training rows ({', '.join(scaler.columns)})",
            "an input that is not always the same",
            "Look at these columns of the panel, or explain it by others.",
        )


def _require_finite(
    name: str, rows: Rows, columns: tuple[str, ...], place: Callable[[Rows, int], str]
) -> None:
    """Raises FitError for a value that is not finite."""
    values = np.column_stack([rows.y, rows.x])
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        row, column = bad[0]
        what = ("the target", *columns)[column]
        raise FitError(
            f"{name}: {len(bad)} values are not finite, first {what} at {place(rows, int(row))}",
            "finite numbers",
            "Look at this column of the panel, and at the scaler.",
        )


def _to_groups(
    draws: Draws, labels: dict[str, list[str]], problem: Problem, settings: TierSettings
) -> xr.DataTree:
    def dims(name: str, value: np.ndarray) -> tuple:
        return ("chain", "draw", *(f"{name} {axis}" for axis in range(value.ndim - 2)))

    posterior = xr.Dataset({name: (dims(name, v), v) for name, v in sorted(draws.sites.items())})
    for effect, known in labels.items():
        posterior = posterior.assign_coords({f"{effect} effect 0": known})
    stats = xr.Dataset({name: (("chain", "draw"), value) for name, value in sorted(draws.stats.items())})
    training = xr.Dataset(
        {name: (("step", "member"), draws.curve[name]) for name in ("loss", "score")},
        coords={"step": draws.curve["step"]},
        attrs={
            "algorithm": str(settings.inference.algorithm),
            "rows": _count(problem),
            "inputs": len(problem.columns),
            **draws.facts,
        },
    )
    return xr.DataTree.from_dict({"posterior": posterior, "sample_stats": stats, "training": training})

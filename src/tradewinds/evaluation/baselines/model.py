"""What a simple model learns from, and what it is once it is learned."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tradewinds.data.features import EquationRows, explained_before
from tradewinds.data.panel import Grid
from tradewinds.equations import Equation
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.noise import Noise


@dataclass(frozen=True)
class RowsWithPast(EquationRows):
    """Rows of one equation, with what its table's equations explained one period before.

    ``before`` [N, E] in the order of ``explained`` (names of E equations, this one's among them), each in
    its own explained quantity, NaN where it is not known.
    """

    explained: tuple[str, ...]
    before: np.ndarray

    def take(self, rows: np.ndarray) -> "RowsWithPast":
        return replace(super().take(rows), before=self.before[rows])


def with_past(rows: EquationRows, grid: Grid, equations: list[Equation], explain: str) -> RowsWithPast:
    """Rows of one of a table's equations with the previous values of what all of them explain.

    As for the network's inputs, a previous value may be that of a row held out inside: such rows are
    held out as targets only.
    """
    where = (rows.sector, rows.period)
    before = [explained_before(grid, equation, explain)[where] for equation in equations]
    names = tuple(equation.name for equation in equations)
    return RowsWithPast(**vars(rows), explained=names, before=np.column_stack(before))


@dataclass(frozen=True)
class Model:
    """A fitted simple model: location of the standardised explained quantity, and the noise about it."""

    location: Callable[[RowsWithPast], np.ndarray]
    noise: Noise

    def predict(self, rows: RowsWithPast) -> Predictive:
        return Predictive.single(self.location(rows), self.noise.scale(rows.sector), self.noise.df)

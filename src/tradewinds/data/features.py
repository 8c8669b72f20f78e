"""From a panel to the rows an equation is fitted on: terms, offsets, targets.

An equation explains ``y``. Where the target stands on its own scale g (``log`` or ``level``) and the
model explains its change, ``g(target[t]) = offset + y`` with the offset its own previous value; a
target written as a change (``d``, ``dlog``) brings its offset with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Self

import numpy as np
import pandas as pd

from tradewinds.data.panel import Grid
from tradewinds.equations import Equation, Term, own_previous
from tradewinds.errors import DataError

Lookup = Callable[[str, int], Any]
"""(variable, lag) → its values at t − lag, sectors on the last axis but for periods."""


def evaluate(term: Term, values: Lookup, xp: ModuleType, mean: Callable[[Any], Any]) -> Any:
    """Value of a term at t, in the term's own transform.

    ``values(variable, lag)`` gives an array whose shape the result keeps; ``xp`` is numpy or
    jax.numpy; ``mean`` averages over sectors and broadcasts back (for ``common``).
    """
    now = values(term.variable, term.lag)
    if term.window > 1:
        each = (values(term.variable, lag) for lag in term.lags)
        result = sum(xp.log(one) if term.in_logs else one for one in each) / term.window
    elif term.transform == "level":
        result = now
    elif term.transform == "log":
        result = xp.log(now)
    else:
        before = values(term.variable, term.lag + term.step)
        result = now - before if term.transform == "d" else xp.log(now) - xp.log(before)
    return mean(result) if term.common else result


def offset_term(equation: Equation, explain: str) -> Term | None:
    """The previous value from which the explained quantity counts, if any."""
    if equation.target.step or explain == "change":
        return own_previous(equation.target)
    return None


@dataclass(frozen=True)
class EquationRows:
    """Rows of one equation: N rows, D inputs, nothing standardised.

    x [N, D] in the order of ``columns``; y [N] the explained quantity; offset [N] with
    g(target) = offset + y, g the logarithm where ``log``; observed, previous [N] the target now and
    one period before in its own unit; sector, period [N] indices into the grid; role [N] one of
    fit, inside, ahead; calendar, year [N].
    """

    equation: Equation
    columns: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    offset: np.ndarray
    observed: np.ndarray
    previous: np.ndarray
    sector: np.ndarray
    period: np.ndarray
    role: np.ndarray
    calendar: np.ndarray
    year: np.ndarray

    @property
    def log(self) -> bool:
        """Whether the target enters in logs."""
        return self.equation.target.in_logs

    def __len__(self) -> int:
        return len(self.y)

    def take(self, rows: np.ndarray) -> Self:
        """The rows of a boolean mask or an index array."""
        arrays = ("x", "y", "offset", "observed", "previous", "sector", "period", "role", "calendar", "year")
        chosen = {name: getattr(self, name)[rows] for name in arrays}
        return replace(self, **chosen)

    def with_role(self, role: str) -> Self:
        return self.take(self.role == role)

    def with_column(self, name: str, values: np.ndarray) -> Self:
        """One more input, last."""
        return replace(self, columns=(*self.columns, name), x=np.column_stack([self.x, values]))


Raise = tuple[str, float]
"""A variable and by how much it is higher: in its unit for levels, in log points for logs."""


def raw_rows(grid: Grid, equation: Equation, explain: str, raised: Raise | None = None) -> EquationRows:
    """Rows of the grid for which target, offset and every input are known; terms only.

    ``raised`` makes a variable higher at t alone, in the inputs only: what came before stays as
    observed, so that the difference to the rows without it is the effect of that period's rise.
    The columns ``month`` and ``index`` come from the scaler (``scaling.equation_rows``), which alone knows
    the training rows. Raises DataError when no row is left of a whole table, and for values that
    are not finite or have no logarithm where one is taken.
    """
    there = None if grid.role is None else grid.role != ""
    for term in dict.fromkeys((equation.target, *equation.inputs)):
        _require_usable(grid, term, equation, there)

    values = _values(grid)

    with np.errstate(invalid="ignore", divide="ignore"):
        inputs = values if raised is None else _raised(values, raised, equation)
        terms = [evaluate(term, inputs, np, _mean(grid, term)) for term in equation.inputs]
    target, offset = _on_scale(grid, equation, explain)
    observed, previous = values(equation.name, 0), values(equation.name, 1)
    known = np.isfinite(target) & np.isfinite(offset) & np.isfinite(previous)
    for term in terms:
        known &= np.isfinite(term)
    if there is not None:
        known &= there
    if not known.any() and grid.part is None:
        raise DataError(
            f"no row on which “{equation.text}” can be computed",
            f"at least {equation.reach + 1} periods in a row of every variable in it",
            "Shorten its lags or give it more periods.",
        )
    row, column = np.nonzero(known)
    return EquationRows(
        equation=equation,
        columns=tuple(str(term) for term in equation.inputs),
        x=np.column_stack([term[known] for term in terms]) if terms else np.zeros((len(row), 0)),
        y=(target - offset)[known],
        offset=offset[known],
        observed=observed[known],
        previous=previous[known],
        sector=row if grid.part is None else row + grid.part.before,
        period=column,
        role=grid.role[known] if grid.role is not None else np.full(len(row), "fit"),
        calendar=grid.calendar[column],
        year=grid.year[column],
    )


def sums_over_sectors(grid: Grid, term: Term) -> tuple[np.ndarray, np.ndarray]:
    """Sum and number [T] of a term's known values."""
    with np.errstate(invalid="ignore", divide="ignore"):
        value = evaluate(replace(term, common=False), _values(grid), np, np.asarray)
    known = np.isfinite(value)
    return np.where(known, value, 0.0).sum(axis=0), known.sum(axis=0)


def _mean(grid: Grid, term: Term) -> Callable[[np.ndarray], np.ndarray]:
    if grid.part is None:
        return mean_of_known
    common = grid.part.common
    return lambda array: np.broadcast_to(common[str(term)], array.shape)


def mean_of_known(array: np.ndarray, axis: int = 0) -> np.ndarray:
    """Mean of the finite values over the sectors' axis, in the array's shape; NaN where there is none."""
    known = np.isfinite(array)
    count = known.sum(axis=axis, keepdims=True)
    total = np.where(known, array, 0.0).sum(axis=axis, keepdims=True)
    return np.broadcast_to(np.where(count, total / np.maximum(count, 1), np.nan), array.shape)


def inputs_of_period(
    equation: Equation,
    values: Lookup,
    calendar: tuple[Any, Any],
    shape: tuple[int, ...],
    xp: ModuleType,
    mean: Callable[[Any], Any],
) -> Any:
    """Inputs [*shape, D] of one period in the order of the equation's columns, its terms as ``evaluate``.

    ``calendar``: month effect and index of the period, each used where the equation has it.
    """
    columns = [evaluate(term, values, xp, mean) for term in equation.inputs]
    wanted = zip((equation.month, equation.index), calendar, strict=True)
    columns += [column for there, column in wanted if there]
    if not columns:
        return xp.zeros((*shape, 0))
    return xp.stack([xp.broadcast_to(column, shape) for column in columns], axis=-1)


def explained_before(grid: Grid, equation: Equation, explain: str) -> np.ndarray:
    """The explained quantity one period before [S, T], NaN where it is not known."""
    target, offset = _on_scale(grid, equation, explain, back=1)
    return target - offset


def _on_scale(grid: Grid, equation: Equation, explain: str, back: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """g(target) and offset [S, T], ``back`` periods before."""
    now, before = (
        Term(equation.name, 0, own_previous(equation.target).transform),
        offset_term(equation, explain),
    )
    values = _values(grid, back)
    with np.errstate(invalid="ignore", divide="ignore"):
        target = evaluate(now, values, np, np.asarray)
        offset = np.zeros_like(target) if before is None else evaluate(before, values, np, np.asarray)
    return target, offset


def _values(grid: Grid, back: int = 0) -> Lookup:
    """Looks variables up at ``back`` more periods before than asked; NaN before the first one."""

    def at(variable: str, lag: int) -> np.ndarray:
        shifted: np.ndarray = np.full(grid.values[variable].shape, np.nan)
        lag += back
        shifted[:, lag:] = grid.values[variable][:, : max(0, shifted.shape[1] - lag)]
        return shifted

    return at


def _require_usable(grid: Grid, term: Term, equation: Equation, there: np.ndarray | None) -> None:
    """Where ``there`` is a row there is a value, and one with a logarithm where that is taken.

    Else rows would be left out in silence.
    """
    values = grid.values[term.variable]
    bad, expected, remedy = (
        ~np.isfinite(values) if there is None else there & ~np.isfinite(values),
        "finite numbers",
        "Look at this column of the panel.",
    )
    if there is None:
        bad &= np.isinf(values)
    if not bad.any() and term.in_logs:
        bad, expected = np.isfinite(values) & ~(values > 0), "numbers above 0, since their logarithm is taken"
        remedy = f"Write it in levels: {term.variable}[t] or d({term.variable}[t])."
    if bad.any():
        row, column = np.argwhere(bad)[0]
        where = f"{grid.sectors[row]}, {str(grid.periods[column])[:10]}"
        found = f"{bad.sum()} values of {term.variable} cannot be used in “{equation.text}”"
        raise DataError(f"{found}, first {where} = {values[row, column]:g}", expected, remedy)


def _raised(values: Lookup, raised: Raise, equation: Equation) -> Lookup:
    name, amount = raised
    log = any(term.variable == name and term.in_logs for term in equation.inputs)

    def at(variable: str, lag: int) -> np.ndarray:
        now = values(variable, lag)
        if variable != name or lag:
            return now
        return now * np.exp(amount) if log else now + amount

    return at


def to_value(explained: np.ndarray, offset: np.ndarray, log: bool) -> np.ndarray:
    """From the explained quantity back to the target in its own unit (exact inverse)."""
    on_scale = offset + explained
    return np.exp(on_scale) if log else on_scale


def joined(train: pd.DataFrame, test: pd.DataFrame | None) -> pd.DataFrame:
    """Training and test rows as one table, sorted by sector and period."""
    if test is None:
        return train
    return pd.concat([train, test], ignore_index=True).sort_values(["sector", "period"], ignore_index=True)

"""Where an equation's own past stands among its inputs, and the rows that its long forecasts pass through."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tradewinds.data.features import EquationRows, offset_term, sums_over_sectors
from tradewinds.data.panel import Grid
from tradewinds.data.scaling import EquationScaler
from tradewinds.equations import Equation, Term
from tradewinds.errors import FitError
from tradewinds.model.rows import Past, Rows, standardised_rows

_LagWeights = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class OwnPast:
    """How far an equation's inputs move with its target's own past, and the periods it is forecast ahead.

    All on the target's scale, L periods back, the latest first: ``offset`` [L] of what the explained quantity
    counts from; ``inputs`` [D, L] of every column of x, and ``common`` [D, L] of those that are means over
    the sectors. ``horizons``: those learned from, 1 the first.
    """

    horizons: tuple[int, ...]
    offset: tuple[float, ...]
    inputs: _LagWeights
    common: _LagWeights

    @property
    def longest(self) -> int:
        """Periods back that the equation looks at its target."""
        return len(self.offset)

    @property
    def has_common(self) -> bool:
        """Whether the mean of the target over the sectors is among the inputs."""
        return any(weight for row in self.common for weight in row)

    @property
    def weights(self) -> tuple[float, ...]:
        """What each horizon's log density counts for, 1 / (H h), see ``horizons``."""
        return tuple(1 / (len(self.horizons) * horizon) for horizon in self.horizons)


def own_past(equation: Equation, explain: str, horizons: Iterable[int], inputs: int) -> OwnPast | None:
    """Of an equation whose x has ``inputs`` columns; None where one period ahead is all there is to learn, as
    it is where the target has no past of its own among them.
    """
    horizons, before = tuple(sorted(horizons)), offset_term(equation, explain)
    own = [term for term in equation.inputs if term.variable == equation.name]
    if before is not None:
        own.append(before)
    if horizons == (1,) or not own:
        return None
    longest = max(term.reach for term in own)

    def row(term: Term | None, common: bool = False) -> tuple[float, ...]:
        found = np.zeros(longest)
        if term is not None and term.variable == equation.name and term.common == common:
            for lag, weight in term.weights.items():
                found[lag - 1] = weight
        return tuple(found.tolist())

    columns: list[Term | None] = [*equation.inputs]
    columns += [None] * (inputs - len(columns))  # the calendar's, and those of wider equations
    return OwnPast(
        horizons,
        row(before),
        tuple(row(term) for term in columns),
        tuple(row(term, common=True) for term in columns),
    )


def training_rows(
    every: EquationRows,
    grid: Grid,
    scaler: EquationScaler,
    labels: dict[str, list[str]],
    inputs: int,
    own: OwnPast | None,
) -> Rows:
    """The rows with role ``fit``, and what forecasts of ``own`` pass through: rows held out among the
    training periods too, of which only the inputs count. Raises FitError for a horizon that no row has the
    past for.
    """
    rows = standardised_rows(every.with_role("fit"), grid, scaler, labels, inputs)
    if own is None:
        return rows
    passed = every.take(np.isin(every.role, ["fit", "inside"]))
    places = np.full((len(grid.sectors), len(grid.periods) + 1), -1, dtype=np.int32)
    places[passed.sector, passed.period] = np.arange(len(passed))
    ratio = np.zeros((1, inputs))
    ratio[0, : len(scaler.columns)] = scaler.target_scale / scaler.scale
    past = Past(
        rows=standardised_rows(passed, grid, scaler, labels, inputs),
        before=places[passed.sector, passed.period - 1],
        place=places[rows.sector, rows.period],
        ratio=ratio,
        behind=_behind(passed, grid, inputs),
    )
    longest = _longest_run(past)
    if longest < own.horizons[-1]:
        raise FitError(
            f"{every.equation.name}: no more than {longest} rows of a sector follow each other",
            f"{own.horizons[-1]} for that horizon",
            "Leave the horizon out of horizons, or ask for a table with fewer gaps and more periods.",
        )
    return rows._replace(past=past)


def _behind(rows: EquationRows, grid: Grid, inputs: int) -> np.ndarray:
    """Sectors [M, D] whose own past is known, of which an input is the mean; 1 of other inputs."""
    found = np.ones((len(rows), inputs))
    for column, term in enumerate(rows.equation.inputs):
        if term.common and term.variable == rows.equation.name:
            found[:, column] = sums_over_sectors(grid, term)[1][rows.period]
    return found


def _longest_run(past: Past) -> int:
    """Most rows of a sector in a row, the last of them one that is fitted."""
    run = np.ones(len(past.before), dtype=int)
    for row, before in enumerate(past.before):  # rows are in the order of sectors and periods
        if before >= 0:
            run[row] = run[before] + 1
    return int(run[past.place].max(initial=0))

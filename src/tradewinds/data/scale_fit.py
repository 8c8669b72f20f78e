"""What is learned from the training rows before any network is: the scaler of every equation."""

import numpy as np

from tradewinds.data.features import EquationRows, raw_rows
from tradewinds.data.panel import Grid
from tradewinds.data.scaling import MONTHS, EquationScaler, Season, TrainingSupport, completed
from tradewinds.equations import Equation
from tradewinds.errors import DataError


def fit_equation_scaler(
    grid: Grid, equation: Equation, explain: str, within: frozenset[str] | None = None
) -> EquationScaler:
    """Learn the scaler of one equation from its rows with role ``fit``.

    ``within``: levels in logs, and those of the variables named, count from their sector's own mean: a
    sector's units change nothing, and what policy does is learned from its moves, not from whom it meets.

    Raises DataError for a constant target or fewer rows than three.
    """
    rows = raw_rows(grid, equation, explain).with_role("fit")
    season = season_of(rows, len(grid.sectors)) if equation.month else None
    usual = None if within is None else usual_levels(rows, len(grid.sectors), within)
    rows = completed(rows, season, usual)
    require_enough(len(rows), equation)
    spread = float(rows.y.std())
    require_varying(spread, float(np.abs(rows.y).max()), float(rows.y[0]), equation)
    deviation = rows.x.std(axis=0)
    constant = deviation <= 1e-12 * np.maximum(1.0, np.abs(rows.x).max(axis=0, initial=0.0))
    mean, scale = rows.x.mean(axis=0), np.where(constant, 1.0, deviation)
    return EquationScaler(
        columns=rows.columns,
        mean=mean,
        scale=scale,
        low=rows.x.min(axis=0),
        high=rows.x.max(axis=0),
        target_mean=float(rows.y.mean()),
        target_scale=spread,
        support=TrainingSupport.of((rows.x - mean) / scale),
        season=season,
        usual=usual,
    )


def require_enough(count: int, equation: Equation) -> None:
    """Raises DataError for too few training rows to measure anything."""
    if count < 3:
        raise DataError(f"{count} training rows for “{equation.text}”", "at least 3")


def require_varying(spread: float, largest: float, first: float, equation: Equation) -> None:
    """Raises DataError for a target whose standard deviation is nothing beside its largest value."""
    if not spread > 1e-12 * max(1.0, largest):
        raise DataError(
            f"the target of “{equation.text}” is constant ({first:.6g}) over the training rows",
            "a target that varies",
            "Leave the equation out, or give the table more periods.",
        )


def usual_levels(rows: EquationRows, sectors: int, named: frozenset[str]) -> np.ndarray | None:
    """Mean [S, D] of a sector's rows for inputs that are levels in logs or ``named``, 0 for others.

    None where no input is either.
    """
    columns = [
        k
        for k, term in enumerate(rows.equation.inputs)
        if not term.step and not term.common and (term.in_logs or term.variable in named)
    ]
    if sectors < 2 or not columns:
        return None
    count = np.maximum(np.bincount(rows.sector, minlength=sectors), 1)
    found = np.zeros((sectors, len(rows.equation.columns)))
    for k in columns:
        found[:, k] = np.bincount(rows.sector, rows.x[:, k], sectors) / count
    return found


def season_of(rows: EquationRows, sectors: int) -> Season:
    """Sums and counts of the explained quantity of training rows."""
    years = np.unique(rows.year)
    shape = (sectors, MONTHS, len(years))
    season = Season(years, np.zeros(shape), np.zeros(shape))
    season.add(rows)
    return season

"""``fit_equation_scaler`` of a table in a file, some sectors at a time: the same numbers to rounding."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tradewinds.data.blocks import LongTable
from tradewinds.data.features import EquationRows, raw_rows
from tradewinds.data.panel import Grid
from tradewinds.data.scale_fit import require_enough, require_varying, usual_levels
from tradewinds.data.scaling import MONTHS, EquationScaler, Season, TrainingSupport, completed
from tradewinds.equations import Equation


@dataclass
class _Moments:
    """Count, mean [K], sums of centred products [K, K], lowest and highest [K] of rows of K columns, merged
    part by part (Chan, Golub & LeVeque 1983)."""

    count: int
    mean: np.ndarray
    products: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> "_Moments":
        mean = rows.mean(axis=0)
        apart = rows - mean
        return cls(len(rows), mean, apart.T @ apart, rows.min(axis=0), rows.max(axis=0))

    def with_those(self, other: "_Moments") -> "_Moments":
        count, apart = self.count + other.count, other.mean - self.mean
        share = other.count / count
        return _Moments(
            count,
            self.mean + share * apart,
            self.products + other.products + self.count * share * np.outer(apart, apart),
            np.minimum(self.low, other.low),
            np.maximum(self.high, other.high),
        )


def fit_equation_scaler_in_blocks(
    table: LongTable, equation: Equation, explain: str, within: frozenset[str] | None = None
) -> EquationScaler:
    """As ``fit_equation_scaler``. Raises DataError as it does."""

    def blocks() -> Iterator[tuple[EquationRows, Grid]]:
        """Training rows of some sectors, and their grid."""
        for grid in table.grids(equation.inputs):
            yield raw_rows(grid, equation, explain).with_role("fit"), grid

    season, usual = _season_and_usual(table.frame, equation, within, blocks())

    moments, first = None, 0.0
    for rows, _ in blocks():
        if not len(rows):
            continue
        rows = completed(rows, season, usual)
        now = _Moments.of(np.column_stack([rows.y, rows.x]))
        first = float(rows.y[0]) if moments is None else first
        moments = now if moments is None else moments.with_those(now)
    require_enough(0 if moments is None else moments.count, equation)
    assert moments is not None  # as there are enough rows
    largest = np.maximum(np.abs(moments.low), np.abs(moments.high))
    deviation = np.sqrt(np.diagonal(moments.products) / moments.count)
    require_varying(float(deviation[0]), float(largest[0]), first, equation)
    constant = deviation[1:] <= 1e-12 * np.maximum(1.0, largest[1:])
    mean, scale = moments.mean[1:], np.where(constant, 1.0, deviation[1:])
    support = TrainingSupport.of_covariance(moments.products[1:, 1:] / moments.count / np.outer(scale, scale))
    farthest = max(
        support.distances((completed(rows, season, usual).x - mean) / scale).max(initial=0.0)
        for rows, _ in blocks()
    )
    return EquationScaler(
        columns=equation.columns,
        mean=mean,
        scale=scale,
        low=moments.low[1:],
        high=moments.high[1:],
        target_mean=float(moments.mean[0]),
        target_scale=float(deviation[0]),
        support=TrainingSupport(support.whitening, float(farthest)),
        season=season,
        usual=usual,
    )


def _season_and_usual(
    frame: Grid,
    equation: Equation,
    within: frozenset[str] | None,
    blocks: Iterator[tuple[EquationRows, Grid]],
) -> tuple[Season | None, np.ndarray | None]:
    """Month sums of all sectors, and what is usual in each, as ``fit_equation_scaler`` has them."""
    sectors, years = len(frame.sectors), np.unique(frame.year)
    shape = (sectors, MONTHS, len(years)) if equation.month else (0, 0, 0)
    season = Season(years, np.zeros(shape), np.zeros(shape))
    usual = np.zeros((sectors, len(equation.columns)))
    levels = False
    for rows, grid in blocks:
        assert grid.part is not None  # as of every grid of some sectors
        if equation.month:
            season.add(rows)
        if within is not None and sectors > 1:
            own = replace(rows, sector=rows.sector - grid.part.before)
            found = usual_levels(own, max(2, len(grid.sectors)), within)
            levels = found is not None
            if found is not None:
                usual[grid.part.before :][: len(grid.sectors)] = found[: len(grid.sectors)]
    seen = season.count.any(axis=(0, 1)) if equation.month else slice(None)
    known = Season(years[seen], season.total[..., seen], season.count[..., seen])
    return known if equation.month else None, usual if levels else None

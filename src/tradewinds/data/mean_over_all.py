"""What a mean over all series is beside that over the series that are carried into the future."""

import numpy as np

from tradewinds.data.features import sums_over_sectors
from tradewinds.data.panel import Grid
from tradewinds.equations import Equation


def beside_all(grid: Grid, equation: Equation, last: int) -> np.ndarray | None:
    """What is added [D] to an equation's inputs after period index ``last``; None for a table that is whole.

    An input that is a mean over all S series, of which the grid has C, goes on from its observed value:
    m_S[t] = m_S[T] + (m_C[t] − m_C[T]), with T the last period up to ``last`` in which both are known, so
    that m_S[T] − m_C[T] is added to what the carried series come to. Changes of a mean are those of m_C, as
    this equation has them: nothing is added.
    """
    if grid.part is None or not grid.part.common:
        return None
    found = np.zeros(len(equation.columns))
    for place, term in enumerate(equation.inputs):
        observed = grid.part.common.get(str(term))
        if not term.common or term.step or observed is None:
            continue
        total, count = sums_over_sectors(grid, term)
        apart = np.where(count, observed - total / np.maximum(count, 1), np.nan)[: last + 1]
        known = apart[np.isfinite(apart)]
        found[place] = known[-1] if len(known) else 0.0
    return found


def observed_means(grid: Grid, equation: Equation) -> dict[int, np.ndarray]:
    """Place of an input that is a mean over all series of another variable than the target → its observed
    values [T]; none for a table that is whole.
    """
    common = {} if grid.part is None else grid.part.common
    return {
        place: common[str(term)]
        for place, term in enumerate(equation.inputs)
        if str(term) in common and term.variable != equation.name
    }

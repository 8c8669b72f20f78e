"""A candidate that cannot matter, and goes with the equation's other inputs as the candidate does.

How far an added variable moves the effect by chance depends on how closely it goes with the policy: one of
correlation ρ with it moves the policy's slope by about σρ/√(N(1 − ρ²)), one that has nothing to do with it by
next to nothing. So only what the inputs leave of the candidate is put in the wrong place:

    z        = x b + e,      b by least squares, within the groups of the equation's effects
    placebo  = x b + misplaced(e)

with z the candidate as the equation has it and x the other inputs, the policy among them. What the candidate
has in common with the inputs in another way than a linear one is misplaced with e.
"""

import numpy as np
import pandas as pd

from tradewinds.data.features import EquationRows
from tradewinds.data.panel import Grid, ordinal
from tradewinds.equations import Term
from tradewinds.errors import DataError
from tradewinds.evaluation.partialling import dummies_of, residual
from tradewinds.settings.data_table import Frequency

_STILL = 1e-6
"""Share of a column's standard deviation below which what is left of it is rounding."""


def with_placebo(
    table: pd.DataFrame,
    frequency: Frequency,
    grid: Grid,
    rows: EquationRows,
    labels: list[np.ndarray],
    candidate: str,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The table, of which ``grid`` is the grid, with the placebo in the column ``candidate``.

    ``rows`` are those of the equation with the candidate, ``labels`` those of its effects [N] on them. A
    candidate that enters as a change is added up again from its placebo's changes. Values on no row of the
    equation stay. Raises DataError as ``placebo``.
    """
    terms = rows.equation.inputs
    every = [k for k, term in enumerate(terms) if term.variable == candidate]
    own = every[0]  # the others are of earlier rows
    others = np.delete(rows.x, every, axis=1)
    found = np.full(grid.values[candidate].shape, np.nan)
    fit = rows.role == "fit"
    found[rows.sector, rows.period] = placebo(
        rows.x[:, own], others, fit, labels, rows.sector, candidate, rng
    )
    values = _in_the_column(grid.values[candidate], found, terms[own])
    sector = pd.Index(grid.sectors).get_indexer(table["sector"])
    period = ordinal(table["period"].to_numpy(), frequency) - ordinal(grid.periods[:1], frequency)
    return table.assign(**{candidate: values[sector, period]})


def placebo(
    values: np.ndarray,
    others: np.ndarray,
    fit: np.ndarray,
    labels: list[np.ndarray],
    sector: np.ndarray,
    name: str,
    rng: np.random.Generator,
) -> np.ndarray:
    """Placebo [N] of values [N] beside the other inputs [N, K], on rows sorted by sector and period.

    Slopes are learned from the rows of the mask ``fit`` [N]. Raises DataError where the inputs leave nothing.
    """
    x = others[fit]
    spread = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    dummies = dummies_of([one[fit] for one in labels] or [np.zeros(fit.sum())])
    within = [residual(one, dummies) for one in ((x - x.mean(axis=0)) / spread).T]
    slopes = np.zeros(len(spread))
    if within:
        centred = values[fit] - values[fit].mean()
        slopes = np.linalg.lstsq(np.column_stack(within), residual(centred, dummies), rcond=_STILL)[0]
    fitted = others @ (slopes / spread)
    left = values - fitted
    if not left[fit].std() > _STILL * max(values[fit].std(), np.abs(values[fit]).max() * _STILL):
        raise DataError(
            f"the equation's inputs leave nothing of the candidate {name} on the training rows",
            "a column that varies and is no sum of the inputs",
            "Leave it out of sensitivity.candidates.",
        )
    return fitted + misplaced(left, sector, rng)


def misplaced(values: np.ndarray, sector: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Values [N] of rows sorted by sector and period, each sector's being the whole series of another one.

    The series keeps its order, begins at a random period and is wrapped around, so that its values and how
    they follow each other stay and only what they belong to is lost; one offset for all sectors, so that
    what they share they still share. A single sector has its own series, begun elsewhere.
    """
    series = {name: values[sector == name] for name in dict.fromkeys(sector)}
    circle = list(rng.permutation(list(series)))
    donors = dict(zip(circle, np.roll(circle, 1), strict=True))
    begin = rng.uniform(0.25, 0.75)
    found = []
    for name, own in series.items():
        given = series[donors[name]]
        found.append(np.resize(np.roll(given, -round(begin * len(given))), len(own)))
    return np.concatenate(found)


def _in_the_column(values: np.ndarray, found: np.ndarray, term: Term) -> np.ndarray:
    """Values [S, T] of a column for which the term is ``found`` [S, T], as they are where that is NaN."""
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.log(values) if term.in_logs else values.copy()
    if not term.step:
        scale = np.where(np.isnan(found), scale, found)
    for at in range(term.step, scale.shape[1] if term.step else 0):
        changed = scale[:, at - term.step] + found[:, at]
        scale[:, at] = np.where(np.isnan(changed), scale[:, at], changed)
    # the logarithm is of no use where nothing was changed and none can be taken
    return np.where(np.isfinite(scale), np.exp(scale), values) if term.in_logs else scale

"""Do the training data bear out the independences that the graph implies?

Given its parents a variable is independent of everything that it does not move (the local Markov property;
Pearl 2009, theorem 1.2.7). Each pair is asked of partial correlations (``partial``) given the inputs and
effects of the equation, and the p-values of all pairs are adjusted together (Benjamini & Hochberg 1995).
"""

from collections.abc import Iterator
from typing import NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
import xarray as xr
from scipy.stats import false_discovery_control

from tradewinds.data.changes import shifted
from tradewinds.data.features import EquationRows, evaluate
from tradewinds.data.panel import Grid, to_grid
from tradewinds.data.scaling import equation_rows, read_scaler
from tradewinds.equations import Term
from tradewinds.model.rows import group_labels
from tradewinds.review.sensitivity.area import with_status
from tradewinds.review.sensitivity.graph import INDEPENDENCE
from tradewinds.sensitivity.graph import LEADS, MEAN_OF, Explained, Node, is_latent
from tradewinds.sensitivity.partial import PartialledOut, partial_correlation, partialled_out
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import scales_of

COLUMNS = (
    "tier", "equation", "other", "lag", "correlation", "z", "effective", "p", "adjusted", "status",
    "rows", "periods",
)  # fmt: skip


class Implied(NamedTuple):
    """A variable that the target of an equation is independent of, given its parents."""

    of: Explained
    other: Node
    term: Term


def implied(graph: nx.DiGraph, equations: list[Explained], data: DataSettings) -> Iterator[Implied]:
    """Pairs of one table, not adjacent, that the graph separates given the parents and what effects hold.

    The other variable is at most one period further back than the longest lag of its table's equations, and
    at most ``LEADS`` ahead. Where a target is explained as a change the other enters as a change too, which
    stands for both of its values.
    """
    asked = set()
    for one in equations:
        reach = max(each.reach for each in equations if each.table == one.table)
        given = set(one.parents) | one.held & set(graph)
        for other in sorted(graph):
            usual = other.table == one.table and -LEADS <= other.lag <= reach + 1
            if not usual or is_latent(other) or other.variable.startswith(MEAN_OF):
                continue
            term = _term(other, one, data)
            apart = {other, other._replace(lag=other.lag + term.step)} - given
            pair = frozenset({one.node, other})
            if other == one.node or other not in apart or one.node in apart or pair in asked:
                continue
            if apart <= set(graph) and nx.is_d_separator(graph, {one.node}, apart, given):
                asked.add(pair)
                yield Implied(one, other, term)


def independences(
    train: dict[str, pd.DataFrame],
    scalers: dict[str, xr.DataTree],
    data: DataSettings,
    pairs: list[Implied],
    alpha: float,
) -> pd.DataFrame:
    """One row a pair, columns as in ``COLUMNS``; what inputs and effects leave nothing of is void.

    ``train`` maps tables, ``scalers`` tiers; ``lag`` is negative for a value ahead; ``effective`` is n_eff.
    """
    grids = {table: to_grid(train[table], data.tables[table]) for table in {one.of.table for one in pairs}}
    of = {one.of.node: _Rows(one.of, grids[one.of.table], scalers[one.of.tier]) for one in pairs}
    found = []
    for one in pairs:
        about: dict[str, object] = {"tier": one.of.tier, "equation": one.of.equation.name}
        about |= {"other": one.other.variable, "lag": one.other.lag}
        found.append(about | of[one.of.node].asked(one.term))
    table = pd.DataFrame(found, columns=list(COLUMNS))
    table = table.astype(dict.fromkeys(("correlation", "z", "effective", "p", "adjusted", "periods"), float))
    tested = np.isfinite(table["p"].to_numpy())
    if tested.any():
        table.loc[tested, "adjusted"] = false_discovery_control(table.loc[tested, "p"].to_numpy())
    return with_status(table, INDEPENDENCE, alpha=alpha)


class _Rows:
    """The rows of one equation, and what its inputs leave of its target on those that a pair is asked on."""

    def __init__(self, one: Explained, grid: Grid, scaler: xr.DataTree) -> None:
        own = read_scaler(scaler, one.equation.name)
        self._one, self._grid = one, grid
        self._rows = equation_rows(grid, one.equation, one.explain, own).with_role("fit")
        self._given: dict[bytes, PartialledOut] = {}

    def asked(self, term: Term) -> dict[str, float]:
        """Correlation with a term, where it is known."""
        with np.errstate(invalid="ignore", divide="ignore"):
            x = evaluate(term, lambda name, lag: shifted(self._grid.values[name], lag), np, np.asarray)
        x = x[self._rows.sector, self._rows.period]
        known = np.isfinite(x)
        found = partial_correlation(self._left(known), x[known]) if known.any() else {}
        return found | {"rows": int(known.sum())}

    def _left(self, known: np.ndarray) -> PartialledOut:
        key = known.tobytes()
        if key not in self._given:
            rows = self._rows.take(known)
            self._given[key] = partialled_out(
                rows.y, rows.x, _effects(self._one, rows, self._grid), rows.period
            )
        return self._given[key]


def _effects(one: Explained, rows: EquationRows, grid: Grid) -> list[np.ndarray]:
    if one.table != "sectors":
        return []
    by_period = ["period"] if one.equation.economy and "period" not in one.effects else []
    return [group_labels(rows, grid, group) for group in (*one.effects, *by_period)]


def _term(node: Node, one: Explained, data: DataSettings) -> Term:
    scale = scales_of(data, node.table)[node.variable]
    if not one.equation.target.step:
        return Term(node.variable, node.lag, scale)
    return Term(node.variable, node.lag, "dlog" if scale == "log" else "d", one.equation.target.step)

"""The causal graph that the equations imply, unrolled over periods.

A node is a variable of a table at a lag; an equation gives one arrow from every value it needs, ``d`` and
``dlog`` from both values of the change, its own previous value where it explains a change (Pearl 2009, §1.4).
Three kinds of nodes beside these stand for what the equations leave open:

- one latent cause of all that no equation explains, so that such variables, the policy among them, may go
  with each other and with their own past in any way, but answer to nothing that an equation explains;
- δ[t] of every equation with ``t``, moved by its own past: a latent cause of that equation's sectors;
- the mean over sectors of a ``common`` term, moved by what moves the other sectors.

Nothing else that is unnamed moves two variables: that is assumed, not found.
"""

from typing import NamedTuple

import networkx as nx
import pandas as pd

from tradewinds.equations import Equation, own_previous
from tradewinds.errors import EquationError
from tradewinds.identities import names_in
from tradewinds.settings.data import DataSettings
from tradewinds.settings.tables import equations_of

LEADS = 1
"""Periods after t that the graph covers."""
OUTSIDE_NODE, ECONOMY_NODE, MEAN_OF = "outside", "δ", "mean of"


class Node(NamedTuple):
    """A variable of a table at ``t - lag``; latent ones have names that no variable can have."""

    table: str
    variable: str
    lag: int

    def __str__(self) -> str:
        at = "t" if self.lag == 0 else f"t{-self.lag:+d}".replace("-", "−")
        return f"{self.variable}[{at}]"


class Explained(NamedTuple):
    """An equation with the tier and table it lives in, and what its effects are by."""

    tier: str
    table: str
    equation: Equation
    explain: str
    effects: tuple[str, ...]

    @property
    def node(self) -> Node:
        return Node(self.table, self.equation.name, 0)

    @property
    def economy(self) -> Node:
        """δ[t] of this equation."""
        return Node(self.table, f"{ECONOMY_NODE} {self.equation.name}", 0)

    @property
    def reach(self) -> int:
        return max([parent.lag for parent in self.parents], default=0)

    @property
    def parents(self) -> list[Node]:
        """What moves the target at t, in the order of the equation; its own past last where not written."""
        found: dict[Node, None] = {}
        for term in self.equation.inputs:
            name = f"{MEAN_OF} {term.variable}" if term.common else term.variable
            for lag in {*term.lags, term.lag + term.step}:
                found[Node(self.table, name, lag)] = None
        if self.equation.target.step or self.explain == "change":
            found[Node(self.table, self.equation.name, own_previous(self.equation.target).lag)] = None
        return sorted(found, key=lambda node: (list(found).index(node), node.lag))

    @property
    def held(self) -> set[Node]:
        """Latent nodes that effects by period hold fixed: possible where a period has several sectors."""
        by_period = self.equation.economy or "period" in self.effects
        return {self.economy} if by_period and self.table == "sectors" else set()


def explained_equations(data: DataSettings, tiers: dict[str, dict]) -> list[Explained]:
    """All equations of tiers, each a dictionary: ``equations``, ``explain``, ``effects``, ``window``."""
    return [
        Explained(tier, table, equation, settings["explain"], tuple(settings["effects"]))
        for tier, settings in tiers.items()
        for table, parsed in equations_of(data, tier, settings["equations"], settings["window"]).items()
        for equation in parsed
    ]


def unrolled(data: DataSettings, equations: list[Explained], beside: set[tuple[str, str]]) -> nx.DiGraph:
    """The graph from ``LEADS`` periods after t back to twice the longest lag and three more.

    ``beside`` are (table, variable) that no equation uses: nodes without arrows to any equation's target.
    Variables at the first periods, whose own causes lie before them, are given the latent cause of what
    comes from outside. An aggregate follows from the sectors' variable of the same period, an identity from
    its factors. Raises EquationError where the arrows go in a circle.
    """
    graph, last = nx.DiGraph(), 2 * max((one.reach for one in equations), default=0) + 3
    lags = range(-LEADS, last + 1)
    outside = Node("", OUTSIDE_NODE, 0)
    for one in equations:
        for lag in lags:
            for parent in one.parents:
                _point(graph, parent, one.node, lag, last)
            if one.equation.economy:
                _point(graph, one.economy, one.node, lag, last)
                _point(graph, one.economy._replace(lag=1), one.economy, lag, last)
    graph.add_nodes_from(Node(*name, lag) for name in beside for lag in lags)
    _follow(graph, data, lags, last)
    targets = {(one.table, one.equation.name): one for one in equations}
    for node in list(graph):
        if node.variable.startswith(MEAN_OF):
            own = (node.table, node.variable.removeprefix(f"{MEAN_OF} "))
            graph.add_edge(Node(*own, node.lag), node)
            graph.add_edge(outside, node)
            if own in targets and targets[own].equation.economy:
                graph.add_edge(targets[own].economy._replace(lag=node.lag), node)
    for node in list(graph):
        first = any(node.table == table and node.variable == name for table, name in targets)
        reach = max((one.reach for one in equations), default=0)
        alone = graph.in_degree(node) == 0 and not node.variable.startswith(ECONOMY_NODE)
        if node != outside and (alone or first and node.lag > last - reach):
            graph.add_edge(outside, node)
    if not nx.is_directed_acyclic_graph(graph):
        circle = " → ".join(str(edge[0]) for edge in nx.find_cycle(graph))
        raise EquationError(f"the equations' arrows go in a circle: {circle}", "none", "Lag one of these.")
    return graph


def beside(
    data: DataSettings, equations: list[Explained], candidates: list[str], moved: list[str]
) -> set[tuple[str, str]]:
    """(table, column) of the equations' tables that may have been left out: those named, else all columns.

    What is computed from other columns is none of them, and neither is what the policy moves.
    """
    away = {*data.aggregates, *moved}
    return {
        (table, name)
        for table in {one.table for one in equations}
        for name in data.tables[table].variables
        if name not in away and (not candidates or name in candidates)
    }


def arrows(equations: list[Explained]) -> pd.DataFrame:
    """One row an arrow into a target at t: tier, table, equation, cause and its lag, whether it is latent."""
    rows = [
        (one.tier, one.table, one.equation.name, cause.variable, cause.lag, is_latent(cause))
        for one in equations
        for cause in [*one.parents, *([one.economy] if one.equation.economy else [])]
    ]
    return pd.DataFrame(rows, columns=["tier", "table", "equation", "cause", "lag", "latent"])


def is_latent(node: Node) -> bool:
    """Whether a node stands for what is in no table."""
    return node.variable == OUTSIDE_NODE or node.variable.startswith(f"{ECONOMY_NODE} ")


def _point(graph: nx.DiGraph, cause: Node, effect: Node, lag: int, last: int) -> None:
    if cause.lag + lag <= last:
        graph.add_edge(cause._replace(lag=cause.lag + lag), effect._replace(lag=effect.lag + lag))


def _follow(graph: nx.DiGraph, data: DataSettings, lags: range, last: int) -> None:
    """Arrows to aggregates and identities that are in the graph, from what they are computed from."""
    for name, aggregate in data.aggregates.items():
        if Node("national", name, 0) in graph:
            _arrows(graph, [Node("sectors", aggregate.of, 0)], Node("national", name, 0), lags, last)
    for table, described in data.tables.items():
        for name, text in described.identities.items():
            if any(Node(table, name, lag) in graph for lag in lags):
                causes = [Node(table, factor, 0) for factor in names_in(text)]
                _arrows(graph, causes, Node(table, name, 0), lags, last)


def _arrows(graph: nx.DiGraph, causes: list[Node], effect: Node, lags: range, last: int) -> None:
    for lag in lags:
        for cause in causes:
            _point(graph, cause, effect, lag, last)

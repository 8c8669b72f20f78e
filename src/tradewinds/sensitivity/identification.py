"""Is the effect of the policy on each outcome identified under the graph, and by adjusting for what?

The back-door criterion (Pearl 1995): a set Z of observed variables, none of them moved by the policy, that
separates policy and outcome once the policy's own arrows are taken away. Tried are the parents of the outcome
and of what lies between, the observed parents of the policy, and both together.
"""

import networkx as nx
import pandas as pd

from tradewinds.review.sensitivity.area import with_status
from tradewinds.review.sensitivity.graph import GRAPH, IDENTIFIED, NO_EFFECT, NOT_IDENTIFIED
from tradewinds.sensitivity.graph import Explained, Node, is_latent

COLUMNS = ("tier", "equation", "policy", "effect", "status", "adjust", "through", "held")


def identification(graph: nx.DiGraph, equations: list[Explained], table: str, policy: str) -> pd.DataFrame:
    """One row an equation, columns as in ``COLUMNS``.

    The effect is the total one of the policy, ``policy`` of ``table``, at the latest period from which a path
    leads to the outcome at t. ``adjust`` is the set adjusted for, ``through`` the variables that the
    effect passes, ``held`` the economy-wide effects that have to be held fixed as well, as text.
    """
    found = [_of(graph, one, equations, table, policy) for one in equations]
    return with_status(pd.DataFrame(found, columns=list(COLUMNS)), GRAPH)


def _of(
    graph: nx.DiGraph, one: Explained, equations: list[Explained], table: str, policy: str
) -> dict[str, str]:
    lags = range(max(node.lag for node in graph) + 1)
    cause = next(
        (Node(table, policy, lag) for lag in lags if _reaches(graph, policy, table, lag, one.node)), None
    )
    about = {"tier": one.tier, "equation": one.equation.name, "policy": str(cause or policy)}
    if cause is None or cause == one.node:
        return about | {"effect": NO_EFFECT, "adjust": "", "through": "", "held": ""}
    moved = nx.descendants(graph, cause)
    between = moved & nx.ancestors(graph, one.node)
    through = sorted({node.variable for node in between})
    held = set().union(*(_held(equations, node) for node in {one.node, *between}))
    chosen = adjustment(graph, cause, one.node, held)
    return about | {
        "effect": NOT_IDENTIFIED if chosen is None else IDENTIFIED,
        "adjust": ", ".join(str(node) for node in sorted(chosen or [])),
        "through": ", ".join(through),
        "held": ", ".join(str(node) for node in sorted(held)),
    }


def adjustment(graph: nx.DiGraph, cause: Node, outcome: Node, held: set[Node]) -> set[Node] | None:
    """A set that satisfies the back-door criterion together with ``held``; None where none tried does."""
    moved = nx.descendants(graph, cause)
    between = moved & nx.ancestors(graph, outcome)
    of_outcome = {p for node in {outcome, *between} for p in graph.predecessors(node)}
    of_cause = set(graph.predecessors(cause))
    cut = graph.copy()
    cut.remove_edges_from(list(graph.out_edges(cause)))
    for tried in (of_outcome, of_cause, of_outcome | of_cause):
        chosen = {node for node in tried - moved - {cause, outcome} if not is_latent(node)}
        if nx.is_d_separator(cut, {cause}, {outcome}, chosen | held):
            return chosen
    return None


def _held(equations: list[Explained], node: Node) -> set[Node]:
    for one in equations:
        if (one.table, one.equation.name) == (node.table, node.variable):
            return {held._replace(lag=node.lag) for held in one.held if one.equation.economy}
    return set()


def _reaches(graph: nx.DiGraph, policy: str, table: str, lag: int, outcome: Node) -> bool:
    cause = Node(table, policy, lag)
    return cause in graph and cause != outcome and nx.has_path(graph, cause, outcome)

"""Which equations live in which table."""

import re

from tradewinds.equations import Equation, Term, parse, solve_order, unknown_variable, with_window
from tradewinds.errors import EquationError
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_variable import VariableScale

_NAMED = re.compile(r"\b([^\W\d]\w*)\[")
"""A variable of an equation, before its lag."""
_BRING = {
    "national": "Give the national table a variable for its mean or sum, and name it in data.aggregates",
    "sectors": "Give the table of sectors a column with it, alike in every sector",
}
"""Table → how a variable of the other one comes into its equations."""


def scales_of(settings: DataSettings, table: str) -> dict[str, str]:
    """Variable → ``log`` or ``level`` for one table; identities enter in logs."""
    described = settings.tables[table]
    scales = {name: str(variable.scale) for name, variable in described.variables.items()}
    return scales | {name: "log" for name in described.identities}


def table_of_equation(settings: DataSettings, tier: str, text: str) -> str:
    """The table an equation lives in: tier 2 is national, tier 1 follows its target.

    Equations explain what is measured, so that a variable of one table comes before an identity of another
    with the same name. Raises EquationError for a target of tier 1 that neither table has, or both.
    """
    if tier == "tier2":
        return "national"
    target = text.partition("[")[0].rpartition("(")[2].strip()
    known = {table: list(scales_of(settings, table)) for table in settings.tables}
    places = [table for table, names in known.items() if target in names]
    measured = [table for table in places if target in settings.tables[table].variables] or places
    if len(measured) > 1:
        raise EquationError(
            f"“{target}” of “{text}” is a variable of the tables {' and '.join(measured)}",
            "a target that one table has",
            "Give one of the two variables another name in data.tables.",
        )
    if measured:
        return measured[0]
    if target.isidentifier() and "~" in text and "[" in text:
        everything = [name for names in known.values() for name in names]
        raise unknown_variable(target, text, everything)
    return "sectors"


def equations_of(
    settings: DataSettings, tier: str, texts: list[str], window: int = 1
) -> dict[str, list[Equation]]:
    """Table → its equations of this tier, in an order in which they can be solved.

    ``window``: rows of a sector whose inputs they have (``model.window``).
    """
    found: dict[str, list[Equation]] = {}
    for text in texts:
        table = table_of_equation(settings, tier, text)
        if table not in settings.tables:
            raise EquationError(f"{tier} needs the table {table}", "a national table", "Describe it in data.")
        _refuse_other_tables(settings, table, text)
        found.setdefault(table, []).append(with_window(parse(text, scales_of(settings, table)), window))
    return {table: solve_order(equations) for table, equations in found.items()}


def _refuse_other_tables(settings: DataSettings, table: str, text: str) -> None:
    """Raise EquationError for a variable that this table does not have, and another one has."""
    known = {name: list(scales_of(settings, name)) for name in settings.tables}
    for variable in _NAMED.findall(text):
        places = [name for name, variables in known.items() if variable in variables]
        if places and table not in places:
            raise EquationError(
                f"“{variable}” of “{text}” is a variable of the table {places[0]}, this equation of {table}",
                f"one of {', '.join(sorted(known[table]))}",
                f"{_BRING[table]}.",
            )


def size_of(data: DataSettings, weights: str | None) -> str:
    """The sector variable by which sectors are large or small: what effects are weighted by, else what the
    nation's sums or weights are of, else the last one in logs; “” without any.
    """
    variables, known = data.tables["sectors"].variables, [*data.tables["sectors"].variables]
    known += data.tables["sectors"].identities
    summed = [one.of for one in data.aggregates.values() if one.how == "sum"]
    named = [weights, *summed, *(one.weights for one in data.aggregates.values())]
    logs = [name for name, variable in variables.items() if variable.scale == VariableScale.log]
    return next((name for name in (*named, *reversed(logs)) if name in known), "")


def terms_over_sectors(settings: DataSettings, table: str, tiers: dict[str, dict]) -> list[Term]:
    """The means over all sectors among the inputs of a table's equations.

    ``tiers``: tier → its ``equations`` and the ``window`` of its network.
    """
    found = [
        term
        for tier, of in tiers.items()
        for equation in equations_of(settings, tier, of["equations"], of["window"]).get(table, [])
        for term in equation.inputs
        if term.common
    ]
    return list(dict.fromkeys(found))

"""What a rule sees: terms of past periods, with the units that a person counts them in."""

from dataclasses import dataclass

from tradewinds.equations import Term, parse_term
from tradewinds.errors import EquationError
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_variable import VariableSettings
from tradewinds.settings.experiment import ExperimentSettings, tiers_of
from tradewinds.settings.tables import equations_of, scales_of

PER_CENT, POINTS_OF_RATE = "%", "points"
_IN_PER_CENT = ("percent", "per cent", "%")


@dataclass
class SeenTerm:
    """A term of one table, such as ``price[t-1]``, in ``unit``: ``factor`` times its own value.

    A term that is no change counts from its value in the period before the path (``change`` says which it
    is), so that a rule that sees nothing new does nothing.
    """

    table: str = "sectors"
    text: str = ""
    unit: str = ""
    factor: float = 1.0
    change: bool = False

    def term(self, data: DataSettings) -> Term:
        """It as equations have it."""
        return parse_term(self.text, scales_of(data, self.table))


def seen_terms(experiment: ExperimentSettings) -> list[SeenTerm]:
    """What the rule of an experiment sees, the sectors' first.

    Without any that are named: the last value of what equations of the sectors explain, and of what the
    welfare weighs of the nation. Raises SettingsError for what is no term of past periods.
    """
    asked, data = experiment.optimise.rule, experiment.data
    named = {"sectors": list(asked.sectors), "national": list(asked.national)}
    if not any(named.values()):
        named = {"sectors": _explained(experiment), "national": _weighed(experiment)}
        named = {table: [f"{name}[t-1]" for name in names] for table, names in named.items()}
    return [_described(data, table, text) for table, texts in named.items() for text in texts]


def _explained(experiment: ExperimentSettings) -> list[str]:
    found = []
    for tier in tiers_of(experiment):
        equations = equations_of(experiment.data, tier, getattr(experiment, tier).equations)
        found += [equation.name for equation in equations.get("sectors", [])]
    return found


def _weighed(experiment: ExperimentSettings) -> list[str]:
    described = experiment.data.tables.get("national")
    weighed = [name for name, weight in experiment.welfare.weights.national.items() if weight]
    return [name for name in weighed if described and name in described.variables]


def _described(data: DataSettings, table: str, text: str) -> SeenTerm:
    key = f"optimise.rule.{table}"
    require(table in data.tables, key, text, f"nothing: the data have no table {table}")
    try:
        term = parse_term(text, scales_of(data, table))
    except EquationError as error:
        require(False, key, text, error.expected or "a term such as price[t-1]", error.remedy)
        raise
    require(
        term.lag >= 1,
        key,
        text,
        "a term of a period before, such as price[t-1]",
        "Rates of a period are set before its outcomes are known.",
    )
    unit, factor = _unit(data.tables[table].variables.get(term.variable), term)
    return SeenTerm(table, text, unit, factor, bool(term.step))


def _unit(variable: VariableSettings | None, term: Term) -> tuple[str, float]:
    if term.in_logs:
        return PER_CENT, 100.0
    if variable is None:
        return "", 1.0
    if variable.percent or variable.rate:
        return POINTS_OF_RATE, 100.0
    return (POINTS_OF_RATE if variable.unit in _IN_PER_CENT else variable.unit), 1.0

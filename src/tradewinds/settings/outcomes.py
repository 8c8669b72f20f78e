"""What a welfare is made of in an experiment: its outcomes, found in the tables, and what is asked of
them."""

from dataclasses import dataclass, field

from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_variable import VariableScale
from tradewinds.settings.experiment import ExperimentSettings, tiers_of
from tradewinds.settings.optimise import OptimiseSettings, PolicyForm
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.schema import meant
from tradewinds.settings.seen import SeenTerm
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings
from tradewinds.settings.welfare import REST, WelfareSettings

WELFARE = "welfare"
"""The aim of the headline's search; those of the frontier are ``frontier-0`` …"""
FRONTIER = "frontier-"


@dataclass
class Outcome:
    """One outcome of a welfare.

    Its effect is relative, in per cent, for what is in logs, and ``factor`` × its difference otherwise;
    ``total``: of the sectors' total. ``first`` and ``second`` are its weights in the frontier's objectives.
    """

    table: str = ""
    name: str = ""
    log: bool = True
    factor: float = 1.0
    total: bool = False
    weight: float = 0.0
    floor: float | None = None
    first: float = 0.0
    second: float = 0.0

    @property
    def place(self) -> str:
        return f"{self.table}.{self.name}"


@dataclass
class PolicyProblem:
    """What is asked: of which tables and tiers, which welfare, and how the answer is looked for."""

    data: DataSettings
    tiers: dict[str, TierSettings] = field(default_factory=dict)
    scenario: ScenarioSettings = field(default_factory=ScenarioSettings)
    welfare: WelfareSettings = field(default_factory=WelfareSettings)
    optimise: OptimiseSettings = field(default_factory=OptimiseSettings)
    outcomes: list[Outcome] = field(default_factory=list)
    seen: list[SeenTerm] = field(default_factory=list)
    """What a rule sees, where one is looked for (``seen.seen_terms``)."""


def responding_names(experiment: ExperimentSettings) -> dict[str, list[str]]:
    """Table → what a path can change: explained, aggregated, and identities."""
    data = experiment.data
    found: dict[str, list[str]] = {table: [] for table in ("national", "sectors") if table in data.tables}
    for tier in tiers_of(experiment):
        for table, equations in equations_of(data, tier, getattr(experiment, tier).equations).items():
            found[table] += [equation.name for equation in equations]
    if "national" in found:
        found["national"] += [name for name in data.aggregates if name not in found["national"]]
    for table, names in found.items():
        names += data.tables[table].identities
    return found


def outcomes_of(experiment: ExperimentSettings) -> list[Outcome]:
    """The outcomes that welfare, its floors and its frontier name, the nation's first.

    Raises SettingsError for one that no path changes, and for a welfare without any. Composing does not:
    most runs choose nothing.
    """
    welfare = experiment.welfare
    weights = {
        (table, name): float(value)
        for table, named in vars(welfare.weights).items()
        for name, value in named.items()
        if value
    }
    floors = {
        (table, name): value for table, named in vars(welfare.floors).items() for name, value in named.items()
    }
    frontier = [tuple(text.partition(".")[::2]) for text in welfare.frontier if text != REST]
    for key, places in (("weights", weights), ("floors", floors), ("frontier", frontier)):
        for table, name in places:
            _require_known(experiment, key, table, name)
    known = responding_names(experiment)["sectors"]
    for name in welfare.totals:
        require(name in known, "welfare.totals", name, f"some of {', '.join(known)}", meant(name, known))
    responding = (f"{table}.{names[0]}" for table, names in responding_names(experiment).items() if names)
    example = next(responding, "national.income")
    require(
        bool(weights),
        "welfare.weights",
        {},
        "at least one weight that is not 0",
        f"Write one, such as welfare.weights.{example}=1, or choose an option, welfare=sectors.",
    )
    asked = {*weights, *floors, *frontier}
    answered = [(table, name) for table, names in responding_names(experiment).items() for name in names]
    # in the order of the tables, so that the order of keys changes nothing
    found = [
        _outcome(experiment, table, name, weights, floors)
        for table, name in answered
        if (table, name) in asked
    ]
    if welfare.frontier:
        _weigh_frontier(welfare.frontier, found)
    return found


def aims_of(experiment: ExperimentSettings) -> list[str]:
    """What paths are searched for: the welfare, then every point of the frontier, where no rule is asked."""
    asked = experiment.optimise
    points = asked.points if experiment.welfare.frontier and asked.form == PolicyForm.path else 0
    return [WELFARE, *(f"{FRONTIER}{point}" for point in range(points))]


def share_of(aim: str, points: int) -> float | None:
    """Weight of the second objective at a point of the frontier, from 0 to 1; None for the welfare itself."""
    return None if aim == WELFARE else int(aim.removeprefix(FRONTIER)) / (points - 1)


def _require_known(experiment: ExperimentSettings, key: str, table: str, name: str) -> None:
    known = responding_names(experiment)
    places = [f"{where}.{one}" for where, names in known.items() for one in names]
    place = f"{table}.{name}"
    require(
        name in known.get(table, ()),
        f"welfare.{key}",
        place,
        f"what a path changes: {', '.join(places)}",
        meant(place, places) + "Leave the others out by a weight of 0, or choose another option of welfare.",
    )


def _outcome(experiment: ExperimentSettings, table: str, name: str, weights: dict, floors: dict) -> Outcome:
    variable = experiment.data.tables[table].variables.get(name)
    return Outcome(
        table=table,
        name=name,
        log=variable is None or variable.scale == VariableScale.log,
        factor=100.0 if variable is not None and variable.percent else 1.0,
        total=table == "sectors" and name in experiment.welfare.totals,
        weight=weights.get((table, name), 0.0),
        floor=floors.get((table, name)),
    )


def _weigh_frontier(objectives: list[str], outcomes: list[Outcome]) -> None:
    """Every objective as weights: the welfare's, or one with its sign where the welfare has no say."""
    named = [text for text in objectives if text != REST]
    for key, text in zip(("first", "second"), objectives, strict=True):
        for outcome in outcomes:
            if text == REST:
                value = outcome.weight if outcome.place not in named else 0.0
            else:
                sign = -1.0 if outcome.weight < 0 else 1.0
                value = sign if outcome.place == text else 0.0
            setattr(outcome, key, value)
        require(
            any(getattr(outcome, key) for outcome in outcomes),
            "welfare.frontier",
            objectives,
            "two objectives; nothing is left for “rest”",
            "Weigh another outcome too, or write welfare.frontier=[].",
        )

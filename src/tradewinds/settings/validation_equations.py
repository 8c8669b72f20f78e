"""What must hold of a tier's equations, with each other and with the table they stand in."""

from tradewinds.equations import Equation, solve_order
from tradewinds.settings.checks import require
from tradewinds.settings.experiment import (
    ExperimentSettings,
)
from tradewinds.settings.schema import meant
from tradewinds.settings.tables import equations_of
from tradewinds.settings.validation_designs import validate_groups


def validate_effects(experiment: ExperimentSettings, name: str, sectors: list[Equation]) -> None:
    """Effects and slopes of a tier belong to what its equations of sectors have; raises SettingsError."""
    tier = getattr(experiment, name)
    require(
        bool(sectors) or name == "tier1" or not tier.effects,
        f"{name}.effects",
        list(tier.effects),
        "[]: effects belong to equations of sectors, and this tier has none",
    )
    validate_groups(experiment, f"{name}.effects", tier.effects)
    table = experiment.data.tables["sectors"]
    known = [*table.variables, *table.identities]
    for one in tier.slopes:
        known_as = f"a variable of the sectors: {', '.join(known)}"
        require(one in known, f"{name}.slopes", one, known_as, meant(one, known))
        inputs = [*dict.fromkeys(term.variable for equation in sectors for term in equation.inputs)]
        known_as = f"a variable among the inputs of an equation of the sectors: {', '.join(inputs)}"
        require(one in inputs, f"{name}.slopes", one, known_as, "Put it in an equation, or leave it out.")


def validate_horizons(experiment: ExperimentSettings, name: str, by_table: dict[str, list[Equation]]) -> None:
    """What is learned from several periods ahead has its own past on its target's scale alone; raises
    SettingsError.
    """
    tier = getattr(experiment, name)
    if tier.one_step:
        return
    for equation in (one for equations in by_table.values() for one in equations):
        for term in equation.inputs:
            require(
                term.variable != equation.name or term.in_logs == equation.target.in_logs,
                f"{name}.equations",
                equation.text,
                f"its own past in {'logs' if equation.target.in_logs else 'levels'}, as the target is, with "
                f"{name}.horizons={list(tier.horizons)}",
                f"Write {term} on the target's scale, or set {name}.horizons=[1].",
            )


def validate_known_in_time(
    experiment: ExperimentSettings, name: str, by_table: dict[str, list[Equation]]
) -> None:
    """No target that follows from something else, no input of the period that is only computed later."""
    for table, equations in by_table.items():
        identities = experiment.data.tables[table].identities
        given = dict.fromkeys(identities, "an identity")
        if table == "sectors":
            given[experiment.scenario.variable] = "set by the scenario"
            later: set[str] = set()
        else:
            given |= dict.fromkeys(experiment.data.aggregates, "an aggregate of the sectors")
            second = experiment.tier2.equations if name == "tier1" else []
            later = {
                equation.name
                for found in equations_of(experiment.data, "tier2", second).values()
                for equation in found
            }
        for equation in equations:
            require(
                equation.name not in given,
                f"{name}.equations",
                equation.text,
                f"another target: {equation.name} is {given.get(equation.name)}",
            )
            for term in equation.inputs:
                require(
                    term.lag > 0 or term.variable not in {*identities, *later},
                    f"{name}.equations",
                    equation.text,
                    f"{term.variable}[t-1]: {term.variable}[t] is computed after {equation.name}[t]",
                )


def validate_no_overlap(experiment: ExperimentSettings, by_table: dict[str, list[Equation]]) -> None:
    """No target of the second tier that the first explains, and an order in which both can be solved; raises
    SettingsError.
    """
    first = equations_of(experiment.data, "tier1", experiment.tier1.equations).get("national", [])
    twice = {e.name for e in first} & {e.name for e in by_table.get("national", [])}
    require(not twice, "tier2.equations", sorted(twice), "targets that tier 1 does not explain")
    solve_order(first + by_table.get("national", []))

"""What must hold within the sections of an experiment and between them, before the first job."""

from tradewinds.settings import economics, rates
from tradewinds.settings.checks import require
from tradewinds.settings.experiment import (
    ExperimentSettings,
    checks_of,
    refitted_tiers,
    tiers_of,
)
from tradewinds.settings.period_text import require_period, require_span
from tradewinds.settings.refits import refit_targets
from tradewinds.settings.schema import require_valid
from tradewinds.settings.tables import equations_of
from tradewinds.settings.validation_designs import (
    validate_effect,
    validate_event_study,
    validate_policy_slopes,
    validate_verdict,
)
from tradewinds.settings.validation_equations import (
    validate_effects,
    validate_horizons,
    validate_known_in_time,
    validate_no_overlap,
)
from tradewinds.settings.validation_scenario import validate_scenario


def validate_experiment(experiment: ExperimentSettings) -> None:
    """Everything that can be known to be wrong before the first job; raises SettingsError."""
    require_valid(experiment)
    validate_scenario(experiment)
    rates.validate_rates(experiment)
    require(bool(experiment.tier1.equations), "tier1.equations", [], "at least one equation")
    if experiment.event_study is not None:
        validate_event_study(experiment.data.tables["sectors"], experiment.event_study)
    if experiment.policy_slopes is not None:
        validate_policy_slopes(experiment.data.tables["sectors"], experiment.policy_slopes)
    validate_verdict(experiment.data.tables["sectors"], experiment.verdict)
    _validate_periods(experiment)
    for name in tiers_of(experiment):
        tier = getattr(experiment, name)
        by_table = equations_of(experiment.data, name, tier.equations)
        validate_effects(experiment, name, by_table.get("sectors", []))
        validate_known_in_time(experiment, name, by_table)
        validate_horizons(experiment, name, by_table)
        if name == "tier2":
            validate_no_overlap(experiment, by_table)
        elif experiment.effect is not None:
            validate_effect(experiment, experiment.effect, by_table.get("sectors", []))
        for table, equations in by_table.items():
            frequency = experiment.data.tables[table].frequency
            for equation in equations:
                require(
                    not equation.month or frequency == "month",
                    f"{name}.equations",
                    equation.text,
                    "no month effects: the table is not monthly",
                )
                require(
                    not equation.economy or table == "sectors",
                    f"{name}.equations",
                    equation.text,
                    "no “t”: with one row a period an economy-wide effect is not told from noise",
                )
    _validate_simulated(experiment)
    economics.validate_checks(experiment.checks, experiment.data)
    asked = checks_of(experiment)
    for name, one in experiment.checks.items():
        require(
            not one.gate or name in asked,
            f"checks.{name}.gate",
            one.gate,
            f"false: no equation explains {one.outcome}, and a gate that is not asked would stand open",
        )
    refit_targets(
        experiment.data, refitted_tiers(experiment), experiment.scenario.variable, experiment.sensitivity
    )


def _validate_periods(experiment: ExperimentSettings) -> None:
    """Periods that are written out name one of their table's frequency."""
    for name, table in experiment.data.tables.items():
        key = f"data.tables.{name}"
        texts = {"start": [table.start], "end": [table.end]} | {
            f"variables.{variable}.smooth": described.smooth
            for variable, described in table.variables.items()
        }
        for field, named in texts.items():
            for text in named:
                require_period(text, table.frequency, f"{key}.{field}")
    if experiment.effect is not None:
        frequency = experiment.data.tables["sectors"].frequency
        require_span("effect", experiment.effect, frequency)


def _validate_simulated(experiment: ExperimentSettings) -> None:
    known = [
        f"{tier}.{equation.name}"
        for tier in tiers_of(experiment)
        for found in equations_of(experiment.data, tier, getattr(experiment, tier).equations).values()
        for equation in found
    ]
    for text in experiment.sbc.equations:
        require(text in known, "sbc.equations", text, f"one of {', '.join(known)}")

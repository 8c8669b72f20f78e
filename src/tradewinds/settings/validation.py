"""What must hold within the sections of an experiment and between them, before the first job."""

from tradewinds.equations import Equation, solve_order
from tradewinds.settings import economics, rates
from tradewinds.settings.calendar import whole_periods
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import Scale
from tradewinds.settings.effect import EffectSettings
from tradewinds.settings.event_study import EventStudySettings
from tradewinds.settings.experiment import (
    ExperimentSettings,
    checks_of,
    paths_of,
    refitted_tiers,
    tiers_of,
)
from tradewinds.settings.path import PathSettings, require_over
from tradewinds.settings.period_text import require_period
from tradewinds.settings.policy_slopes import PolicySlopesSettings
from tradewinds.settings.refits import refit_targets
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.scenarios import refuse_circles
from tradewinds.settings.schema import meant, require_valid
from tradewinds.settings.tables import equations_of


def validate_experiment(experiment: ExperimentSettings) -> None:
    """Everything that can be known to be wrong before the first job; raises SettingsError."""
    require_valid(experiment)
    _validate_scenario(experiment)
    rates.validate_rates(experiment)
    require(bool(experiment.tier1.equations), "tier1.equations", [], "at least one equation")
    if experiment.event_study is not None:
        _validate_event_study(experiment, experiment.event_study)
    if experiment.policy_slopes is not None:
        _validate_policy_slopes(experiment, experiment.policy_slopes)
    _validate_verdict(experiment)
    _validate_periods(experiment)
    for name in tiers_of(experiment):
        tier = getattr(experiment, name)
        by_table = equations_of(experiment.data, name, tier.equations)
        _validate_effects(experiment, name, by_table.get("sectors", []))
        _validate_known_in_time(experiment, name, by_table)
        if name == "tier2":
            _validate_no_overlap(experiment, by_table)
        elif experiment.effect is not None:
            _validate_effect(experiment, experiment.effect, by_table.get("sectors", []))
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


def validate_path(
    path: PathSettings, key: str, scenario: ScenarioSettings, data: DataSettings, periods: str
) -> None:
    """A path asked about beside those of an experiment, over the periods of ``scenario``: its own keys, a
    size that the policy's rates may have, and when it begins and ends; raises SettingsError.

    ``key`` is what errors call the path, ``periods`` its length.
    """
    require_valid(scenario, "scenario")
    require_valid(path, key)
    if not path.relative:
        policy = data.tables["sectors"].variables[scenario.variable]
        rates.require_rate_change(f"{key}.size", path.size, policy.largest)
    require_over(path, key, whole_periods(data, scenario.periods), periods)


_NO_RATE = "Write “rate: true” below the variable that is the tariff."


def _validate_scenario(experiment: ExperimentSettings) -> None:
    asked, table = experiment.scenario, experiment.data.tables["sectors"]
    variables, rates = table.variables, table.rates
    require(
        asked.variable in rates,
        "scenario.variable",
        asked.variable,
        f"a rate of the sector table: {', '.join(rates) or 'it has none'}",
        _NO_RATE if not rates else "",
    )
    horizon = whole_periods(experiment.data, asked.periods)
    require_over(asked, "scenario", horizon)
    _validate_law(asked, "scenario", table)
    for name, beside in experiment.paths.items():
        require_over(beside, f"paths.{name}", horizon)
        _validate_law(beside, f"paths.{name}", table)
    refuse_circles(paths_of(experiment))
    sizes = [key for key, value in variables.items() if not value.rate]
    require(
        asked.weights is None or asked.weights in sizes,
        "scenario.weights",
        asked.weights,
        f"a variable of the sector table that is no rate: {', '.join(sizes)}",
    )


def _validate_law(path: PathSettings, key: str, table: TableSettings) -> None:
    """Acts have days, so the table has a calendar; they name keys, or columns of a file beside it."""
    law = path.law
    if law is None:
        return
    frequency = str(table.frequency)
    require(
        table.frequency != Frequency.step, f"{key}.shape", "law", f"another: no day falls in a {frequency}"
    )
    for name in ("first", "trade_period"):
        require_period(getattr(law, name), table.frequency, f"{key}.law.{name}")
    for name in law.trade_columns:
        require(name in table.keys, f"{key}.law.trade_columns", name, f"a key: {', '.join(table.keys)}")
    for act, said in law.acts.items():
        for part in ("where", "exempt"):
            for name in getattr(said, part):
                place = f"{key}.law.acts.{act}.{part}"
                known = f"a key: {', '.join(table.keys)}, or a column of the file under “trade”"
                require(bool(law.trade) or name in table.keys, place, name, known)


def _validate_effects(experiment: ExperimentSettings, name: str, sectors: list[Equation]) -> None:
    tier = getattr(experiment, name)
    require(
        bool(sectors) or name == "tier1" or not tier.effects,
        f"{name}.effects",
        list(tier.effects),
        "[]: effects belong to equations of sectors, and this tier has none",
    )
    _validate_groups(experiment, f"{name}.effects", tier.effects)
    table = experiment.data.tables["sectors"]
    known = [*table.variables, *table.identities]
    for one in tier.slopes:
        known_as = f"a variable of the sectors: {', '.join(known)}"
        require(one in known, f"{name}.slopes", one, known_as, meant(one, known))
        inputs = [*dict.fromkeys(term.variable for equation in sectors for term in equation.inputs)]
        known_as = f"a variable among the inputs of an equation of the sectors: {', '.join(inputs)}"
        require(one in inputs, f"{name}.slopes", one, known_as, "Put it in an equation, or leave it out.")


def _validate_groups(experiment: ExperimentSettings, key: str, effects: list[str]) -> None:
    """Groups of rows: by period, sector or a key, or either of the latter in each period."""
    keys = list(experiment.data.tables["sectors"].keys)
    for one in effects:
        require(effects.count(one) == 1, key, list(effects), f"{one} once")
        groups = set(one.split(":")) - {"period"}
        require(
            groups <= {"sector", *keys} and one.count(":") <= 1,
            key,
            one,
            f"one of {', '.join(dict.fromkeys(['period', 'sector', *keys]))}, or one of these with “:period”",
        )


def _validate_effect(
    experiment: ExperimentSettings, asked: EffectSettings, equations: list[Equation]
) -> None:
    """The effect is of a rate of the sectors, on what one of tier 1's equations explains by it."""
    table = experiment.data.tables["sectors"]
    require(
        asked.policy in table.rates,
        "effect.policy",
        asked.policy,
        f"a rate of the sectors: {', '.join(table.rates) or 'they have none'}",
        _NO_RATE if not table.rates else "",
    )
    explained = {
        equation.name: equation
        for equation in equations
        if any(term.variable == asked.policy and not term.common for term in equation.inputs)
        and table.variables[equation.name].scale == Scale.log
    }
    known = ", ".join(explained) or "none here"
    require(
        asked.outcome in explained,
        "effect.outcome",
        asked.outcome,
        f"a sector variable in logs whose equation has {asked.policy} ({known})",
    )
    _validate_groups(experiment, "effect.effects", asked.effects)
    names = ["sector", *table.keys]
    for one in asked.clusters:
        require(one in names, "effect.clusters", one, f"one of {', '.join(dict.fromkeys(names))}")


def _validate_event_study(experiment: ExperimentSettings, asked: EventStudySettings) -> None:
    """Variables of the sectors, and groups of their rows: sector, period, keys, or several together."""
    _validate_design(experiment, "event_study", asked, ("outcome", "policy", "weights"))


def _validate_policy_slopes(experiment: ExperimentSettings, asked: PolicySlopesSettings) -> None:
    """As of an event study; groups and what paths stay within are keys."""
    names = ("outcome", "policy", "instrument", "assigned", "weights")
    _validate_design(experiment, "policy_slopes", asked, names)
    keys = list(experiment.data.tables["sectors"].keys)
    for key in ("within", "by"):
        name = getattr(asked, key)
        require(name in (*keys, None), f"policy_slopes.{key}", name, f"a key: {', '.join(keys)}")


def _validate_design(
    experiment: ExperimentSettings,
    section: str,
    asked: EventStudySettings | PolicySlopesSettings,
    variables: tuple[str, ...],
) -> None:
    table = experiment.data.tables["sectors"]
    known = [*table.variables, *table.identities]
    for key in variables:
        name = getattr(asked, key)
        require(name in (*known, None), f"{section}.{key}", name, f"a sector variable: {', '.join(known)}")
    require(
        asked.weights is not None or asked.weights_in is None,
        f"{section}.weights_in",
        asked.weights_in,
        "the variable under “weights” beside it",
    )
    _validate_row_groups(experiment, section, {"effects": asked.effects, "clusters": asked.clusters})


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
    frequency = experiment.data.tables["sectors"].frequency
    for section in ("effect", "event_study", "policy_slopes"):
        asked = getattr(experiment, section)
        for field in ("start", "end", "weights_in"):
            require_period(getattr(asked, field, None), frequency, f"{section}.{field}")


def _validate_verdict(experiment: ExperimentSettings) -> None:
    """Variables of the sectors, a rate as the policy, and groups of rows."""
    asked, table = experiment.verdict, experiment.data.tables["sectors"]
    known = [*table.variables, *table.identities]
    for name in (*asked.outcomes, *([asked.weights] if asked.weights else [])):
        require(name in known, "verdict", name, f"a sector variable: {', '.join(known)}", meant(name, known))
    expected = f"a rate of the sector table: {', '.join(table.rates) or 'it has none'}"
    remedy = _NO_RATE if not table.rates else ""
    known_rate = asked.policy is None or asked.policy in table.rates
    require(known_rate, "verdict.policy", asked.policy, expected, remedy)
    _validate_row_groups(experiment, "verdict", {"effects": asked.effects, "clusters": asked.clusters})


def _validate_row_groups(experiment: ExperimentSettings, section: str, named: dict[str, list[str]]) -> None:
    groups = list(dict.fromkeys(["sector", "period", *experiment.data.tables["sectors"].keys]))
    for key, names in named.items():
        for one in names:
            require(
                set(one.split(":")) <= set(groups),
                f"{section}.{key}",
                one,
                f"one of {', '.join(groups)}, or several joined by “:”",
            )


def _validate_known_in_time(
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


def _validate_simulated(experiment: ExperimentSettings) -> None:
    known = [
        f"{tier}.{equation.name}"
        for tier in tiers_of(experiment)
        for found in equations_of(experiment.data, tier, getattr(experiment, tier).equations).values()
        for equation in found
    ]
    for text in experiment.sbc.equations:
        require(text in known, "sbc.equations", text, f"one of {', '.join(known)}")


def _validate_no_overlap(experiment: ExperimentSettings, by_table: dict[str, list[Equation]]) -> None:
    first = equations_of(experiment.data, "tier1", experiment.tier1.equations).get("national", [])
    twice = {e.name for e in first} & {e.name for e in by_table.get("national", [])}
    require(not twice, "tier2.equations", sorted(twice), "targets that tier 1 does not explain")
    solve_order(first + by_table.get("national", []))

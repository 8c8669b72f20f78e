"""What must hold of estimates of the effect beside the network: their variables, groups and periods."""

from tradewinds.equations import Equation
from tradewinds.settings.checks import require
from tradewinds.settings.data_table import TableSettings
from tradewinds.settings.data_variable import VariableScale
from tradewinds.settings.effect import EffectSettings
from tradewinds.settings.event_study import EventStudySettings
from tradewinds.settings.experiment import (
    ExperimentSettings,
)
from tradewinds.settings.period_text import require_span
from tradewinds.settings.policy_slopes import PolicySlopesSettings
from tradewinds.settings.schema import meant
from tradewinds.settings.verdict import VerdictSettings

NO_RATE = "Write “rate: true” below the variable that is the tariff."


def validate_groups(experiment: ExperimentSettings, key: str, effects: list[str]) -> None:
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


def validate_effect(experiment: ExperimentSettings, asked: EffectSettings, equations: list[Equation]) -> None:
    """The effect is of a rate of the sectors, on what one of tier 1's equations explains by it."""
    table = experiment.data.tables["sectors"]
    require(
        asked.policy in table.rates,
        "effect.policy",
        asked.policy,
        f"a rate of the sectors: {', '.join(table.rates) or 'they have none'}",
        NO_RATE if not table.rates else "",
    )
    explained = {
        equation.name: equation
        for equation in equations
        if any(term.variable == asked.policy and not term.common for term in equation.inputs)
        and table.variables[equation.name].scale == VariableScale.log
    }
    known = ", ".join(explained) or "none here"
    require(
        asked.outcome in explained,
        "effect.outcome",
        asked.outcome,
        f"a sector variable in logs whose equation has {asked.policy} ({known})",
    )
    validate_groups(experiment, "effect.effects", asked.effects)
    names = ["sector", *table.keys]
    for one in asked.clusters:
        require(one in names, "effect.clusters", one, f"one of {', '.join(dict.fromkeys(names))}")


def validate_event_study(table: TableSettings, asked: EventStudySettings) -> None:
    """Variables of the sectors, and groups of rows: sector, period, season, keys, or several together."""
    _validate_design(table, "event_study", asked, ("outcome", "policy", "weights"))


def validate_policy_slopes(table: TableSettings, asked: PolicySlopesSettings) -> None:
    """As of an event study; groups and what paths stay within are keys."""
    names = ("outcome", "policy", "instrument", "assigned", "weights")
    _validate_design(table, "policy_slopes", asked, names)
    keys = list(table.keys)
    for key in ("within", "by"):
        name = getattr(asked, key)
        require(name in (*keys, None), f"policy_slopes.{key}", name, f"a key: {', '.join(keys)}")


def _validate_design(
    table: TableSettings,
    section: str,
    asked: EventStudySettings | PolicySlopesSettings,
    variables: tuple[str, ...],
) -> None:
    known = [*table.variables, *table.identities]
    for key in variables:
        name = getattr(asked, key)
        require(
            name in (*known, None),
            f"{section}.{key}",
            name,
            f"a sector variable: {', '.join(known)}",
            meant(name, known),
        )
    for key in ("policy", "instrument"):
        name = getattr(asked, key, None)
        require(name != asked.outcome, f"{section}.{key}", name, "another variable than the outcome")
    _validate_rows(table, section, asked)


def validate_verdict(table: TableSettings, asked: VerdictSettings) -> None:
    """Variables of the sectors, a rate as the policy, and groups of rows."""
    known = [*table.variables, *table.identities]
    for name in (*asked.outcomes, *([asked.weights] if asked.weights else [])):
        require(name in known, "verdict", name, f"a sector variable: {', '.join(known)}", meant(name, known))
    expected = f"a rate of the sector table: {', '.join(table.rates) or 'it has none'}"
    remedy = NO_RATE if not table.rates else ""
    known_rate = asked.policy is None or asked.policy in table.rates
    require(known_rate, "verdict.policy", asked.policy, expected, remedy)
    _validate_rows(table, "verdict", asked)


def _validate_rows(
    table: TableSettings,
    section: str,
    asked: EventStudySettings | PolicySlopesSettings | VerdictSettings,
) -> None:
    """What rows are weighed by, and their groups."""
    require(
        asked.weights is not None or asked.weights_in is None,
        f"{section}.weights_in",
        asked.weights_in,
        "the variable under “weights” beside it",
    )
    require_span(section, asked, table.frequency)
    _validate_row_groups(table, section, {"effects": asked.effects, "clusters": asked.clusters})


def _validate_row_groups(table: TableSettings, section: str, named: dict[str, list[str]]) -> None:
    groups = list(dict.fromkeys(["sector", "period", "season", *table.keys]))
    for key, names in named.items():
        for one in names:
            require(
                set(one.split(":")) <= set(groups),
                f"{section}.{key}",
                one,
                f"one of {', '.join(groups)}, or several joined by “:”",
            )

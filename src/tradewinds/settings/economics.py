"""Section ``checks``: what economics expects of a fit, each expectation declared under its name."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_variable import VariableScale
from tradewinds.settings.fields import Count, Finite, Range, Rise, Said, Section, Sectors, Switch
from tradewinds.settings.figure import FigureSettings
from tradewinds.settings.schema import meant


class Measure(StrEnum):
    """What of two roll-outs is held against the expectation (docs/model.md, “Economic checks”)."""

    effect = "effect"
    elasticity = "elasticity"
    beyond_proportion = "beyond_proportion"
    of_usual = "of_usual"
    lead = "lead"


WORDS = ("lowest", "usual", "highest")
"""What a situation may say in place of a number: minimum, median and maximum of the training rows."""


Edge = Annotated[Finite, Said("unit of the measure")]


@dataclass
class CheckSettings(Section):
    title: str = ""
    """What the report calls it; its name without it."""
    expectation: str = ""
    """The expectation in words."""
    situation: Annotated[
        dict[str, Any],
        Said(
            "sector variable → a number in its own unit, or `lowest`, `usual`, `highest` of the training rows"
        ),
    ] = field(default_factory=dict)
    """Where variables stand until the policy moves, and stay if nothing explains them; ``null`` takes one
    out."""
    sectors: Sectors = field(default_factory=list)
    """The sectors that are in the situation, meet the rise and are asked; all without it."""
    rise: Rise = 0.1
    """Lasting rise of the policy from the first period on, 0.1 is ten points; a cut ends at zero."""
    against: Rise | None = None
    """Measure ``beyond_proportion``: the other rise."""
    outcome: Annotated[str, Said("a sector variable or identity, or `national.NAME`")] = "price"
    """What is asked about."""
    measure: Measure = Measure.effect
    """``effect``: per cent, or the outcome's unit where that is not in logs; ``elasticity``: per cent per
    per cent of 1 + rate; ``beyond_proportion``: effect less that of ``against`` scaled to the same rise, in
    log points × 100; ``of_usual``: per cent of the outcome's median; ``lead``: what goes with a rise of the
    next period, in all rows as they are (no situation, no sectors)."""
    horizon: Count = 4
    """Periods of the sector table into the rise at which the outcome is read, 1 being its first."""
    above: Edge | None = None
    """The expectation: above this …"""
    below: Edge | None = None
    """… and below this."""
    probability: Annotated[float, Range(gt=0.5, lt=1, noun="a probability", remedy="Write 0.9 for 90 %.")] = (
        0.9
    )
    """Posterior probability of the expectation that is asked for."""
    source: str = ""
    """Where the expectation comes from."""
    suggests: str = ""
    """What a failure suggests."""
    figures: list[FigureSettings] = field(default_factory=list)
    """Published figures, drawn beside the answer."""
    gate: Switch = False
    """Whether its failure (not a void or an open verdict) keeps every policy from being followed: roll-outs
    are then refused, ``snakemake optimise`` stops, and the report says why; ``false`` where nothing
    explains the outcome."""

    def validate(self) -> None:
        above, below = self.above, self.below
        require(
            (above is not None or below is not None) and (above is None or below is None or above < below),
            "above, below",
            [above, below],
            "one of them or both, the first the smaller",
            "For a positive effect write “above: 0”.",
        )
        require(
            (self.against is not None) == (self.measure == Measure.beyond_proportion),
            "against",
            self.against,
            "the other rise with measure: beyond_proportion, and nothing with any other measure",
        )
        require(
            self.measure != Measure.lead or not (self.situation or self.sectors),
            "measure",
            "lead",
            "neither a situation nor sectors: a placebo asks all rows as they are",
        )

    @property
    def table(self) -> str:
        return "national" if self.outcome.startswith("national.") else "sectors"

    @property
    def variable(self) -> str:
        """The outcome without its table."""
        return self.outcome.removeprefix("national.")


def validate_checks(checks: dict[str, CheckSettings], data: DataSettings) -> None:
    """What the checks ask of the data, as far as it can be known without the equations; raises
    SettingsError."""
    for name, check in checks.items():
        key = f"checks.{name}"
        _validate_outcome(check, key, data)
        _validate_situation(check, key, data)
        require(
            check.measure != Measure.of_usual or _in_logs(check, data),
            f"{key}.measure",
            str(check.measure),
            f"another for {check.outcome}, which is not in logs and may be zero",
        )


def answerable(
    checks: dict[str, CheckSettings], data: DataSettings, explained: dict[str, list[str]], policy: str
) -> dict[str, CheckSettings]:
    """The checks whose outcome answers to the policy under these equations.

    ``explained``: table → targets of its equations; ``policy``: the variable of the sector table.
    """
    aggregates = {name: one.of for name, one in data.aggregates.items()}
    moved = {
        "sectors": [*explained.get("sectors", []), *data.tables["sectors"].identities],
        "national": [*explained.get("national", []), *aggregates],
    }
    if "national" in data.tables:
        moved["national"] += data.tables["national"].identities

    def responds(check: CheckSettings) -> bool:
        if check.measure != Measure.lead:
            return check.variable in moved[check.table]
        in_table = check.table == "sectors" or policy in aggregates.values()
        return in_table and check.variable in explained.get(check.table, [])

    return {name: check for name, check in checks.items() if responds(check)}


def _validate_outcome(check: CheckSettings, key: str, data: DataSettings) -> None:
    lead = check.measure == Measure.lead
    known = []
    for table, settings in data.tables.items():
        prefix = "national." if table == "national" else ""
        names = [*settings.variables, *([] if lead else settings.identities)]
        known += [f"{prefix}{name}" for name in names]
    require(
        check.outcome in known,
        f"{key}.outcome",
        check.outcome,
        f"one of {', '.join(known)}",
        meant(check.outcome, known),
    )
    require(
        _in_logs(check, data) or check.measure != Measure.elasticity,
        f"{key}.measure",
        str(check.measure),
        f"another for {check.outcome}, which is not in logs",
    )
    require(
        check.table == "sectors" or check.measure != Measure.elasticity,
        f"{key}.measure",
        str(check.measure),
        f"another for {check.outcome}: elasticities are of sectors",
    )


def _in_logs(check: CheckSettings, data: DataSettings) -> bool:
    """Whether the outcome enters in logs, as identities do."""
    found = data.tables[check.table].variables.get(check.variable)
    return found is None or found.scale == VariableScale.log


def _validate_situation(check: CheckSettings, key: str, data: DataSettings) -> None:
    variables = data.tables["sectors"].variables
    for name, value in check.situation.items():
        place = f"{key}.situation.{name}"
        known = list(variables)
        if value is None:
            continue
        require(
            name in known,
            f"{key}.situation",
            name,
            f"a variable of the sector table: {', '.join(known)}",
            meant(name, known),
        )
        if value in WORDS:
            continue
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        require(number, place, value, f"a number in the variable's own unit, or {', '.join(WORDS)}")
        require(
            variables[name].scale != VariableScale.log or value > 0,
            place,
            value,
            "a number above 0, for logs",
        )
        low, high = min(0.0, variables[name].smallest), max(1.0, variables[name].largest)
        require(
            not variables[name].rate or low <= value <= high,
            place,
            value,
            f"a fraction between {low:g} and {high:g}",
            "Write 0.1 for 10 per cent.",
        )

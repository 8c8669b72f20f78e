"""Section ``checks``: what economics expects of a fit, each expectation declared under its name."""

import math
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tradewinds.settings import figure
from tradewinds.settings.checks import at_least, points, require
from tradewinds.settings.data import DataSettings, Scale, bounds_of
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


@dataclass
class CheckSettings:
    title: str = ""
    """What the report calls it; its name when empty."""
    expectation: str = ""
    """The expectation in words."""
    situation: dict[str, Any] = field(default_factory=dict)
    """Sector variable → where it stands before the policy moves: a number in its own unit, or ``lowest``,
    ``usual``, ``highest`` of the training rows; left as it was last where it is not named or null."""
    sectors: list[str] = field(default_factory=list)
    """The sectors that are in the situation, meet the rise, and are asked; all when empty."""
    rise: float = 0.1
    """Lasting rise of the policy from the first period on, as a fraction (0.1 = 10 points)."""
    against: float | None = None
    """Measure ``beyond_proportion``: the other rise that this one is held against."""
    outcome: str = "price"
    """A sector variable, or ``national.NAME``, that answers to the policy."""
    measure: Measure = Measure.effect
    horizon: int = 4
    """Periods into the rise at which the outcome is read, the first of them counted."""
    above: float | None = None
    """The expectation: above this, in the measure's unit."""
    below: float | None = None
    """… and below this."""
    probability: float = 0.9
    """Posterior probability of the expectation that is asked for."""
    source: str = ""
    """Where the expectation comes from."""
    suggests: str = ""
    """What a failure suggests."""
    figures: list[FigureSettings] = field(default_factory=list)
    """Published figures, shown beside the answer."""
    gate: bool = False
    """Whether a failure keeps every policy from being rolled out."""

    @property
    def table(self) -> str:
        return "national" if self.outcome.startswith("national.") else "sectors"

    @property
    def variable(self) -> str:
        """The outcome without its table."""
        return self.outcome.removeprefix("national.")


def validate(checks: dict[str, CheckSettings], data: DataSettings) -> None:
    """All that can be known of the checks without the equations; raises SettingsError."""
    for name, check in checks.items():
        key = f"checks.{name}"
        require(
            re.fullmatch(r"[A-Za-z0-9_-]+", name) is not None, key, name, "a name of letters, digits, _ and -"
        )
        _validate_outcome(check, key, data)
        _validate_situation(check, key, data)
        require(
            check.measure != Measure.lead or not (check.situation or check.sectors),
            f"{key}.measure",
            "lead",
            "neither a situation nor sectors: a placebo asks all rows as they are",
        )
        require(
            check.measure != Measure.of_usual or _in_logs(check, data),
            f"{key}.measure",
            str(check.measure),
            f"another for {check.outcome}, which is not in logs and may be zero",
        )
        for part in ("rise", "against"):
            value = getattr(check, part)
            if value is not None:
                points(f"{key}.{part}", value, bounds_of(data.tables["sectors"])[1], other_than_zero=True)
        _validate_expectation(check, key)
        at_least(f"{key}.horizon", check.horizon, 1)
        repeated = [sector for sector in check.sectors if check.sectors.count(sector) > 1]
        require(not repeated, f"{key}.sectors", list(check.sectors), f"{''.join(repeated[:1])} once")


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

    def answers(check: CheckSettings) -> bool:
        if check.measure != Measure.lead:
            return check.variable in moved[check.table]
        in_table = check.table == "sectors" or policy in aggregates.values()
        return in_table and check.variable in explained.get(check.table, [])

    return {name: check for name, check in checks.items() if answers(check)}


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
    return found is None or found.scale == Scale.log


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
            variables[name].scale != Scale.log or value > 0,
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


def _validate_expectation(check: CheckSettings, key: str) -> None:
    above, below = check.above, check.below
    require(
        (above is not None or below is not None)
        and all(math.isfinite(edge) for edge in (above, below) if edge is not None)
        and (above is None or below is None or above < below),
        key,
        f"above {above}, below {below}",
        "above, below or both, the first the smaller",
        "For a positive effect write “above: 0”.",
    )
    require(
        (check.against is not None) == (check.measure == Measure.beyond_proportion),
        f"{key}.against",
        check.against,
        "the other rise with measure: beyond_proportion, and nothing with any other measure",
    )
    require(
        0.5 < check.probability < 1,
        f"{key}.probability",
        check.probability,
        "a probability above 0.5 and below 1",
        "Write 0.9 for 90 %.",
    )
    figure.validate(check.figures, f"{key}.figures")

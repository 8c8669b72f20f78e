"""One variable of a table: its unit, its scale, and where it is a rate."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Range, Said, Section, Switch

ColumnName = Annotated[str, Said("column")]
HIGHEST = 20.0
"""Highest rate that any tariff has come near (2,000 %): more is percent by mistake."""
RateBound = Annotated[float, Range(ge=-HIGHEST, le=HIGHEST, noun="a fraction", remedy="Write 1.5 for 150 %.")]
_PERCENT = re.compile(r"^(percent|per cent|%)(?=$|[\s,;(])")
"""How the unit of what is in percent begins."""


class VariableScale(StrEnum):
    """How a variable enters equations: in logarithms, or as it is."""

    log = "log"
    level = "level"


class Unit(StrEnum):
    """How shares and rates are written in a file; fractions are what the model works with."""

    as_is = "as_is"
    percent = "percent"


class RateKind(StrEnum):
    """Where a rate comes from."""

    unsaid = "unsaid"
    statutory = "statutory"
    """Set by law, averaged with weights that stay."""
    realised = "realised"
    """Duties paid ÷ value, which has trade in its denominator."""


@dataclass
class VariableSettings(Section):
    """One variable of a table."""

    label: str
    """Name in the report, such as “Producer price”."""
    unit: str
    """Unit in the report and in the panel's metadata, such as “index, 2017 = 100”."""
    scale: VariableScale = VariableScale.level
    """``log`` for what is positive and grows, ``level`` for rates."""
    column: ColumnName | None = None
    """Column of the file, where it has another name."""
    written: Unit = Unit.as_is
    """``percent``: the file's numbers are divided by 100; what people read is in per cent again."""
    rate: Switch = False
    """A rate such as a tariff, a fraction in the panel and in per cent on the page."""
    rate_kind: RateKind = RateKind.unsaid
    """``statutory``: set by law, averaged with weights that stay. ``realised``: duties paid ÷ value, which
    moves with what is bought. Where a table has both, the lab warns of a realised one that is taken for the
    policy, and the report measures what that does."""
    smallest: RateBound = 0.0
    """Smallest value of a rate; lower ones are refused. Set it where refunds are meant, to −0.05 or so."""
    largest: RateBound = 1.0
    """Largest value of a rate; higher ones are refused as percent by mistake. Set it where rates above 100
    % are meant: 2.0; sizes, paths from a CSV, situations and ``optimise.highest`` may then be as high.
    """
    smooth: Annotated[list[str], Said("list of periods")] = field(default_factory=list)
    """Periods at which the level jumps for administrative reasons: the jump is taken out (``scale: log``)."""
    divided_by: ColumnName | None = None
    """Column the series was divided by (population), in which these jumps are measured; the series itself
    without one."""

    def validate(self) -> None:
        logged = self.scale == VariableScale.log
        require(not (self.rate and logged), "scale", "log", "scale: level for a rate")
        jumps = "Jumps are taken out of logarithms."
        require(logged or not self.smooth, "smooth", list(self.smooth), "scale: log", jumps)
        require(
            bool(self.smooth) or self.divided_by is None,
            "divided_by",
            self.divided_by,
            "the periods of the jumps under “smooth”",
        )
        said = self.rate_kind != RateKind.unsaid
        require(self.rate or not said, "rate_kind", str(self.rate_kind), "rate: true beside it")
        for name, usual in (("smallest", 0.0), ("largest", 1.0)):
            value = getattr(self, name)
            remedy = "Set “rate: true” beside it."
            require(self.rate or value == usual, name, value, "nothing for what is no rate", remedy)
        require(
            self.smallest < self.largest,
            "smallest, largest",
            [self.smallest, self.largest],
            "two fractions, the first the smaller",
            "Write 1.5 for 150 %.",
        )

    @property
    def percent(self) -> bool:
        """Whether it is a fraction in the panel that people read in per cent."""
        return self.rate or self.written == Unit.percent

    @property
    def said_in_percent(self) -> bool:
        """Whether its unit says that the panel's own numbers are in per cent."""
        return not self.percent and _PERCENT.match(self.unit) is not None

    @property
    def stored_unit(self) -> str:
        """Unit of the panel's numbers: “percent of GDP” is a “fraction of GDP” there."""
        return _PERCENT.sub("fraction", self.unit) if self.percent else self.unit

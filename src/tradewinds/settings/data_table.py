"""One table of the data: its file, its columns, its sectors and periods."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from tradewinds.identities import names_in
from tradewinds.settings.checks import require
from tradewinds.settings.data_variable import ColumnName, VariableSettings
from tradewinds.settings.fields import Count, Name, Said, Section

RESERVED = ("period", "sector", "label", "role")
"""Columns of the panel that no variable can be called."""


class Frequency(StrEnum):
    step = "step"
    """Periods are whole numbers without a calendar."""
    month = "month"
    quarter = "quarter"
    year = "year"


class Gaps(StrEnum):
    """What rows without a value are: a mistake, or nothing traded."""

    refuse = "refuse"
    keep = "keep"
    """The panel is unbalanced: such rows are left out, and equations use the rows that can be computed."""


@dataclass
class TableSettings(Section):
    """One table: sectors × periods, or the nation over periods when ``keys`` is empty."""

    frequency: Frequency
    """Length of a period; ``step``: whole numbers without a calendar."""
    variables: dict[str, VariableSettings]
    keys: Annotated[dict[str, str], Said("name → column")] = field(default_factory=dict)
    """What makes a sector (industry, or industry and origin); none for ``national``."""
    sector_label: ColumnName | None = None
    """Column with a readable name of each sector; where its cells are empty, the sector's keys."""
    period: ColumnName = "period"
    """The file's column of periods: ``2019-03``, ``2019Q1``, ``2019``, a date without time of day, or a
    number for ``step``; a year or quarter in a monthly table is refused.
    """
    file: Annotated[str, Said("a name ending in `.parquet` or `.csv`")] | None = None
    """The file, relative to the data folder (``TRADEWINDS_DATA``, else ``data/``); not for simulated data."""
    source: Name | None = None
    """Where the file can be fetched from, an option of `configs/source`: `tradewinds fetch EXPERIMENT`."""
    vintage: Annotated[str, Said("beginning of a vintage's name, such as `2026-11-30`")] | None = None
    """Which vintage of the source is read; without one the newest, and where none was fetched the file
    itself."""
    published: ColumnName | None = None
    """Column of the day on which each row was published (ALFRED's `realtime_start`). Of several rows of a
    sector and period the last published holds; with `data.as_of` the last of those published by then."""
    superseded: ColumnName | None = None
    """Column of the last day on which each row held (`realtime_end`), empty where it still does."""
    constants: Annotated[dict[str, Any], Said("column → text or number")] = field(default_factory=dict)
    """Columns that the file lacks, the same in every row: the one sector of a single series (``good:
    coffee``), or a rate that never moved (``tariff: 0.0``)."""
    exclude: Annotated[dict[str, list[str]], Said("key → list of values")] = field(default_factory=dict)
    """Values left out, ``industry: ["211", "324"]``; single sectors of several keys under ``sector``:
    ``sector: ["CN × 87"]``."""
    start: Annotated[str, Said("as the column `period`")] | None = None
    """First period kept; of a longer span (``2019`` for months) its first period."""
    end: Annotated[str, Said("as the column `period`")] | None = None
    """Last period kept; of a longer span its last period."""
    gaps: Gaps = Gaps.refuse
    """Rows missing within a sector, and rows without a value (0 where logarithms are taken): an error, or
    left out."""
    shortest: Count = 1
    """Fewest rows of a sector; sectors with fewer are left out."""
    most_series: Count | None = None
    """Most series (sectors) of a long table that a fit to all of them is asked about: scores, checks, paths
    and the report carry those that scenarios name and the largest, and say what share these hold. All without
    it, for which more than some 5,000 are too many.
    """
    identities: Annotated[dict[str, str], Said("name → product")] = field(default_factory=dict)
    """Products of variables and numbers, see above: ``revenue: tariff * price * volume``."""
    identity_labels: Annotated[dict[str, str], Said("identity → text")] = field(default_factory=dict)
    """Name of an identity in the report; its own name without one."""
    identity_units: Annotated[dict[str, str], Said("identity → text")] = field(default_factory=dict)
    """Unit of an identity in the report."""

    @property
    def rates(self) -> list[str]:
        """Its variables that are rates of a tariff."""
        return [name for name, one in self.variables.items() if one.rate]

    def validate(self) -> None:
        dated = self.published is not None or self.superseded is None
        require(dated, "superseded", self.superseded, "published beside it")
        require(bool(self.variables), "variables", {}, "at least one variable")
        require(
            self.most_series is None or bool(self.keys),
            "most_series",
            self.most_series,
            "nothing: one series",
        )
        taken = {*self.variables, *self.identities, *self.keys} & {*RESERVED}
        for name in RESERVED:
            require(
                name not in taken or (name == "sector" and [*self.keys] == ["sector"]),
                "",
                name,
                "another name: this one is the laboratory's own",
            )
        no_source = "Set source beside it."
        require(self.source is not None or not self.vintage, "vintage", self.vintage, "nothing", no_source)
        for column, value in self.constants.items():
            named = isinstance(value, str) and value.strip() != ""
            counted = isinstance(value, int | float) and not isinstance(value, bool)
            require(named or counted, f"constants.{column}", value, "a text or a number")
        for excluded in self.exclude:
            allowed = [*dict.fromkeys([*self.keys, "sector"])]
            require(excluded in allowed, "exclude", excluded, f"a key: {', '.join(allowed)}")
        self._validate_columns()
        for identity, text in self.identities.items():
            unknown, known = sorted(set(names_in(text)) - set(self.variables)), ", ".join(self.variables)
            place = f"identities.{identity}"
            require(not unknown, place, text, f"variables among {known}")
            twice = "A variable has this name already."
            require(identity not in self.variables, place, text, "a name of its own", twice)
        known = ", ".join(self.identities) or "none"
        for words in ("identity_labels", "identity_units"):
            for identity in getattr(self, words):
                require(identity in self.identities, words, identity, f"an identity: {known}")

    def _validate_columns(self) -> None:
        """A column is one thing: two variables of one are the same numbers twice."""
        used = {self.period: "period", **{column: f"keys.{key}" for key, column in self.keys.items()}}
        for name, variable in self.variables.items():
            column = variable.column or name
            require(
                column not in used,
                f"variables.{name}.column",
                column,
                f"a column of its own: this one is {used.get(column)}",
                "Name another column, or write a product of variables under identities.",
            )
            used[column] = f"variables.{name}"


def bounds_of(table: TableSettings) -> tuple[float, float]:
    """Smallest and largest value that any rate of the table may have; 0 and 1 without rates."""
    rates = [variable for variable in table.variables.values() if variable.rate]
    return min([0.0, *(one.smallest for one in rates)]), max([1.0, *(one.largest for one in rates)])

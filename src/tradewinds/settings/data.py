"""Section ``data``: which tables, where they come from, what their columns mean."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import is_day, require
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import Unit, VariableSettings
from tradewinds.settings.fields import Said, Section
from tradewinds.settings.synthetic import SyntheticSettings


class Aggregation(StrEnum):
    mean = "mean"
    sum = "sum"


@dataclass
class AggregateSettings(Section):
    """How a national variable follows from the sectors during a roll-out."""

    of: Annotated[str, Said("name")]
    """Variable or identity of the sector table."""
    how: Aggregation
    """Over sectors and over the periods within a national one."""
    weights: Annotated[str, Said("name")] | None = None
    """Sector variable whose shares in the last observed year weigh a mean; equal weights without one."""


@dataclass
class DataSettings(Section):
    name: str
    """Name of the data in messages."""
    description: str
    """One paragraph for the report: what these data are and what they cannot tell."""
    tables: dict[str, TableSettings]
    """``sectors`` and, where there is a nation, ``national``."""
    synthetic: SyntheticSettings | None = None
    """Set: the tables are simulated. Not set: they are read from files."""
    as_of: Annotated[str, Said("a day, such as `2019-06-30`")] | None = None
    """Estimation on what was known at the end of that day: rows published later are left out
    (`tables.TABLE.published`), or the newest vintage is read that was fetched by then; an error where a table
    has neither. Without it, what is known now."""
    aggregates: dict[str, AggregateSettings] = field(default_factory=dict)
    """National variable → how it follows from the sectors."""
    caveats: list[str] = field(default_factory=list)
    """Sentences the report must say about them."""

    def validate(self) -> None:
        require(
            "sectors" in self.tables and set(self.tables) <= {"sectors", "national"},
            "tables",
            sorted(self.tables),
            "“sectors” and at most “national” beside it",
        )
        for name, table in self.tables.items():
            key = f"tables.{name}"
            if name == "national":
                nation = "no keys: the nation has no sectors"
                require(not table.keys, f"{key}.keys", dict(table.keys), nation)
            else:
                require(bool(table.keys), f"{key}.keys", {}, "at least one key column that names the sector")
            if self.synthetic is None:
                require(table.file is not None, f"{key}.file", None, "a Parquet or CSV file")
            else:
                _refuse_to_read(table, key)
        self._validate_day()
        if "national" in self.tables:
            _require_whole_periods(self.tables["sectors"].frequency, self.tables["national"].frequency)
        for name, aggregate in self.aggregates.items():
            self._validate_aggregate(name, aggregate)

    def vintage_day(self, table: str) -> str | None:
        """The day by which a vintage of a table has to be known; None where its rows say it themselves."""
        return None if self.tables[table].published else self.as_of

    def _validate_day(self) -> None:
        if self.as_of is None:
            return
        simulated = "nothing: these data are simulated, and known"
        require(self.synthetic is None, "as_of", self.as_of, simulated)
        require(is_day(self.as_of), "as_of", self.as_of, "a day, such as 2019-06-30")
        for name, table in self.tables.items():
            chosen = "nothing: as_of chooses the vintage"
            named = table.published is not None or table.vintage is None
            require(named, f"tables.{name}.vintage", table.vintage, chosen, "Leave one of the two out.")

    def _validate_aggregate(self, name: str, aggregate: AggregateSettings) -> None:
        key, sectors = f"aggregates.{name}", self.tables["sectors"]
        require("national" in self.tables, key, name, "a national table to aggregate into")
        known, national = [*sectors.variables, *sectors.identities], self.tables["national"].variables
        require(name in national, key, name, f"a national variable: {', '.join(national)}")
        require(aggregate.of in known, f"{key}.of", aggregate.of, f"a sector variable: {', '.join(known)}")
        weights = aggregate.weights
        require(weights is None or weights in known, f"{key}.weights", weights, f"one of {', '.join(known)}")
        if aggregate.how == Aggregation.mean and aggregate.of in sectors.variables:
            _require_one_unit(national[name], sectors.variables[aggregate.of], name, aggregate.of)


def _require_one_unit(national: VariableSettings, sector: VariableSettings, name: str, of: str) -> None:
    """A mean goes on in the unit of what it is of: percent and fractions are a factor of a hundred apart."""
    for one, other, key in (
        (national, sector, f"national.variables.{name}"),
        (sector, national, f"sectors.variables.{of}"),
    ):
        require(
            not (one.said_in_percent and other.percent),
            f"tables.{key}.written",
            str(one.written),
            f"percent, as its unit is “{one.unit}” and the other side of the mean is a fraction",
            "Set “written: percent”, or another unit if the file has fractions.",
        )


def _refuse_to_read(table: TableSettings, key: str) -> None:
    """A simulated table has no file, so what says how to read one would do nothing."""
    for name, variable in table.variables.items():
        require(
            variable.written == Unit.as_is,
            f"{key}.variables.{name}.written",
            str(variable.written),
            "nothing: these data are simulated, with rates as fractions",
            "Leave it out, or set data.synthetic=null for a file.",
        )
    unset = TableSettings(table.frequency, table.variables)
    for name in (
        "file",
        "source",
        "vintage",
        "published",
        "superseded",
        "constants",
        "start",
        "end",
        "exclude",
        "gaps",
        "shortest",
    ):
        value = getattr(table, name)
        require(
            value == getattr(unset, name),
            f"{key}.{name}",
            value,
            "nothing: these data are simulated",
            "Set data.synthetic.periods and data.synthetic.sectors, or data.synthetic=null for a file.",
        )


def _require_whole_periods(sectors: Frequency, national: Frequency) -> None:
    """Sector periods have to make up whole national ones."""
    finer = [Frequency.month, Frequency.quarter, Frequency.year]
    allowed = finer[: finer.index(national) + 1] if national in finer else [Frequency.step]
    require(
        sectors in allowed,
        "tables.sectors.frequency",
        str(sectors),
        f"{' or '.join(allowed)}, as the national table is by {national}",
    )

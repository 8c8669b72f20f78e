"""Section ``data``: which tables, where they come from, what their columns mean."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from omegaconf import MISSING

from tradewinds.identities import names_in
from tradewinds.settings.checks import at_least, require

_PERCENT = re.compile(r"^(percent|per cent|%)(?=$|[\s,;(])")
"""How the unit of what is in percent begins."""
HIGHEST = 20.0
"""Highest rate that any tariff has come near (2,000 %): more is percent by mistake."""


class Frequency(StrEnum):
    step = "step"
    """Periods are whole numbers without a calendar."""
    month = "month"
    quarter = "quarter"
    year = "year"


class Scale(StrEnum):
    log = "log"
    level = "level"


class Unit(StrEnum):
    """How shares and rates are written in a file; fractions are what the model works with."""

    as_is = "as_is"
    percent = "percent"


class Gaps(StrEnum):
    """What rows without a value are: a mistake, or nothing traded."""

    refuse = "refuse"
    keep = "keep"
    """The panel is unbalanced: such rows are left out, and equations use the rows that can be computed."""


class Economy(StrEnum):
    falling_tariff = "falling_tariff"
    nonlinear = "nonlinear"
    two_tier = "two_tier"
    omitted = "omitted"


@dataclass
class VariableSettings:
    """One variable of a table."""

    label: str = MISSING
    """Name in the report, e.g. “Producer price”."""
    unit: str = MISSING
    """Unit in the report and in the panel's metadata, e.g. “index, 2017 = 100”."""
    scale: Scale = Scale.level
    """``log`` for positive quantities, ``level`` for rates."""
    column: str | None = None
    """Column of the user's file; the variable's own name when left out."""
    written: Unit = Unit.as_is
    """``percent`` divides the file's numbers by 100; what people read is in per cent again."""
    rate: bool = False
    """A rate such as a tariff, a fraction in the panel and in per cent on the page."""
    smallest: float = 0.0
    """Smallest value of a rate; lower ones are refused as mistakes."""
    largest: float = 1.0
    """Largest value of a rate; higher ones are refused as percent by mistake."""
    smooth: list[str] = field(default_factory=list)
    """Periods at which the level of a series jumps for administrative reasons: the jump is removed."""
    divided_by: str | None = None
    """Column of the file the series was divided by (population), in which these jumps are measured;
    the series itself when left out."""

    @property
    def percent(self) -> bool:
        """Whether it is a fraction in the panel that people read in per cent."""
        return self.rate or self.written == Unit.percent

    @property
    def stored_unit(self) -> str:
        """Unit of the panel's numbers: “percent of GDP” is a “fraction of GDP” there."""
        return (
            re.sub(r"^(percent|per cent|%)(?=$|[\s,;(])", "fraction", self.unit)
            if self.percent
            else self.unit
        )


@dataclass
class TableSettings:
    """One table: sectors × periods, or the nation over periods when ``keys`` is empty."""

    frequency: Frequency = MISSING
    variables: dict[str, VariableSettings] = MISSING
    keys: dict[str, str] = field(default_factory=dict)
    """Names of the columns that make a sector → the file's column names."""
    sector_label: str | None = None
    """Column of the file with a readable name for each sector."""
    period: str = "period"
    """The file's column of periods."""
    file: str | None = None
    """Parquet or CSV, relative to the data folder."""
    exclude: dict[str, list[str]] = field(default_factory=dict)
    """Key name → values left out."""
    start: str | None = None
    end: str | None = None
    gaps: Gaps = Gaps.refuse
    """Whether a sector may lack periods, or values of them."""
    shortest: int = 1
    """Fewest rows of a sector; those with fewer are left out."""
    identities: dict[str, str] = field(default_factory=dict)
    """Variable → product of variables and numbers, e.g. revenue: tariff * price * volume."""
    identity_labels: dict[str, str] = field(default_factory=dict)
    """Identity → its name in the report, e.g. “Customs revenue”; its own name when left out."""
    identity_units: dict[str, str] = field(default_factory=dict)
    """Identity → its unit in the report."""


@dataclass
class AggregateSettings:
    """How a national variable follows from the sectors during a roll-out."""

    of: str = MISSING
    """Variable (or identity) of the sector table."""
    how: str = MISSING
    """``mean`` (weighted over sectors, averaged over the sub-periods) or ``sum`` (over both)."""
    weights: str | None = None
    """Sector variable whose last observed year gives fixed weights; equal weights when left out."""


@dataclass
class SyntheticSettings:
    """Size of a synthetic economy; its equations stand in tradewinds.data.synthetic."""

    economy: Economy = MISSING
    sectors: int = 1
    periods: int = 100
    noise: float = 1.0
    """Multiplies every disturbance of the economy; 1 is the economy as described."""


@dataclass
class DataSettings:
    """Section ``data``."""

    name: str = MISSING
    description: str = MISSING
    """One paragraph for the report: what these data are and what they cannot tell."""
    tables: dict[str, TableSettings] = MISSING
    """``sectors`` and, where there is a nation, ``national``."""
    synthetic: SyntheticSettings | None = None
    """Set: the tables are simulated. Not set: they are read from files."""
    aggregates: dict[str, AggregateSettings] = field(default_factory=dict)
    """National variable → how it follows from the sectors."""
    caveats: list[str] = field(default_factory=list)
    """Sentences the report must say about these data."""


def validate(data: DataSettings) -> None:
    """Raise SettingsError for tables that cannot be read as described."""
    require(
        "sectors" in data.tables and set(data.tables) <= {"sectors", "national"},
        "data.tables",
        sorted(data.tables),
        "“sectors” and at most “national” beside it",
    )
    for name, table in data.tables.items():
        key = f"data.tables.{name}"
        require(bool(table.variables), f"{key}.variables", {}, "at least one variable")
        if data.synthetic is None:
            require(table.file is not None, f"{key}.file", None, "a Parquet or CSV file")
        if name == "national":
            require(not table.keys, f"{key}.keys", dict(table.keys), "no keys: the nation has no sectors")
        else:
            require(bool(table.keys), f"{key}.keys", {}, "at least one key column that names the sector")
        for reserved in ("period", "sector", "label", "role"):
            names = [*table.variables, *table.identities, *table.keys]
            require(
                reserved not in names or reserved in table.keys and reserved == "sector",
                f"{key}",
                reserved,
                "another name: this one is the laboratory's own",
            )
        for excluded in table.exclude:
            require(excluded in table.keys, f"{key}.exclude", excluded, f"a key: {', '.join(table.keys)}")
        at_least(f"{key}.shortest", table.shortest, 1)
        _validate_variables(table, f"{key}.variables")
        for identity, text in table.identities.items():
            unknown = sorted(set(names_in(text)) - set(table.variables))
            known = ", ".join(table.variables)
            require(not unknown, f"{key}.identities.{identity}", text, f"variables among {known}")
            require(
                identity not in table.variables,
                f"{key}.identities.{identity}",
                text,
                "a name of its own",
                "A variable has this name already.",
            )
        for words in ("identity_labels", "identity_units"):
            for identity in getattr(table, words):
                known = ", ".join(table.identities) or "none"
                require(identity in table.identities, f"{key}.{words}", identity, f"an identity: {known}")
    if "national" in data.tables:
        _validate_frequencies(data)
    if data.synthetic is not None:
        at_least("data.synthetic.sectors", data.synthetic.sectors, 1)
        at_least("data.synthetic.periods", data.synthetic.periods, 30)
        require(data.synthetic.noise > 0, "data.synthetic.noise", data.synthetic.noise, "a number above 0")
        _validate_nothing_to_read(data)
    sectors = data.tables["sectors"]
    for name, aggregate in data.aggregates.items():
        key = f"data.aggregates.{name}"
        require("national" in data.tables, key, name, "a national table to aggregate into")
        known = [*sectors.variables, *sectors.identities]
        national = data.tables["national"].variables
        require(name in national, key, name, f"a national variable: {', '.join(national)}")
        require(aggregate.of in known, f"{key}.of", aggregate.of, f"a sector variable: {', '.join(known)}")
        require(aggregate.how in ("mean", "sum"), f"{key}.how", aggregate.how, "mean or sum")
        if aggregate.how == "mean" and aggregate.of in sectors.variables:
            _validate_same_unit(national[name], sectors.variables[aggregate.of], name, aggregate.of)
        if aggregate.weights is not None:
            require(
                aggregate.weights in known, f"{key}.weights", aggregate.weights, f"one of {', '.join(known)}"
            )


def bounds_of(table: TableSettings) -> tuple[float, float]:
    """Smallest and largest value that any rate of the table may have; 0 and 1 without rates."""
    rates = [variable for variable in table.variables.values() if variable.rate]
    return min([0.0, *(one.smallest for one in rates)]), max([1.0, *(one.largest for one in rates)])


def _validate_nothing_to_read(data: DataSettings) -> None:
    """A simulated table has no file, so what says how to read one would do nothing."""
    unset = TableSettings()
    for table, settings in data.tables.items():
        for name, variable in settings.variables.items():
            require(
                variable.written == Unit.as_is,
                f"data.tables.{table}.variables.{name}.written",
                str(variable.written),
                "nothing: these data are simulated, with rates as fractions",
                "Leave it out, or set data.synthetic=null for a file.",
            )
        for name in ("file", "start", "end", "exclude", "gaps", "shortest"):
            value = getattr(settings, name)
            require(
                value == getattr(unset, name),
                f"data.tables.{table}.{name}",
                value,
                "nothing: these data are simulated",
                "Set data.synthetic.periods and data.synthetic.sectors, or data.synthetic=null for a file.",
            )


def _validate_bounds(variable: VariableSettings, key: str) -> None:
    """Bounds belong to rates, and none is so high that only percent can be meant."""
    unset = VariableSettings()
    for name in ("smallest", "largest"):
        value = getattr(variable, name)
        require(
            variable.rate or value == getattr(unset, name),
            f"{key}.{name}",
            value,
            "nothing for what is no rate",
            "Set “rate: true” beside it.",
        )
    require(
        variable.smallest < variable.largest <= HIGHEST and variable.smallest >= -HIGHEST,
        f"{key}.smallest, largest",
        [variable.smallest, variable.largest],
        f"two fractions from -{HIGHEST:g} to {HIGHEST:g}, the first the smaller",
        "Write 1.5 for 150 %.",
    )


def _validate_same_unit(national: VariableSettings, sector: VariableSettings, name: str, of: str) -> None:
    """A mean goes on in the unit of what it is of: percent and fractions are a factor of a hundred apart."""
    for one, other, key in (
        (national, sector, f"national.variables.{name}"),
        (sector, national, f"sectors.variables.{of}"),
    ):
        in_percent = not one.percent and _PERCENT.match(one.unit) is not None
        require(
            not (in_percent and other.percent),
            f"data.tables.{key}.written",
            str(one.written),
            f"percent, as its unit is “{one.unit}” and the other side of the mean is a fraction",
            "Set “written: percent”, or another unit if the file has fractions.",
        )


def _validate_frequencies(data: DataSettings) -> None:
    """Sector periods have to make up whole national ones."""
    finer = [Frequency.month, Frequency.quarter, Frequency.year]
    sectors, national = (data.tables[name].frequency for name in ("sectors", "national"))
    allowed = finer[: finer.index(national) + 1] if national in finer else [Frequency.step]
    require(
        sectors in allowed,
        "data.tables.sectors.frequency",
        str(sectors),
        f"{' or '.join(allowed)}, as the national table is by {national}",
    )


def _validate_variables(table: TableSettings, key: str) -> None:
    for name, variable in table.variables.items():
        logged = variable.scale == Scale.log
        require(not (variable.rate and logged), f"{key}.{name}.scale", "log", "scale: level for a rate")
        _validate_bounds(variable, f"{key}.{name}")
        require(
            logged or not variable.smooth,
            f"{key}.{name}.smooth",
            list(variable.smooth),
            "scale: log",
            "Jumps are taken out of logarithms.",
        )
        require(
            bool(variable.smooth) or variable.divided_by is None,
            f"{key}.{name}.divided_by",
            variable.divided_by,
            "the periods of the jumps under “smooth”",
        )

"""Section ``data``: which tables, where they come from, what their columns mean."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from tradewinds.identities import names_in
from tradewinds.settings.checks import is_day, require
from tradewinds.settings.fields import Count, Name, Positive, Range, Said, Section, Switch
from tradewinds.settings.simulator import MarketSettings

RESERVED = ("period", "sector", "label", "role")
"""Columns of the panel that no variable can be called."""
ColumnName = Annotated[str, Said("column")]
HIGHEST = 20.0
"""Highest rate that any tariff has come near (2,000 %): more is percent by mistake."""
RateBound = Annotated[float, Range(ge=-HIGHEST, le=HIGHEST, noun="a fraction", remedy="Write 1.5 for 150 %.")]
_PERCENT = re.compile(r"^(percent|per cent|%)(?=$|[\s,;(])")
"""How the unit of what is in percent begins."""


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


class EconomyName(StrEnum):
    falling_tariff = "falling_tariff"
    nonlinear = "nonlinear"
    two_tier = "two_tier"
    omitted = "omitted"
    linear = "linear"
    no_effect = "no_effect"
    realised_rate = "realised_rate"
    anticipation = "anticipation"
    confounded = "confounded"
    confounded_reversed = "confounded_reversed"
    reverse_causality = "reverse_causality"
    surge = "surge"
    structural_break = "structural_break"
    heterogeneous = "heterogeneous"
    one_treated = "one_treated"
    own_shock = "own_shock"
    gradual_12 = "gradual_12"
    gradual_24 = "gradual_24"
    heavy_tails = "heavy_tails"
    collinear = "collinear"
    quiet_tariffs = "quiet_tariffs"
    common_tariff = "common_tariff"
    import_market = "import_market"


class Aggregation(StrEnum):
    mean = "mean"
    sum = "sum"


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
    scale: Scale = Scale.level
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
        logged = self.scale == Scale.log
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
class SyntheticSettings(Section):
    """Size of a synthetic economy; its equations stand in tradewinds.data.synthetic."""

    economy: EconomyName
    """Whose equations."""
    sectors: Count = 1
    """Number of sectors."""
    periods: Annotated[int, Range(ge=30)] = 100
    """Number of periods."""
    noise: Positive = 1.0
    """Multiplies every disturbance of the economy; 1 is the economy as described."""
    seed: Annotated[int, Range(ge=0)] | None = None
    """Start of the economy's own random numbers, where other fits are to see the same data; the experiment's
    ``seed`` without one."""
    market: MarketSettings | None = None
    """Parameters of the economy ``import_market``; its usual ones without any."""

    def validate(self) -> None:
        no_market = self.economy == EconomyName.import_market or self.market is None
        require(no_market, "market", "set", f"nothing: {self.economy} is no import_market")

    def seed_or(self, experiment: int) -> int:
        """That of the economy, where an experiment begins at the seed ``experiment``."""
        return experiment if self.seed is None else self.seed


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


def bounds_of(table: TableSettings) -> tuple[float, float]:
    """Smallest and largest value that any rate of the table may have; 0 and 1 without rates."""
    rates = [variable for variable in table.variables.values() if variable.rate]
    return min([0.0, *(one.smallest for one in rates)]), max([1.0, *(one.largest for one in rates)])


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

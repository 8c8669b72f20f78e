"""From a publisher's columns and units to the laboratory's table."""

import logging
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.cells import numbers
from tradewinds.data.code_lists import code_doubts
from tradewinds.data.faults import Faults
from tradewinds.data.identified import LabelsOfAll, identified
from tradewinds.data.known_by import known_by
from tradewinds.data.left_out import EXCLUDED, NO_VALUE, OUTSIDE_SPAN, SHORT, Ledger
from tradewinds.data.misread import unmeasured, without_repeated_names
from tradewinds.data.periods import parse_period
from tradewinds.data.smoothing import jumps, without_jumps
from tradewinds.data.validation import check_columns, place, validate_table
from tradewinds.errors import DataError
from tradewinds.identities import compute
from tradewinds.settings.data import Gaps, Scale, TableSettings, Unit, VariableSettings

_log = logging.getLogger(__name__)


class WholeFile(NamedTuple):
    """What a part of a file has to know of the rest of it: values of each key, what labels depend on, and all
    periods.
    """

    values: dict[str, set[str]]
    labels: LabelsOfAll
    periods: frozenset


class MappedPart(NamedTuple):
    """A table with its ledger.

    ``largest``: variable written in percent → its largest size, in percent; NaN where it has no number.
    """

    table: pd.DataFrame
    ledger: Ledger
    largest: dict[str, float]


def map_table(
    raw: pd.DataFrame, settings: TableSettings, name: str, where: str, as_of: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A validated table from a file's rows, and what of them is not in it (``Ledger.table``).

    ``name`` and ``where`` (table, file) are said in errors; ``as_of``: the day on which what is read was
    known, where rows say when they were published. In order: constants, the rows that held then, keys and
    periods, ``exclude``, ``start`` and ``end``, numbers and their units, rows without a value where gaps are
    kept, ``shortest``, validation (which sorts), administrative jumps, identities. Raises DataError with all
    that is wrong, from columns that are not there to rates beyond their bounds.
    """
    found = map_part(raw, settings, name, where, as_of)
    return found.table, found.ledger.table()


def map_part(
    raw: pd.DataFrame,
    settings: TableSettings,
    name: str,
    where: str,
    as_of: str | None = None,
    of: WholeFile | None = None,
) -> MappedPart:
    """As ``map_table``, with the ledger itself; of some sectors of a file where ``of`` is given, of which no
    row may be left.
    """
    faults = Faults()
    raw = _with_constants(raw, settings, name, where)
    with faults.kept():
        check_columns(list(raw), wanted_columns(settings), name, where)
    raw = raw.loc[:, ~raw.columns.duplicated()]  # of those that are not read one will do
    raw, repeated = without_repeated_names(raw.reset_index(drop=True), name)
    faults.add(*repeated)
    whole = settings
    settings = _with_columns(whole, raw)
    read = len(raw)
    raw, set_aside = _held(raw, settings, as_of, name, faults, of is not None)
    if of is not None and raw.empty:
        nobody = pd.DataFrame({"sector": pd.Series(dtype="str")})
        ledger = Ledger(raw, nobody, settings)
        for reason, rows_away in set_aside.items():
            ledger.set_aside(reason, rows_away, read)
        return MappedPart(nobody, ledger, {})
    every = _identified(raw, settings, name, faults, of)
    ledger = Ledger(raw, every, settings)
    for reason, rows_away in set_aside.items():
        ledger.set_aside(reason, rows_away, read)
    table = _kept(every, settings, name, ledger, of)
    rows = raw.loc[table.index]
    wrong, largest = set(), {}
    for variable, described in settings.variables.items():
        column = rows[described.column or variable]
        values, odd = numbers(column)
        if odd.any():
            wrong.add(variable)
            faults.add(_no_numbers(column, odd, table, settings, name))
        table[variable] = values
        if wrong_kind := unmeasured(values, table["period"], settings, variable, name):
            wrong.add(variable)
            faults.add(wrong_kind)
        if described.written == Unit.percent:
            largest[variable] = float(table[variable].abs().max())
            table[variable] /= 100
    measured = {d.divided_by for d in settings.variables.values() if d.divided_by}
    for column in measured:
        values, odd = numbers(rows[column])
        if odd.any():
            faults.add(_no_numbers(rows[column], odd, table, settings, name))
        table[_measure(column)] = values
    say_doubts({key: set(map(str, table[key].unique())) for key in settings.keys}, largest, name)
    if settings.gaps == Gaps.keep:
        table = _without_gaps(table, settings, name, ledger)
    table = _long_enough(table, settings, name, ledger)
    if of is not None and table.empty:
        faults.refuse()
        return MappedPart(table, ledger, largest)
    with faults.kept():
        checked = replace(settings, variables={k: v for k, v in settings.variables.items() if k not in wrong})
        table = validate_table(table, checked, name)
    faults.refuse()
    for variable, described in settings.variables.items():
        if described.smooth:
            table[variable] = _smoothed(table, variable, described, settings, name, of)
    table = table.drop(columns=[_measure(column) for column in measured])
    return MappedPart(with_identities(table, settings), ledger, largest)


def say_doubts(values: dict[str, set[str]], largest: dict[str, float], name: str) -> None:
    """Say what is doubted of the values of each key of a table, and of percent (``MappedPart.largest``)
    that are nowhere as large as one.
    """
    for variable, size in largest.items():
        if size < 1.0:
            _log.warning(
                "%s of table “%s” is at most %.3g %%: if these are fractions, leave out “written: percent”",
                variable, name, size,
            )  # fmt: skip
    for key, found in values.items():
        for doubt in code_doubts(key, sorted(found)):
            _log.warning("table “%s”: %s", name, doubt)


def _with_columns(settings: TableSettings, raw: pd.DataFrame) -> TableSettings:
    """The settings of what the file has, so that all else that is wrong with it can be said too."""
    there = {
        name: described
        for name, described in settings.variables.items()
        if (described.column or name) in raw and (not described.divided_by or described.divided_by in raw)
    }
    label = settings.sector_label if settings.sector_label in raw else None
    return replace(settings, variables=there, sector_label=label)


def _held(
    raw: pd.DataFrame, settings: TableSettings, as_of: str | None, name: str, faults: Faults, part: bool
) -> tuple[pd.DataFrame, dict[str, int]]:
    """As ``known_by``; where columns are missing, what is wrong is raised at once."""
    wanted = [settings.published, settings.superseded, settings.period, *settings.keys.values()]
    if settings.published is not None and not {one for one in wanted if one} <= set(raw):
        faults.refuse()
    return known_by(raw, settings, as_of, name, part=part)


def _identified(
    raw: pd.DataFrame, settings: TableSettings, name: str, faults: Faults, of: WholeFile | None
) -> pd.DataFrame:
    """As ``identified``; where that fails, raises DataError with all that is wrong with the numbers too."""
    try:
        if settings.period not in raw or not set(settings.keys.values()) <= set(raw):
            faults.refuse()
        return identified(raw, settings, name, of and of.labels)
    except DataError as error:
        faults.add(error)
        for variable, described in settings.variables.items():
            column = raw[described.column or variable]
            odd = numbers(column)[1]
            if odd.any():
                faults.add(_no_numbers(column, odd, None, settings, name))
        faults.refuse()
        raise


def _with_constants(raw: pd.DataFrame, settings: TableSettings, name: str, where: str) -> pd.DataFrame:
    """The rows with the columns that their file lacks."""
    there = [column for column in settings.constants if column in raw]
    if there:
        raise DataError(
            f"data.tables.{name}.constants: {where} has a column {there[0]} of its own",
            "columns that it lacks",
            "Remove it there, or give it another name.",
        )
    return raw.assign(**settings.constants)


def with_identities(table: pd.DataFrame, settings: TableSettings) -> pd.DataFrame:
    """The table with one more column per identity of the settings."""
    return table.assign(**{name: compute(text, table) for name, text in settings.identities.items()})


def _measure(column: str) -> str:
    """Name of a helper column that no variable can have."""
    return f"{column} (divisor)"


def wanted_columns(settings: TableSettings) -> dict[str, str]:
    """Column of a file that is read → the setting that names it."""
    wanted = {settings.period: "period"}
    wanted |= {column: f"keys.{key}" for key, column in settings.keys.items()}
    for column, key in (
        (settings.sector_label, "sector_label"),
        (settings.published, "published"),
        (settings.superseded, "superseded"),
    ):
        if column:
            wanted[column] = key
    for variable, described in settings.variables.items():
        wanted[described.column or variable] = f"variables.{variable}"
        if described.divided_by:
            wanted[described.divided_by] = f"variables.{variable}.divided_by"
    return wanted


def _kept(
    table: pd.DataFrame, settings: TableSettings, name: str, ledger: Ledger, of: WholeFile | None
) -> pd.DataFrame:
    """The rows that ``exclude``, ``start`` and ``end`` leave."""
    keep = pd.Series(True, index=table.index)
    for key, values in settings.exclude.items():
        unknown = sorted(set(values) - (set(table[key]) if of is None else of.values[key]))
        if unknown and len(table):
            raise DataError(
                f"data.tables.{name}.exclude.{key} = {', '.join(unknown)}",
                f"values of {key}, such as {', '.join(sorted(set(table[key]))[:5])}",
                "Remove it from the list.",
            )
        keep &= ~table[key].isin(values)
    included = table.index[keep]
    ledger.enter(EXCLUDED, table.index, included)
    if settings.start is not None:
        keep &= table["period"] >= parse_period(
            settings.start, settings.frequency, f"data.tables.{name}.start"
        )
    if settings.end is not None:
        keep &= table["period"] <= parse_period(
            settings.end, settings.frequency, f"data.tables.{name}.end", last=True
        )
    ledger.enter(OUTSIDE_SPAN, included, table.index[keep])
    ledger.described(table.index[keep])
    return table[keep].copy()


def _without_gaps(table: pd.DataFrame, settings: TableSettings, name: str, ledger: Ledger) -> pd.DataFrame:
    """The rows that have every variable; 0 is no value where logarithms are taken."""
    missing = pd.Series(False, index=table.index)
    for variable, described in settings.variables.items():
        missing |= table[variable].isna()
        if described.scale == Scale.log:
            missing |= table[variable] == 0
    if missing.any():
        _log.warning("table “%s”: %d of %d rows have no value: left out", name, missing.sum(), len(table))
    ledger.enter(NO_VALUE, table.index, table.index[~missing])
    return table[~missing]


def _long_enough(table: pd.DataFrame, settings: TableSettings, name: str, ledger: Ledger) -> pd.DataFrame:
    """The sectors with at least ``shortest`` rows."""
    rows = table["sector"].value_counts()
    short = rows.index[rows < settings.shortest]
    if len(short):
        _log.warning(
            "table “%s”: %d of %d sectors have fewer than %d rows: left out",
            name, len(short), len(rows), settings.shortest,
        )  # fmt: skip
    long = table[~table["sector"].isin(short)]
    ledger.enter(SHORT, table.index, long.index)
    return long


def _no_numbers(
    column: pd.Series, wrong: pd.Series, table: pd.DataFrame | None, settings: TableSettings, name: str
) -> DataError:
    """What is said of cells that hold something else than numbers; ``table``: where each row stands."""
    first = wrong.idxmax()
    kind = _no_number_kind(column, wrong)
    at = f"in row {first + 1}" if table is None else f"at {place(table.loc[first], settings.frequency)}"
    return DataError(
        f"table “{name}”: {column.name} is not a number in {int(wrong.sum())} of {len(column)} rows, "
        f"first {str(column[first])!r} {at}",
        "numbers such as 1234.5",
        kind or _AS_NUMBERS,
    )


_AS_NUMBERS = (
    "Remove thousands separators, units and notes; leave cells without a value empty, or write NA there."
)
_TRUTHS = {"true", "false"}


def _no_number_kind(column: pd.Series, wrong: pd.Series) -> str:
    """What to do about a column of truth values or dates; “” for one of numbers with something among them."""
    texts = column[wrong].astype("str").str.strip()
    if set(texts.str.lower()) <= _TRUTHS:
        return "These are truth values: write 1 and 0 if they count, or name the column that has the numbers."
    dates = pd.to_datetime(texts, errors="coerce", format="ISO8601")
    if wrong.sum() == column.notna().sum() and dates.notna().all():
        return f"These are dates: name the column that has the numbers (“column”), not {column.name}."
    return ""


def _smoothed(
    table: pd.DataFrame,
    variable: str,
    described: VariableSettings,
    settings: TableSettings,
    name: str,
    of: WholeFile | None,
) -> pd.Series:
    """The variable, sector by sector, without the jumps of its divisor (or of its own).

    A series per head falls where the count of heads is raised: the divisor's jump enters with the
    other sign, and what the economy did in that period stays in.
    """
    key = f"data.tables.{name}.variables.{variable}.smooth"
    at = [parse_period(text, settings.frequency, key) for text in described.smooth]
    known = set(table["period"]) if of is None else of.periods
    outside = [text for text, period in zip(described.smooth, at, strict=True) if period not in known]
    if outside:
        raise DataError(f"{key} = {', '.join(outside)}", "periods of the table", "Remove them from the list.")
    measured, sign = (_measure(described.divided_by), -1) if described.divided_by else (variable, 1)

    if not (table[measured] > 0).all():
        raise DataError(
            f"table “{name}”: {described.divided_by} has values that are missing or not above 0",
            "a positive number in every row, since jumps are measured in it",
            f"Mend them, or remove data.tables.{name}.variables.{variable}.smooth.",
        )

    def smooth(sector: pd.DataFrame) -> pd.Series:
        where = np.flatnonzero(sector["period"].isin(at).to_numpy())
        jump = sign * jumps(sector[measured].to_numpy(), where)
        return pd.Series(without_jumps(sector[variable].to_numpy(), jump), index=sector.index)

    return pd.concat([smooth(sector) for _, sector in table.groupby("sector")]).loc[table.index]

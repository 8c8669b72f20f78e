"""From a publisher's columns and units to the laboratory's table."""

import logging
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from tradewinds.data.cells import numbers
from tradewinds.data.code_lists import code_doubts
from tradewinds.data.faults import Faults
from tradewinds.data.identified import identified
from tradewinds.data.known_by import known_by
from tradewinds.data.left_out import Ledger
from tradewinds.data.mapped_rows import WholeFile, kept_rows, long_enough, without_gaps
from tradewinds.data.misread import unmeasured, without_repeated_names
from tradewinds.data.no_numbers import no_numbers
from tradewinds.data.smoothed import divisor_column, smoothed_series
from tradewinds.data.validation import check_columns, validate_table
from tradewinds.errors import DataError
from tradewinds.identities import compute
from tradewinds.settings.data_table import Gaps, TableSettings
from tradewinds.settings.data_variable import Unit

_log = logging.getLogger(__name__)


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
    table = kept_rows(every, settings, name, ledger, of)
    rows = raw.loc[table.index]
    wrong, largest = set(), {}
    for variable, described in settings.variables.items():
        column = rows[described.column or variable]
        values, odd = numbers(column)
        if odd.any():
            wrong.add(variable)
            faults.add(no_numbers(column, odd, table, settings, name))
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
            faults.add(no_numbers(rows[column], odd, table, settings, name))
        table[divisor_column(column)] = values
    say_doubts({key: set(map(str, table[key].unique())) for key in settings.keys}, largest, name)
    if settings.gaps == Gaps.keep:
        table = without_gaps(table, settings, name, ledger)
    table = long_enough(table, settings, name, ledger)
    if of is not None and table.empty:
        faults.refuse()
        return MappedPart(table, ledger, largest)
    with faults.kept():
        checked = replace(settings, variables={k: v for k, v in settings.variables.items() if k not in wrong})
        table = validate_table(table, checked, name)
    faults.refuse()
    for variable, described in settings.variables.items():
        if described.smooth:
            table[variable] = smoothed_series(table, variable, described, settings, name, of)
    table = table.drop(columns=[divisor_column(column) for column in measured])
    return MappedPart(with_identities(table, settings), ledger, largest)


def say_doubts(values: dict[str, set[str]], largest: dict[str, float], name: str) -> None:
    """Say what is doubted of the values of each key of a table, and of percent (``MappedPart.largest``)
    that are nowhere as large as one.
    """
    for variable, size in largest.items():
        if size < 1.0:
            _log.warning(
                "%s of table “%s” is at most %.3g %%: if these are fractions, do not call them percent",
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
                faults.add(no_numbers(column, odd, None, settings, name))
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

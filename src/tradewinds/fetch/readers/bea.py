"""Bureau of Economic Analysis: national accounts by quarter (NIPA), or input-output tables by year.

Series are found by their codes, since lines of a table move. An error comes with status 200, and in several
places; marks such as ``(D)``, withheld, are missing.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.errors import FetchError, SettingsError, abridged, few_of
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import require_whole_json
from tradewinds.fetch.formulas import computed_column
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.readers.fred import without_ragged_edges
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_ENCODING = "latin-1"
_MISSING = ("(D)", "(NA)", "(NM)", "n.a.", "---", "")
_ACCOUNTS, _TABLES = "NIPA", "InputOutput"
_FIELDS = {
    _ACCOUNTS: ["TableName", "SeriesCode", "TimePeriod", "CL_UNIT", "UNIT_MULT", "DataValue"],
    _TABLES: ["TableID", "Year", "RowCode", "RowType", "ColCode", "ColType", "DataValue"],
}
_QUARTER = re.compile(r"\d{4}Q[1-4]")
_MILLION = 1e6
"""Input-output tables are in millions of dollars."""


def _dataset(source: SourceSettings) -> str:
    dataset = str(needed_option(source, "dataset", f"{_ACCOUNTS} or {_TABLES}"))
    if dataset not in _FIELDS:
        raise SettingsError(f"options.dataset = {dataset!r}", f"{_ACCOUNTS} or {_TABLES}")
    return dataset


def _series(source: SourceSettings) -> dict[str, tuple[str, str]]:
    """Column → table and code of the series."""
    named = needed_option(source, "series", "column → [table, code of the series]")
    return {str(column): (str(table), str(code)) for column, (table, code) in named.items()}


def _requests(source: SourceSettings) -> Iterator[PublisherRequest]:
    shared = [("method", "GetData"), ("DatasetName", _dataset(source)), ("ResultFormat", "json")]
    if _dataset(source) == _ACCOUNTS:
        for table in dict.fromkeys(table for table, _ in _series(source).values()):
            more = [("TableName", table), ("Frequency", "Q"), ("Year", "ALL")]
            yield _request(source, f"{table}.json", [*shared, *more])
    else:
        table = str(needed_option(source, "table", "a TableID"))
        for year in checks.years(source.first, source.last):
            yield _request(source, f"{table}-{year}.json", [*shared, ("TableID", table), ("Year", year)])


def _request(source: SourceSettings, name: str, query: list[tuple[str, str]]) -> PublisherRequest:
    return PublisherRequest(name, source.url, tuple(query), key_at=("query", "UserID"))


def _ask(source: SourceSettings) -> Asking:
    yield from _requests(source)


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    require_whole_json(path, _ENCODING)
    rows, asked = _rows(source, path), dict(request.query)
    if rows.empty:
        raise FetchError("no row", "rows")
    name = "TableName" if _dataset(source) == _ACCOUNTS else "TableID"
    checks.require_these(rows[name], [asked[name]], name)
    if _dataset(source) == _TABLES:
        checks.require_these(rows["Year"], [asked["Year"]], "Year")
        return
    wanted = {code for table, code in _series(source).values() if table == asked[name]}
    lacking = sorted(wanted - set(rows["SeriesCode"]))
    if lacking:
        raise FetchError(
            f"no series {few_of(lacking)} in {asked[name]}", "its code", "Has it moved to another table?"
        )


def _rows(source: SourceSettings, path: Path) -> pd.DataFrame:
    """The rows of an answer, as text. Raises FetchError for an error inside it."""
    content = checks.json_body(path, _ENCODING)
    inside = content.get("BEAAPI") if isinstance(content, dict) else None
    if not isinstance(inside, dict):
        raise FetchError(f"an answer of another shape ({abridged(str(content))})", "BEAAPI")
    results = inside.get("Results")
    first = results[0] if isinstance(results, list) and results else results
    for place in (inside, first):
        if isinstance(place, dict) and "Error" in place:
            raise _refused(source, place["Error"])
    data = first.get("Data") if isinstance(first, dict) else None
    if not isinstance(data, list):
        raise FetchError("no Results.Data", "a list of rows")
    table = pd.DataFrame(data)
    fields = _FIELDS[_dataset(source)]
    if len(table):
        checks.require_columns(table.columns, fields)
    return table.reindex(columns=fields).astype(str)


def _refused(source: SourceSettings, error: Any) -> FetchError:
    """An error inside an answer, as BEA words it."""
    told = error[0] if isinstance(error, list) and error else error
    said = told if isinstance(told, dict) else {}
    code, words = str(said.get("APIErrorCode", "")), str(said.get("APIErrorDescription", told))
    remedy = f"Check the key in {source.key}." if code == "1" else ""
    return FetchError(f"200 with error {code} ({abridged(words, 200)})", "rows", remedy)


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    rows = {name: _rows(source, path) for name, path in answers.items()}
    return _accounts(source, rows) if _dataset(source) == _ACCOUNTS else _input_output(source, rows)


def _accounts(source: SourceSettings, rows: Mapping[str, pd.DataFrame]) -> BuiltTable:
    """One row a quarter, one column a series, in the units that BEA says, without their multiples."""
    found, units = {}, {}
    for column, (table, code) in _series(source).items():
        of = rows[f"{table}.json"]
        of = of[of["SeriesCode"].eq(code)]
        odd = of.loc[~of["TimePeriod"].str.fullmatch(_QUARTER), "TimePeriod"]
        if len(odd):
            raise FetchError(f"{code}: the period {odd.iloc[0]}", "quarters such as 2019Q1")
        checks.require_unique(of, ["TimePeriod"])
        for field in ("UNIT_MULT", "CL_UNIT"):
            if of[field].nunique() != 1:
                raise FetchError(f"{code}: {field} {few_of(sorted(of[field].unique()))}", "one for a series")
        multiple = 10.0 ** int(of["UNIT_MULT"].iloc[0])
        values = checks.checked_numbers(of["DataValue"].rename(column), _MISSING, thousands=True) * multiple
        found[column] = pd.Series(values.to_numpy(), pd.PeriodIndex(of["TimePeriod"], freq="Q"))
        units[column] = _unit(of["CL_UNIT"].iloc[0])
    table = pd.concat(found, axis=1).sort_index()
    table = table.reindex(pd.period_range(table.index[0], table.index[-1], freq="Q"))
    for column, formula in source.options.get("derived", {}).items():
        table[str(column)] = computed_column(str(formula), str(column), table)
    table, notes = without_ragged_edges(table.loc[source.first : source.last])
    quarters = [str(one) for one in table.index]
    units |= {str(name): str(unit) for name, unit in source.options.get("units", {}).items()}
    held = ["every series is found by its code, in one unit, with one row a quarter"]
    built = table.reset_index(drop=True).assign(period=quarters)
    return BuiltTable(built, held, None, notes, units)


def _unit(said: str) -> str:
    return {"Level": "USD, at annual rates"}.get(said, said)


def _input_output(source: SourceSettings, rows: Mapping[str, pd.DataFrame]) -> BuiltTable:
    """One row for each pair of a row and a column of the table, and year."""
    all_rows = pd.concat(rows.values(), ignore_index=True)
    keys = ["Year", "RowCode", "ColCode"]
    checks.require_unique(all_rows, keys)
    kinds = {name: str(needed_option(source, name, "a type")) for name in ("rows", "columns")}
    for name, field in (("rows", "RowType"), ("columns", "ColType")):
        if kinds[name] not in set(all_rows[field]):
            found = few_of(sorted(all_rows[field].unique()))
            raise FetchError(f"{name} of type {found}", kinds[name], "Is it the table that is meant?")
    read = checks.checked_numbers(all_rows["DataValue"], _MISSING, thousands=True)
    all_rows["value"] = read * _MILLION
    inside = all_rows["RowType"].eq(kinds["rows"])
    cells = all_rows[inside & all_rows["ColType"].eq(kinds["columns"])]
    held = [checks.require_no_collapse(cells["value"], cells["Year"], "cells", least=0.7)]
    total = source.options.get("total_row")
    if total:
        sums = all_rows[all_rows["RowCode"].eq(str(total)) & all_rows["ColType"].eq(kinds["columns"])]
        _require_sums(cells, sums)
        held.append(f"rows of every column add up to {total}, to rounding")
    marked = int(cells["value"].isna().sum())
    notes = [f"{marked} cells are withheld or not meaningful: missing, not zero"] if marked else []
    table = pd.DataFrame(
        {
            "row": cells["RowCode"],
            "column": cells["ColCode"],
            "period": cells["Year"],
            "value": cells["value"],
        }
    ).sort_values(["period", "row", "column"], ignore_index=True)
    return BuiltTable(table, held, None, notes, {"value": "USD a year"})


def _require_sums(cells: pd.DataFrame, sums: pd.DataFrame) -> None:
    """Every cell is rounded to a million, so that a column's sum may be half a million a cell away."""
    keys = ["Year", "ColCode"]
    grouped = cells.groupby(keys)["value"]
    whole = sums.set_index(keys)["value"].reindex(grouped.sum().index)
    if whole.isna().all():
        raise FetchError("no sum of any column", "the row of options.total_row")
    room = (grouped.size() + 1) * _MILLION / 2
    apart = ((grouped.sum() - whole).abs() > room) & grouped.count().eq(grouped.size()) & whole.notna()
    if apart.any():
        place = " ".join(apart.index[np.argmax(apart)])
        raise FetchError(f"{place}: rows add up to another sum ({int(apart.sum())} such)", "the table's own")


READER = Reader(
    version=1, ask=_ask, check=_check, build=_build, count=lambda source: len([*_requests(source)])
)

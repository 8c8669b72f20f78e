"""Bureau of Labor Statistics, public data API v2: monthly indices of several series, as one table.

Series are asked for in batches and windows of years; a year that an answer leaves out without a word is
refused, since the Bureau drops what is beyond one's allowance.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.errors import FetchError, SettingsError, abridged, few_of
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import require_whole_json
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_BATCH, _YEARS = 50, 20
"""Series and years in a request, as a registered user may ask."""
_MISSING = ("-",)
_MONTH = re.compile(r"M(0[1-9]|1[0-2])")
_YEARLY = "M13"
"""A year's mean, among its months."""


def _series(source: SourceSettings) -> dict[str, str]:
    """Series → the name it has in the table."""
    named = needed_option(source, "series", "name → series")
    return {str(series): str(name) for name, series in named.items()}


def _requests(source: SourceSettings) -> Iterator[PublisherRequest]:
    if source.first is None or source.last is None:
        raise SettingsError("first and last are not both set", "the months asked for, such as 2013-01")
    first, last, ids = int(source.first[:4]), int(source.last[:4]), list(_series(source))
    for start in range(first, last + 1, _YEARS):
        end = min(start + _YEARS - 1, last)
        for number in range(0, len(ids), _BATCH):
            body = {
                "seriesid": ids[number : number + _BATCH],
                "startyear": str(start),
                "endyear": str(end),
            }
            name = f"{start}-{end}-{number // _BATCH + 1}.json"
            yield PublisherRequest(name, source.url, body=body, key_at=("body", "registrationkey"))


def _ask(source: SourceSettings) -> Asking:
    yield from _requests(source)


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    require_whole_json(path)
    content = checks.json_body(path)
    if not isinstance(content, dict) or "status" not in content:
        raise FetchError("an answer without status", "one")
    said = " ".join(map(str, content.get("message") or []))
    if content["status"] != "REQUEST_SUCCEEDED":
        refused = re.search(r"key", said, re.IGNORECASE)
        remedy = f"Check the key in {source.key}." if refused else "The daily ceiling ends at midnight there."
        raise FetchError(f"200 with {content['status']} ({abridged(said, 200)})", "REQUEST_SUCCEEDED", remedy)
    body = request.body or {}
    found = {str(one.get("seriesID")): one.get("data") for one in _listed(content)}
    if sorted(found) != sorted(body["seriesid"]):
        odd = sorted(set(found) ^ set(body["seriesid"]))
        raise FetchError(f"series {few_of(odd)} asked for or answered alone", "the series asked for")
    years = [str(year) for year in range(int(body["startyear"]), int(body["endyear"]) + 1)]
    for series, rows in found.items():
        if not rows:
            raise FetchError(
                f"nothing of {series} ({abridged(said, 200)})", "data", "Is there such a series?"
            )
        lacking = [name for name in ("year", "period", "value") if any(name not in row for row in rows)]
        if lacking:
            raise FetchError(f"rows of {series} without {', '.join(lacking)}", "year, period and value")
        dropped = set(years) - {row["year"] for row in rows}
        told = [year for year in sorted(dropped) if not re.search(rf"{series}\W+.*{year}", said)]
        if told:
            remedy = "Without a key the Bureau gives ten years; register at https://data.bls.gov/registrationEngine."
            raise FetchError(
                f"{series}: the years {few_of(told)} are left out without a word", "all years", remedy
            )


def _listed(content: dict[str, Any]) -> list[dict[str, Any]]:
    results = content.get("Results")
    listed = results.get("series") if isinstance(results, dict) else None
    if not isinstance(listed, list):
        raise FetchError("no Results.series", "a list of series")
    return listed


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    names, parts, notes = _series(source), [], []
    for path in answers.values():
        for one in _listed(checks.json_body(path)):
            rows = pd.DataFrame(one["data"])[["year", "period", "value"]]
            parts.append(rows[rows["period"].ne(_YEARLY)].assign(series=one["seriesID"]))
    rows = pd.concat(parts, ignore_index=True)
    odd = rows.loc[~rows["period"].str.fullmatch(_MONTH), "period"]
    if len(odd):
        raise FetchError(f"periods such as {odd.iloc[0]}", "months, M01 to M12")
    checks.require_unique(rows, ["series", "year", "period"])
    rows["month"] = pd.PeriodIndex(rows["year"] + "-" + rows["period"].str[1:], freq="M")
    rows = rows[rows["month"].between(pd.Period(source.first, "M"), pd.Period(source.last, "M"))]
    rows["value"] = checks.checked_numbers(rows["value"], _MISSING)
    if (rows["value"] <= 0).any():
        raise FetchError("an index of zero or below", "positive indices")
    for series, name in names.items():
        of = rows[rows["series"].eq(series)]
        gone = [str(one) for one in of.loc[of["value"].isna(), "month"].sort_values()]
        if gone:
            notes.append(f"{name} was not collected in {few_of(gone)}: missing, not zero")
        absent = sorted({*pd.period_range(source.first, source.last, freq="M")} - {*of["month"]})
        if absent:
            notes.append(f"{name} has no row for {few_of(absent)}")
    base = source.options.get("base")
    if base is not None:
        rows["value"] = 100 * rows["value"] / rows["series"].map(_base_of(rows, str(base), names))
    key, column = source.options.get("key"), needed_option(source, "column", "value column")
    if key is None and len(names) > 1:
        raise SettingsError("options.key is not set", "name of the column that tells the series apart")
    table = pd.DataFrame(
        {
            "key": rows["series"].map(names),
            "period": rows["month"].dt.to_timestamp(),
            column: rows["value"],
        }
    ).sort_values(["key", "period"], ignore_index=True)
    table = table.rename(columns={"key": str(key)}) if key else table.drop(columns="key")
    held = ["every series asked for is there, with every year or the Bureau's word that there is none"]
    unit = f"index, {base} = 100" if base is not None else "index as published"
    return BuiltTable(table, held, notes=notes, units={column: unit})


def _base_of(rows: pd.DataFrame, year: str, names: Mapping[str, str]) -> pd.Series:
    """Mean of a year's twelve months, by series."""
    grouped = rows[rows["year"].eq(year)].groupby("series")["value"]
    whole = grouped.count().reindex(list(names), fill_value=0).eq(12)
    if not whole.all():
        raise FetchError(
            f"{names[whole.index[~whole][0]]} has not all months of {year}",
            "the twelve months of options.base",
        )
    return grouped.mean()


READER = Reader(
    version=1, ask=_ask, check=_check, build=_build, count=lambda source: len([*_requests(source)])
)

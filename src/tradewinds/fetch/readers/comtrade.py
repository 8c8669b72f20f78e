"""UN Comtrade: what countries report of their trade with each partner, by year or month.

One request a reporter and twelve periods, without the sums over customs procedures, modes of transport and
second partners that stand beside the rows. Partners have to add up to the world. Comtrade answers a wrong
code with nothing, and has codes of its own (France 251, United States 842).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.errors import FetchError, SettingsError, abridged, few_of
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import require_whole_json
from tradewinds.fetch.codes import comtrade_codes
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_CEILING = 100_000
"""Rows in an answer; some say 250,000, which this is below."""
_PERIODS = 12
_ONCE = {"partner2Code": "0", "customsCode": "C00", "motCode": "0"}
"""The values under which goods are counted once."""
_WORLD = "0"
_FIELDS = ["period", "reporterCode", "partnerCode", "flowCode", "classificationCode", "cmdCode", *_ONCE,
           "primaryValue"]  # fmt: skip


def _reporters(source: SourceSettings) -> dict[str, str]:
    return comtrade_codes(needed_option(source, "reporters", "name → code"), "options.reporters")


def _goods(source: SourceSettings) -> list[str]:
    return [str(code) for code in needed_option(source, "goods", "list of codes, such as TOTAL")]


def _periods(source: SourceSettings) -> list[str]:
    """As Comtrade writes them: 2019, or 201903."""
    frequency = needed_option(source, "frequency", "A or M")
    if frequency == "A":
        return checks.years(source.first, source.last)
    if frequency != "M":
        raise SettingsError(f"options.frequency = {frequency!r}", "A (years) or M (months)")
    return [month.replace("-", "") for month in checks.asked_months(source)]


def _requests(source: SourceSettings) -> Iterator[PublisherRequest]:
    periods, nomenclature = _periods(source), source.options.get("nomenclature", "HS")
    url = f"{source.url}/C/{source.options['frequency']}/{nomenclature}"
    for reporter in _reporters(source):
        for start in range(0, len(periods), _PERIODS):
            part = periods[start : start + _PERIODS]
            query = (
                ("reporterCode", reporter),
                ("period", ",".join(part)),
                ("cmdCode", ",".join(_goods(source))),
                ("flowCode", str(needed_option(source, "flow", "M (imports) or X (exports)"))),
                *_ONCE.items(),
                ("maxRecords", str(_CEILING)),
            )
            name = f"{reporter}-{part[0]}.json"
            yield PublisherRequest(name, url, query, key_at=("header", "Ocp-Apim-Subscription-Key"))


def _ask(source: SourceSettings) -> Asking:
    yield from _requests(source)


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    require_whole_json(path)
    content = checks.json_body(path)
    if not isinstance(content, dict):
        raise FetchError(f"an answer of another shape ({abridged(str(content))})", "an object with data")
    if content.get("error"):
        raise FetchError(f"200 with an error ({abridged(str(content['error']), 200)})", "data")
    rows = content.get("data")
    if not isinstance(rows, list) or "count" not in content:
        raise FetchError(f"no data and count among {', '.join(content)}", "both")
    if not rows:
        raise FetchError(
            "no row", "rows", "Comtrade answers a wrong code with nothing: are they codes of its own?"
        )
    if int(content["count"]) != len(rows):
        raise FetchError(f"{len(rows):,} rows", f"{int(content['count']):,}, as the answer says")
    checks.require_below_ceiling(len(rows), _CEILING, request.name)
    table, asked = _rows(rows), dict(request.query)
    for field, name in (
        ("reporterCode", "reporterCode"),
        ("period", "period"),
        ("cmdCode", "cmdCode"),
        ("flowCode", "flowCode"),
        *((name, name) for name in _ONCE),
    ):
        checks.require_these(table[field], asked[name].split(","), field)


def _rows(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Codes as text; the value as it came."""
    table = pd.DataFrame(rows)
    checks.require_columns(table.columns, _FIELDS)
    codes = [name for name in _FIELDS if name != "primaryValue"]
    return table[codes].astype(str).assign(primaryValue=table["primaryValue"])


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    reporters, goods = _reporters(source), _goods(source)
    rows = pd.concat([_rows(checks.json_body(path)["data"]) for path in answers.values()], ignore_index=True)
    keys = ["reporterCode", "cmdCode", "period"]
    checks.require_unique(rows, [*keys, "partnerCode"])
    rows["value"] = checks.checked_numbers(rows["primaryValue"])
    if (rows["value"] < 0).any():
        raise FetchError("trade below zero", "values of zero or above")
    world = rows["partnerCode"].eq(_WORLD)
    parts, totals = rows[~world], rows[world]
    held = [
        "as many rows in each answer as it says, none at the ceiling; every row is of what was asked for",
        checks.require_parts(parts, totals, keys, "value", "value", within=1e-6),
    ]
    partners = source.options.get("partners")
    if partners:
        named = comtrade_codes(partners, "options.partners")
        parts = parts[parts["partnerCode"].isin(named)]
        absent = [f"{name} ({code})" for code, name in named.items() if code not in set(parts["partnerCode"])]
        if absent:
            raise FetchError(
                f"nothing from {few_of(absent)}", "at least one row", "Are the codes Comtrade's own?"
            )
        parts = parts.assign(partnerCode=parts["partnerCode"].map(named))
    notes = [*_not_reported(rows, reporters, _periods(source)), *_classified(rows)]
    monthly = source.options["frequency"] == "M"
    table = pd.DataFrame(
        {
            "reporter": parts["reporterCode"].map(reporters),
            "partner": parts["partnerCode"],
            "product": parts["cmdCode"],
            "period": pd.to_datetime(parts["period"], format="%Y%m") if monthly else parts["period"],
            "value": parts["value"],
        }
    ).sort_values(["reporter", "partner", "product", "period"], ignore_index=True)
    table = table if len(goods) > 1 else table.drop(columns="product")
    return BuiltTable(table, held, None, notes, {"value": f"USD a {'month' if monthly else 'year'}"})


def _not_reported(rows: pd.DataFrame, reporters: Mapping[str, str], periods: list[str]) -> Iterator[str]:
    for code, name in reporters.items():
        found = set(rows.loc[rows["reporterCode"].eq(code), "period"])
        absent = [period for period in periods if period not in found]
        if absent:
            yield f"{name} has not reported {few_of(absent)}: missing, not zero"


def _classified(rows: pd.DataFrame) -> Iterator[str]:
    """Comtrade's “HS” is whichever edition a country reported in: a break where it changes."""
    used = sorted(rows["classificationCode"].unique())
    if len(used) > 1:
        yield f"goods are classified by several editions ({', '.join(used)}), as they were reported"


READER = Reader(
    version=1, ask=_ask, check=_check, build=_build, count=lambda source: len([*_requests(source)])
)

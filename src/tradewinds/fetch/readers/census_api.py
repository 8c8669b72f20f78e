"""US Census Bureau, International Trade API: imports for consumption by a commodity group, origin and month.

One request a month for the countries, one a year for the totals of all countries, which the countries have to
add up to. The realised tariff is calculated duty ÷ customs value; where nothing was imported there is none.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.errors import FetchError, SettingsError
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import require_whole_json
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_VALUE, _DUTY = "CON_VAL_MO", "CAL_DUT_MO"
_FLAGS = {_VALUE: "CON_VAL_MO_FLAG", _DUTY: "CAL_DUT_MO_FLAG"}
_ALL = "-"
"""Country code of all countries together."""


def _columns(source: SourceSettings) -> list[str]:
    flags = list(_FLAGS.values()) if source.options.get("flags", True) else []
    return [
        needed_option(source, "commodity", "a variable of the API"),
        "CTY_CODE",
        "CTY_NAME",
        _VALUE,
        _DUTY,
        *flags,
    ]


def _request(source: SourceSettings, name: str, more: list[tuple[str, str]]) -> PublisherRequest:
    query = [("get", ",".join(_columns(source))), ("COMM_LVL", needed_option(source, "level", "such as NA3"))]
    return PublisherRequest(name, source.url, (*query, *more), key_at=("query", "key"), may_be_empty=True)


def _ask(source: SourceSettings) -> Asking:
    span = checks.asked_months(source)
    for month in span:
        yield _request(source, f"{month}.json", [("SUMMARY_LVL", "DET"), ("time", month)])
    for year in sorted({month[:4] for month in span}):
        inside = [month for month in span if month.startswith(year)]
        time = f"from {inside[0]} to {inside[-1]}"
        yield _request(source, f"total-{year}.json", [("CTY_CODE", _ALL), ("time", time)])


def _count(source: SourceSettings) -> int:
    span = checks.asked_months(source)
    return len(span) + len({month[:4] for month in span})


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    require_whole_json(path)
    content = checks.json_body(path)
    if content is None:
        return
    if isinstance(content, dict):
        raise FetchError(f"200 with an error ({content.get('error', content)})", "rows below a header")
    table = checks.rows_of_lists(content, [*_columns(source), "time"])
    wanted = [value for name, value in request.query if name == "time"][0]
    times = wanted.removeprefix("from ").split(" to ")
    checks.require_periods(table["time"], checks.months(times[0], times[-1]))


def _read(source: SourceSettings, path: Path) -> pd.DataFrame:
    """``group``, ``country``, ``name``, ``time``, ``value``, ``duties``; missing where the flag says so."""
    content = checks.json_body(path)
    wanted = [*_columns(source), "time"]
    rows = checks.rows_of_lists(content, wanted) if content else pd.DataFrame(columns=wanted, dtype=str)
    read = {}
    for name in (_VALUE, _DUTY):
        flag = rows.get(_FLAGS[name])
        marked = flag.astype(str).str.strip().eq("M") if flag is not None else pd.Series(False, rows.index)
        read[name] = checks.checked_numbers(rows[name].mask(marked, None))
    group = rows[_columns(source)[0]]
    return pd.DataFrame(
        {
            "group": group,
            "country": rows["CTY_CODE"],
            "name": rows["CTY_NAME"],
            "time": rows["time"],
            "value": read[_VALUE],
            "duties": read[_DUTY],
        }
    )


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    span = checks.asked_months(source)
    parts = pd.concat([_read(source, answers[f"{month}.json"]) for month in span], ignore_index=True)
    totals = pd.concat(
        [_read(source, path) for name, path in answers.items() if name.startswith("total-")],
        ignore_index=True,
    )
    checks.require_periods(parts["time"], span)
    # countries have four digits of which the first is not 0; groups of countries, and their sum, have others
    parts = parts[parts["country"].str.fullmatch(r"[1-9]\d{3}")]
    checks.require_unique(parts, ["group", "country", "time"])
    checks.require_unique(totals, ["group", "time"])
    held = [
        checks.require_parts(parts, totals, ["time", "group"], column, words)
        for column, words in (("value", "customs value"), ("duties", "calculated duty"))
    ]
    held += [
        checks.require_no_collapse(parts["value"], parts["time"], "customs value"),
        checks.require_no_collapse(parts["duties"], parts["time"], "calculated duty"),
    ]
    held.append(require_golden(source, totals))
    return BuiltTable(
        _panel(source, parts),
        [one for one in held if one],
        units={"value": "USD a month", "duties": "USD a month", "tariff": "fraction"},
    )


def _panel(source: SourceSettings, parts: pd.DataFrame) -> pd.DataFrame:
    """By group and origin; or, where ``options.sum_over`` says so, of all groups or of all countries."""
    over, key = source.options.get("sum_over"), source.options.get("key", "group")
    if over not in (None, "groups", "origins"):
        raise SettingsError(f"options.sum_over = {over!r}", "groups or origins, or nothing")
    if over == "origins":
        return panel_of(_summed(parts, ["group", "time"]).assign(origin="all"), key).drop(columns="origin")
    named = named_origins(parts, needed_option(source, "origins", "name → Schedule C code, or several"))
    if over == "groups":
        return panel_of(_summed(named, ["origin", "time"]).assign(group="all"), key).drop(columns=key)
    twice = [name for name, code in source.options["origins"].items() if not isinstance(code, str)]
    if twice:
        named = _summed(named, ["group", "origin", "time"])
    return panel_of(named, key)


def _summed(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums of value and duties; missing where one of them is."""
    grouped = rows.groupby(keys)[["value", "duties"]]
    return grouped.sum().mask(grouped.count().lt(grouped.size(), axis=0)).reset_index()


def require_golden(source: SourceSettings, totals: pd.DataFrame) -> str:
    """Figures that never move, from the settings: ``golden: {2013-01: 190e9}`` of all goods; in words."""
    golden = source.options.get("golden", {})
    for month, figure in golden.items():
        found = float(totals.loc[totals["time"].eq(month), "value"].sum())
        if month in set(totals["time"]) and found != float(figure):
            raise FetchError(
                f"imports of {month} are {found:,.0f}", f"{float(figure):,.0f}, which never moves"
            )
    return f"known figures of {', '.join(golden)}" if golden else ""


def named_origins(parts: pd.DataFrame, origins: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of the origins asked for; each has to be there, under the publisher's own name.

    A group of countries is a name with a list of codes; its members have to be there under any name.
    """
    grouped = {name for name, code in origins.items() if not isinstance(code, str)}
    by_code = {
        str(code): origin
        for origin, codes in origins.items()
        for code in (codes if origin in grouped else [codes])
    }
    table = parts[parts["country"].isin(by_code)].assign(origin=lambda rows: rows["country"].map(by_code))
    for code, origin in by_code.items():
        rows = table[table["country"].eq(code)]
        names = rows["name"].unique() if "name" in rows else [origin]
        if rows.empty:
            raise FetchError(
                f"nothing from {origin} ({code})", "at least one row", "Is its Schedule C code right?"
            )
        word = origin.split(",")[0].split()[0].upper()
        if origin not in grouped and not all(word in str(name).upper() for name in names):
            raise FetchError(f"country {code} is {names[0]}", origin, "Mend options.origins.")
    return table


def panel_of(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row for each group, origin and month that the publisher has a row of, sorted."""
    value = table["value"]
    panel = pd.DataFrame(
        {
            key: table["group"].astype(str),
            "origin": table["origin"],
            "period": pd.to_datetime(table["time"], format="%Y-%m"),
            "tariff": table["duties"] / value.where(value > 0),
            "value": value,
            "duties": table["duties"],
        }
    )
    return panel.sort_values([key, "origin", "period"], ignore_index=True)


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=_count)

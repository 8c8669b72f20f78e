"""FRED and ALFRED (St. Louis Fed): series by month or quarter, as of now or as of a day, to a quarterly
table.

Monthly series are averaged over whole quarters. ``options.derived`` computes columns from series, such as a
ratio. With ``options.as_of`` every figure is what was published on that day (ALFRED).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.errors import FetchError, SettingsError, few_of
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import require_whole_json
from tradewinds.fetch.formulas import computed_column
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.checks import is_day
from tradewinds.settings.source import SourceSettings

_CEILING = 100_000
_MISSING = (".",)
_LENGTH = {"M": 3, "Q": 1}
"""FRED's letter of a frequency → observations in a quarter."""


def _as_of(source: SourceSettings) -> list[tuple[str, str]]:
    day = source.options.get("as_of")
    if not day:
        return []
    if not is_day(str(day)):
        raise SettingsError(f"options.as_of = {day!r}", "a day, such as 2019-06-30")
    return [("realtime_start", str(day)), ("realtime_end", str(day))]


def _ids(source: SourceSettings) -> list[str]:
    named = needed_option(source, "series", "column → series").values()
    return list(dict.fromkeys([*named, *source.options.get("others", [])]))


def _ask(source: SourceSettings) -> Asking:
    for series in _ids(source):
        shared = [("series_id", series), ("file_type", "json"), *_as_of(source)]
        yield PublisherRequest(
            f"{series}.about.json", f"{source.url}/series", tuple(shared), key_at=("query", "api_key")
        )
        paged = [*shared, ("limit", str(_CEILING))]
        url = f"{source.url}/series/observations"
        yield PublisherRequest(f"{series}.json", url, tuple(paged), key_at=("query", "api_key"))


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    require_whole_json(path)
    content = checks.json_body(path)
    if not isinstance(content, dict) or "error_message" in content:
        said = content.get("error_message") if isinstance(content, dict) else type(content).__name__
        raise FetchError(f"200 with an error ({said})", "a series")
    if request.name.endswith(".about.json"):
        about = content.get("seriess")
        lacking = [
            name for name in ("id", "frequency_short", "last_updated") if not about or name not in about[0]
        ]
        if lacking:
            raise FetchError(f"no {', '.join(lacking)} in it", "one series with its frequency")
        return
    rows = content.get("observations")
    if not isinstance(rows, list) or "count" not in content:
        raise FetchError(f"no observations and count among {', '.join(content)}", "both")
    checks.require_below_ceiling(int(content["count"]), _CEILING, request.name)
    if len(rows) != int(content["count"]):
        raise FetchError(f"{len(rows):,} observations", f"{content['count']:,}, as the answer says")
    if not rows:
        raise FetchError(
            "no observation", "a series that was published then", "Is as_of before its first day?"
        )
    if any("date" not in row or "value" not in row for row in rows):
        raise FetchError("observations without date and value", "both")


def _quarters(series: str, about: dict[str, Any], content: dict[str, Any], as_of: str | None) -> pd.Series:
    """A series by quarter; missing where one of a quarter's months is."""
    length = _LENGTH.get(str(about["frequency_short"]))
    if length is None:
        raise FetchError(f"{series} is of frequency {about['frequency_short']}", "M or Q")
    rows = pd.DataFrame(content["observations"])
    if as_of is not None and "realtime_start" in rows:
        later = rows[rows["realtime_start"].gt(as_of)]
        if len(later):
            raise FetchError(
                f"{series}: a figure published {later['realtime_start'].iloc[0]}", f"none after {as_of}"
            )
    checks.require_unique(rows, ["date"])
    date = pd.to_datetime(rows["date"], format="%Y-%m-%d", errors="coerce")
    if date.isna().any():
        raise FetchError(
            f"{series}: {rows['date'][date.isna()].iloc[0]!r} as date", "days such as 2019-06-01"
        )
    values = checks.checked_numbers(rows["value"].rename(series), _MISSING)
    grouped = values.groupby(date.dt.to_period("Q"))
    return grouped.mean().where(grouped.count() == length).rename(series)


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    as_of = str(source.options["as_of"]) if source.options.get("as_of") else None
    stamps, found = [], {}
    for series in _ids(source):
        about = checks.json_body(answers[f"{series}.about.json"])["seriess"][0]
        if about["id"] != series:
            raise FetchError(f"{series} answers as {about['id']}", series)
        stamps.append(str(about["last_updated"]))
        found[series] = _quarters(series, about, checks.json_body(answers[f"{series}.json"]), as_of)
    quarters = pd.concat(found, axis=1).sort_index()
    quarters = quarters.reindex(pd.period_range(quarters.index[0], quarters.index[-1], freq="Q"))
    table = pd.DataFrame(
        {
            column: quarters[series]
            for column, series in needed_option(source, "series", "column → series").items()
        }
    )
    for column, formula in source.options.get("derived", {}).items():
        table[column] = computed_column(str(formula), column, pd.concat([quarters, table], axis=1))
    table = table.loc[source.first : source.last]
    table, notes = without_ragged_edges(table)
    period = [str(one) for one in table.index]
    units = {str(name): str(unit) for name, unit in source.options.get("units", {}).items()}
    held = ["as many observations of each series as its answer says, none at the ceiling"]
    if as_of:
        held.append(f"no figure was published after {as_of}")
    stamp = f"as of {as_of}" if as_of else f"last updated {max(stamps)}"
    return BuiltTable(table.reset_index(drop=True).assign(period=period), held, stamp, notes, units)


def without_ragged_edges(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The quarters from the first to the last one in which every column is there; what was cut, in words.

    Gaps inside stay, as missing.
    """
    whole = table.notna().all(axis=1)
    if not whole.any():
        raise FetchError("no quarter in which all series are there", "at least one")
    first, last = whole.index[whole.to_numpy()][[0, -1]]
    notes = []
    for cut, words in (
        (table[table.index < first], "not there yet"),
        (table[table.index > last], "not out yet"),
    ):
        for column in cut.columns[cut.isna().any()]:
            missing = [str(one) for one in cut.index[cut[column].isna()]]
            notes.append(f"{column} {words} in {few_of(missing)}: these quarters are left out")
    inside = table[first:last]
    for column in inside.columns[inside.isna().any()]:
        missing = [str(one) for one in inside.index[inside[column].isna()]]
        notes.append(f"{column} is missing in {few_of(missing)}")
    return inside, notes


READER = Reader(
    version=1,
    ask=_ask,
    check=_check,
    build=_build,
    as_of=True,
    count=lambda source: 2 * len(_ids(source)),
)

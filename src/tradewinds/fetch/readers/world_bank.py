"""World Bank indicators, API v2: some indicators of all economies by year, page by page, as one table.

Aggregates such as “Euro area” stand among the economies of every answer; the list of economies says which
they are, and they are left out.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.errors import FetchError, abridged, few_of
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import require_whole_json
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_PER_PAGE = 1000
_AGGREGATES = "NA"
"""Region of what is no economy but a sum of some."""


def _indicators(source: SourceSettings) -> dict[str, str]:
    """Column → indicator."""
    named = needed_option(source, "indicators", "column → indicator")
    return {str(column): str(one) for column, one in named.items()}


def _ask(source: SourceSettings) -> Asking:
    years = checks.years(source.first, source.last)
    yield from _pages(f"{source.url}/country", "economies", [])
    for indicator in _indicators(source).values():
        url = f"{source.url}/country/all/indicator/{indicator}"
        yield from _pages(url, indicator, [("date", f"{years[0]}:{years[-1]}"), ("source", "2")])


def _pages(url: str, name: str, query: list[tuple[str, str]]) -> Asking:
    """As many pages as the first one says."""
    page, pages = 1, 1
    while page <= pages:
        asked = [*query, ("format", "json"), ("per_page", str(_PER_PAGE)), ("page", str(page))]
        answer = yield PublisherRequest(f"{name}.{page:03d}.json", url, tuple(asked))
        pages = int(checks.json_body(answer)[0]["pages"])
        page += 1


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    require_whole_json(path)
    content = checks.json_body(path)
    if isinstance(content, list) and content and isinstance(content[0], dict) and "message" in content[0]:
        said = " ".join(str(one.get("value", one)) for one in content[0]["message"])
        raise FetchError(
            f"200 with an error ({abridged(said, 200)})", "rows", "Is the indicator's code right?"
        )
    if not (isinstance(content, list) and len(content) == 2 and isinstance(content[0], dict)):
        raise FetchError(f"an answer of another shape ({abridged(str(content))})", "paging and rows")
    paging, rows = content
    lacking = [name for name in ("page", "pages", "per_page", "total") if name not in paging]
    if lacking:
        raise FetchError(f"paging without {', '.join(lacking)}", "page, pages, per_page and total")
    wanted = dict(request.query)["page"]
    if str(paging["page"]) != wanted:
        raise FetchError(f"page {paging['page']}", f"page {wanted}")
    if not rows:
        raise FetchError("no row", "rows", "Is the indicator's code right, and the span of years?")
    full, total = int(paging["per_page"]), int(paging["total"])
    due = min(full, total - full * (int(wanted) - 1))
    if len(rows) != due:
        raise FetchError(f"{len(rows)} rows on page {wanted}", f"{due}, as it says")
    fields = (
        ("id", "region")
        if request.name.startswith("economies")
        else ("countryiso3code", "date", "value", "indicator")
    )
    for field in fields:
        if any(field not in row for row in rows):
            raise FetchError(f"rows without {field}", ", ".join(fields))


def _paged(answers: Mapping[str, Path], name: str) -> tuple[list[dict[str, Any]], str]:
    """All rows of all pages, and when the publisher last changed them: pages of two states are refused."""
    # names of indicators go on in those of others: SP.POP.TOTL, SP.POP.TOTL.FE.IN
    page = re.compile(rf"{re.escape(name)}\.\d{{3,}}\.json")
    found = [checks.json_body(path) for file, path in answers.items() if page.fullmatch(file)]
    stamps = {str(paging.get("lastupdated", "")) for paging, _ in found}
    totals = {int(paging["total"]) for paging, _ in found}
    rows = [row for _, part in found for row in part]
    if len(stamps) > 1 or len(totals) > 1 or len(rows) != max(totals):
        raise FetchError(
            f"pages of {name} of {len(stamps)} states, {len(rows):,} rows", f"{max(totals):,} of one"
        )
    return rows, stamps.pop()


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    listed, _ = _paged(answers, "economies")
    economies = {one["id"] for one in listed if one["region"]["id"] != _AGGREGATES}
    columns, stamps, notes = {}, [], []
    for column, indicator in _indicators(source).items():
        rows, stamp = _paged(answers, indicator)
        stamps.append(stamp)
        table = pd.DataFrame(rows)
        odd = {one["id"] for one in table["indicator"]} - {indicator}
        if odd:
            raise FetchError(f"rows of {few_of(sorted(odd))}", f"rows of {indicator}")
        table = table[table["countryiso3code"].isin(economies)]
        checks.require_unique(table, ["countryiso3code", "date"])
        checks.require_periods(table["date"], checks.years(source.first, source.last))
        values = checks.checked_numbers(table["value"].rename(column)).to_numpy()
        columns[column] = pd.Series(values, pd.MultiIndex.from_frame(table[["countryiso3code", "date"]]))
        empty = columns[column].groupby("date").count()
        none = [str(year) for year in empty.index[empty.eq(0)]]
        if none:
            notes.append(f"{column} is missing everywhere in {few_of(none)}")
    table = pd.DataFrame(columns).sort_index().reset_index(names=["economy", "period"])
    held = [
        "as many rows of each indicator as its first page says, all pages of one state",
        f"{len(listed) - len(economies)} aggregates left out, {len(economies)} economies kept",
    ]
    return BuiltTable(table, held, f"last updated {max(stamps)}", notes)


READER = Reader(version=1, ask=_ask, check=_check, build=_build)

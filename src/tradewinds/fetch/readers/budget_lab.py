"""The Budget Lab at Yale, tariff rate tracker: daily statutory rates of the United States by origin, as
months.

A list of files (``MANIFEST.json``) says which dated file is current, its SHA-256 and its rows. Rates are
fractions of customs value that the law prescribes, weighed by imports. A month's rate is the mean of its
days'. Days after the publication are the law of that day carried on: their months are left out.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.errors import FetchError
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import require_whole_json
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.readers.census_api import named_origins
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.data_variable import HIGHEST
from tradewinds.settings.source import SourceSettings

_LIST, _RATES = "MANIFEST.json", "rates.csv"
_PLAIN = ("csv", "plain", "octet-stream")


def _ask(source: SourceSettings) -> Asking:
    listed = yield PublisherRequest(
        _LIST, f"{source.url}/{_LIST}", accepts=("json", "plain"), begins=(b"{",), asked_anew=True
    )
    entry = _entry(source, checks.json_body(listed))
    yield PublisherRequest(
        _RATES,
        f"{source.url}/{entry['path']}",
        accepts=_PLAIN,
        begins=(b"date", b'"date"', b"revision", b'"revision"', b"country", b'"country"'),
        sha256=entry["sha256"],
    )


def _entry(source: SourceSettings, content: Any) -> dict[str, Any]:
    """What the list says of the file that is wanted."""
    wanted = needed_option(source, "file", "name of the file in the publisher's list")
    files = content.get("files") if isinstance(content, dict) else None
    found = [one for one in files or [] if isinstance(one, dict) and one.get("name") == wanted]
    if len(found) != 1:
        raise FetchError(f"{len(found)} files {wanted} in {_LIST}", "one")
    lacking = [name for name in ("path", "sha256", "n_rows") if name not in found[0]]
    if lacking:
        raise FetchError(f"{_LIST} says no {', '.join(lacking)} of {wanted}", "path, sha256 and n_rows")
    path = str(found[0]["path"])
    if path.startswith("/") or ".." in path or ":" in path:
        raise FetchError(f"{_LIST} names the file {path}", "a file beside the list")
    return found[0]


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    if request.name == _LIST:
        require_whole_json(path)
        _entry(source, checks.json_body(path))
    else:
        checks.csv_body(path, _columns(source))


def _columns(source: SourceSettings) -> list[str]:
    return ["date", "country", *needed_option(source, "rates", "name → column of the file").values()]


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    listed = checks.json_body(answers[_LIST])
    published, entry = pd.Timestamp(listed["publication_date"]), _entry(source, listed)
    days = checks.csv_body(answers[_RATES], _columns(source))
    if len(days) != int(entry["n_rows"]):
        raise FetchError(f"{len(days):,} rows of {entry['name']}", f"{entry['n_rows']:,}, as the list says")
    checks.require_unique(days, ["date", "country"])
    rates = needed_option(source, "rates", "name → column of the file")
    table = named_origins(days, needed_option(source, "origins", "name → Schedule C code"))
    date = pd.to_datetime(table["date"], format="%Y-%m-%d", errors="coerce")
    if date.isna().any():
        raise FetchError(f"{table['date'][date.isna()].iloc[0]!r} in date", "days such as 2025-04-09")
    held = [f"rows and SHA-256 of {entry['name']} are those of the publisher's list"]
    read = {name: checks.checked_numbers(table[column], ("NA", "")) for name, column in rates.items()}
    for name, values in read.items():
        if values.min() < 0 or values.max() > HIGHEST:
            raise FetchError(
                f"rates from {values.min():g} to {values.max():g} in {name}",
                f"fractions from 0 to {HIGHEST:g}",
            )
        held.append(checks.require_no_collapse(values, table["country"], name, least=0.2))
    monthly = pd.DataFrame({"origin": table["origin"], "period": date.dt.to_period("M"), **read})
    # a month counts where the list was published after its end, and every day of it is there
    whole = monthly["period"] < published.to_period("M")
    grouped = monthly[whole].groupby(["origin", "period"])
    means = grouped[list(rates)].mean().mask(grouped[list(rates)].count().lt(grouped.size(), axis=0))
    lacking = grouped.size() != [period.days_in_month for _, period in means.index]
    if lacking.any():
        origin, period = lacking.index[lacking][0]
        raise FetchError(f"{grouped.size()[lacking].iloc[0]} days of {period} for {origin}", "every day")
    means = means.reset_index()
    stamp = f"publication {published:%Y-%m-%d}, law as of {_as_of(listed)}"
    units = dict.fromkeys(rates, "fraction, weighed by imports")
    return BuiltTable(means.assign(period=means["period"].dt.to_timestamp()), held, stamp, units=units)


def _as_of(listed: dict[str, Any]) -> str:
    said = listed.get("data_as_of")
    revision = said.get("last_revision", "a revision not said") if isinstance(said, dict) else str(said)
    dirty = isinstance(listed.get("git"), dict) and listed["git"].get("dirty") is True
    return f"{revision}{', from a changed checkout' if dirty else ''}"


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=lambda source: 2)

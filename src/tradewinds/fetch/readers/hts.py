"""US International Trade Commission, Harmonized Tariff Schedule: which lines name a heading of chapter 99.

One release is one JSON file, a list of lines. A product that pays an additional duty has a footnote with the
heading that sets it (“See 9903.88.03.”), which is how the lists of Section 301 reach the products. Duties
whose products stand in a note of chapter 99 alone have no footnotes.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tradewinds.errors import FetchError
from tradewinds.fetch import checks
from tradewinds.fetch.bodies import require_whole_json
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_HEADING = re.compile(r"\b99\d{2}\.\d{2}\.\d{2}\b")
_LINE = re.compile(r"\d{4}(\.\d{2}){0,3}")
_FILE = "schedule.json"


def _ask(source: SourceSettings) -> Asking:
    yield PublisherRequest(_FILE, source.url, accepts=("json", "octet-stream"), begins=(b"[", b"{"))


def _lines(path: Path) -> list[dict[str, Any]]:
    """The lines that have a number, products among them."""
    content = checks.json_body(path)
    if not isinstance(content, list) or not all(isinstance(line, dict) for line in content):
        raise FetchError("an answer that is no list of lines", "a list, one entry a line of the schedule")
    for name in ("htsno", "footnotes"):
        if content and not any(name in line for line in content):
            raise FetchError(
                f"lines without {name}", "htsno and footnotes", "The publisher's format has changed."
            )
    return [line for line in content if str(line.get("htsno") or "").strip()]


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    require_whole_json(path)
    lines = _lines(path)
    least = int(needed_option(source, "least_lines", "fewest lines with a number"))
    if len(lines) < least:
        raise FetchError(f"{len(lines):,} lines", f"at least {least:,}", "Is the file whole?")
    strange = [str(line["htsno"]) for line in lines if not _LINE.fullmatch(str(line["htsno"]).strip())]
    if strange:
        raise FetchError(f"the number {strange[0]!r}", "such as 0101.21.00.10")


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    found = [
        (str(line["htsno"]).strip().replace(".", ""), heading)
        for line in _lines(answers[_FILE])
        if not str(line["htsno"]).startswith("99")
        for note in line.get("footnotes") or []
        for heading in _HEADING.findall(str(note.get("value", "")))
    ]
    table = pd.DataFrame(sorted(set(found)), columns=["product", "heading"])
    counts = table["heading"].value_counts()
    said = ", ".join(f"{name} {count:,}" for name, count in counts.head(8).items())
    return BuiltTable(
        table, ["every line has a number of four to ten digits"], notes=[f"lines by heading: {said}"]
    )


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=lambda source: 1)

"""US Census Bureau, monthly import files (IMDB): the same table without a key, from every entry of a month.

``IMP_DETL.TXT`` has lines of one width, in bytes: goods, country, district, rate provision, year, month,
values. ``CONCORD.TXT`` beside it says which NAICS industry each ten-digit product belongs to in that month.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from tradewinds.errors import FetchError
from tradewinds.fetch import checks
from tradewinds.fetch.reader import Asking, BuiltTable, Reader, needed_option
from tradewinds.fetch.readers.census_api import named_origins, panel_of
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings

_DETAIL = {
    "commodity": (0, 10),
    "country": (10, 14),
    "year": (22, 26),
    "month": (26, 28),
    "value": (73, 88),
    "duties": (103, 118),
}
"""Columns of the detail, from byte to byte."""
_CONCORDANCE = {"commodity": (0, 10), "naics": (227, 233)}
_WIDTH = {"IMP_DETL.TXT": 118, "CONCORD.TXT": 233}
"""Least bytes of a line that holds all these columns."""


def _ask(source: SourceSettings) -> Asking:
    for month in checks.asked_months(source):
        year, number = month.split("-")
        url = f"{source.url}/{year}/Merch/im_m/IMDB{year[2:]}{number}.ZIP"
        yield PublisherRequest(f"{month}.zip", url, accepts=("zip", "octet-stream"), begins=(b"PK",))


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    checks.require_whole_archive(path)


def _lines(archive: zipfile.ZipFile, name: str, columns: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    """Columns of a member with lines of one width, as bytes turned to text."""
    found = [one for one in archive.namelist() if one.upper().rpartition("/")[2] == name]
    if len(found) != 1:
        raise FetchError(f"{len(found)} members {name} among {', '.join(archive.namelist())}", "one")
    content = archive.read(found[0]).rstrip(b"\x1a")
    end = content.find(b"\n") + 1
    if end <= _WIDTH[name] or len(content) % end:
        raise FetchError(
            f"{name}: {len(content):,} bytes, a first line of {end - 1}",
            f"lines of one width, {_WIDTH[name]} or more",
        )
    cells = np.frombuffer(content, dtype=np.uint8).reshape(-1, end)
    if not (cells[:, end - 1] == ord("\n")).all():
        raise FetchError(f"{name}: lines of several widths", f"lines of {end - 1} bytes")
    return pd.DataFrame({key: _texts(cells[:, start:stop]) for key, (start, stop) in columns.items()})


def _texts(cells: np.ndarray) -> np.ndarray:
    """Rows of bytes as texts."""
    joined = np.ascontiguousarray(cells)
    if (joined > 127).any():
        raise FetchError(
            "a letter where codes and figures stand", "digits", "The publisher's format has changed."
        )
    return np.char.strip(joined.view(f"S{joined.shape[1]}").ravel().astype(str))


def _month(path: Path, month: str, by_industry: bool, digits: int) -> pd.DataFrame:
    """Sums of a month over group and country."""
    with zipfile.ZipFile(path) as archive:
        detail = _lines(archive, "IMP_DETL.TXT", _DETAIL)
        times = set(detail["year"].str.cat(detail["month"], sep="-"))
        if times != {month}:
            raise FetchError(f"{path.name} holds {', '.join(sorted(times)[:3])}", month)
        if not detail["commodity"].str.fullmatch(r"\d{10}").all():
            raise FetchError(f"{path.name}: products that are not ten digits", "ten digits")
        if by_industry:
            concordance = _lines(archive, "CONCORD.TXT", _CONCORDANCE)
            checks.require_unique(concordance, ["commodity"])
            naics = detail["commodity"].map(concordance.set_index("commodity")["naics"])
            lacking = detail.loc[naics.isna() | naics.eq(""), "commodity"].unique()
            if len(lacking):
                raise FetchError(
                    f"{path.name}: {len(lacking)} products without an industry, such as {lacking[0]}",
                    "every product in CONCORD.TXT",
                )
            detail["group"] = naics.str[:digits]
        else:
            detail["group"] = detail["commodity"].str[:digits]
    for column in ("value", "duties"):
        detail[column] = checks.checked_numbers(detail[column])
    summed = detail.groupby(["group", "country"], as_index=False)[["value", "duties"]].sum()
    return summed.assign(time=month)


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    span, origins = checks.asked_months(source), needed_option(source, "origins", "name → Schedule C code")
    by_industry = needed_option(source, "commodity", "naics or hs") == "naics"
    digits = int(needed_option(source, "digits", "how many digits of the code"))
    parts = pd.concat(
        [_month(answers[f"{month}.zip"], month, by_industry, digits) for month in span], ignore_index=True
    )
    held = [
        checks.require_no_collapse(parts["value"], parts["time"], "customs value"),
        checks.require_no_collapse(parts["duties"], parts["time"], "calculated duty"),
        "every line of every month's file is of that month",
    ]
    table = panel_of(named_origins(parts, origins), needed_option(source, "key", "name of the key column"))
    units = {"value": "USD a month", "duties": "USD a month", "tariff": "fraction"}
    return BuiltTable(table, held, units=units)


READER = Reader(
    version=1, ask=_ask, check=_check, build=_build, count=lambda source: len(checks.asked_months(source))
)

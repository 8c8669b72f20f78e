"""What has to hold of answers and tables. Each check raises FetchError."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.errors import FetchError, SettingsError, abridged, few_of
from tradewinds.fetch.bodies import TruncatedBody, decoded_body
from tradewinds.settings.source import SourceSettings

_MOVED = "The publisher's format has changed: report it, and use an older vintage."


def json_body(path: Path, encoding: str = "utf-8") -> Any:
    """The JSON of an answer; None where the answer is empty (204)."""
    content = path.read_bytes()
    return json.loads(decoded_body(content, encoding)) if content else None


def rows_of_lists(content: Any, wanted: Sequence[str]) -> pd.DataFrame:
    """A table from a list of lists of which the first is the header: the wanted columns, found by name.

    A name may occur twice where a filter comes back as a column (Census); such columns have to be equal.
    """
    if not isinstance(content, list) or not content or not isinstance(content[0], list):
        raise FetchError(
            f"an answer of another shape ({abridged(json.dumps(content))})", "rows below a header", _MOVED
        )
    head, width = [str(name) for name in content[0]], len(content[0])
    short = [
        number for number, row in enumerate(content[1:], 1) if not isinstance(row, list) or len(row) != width
    ]
    if short:
        raise FetchError(f"row {short[0]} has not the {width} cells of the header", "whole rows", _MOVED)
    require_columns(head, wanted)
    cells = np.array(content[1:], dtype=object).reshape(-1, width)
    columns = {}
    for name in wanted:
        places = [place for place, other in enumerate(head) if other == name]
        for place in places[1:]:
            if not (cells[:, place] == cells[:, places[0]]).all():
                raise FetchError(f"two columns {name} that differ", "one", _MOVED)
        columns[name] = cells[:, places[0]]
    return pd.DataFrame(columns)


def require_columns(found: Iterable[str], wanted: Sequence[str]) -> None:
    """All wanted columns are there; others may stand among them."""
    found = list(found)
    lacking = [name for name in wanted if name not in found]
    if lacking:
        raise FetchError(
            f"no column {', '.join(lacking)} among {', '.join(found)}", ", ".join(wanted), _MOVED
        )


def checked_numbers(texts: pd.Series, missing: Sequence[str] = (), thousands: bool = False) -> pd.Series:
    """Numbers of a column of texts; the publisher's marks of what is missing are NaN, never zero.

    An empty cell that is no such mark, or a text that is no number, is refused.
    """
    plain = texts.map(lambda cell: None if pd.isna(cell) else str(cell).strip())
    gone = plain.isna() | plain.isin(list(missing))
    cleaned = plain.str.replace(",", "") if thousands else plain
    read = pd.to_numeric(cleaned.where(~gone), errors="coerce").astype(float)
    wrong = read.isna() & ~gone
    wrong |= ~np.isfinite(read) & ~gone
    if wrong.any():
        found = few_of([repr(one) for one in plain[wrong].unique()])
        raise FetchError(f"{found} in {texts.name}", "numbers", _MOVED)
    return read


def require_below_ceiling(rows: int, ceiling: int, what: str) -> None:
    """As many rows as the publisher gives at most are a cut answer."""
    if rows >= ceiling:
        raise FetchError(
            f"{rows:,} rows of {what}", f"fewer than the ceiling of {ceiling:,}", "Ask for a shorter span."
        )


def require_unique(table: pd.DataFrame, keys: Sequence[str]) -> None:
    """One row for each combination of keys: totals and members in one answer count goods twice."""
    twice = table[table.duplicated(list(keys))]
    if len(twice):
        example = ", ".join(f"{name} {twice.iloc[0][name]}" for name in keys)
        raise FetchError(f"{len(twice)} rows stand there twice, such as {example}", "each once", _MOVED)


def require_parts(
    parts: pd.DataFrame,
    totals: pd.DataFrame,
    keys: Sequence[str],
    column: str,
    what: str,
    within: float = 0.0,
) -> str:
    """Over ``keys`` the parts' ``column`` adds up to the publisher's totals, to half a unit, or to the share
    ``within`` of a total whose parts are rounded; what was checked, in words.

    Cells in which the publisher marks a part as missing cannot be compared.
    """
    grouped = parts.groupby(list(keys))[column]
    both = pd.concat({"parts": grouped.sum(), "total": totals.set_index(list(keys))[column]}, axis=1)
    marked = parts.loc[parts[column].isna()].set_index(list(keys)).index
    both = both[~both.index.isin(marked)].fillna(0)
    apart = (both["parts"] - both["total"]).abs() > np.maximum(0.5, within * both["total"].abs())
    if not len(both):
        raise FetchError(f"{what}: no total to compare with", "totals of the publisher's own")
    if apart.any():
        row, place = both[apart].iloc[0], ", ".join(map(str, both.index[apart][0]))
        raise FetchError(
            f"{what} of {place}: parts add up to {row['parts']:,.0f}, the total is {row['total']:,.0f}"
            f" ({int(apart.sum())} such)",
            "parts that add up to the total",
            "It may have been revised between two requests: fetch again.",
        )
    return f"{what}: parts add up to the publisher's total in {len(both):,} cells"


def require_no_collapse(values: pd.Series, group: pd.Series, what: str, least: float = 0.5) -> str:
    """In no group is the share of rows that are not zero below ``least`` of the median group's; in words.

    A column that moved fills a table with zeros and raises no other error.
    """
    shares = (values.fillna(0) != 0).groupby(group.to_numpy()).mean()
    usual = float(shares.median())
    if usual == 0 or (shares < least * usual).any():
        worst = shares.idxmin()
        raise FetchError(
            f"{what}: {shares.min():.0%} of the rows of {worst} are not zero, {usual:.0%} are usual",
            f"at least {least * usual:.0%}",
            _MOVED,
        )
    return f"{what}: at least {shares.min():.0%} of the rows of each period are not zero"


def require_periods(found: Iterable[str], wanted: Sequence[str]) -> None:
    """Every period asked for has rows, and no other has."""
    found = set(found)
    lacking, strange = [one for one in wanted if one not in found], sorted(found - set(wanted))
    if lacking:
        raise FetchError(
            f"nothing of {few_of(lacking)}", "every period asked for", "Is it out yet? Set first and last."
        )
    if strange:
        raise FetchError(f"rows of {few_of(strange)}", "periods asked for", _MOVED)


def csv_body(
    path: Path | bytes, wanted: Sequence[str], encoding: str = "utf-8", separator: str = ","
) -> pd.DataFrame:
    """Wanted columns of a CSV, or of its bytes, by name, every cell as text."""
    text = decoded_body(path if isinstance(path, bytes) else path.read_bytes(), encoding)
    try:
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, sep=separator)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise FetchError(f"a CSV that cannot be read ({error})", "one row a line", _MOVED) from None
    require_columns(table.columns, wanted)
    return table[list(wanted)]


def require_these(found: pd.Series, wanted: Iterable[str], what: str) -> None:
    """No row is of anything but what was asked for: a filter that was not heeded counts goods twice."""
    strange = sorted(set(found.astype(str)) - set(wanted))
    if strange:
        raise FetchError(f"rows of {what} {few_of(strange)}", "what was asked for", _MOVED)


def require_whole_archive(path: Path) -> None:
    """Raises TruncatedBody for a ZIP that ends early or is damaged, FetchError for one that cannot be
    read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
    except zipfile.BadZipFile:
        raise TruncatedBody("the ZIP has no end") from None
    except zlib.error as error:
        raise TruncatedBody(f"the ZIP is damaged ({error})") from None
    except (zipfile.LargeZipFile, EOFError, OSError, ValueError) as error:
        raise FetchError(f"a ZIP that cannot be read ({error})", "a whole ZIP") from None
    if damaged:
        raise TruncatedBody(f"{damaged} is damaged")


def years(first: str | None, last: str | None) -> list[str]:
    """``2013`` … ``2024``, both ends included. Raises SettingsError where they are not set."""
    if first is None or last is None:
        raise SettingsError("first and last are not both set", "the years asked for, such as 2000")
    return [str(year) for year in range(int(first), int(last) + 1)]


def months(first: str, last: str) -> list[str]:
    """``2013-01`` … ``2013-12``, both ends included."""
    return [str(one) for one in pd.period_range(first, last, freq="M")]


def asked_months(source: SourceSettings) -> list[str]:
    """The months that a source asks for. Raises SettingsError where they are not set."""
    if source.first is None or source.last is None:
        raise SettingsError("first and last are not both set", "the months asked for, such as 2013-01")
    return months(source.first, source.last)

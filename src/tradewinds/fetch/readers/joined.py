"""A table made of those of other sources: rows with the same keys, and columns computed from both.

Rows that one of the parts lacks are left out and said, whichever that is: prices may end before values do,
and begin before them. That is not said of ``options.grids``, parts with a row for whatever there might be,
such as rates of law.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from tradewinds.errors import FetchError
from tradewinds.fetch import checks
from tradewinds.fetch.formulas import computed_column
from tradewinds.fetch.reader import Asking, BuiltTable, Reader
from tradewinds.fetch.request import PublisherRequest
from tradewinds.settings.source import SourceSettings


def _ask(source: SourceSettings) -> Asking:
    """Nothing: its parts were fetched."""
    yield from ()


def _check(source: SourceSettings, request: PublisherRequest, path: Path) -> None:
    """Nothing arrives."""


def _build(source: SourceSettings, answers: Mapping[str, Path]) -> BuiltTable:
    first, *others = source.parts
    table = pd.read_parquet(answers[first])
    notes: list[str] = []
    held: list[str] = []
    keys = [name for name in table if name == "period" or table[name].dtype.kind not in "fiu"]
    checks.require_unique(table, keys)
    for part in others:
        beside = pd.read_parquet(answers[part])
        shared = [name for name in keys if name in beside]
        checks.require_unique(beside, shared)
        twice = sorted(set(table) & set(beside) - set(shared))
        if "period" not in shared or twice:
            raise FetchError(
                f"{part} shares {', '.join([*shared, *twice])} with the tables before",
                "keys alone, with the period",
            )
        joined = table.merge(beside, on=shared, how="left", indicator="_there", validate="many_to_one")
        alone = joined["_there"].eq("left_only")
        notes += _left_out(joined[alone], "", part, keys)
        known = table[shared].drop_duplicates().assign(_there=True)
        later = beside.merge(known, on=shared, how="left")["_there"].isna().to_numpy()
        if part not in source.options.get("grids", []):
            notes += _left_out(beside[later], part, "the tables before it", shared)
        table = joined[~alone].drop(columns="_there")
        held.append(f"each row has one row of {part}")
    for column, formula in source.options.get("derived", {}).items():
        table[str(column)] = computed_column(str(formula), str(column), table)
    for key, labels in source.options.get("labels", {}).items():
        table["name"] = table[key].map(labels)
    units = {str(name): str(unit) for name, unit in source.options.get("units", {}).items()}
    return BuiltTable(table.sort_values(keys, ignore_index=True), held, notes=notes, units=units)


def _left_out(rows: pd.DataFrame, part: str, other: str, keys: list[str]) -> Iterator[str]:
    """What of a part, or of the tables joined so far, has no row in another, in words."""
    if rows.empty:
        return
    others = [key for key in keys if key != "period"]
    for names, group in rows.groupby(others) if others else [((), rows)]:
        named = " ".join(map(str, names if isinstance(names, tuple) else (names,)))
        of = ", ".join(filter(None, [part, named])) or "the table"
        span = f"{group['period'].min():%Y-%m} to {group['period'].max():%Y-%m}"
        yield f"{len(group)} rows of {of}, {span}, have none in {other}: they are left out"


READER = Reader(version=1, ask=_ask, check=_check, build=_build, count=lambda source: 0)

"""Formats of statistical offices that are no plain tables: JSON-stat and JSON of rows, Eurostat's TSV."""

import itertools
import json
import math
from typing import Any

import pandas as pd

from tradewinds.errors import DataError
from tradewinds.intake.grid import Cells
from tradewinds.intake.record import FileTable, IntakeRecord
from tradewinds.intake.typed_numbers import TypedNumber, typed_columns


def of_json(text: str, name: str, record: IntakeRecord) -> FileTable | Cells:
    """Columns of a JSON-stat data set (1 or 2), or of the rows that an interface answers with.

    Of JSON-stat a code and a label of each dimension, value and status; of rows that are lists their cells,
    the names in the first; of rows that are objects their fields. Raises DataError for other JSON.
    """
    try:
        found = json.loads(
            text if not _is_lines(text) else f"[{','.join(filter(str.strip, text.splitlines()))}]",
            parse_int=str,
        )
    except ValueError as error:
        raise DataError(f"{name} is damaged JSON ({error})", "JSON-stat", "Download it again.") from None
    rows = _rows(_rows_of_columns(found))
    if rows is not None:
        record.facts["form"] = "JSON, a list of rows"
        if isinstance(rows[0], list):
            return [[_cell(cell) for cell in row] for row in rows]
        normal = pd.json_normalize(rows, sep="_")
        frame = pd.DataFrame({c: [_cell(cell) for cell in normal[c]] for c in normal}, dtype=object)
        frame = typed_columns(frame)
        frame.index = pd.RangeIndex(1, len(frame) + 1, name="line")
        return FileTable(frame)
    return _of_jsonstat(found, name, record)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return TypedNumber(repr(float(value))) if math.isfinite(value) else ""
    return "" if value is None else str(value)


def _rows_of_columns(found: Any) -> Any:
    """Rows of what pandas writes by columns: names and rows apart, or columns of cells by row."""
    if not isinstance(found, dict):
        return found
    if isinstance(found.get("columns"), list) and isinstance(found.get("data"), list):
        return [found["columns"], *found["data"]]
    cells = [*found.values()]
    if (
        len(cells) > 1
        and all(isinstance(one, dict) and one and one.keys() == cells[0].keys() for one in cells)
        and not any(isinstance(cell, dict | list) for cell in cells[0].values())
    ):
        if all(map(str.isdigit, found)) and not all(map(str.isdigit, cells[0])):
            return cells
        return [{name: column[row] for name, column in found.items()} for row in cells[0]]
    return found


def _is_lines(text: str) -> bool:
    """Whether every line is an object of its own (JSON Lines)."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return len(lines) > 1 and all(line[0] == "{" and line[-1] == "}" for line in lines)


def _rows(found: Any) -> list[Any] | None:
    """The rows of an answer: the longest list of lists or objects in it, at the top or one level below."""
    inner = found if isinstance(found, list) else [*found.values()] if isinstance(found, dict) else []
    for one in (found, *inner):
        alike = isinstance(one, list) and len(one) > 1 and isinstance(one[0], list | dict)
        if alike and all(type(row) is type(one[0]) for row in one):
            return one
    return None


def _of_jsonstat(found: Any, name: str, record: IntakeRecord) -> FileTable:
    data = _dataset(found)
    if data is None:
        said = found.get("error") if isinstance(found, dict) else None
        more = f", it says: {json.dumps(said, ensure_ascii=False)[:120]}" if said else ""
        raise DataError(f"{name} is JSON without a JSON-stat data set{more}", "JSON-stat or a list of rows",
                        "Download it as JSON-stat or CSV.")  # fmt: skip
    about = data.get("dimension", {})
    ids = data.get("id") or about.get("id")
    if not ids or not all(one in about for one in ids):
        raise DataError(f"{name} is JSON-stat without dimensions", "the codes of each", "Download it again.")
    sizes = [int(size) for size in data.get("size") or about.get("size")]
    values = _dense(data.get("value", []), sizes)
    if not any(value is not None for value in values):
        raise DataError(
            f"{name} has no value in it", "some", "The query found nothing: widen it, and look at its codes."
        )
    categories = [_categories(about[one]["category"]) for one in ids]
    rows = pd.DataFrame(list(itertools.product(*categories)), columns=ids, dtype="str")
    labels = {one: about[one]["category"].get("label", {}) for one in ids}
    for one in ids:
        words = rows[one].map(labels[one])
        if words.notna().all() and (words != rows[one]).any():
            rows[f"{about[one].get('label') or one} (label)"] = words
    there = [value is not None for value in values]
    cells = pd.DataFrame({"value": pd.Series([_cell(value) for value in values], dtype=object)})
    rows["value"] = typed_columns(cells)["value"].where(there)
    status = _dense(data.get("status", []), sizes)
    if any(status):
        rows["obs_status"] = pd.Series(["" if one is None else str(one) for one in status], dtype="str")
    record.facts["form"] = "JSON-stat"
    rows.index = pd.RangeIndex(1, len(rows) + 1, name="line")
    there = rows["value"].notna() | (rows["obs_status"] != "" if "obs_status" in rows else False)
    return FileTable(rows[there])


def _dataset(found: Any) -> dict[str, Any] | None:
    if not isinstance(found, dict):
        return None
    for one in (found, found.get("dataset"), *found.values()):
        if isinstance(one, dict) and "dimension" in one and "value" in one:
            return one
    return None


def _dense(values: Any, sizes: list[int]) -> list[Any]:
    """One value a cell, where a file has them by position or all the same."""
    cells = 1
    for size in sizes:
        cells *= size
    if isinstance(values, dict):
        return [values.get(str(place)) for place in range(cells)]
    if isinstance(values, str):
        return [values] * cells
    return [*values, *[None] * (cells - len(values))]


def _categories(category: dict[str, Any]) -> list[str]:
    index = category.get("index", category.get("label", {}))
    if isinstance(index, dict):
        return sorted(map(str, index), key=lambda code: float(index[code]) if "index" in category else 0.0)
    return [str(code) for code in index]


def is_eurostat(first: str) -> bool:
    """Whether a line begins as Eurostat's TSV does: “freq,geo\\TIME_PERIOD”, then a tab."""
    return "\\" in first.partition("\t")[0] and "," in first.partition("\t")[0]


def of_eurostat(text: str, record: IntakeRecord) -> FileTable:
    """Columns of Eurostat's TSV: its first column has the codes of all dimensions, the others periods."""
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    first = lines[0][0].partition("\\")[0].split(",")
    names = [*(one.strip() for one in first), *(one.strip() for one in lines[0][1:])]
    rows = [
        [*(one.strip() for one in cells[0].split(",")), *(one.strip() for one in cells[1:])]
        for cells in lines[1:]
    ]
    width = len(names)
    rows = [[*cells, *[""] * (width - len(cells))] for cells in rows]
    wide = [number for number, cells in enumerate(rows, 2) if any(cells[width:])]
    if wide:
        raise DataError(
            f"{len(wide)} lines have more cells than the {width} names: line {wide[0]}",
            "as many cells as names",
            "Download it again.",
        )
    rows = [cells[:width] for cells in rows]
    record.facts["separator"] = "tab, and comma between codes (Eurostat)"
    frame = pd.DataFrame(rows, columns=names, dtype="str")
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
    return FileTable(frame)

"""Files that have types of their own: Excel, Stata, Parquet and Arrow."""

import io
import re
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
from pandas.api.types import is_numeric_dtype
from pyarrow.lib import ArrowException

from tradewinds.errors import DataError, few_of
from tradewinds.intake.grid import Cells
from tradewinds.intake.record import FileTable, IntakeRecord
from tradewinds.intake.typed_numbers import TypedNumber


def of_excel(content: bytes, name: str, record: IntakeRecord) -> Cells:
    """The cells of one sheet, as they are shown: codes with their zeros, per cent with their sign.

    The fullest sheet, where none is asked for. Raises DataError for a damaged workbook and an old one (.xls).
    """
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise DataError(f"{name} is of Excel before 2007 (.xls)", "an .xlsx", "Save it as .xlsx or CSV.")
    try:
        import openpyxl
    except ImportError:
        raise DataError(
            f"{name} needs the package openpyxl", "", "Run pip install openpyxl, or save it as CSV."
        ) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:  # a damaged archive shows itself in many ways
        raise DataError(f"{name} cannot be read ({error})", "a whole workbook", "Save it again.") from None
    full = {sheet.title: _shown(sheet) for sheet in book.worksheets}
    asked = record.options.sheet
    if asked is not None and asked not in full:
        raise DataError(f"--sheet {asked}: no such sheet", f"one of {', '.join(full)}")
    fullest = max(full, key=lambda title: sum(bool(cell) for cells in full[title] for cell in cells))
    taken = asked or fullest
    others = [title for title in full if title != taken and any(map(any, full[title]))]
    record.facts["sheet"] = taken
    if others and asked is None:
        record.hints.append(
            f"Of the sheets, “{taken}” is the fullest; not read: {', '.join(others)} (--sheet)."
        )
    _refuse_uncounted(content, taken, full[taken], record)
    return full[taken]


def _refuse_uncounted(content: bytes, sheet: str, shown: Cells, record: IntakeRecord) -> None:
    """Add a fault for formulas whose numbers the file does not hold: they would be empty cells."""
    import openpyxl

    written = openpyxl.load_workbook(io.BytesIO(content))[sheet]
    empty = [
        cell.coordinate
        for row, texts in zip(written.iter_rows(), shown, strict=False)
        for cell, text in zip(row, texts, strict=False)
        if cell.data_type == "f" and not text
    ]
    if empty:
        record.faults.append(
            DataError(
                f"{len(empty)} cells of “{sheet}” are formulas without their results: {few_of(empty)}",
                "the number that each formula gives",
                "Open it in a spreadsheet and save it again, or export it as CSV.",
            )
        )


def _shown(sheet: Any) -> Cells:
    return [[_as_shown(cell) for cell in row] for row in sheet.iter_rows()]


def _as_shown(cell: Any) -> str:
    value, form = cell.value, str(cell.number_format)
    literal = "%" in "".join(re.findall(r'"[^"]*"|\\.', form))
    form = re.sub(r'"[^"]*"|\\.', "", form)
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if re.fullmatch(r"0{2,}", form) and float(value).is_integer():
        return f"{int(value):0{len(form)}d}"
    if "%" in form:
        return f"{100 * value:.12g}%"
    if literal:
        return f"{value:.12g}%"
    whole = float(value).is_integer() and abs(value) < 1e15
    return TypedNumber(f"{int(value)}" if whole else repr(value))


def of_stata(content: bytes, name: str, record: IntakeRecord) -> FileTable:
    """Columns of a .dta with labels of values and variables; its marks .a to .z as texts."""
    from pandas.io.stata import StataMissingValue, StataReader

    def read(labelled: bool) -> pd.DataFrame:
        return pd.read_stata(io.BytesIO(content), convert_categoricals=labelled, convert_missing=True)

    try:
        with StataReader(io.BytesIO(content)) as reader:
            labels = reader.variable_labels()
        try:
            frame = read(True)
        except ValueError:  # labels that name two values alike
            frame = read(False)
            record.doubts.append("Labels of values name two of them alike: codes are kept in their place.")
    except Exception as error:
        raise DataError(
            f"{name} cannot be read ({error})", "a .dta of Stata 8 or later", "Save it again."
        ) from None
    for column in frame:
        if isinstance(frame[column].dtype, pd.CategoricalDtype):
            frame[column] = frame[column].astype("str")
        elif frame[column].dtype == object:
            cells = frame[column].map(lambda v: v.string if isinstance(v, StataMissingValue) else v)
            missing = cells.map(lambda v: isinstance(v, str) and v == ".").astype(bool)
            cells = cells.where(~missing, None)
            numeric = cells.dropna().map(lambda v: isinstance(v, (int, float))).all()
            frame[column] = pd.to_numeric(cells) if numeric else cells
    record.facts["form"] = "Stata"
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="line")
    return FileTable(frame, labels={column: label for column, label in labels.items() if label})


def of_arrow(content: bytes, name: str, record: IntakeRecord) -> FileTable:
    """As ``of_parquet``, of an Arrow file (.feather, .arrow)."""
    try:
        table = pa.ipc.open_file(pa.BufferReader(content)).read_all()
    except (ArrowException, OSError, ValueError) as error:
        raise DataError(f"{name} cannot be read ({error})", "a whole Arrow file", "Save it again.") from None
    record.facts["form"] = "Arrow"
    return _of_columns(table, record)


def of_parquet(content: bytes, name: str, record: IntakeRecord) -> FileTable:
    """Columns of a Parquet file, those of a pandas index among them; of two of one name the first."""
    try:
        table = pq.ParquetFile(pa.BufferReader(content)).read()
    except (ArrowException, OSError, ValueError) as error:
        raise DataError(
            f"{name} cannot be read ({error})", "a whole Parquet file", "Fetch it again."
        ) from None
    record.facts["form"] = "Parquet"
    return _of_columns(table, record)


def _of_columns(table: pa.Table, record: IntakeRecord) -> FileTable:
    first = [
        place for place, column in enumerate(table.column_names) if column not in table.column_names[:place]
    ]
    if len(first) < table.num_columns:
        twice = sorted({one for one in table.column_names if table.column_names.count(one) > 1})
        record.doubts.append(f"Of columns that are there twice the first is kept: {', '.join(twice)}.")
    nested = [place for place in first if pa.types.is_nested(table.schema.types[place])]
    if nested:
        said = ", ".join(table.column_names[place] for place in nested)
        record.steps.append(f"columns whose cells are lists or tables were left out: {said}")
    frame = table.select([place for place in first if place not in nested]).to_pandas()
    if frame.columns.nlevels > 1:
        frame = frame.set_axis([" ".join(filter(None, map(str, one))) for one in frame.columns], axis=1)
        record.steps.append("names in several levels were joined")
    if frame.index.nlevels == 1 and frame.index.name is None and not is_numeric_dtype(frame.index):
        frame = frame.rename_axis("index")
    if any(level is not None for level in frame.index.names):
        record.steps.append(f"the index was made columns: {', '.join(map(str, frame.index.names))}")
        frame = frame.reset_index()
    for column in frame:
        if isinstance(frame[column].dtype, pd.CategoricalDtype | pd.PeriodDtype):
            frame[column] = frame[column].astype("str")
    units = {f.name: f.metadata[b"unit"].decode() for f in table.schema if b"unit" in (f.metadata or {})}
    frame = frame.rename(columns=str)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="line")
    return FileTable(frame, units=units)

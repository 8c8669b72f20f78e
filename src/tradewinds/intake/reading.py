"""A user's file as a frame, whatever its kind."""

from pathlib import Path

from tradewinds.errors import DataError
from tradewinds.intake.delimited import cut
from tradewinds.intake.grid import framed
from tradewinds.intake.record import FileTable, IntakeRecord
from tradewinds.intake.statistical_files import is_eurostat, of_eurostat, of_json
from tradewinds.intake.typed_files import of_arrow, of_excel, of_parquet, of_stata
from tradewinds.intake.unpacked import decoded, unpacked


def read_any(path: Path, record: IntakeRecord) -> FileTable:
    """The columns of a CSV, TSV, JSON-stat, Excel, Stata, Parquet or Arrow file, packed or not.

    What it is, is seen from its bytes, then from its name. Raises DataError for what is none of these, and
    for an option about what a file of the kind does not have.
    """
    table = _read(path, record)
    for name, given, fact, of in (
        ("sheet", record.options.sheet, "sheet", "sheets of a workbook"),
        ("header", record.options.header, "names", "lines of a text or a sheet"),
    ):
        if given is not None and fact not in record.facts:
            raise DataError(
                f"--{name} {given}, and {path.name} has no such thing",
                f"one of the {of}",
                f"Leave out --{name}.",
            )
    return table


def _read(path: Path, record: IntakeRecord) -> FileTable:
    content, kind = unpacked(path, record)
    if content[:4] == b"PAR1":
        return of_parquet(content, path.name, record)
    if content[:6] == b"ARROW1":
        return of_arrow(content, path.name, record)
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        return framed(of_excel(content, path.name, record), record)
    if kind == ".dta" or content[:11] == b"<stata_dta>":
        return of_stata(content, path.name, record)
    text = decoded(content, path.name, record)
    if text.lstrip()[:1] in "{[":
        found = of_json(text, path.name, record)
        return found if isinstance(found, FileTable) else framed(found, record)
    if is_eurostat(text.partition("\n")[0]):
        return of_eurostat(text, record)
    return framed(cut(text, record), record)

"""Text with separators, cut into cells: which separator it is, is seen from the lines."""

import csv
import io
import re
from collections import Counter

from tradewinds.errors import DataError
from tradewinds.intake.record import IntakeRecord

_SEPARATORS = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma"}
_GUARD = re.compile(r"""^(?:="(.*)"|'(\d+)'?)$""")
"""A cell that begins so for a spreadsheet's sake, and what it holds."""
_LOOKED_AT = 3000
"""Lines by which a separator is chosen."""


def cut(text: str, record: IntakeRecord) -> list[list[str]]:
    """The cells of every line. Raises DataError where no separator makes a table."""
    sample = "\n".join(text.splitlines()[:_LOOKED_AT])
    scores = {separator: _regularity(_cells(sample, separator)) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: scores[separator])
    if scores[best][0] > 0:
        record.facts["separator"] = _SEPARATORS[best]
        _refuse_open_quotes(text, best, scores[best][2])
        return _unguarded(_unquoted(_cells(text, best)), record)
    spaced = [line.split() for line in text.splitlines()]
    if _regularity(spaced)[0] > 0.9:
        record.facts["separator"] = "blanks"
        return spaced
    raise DataError(
        "no comma, semicolon, tab, bar or blanks cut its lines into columns",
        "a table of two columns or more",
        "Export it as CSV.",
    )


def _cells(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(2**27)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True))


def _unquoted(lines: list[list[str]]) -> list[list[str]]:
    """Cells without single quotation marks, where they stand around every name and so around all texts."""
    first = next((cells for cells in lines if any(map(str.strip, cells))), [])
    if not all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in first):
        return lines
    return [
        [cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == "'" else cell for cell in cells]
        for cells in lines
    ]


def _unguarded(lines: list[list[str]], record: IntakeRecord) -> list[list[str]]:
    """Cells without the signs that keep a spreadsheet from making numbers of them: ="0101" and '0101."""
    guarded = sum(_GUARD.match(cell) is not None for cells in lines for cell in cells)
    if not guarded:
        return lines
    record.steps.append(f"signs that keep a code a text in a spreadsheet were taken off: {guarded} cells")
    return [[_GUARD.sub(r"\1\2", cell) for cell in cells] for cells in lines]


def _refuse_open_quotes(text: str, separator: str, width: int) -> None:
    """Raise DataError with the line of a quotation mark that is not closed: it hides the rows below it."""
    reader, loose = (
        csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=strict)
        for strict in (True, False)
    )
    begun, sound = 1, True
    for cells in loose:
        ended = ""
        try:
            if sound:
                next(reader)
        except csv.Error as error:
            ended, sound = str(error), False
        hidden = [line for cell in cells for line in cell.splitlines()[1:]]
        if "unexpected end" in ended or any(line.count(separator) >= max(width - 1, 1) for line in hidden):
            raise DataError(
                f"line {begun}: a quotation mark is not closed in it",
                "two around a cell",
                "Close it, or remove it: the rows below it would be lost.",
            )
        begun = loose.line_num + 1


def _regularity(lines: list[list[str]]) -> tuple[float, bool, int]:
    """Share of lines with the usual number of cells, whether an early line that looks like names has it
    too, and that number; zero where it is one.
    """
    widths = Counter(len(cells) for cells in lines if any(cell.strip() for cell in cells))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, False, 0
    usual = max(wide, key=lambda width: wide[width])
    share = wide[usual] / sum(widths.values())
    named = next((cells for cells in lines if len(cells) == usual), [])
    letters = sum(any(letter.isalpha() for letter in cell) for cell in named) >= 1
    first = next((len(cells) for cells in lines if len(cells) > 1), 0)
    return (round(share, 2) if share > 0.3 else 0.0), letters and first == usual, usual

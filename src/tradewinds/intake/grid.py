"""A grid of cells made columns with names: what stands above the names, below the rows and between them."""

import re
from collections import Counter

import pandas as pd

from tradewinds.errors import DataError, few_of
from tradewinds.intake.column_words import unit_of
from tradewinds.intake.header_levels import HeaderLevels, two_levels
from tradewinds.intake.record import FileTable, IntakeRecord, how_many
from tradewinds.intake.time_texts import named_time
from tradewinds.intake.typed_numbers import typed_columns
from tradewinds.intake.unnamed_keys import with_named_keys
from tradewinds.intake.written_numbers import is_mark, looks_like_number

_NOTE = re.compile(
    r"^\W{0,3}(sources?|notes?|footnotes?|quellen?|hinweis|remarques?|legend|last update|extracted|updated|©"
    r"|copyright|data from|special value|available flags?|unless|\*|¹|1\))\b|^\*+\s|^(source|note)s?\s*:",
    re.IGNORECASE,
)
_MOST_LINES_OF_WORDS = 15
_UNIT = re.compile(r"units?( of measure)?:?|einheit|unité", re.IGNORECASE)
Cells = list[list[str]]


def framed(lines: Cells, record: IntakeRecord) -> FileTable:
    """Columns of a grid, one list of texts a line. Raises DataError where no line has names.

    Lines before the names and notes after the rows are left out, as are lines that repeat the names, blank
    lines and empty columns; all are counted in the record. A line of units below the names is one.
    """
    numbered = [(number, cells) for number, cells in enumerate(lines, 1) if any(map(str.strip, cells))]
    if len(numbered) < 2:
        raise DataError(
            "the file has no rows", "a line of names and rows below it", "Export the table itself."
        )
    if record.options.header is None:
        numbered = with_named_keys(numbered, record)
    header = _header(numbered, record)
    two, first = _levels(numbered, header)
    if two is not None:
        header = first + 1
    above = [cells for _, cells in numbered[: header if two is None else first]]
    if above:
        said = "; ".join(" ".join(filter(None, map(str.strip, cells)))[:60] for cells in above[:3])
        record.facts["lines above the names"] = f"{len(above)} ({said})"
    line, names = numbered[header]
    names = [name.strip() for name in names]
    if names[0].startswith("#"):  # a comment's sign before the names, for programs that skip them
        names[0] = names[0].lstrip("# ")
    record.facts["names"] = f"in line {line}" if two is None else f"in lines {numbered[first][0]} and {line}"
    body = _without_notes(numbered[header + 1 :], len(_trimmed(names)), record)
    body = _without_repeats(body, names, record)
    names = names if two is None else two.names
    width = len(_trimmed(names))
    names, body = _of_one_width(names, body, width, record)
    names, body = _without_row_numbers(names, body, record)
    units, body = _described(names, body, record)
    if not any(units):
        units, body = _units(names, body, record)
    frame = typed_columns(pd.DataFrame([cells for _, cells in body], columns=range(len(names)), dtype=object))
    table = FileTable(frame.set_axis(_distinct(names, record), axis=1))
    table.frame.index = pd.Index([number for number, _ in body], name="line")
    table.units = {name: unit for name, unit in zip(table.frame, units, strict=False) if unit}
    if two is not None:
        table.levels, table.timed = two.levels, two.timed
        if two.totals:
            table.frame = table.frame.drop(columns=two.totals, errors="ignore")
            record.steps.append(f"columns of a year's total were left out: {len(two.totals)}")
    return table


def _levels(lines: list[tuple[int, list[str]]], header: int) -> tuple[HeaderLevels | None, int]:
    """Names in two lines, and the position of the first: the full one is the lower, or else the upper."""
    for first in (header - 1, header):
        if 0 <= first < len(lines) - 1:
            found = two_levels(lines[first][1], lines[first + 1][1])
            if found is not None:
                return found, first
    return None, header


def _header(lines: list[tuple[int, list[str]]], record: IntakeRecord) -> int:
    """Position of the line of names: the first that is as full as lines of the table are."""
    asked = record.options.header
    if asked is not None:
        found = [place for place, (number, _) in enumerate(lines) if number == asked]
        if not found:
            raise DataError(f"--header {asked}: this line is blank or not there", f"1 to {lines[-1][0]}")
        return found[0]
    full = [sum(bool(cell.strip()) for cell in cells) for _, cells in lines]
    usual = Counter(full).most_common(1)[0][0]
    for place, (_, cells) in enumerate(lines[:60]):
        if full[place] >= max(2, 0.7 * usual):
            _refuse_no_names(cells, lines[place + 1 : place + 6])
            return place
    raise DataError("no line has the names of columns", "one above the rows", "Give --header LINE.")


def _refuse_no_names(cells: list[str], below: list[tuple[int, list[str]]]) -> None:
    counted = [place for place, cell in enumerate(cells) if looks_like_number(cell)]
    years = [place for place in counted if named_time(cells[place].strip()) is not None]
    if counted and len(years) < max(2, len(counted)) and below:
        raise DataError(
            f"the first full line has numbers where names are wanted ({', '.join(cells[:5])})",
            "a line with the name of every column",
            "Write one above the rows, or say which it is: --header LINE.",
        )


def _trimmed(names: list[str]) -> list[str]:
    """Without the empty names at the end, which trailing separators make."""
    kept = list(names)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _without_notes(
    body: list[tuple[int, list[str]]], width: int, record: IntakeRecord
) -> list[tuple[int, list[str]]]:
    notes = []
    while body:
        cells = [cell for cell in body[-1][1] if cell.strip()]
        few = len(cells) <= max(1, 0.3 * width) and not all(map(looks_like_number, cells))
        noted = _NOTE.match(cells[0].strip()) is not None
        full = len(cells) >= 0.7 * width and any(looks_like_number(cell) for cell in cells[1:])
        if not (few or (noted and not full)):
            break
        notes.append(" ".join(cells).strip())
        body = body[:-1]
    if notes:
        record.facts["notes below the rows"] = f"{len(notes)} ({notes[-1][:70]})"
    if not body:
        raise DataError(
            "there are no rows below the names", "rows", "Say which line has them: --header LINE."
        )
    return body


def _without_repeats(
    body: list[tuple[int, list[str]]], names: list[str], record: IntakeRecord
) -> list[tuple[int, list[str]]]:
    wanted = _trimmed(names)
    kept = [(number, cells) for number, cells in body if _trimmed([c.strip() for c in cells]) != wanted]
    if len(kept) < len(body):
        record.steps.append(f"lines that repeat the names were left out: {len(body) - len(kept)}")
    return kept


def _of_one_width(
    names: list[str], body: list[tuple[int, list[str]]], width: int, record: IntakeRecord
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Names and rows of as many cells as there are names; empty cells beyond them go."""
    beyond = [number for number, cells in body if any(cell.strip() for cell in cells[width:])]
    if beyond:
        wrong = DataError(
            f"{len(beyond)} of {len(body)} lines have more cells than the {width} names: "
            f"{few_of(beyond, lambda number: f'line {number}')}",
            "as many cells as names",
            'Write numbers with a separator in them in quotes ("1,234"), or name every column.',
        )
        record.faults.append(wrong)
        body = [(number, cells) for number, cells in body if number not in set(beyond)]
        if not body:
            raise wrong
    if len(names) > width or any(len(cells) > width for _, cells in body):
        record.steps.append("separators at the ends of lines were left out")
    short = sum(len(cells) < width for _, cells in body)
    if short:
        record.doubts.append(
            f"Fewer cells than names are in {how_many(short, 'line')}: the rest is taken for empty."
        )
    names = names[:width]
    body = [(number, [*cells[:width], *[""] * (width - len(cells))]) for number, cells in body]
    empty = [place for place in range(width) if not any(cells[place].strip() for _, cells in body)]
    if empty:
        said = ", ".join(names[place] or f"column {place + 1}" for place in empty)
        record.steps.append(f"empty columns were left out: {said}")
    kept = [place for place in range(width) if place not in empty]
    return [names[place] for place in kept], [
        (number, [cells[place] for place in kept]) for number, cells in body
    ]


def _without_row_numbers(
    names: list[str], body: list[tuple[int, list[str]]], record: IntakeRecord
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Without a first column that has no name and counts the rows, as R and pandas write it."""
    counts = [cells[0].strip() for _, cells in body]
    if names[0].strip() or len(names) < 3 or not counts[0].isdigit() or int(counts[0]) > 1:
        return names, body
    if counts != [str(number) for number in range(int(counts[0]), int(counts[0]) + len(counts))]:
        return names, body
    record.steps.append("a first column without a name, which counts the rows, was left out")
    return names[1:], [(number, cells[1:]) for number, cells in body]


def _described(
    names: list[str], body: list[tuple[int, list[str]]], record: IntakeRecord
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Lines between the names and the first period that say more of each column, such as its unit and code.

    They are where the first column has words in them, and names a period in every line after.
    """
    nothing = [""] * len(names)
    timed = [named_time(cells[0].strip()) is not None for _, cells in body]
    first = next((place for place, is_time in enumerate(timed) if is_time), 0)
    words = [cells[0].strip() for _, cells in body[:first]]
    if not 0 < first <= _MOST_LINES_OF_WORDS or not all(timed[first:]) or not all(map(_is_word, words)):
        return nothing, body
    record.facts["lines below the names"] = f"{first} ({', '.join(words)[:60]})"
    unit = next((cells for (_, cells), word in zip(body, words, strict=False) if _UNIT.fullmatch(word)), None)
    return ([""] + [cell.strip() for cell in unit[1:]] if unit else nothing), body[first:]


def _is_word(text: str) -> bool:
    return any(map(str.isalpha, text)) and not looks_like_number(text)


def _units(
    names: list[str], body: list[tuple[int, list[str]]], record: IntakeRecord
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Units in a line of their own below the names: words where all lines after it have numbers."""
    if len(body) < 4:
        return [""] * len(names), body
    after = [cells for _, cells in body[1:6]]
    counted = [p for p in range(len(names)) if all(looks_like_number(cells[p]) for cells in after)]
    first = [cell.strip() for cell in body[0][1]]
    words = [place for place in counted if first[place] and not looks_like_number(first[place])]
    marks = all(is_mark(first[place]) and not unit_of(first[place]) for place in words)
    whole = len(words) == sum(bool(first[place]) for place in counted)
    beside = any(first[place] for place in range(len(names)) if place not in counted)
    if not words or marks or not whole or (len(words) < 2 and beside):
        return [""] * len(names), body
    units = [first[place] if place in words else "" for place in range(len(names))]
    record.facts["units"] = f"in line {body[0][0]}"
    return units, body[1:]


def _distinct(names: list[str], record: IntakeRecord) -> list[str]:
    """Names of which each is there once; one that is empty or there again gets a number."""
    seen: Counter[str] = Counter()
    found = []
    for place, name in enumerate(names, 1):
        plain = " ".join(name.split()) or f"column {place}"
        seen[plain] += 1
        if seen[plain] > 1:
            record.hints.append(
                f"There are two columns “{plain}”: the later is called “{plain}.{seen[plain]}”."
            )
        found.append(plain if seen[plain] == 1 else f"{plain}.{seen[plain]}")
    return found

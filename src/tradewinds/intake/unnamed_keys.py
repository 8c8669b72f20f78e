"""Names for columns that have none: a head that stands over the numbers alone, as GENESIS writes it."""

from collections import Counter

from tradewinds.intake.record import IntakeRecord
from tradewinds.intake.time_texts import month_number, quarter_number
from tradewinds.intake.written_numbers import is_mark, looks_like_number

Line = tuple[int, list[str]]
_LINES_OF_NAMES = 3
_LOOKED_AT = 60


def with_named_keys(lines: list[Line], record: IntakeRecord) -> list[Line]:
    """The lines, with names for the first columns where the line of names has some for the numbers alone.

    Columns of years, months and quarters are called so, others by their place. Nothing is changed where a
    full line without numbers stands above the rows.
    """
    usual = Counter(len(_filled(cells)) for _, cells in lines).most_common(1)[0][0]
    body = next((n for n, (_, cells) in enumerate(lines[:_LOOKED_AT]) if len(_filled(cells)) >= usual), 0)
    rows = [cells for _, cells in lines[body:][:_LOOKED_AT] if len(_filled(cells)) == usual]
    counted = [place for place in range(usual) if all(_is_number(cells[place]) for cells in rows)]
    for place in range(max(0, body - _LINES_OF_NAMES), body):
        number, cells = lines[place]
        over = _filled(cells)
        blank = over[0] if over else 0
        if blank < 2 or over != list(range(blank, usual)) or not set(over) <= set(counted):
            continue
        if any(looks_like_number(cells[at].strip()) for at in over):
            continue
        names = [_named([row[at].strip() for row in rows], at) for at in range(blank)]
        record.steps.append(f"columns without a name were given one: {', '.join(names)}")
        return [*lines[:place], (number, [*names, *cells[blank:]]), *lines[place + 1 :]]
    return lines


def _filled(cells: list[str]) -> list[int]:
    return [place for place, cell in enumerate(cells) if cell.strip()]


def _is_number(cell: str) -> bool:
    return looks_like_number(cell.strip()) or is_mark(cell.strip())


def _named(cells: list[str], place: int) -> str:
    if all(len(cell) == 4 and cell[:2] in ("19", "20") and cell.isdigit() for cell in cells):
        return "year"
    if all(month_number(cell) is not None and not cell.isdigit() for cell in cells):
        return "month"
    if all(quarter_number(cell) is not None and not cell.isdigit() for cell in cells):
        return "quarter"
    return f"column {place + 1}"

"""Names of columns in two lines: a measure or a group above, its periods or measures below."""

import re
from collections import Counter
from typing import NamedTuple

from tradewinds.data.cells import MISSING
from tradewinds.intake.column_words import is_total, role_of
from tradewinds.intake.time_texts import named_time
from tradewinds.intake.written_numbers import looks_like_number


class HeaderLevels(NamedTuple):
    """What each column is called by two lines of names, and the two names of those that a group joins.

    levels: joined name → (what is measured, or “” where two parts of a time are named; what it belongs to, a
    period or a member of a group). timed: whether the second names periods. totals: names of columns with the
    sum of a year among its months.
    """

    names: list[str]
    levels: dict[str, tuple[str, str]]
    timed: bool
    totals: list[str]


def two_levels(upper: list[str], lower: list[str]) -> HeaderLevels | None:
    """The names of columns under two lines of names; None where the lines are not two levels.

    They are where names of the lower line are there again under other names of the upper one, and both
    together are there once. A name of the upper line holds until the next one, as merged cells are exported.
    A line with numbers, or with marks in their place, is a row. Where the upper line is full, as the names of
    an ordinary table are, every group has to have the same names below.
    """
    width = max(len(upper), len(lower))
    below = [" ".join(cell.split()) for cell in [*lower, *[""] * (width - len(lower))]]
    above, last = [], ""
    for cell in [*upper, *[""] * (width - len(upper))]:
        last = " ".join(cell.split()) or last
        above.append(last)
    often = Counter(cell for cell in below if cell)
    grouped = [place for place in range(width) if above[place] and often[below[place]] > 1]
    groups = {above[place] for place in grouped}
    pairs = Counter((above[place], below[place]) for place in grouped)
    if len(groups) < 2 or len(grouped) < 4 or max(pairs.values()) > 1:
        return None
    if any(_is_of_a_row(below[place]) for place in grouped) or len({below[place] for place in grouped}) < 2:
        return None
    if all(cell.strip() for cell in upper[grouped[0] : grouped[-1] + 1]):
        members = [[below[place] for place in grouped if above[place] == group] for group in groups]
        if any(one != members[0] for one in members) or any(map(_is_of_a_row, below)):
            return None
    measured = _measured(sorted(groups), sorted({below[place] for place in grouped}))
    if measured is None:
        return None
    names, levels, totals = [], {}, []
    for place in range(width):
        over, under = above[place], below[place]
        if place not in grouped:
            names.append(under or (over if not often[over] else ""))
            continue
        if measured == "both" and is_total(under):
            names.append(f"{over} {under}")
            totals.append(names[-1])
            continue
        if measured == "both":
            name, parts = f"{under} {over}", ("", f"{under} {over}")
        else:
            name = f"{over} {under}"
            parts = (over, under) if measured == "above" else (under, over)
        names.append(name)
        levels[name] = parts
    timed = all(named_time(when) is not None for _, when in levels.values())
    return HeaderLevels(names, levels, timed, totals)


def _is_of_a_row(cell: str) -> bool:
    """Whether a cell is a number, or stands in the place of one."""
    if not cell or named_time(cell) is not None:
        return False
    return looks_like_number(cell) or cell.lower() in MISSING or re.fullmatch(r"\W.*", cell) is not None


def _measured(above: list[str], below: list[str]) -> str | None:
    """Which line says what is measured, ``above`` or ``below``, or ``both`` where they name one time.

    None where lines of names cannot be told from rows.
    """
    parts = [under for under in below if not is_total(under)]
    if parts and all(named_time(f"{under} {over}") is not None for over in above for under in parts):
        return "both"
    if all(named_time(under) is not None for under in below):
        return "above"
    if all(named_time(over) is not None for over in above):
        return "below"
    roles_above, roles_below = ({role_of(one) for one in names} - {None} for names in (above, below))
    if not roles_above and not roles_below:
        return None
    return "above" if len(roles_above) > len(roles_below) else "below"

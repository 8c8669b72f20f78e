"""Columns such as tonnes_Wine and duty_Wine: a measure of a member, as a table that was turned has them."""

from dataclasses import replace

from tradewinds.intake.column_words import role_of
from tradewinds.intake.record import FileTable
from tradewinds.intake.time_texts import named_time
from tradewinds.intake.times import names_times
from tradewinds.intake.written_numbers import is_counted

_BETWEEN = ("__", " ; ", " - ", ": ", "|", "_", ".", "-", "/", " ")
"""What stands between the two parts, the surest first."""
_STATISTICS = frozenset(
    ["low", "high", "lower", "upper", "min", "max", "mean", "median", "sd", "se", "lag", "lead", "old", "new"]
)
"""Second parts that are no members but more numbers of one measure."""


def with_joined_names(table: FileTable) -> FileTable:
    """The two parts of the names of all columns of numbers, as two lines of names would give them.

    Where every measure is there of every member, two of each or more, measures are called by words that are
    known and members are not, and all else in a row is its time, which is there once.
    """
    frame = table.frame
    if table.levels:
        return table
    counted = [c for c in frame if is_counted(frame[c]) and not names_times(frame[c])]
    rest = [c for c in frame if c not in counted and frame[c].astype(str).str.strip().ne("").any()]
    if (
        len(counted) < 4
        or len(rest) != 1
        or not names_times(frame[rest[0]])
        or frame[rest[0]].duplicated().any()
    ):
        return table
    counted = [c for c in counted if role_of(c) is not None or any(mark in str(c) for mark in _BETWEEN)]
    for mark in _BETWEEN:
        for parted in (str.partition, str.rpartition):
            levels = _levels({c: parted(str(c).strip(" ;"), mark) for c in counted})
            if levels is not None:
                return replace(table, levels=levels, timed=False)
    return table


def _levels(parts: dict[str, tuple[str, str, str]]) -> dict[str, tuple[str, str]] | None:
    if not all(first.strip() and second.strip() for first, _, second in parts.values()):
        return None
    for measure, member in ((0, 2), (2, 0)):
        levels = {c: (part[measure].strip(), part[member].strip()) for c, part in parts.items()}
        measures, members = ({level[place] for level in levels.values()} for place in (0, 1))
        whole = len(measures) * len(members) == len(levels) == len(set(levels.values()))
        if not whole or len(measures) < 2 or len(members) < 2:
            continue
        known = sum(role_of(one) is not None for one in measures)
        strange = any(role_of(one) is not None or named_time(one) is not None for one in members)
        if known >= 2 and not strange and not members & _STATISTICS:
            return levels
    return None

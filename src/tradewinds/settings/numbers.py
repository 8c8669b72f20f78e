"""Some of the experiments that a command asks for, by their numbers in it: “1-5,9”."""

import re
from collections.abc import Iterable

from tradewinds.errors import SettingsError


def written_numbers(numbers: Iterable[int]) -> str:
    """Numbers as ``read_numbers`` reads them, those that follow each other as one range."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges)


def read_numbers(text: str, most: int) -> list[int]:
    """Numbers from 1 to ``most``, in their order. Raises SettingsError for anything else, and for none."""
    found: set[int] = set()
    for part in text.split(","):
        ends = re.fullmatch(r"\s*(\d{1,9})(?:-(\d{1,9}))?\s*", part)
        first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (0, 0)
        if not 1 <= first <= last <= most:
            raise SettingsError(
                f"--config numbers={text}",
                f"numbers of experiments from 1 to {most}, such as 1-5,9",
                "Leave it out for all.",
            )
        found |= set(range(first, last + 1))
    return sorted(found)

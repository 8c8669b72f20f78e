"""Numbers as people write them, in plain text, Markdown and LaTeX."""

import re

_GROUP = r"(?:,|\{,\}|\\,|[\u00a0\u2009\u202f'])"
NUMERAL = rf"[+\-−]?\d+(?:{_GROUP}\d{{3}}(?!\d))*(?:\.\d+)?(?:[eE][+\-−]?\d+)?"
"""Pattern of a number: a sign (a true minus too), thousands parted or not, a point, an exponent."""
STANDING_NUMERAL = re.compile(rf"(?<![\w.]){NUMERAL}")
"""A number that is no part of a name or a version."""
HOLE = "\x00"
"""Stands where a number stood."""


def number_of(text: str) -> float:
    """What a text that matches ``NUMERAL`` says."""
    return float(re.sub(_GROUP, "", text.replace("−", "-")))


def unit_of_last_digit(text: str) -> float:
    """How much one more in the last digit that is written would be: 0.1 for “2.5”, 1 for “1,300”."""
    mantissa, _, exponent = re.sub(_GROUP, "", text.replace("−", "-")).lower().partition("e")
    return float(10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])))


def agrees_when_rounded(text: str, value: float) -> bool:
    """Whether a written number is ``value`` rounded to the digits that are written."""
    half = 0.5 * unit_of_last_digit(text)
    return abs(number_of(text) - value) <= half * (1 + 1e-9) + 1e-12 * abs(value)


def without_numbers(text: str) -> tuple[str, list[str]]:
    """A text with ``HOLE`` in place of every number, and the numbers in order."""
    return STANDING_NUMERAL.sub(HOLE, text), STANDING_NUMERAL.findall(text)

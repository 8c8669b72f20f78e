"""Small validators shared by the sections; each raises a SettingsError naming the key."""

import math

from tradewinds.errors import SettingsError


def require(condition: bool, key: str, value: object, expected: str, remedy: str = "") -> None:
    """Raise SettingsError “key = value; expected …” unless the condition holds."""
    if not condition:
        raise SettingsError(f"{key} = {value!r}", expected, remedy)


def positive(key: str, value: float) -> None:
    require(math.isfinite(value) and value > 0, key, value, "a number above 0")


def at_least(key: str, value: int, least: int) -> None:
    require(value >= least, key, value, f"a whole number of at least {least}")


def fraction(key: str, value: float, *, closed: bool = False) -> None:
    """Between 0 and 1: open at both ends, or with 0 allowed when ``closed``."""
    inside = 0 <= value < 1 if closed else 0 < value < 1
    require(inside, key, value, "a fraction between 0 and 1", "Write 0.2 for 20 %.")


def points(key: str, value: float, largest: float = 1.0, *, other_than_zero: bool = False) -> None:
    """A change of a rate that can be as high as ``largest``: a fraction, though it may be meant in points."""
    most = max(1.0, largest)
    inside = -1 < value < 1 or (most > 1 and -most <= value <= most)
    require(
        inside and (value != 0 or not other_than_zero),
        key,
        value,
        f"a fraction between {-most:g} and {most:g}{', not 0' if other_than_zero else ''}",
        "Write 0.1 for 10 points." + ("" if inside else " If more is meant, set the variable's “largest”."),
    )


def at_least_zero(key: str, value: float) -> None:
    require(math.isfinite(value) and value >= 0, key, value, "a number of at least 0")

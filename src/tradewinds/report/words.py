"""Numbers, lists and periods as a person writes them."""

import math
import re
from collections.abc import Iterable
from numbers import Real
from typing import TypeGuard

NOT_COMPUTED = "not computed"
SPREAD = "spread of best fits, which is no band"
"""What an effect has in place of a band where draws are those of no posterior (``Names.posterior``)."""
THIN = "\u202f"
"""Narrow no-break space, between a number and its unit."""

WHOLE = "\u00a0"
"""No-break space: a number and its error stay on one line."""

_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_SHORT = {"trillion": "tn", "billion": "bn", "million": "mn", "": ""}
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def finite(value: object) -> TypeGuard[float]:
    """Whether there is a number to show."""
    return isinstance(value, Real) and math.isfinite(value)


def number(value: object, digits: int = 3, sign: bool = False) -> str:
    """``digits`` significant digits, thousands separators, “not computed” for NaN and None."""
    value = _plain(value)
    if not finite(value):
        return NOT_COMPUTED
    size, name = _size(abs(value))
    text = _fixed(value / size, _decimals(value / size, digits), sign)
    if value and abs(value) < 1e-4:
        exponent = int(f"{value:.{digits - 1}e}".partition("e")[2])  # of the rounded number
        mantissa = _fixed(value / 10.0**exponent, digits - 1, sign)
        text = f"{mantissa} × 10{str(exponent).translate(_SUPERSCRIPT)}"
    return f"{text} {name}" if name else text


def with_error(value: object, error: object, sign: bool = False) -> str:
    """“0.45 ± 0.03”: the error to two digits at most, the value to the same place."""
    value, error = _plain(value), _plain(error)
    if not finite(value):
        return NOT_COMPUTED
    if not finite(error):
        return f"{number(value, sign=sign)} (error {NOT_COMPUTED})"
    size, name = _size(max(abs(value), error))
    if error < 1e-6 * abs(value) or error < 1e-12:
        return number(value if abs(value) > 1e-12 else 0.0, 2, sign)
    rounded = f"{error / size:.0e}"
    places = min(_decimals(float(rounded), 2 if rounded[0] == "1" else 1), 6)
    text = f"{_fixed(value / size, places, sign)}{WHOLE}±{WHOLE}{_fixed(error / size, places)}"
    return f"{text} {name}" if name else text


def tick(value: float) -> str:
    """A number on an axis: short, without padding."""
    size, name = _size(abs(value))
    if value and abs(value) < 1e-3:
        return number(value, 1)
    text = f"{value / size:,.10g}".replace("-", "−")
    return f"{text}{THIN}{_SHORT[name]}" if name else text


def percent(share: object, digits: int = 2, sign: bool = False) -> str:
    """A fraction as “87 %”."""
    share = _plain(share)
    return f"{number(100 * share, digits, sign)}{THIN}%" if finite(share) else NOT_COMPUTED


_ALL_BUT = 0.99
"""Probability above which no number is told."""


def least_probability(share: float) -> str:
    """Of the smallest of several probabilities: “at least 93 %”, “more than 99 %”."""
    return probability(share) if share > _ALL_BUT else f"at least {probability(share)}"


def probability(share: object) -> str:
    """A probability in per cent, never rounded to certainty."""
    share = _plain(share)
    if not finite(share):
        return NOT_COMPUTED
    if share > _ALL_BUT:
        return f"more than 99{THIN}%"
    if share < 0.01:
        return f"less than 1{THIN}%"
    return f"{100 * share:.0f}{THIN}%"


def count(how_many: int, one: str, many: str = "") -> str:
    """“1 sector”, “8 sectors”."""
    return f"{how_many:,} {one if how_many == 1 else many or one + 's'}"


def how_many_of(part: int, whole: int, one: str, many: str = "") -> str:
    """“1 of 3 ways”, “all 3 ways”, “none of 3 ways”; of a single one “the one way”, “not the one way”."""
    if whole == 1:
        return f"{'' if part else 'not '}the one {one}"
    head = "all" if part == whole else f"{part or 'none'} of"
    return f"{head} {count(whole, one, many)}"


def listed(items: Iterable[object], last: str = "and") -> str:
    """“a, b and c”."""
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def first_few(items: Iterable[object], most: int = 10) -> str:
    """“a, b and c”, or “a, b, … and 20 more”."""
    texts = [str(item) for item in items]
    if len(texts) <= most:
        return listed(texts)
    return f"{', '.join(texts[:most])} and {len(texts) - most} more"


def shorten(text: str, length: int) -> str:
    """At most ``length`` characters, cut at a word where possible."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut
    return head.rstrip(" ,;&×") + "…"


def sentence_case(text: str) -> str:
    """Names shouted in capitals, as official tables have them, in ordinary letters."""
    return text.capitalize() if text.isupper() and len(text) > 4 else text


def capital(text: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """For use inside a sentence: “GDP” stays, “Producer price” does not."""
    return text[:1].lower() + text[1:] if re.match(r"[A-Z][a-z]|[A-Z] ", text) else text


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def _size(size: float) -> tuple[float, str]:
    for least, name in _LARGE:
        if size >= least * 0.9995:
            return least, name
    return 1.0, ""


def _decimals(value: float, digits: int) -> int:
    if value == 0:
        return 0
    rounded = float(f"{abs(value):.{digits - 1}e}")
    return max(0, digits - 1 - math.floor(math.log10(rounded)))


def _fixed(value: float, places: int, sign: bool = False) -> str:
    text = f"{value:{'+' if sign else ''},.{places}f}"
    if not re.search(r"[1-9]", text):
        text = text.lstrip("+-")
    return text.replace("-", "−")

"""Numbers of artifacts as statements: as a person writes them, with the number and its band beside."""

import math
from dataclasses import replace
from typing import Any

from tradewinds.report.names import Variable
from tradewinds.report.page.blocks import Statement, cell
from tradewinds.report.words import finite, number, percent, probability, with_error
from tradewinds.review.p_values import p_number
from tradewinds.sensitivity.bands import EFFECT_LEVEL


def amount(
    value: Any, digits: int = 3, sign: bool = False, factor: float = 1.0, unit: str = "", kind: str = "plain"
) -> Statement:
    """One number; ``factor`` takes it into ``unit``."""
    return _told(number(_times(value, factor), digits, sign), _times(value, factor), unit=unit, kind=kind)


def with_its_error(
    value: Any, error: Any, sign: bool = False, factor: float = 1.0, unit: str = "", kind: str = "plain"
) -> Statement:
    """“0.45 ± 0.03”; ``low`` and ``high`` are one standard error away."""
    value, error = _times(value, factor), _times(error, factor)
    low, high = (value - error, value + error) if finite(value) and finite(error) else (math.nan, math.nan)
    return _told(with_error(value, error, sign), value, low, high, unit=unit, kind=kind)


def banded(
    value: Any,
    low: Any,
    high: Any,
    factor: float = 1.0,
    unit: str = "",
    level: float = EFFECT_LEVEL,
    sign: bool = True,
) -> Statement:
    """“+0.45 (+0.40 to +0.50)”."""
    ends = ranged(low, high, factor, unit, level, sign)
    middle = amount(value, 2, sign, factor, unit)
    if not finite(middle.value):
        return middle
    return _told(f"{middle} ({ends})", middle.value, ends.low, ends.high, level, unit)


def ranged(
    low: Any, high: Any, factor: float = 1.0, unit: str = "", level: float = EFFECT_LEVEL, sign: bool = True
) -> Statement:
    """“+0.40 to +0.50”."""
    low, high = (_times(end, factor) for end in (low, high))
    text = f"{number(low, 2, sign)} to {number(high, 2, sign)}"
    return _told(text, math.nan, low, high, level, unit)


def effect_size(variable: Variable, value: Any, digits: int = 2, sign: bool = True) -> Statement:
    """A difference between two paths of a variable."""
    return amount(value, digits, sign, variable.effect_factor, variable.effect_unit)


def effect_band(
    variable: Variable, middle: Any, low: Any, high: Any, level: float = EFFECT_LEVEL
) -> Statement:
    """The same with its band: “+0.45 (+0.40 to +0.50)”."""
    return banded(middle, low, high, variable.effect_factor, variable.effect_unit, level)


def truth_beside_band(truth: float, low: float, high: float) -> str:
    """The known answer of a simulated economy, and whether the band holds it, all in one unit."""
    where = "inside" if low <= truth <= high else "outside"
    if where == "outside" and number(truth, 2) in (number(low, 2), number(high, 2)):
        where = "barely outside"
    return f"The truth of this simulated economy: {number(truth, 2, sign=True)}, {where} the band."


def change_size(variable: Variable, value: Any, digits: int = 2, sign: bool = True) -> Statement:
    """A difference as equations have it, of logs where the quantity is in logs."""
    return amount(value, digits, sign, variable.change_factor, variable.effect_unit)


def in_percent(share: Any, digits: int = 2) -> Statement:
    """A fraction as “87 %”."""
    return _told(percent(share, digits), _times(share, 100.0), unit="%")


def chance(share: Any) -> Statement:
    """A probability in per cent, never rounded to certainty."""
    return _told(probability(share), _times(share, 100.0), unit="%")


def p_cell(p: Any) -> Statement:
    """A p value, as everywhere on pages."""
    return _told(p_number(float(p)), p)


def counted(how_many: Any, unit: str = "") -> Statement:
    """A whole number."""
    return _told(f"{int(how_many):,}", how_many, unit=unit)


def _told(
    text: str,
    value: Any,
    low: Any = math.nan,
    high: Any = math.nan,
    level: float = math.nan,
    unit: str = "",
    kind: str = "plain",
) -> Statement:
    value, low, high = (float(one) if finite(one) else math.nan for one in (value, low, high))
    return replace(cell(text, kind), value=value, low=low, high=high, level=level, unit=unit)


def _times(value: Any, factor: float) -> Any:
    """NumPy's numbers are numbers; what is none stays none."""
    value = value.item() if hasattr(value, "item") else value
    return value * factor if finite(value) else math.nan

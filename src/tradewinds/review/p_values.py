"""How p values are written: in sentences, figures and tables alike."""

import math

_LEAST = 1e-4
"""Smaller ones are told as below it."""


def p_number(p: float) -> str:
    """“0.005”, “< 0.0001”: two significant digits, without zeros at their end; “not computed” of NaN."""
    if not math.isfinite(p):
        return "not computed"
    return f"< {_LEAST:.4f}" if p < _LEAST else f"{p:.2g}"


def p_text(p: float) -> str:
    """“p = 0.005”, “p < 0.0001”."""
    said = p_number(p)
    return f"p {said}" if said[0] in "<n" else f"p = {said}"

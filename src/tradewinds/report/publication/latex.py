"""Text for LaTeX: every character that means something there, or that its fonts lack, is written out."""

import re
import unicodedata

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}
_SIGNS = {
    "−": "$-$", "±": r"$\pm$", "×": r"$\times$", "÷": r"$\div$", "·": r"$\cdot$", "≤": r"$\leq$",
    "≥": r"$\geq$",
    "≈": r"$\approx$", "≠": r"$\neq$", "→": r"$\rightarrow$", "★": r"$\star$",
    "∞": r"$\infty$", "√": r"$\surd$",
    "∑": r"$\sum$", "°": r"$^\circ$", "…": r"\ldots{}", "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`",
    "’": "'", "\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,", "€": r"\texteuro{}", "§": r"\S{}",
    "′": r"$'$", "½": r"$\frac{1}{2}$",
}  # fmt: skip
_RAISED = dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (\w+)")
_ACCENTS = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0303": r"\tilde", "\u0307": r"\dot"}
_LATIN = 0x17F
"""Last letter that LaTeX's common encodings have; what lies beyond is written with what it is made of."""


def escaped(text: str) -> str:
    """The text as LaTeX sets it: no character of it is a command."""
    found: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in _ACCENTS and found:
            found[-1] = f"${_ACCENTS[letter]}{{{found[-1].strip('$')}}}$"
        else:
            found.append(_letter(letter))
    return "".join(found)


def _letter(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter in _SIGNS:
        return _SIGNS[letter]
    if letter in _RAISED:
        return f"$^{{{_RAISED[letter]}}}$"
    if letter in _LOWERED:
        return f"$_{{{_LOWERED[letter]}}}$"
    if letter.isspace():
        return " "
    greek = _GREEK.match(unicodedata.name(letter, ""))
    if greek:
        name = greek[2].lower()
        return f"$\\{name if greek[1] == 'SMALL' else name.capitalize()}$"
    if ord(letter) <= _LATIN:
        return letter
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return "".join(_SPECIAL.get(one, one) for one in plain) or "?"

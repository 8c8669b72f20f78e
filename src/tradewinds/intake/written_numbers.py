"""Numbers as people write them: decimal commas, thousands apart, flags beside, and marks in their place."""

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.data.cells import MISSING
from tradewinds.intake.record import IntakeRecord, OpenQuestion

_BLANKS = "\u00a0\u202f\u2009 '’"
_FLAGGED = re.compile(r"^(.*\d[.,]?\s*%?)(?:\s+([a-zA-Z]{1,3})|(bps?)|\s*\(([a-zA-Z]{1,2})\)|\s*([*†‡]+))$")
_SIZED = re.compile(
    r"^(.*\d[.,]?)\s*(thousand|tsd\.?|million|mill\.?|mio\.?|mln|mn|billion|bln|bn|milliarden?|mrd\.?|trillion|tn)$",
    re.IGNORECASE,
)
_FACTORS = {"th": 1e3, "ts": 1e3, "mr": 1e9, "milliard": 1e9, "m": 1e6, "b": 1e9, "t": 1e12}
"""First letters of a word of size → its factor; the first that fits is meant."""
_FLAG_LETTERS = frozenset("abcdefinoprsuvz")
"""Letters of publishers' flags; others after a number (k, m, t, kg) may be its size or unit."""
_UNIT_WORDS = (
    "eur", "usd", "cad", "aud", "pcs", "pc", "prs", "doz", "bu", "bbl", "sf", "pp", "bp", "bps", "oz", "ct",
    "cts",
)  # fmt: skip
_CURRENCY = "$€£¥"
_FORM = {
    ".": re.compile(
        r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})?(?:\.\d*)?(?:[eE][+-]?\d+)?$"
    ),
    ",": re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)?(?:,\d*)?(?:[eE][+-]?\d+)?$"),
}
_MARK = re.compile(
    r"^(?:\([a-zA-Z]{1,3}\)|:\s*[a-z]{0,2}|\.[a-z]|[a-zA-Z]{1,2}|[*#†‡]+|n\.?[ads]\.?|nm|-{2,3}|…)$"
)
"""What publishers write in place of a number: (D), “: c”, .a, x, *."""


class WrittenNumbers(NamedTuple):
    """Numbers of a column, NaN where there is none; beside each what its cell says more: a mark, a flag.

    strange: cells that are neither a number nor a mark that is known; words: what follows a number and is
    no flag, but may be its size or unit; sized: whether a word of size (“1.2 bn”) was multiplied out.
    """

    values: pd.Series
    notes: pd.Series
    strange: pd.Series
    words: pd.Series
    sized: pd.Series


def looks_like_number(text: str) -> bool:
    """Whether a cell is a number, under either decimal mark."""
    return any(np.isfinite(_number(text.strip(), mark)[0]) for mark in ".,")


def written_number(text: str, decimal: str) -> float:
    """The number of a text under one decimal mark; NaN for what is none."""
    return _number(text.strip(), decimal)[0]


def is_mark(text: str) -> bool:
    """Whether a cell says why there is no number."""
    return text.lower() in MISSING or _MARK.match(text) is not None


def numbers_of(column: pd.Series, decimal: str) -> WrittenNumbers:
    """The numbers of a column of texts, or of one that is numeric already."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        values = pd.Series(column.to_numpy(dtype=float, na_value=np.nan), index=column.index)
        nothing = pd.Series("", index=column.index, dtype="str")
        no = pd.Series(False, index=column.index)
        return WrittenNumbers(values, nothing, no, nothing.copy(), no.copy())
    codes, cells = pd.factorize(column, use_na_sentinel=False)
    read = [_cell(cell, decimal) for cell in cells]
    values = pd.Series([value for value, _, _ in read], dtype=float).to_numpy()[codes]
    notes = pd.Series([note for _, note, _ in read], dtype="str").to_numpy()[codes]
    strange = np.array([odd for _, _, odd in read], dtype=bool)[codes]
    texts = [str(cell).strip() for cell in cells]
    words = pd.Series([_word_after(text) for text in texts], dtype="str").to_numpy()[codes]
    sized = np.array([_SIZED.match(text) is not None for text in texts], dtype=bool)[codes]
    found = (values, notes, strange, words, sized)
    return WrittenNumbers(*(pd.Series(one, index=column.index) for one in found))


def is_counted(column: pd.Series) -> bool:
    """Whether a column holds numbers: most of what is neither empty nor a mark is one, and there are no more
    marks than numbers, as there are in a column of two-letter codes.
    """
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return False
    if pd.api.types.is_numeric_dtype(column):
        return True
    cells = column.dropna().astype(str).str.strip()
    cells = pd.Series(cells[cells != ""].unique(), dtype="str")
    marks = cells.map(is_mark).astype(bool)
    numbers = cells[~marks].map(looks_like_number).astype(bool)
    return bool(len(numbers)) and float(numbers.mean()) > 0.8 and marks.sum() <= numbers.sum()


def decimal_mark(columns: list[pd.Series], record: IntakeRecord) -> str:
    """The mark before decimals, from all cells: 1.234,5 and 0,5 show a comma, 1,234.5 and 0.5 a point.

    A person is asked where only cells such as 1,234 are there.
    """
    if record.options.decimal:
        record.facts["decimal mark"] = {",": "comma", ".": "point"}[record.options.decimal]
        return record.options.decimal
    typed = [one[one.map(lambda cell: isinstance(cell, str)).astype(bool)] for one in columns]
    texts = pd.concat([one.astype(str).str.strip() for one in typed] or [pd.Series(dtype=str)])
    texts = pd.Series(texts.unique(), dtype="str")
    comma = _shows(texts, ",", ".")
    point = _shows(texts, ".", ",")
    found = "," if comma > point else "."
    open_cells = texts[texts.str.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}")]
    if not comma and not point and len(open_cells):
        cell = open_cells.iloc[0]
        mark = "," if "," in cell else "."
        other = "." if mark == "," else ","
        question = OpenQuestion(
            f"Is “{cell}” {cell.replace(mark, '')}, or {cell.replace(mark, '.')} with decimals?",
            "--decimal",
            {other: f"it is {cell.replace(mark, '')}", mark: f"“{mark}” stands before decimals"},
        )
        likely = "." if mark == "," else "."
        found = record.answer(question, likely, f"Cells such as “{cell}” can be read in two ways")
    record.facts["decimal mark"] = "comma" if found == "," else "point"
    other = "," if found == "." else "."
    apart = texts.str.contains(rf"\d[{re.escape(other)}]\d{{3}}(?!\d)").any()
    blank = texts.str.contains(rf"^[-+]?\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+(?!\d)").any()
    if apart or blank:
        quoted = blank and texts.str.contains(r"\d['’]\d{3}").any()
        between = "an apostrophe" if quoted else "a blank"
        record.facts["thousands"] = between if blank else {",": "comma", ".": "point"}[other]
    return found


def _shows(texts: pd.Series, mark: str, other: str) -> int:
    """Cells that can be read with this mark before decimals alone."""
    mark, other = re.escape(mark), re.escape(other)
    alone = rf"[-+]?(?:\d*{mark}(?:\d{{1,2}}|\d{{4,}})|0{mark}\d+|\d{{4,}}{mark}\d+)"
    both = rf"[-+]?\d{{1,3}}(?:{other}\d{{3}})+{mark}\d*|[-+]?\d{{1,3}}(?:{other}\d{{3}}){{2,}}"
    return int(texts.str.match(rf"^[{_CURRENCY}]?(?:{alone}|{both})\s*(?:%|[a-z*(].*)?$").sum())


def _cell(cell: object, decimal: str) -> tuple[float, str, bool]:
    """Number (or NaN), what the cell says beside or in place of it, and whether that is strange."""
    if cell is None or cell is pd.NA or cell != cell:
        return np.nan, "", False
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
        return float(cell), "", False
    text = str(cell).strip()
    if not text:
        return np.nan, "", False
    if is_mark(text):
        return np.nan, text, False
    value, flag = _number(text, decimal)
    return (value, flag, False) if np.isfinite(value) else (np.nan, text, True)


def _number(text: str, decimal: str) -> tuple[float, str]:
    """A number and the flag beside it; NaN for what is none, or has a word that may be its size or unit."""
    flag = ""
    sized = _SIZED.match(text)
    if sized:
        value, _ = _number(sized[1].strip(), decimal)
        return value * _factor(sized[2]), ""
    flagged = _FLAGGED.match(text)
    if flagged:
        text, flag = flagged[1].strip(), next(filter(None, flagged.groups()[1:]))
    text = text.replace("−", "-").replace("–", "-").removesuffix("%").strip().strip(_CURRENCY).strip()
    negative = text.startswith("(") and text.endswith(")") and len(text) > 2
    text = f"-{text[1:-1]}" if negative else text
    if re.fullmatch(r"[\d.,]+-", text):
        text = f"-{text[:-1]}"
    text = re.sub(rf"(?<=\d)[{_BLANKS}](?=\d{{3}}(?!\d))", "", text)
    if not any(map(str.isdigit, text)) or not _FORM[decimal].match(text):
        return np.nan, ""
    plain = text.replace(",", "") if decimal == "." else text.replace(".", "").replace(",", ".")
    return float(plain), flag


def _factor(word: str) -> float:
    return next(factor for start, factor in _FACTORS.items() if word.lower().startswith(start))


def _word_after(text: str) -> str:
    """What follows a number and is no flag that publishers use: k, kg, pp, M; “” where there is none."""
    match = re.match(r"^.*\d[.,]?(?:\s+([a-zA-Z]{1,3})|(bps?)|\s*\(([a-zA-Z]{2})\))$", text)
    if match is None or _SIZED.match(text):
        return ""
    word = next(filter(None, match.groups()))
    letters = word.lower()
    known = set(letters) <= _FLAG_LETTERS and len(set(letters)) == len(letters)
    return "" if known and letters not in _UNIT_WORDS else word

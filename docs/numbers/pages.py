"""Numbers that documents quote: made by a script, stored in a table, set into the pages.

    python docs/numbers/pages.py        set every marked number as its table has it

A page marks a number as ``<!-- source_example.rows -->99<!-- / -->``: the row ``rows`` of
``source_example.csv`` beside this file, which ``source_example.py`` made. Pages are held to their tables by
``tests/unit/test_numbers.py``.
"""

import re
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parent
DOCS = FOLDER.parent
MARK = re.compile(r"(?P<open><!-- (?P<table>\w+)\.(?P<key>\w+) -->)(?P<shown>.*?)(?P<close><!-- / -->)")


@dataclass(frozen=True)
class Number:
    """One number of a page: as it is shown there, in full, and what it is."""

    key: str
    shown: str
    value: float
    meaning: str


def signed(value: float, digits: int = 0) -> str:
    """With a sign, as a person writes it: a true minus, no sign before zero."""
    text = f"{abs(value):,.{digits}f}"
    return text if float(text.replace(",", "")) == 0 else ("−" if value < 0 else "+") + text


def band(low: float, high: float, digits: int = 0) -> str:
    """A band, “−1.1 to +3.8”."""
    return f"{signed(low, digits)} to {signed(high, digits)}"


def write(name: str, numbers: list[Number]) -> None:
    """Store a table of numbers, and set the pages by it."""
    table = pd.DataFrame([asdict(one) for one in numbers])
    table.to_csv(FOLDER / f"{name}.csv", index=False, float_format="%.6g")
    for page in set_pages():
        print(f"{page.relative_to(DOCS.parent)} changed")


def stored() -> dict[str, str]:
    """“table.key” → the number as it is shown, of every table."""
    tables = {path.stem: pd.read_csv(path, dtype=str) for path in sorted(FOLDER.glob("*.csv"))}
    return {f"{name}.{row.key}": row.shown for name, table in tables.items() for row in table.itertuples()}


def with_numbers(text: str, known: dict[str, str]) -> str:
    """A page's text with every marked number as its table has it; KeyError for a mark of none."""
    return MARK.sub(
        lambda mark: f"{mark['open']}{known[mark['table'] + '.' + mark['key']]}{mark['close']}", text
    )


def set_pages() -> list[Path]:
    """Set the numbers of every page; the pages that changed."""
    known, changed = stored(), []
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        found = with_numbers(text, known)
        if found != text:
            page.write_text(found, encoding="utf-8")
            changed.append(page)
    return changed


if __name__ == "__main__":
    print(*(f"{page.name} changed" for page in set_pages()), sep="\n")

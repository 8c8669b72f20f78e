"""The numbers that docs/papers.md quotes: python docs/numbers/quickstart.py results/quickstart"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pages import Number, write

import tradewinds as tw
from tradewinds.proof.numerals import number_of, without_numbers

ANSWER = (
    "periods",
    *(f"{name}{part}" for name in ("price", "volume", "gdp") for part in ("", "_low", "_high")),
)
"""The numbers of the page's answer, in the order in which they stand there."""


def numbers(folder: Path) -> list[Number]:
    """Those of the answer, as the page writes them."""
    return list(_of_answer(tw.open_results(folder)))


def _of_answer(results: tw.Results) -> Iterator[Number]:
    page = results.pages["index"]
    (said,) = page.loc[page["kind"] == "answer plain", "text"]
    for key, shown in zip(ANSWER, without_numbers(said)[1], strict=False):
        yield Number(key, shown, number_of(shown), f"{key} of the answer")


if __name__ == "__main__":
    write("quickstart", numbers(Path(sys.argv[1])))

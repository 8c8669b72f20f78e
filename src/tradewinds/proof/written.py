"""Numbers written in a document, held to the results they were taken from.

Beside the document lies its list: sentences as they stand there, with the value's name in place of each
number. The document stays as it is, Markdown, LaTeX or plain text:

    Prices would rise by {{ value("price") }} per cent (90 % band {{ value("price", quantile=0.05) }} to
    {{ value("price", quantile=0.95) }}).

Sentences are parted by empty lines; blanks and line breaks are alike. A number agrees where it is the value,
rounded to the digits that are written.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tradewinds.errors import ProofError
from tradewinds.proof.numerals import NUMERAL, STANDING_NUMERAL, agrees_when_rounded, unit_of_last_digit

_NAMED = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
_NO_PROSE = [re.compile(one, re.DOTALL) for one in (r"```.*?```", r"`[^`\n]*`", r"https?://\S+")]
LIST_SUFFIX = ".numbers.txt"


@dataclass(frozen=True)
class WrittenNumber:
    """One number of a document: where it stands, what is written, and what the results say.

    ``line`` from 1, 0 for a sentence that is not there; ``problem``: why it cannot be compared.
    """

    document: str
    line: int
    written: str
    name: str
    value: float
    problem: str = ""

    @property
    def agrees(self) -> bool:
        return not self.problem and agrees_when_rounded(self.written, self.value)

    def __str__(self) -> str:
        place = f"{self.document}:{self.line}" if self.line else self.document
        if self.problem:
            return f"{place}: {self.problem}"
        return f"{place}: “{self.written}” is written; {self.name} is {_as_written(self.value, self.written)}"


def list_of(document: Path) -> Path:
    """The list of a document's numbers: ``paper.numbers.txt`` beside ``paper.md`` or ``paper.tex``."""
    return document.parent / (document.stem + LIST_SUFFIX)


def check_document(document: Path, value: Callable[[str], float]) -> list[WrittenNumber]:
    """As ``check_sentences``, of a file and its list. Raises ProofError for one that cannot be read."""
    return check_sentences(document, *texts_of(document), value)


def texts_of(document: Path) -> tuple[str, str]:
    """A document and its list. Raises ProofError for one that cannot be read."""
    if str(document) == ".":
        raise ProofError("no document", "a text (UTF-8)", "Name it: --config text=paper.md.")
    text = _text(document, "a text (UTF-8)", "Name the document itself, Markdown, LaTeX or plain text.")
    remedy = f"Write it beside {document.name}: sentences as they stand there, with names for numbers."
    return text, _text(list_of(document), "sentences with {{ value(…) }} for the numbers", remedy)


def _text(path: Path, expected: str, remedy: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        why = error.strerror or type(error).__name__
    except ValueError:
        why = "it is no text"
    raise ProofError(f"{path} cannot be read ({why})", expected, remedy)


def check_sentences(
    document: Path, text: str, sentences: str, value: Callable[[str], float]
) -> list[WrittenNumber]:
    """Every number of ``text`` that a sentence of the list names. Raises ProofError for a list of nothing.

    ``value`` gives the value of a name, and raises ProofError for one that there is not.
    """
    found = [
        one
        for sentence in re.split(r"\n\s*\n", sentences.strip())
        if _NAMED.search(sentence)
        for one in _held(document, text, sentence.strip(), value)
    ]
    if not found:
        raise ProofError(f"the list of {document} names no value", "sentences with {{ value(…) }} in them")
    return found


def unlisted(text: str, found: list[WrittenNumber]) -> list[tuple[int, str]]:
    """Line and number of what is written in ``text`` and in none of the sentences of its list: nobody looked
    at these. Code, addresses and names with digits in them are no numbers.
    """
    for part in _NO_PROSE:
        text = part.sub(lambda match: "\n" * match[0].count("\n"), text)
    known = Counter((one.line, one.written) for one in found)
    left = []
    for match in STANDING_NUMERAL.finditer(text):
        place = (text.count("\n", 0, match.start()) + 1, match[0])
        if known[place]:
            known[place] -= 1
        elif not text[match.end() : match.end() + 1].isalnum():
            left.append(place)
    return left


def _held(document: Path, text: str, sentence: str, value: Callable[[str], float]) -> Iterator[WrittenNumber]:
    names = [" ".join(one.split()) for one in _NAMED.findall(sentence)]
    values: list[float | ProofError] = []
    for name in names:
        try:
            values.append(value(name))
        except ProofError as error:
            values.append(error)
    places = [*re.finditer(_pattern(sentence), text)]
    if not places:
        said = " ".join(_NAMED.sub("…", sentence).split())
        problem = f"no sentence “{said}” with {len(names)} numbers is in it"
        yield WrittenNumber(str(document), 0, "", names[0], math.nan, problem)
    for place in places:
        for number, (name, known) in enumerate(zip(names, values, strict=True), start=1):
            line = text.count("\n", 0, place.start(number)) + 1
            problem, found = (str(known), math.nan) if isinstance(known, ProofError) else ("", known)
            yield WrittenNumber(str(document), line, place[number], name, found, problem)


def _pattern(sentence: str) -> str:
    """The sentence with a number in place of each name, blanks of any kind between words."""
    pieces = _NAMED.split(sentence)[::2]
    literal = [r"\s+".join(re.escape(word) for word in re.split(r"\s+", piece)) for piece in pieces]
    return f"({NUMERAL})".join(literal)


def _as_written(value: float, written: str) -> str:
    """A value with the digits of what is written, and one more."""
    unit = unit_of_last_digit(written)
    digits = max(0, len(f"{unit:.12f}".rstrip("0").partition(".")[2]) + 1)
    return f"{value:,.{digits}f}".replace("-", "−")

"""Changes of pages and of lists: of what they say, and around the mark of their provenance."""

import pytest
from tampering import (
    LIST,
    PAGE,
    UNTRACEABLE,
    Tampering,
    commented_mark,
    cut,
    marked_first,
    marked_twice,
    put,
    spaced_mark,
    text,
)

pytestmark = pytest.mark.slow

NESTED = b"[" * 100_000

TAMPERINGS = [
    Tampering("a word of a page", text(lambda c: c.replace(b"rises", b"falls")), PAGE),
    Tampering("text behind the mark", text(lambda c: c + b"<p>It is certain.</p>\n"), PAGE),
    Tampering("a blank behind the mark", text(lambda c: c + b" "), PAGE),
    Tampering("text before the page", text(lambda c: b"<p>It is certain.</p>" + c), PAGE),
    Tampering("text within the mark's last line", text(commented_mark), PAGE),
    Tampering("blanks within the mark", text(spaced_mark), PAGE),
    Tampering("the mark twice", text(marked_twice), PAGE),
    Tampering("the mark first", text(marked_first), PAGE),
    Tampering("the mark removed", text(lambda c: c[: c.rindex(b"\n<script type")]), PAGE, UNTRACEABLE),
    Tampering("the mark cut", cut(PAGE, 0.99), PAGE),
    Tampering("other ends of lines", text(lambda c: c.replace(b"\n", b"\r\n")), PAGE),
    Tampering("a byte order mark", text(lambda c: b"\xef\xbb\xbf" + c), PAGE),
    Tampering("bytes that are no text", text(lambda c: b"\xff" + c), PAGE),
    Tampering("a picture", text(lambda c: c.replace(b"PHN2Zy8+", b"PHN2Zz4+")), PAGE),
    Tampering(
        "a number of the list",
        text(lambda c: c.replace(b'"stage": "simulate"', b'"stage": "read"'), LIST),
        LIST,
    ),
    Tampering(
        "a key twice",
        text(lambda c: c.replace(b'{\n  "request"', b'{\n  "request": 1,\n  "request"'), LIST),
        LIST,
    ),
    Tampering("blanks in the list", text(lambda c: c + b"\n", LIST), LIST),
    Tampering("the list of another type", put(LIST, b"[1, 2]\n"), LIST, UNTRACEABLE),
    Tampering("the list broken", cut(LIST), LIST, UNTRACEABLE),
    Tampering("the list nested without end", put(LIST, NESTED), LIST, UNTRACEABLE),
    Tampering("the list a number", put(LIST, b"NaN"), LIST, UNTRACEABLE),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])
def test_it_is_found_and_named(tampering, simulated, copied):
    tampering.require_found(copied(simulated))

"""Forgeries: contents and the hash of them, as far as one goes."""

import pytest
from tampering import (
    BAD,
    LIST,
    PAGE,
    SERIES,
    STALE,
    TABLE,
    Tampering,
    forged,
    forged_and_listed,
    forged_frame,
    forged_page,
    forged_page_and_frame,
    relist,
    set_page,
    unsettable_frame,
)

pytestmark = pytest.mark.slow

TAMPERINGS = [
    Tampering("a cell and its hash", forged(), LIST, STALE),
    Tampering("a cell that others read, and its hash", forged(SERIES), TABLE, STALE),
    Tampering("a cell, its hash and the list", forged_and_listed, PAGE, STALE),
    Tampering("a page and its hash", forged_page, PAGE),
    Tampering("the table of a page and its hash", forged_frame, PAGE),
    Tampering("a page, its table and their hashes", forged_page_and_frame, LIST, STALE),
    Tampering("a colour that hides", set_page("#1f5a8a} .note{display:none} :root{--x:1"), PAGE),
    Tampering("another colour", set_page("#ffffff"), PAGE),
    Tampering("a picture from elsewhere", set_page("#1f5a8a", ["https://example.org/x.svg"]), PAGE),
    Tampering("a table that no page can be set from", unsettable_frame, PAGE),
    Tampering("an artifact left out of the list", relist(lambda said: said[1:]), LIST, STALE),
    Tampering("an artifact twice in the list", relist(lambda said: [*said, said[0]]), LIST, STALE),
    Tampering(
        "other values in the list", relist(lambda said: [said[0] | {"values": "0"}, *said[1:]]), LIST, STALE
    ),
    Tampering(
        "other bytes in the list", relist(lambda said: [said[0] | {"bytes": "0"}, *said[1:]]), SERIES, STALE
    ),
    Tampering("the list in another order", relist(lambda said: said[::-1]), LIST),
    Tampering("a word more in the list", relist(lambda said: [said[0] | {"note": "true"}, *said[1:]]), LIST),
    Tampering(
        "another stage in the list", relist(lambda said: [said[0] | {"stage": "fit"}, *said[1:]]), LIST
    ),
    Tampering("a list of numbers", relist(lambda said: [1, 2]), LIST),
    Tampering("a list of nothing", relist(lambda said: None), LIST),
    Tampering("a list of unhashable paths", relist(lambda said: [{"path": []}]), LIST, BAD),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])
def test_it_is_found_and_named(tampering, simulated, copied):
    tampering.require_found(copied(simulated))

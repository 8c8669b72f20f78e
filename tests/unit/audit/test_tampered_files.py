"""Changes of files: exchanged, removed, broken, replaced, added."""

import os
from pathlib import Path

import pytest
from tampering import (
    ANSWERS,
    BAD,
    LIST,
    NOT_CHECKED,
    OTHER,
    PAGE,
    SERIES,
    STALE,
    TABLE,
    UNTRACEABLE,
    Tampering,
    copy,
    cut,
    from_another,
    in_its_place,
    linked,
    linked_folder,
    put,
    raw,
    remove,
    stranger_of_bytes,
    swap,
    text,
)

pytestmark = pytest.mark.slow

TAMPERINGS = [
    Tampering("two artifacts exchanged", swap(TABLE, OTHER), LIST, STALE),
    Tampering("two artifacts of other stages exchanged", swap(SERIES, TABLE), TABLE),
    Tampering("an artifact of another experiment", from_another, TABLE),
    Tampering("a page in place of another", copy(PAGE, LIST), LIST, UNTRACEABLE),
    Tampering("an artifact removed", remove(TABLE), TABLE, UNTRACEABLE),
    Tampering("the page removed", remove(PAGE), PAGE, UNTRACEABLE),
    Tampering("the list removed", remove(LIST), LIST, UNTRACEABLE),
    Tampering("an empty file", put(TABLE, b""), TABLE, UNTRACEABLE),
    Tampering("an empty page", put(PAGE, b""), PAGE, UNTRACEABLE),
    Tampering("half a table", cut(TABLE), TABLE, UNTRACEABLE),
    Tampering("half an array", cut(ANSWERS), ANSWERS, UNTRACEABLE),
    Tampering("almost an array", cut(ANSWERS, 0.97), ANSWERS, UNTRACEABLE),
    Tampering("half a page", cut(PAGE), PAGE, UNTRACEABLE),
    Tampering("noise", put(TABLE, bytes(range(256)) * 9), TABLE, UNTRACEABLE),
    Tampering("noise in the middle", text(lambda c: c[:200] + bytes(40) + c[240:]), PAGE),
    Tampering("noise in a table", text(lambda c: c[:8] + bytes(90) + c[98:], TABLE), TABLE, BAD),
    Tampering("noise in an array", text(lambda c: c[:600] + b"\xaa" * 300 + c[900:], ANSWERS), ANSWERS, BAD),
    Tampering("a table under the name of an array", copy(TABLE, ANSWERS), ANSWERS, UNTRACEABLE),
    Tampering("a folder in its place", in_its_place(TABLE, Path.mkdir), TABLE, UNTRACEABLE),
    Tampering("a folder in place of the list", in_its_place(LIST, Path.mkdir), LIST, UNTRACEABLE),
    Tampering("a pipe in its place", in_its_place(TABLE, os.mkfifo), TABLE, UNTRACEABLE),
    Tampering("a link to a copy", linked, TABLE, UNTRACEABLE),
    Tampering(
        "a link to nothing there",
        in_its_place(TABLE, lambda path: path.symlink_to("nowhere")),
        TABLE,
        UNTRACEABLE,
    ),
    Tampering(
        "a link to itself", in_its_place(TABLE, lambda path: path.symlink_to(path.name)), TABLE, UNTRACEABLE
    ),
    Tampering("a folder that is a link", linked_folder, SERIES, UNTRACEABLE),
    Tampering("a stranger", put("report/better.html", b"<p>better</p>"), "report/better.html", UNTRACEABLE),
    Tampering(
        "a stranger with a true provenance",
        copy(TABLE, "calibrate/best.parquet"),
        "calibrate/best.parquet",
        UNTRACEABLE,
    ),
    Tampering("a stranger without a format", put("NOTE", b"certain"), "NOTE", UNTRACEABLE),
    Tampering("a hidden stranger", put(".note", b"certain"), ".note", UNTRACEABLE),
    Tampering("a stranger among the logs", put("log/page.html", b"certain"), "log/page.html", UNTRACEABLE),
    Tampering(
        "a log that is a link",
        lambda of: (of.results / "log/x.log").symlink_to("/etc/hosts"),
        "log/x.log",
        UNTRACEABLE,
    ),
    Tampering(
        "a stranger with a name that moves the cursor",
        put("\x1b[2Ka\n.md", b""),
        "\x1b[2Ka\n.md",
        UNTRACEABLE,
    ),
    Tampering("a stranger whose name is no text", stranger_of_bytes, "\\xff.parquet", UNTRACEABLE),
    Tampering("raw data changed", raw(lambda path: path.write_text("x = 1\n")), SERIES, STALE),
    Tampering("raw data removed", raw(Path.unlink), SERIES, NOT_CHECKED),
    Tampering(
        "a folder in place of raw data", raw(lambda path: (path.unlink(), path.mkdir())), SERIES, NOT_CHECKED
    ),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])
def test_it_is_found_and_named(tampering, simulated, copied):
    tampering.require_found(copied(simulated))

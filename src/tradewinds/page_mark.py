"""The end of a page, which is its provenance."""

import json
from pathlib import Path

from tradewinds.errors import ChangedError

KEY = "tradewinds"
"""What artifacts call their provenance."""
MAKE_AGAIN = "Make it again: delete it and run snakemake."
MAKE_IT = "Run snakemake to make it."
_MARK = f'\n<script type="application/json" id="{KEY}">', "</script>\n"
"""Before and after the provenance of a page; nothing stands behind it."""


def marked_page(text: bytes, document: str) -> bytes:
    """A page with its provenance at its end."""
    before, after = _MARK
    inside = document.replace("</", "<\\/")
    return text + f"{before}{inside}{after}".encode()


def page_taken_apart(content: bytes, path: Path) -> tuple[bytes, str | None]:
    """A page without its mark, and its provenance; none where there is no mark. Raises ChangedError.

    There is one way to write a mark. Whatever else stands in or behind it is an error: else text could be
    added that no hash covers.
    """
    text, mark, rest = content.partition(_MARK[0].encode())
    if not mark:
        return content, None
    try:
        document = json.dumps(json.loads(rest.removesuffix(_MARK[1].encode())), ensure_ascii=False)
    except ValueError:
        document = ""
    if marked_page(text, document) != content:
        raise ChangedError(
            f"{path} does not end with its provenance as that is written",
            "nothing in or behind it",
            MAKE_AGAIN,
        )
    return text, document

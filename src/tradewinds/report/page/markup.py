"""HTML of a page's frame and its images: the same bytes for the same contents."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from tradewinds.report.page.summary import TOP

_MARKS = (
    (r"\[([^\]]+)\]\(((?:#|https?://|[\w-]+\.html)[^)]*)\)", r'<a href="\2">\1</a>'),
    (r"`([^`]+)`", r"<code>\1</code>"),
    (r"\*\*(.+?)\*\*", r"<strong>\1</strong>"),
    (r"(?<![\w*])\*(\w[^*]*)\*(?![\w*])", r"<em>\1</em>"),
)
"""Marks within a paragraph, as in Markdown → HTML; links lead within a page, to another, or into the web."""


def html_of(summary: pd.DataFrame, images: list[str], accent: str) -> str:
    """The page as HTML: no network, no script. ``images``: of the rows with the role ``picture``."""
    pictures = iter(images)
    records: list[dict[str, Any]] = summary.to_dict("records")
    for record in records:
        if record["role"] == "picture":
            record["image"] = next(pictures)
    found = [
        {"name": name, "blocks": _nested([_block(rows) for _, rows in groupby(of, lambda r: r["block"])])}
        for name, of in groupby(records, lambda r: r["section"])
    ]
    top = next(one["blocks"][0] for one in found if one["name"] == TOP)
    sections = [one for one in found if one["name"] != TOP]
    contents = [r for r in records if r["form"] == "Heading" and r["column_name"]]
    return _template().render(top=top, sections=sections, contents=contents, accent=accent).lstrip()


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("tradewinds.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["inline"] = inline
    return environment.get_template("page.html.j2")


def inline(text: str) -> Markup:
    """A paragraph with its marks as HTML."""
    found = str(escape(text))
    for mark, html in _MARKS:
        found = re.sub(mark, html, found)
    return Markup(found)


def _block(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Role → its statements in order; those of cells and items also row by row."""
    found = list(rows)
    block: dict[str, Any] = {role: [r for r in found if r["role"] == role] for role in _ROLES}
    block |= {name: found[0][name] for name in ("form", "folded")}
    block["rows"] = [
        list(of) for _, of in groupby((r for r in found if r["role"] in _IN_ROWS), lambda r: r["row"])
    ]
    return block


_ROLES = (
    "text",
    "detail",
    "title",
    "heading",
    "about",
    "beside",
    "asked",
    "key",
    "picture",
    "caption",
    "head",
    "note",
)
_IN_ROWS = ("cell", "line", "item")


def _nested(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is folded away within the fold it belongs to."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        if block["folded"]:
            found[-1]["within"].append(block)
        else:
            found.append(block | {"within": []})
    return found

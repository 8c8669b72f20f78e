"""A page on paper: HTML of its frame and its images, the same bytes for the same contents."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tradewinds.report.figures import style
from tradewinds.report.inputs import InputArtifacts, PageInputs
from tradewinds.report.summary import TOP, PagePart, Top, summarised

_MARKS = (
    (r"\[([^\]]+)\]\(((?:#|https?://|[\w-]+\.html)[^)]*)\)", r'<a href="\2">\1</a>'),
    (r"`([^`]+)`", r"<code>\1</code>"),
    (r"\*\*(.+?)\*\*", r"<strong>\1</strong>"),
    (r"(?<![\w*])\*(\w[^*]*)\*(?![\w*])", r"<em>\1</em>"),
)
"""Marks within a paragraph, as in Markdown → HTML; links lead within a page, to another, or into the web."""


@dataclass(frozen=True)
class Page:
    """What is written of a page."""

    html: str
    summary: pd.DataFrame
    """Everything that ``html`` says, one row a statement (``report.summary``)."""


@dataclass(frozen=True)
class Layout:
    """A page as it is declared: what stands above all others, and its sections.

    ``title`` (of the window), ``about`` (a line above the heading) and ``heading`` may hold the settings'
    ``{title}``. ``about`` and ``heading`` where they are functions, ``asked``, ``beside`` and ``sections``
    follow from what the page is made of, which is a ``given``.
    """

    title: str
    heading: str | Callable[[Any], str]
    about: str | Callable[[Any], str]
    sections: Callable[[Any], Sequence[PagePart]]
    asked: Callable[[Any], list[str]] = lambda given: []
    beside: Callable[[Any], list[tuple[str, str]]] = lambda given: [("Report", "index.html")]
    """Names and files of the pages that lie beside it for certain."""
    given: type[PageInputs] = PageInputs

    def render(self, asked: dict[str, Any], provenance: list[dict], found: InputArtifacts) -> Page:
        """The page and its summary: no network, no script, the same bytes for the same inputs.

        ``asked``: the settings of the page's stage as plain values; ``provenance``: one document an artifact,
        with its ``path`` and the ``input`` that it is; ``found``: input → folder → artifact.
        """
        given = self.given(asked, provenance, found)
        name = given.settings.title
        heading = self.heading if isinstance(self.heading, str) else self.heading(given)
        about = self.about if isinstance(self.about, str) else self.about(given)
        title, heading, about = (text.replace("{title}", name) for text in (self.title, heading, about))
        with style():
            top = Top(title, heading, about, self.asked(given), self.beside(given))
            summary, images = summarised(top, self.sections(given), given)
        return Page(html_of(summary, images, given.settings.accent), summary)


def html_of(summary: pd.DataFrame, images: list[str], accent: str) -> str:
    """The page as HTML: no network, no script. ``images``: of the rows with the role ``picture``."""
    environment = Environment(
        loader=PackageLoader("tradewinds.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["inline"] = inline
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
    page = environment.get_template("page.html.j2")
    return page.render(top=top, sections=sections, contents=contents, accent=accent).lstrip()


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

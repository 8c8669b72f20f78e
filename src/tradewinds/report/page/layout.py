"""A page on paper: its declaration, and what is written of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tradewinds.report.drawing import style
from tradewinds.report.page.inputs import InputArtifacts, PageInputs
from tradewinds.report.page.markup import html_of
from tradewinds.report.page.summary import PagePart, Top, summarised


@dataclass(frozen=True)
class Page:
    """What is written of a page."""

    html: str
    summary: pd.DataFrame
    """Everything that ``html`` says, one row a statement (``page.summary``)."""


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

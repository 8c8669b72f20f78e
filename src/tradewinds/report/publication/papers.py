"""All that papers take from a run, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib import rc_context

from tradewinds.report.drawing import style
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.publication.drawn import PaperFigure, figure_files
from tradewinds.report.publication.figures import paper_figures
from tradewinds.report.publication.quote import quoted
from tradewinds.report.publication.references import references
from tradewinds.report.publication.tables import PaperTable, paper_tables

_PAPER_STYLE: dict[Any, object] = {"pdf.fonttype": 42}
"""Letters that stay letters in a PDF."""


@dataclass(frozen=True)
class PaperParts:
    """Pictures, tables, the paragraph, and BibTeX."""

    figures: list[PaperFigure]
    tables: list[PaperTable]
    quote: str
    references: str

    @property
    def listing(self) -> dict[str, Any]:
        """What there is, with captions and the artifacts behind each."""
        parts: dict[str, Sequence[PaperFigure | PaperTable]] = {
            "figures": self.figures,
            "tables": self.tables,
        }
        return {
            kind: [{"name": one.name, "caption": one.caption, "source": one.source} for one in found]
            for kind, found in parts.items()
        }

    def figure_files(self) -> dict[str, bytes]:
        """File → what it holds: each picture as SVG and PDF."""
        with style(), rc_context(_PAPER_STYLE):
            return {name: held for one in self.figures for name, held in figure_files(one).items()}

    def table_files(self) -> dict[str, str]:
        """File → what it holds: each table as CSV and LaTeX."""
        made = {"csv": PaperTable.csv, "tex": PaperTable.tex}
        return {f"{one.name}.{kind}": make(one) for one in self.tables for kind, make in made.items()}


def published(given: ReportInputs, frame: pd.DataFrame) -> PaperParts:
    """Of the report's artifacts and its page's frame (``page.summary``): the same for the same inputs."""
    with style():
        figures = list(paper_figures(given))
    return PaperParts(
        figures, list(paper_tables(frame, given.names)), quoted(given, frame), references(given)
    )

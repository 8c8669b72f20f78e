"""Section ``report``: how the page looks; changing it reruns the report alone."""

from dataclasses import dataclass
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Pattern, Section, Share


@dataclass
class ReportSettings(Section):
    title: str = "Trade policy and prosperity"
    """Title of the page."""
    question: str = ""
    """What was asked, in the reader's words."""
    import_share: Share = 0.1
    """Share of imports in the cost of final output of the structural economy that a nation's answer stands
    beside; 0: none does. Refused in experiments of other kinds."""
    accent: Annotated[str, Pattern("#[0-9a-fA-F]{6}", "a colour such as #1f5a8a")] = "#1f5a8a"
    """Colour of the network's own lines and bands."""


def refuse_structural(report: ReportSettings, kind: str, remedy: str) -> None:
    """Raises SettingsError where ``import_share`` is set in an experiment without a nation's answer."""
    usual = ReportSettings.import_share
    expected = f"no such key in an experiment of the kind {kind}, which has no nation's answer"
    require(report.import_share == usual, "report.import_share", report.import_share, expected, remedy)

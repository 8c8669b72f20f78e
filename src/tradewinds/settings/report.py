"""Section ``report``: how the page looks; changing it reruns the report alone."""

from dataclasses import dataclass
from typing import Annotated

from tradewinds.settings.fields import Pattern, Section, Share


@dataclass
class ReportSettings(Section):
    title: str = "Trade policy and prosperity"
    """Title of the page."""
    question: str = ""
    """What was asked, in the reader's words."""
    import_share: Share = 0.1
    """Share of imports in the cost of final output of the structural economy that a nation's answer stands
    beside; 0: none does."""
    accent: Annotated[str, Pattern("#[0-9a-fA-F]{6}", "a colour such as #1f5a8a")] = "#1f5a8a"
    """Colour of the network's own lines and bands."""

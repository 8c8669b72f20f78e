"""Section ``report``: how the page looks; changing it reruns the report alone."""

import re
from dataclasses import dataclass

from tradewinds.settings.checks import require


@dataclass
class ReportSettings:
    title: str = "Trade policy and prosperity"
    question: str = ""
    """What was asked, in the reader's words."""
    accent: str = "#1f5a8a"
    """Colour of the network's own lines and bands."""


def validate(report: ReportSettings) -> None:
    require(
        re.fullmatch(r"#[0-9a-fA-F]{6}", report.accent) is not None,
        "report.accent",
        report.accent,
        "a colour such as #1f5a8a",
    )

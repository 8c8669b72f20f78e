"""Section ``split``: what is held out, forward in time and inside the training periods."""

from dataclasses import dataclass

from tradewinds.settings.checks import fraction


@dataclass
class SplitSettings:
    test_share: float = 0.2
    """Share of the periods, the last ones, held out as the future."""
    inside_share: float = 0.1
    """Share of the training rows held out inside the training periods."""


def validate(split: SplitSettings) -> None:
    fraction("split.test_share", split.test_share)
    fraction("split.inside_share", split.inside_share, closed=True)

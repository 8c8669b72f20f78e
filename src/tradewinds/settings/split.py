"""Section ``split``: what is held out, forward in time and inside the training periods."""

from dataclasses import dataclass

from tradewinds.settings.fields import Fraction, Section, Share


@dataclass
class SplitSettings(Section):
    test_share: Fraction = 0.2
    """Share of the periods, the last ones, held out as the future."""
    inside_share: Share = 0.1
    """Share of the rows before them held out as targets, as a second holdout."""

"""Section ``split``: what is held out, forward in time and inside the training periods."""

from dataclasses import dataclass

from tradewinds.settings.fields import Fraction, Section, Share, Switch


@dataclass
class SplitSettings(Section):
    test_share: Fraction = 0.2
    """Share of the periods, the last ones, held out as the future."""
    inside_share: Share = 0.1
    """Share of the rows before them held out as targets, as a second holdout."""
    refit: Switch = True
    """Fit every tier again to all rows, and let that fit answer: paths, economic checks, sensitivity, the
    best path. Scores and calibration are those of held-out rows either way; off, their fit answers too."""

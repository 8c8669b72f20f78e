"""Published figures that an answer is set beside."""

from dataclasses import dataclass

from tradewinds.settings.checks import require
from tradewinds.settings.fields import Finite, Positive, Section


@dataclass
class FigureSettings(Section):
    """A published figure of the same quantity."""

    value: Finite
    error: Positive | None = None
    """Its standard error."""
    source: str = ""
    """Where it stands."""

    def validate(self) -> None:
        require(bool(self.source), "source", self.source, "a value and its source")

"""Published figures that an answer is set beside."""

import math
from dataclasses import dataclass

from tradewinds.settings.checks import require


@dataclass
class FigureSettings:
    """A published figure of the same quantity."""

    value: float = math.nan
    error: float | None = None
    """Its standard error."""
    source: str = ""


def validate(figures: list[FigureSettings], key: str) -> None:
    """Raises SettingsError for a figure without a value or a source."""
    for position, figure in enumerate(figures):
        require(
            math.isfinite(figure.value) and bool(figure.source),
            f"{key}[{position}]",
            figure.value,
            "a value and its source",
        )

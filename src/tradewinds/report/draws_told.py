"""How figures over draws are spoken of: a posterior's have bands and probabilities, best fits from several
starts a spread and shares, which claim less."""

from dataclasses import dataclass
from typing import Any

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import EFFECT_LEVEL, banded, chance, in_percent, ranged
from tradewinds.report.words import SPREAD, THIN, capital, number, percent, probability


@dataclass(frozen=True)
class DrawsTold:
    """The words for one experiment: ``posterior`` as of its ``Names``."""

    posterior: bool

    @classmethod
    def of(cls, names: Names) -> "DrawsTold":
        """Those that its algorithms allow."""
        return cls(names.posterior)

    @property
    def level(self) -> float:
        """Of what lies between the ends, none for a spread."""
        return EFFECT_LEVEL if self.posterior else float("nan")

    @property
    def band(self) -> str:
        """“90 % band”, as a column is called."""
        return f"90{THIN}% band" if self.posterior else "Best fits"

    @property
    def note(self) -> str:
        """What a note says of the numbers between low and high."""
        return f"90{THIN}% band." if self.posterior else f"{capital(SPREAD)}."

    @property
    def inside(self) -> str:
        """What a truth may lie inside of: “90 % band”."""
        return f"90{THIN}% band" if self.posterior else "range of nine tenths of the best fits"

    def ends(self, low: Any, high: Any) -> str:
        """“90 % band +0.48 to +1.6”."""
        called = f"90{THIN}% band" if self.posterior else "best fits from several starts"
        return f"{called} {number(low, 2, True)} to {number(high, 2, True)}"

    def share(self, of: Any) -> str:
        """“with a probability of 95 %”."""
        if self.posterior:
            return f"with a probability of {probability(of)}"
        return f"in {percent(of)} of the best fits"

    def likely(self, of: Any) -> Statement:
        """A share of draws as a number by itself."""
        return chance(of) if self.posterior else in_percent(of)

    def between(self, low: Any, high: Any, unit: str) -> Statement:
        """Both ends as a number by itself."""
        return ranged(low, high, unit=unit, level=self.level)

    def effect(self, value: Any, low: Any, high: Any, unit: str) -> Statement:
        """“+0.45 (+0.40 to +0.50)”."""
        return banded(value, low, high, unit=unit, level=self.level)

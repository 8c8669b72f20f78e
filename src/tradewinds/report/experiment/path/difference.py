"""The difference between both paths of a roll-out in one period, in the unit that is shown."""

from dataclasses import dataclass

import xarray as xr

from tradewinds.report.names import Variable
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import banded, ranged
from tradewinds.sensitivity.bands import EFFECT_LEVEL


@dataclass(frozen=True)
class PathDifference:
    """Middle and 90 % band of a variable's difference, the share of draws above zero, and the truth; NaN for
    what is not known.
    """

    variable: Variable
    low: float
    middle: float
    high: float
    positive: float
    truth: float

    @classmethod
    def of(cls, variable: Variable, one: xr.Dataset | None, at: int = -1) -> "PathDifference | None":
        """In the period at a place of a roll-out's summary of one sector; None where that has none of it."""
        name = variable.name
        if one is None or f"{name}_effect_quantile" not in one:
            return None
        there = one.isel(period=at) if "period" in one.dims else one
        edges = there[f"{name}_effect_quantile"] * variable.effect_factor
        low, middle, high = (float(edges.sel(quantile=q, method="nearest")) for q in (0.05, 0.5, 0.95))
        truth = float(there[f"{name}_truth"]) if f"{name}_truth" in there else float("nan")
        positive = float(there[f"{name}_effect_positive"])
        return cls(variable, low, middle, high, positive, truth * variable.effect_factor)

    @property
    def nothing(self) -> bool:
        """Whether no equation leads from the policy to it."""
        return self.low == self.high == 0

    @property
    def ends(self) -> Statement:
        """“+0.40 to +0.50”."""
        return ranged(self.low, self.high, unit=self.variable.effect_unit)

    def band(self, posterior: bool = True) -> Statement:
        """“+0.45 (+0.40 to +0.50)”; the spread of best fits is that of no level."""
        level = EFFECT_LEVEL if posterior else float("nan")
        return banded(self.middle, self.low, self.high, unit=self.variable.effect_unit, level=level)

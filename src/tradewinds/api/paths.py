"""Tariff paths, in periods of the sector table after the last observed rate.

``size`` is a fraction: 0.05 is five percentage points, or, where ``relative``, a twentieth of each sector's
last rate. ``sectors`` names the sectors whose tariff moves; all when empty. ``periods`` is how long the
path is followed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from tradewinds.settings.path import PathSettings, Shape


@dataclass(frozen=True, kw_only=True)
class _Path:
    periods: int = 20
    sectors: Sequence[str] = ()
    start: int = 1
    """First period in which the rate is another."""

    def _path(self, shape: Shape) -> PathSettings:
        return PathSettings(
            name="asked", shape=shape, sectors=[str(name) for name in self.sectors], start=self.start
        )


@dataclass(frozen=True)
class _Sized(_Path):
    size: float
    relative: bool = False

    def _sized(self, shape: Shape, length: int | None = None) -> PathSettings:
        return replace(self._path(shape), size=self.size, relative=self.relative, length=length)


class Step(_Sized):
    """The whole change at once, and it stays."""

    def settings(self) -> PathSettings:
        """The path as the settings have it."""
        return self._sized(Shape.step)


@dataclass(frozen=True)
class Ramp(_Sized):
    """The change in equal steps over ``length`` periods (to the end of the path when left out)."""

    length: int | None = None

    def settings(self) -> PathSettings:
        """The path as the settings have it."""
        return self._sized(Shape.ramp, self.length)


@dataclass(frozen=True)
class Temporary(_Sized):
    """The whole change for ``length`` periods, then back."""

    length: int = 8

    def settings(self) -> PathSettings:
        """The path as the settings have it."""
        return self._sized(Shape.temporary, self.length)


class Impulse(_Sized):
    """The whole change in one period: differences from the baseline are the impulse response."""

    def settings(self) -> PathSettings:
        """The path as the settings have it."""
        return self._sized(Shape.impulse)


@dataclass(frozen=True)
class Removal(_Path):
    """No tariff any more, from ``start`` on."""

    def settings(self) -> PathSettings:
        """The path as the settings have it."""
        return replace(self._path(Shape.step), size=-1.0, relative=True)


@dataclass(frozen=True)
class Rates(_Path):
    """Rates from a table: columns ``period``, the policy variable, and ``sector`` unless it is for all.

    Sectors that the table lacks keep their last rate.
    """

    table: pd.DataFrame

    def settings(self) -> PathSettings:
        """The path as the settings have it; the rates themselves are handed over beside it."""
        return replace(self._path(Shape.file), file="the table.csv")


Path = Step | Ramp | Temporary | Impulse | Removal | Rates

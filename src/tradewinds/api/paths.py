"""Tariff paths, in periods of the sector table after the last observed rate.

``size`` is a fraction: 0.05 is five percentage points, or, where ``relative``, a twentieth of each sector's
last rate. ``sectors`` names the sectors whose tariff moves; all when empty. ``periods`` is how long the
path is followed. What cannot be is refused where the path is asked about: ``FittedModel.roll_out`` knows
how high its rates may be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, get_args

import numpy as np
import pandas as pd

from tradewinds.data.path_file import checked_rates
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.path import PathSettings, Shape
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.validation_scenario import validate_path


@dataclass(frozen=True, kw_only=True)
class _Path:
    periods: int = 20
    sectors: Sequence[str] = ()
    start: int = 1
    """First period in which the rate is another."""

    def _path(self, shape: Shape) -> PathSettings:
        alone = isinstance(self.sectors, str | int | np.integer)  # a code, such as 331
        require(
            alone or isinstance(self.sectors, Iterable),
            "sectors",
            self.sectors,
            "names of sectors, in a list",
        )
        sectors = [self.sectors] if alone else self.sectors
        return PathSettings(
            name="asked", shape=shape, sectors=[str(name) for name in sectors], start=own_number(self.start)
        )


@dataclass(frozen=True)
class _Sized(_Path):
    size: float
    _: KW_ONLY
    relative: bool = False

    def _sized(self, shape: Shape, length: int | None = None) -> PathSettings:
        return replace(
            self._path(shape),
            size=own_number(self.size),
            relative=own_number(self.relative),
            length=own_number(length),
        )


@dataclass(frozen=True)
class Step(_Sized):
    """The whole change at once, and it stays: ``Step(0.05)`` is five percentage points more everywhere."""

    def settings(self) -> PathSettings:
        """The path as the settings have it."""
        return self._sized(Shape.step)


@dataclass(frozen=True)
class Ramp(_Sized):
    """The change in equal steps over ``length`` periods (to the end of the path when left out).

    ``size`` is a fraction, 0.05 for five percentage points.
    """

    _: KW_ONLY
    length: int | None = None

    def settings(self) -> PathSettings:
        """The path as the settings have it."""
        return self._sized(Shape.ramp, self.length)


@dataclass(frozen=True)
class Temporary(_Sized):
    """The whole change for ``length`` periods, then back; ``size`` 0.05 is five percentage points."""

    _: KW_ONLY
    length: int = 8

    def settings(self) -> PathSettings:
        """The path as the settings have it."""
        return self._sized(Shape.temporary, self.length)


@dataclass(frozen=True)
class Impulse(_Sized):
    """The whole change in one period: differences from the baseline are the impulse response.

    ``size`` is a fraction, 0.05 for five percentage points.
    """

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

    They are fractions, or, with ``percent``, in percent. Sectors that the table lacks keep their last rate.
    """

    table: pd.DataFrame
    _: KW_ONLY
    percent: bool = False

    def settings(self) -> PathSettings:
        """The path as the settings have it; the rates themselves are handed over beside it."""
        return replace(self._path(Shape.file), file="the table.csv")


Path = Step | Ramp | Temporary | Impulse | Removal | Rates


def validate_asked(path: Path, name: str, scenario: ScenarioSettings, data: DataSettings) -> PathSettings:
    """The settings of a path that is asked about, validated as those of an experiment are.

    ``name``: what the path is called in errors. Raises SettingsError for what is no path, for a size that
    cannot be, and for a path that is not over within its periods.
    """
    known = ", ".join(one.__name__ for one in get_args(Path))
    require(isinstance(path, Path), name, path, f"a path ({known})", "Write tw.Step(0.05) for five points.")
    require(
        not isinstance(path, Rates) or own_number(path.start) == 1,
        f"{name}.start",
        path.start,
        "nothing: the table says which rate is in force when",
    )
    settings = path.settings()
    validate_path(settings, name, scenario, data, "periods")
    return settings


def rates_of(paths: dict[str, Path], variable: str, data: DataSettings) -> dict[str, pd.DataFrame]:
    """Name → rates of the paths that are tables. Raises ScenarioError for rows that cannot be used."""
    table = data.tables["sectors"]
    policy = table.variables[variable]
    about = (variable, table.frequency, (policy.smallest, policy.largest))
    return {
        name: checked_rates(path.table, f"{name}.table", *about, percent=path.percent, switch="percent=True")
        for name, path in paths.items()
        if isinstance(path, Rates)
    }


def own_number(value: Any) -> Any:
    """A number of NumPy's as Python's own, which settings are made of."""
    return value.item() if isinstance(value, np.generic) else value

"""One file of ``configs/scenario/``: how a tariff moves, where, and what it is compared with."""

import math
import re
from dataclasses import dataclass, field
from enum import StrEnum

from tradewinds.settings.checks import at_least, points, require
from tradewinds.settings.data import Unit

UNCHANGED = "unchanged"
"""The baseline on which every tariff stays where it was last."""
_LARGEST = 10.0
"""Largest relative change: more is taken for per cent by mistake."""


class Shape(StrEnum):
    """Which share of ``size`` is in force in each period."""

    ramp = "ramp"
    """Equal steps over ``length`` periods, then it stays."""
    step = "step"
    """All of it from ``start`` on."""
    temporary = "temporary"
    """All of it for ``length`` periods, then back."""
    impulse = "impulse"
    """All of it in the one period ``start``: differences from the baseline are the impulse response."""
    profile = "profile"
    """The shares listed in ``profile``."""
    file = "file"
    """Rates from a user's CSV."""


_LASTING = (Shape.ramp, Shape.temporary)
"""Shapes that have a length."""


@dataclass
class PathSettings:
    """The path of the policy after the last observed rate, in periods of the sector table."""

    name: str = ""
    """Name of the scenario: that of its file, and of its results."""
    description: str = ""
    """The scenario in words, for the report."""
    shape: Shape = Shape.ramp
    size: float = 0.1
    """How much higher the rate becomes, as a fraction: 0.1 is ten points, or, where ``relative``, a tenth of
    the last rate. A cut ends at zero."""
    relative: bool = False
    """Whether ``size`` is a share of each sector's last rate (1 doubles it, −1 removes it)."""
    sectors: list[str] = field(default_factory=list)
    """The sectors whose rate moves; all when empty."""
    start: int = 1
    """First period of the path in which the rate is another."""
    length: int | None = None
    """Periods a ramp takes (to the end of the path when left out) or a temporary change lasts."""
    profile: list[float] = field(default_factory=list)
    """Shape ``profile``: the share of ``size`` in force in each period from ``start`` on."""
    file: str = ""
    """Shape ``file``: a CSV in the data folder with columns ``period``, the policy variable, and ``sector``
    unless it is for all."""
    written: Unit = Unit.as_is
    """Shape ``file``: ``percent`` divides the rates of the CSV by 100; else they are fractions."""
    baseline: str = UNCHANGED
    """What the path is compared with: unchanged rates, or another scenario by name."""


def validate(path: PathSettings, key: str, horizon: int, largest: float = 1.0) -> None:
    """All that can be known of a path before the data are read; ``key`` is the section of the settings.

    ``horizon``: periods of the path; ``largest``: largest rate of the policy variable. Raises SettingsError.
    """
    require(
        re.fullmatch(r"[A-Za-z0-9_-]+", path.name) is not None,
        f"{key}.name",
        path.name,
        "letters, digits, _ and -: results are kept under it",
        "Write the name of the file in configs/scenario there.",
    )
    _validate_size(path, key, largest)
    at_least(f"{key}.start", path.start, 1)
    require(
        path.start <= horizon,
        f"{key}.start",
        path.start,
        f"at most scenario.periods = {horizon}: the path ends before",
        "Start earlier, or lengthen the path.",
    )
    _validate_length(path, key, horizon)
    _validate_profile(path, key, horizon)
    named = path.file != ""
    require(
        named == (path.shape == Shape.file) and (not named or path.file.endswith(".csv")),
        f"{key}.file",
        path.file,
        "the name of a CSV with shape: file, and nothing with any other shape",
    )
    require(
        named or path.written == Unit.as_is,
        f"{key}.written",
        str(path.written),
        "nothing without a file",
        "Sizes are fractions: 0.1 is ten points.",
    )
    repeated = [sector for sector in path.sectors if path.sectors.count(sector) > 1]
    require(not repeated, f"{key}.sectors", list(path.sectors), f"{''.join(repeated[:1])} once")


def _validate_size(path: PathSettings, key: str, largest: float) -> None:
    if path.relative:
        require(
            -1 <= path.size <= _LARGEST,
            f"{key}.size",
            path.size,
            f"a share of the last rate between -1 and {_LARGEST:g}: there is no rate below zero",
            "Write 1 to double the rate, -1 to remove it.",
        )
    else:
        points(f"{key}.size", path.size, largest)


def _validate_length(path: PathSettings, key: str, horizon: int) -> None:
    name, length = f"{key}.length", path.length
    if path.shape not in _LASTING:
        require(length is None, name, length, f"nothing: a {path.shape} has no length")
        return
    require(
        length is not None or path.shape == Shape.ramp,
        name,
        length,
        "the number of periods after which the rate is back",
    )
    if length is not None:
        at_least(name, length, 1)
        last = path.start + length - (path.shape == Shape.ramp)
        require(
            last <= horizon,
            name,
            length,
            f"a path that is over within scenario.periods = {horizon}; it takes {last}",
            f"Shorten it, or set scenario.periods={last}.",
        )


def _validate_profile(path: PathSettings, key: str, horizon: int) -> None:
    name, shares = f"{key}.profile", list(path.profile)
    if path.shape != Shape.profile:
        require(not shares, name, shares, f"nothing: a {path.shape} has its shares already")
        return
    require(
        all(math.isfinite(share) and -1 <= share <= 1 for share in shares),
        name,
        shares,
        "shares of the size between -1 and 1",
        "The size itself stands under “size”.",
    )
    covered = path.start - 1 + len(shares)
    require(
        covered >= horizon,
        name,
        f"{len(shares)} periods from period {path.start} on",
        f"{horizon - path.start + 1}, to the end of the path",
        f"Add periods, or set scenario.periods={covered}.",
    )

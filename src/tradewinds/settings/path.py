"""One file of ``configs/scenario/``: how a tariff moves, where, and what it is compared with."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import require
from tradewinds.settings.data_variable import Unit
from tradewinds.settings.fields import Count, Pattern, Range, Said, Section, Sectors, Switch
from tradewinds.settings.law import LawSettings

NO_CHANGE = "unchanged"
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
    law = "law"
    """Rates that follow from acts of law."""


_LASTING = (Shape.ramp, Shape.temporary)
"""Shapes that have a length."""
PathName = Annotated[
    str,
    Pattern(
        "[A-Za-z0-9_-]*",
        "letters, digits, _ and -: results are kept under it",
        "Write the name of the file in configs/scenario there.",
    ),
]
ShareOfSize = Annotated[
    float, Range(ge=-1, le=1, noun="a share of the size", remedy="The size itself stands under “size”.")
]


@dataclass
class PathSettings(Section):
    """The path of the policy after the last observed rate, in periods of the sector table."""

    name: PathName = ""
    """Name of the scenario and of its results; that of its file without it."""
    description: str = ""
    """The scenario in words, for the report: say the figures you set below."""
    shape: Shape = Shape.ramp
    """Which share of ``size`` is in force: ``ramp`` equal steps over ``length``, then it stays; ``step``
    all from ``start`` on; ``temporary`` all for ``length`` periods, then back; ``impulse`` all in the
    period ``start`` alone, so that what follows is the impulse response; ``profile`` the shares listed;
    ``file`` rates from a CSV; ``law`` rates that follow from the acts under ``law``."""
    size: Annotated[
        float,
        Range(),
        Said("fraction between −1 and 1: 0.1 is ten points; relative: −1 to 10"),
    ] = 0.1
    """How much higher the rate becomes; a cut stops at zero."""
    relative: Switch = False
    """Whether ``size`` is a share of each sector's last rate: 1 doubles it, −1 removes it."""
    sectors: Sectors = field(default_factory=list)
    """The sectors whose rate moves, as the panel names them (``334``, ``334 × China``); all without it."""
    start: Annotated[int, Range(ge=1), Said("whole number from 1 to `periods`")] = 1
    """First period of the path in which the rate is another."""
    length: Annotated[Count, Said("whole number of at least 1, over within `periods`")] | None = None
    """Periods that a ramp takes (to the end without it), or that a temporary change lasts."""
    profile: list[ShareOfSize] = field(default_factory=list)
    """Shape ``profile``: share of ``size`` in each period from ``start`` on, to the end of the path."""
    file: Annotated[str, Said("a name ending in `.csv`")] = ""
    """Shape ``file``: a CSV in the data folder, or anywhere by its whole path, with columns ``period``, the
    policy variable (a fraction) and, unless the path is for all, ``sector``; sectors it leaves out keep
    their last rate. Its periods are those after the last observed one, as many as the roll-out has."""
    written: Unit = Unit.as_is
    """Shape ``file``: ``percent`` divides the rates of the CSV by 100; else they are fractions."""
    law: LawSettings | None = None
    """Shape ``law``: the schedule of law."""
    baseline: Annotated[str, Said("`unchanged`, or an option of `scenario`")] = NO_CHANGE
    """What the path is compared with: rates that stay, or another scenario."""

    def validate(self) -> None:
        if self.relative:
            require(
                -1 <= self.size <= _LARGEST,
                "size",
                self.size,
                f"a share of the last rate between -1 and {_LARGEST:g}: there is no rate below zero",
                "Write 1 to double the rate, -1 to remove it.",
            )
        lasting = self.shape in _LASTING
        nothing = f"nothing: a {self.shape} has no length"
        require(lasting or self.length is None, "length", self.length, nothing)
        require(
            self.shape != Shape.temporary or self.length is not None,
            "length",
            self.length,
            "the number of periods after which the rate is back",
        )
        require(
            self.shape == Shape.profile or not self.profile,
            "profile",
            self.profile,
            f"nothing: a {self.shape} has its shares already",
        )
        named = self.file != ""
        require(
            named == (self.shape == Shape.file) and (not named or self.file.endswith(".csv")),
            "file",
            self.file,
            "the name of a CSV with shape: file, and nothing with any other shape",
        )
        require(
            (self.law is not None) == (self.shape == Shape.law),
            "law",
            None if self.law is None else list(self.law.acts),
            "acts of law with shape: law, and nothing with any other shape",
        )
        require(
            named or self.written == Unit.as_is,
            "written",
            str(self.written),
            "nothing without a file",
            "Sizes are fractions: 0.1 is ten points.",
        )

    @property
    def files(self) -> list[str]:
        """The user's files it is read from."""
        return [self.file] if self.file else ([] if self.law is None else self.law.files)


def require_over(path: PathSettings, key: str, horizon: int, periods: str = "scenario.periods") -> None:
    """Raise SettingsError unless the path begins, and is over or goes on, within ``horizon`` periods.

    ``key`` is the section of the settings, ``periods`` what errors call the horizon.
    """
    require(
        path.start <= horizon,
        f"{key}.start",
        path.start,
        f"at most {periods} = {horizon}: the path ends before",
        "Start earlier, or lengthen the path.",
    )
    if path.length is not None:
        last = path.start + path.length - (path.shape == Shape.ramp)
        require(
            last <= horizon,
            f"{key}.length",
            path.length,
            f"a path that is over within {periods} = {horizon}; it takes {last}",
            f"Shorten it, or set {periods}={last}.",
        )
    covered = path.start - 1 + len(path.profile)
    require(
        path.shape != Shape.profile or covered >= horizon,
        f"{key}.profile",
        f"{len(path.profile)} periods from period {path.start} on",
        f"{horizon - path.start + 1}, to the end of the path",
        f"Add periods, or set {periods}={covered}.",
    )

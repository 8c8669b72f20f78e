"""Section ``law`` of a path: acts of law, whom they meet, and from when."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from tradewinds.settings.checks import is_day, require
from tradewinds.settings.fields import Pattern, Range, Said, Section

Day = Annotated[
    str,
    Pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a day such as 2018-07-06"),
]
CoveredShare = Annotated[
    float, Range(ge=0, le=1, noun="a share of trade, a fraction", remedy="Write 0.4 for 40 %.")
]
Members = Annotated[dict[str, list[str]], Said("key → list of values")]
_ALONE = "An amendment takes these from the act it amends."


class Stacking(StrEnum):
    """How an act's rate meets the rate that stands: the base, and the acts before it in the list."""

    added = "added"
    """Their sum."""
    replaces = "replaces"
    """The act's rate alone."""
    highest = "highest"
    """The higher of the two."""


class LawDate(StrEnum):
    """The day from which an act moves a rate."""

    announced = "announced"
    in_force = "in_force"
    collected = "collected"


class Standing(StrEnum):
    """What the first act is laid on."""

    last_rate = "last_rate"
    """The last observed rate of each sector."""
    nothing = "nothing"
    """A rate of zero: the acts are all there is."""


@dataclass
class ActSettings(Section):
    """One act: who and what pays which rate, by whose order, from when."""

    rate: Annotated[
        float, Range(ge=0, le=20, noun="a rate, a fraction", remedy="Write 0.25 for 25 %; an end is 0.")
    ]
    """Rate that the act sets; of an amendment, the rate from then on: 0 ends the act, and what stood before
    it stands again. Free of duty in place of what stands is an act of its own that ``replaces``."""
    in_force: Day
    """Day from which it applies by law, such as `2018-07-06`."""
    authority: str = ""
    """By whose order, for the report: `Section 301 of the Trade Act of 1974`."""
    announced: Day | None = None
    """Day on which it became known."""
    collected: Day | None = None
    """Day from which it was paid, where that is later: goods at sea may be let in at the earlier rate."""
    stacking: Stacking = Stacking.added
    """How the rate meets what stands, the base and the acts before it in the list: ``added`` to it, in its
    place (``replaces``), or the ``highest`` of both."""
    amends: str = ""
    """An act before it in the list whose rate this one changes, where it applies, to its own; what is covered
    stays that act's. Amendments of one act follow each other by their days."""
    where: Members = field(default_factory=dict)
    """Whom it meets, `{origin: [China], chapter: ["72", "73"]}`: values of keys of the sectors, or of columns
    of `trade`; everything without it. Of an amendment, where it applies."""
    exempt: Members = field(default_factory=dict)
    """Who is let off: rows with one of these values of any of the keys."""
    covered: CoveredShare = 1.0
    """Share of the trade of a sector (a row of `trade`) that it meets, where it is met at all."""
    shares: Annotated[dict[str, CoveredShare], Said("value → share of trade from 0 to 1")] = field(
        default_factory=dict
    )
    """That share for some: sectors as the panel names them, or values of a key that has them."""
    listed: Annotated[str, Said("a name ending in `.csv`")] = ""
    """A CSV in the data folder of what it names, one row each: columns as keys or as in `trade`, and `share`
    where only a part is covered."""

    def validate(self) -> None:
        for name in ("announced", "in_force", "collected"):
            day = getattr(self, name)
            require(day is None or is_day(day), name, day, "a day of the calendar")
        order = [day for day in (self.announced, self.in_force, self.collected) if day is not None]
        require(order == sorted(order), "announced, in_force, collected", order, "days one after the other")
        named = self.listed == "" or self.listed.endswith(".csv")
        require(named, "listed", self.listed, "the name of a CSV")
        if self.amends:
            own = {"covered": self.covered != 1, "shares": self.shares, "listed": self.listed}
            own["stacking"] = self.stacking != Stacking.added
            for name, said in own.items():
                require(not said, name, getattr(self, name), "nothing in an amendment", _ALONE)

    def day(self, dates: LawDate) -> str:
        """The day from which it moves a rate."""
        if dates == LawDate.announced:
            return self.announced or self.in_force
        return (self.collected or self.in_force) if dates == LawDate.collected else self.in_force


@dataclass
class LawSettings(Section):
    """A schedule of law, which the rates of a path follow."""

    acts: dict[str, ActSettings] = field(default_factory=dict)
    """The acts by name, in the order in which they are laid on each other."""
    dates: LawDate = LawDate.in_force
    """Which day moves a rate: that on which an act is ``announced``, ``in_force`` or ``collected``. Of a
    period it counts for the share of days that are left."""
    upon: Standing = Standing.last_rate
    """What the acts are laid on: each sector's ``last_rate``, or ``nothing``."""
    first: Annotated[str | None, Said("as the column `period`")] = None
    """Period of the law's calendar that the path's first one stands for, to ask of an old schedule what it
    would do now; the path's own periods without it."""
    trade: Annotated[str, Said("a name ending in `.csv` or `.parquet`")] = ""
    """A file in the data folder with trade in a base period, by the keys of the sectors and whatever finer
    columns acts name (origins, products): rates are set row by row and weighed by it, the same at all
    times."""
    trade_value: str = "value"
    """Its column with the value of trade."""
    trade_period: Annotated[str, Said("as the column `period`, or a longer span such as `2017`")] | None = (
        None
    )
    """The base period, where the file has a column `period`."""
    trade_columns: Annotated[dict[str, str], Said("key → column")] = field(default_factory=dict)
    """Keys of the sectors that the file calls otherwise, `{chapter: hs2}`."""

    def validate(self) -> None:
        require(bool(self.acts), "acts", {}, "at least one act")
        before: list[str] = []
        for name, act in self.acts.items():
            known = f"an act before it in the list: {', '.join(before) or 'there is none'}"
            require(not act.amends or act.amends in before, f"acts.{name}.amends", act.amends, known)
            if act.amends:
                first = self.acts[act.amends].day(self.dates)
                later = f"a day not before that of {act.amends}, {first}"
                require(act.day(self.dates) >= first, f"acts.{name}", act.day(self.dates), later)
            require(
                self.dates != LawDate.announced or act.announced is not None,
                f"acts.{name}.announced",
                None,
                "the day on which it became known, as “dates: announced”",
            )
            before.append(name)
        kind = self.trade == "" or self.trade.endswith((".csv", ".parquet"))
        require(kind, "trade", self.trade, "the name of a CSV or a Parquet file")
        for key in ("trade_period", "trade_columns"):
            said = getattr(self, key)
            require(bool(self.trade) or not said, key, said, "nothing without “trade”")

    @property
    def files(self) -> list[str]:
        """The user's files it is read from."""
        named = [self.trade, *(act.listed for act in self.acts.values())]
        return list(dict.fromkeys(file for file in named if file))

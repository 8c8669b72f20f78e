"""What the effect owes to what was assumed: in a sentence, and a mark for each way that was tried."""

from typing import NamedTuple

import pandas as pd

from tradewinds.report.blocks import Statement
from tradewinds.report.first_screen import advice_alone, ends_for, gravest_of, one_or_count
from tradewinds.report.marks import TrustMark
from tradewinds.report.names import Names
from tradewinds.report.words import capital, count, listed, lower_first
from tradewinds.review.check import Check
from tradewinds.review.sensitivity.confounder import CONFOUNDER
from tradewinds.review.sensitivity.graph import GRAPH, INDEPENDENCE
from tradewinds.review.sensitivity.prior_or_data import PRIOR_OR_DATA
from tradewinds.review.sensitivity.shift import OMITTED, SAME_UNDER_OTHER_PRIOR
from tradewinds.review.status import Status


class _Way(NamedTuple):
    """One way to try an effect: its table and check, its mark, and what is said where it fails."""

    table: str
    check: Check
    label: str
    section: str
    fails: str


_WAYS = (
    _Way(
        "shifts", OMITTED, "Nothing is left out", "omitted",
        "a variable is missing from the effect on {of}",
    ),
    _Way("power", PRIOR_OR_DATA, "The data decide", "priors", "the prior decides the effect on {of}"),
    _Way(
        "priors", SAME_UNDER_OTHER_PRIOR, "Another prior says the same", "priors",
        "another prior gives another effect on {of}",
    ),
    _Way(
        "confounding", CONFOUNDER, "Hard to explain away", "confounding",
        "a weak unseen variable could make up the effect on {of}",
    ),
    _Way(
        "identification", GRAPH, "Its graph identifies it", "graph",
        "the graph does not identify the effect on {of}",
    ),
    _Way(
        "independences", INDEPENDENCE, "The data fit the graph", "graph",
        "the data contradict the graph of {of}",
    ),
)  # fmt: skip


class Tried(NamedTuple):
    """How one way ended, of which outcomes."""

    way: _Way
    status: Status
    of: list[str]
    mark: TrustMark


def tried(names: Names, tables: dict[str, pd.DataFrame]) -> list[Tried]:
    """All ways, in the order of the page; ``tables`` by their names."""
    return [_tried(names, way, tables[way.table]) for way in _WAYS]


def _tried(names: Names, way: _Way, table: pd.DataFrame) -> Tried:
    link = f"#{way.section}"
    if table.empty:
        return Tried(
            way, Status.void, [], TrustMark(Status.void, way.label, "there was nothing to try", link)
        )
    ends = {
        key: gravest_of(map(Status.read, rows["status"]))
        for key, rows in table.groupby(["tier", "equation"], sort=False)
    }
    status = gravest_of(ends.values())
    of = [lower_first(names.target(*map(str, key)).label) for key, end in ends.items() if end is status]
    row = next(row for row in table.to_dict("records") if Status.read(row["status"]) is status)
    (found,) = way.check.computation(row)
    advice = "" if status is Status.passed else advice_alone(way.check.advised(found, status))
    return Tried(
        way, status, of, TrustMark(status, way.label, ends_for(status, of, len(ends), "effect"), link, advice)
    )


def owed(ways: list[Tried]) -> Statement:
    """Whether the effect depends on what was assumed, the gravest first."""
    asked = [one for one in ways if one.status is not Status.void]
    if not asked:
        return Statement("Nothing could be tried: no equation has the policy.", "bad")
    bad = [one for one in asked if one.status.bad]
    open_ = [one for one in asked if one.status is Status.undecided]
    number = count(len(asked), "way")
    rest = f" In {len(open_)} more it cannot be told." if bad and open_ else ""
    if bad:
        which = listed(_fails(one) for one in bad)
        text = f"In {len(bad)} of {number} that were tried it depends on what was assumed: {which}.{rest}"
        return Statement(text, "bad", value=float(len(bad)), unit="ways")
    if open_:
        text = (
            f"Whether the effect depends on what was assumed cannot be told in {len(open_)} of {number} "
            "that were tried; in none was it found to."
        )
        return Statement(text, "doubt", value=float(len(open_)), unit="ways")
    text = f"Nothing that was assumed decides the effect: it stands in all {number} that were tried."
    return Statement(text, "good", value=float(len(asked)), unit="ways")


def _fails(one: Tried) -> str:
    if one.status is Status.not_computed:
        return f"“{lower_first(capital(one.way.label))}” was not computed"
    return one.way.fails.format(of=one_or_count(one.of, "outcome"))

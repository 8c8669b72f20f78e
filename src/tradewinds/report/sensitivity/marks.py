"""What the effect owes to what was assumed: in a sentence, and a mark for each way that was tried."""

from typing import NamedTuple

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement
from tradewinds.report.trust.first_screen import ends_for, one_or_count
from tradewinds.report.trust.marks import TrustMark
from tradewinds.report.trust.remedies import remedy_alone
from tradewinds.report.words import how_many_of, listed, lower_first
from tradewinds.review.check import Check
from tradewinds.review.sensitivity.confounder import CONFOUNDER
from tradewinds.review.sensitivity.graph import GRAPH, INDEPENDENCE
from tradewinds.review.sensitivity.prior_or_data import PRIOR_OR_DATA
from tradewinds.review.sensitivity.shift import OMITTED, SAME_UNDER_OTHER_PRIOR
from tradewinds.review.status import Status, gravest


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
_NAMED = 2
"""Ways that are named; of more, how many."""
_ALL_TOLD = "Nothing that was assumed decides the effect: it"


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
        return Tried(way, Status.void, [], TrustMark(Status.void, way.label, "nothing to try", link))
    ends = {
        key: gravest(map(Status.read, rows["status"]))
        for key, rows in table.groupby(["tier", "equation"], sort=False)
    }
    status = gravest(ends.values())
    of = [lower_first(names.target(*map(str, key)).label) for key, end in ends.items() if end is status]
    row = next(row for row in table.to_dict("records") if Status.read(row["status"]) is status)
    (found,) = way.check.computation(row)
    advice = "" if status is Status.passed else remedy_alone(way.check.advised(found, status))
    return Tried(
        way, status, of, TrustMark(status, way.label, ends_for(status, of, len(ends), "effect"), link, advice)
    )


def owed(ways: list[Tried]) -> Statement:
    """Whether the effect depends on what was assumed: in which ways it does, in how many that cannot be told,
    and what was not computed, which is none of these.
    """
    asked = [one for one in ways if one.status is not Status.void]
    if not asked:
        return Statement("Nothing could be tried: no equation has the policy.", "bad")
    depends, open_, missing = (
        [one for one in asked if one.status is status]
        for status in (Status.failed, Status.undecided, Status.not_computed)
    )
    texts = [_found(depends, open_, len(asked) - len(missing), "The effect" if missing else _ALL_TOLD)]
    if missing:
        labels = listed(f"“{one.way.label}”" for one in missing)
        texts.append(f"{labels} {'was' if len(missing) == 1 else 'were'} not computed.")
    ends = ((depends, "bad"), (missing, "bad"), (open_, "doubt"), (asked, "good"))
    first, kind = next((of, kind) for of, kind in ends if of)
    return Statement(" ".join(filter(None, texts)), kind, value=float(len(first)), unit="ways")


def _found(depends: list[Tried], open_: list[Tried], whole: int, otherwise: str) -> str:
    """Of ``whole`` ways that were computed; ``otherwise``: what stands where it depends on none of them."""
    were_tried = f"that {'was' if whole == 1 else 'were'} tried"
    if depends:
        said = [one.way.fails.format(of=one_or_count(one.of, "outcome")) for one in depends]
        which = listed([*said[:_NAMED], f"{len(said) - _NAMED} more, below"] if len(said) > _NAMED else said)
        where = f"In {how_many_of(len(depends), whole, 'way')} {were_tried} the effect depends on"
        rest = f" In {len(open_)} more it cannot be told." if open_ else ""
        return f"{where} what was assumed: {which}.{rest}"
    if open_:
        where = f"cannot be told in {how_many_of(len(open_), whole, 'way')} {were_tried}"
        rest = "; in the others it does not" if len(open_) < whole else ""
        return f"Whether the effect depends on what was assumed {where}{rest}."
    return f"{otherwise} stands in {how_many_of(whole, whole, 'way')} {were_tried}." if whole else ""

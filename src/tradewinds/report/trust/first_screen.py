"""The first screen of a study's page: its answer, one picture, how far to believe it, and what to do."""

from collections.abc import Iterator
from dataclasses import replace

from tradewinds.report.page.blocks import Block, Plate, Prose, Statement
from tradewinds.report.trust.marks import TrustMark, mark_lines, use, worst
from tradewinds.report.words import count
from tradewinds.review.status import Status

MOST = 3
"""Pictures of a first screen."""


def first_screen(
    answer: Statement,
    plate: Plate | None,
    found: list[TrustMark],
    source: str,
    behind_marks: str = "",
    answered: bool = True,
    tested: bool = True,
    remedy: str = "",
    caption: str = "",
) -> Iterator[Block]:
    """In the order of the page. ``source``: the artifacts behind it all, but for the marks where
    ``behind_marks`` says which; ``answered``: whether a number may be quoted; ``tested``: whether the marks
    are tests of something that is used; ``remedy``: what to do, where the worst mark's advice is not that;
    ``caption``: what is seen, where the picture does not say so by itself.
    """
    yield Prose(answer, f"answer {answer.kind}", source=source)
    if plate is not None and plate.pictures:
        pictures = plate.pictures[:MOST]
        yield replace(plate, title="", caption=caption, pictures=pictures, source=plate.source or source)
    if tested:
        yield Prose(use(found, answered), "use")
    yield mark_lines(found).of(behind_marks or source)
    gravest = worst(found)
    remedy = remedy or (gravest.advice if gravest else "")
    if remedy:
        yield Prose(f"**To improve:** {remedy}", "todo")


def ends_for(status: Status, of: list[str], whole: int, what: str) -> str:
    """“for all 3 effects”, “not for price”, “cannot say of 4 effects”: which end so."""
    if status is Status.passed:
        return f"for all {count(whole, what)}" if whole > 1 else f"for the one {what}"
    if status is Status.void:
        return "nothing to compare"
    said = {Status.undecided: "cannot say of", Status.not_computed: "not computed for"}
    return f"{said.get(status, 'not for')} {one_or_count(of, what)}"


def one_or_count(of: list[str], what: str) -> str:
    """The one that it is; of more, how many."""
    return of[0] if len(of) == 1 else count(len(of), what)

"""Checks of the policy's effect in words: a line for what was found, and what follows from it."""

from collections.abc import Iterator

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Fields, Statement
from tradewinds.report.quantities import counted
from tradewinds.report.words import listed, lower_first
from tradewinds.review.check import Check
from tradewinds.review.status import Status


def found_lines(names: Names, table: pd.DataFrame, check: Check) -> list[Statement]:
    """One line for each of the things that a check says, gravest first, and of which outcomes it does."""
    groups: dict[tuple[Status, str], list[str]] = {}
    for row in table.to_dict("records"):
        status, (found,) = Status.read(row["status"]), check.computation(row)
        outcome = lower_first(names.target(row["tier"], row["equation"]).label)
        groups.setdefault((status, check.said(found, status)), []).append(outcome)
    return [
        counted(len(of), "outcomes").in_words(text.format(of=listed(of)), status.kind)
        for (status, text), of in _ordered(groups)
    ]


def what_follows(table: pd.DataFrame, check: Check) -> Iterator[Fields]:
    """Mark and word of what was found, gravest first, each with the advice that goes with it."""
    groups: dict[tuple[Status, str], None] = {}
    for row in table.to_dict("records"):
        status, (found,) = Status.read(row["status"]), check.computation(row)
        groups.setdefault((status, check.advised(found, status)), None)
    rows = [
        {"verdict": Statement(f"{status.mark} {status.word}"), "advice": Statement(text)}
        for (status, text), _ in _ordered(groups)
        if text
    ]
    if rows:
        yield Fields("follows", rows)


def _ordered(groups: dict) -> list:
    return sorted(groups.items(), key=lambda item: list(Status).index(item[0][0]))

"""What an update did to rows, to the estimate and to the chosen policy, a sentence each."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from tradewinds.data.changed_values import ARRIVED, REVISED, TAKEN_BACK, revisions_by
from tradewinds.policy.attribution import (
    ASKED_NOW,
    OLD_DATA,
    ROWS_ADDED,
    ROWS_GONE,
    VALUES_ARRIVED,
    VALUES_REVISED,
)
from tradewinds.report.compare.words import difference_in_words, kind_of_difference, whose
from tradewinds.report.difference.inputs import DifferenceInputs
from tradewinds.report.names import Variable, period_text
from tradewinds.report.optimum.policies import WELFARE_UNIT
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import amount, banded, counted, effect_size
from tradewinds.report.words import capital, count, first_few

PART_WORDS = {
    VALUES_REVISED: "revised values",
    VALUES_ARRIVED: "values that arrived or were withdrawn",
    ROWS_GONE: "rows gone",
    ROWS_ADDED: "rows added",
    ASKED_NOW: "path, weights and settings",
}


def row_lines(given: DifferenceInputs) -> Iterator[Statement]:
    """Of every table: how much was revised and by how much, and which rows came and went."""
    for table, changed in given.values.items():
        rows, old, _ = given.edges[table]
        if changed.empty and not rows.later + rows.filled + rows.gone:
            same = count(rows.common, "row")
            yield counted(0, "values").in_words(
                f"{capital(whose(table))}: nothing changed in {same}.{carried_words(given, table)}",
                "doubt" if carried_words(given, table) else "good",
            )
            continue
        frequency = given.names.frequency(table)
        revised = int((changed["kind"] == REVISED).sum())
        came = [
            f"{count(rows.later, 'row')} added after {period_text(old.last, frequency)}",
            f"{rows.filled:,} up to then",
            f"{rows.gone:,} gone",
        ]
        text = f"{capital(whose(table))}: {count(revised, 'value')} of {count(rows.common, 'row')} revised"
        largest = largest_revision(given, table)
        text += f", the largest {largest}" if largest else ""
        moved = {kind: int((changed["kind"] == kind).sum()) for kind in (ARRIVED, TAKEN_BACK)}
        text += "".join(f", {values:,} {kind}" for kind, values in moved.items() if values)
        yield counted(revised, "values").in_words(
            f"{text}; {', '.join(came)}.{carried_words(given, table)}",
            "doubt" if revised or rows.gone or moved[TAKEN_BACK] else "plain",
        )


def carried_words(given: DifferenceInputs, table: str) -> str:
    """Which series the choice of the largest exchanged; “” where it did not."""
    if table not in given.carried or not any(given.carried[table]):
        return ""
    no_longer, newly = given.carried[table]
    return (
        f" By most_series, {count(len(no_longer), 'series', 'series')} no longer carried and {len(newly):,} "
        "newly carried: their rows are in no count of rows that came or went."
    )


def largest_revision(given: DifferenceInputs, table: str) -> str:
    """“Imports, China, Mar 2019, +12 %”: the largest of variables in logs, then that of others, whose changes
    are in their own unit and cannot be compared with per cent.
    """
    found = revisions_by(given.values[table], given.edges[table].rows.common, ["variable"])
    logs = found["variable"].map(lambda name: given.names.variable(table, name).log).astype(bool)
    return " and ".join(
        _largest_of(given, table, part)
        for part in (found[logs], found[~logs])
        if part["largest"].notna().any()
    )


def _largest_of(given: DifferenceInputs, table: str, found: pd.DataFrame) -> str:
    top: Any = found.loc[found["largest"].abs().idxmax()]
    variable = given.names.variable(table, top["variable"])
    place = [variable.label, given.names.whose(top["at_sector"])]
    when = period_text(top["at"], given.names.frequency(table))
    said = f"{revision(top['largest'], variable)} {variable.effect_unit}"
    return ", ".join(filter(None, [*place, when, said]))


def revision(value: Any, variable: Variable, sign: bool = True) -> Statement:
    """A change of a value: per cent of quantities in logs, points of rates."""
    return effect_size(variable, value, sign=sign)


def edge_lines(given: DifferenceInputs) -> Iterator[Statement]:
    """The ragged edge: which sectors end before the table does, then and now."""
    for table, (_, old, new) in given.edges.items():
        frequency = given.names.frequency(table)
        if not len(old.behind) and not len(new.behind):
            continue
        told = []
        for name, edge in (("A", old), ("B", new)):
            behind = [
                f"{given.names.whose(str(sector)) or sector} ({period_text(last, frequency)})"
                for sector, last in edge.behind.items()
            ]
            ends = period_text(edge.last, frequency)
            told.append(f"{name} (to {ends}): {first_few(behind, 4) or 'none'}")
        text = f"Sectors that end before the others. {'. '.join(told)}."
        yield counted(len(new.behind), "sectors").in_words(text, "doubt" if len(new.behind) else "plain")


def attribution_lines(given: DifferenceInputs) -> Iterator[Statement]:
    """What of each estimate's change is whose, by the design without a network."""
    for outcome, rows in given.attributed.groupby("outcome", sort=False):
        variable = given.names.variable("sectors", str(outcome))
        by_part = rows.set_index("part")
        whole = by_part.at[ASKED_NOW, "estimate"] - by_part.at[OLD_DATA, "estimate"]
        factor, unit = variable.effect_factor, variable.effect_unit
        parts = [
            f"{words} {amount(by_part.at[part, 'change'], 2, True, factor)}"
            for part, words in PART_WORDS.items()
            if by_part.at[part, "change"] != 0
        ]
        change = amount(whole, 2, True, factor, unit)
        if not math.isfinite(whole):
            yield Statement(f"{variable.label}: what the change is made of was not computed.", "doubt")
            continue
        made = f": {', '.join(parts)}" if parts else ""
        yield change.in_words(f"{variable.label}, by the distributed lag, {change} {unit}{made}.", "plain")


def score_lines(given: DifferenceInputs) -> Iterator[Statement]:
    """Whether forecasts became better, each on its own held-out rows."""
    scores = given.own_scores
    known = scores[np.isfinite(scores[["low", "high"]]).all(axis=1)]
    if len(known):
        better, worse = int((known["low"] > 0).sum()), int((known["high"] < 0).sum())
        text = (
            f"One period ahead, each on its own held-out rows, B forecasts better than A for {better} and "
            f"worse for {worse} of {count(len(known), 'equation')}; what differs in the rows is part of "
            "that, and the bands are too wide where rows are held out in both."
        )
        yield counted(better, "equations").in_words(text, "doubt" if better or worse else "plain")


def policy_lines(given: DifferenceInputs) -> Iterator[Statement]:
    """The chosen policy before and now, where both were asked for it."""
    tables = [side.one("policies", "optimum") for side in given.both]
    if any(table is None for table in tables):
        return
    sides = [table.set_index("policy").loc["optimum"] for table in tables]
    low, middle, high = _apart(*sides)
    if given.fits and middle:
        low = high = math.nan
    difference = banded(middle, low, high, unit=WELFARE_UNIT)
    rates = [_last_rate(side.one("policy_paths", "optimum")) for side in given.both]
    chosen = ""
    known = [rate for rate in rates if rate is not None]
    if len(known) == 2:
        said = [f"{100 * rate:.3g} % in {name}" for name, rate in zip("AB", known, strict=True)]
        chosen = f", a mean {given.a.policy_label} of {' and '.join(said)} at its end"
    told = difference_in_words(low, middle, high, difference, given.fits)
    kind = kind_of_difference(low, high, given.fits)
    yield difference.in_words(f"The best path{chosen}; its welfare: {told}.", kind)


def _apart(a: pd.Series, b: pd.Series) -> tuple[float, float, float]:
    """Welfare of b less that of a with its band, the two taken as independent and their bands as normal."""
    columns = ["welfare_low", "welfare", "welfare_high"]
    one, other = a[columns].to_numpy(float), b[columns].to_numpy(float)
    if (one == other).all():
        return 0.0, 0.0, 0.0
    middle = other[1] - one[1]
    half = math.hypot(one[2] - one[0], other[2] - other[0]) / 2
    return middle - half, middle, middle + half


def _last_rate(paths: pd.DataFrame | None) -> float | None:
    """Mean over sectors of the best path's rates in its last period."""
    if paths is None:
        return None
    mine = paths[paths["policy"] == "optimum"]
    return float(mine.loc[mine["period"] == mine["period"].max(), "rate"].mean()) if len(mine) else None

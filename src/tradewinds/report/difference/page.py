"""The page on what an update of the data changed: rows, then the answer and all that it rests on."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from tradewinds.data.changed_values import ARRIVED, REVISED, TAKEN_BACK, revisions_by
from tradewinds.policy.attribution import OLD_DATA
from tradewinds.report.compare.page import COMPARED_SECTIONS, NATS, named_sides, reports_beside
from tradewinds.report.compare.short import (
    changed_check_lines,
    end_line,
    fit_lines,
    headlined,
    lines_of,
    settings_line,
    verdict_line,
)
from tradewinds.report.compare.words import (
    difference_of_effects,
    effects_at_the_end,
    outcome_of_effect,
    rule_of,
    variable_of_effect,
    whose,
)
from tradewinds.report.difference.answer import change_of_answer
from tradewinds.report.difference.inputs import DifferenceInputs
from tradewinds.report.difference.lines import (
    PART_WORDS,
    attribution_lines,
    edge_lines,
    policy_lines,
    revision,
    row_lines,
    score_lines,
)
from tradewinds.report.names import period_text
from tradewinds.report.page.blocks import Block, Lines, Prose, Statement, Table, folded
from tradewinds.report.page.columns import TableColumn, TableRow, of, tabulated
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import amount, counted, effect_size, in_percent, ranged, with_its_error
from tradewinds.report.words import finite

_SERIES = 10
"""Series whose revisions are listed, the largest first."""


@page_part("short", "In short")
def _short(given: DifferenceInputs) -> Iterator[Block]:
    yield Lines([change_of_answer(given)]).of(given.source("rollouts") or given.source("effect_verdict"))
    yield Lines([*row_lines(given), *edge_lines(given)]).of(given.source("panels"))
    yield from lines_of(list(attribution_lines(given)), given, "panels", "planned")
    yield from lines_of([verdict_line(given, one) for one in given.verdicts], given, "effect_verdict")
    ends = [row for row in effects_at_the_end(given) if headlined(given, row)]
    yield from lines_of([end_line(given, row) for row in ends[1:]], given, "rollouts")
    yield from lines_of(list(policy_lines(given)), given, "policies")
    scores = fit_lines(given) if given.same_data else [*score_lines(given), *changed_check_lines(given)]
    yield Lines([settings_line(given), *scores])
    yield Prose(f"A is the older, B the newer. {_rule(given)}", "note")


def _rule(given: DifferenceInputs) -> str:
    rule = rule_of(given.same_data, given.same_seed, given.fits, given.shared_rows)
    if not any(one.matched for one in given.verdicts):
        return rule
    return f"{rule} By the distributed lag the band knows what the two share, cluster by cluster."


@page_part("rows", "What changed in the data", "Rows", of="panels")
def _rows(given: DifferenceInputs) -> Iterator[Block]:
    yield _rows_table(given)
    for table, changed in given.values.items():
        if (changed["kind"] == REVISED).any():
            yield _revisions_table(given, table)
            told = f"Series of {whose(table)} that were revised most"
            yield from folded(told, [_series_table(given, table)])
        else:
            yield Prose(f"No value of {whose(table)} was revised.")


def _rows_table(given: DifferenceInputs) -> Table:
    def when(side: str) -> Any:
        return lambda table: period_text(getattr(given.edges[table], side).last, given.names.frequency(table))

    columns: list[TableColumn] = [
        ("Of", whose),
        ("In both", lambda table: counted(given.edges[table].rows.common, "rows")),
        ("Added after A's end", lambda table: counted(given.edges[table].rows.later, "rows")),
        ("Added before it", lambda table: counted(given.edges[table].rows.filled, "rows")),
        ("Gone", lambda table: counted(given.edges[table].rows.gone, "rows")),
        ("Values that arrived", lambda table: _values_of(given, table, ARRIVED)),
        ("Withdrawn", lambda table: _values_of(given, table, TAKEN_BACK)),
        ("A ends", when("old")),
        ("B ends", when("new")),
        ("Sectors that end before, A", lambda table: counted(len(given.edges[table].old.behind), "sectors")),
        ("B", lambda table: counted(len(given.edges[table].new.behind), "sectors")),
    ]
    note = "Rows as the experiments read them; every value that changed is in the table beside the page."
    return tabulated("Rows", list(given.values), columns, note)


def _values_of(given: DifferenceInputs, table: str, kind: str) -> Statement:
    return counted(int((given.values[table]["kind"] == kind).sum()), "values")


def _revisions_table(given: DifferenceInputs, table: str) -> Table:
    rows = revisions_by(given.values[table], given.edges[table].rows.common, ["variable"])

    def about(row: TableRow) -> Any:
        return given.names.variable(table, row.variable)

    columns: list[TableColumn] = [
        ("Variable", lambda row: f"{about(row).label}, {about(row).effect_unit}"),
        ("Values revised", lambda row: counted(row.values, "values")),
        ("Of rows in both", lambda row: in_percent(row.share)),
        ("Median size", lambda row: revision(row.median, about(row), sign=False)),
        ("Largest", lambda row: revision(row.largest, about(row))),
        ("Where", lambda row: _where(given, table, row)),
    ]
    note = "Per cent of the old value for quantities in logs, else in the variable's unit."
    return tabulated(f"Revisions of {whose(table)}, by variable", rows, columns, note)


def _where(given: DifferenceInputs, table: str, row: TableRow) -> str:
    when = period_text(row.at, given.names.frequency(table))
    return ", ".join(filter(None, [given.names.whose(row.at_sector), when]))


def _series_table(given: DifferenceInputs, table: str) -> Table:
    found = revisions_by(given.values[table], 1, ["variable", "sector"])
    order = found["median"].abs() / found.groupby("variable")["median"].transform("max")
    rows = found.loc[order.sort_values(ascending=False, kind="stable").index[:_SERIES]]
    columns: list[TableColumn] = [
        ("Series", lambda row: given.names.whose(row.sector) or given.names.sector(row.sector)),
        ("Variable", lambda row: given.names.variable(table, row.variable).label),
        ("Values revised", lambda row: counted(row.values, "values")),
        (
            "Median size",
            lambda row: revision(row.median, given.names.variable(table, row.variable), sign=False),
        ),
        ("Largest", lambda row: revision(row.largest, given.names.variable(table, row.variable))),
        ("When", lambda row: period_text(row.at, given.names.frequency(table))),
    ]
    note = f"The first {len(rows)} of {len(found):,}, by their median size beside that of others."
    return tabulated("Revisions by series", rows, columns, note, texts=2)


@page_part("own_scores", "Scores, each on its own rows", "Own scores", of="scores")
def _own_scores(given: DifferenceInputs) -> Iterator[Block]:
    columns: list[TableColumn] = [
        ("Equation", lambda row: given.names.target(row.tier, row.equation).label),
        ("A", of(with_its_error, "a", "a_error", unit=NATS)),
        ("B", of(with_its_error, "b", "b_error", unit=NATS)),
        ("B less A", of(amount, "difference", digits=2, sign=True, unit=NATS)),
        ("95 % band", of(ranged, "low", "high", unit=NATS, level=0.95)),
    ]
    note = (
        "Mean log predictive density one period ahead, nats per observation; higher is better. An update "
        "moves the rows that are held out, so that a difference is of the rows as much as of the fit. The "
        "band takes the two as independent; where rows are held out in both it is too wide."
    )
    if len(given.own_scores) and not given.same_data:
        rows = given.own_scores.itertuples(index=False)
        yield tabulated("Log predictive density", rows, columns, note)


@page_part("reasons", "What the change is made of", "Reasons", of="panels")
def _reasons(given: DifferenceInputs) -> Iterator[Block]:
    rows = effects_at_the_end(given)
    if rows:
        yield _computing_table(given, rows).of(given.source("answers") or given.source("rollouts"))
    if len(given.attributed):
        yield _attribution_table(given)
    else:
        yield Prose("No outcome has a verdict in both: revisions and new rows are not told apart.", "missing")


def _computing_table(given: DifferenceInputs, rows: list[TableRow]) -> Table:
    def again(row: TableRow) -> Statement | str:
        half, variable = given.computed_again(row), variable_of_effect(given, row)
        if not finite(half):
            return "not computed"
        told = effect_size(variable, half, sign=False)
        return told.in_words(f"±{told}")

    def told(row: TableRow) -> str:
        half = given.computed_again(row)
        if row.same:
            return "the same numbers"
        if not finite(half):
            return "–"
        return "within it" if abs(row.difference) <= half else "beyond it"

    columns: list[TableColumn] = [
        ("Outcome", lambda row: outcome_of_effect(given, row)),
        ("Horizon", lambda row: counted(row.horizon)),
        ("B less A", lambda row: difference_of_effects(given, row)),
        ("Other seeds alone", again),
        ("The change is", told),
    ]
    note = (
        "Other seeds alone: the 90 % band of the difference if both had the same data and settings and only "
        "their random numbers differed, from how far chains (guides, starts) of each fit end apart, taken of "
        "the equation in which that is most. What lies within it may be computing alone."
    )
    return tabulated("By the networks: new data, or computing it again", rows, columns, note)


def _attribution_table(given: DifferenceInputs) -> Table:
    outcomes = list(dict.fromkeys(given.attributed["outcome"]))
    found = given.attributed.set_index(["outcome", "part"])

    def number(outcome: str, part: str, column: str) -> Statement:
        variable = given.names.variable("sectors", outcome)
        return effect_size(variable, found.at[(outcome, part), column], 3)

    def named(outcome: str) -> str:
        variable = given.names.variable("sectors", outcome)
        return f"{variable.label}, {variable.effect_unit}"

    columns: list[TableColumn] = [("Outcome", named), ("A", lambda one: number(one, OLD_DATA, "estimate"))]
    columns += [
        (words.capitalize(), partial(number, part=part, column="change"))
        for part, words in PART_WORDS.items()
    ]
    columns.append(("B", lambda one: number(one, list(PART_WORDS)[-1], "estimate")))
    note = (
        "The effect at the end of the path by the distributed lag, which has no random numbers, computed "
        "again on the tables between A's and B's: with B's values in A's rows (those that both have, then "
        "those that arrived or were withdrawn), without the rows that are gone, with those that were added. "
        "In another order the parts would be others. Rows of series that most_series exchanged are in them."
    )
    return tabulated("By the distributed lag: revisions, rows gone, rows added", outcomes, columns, note)


DIFFERENCE_PAGE = Layout(
    title="{title}: what an update changed",
    heading="What an update changed",
    about="Values that changed in the data, and what that did to the answer",
    asked=named_sides,
    beside=reports_beside,
    sections=lambda given: [_short, _rows, _reasons, _own_scores, *COMPARED_SECTIONS],
    given=DifferenceInputs,
)
"""Made of what ``comparison_inputs`` gives, with ``planned`` and ``answers`` beside."""

"""The first sentence on an update: whether it changed the answer by more than what explains it, and why."""

from tradewinds.data.changed_values import ARRIVED, REVISED, TAKEN_BACK
from tradewinds.report.compare.inputs import ComparedVerdict
from tradewinds.report.compare.short import headlined
from tradewinds.report.compare.words import (
    difference_of_effects,
    difference_of_estimates,
    effect_of_side,
    effects_at_the_end,
    estimate_of,
    told_apart,
    variable_of_effect,
)
from tradewinds.report.difference.inputs import DifferenceInputs
from tradewinds.report.page.blocks import Statement
from tradewinds.report.page.columns import TableRow
from tradewinds.report.quantities import effect_size
from tradewinds.report.words import count, finite, listed

_MORE = "changed by more than its uncertainty"
_NOT_EXPLAINED = "changed by more than computing it again explains"
_EXPLAINED = "changed by no more than computing it again explains"
_UNKNOWN = "changed, but by less than its uncertainty if the two shared no rows"
_SHARED = "changed by no more than the rows that A and B do not share leave uncertain"

_KINDS = (REVISED, ARRIVED, TAKEN_BACK)

_STANDING = {
    "A": "There is an answer now, which the older data did not give.",
    "B": "There is no answer any more: the newer data do not give one.",
    "A+B": "There was no answer, and there is none now.",
}
"""Of which the data withhold an answer → what that means."""


def change_of_answer(given: DifferenceInputs) -> Statement:
    """Of the first outcome that the report tells; by the distributed lag where networks tell none."""
    rows = [row for row in effects_at_the_end(given) if headlined(given, row)]
    if rows:
        return _by_networks(given, rows[0])
    if given.verdicts:
        return _by_design(given, given.verdicts[0])
    return Statement("Nothing that both answer can be compared.", "doubt")


def _by_networks(given: DifferenceInputs, row: TableRow) -> Statement:
    variable = variable_of_effect(given, row)
    when = f"{variable.label}, {count(row.horizon, given.names.one(variable.table))} on"
    difference = difference_of_effects(given, row)
    if row.same:
        text = f"The answer did not change: {when}, {effect_of_side(given, row, 'b')} {variable.effect_unit}."
        return difference.in_words(f"{text} {_why(given, None)}", "good")
    sides = " before, ".join(str(effect_of_side(given, row, side)) for side in "ab")
    told = f"{when}, {sides} {variable.effect_unit} now; difference {difference}"
    if not (finite(row.low) and finite(row.high)):
        verdict, kind = "has changed, by what no band is known of", "doubt"
    else:
        verdict, kind = _verdict_of(given, row)
    withheld = given.withheld(variable.name)
    begins = "The answer"
    if withheld:
        begins, kind = f"{_STANDING['+'.join(withheld)]} The networks' figure", "doubt"
    again = effect_size(variable, given.computed_again(row), sign=False)
    computing = None
    if finite(again.value):
        within = abs(row.difference) <= given.computed_again(row)
        computing = (
            f"other seeds alone would move it as far (±{again}, 90 %)"
            if within
            else f"other seeds alone would move it by up to ±{again} (90 %)"
        )
    return difference.in_words(f"{begins} {verdict}: {told}. {_why(given, computing)}", kind)


def _verdict_of(given: DifferenceInputs, row: TableRow) -> tuple[str, str]:
    """Of two posteriors, whose difference has a band that is too wide where they share rows: a change that
    lies within it is held against the scatter of computing it again and against the older answer's own band.
    That there is none is never said.
    """
    if told_apart(row.low, row.high):
        return _MORE, "doubt"
    outside = not row.a_low <= row.b <= row.a_high
    own = "and lies outside the band it had" if outside else "and lies within the band it had"
    again = given.computed_again(row)
    if not finite(again):
        return f"{_UNKNOWN}, {own}", "doubt" if outside else "plain"
    beyond = abs(row.difference) > again
    return f"{_NOT_EXPLAINED if beyond else _EXPLAINED}, {own}", "doubt" if beyond or outside else "plain"


def _by_design(given: DifferenceInputs, one: ComparedVerdict) -> Statement:
    variable = given.names.variable("sectors", one.outcome)
    if one.withheld:
        text = (
            f"{_STANDING['+'.join(one.withheld)]} The question was what the policy does to: {variable.label}."
        )
        return Statement(f"{text} {_why(given, None)}", "doubt")
    low, middle, high = one.difference
    difference = difference_of_estimates(one, variable)
    sides = (
        f"{estimate_of(one.a, variable)} before, {estimate_of(one.b, variable)} {variable.effect_unit} now"
    )
    if low == middle == high == 0:
        verdict, kind = "did not change", "good"
    elif told_apart(low, high):
        verdict, kind = _MORE, "doubt"
    else:
        verdict, kind = (_UNKNOWN if one.matched is None else _SHARED), "plain"
    text = f"The answer {verdict}: {variable.label}, {sides}; difference {difference}."
    return difference.in_words(f"{text} {_why(given, None)}", kind)


def _why(given: DifferenceInputs, computing: str | None) -> str:
    """What differs: values, settings, and what computing it again would do."""
    reasons = [_data_changed(given)]
    asked = [key for key in given.settings_apart["key"] if not _names_data(key)]
    if asked:
        named = listed(asked) if len(asked) <= 3 else f"{listed(asked[:2])} and others"
        reasons.append(f"settings differ too ({named})")
    return f"Why: {'; '.join([*reasons, *filter(None, [computing])])}."


def _names_data(key: str) -> bool:
    """Whether a setting only says which state of the data is read."""
    return key.startswith("data.tables.") and key.endswith((".vintage", ".file")) or key == "data.as_of"


def _data_changed(given: DifferenceInputs) -> str:
    if given.same_data:
        return "the data are the same, value by value"
    changed = {table: part["kind"].value_counts() for table, part in given.values.items()}
    values = {kind: sum(int(kinds.get(kind, 0)) for kinds in changed.values()) for kind in _KINDS}
    told = [count(values.pop(REVISED), "value") + " revised"]
    told += [f"{number:,} {kind}" for kind, number in values.items() if number]
    added = sum(edges.rows.later + edges.rows.filled for edges in given.edges.values())
    gone = sum(edges.rows.gone for edges in given.edges.values())
    said = ", ".join([*told, f"{count(added, 'row')} added", f"{gone:,} gone"])
    carried = [len(one.no_longer) + len(one.newly) for one in given.carried.values()]
    return (
        f"{said}, {count(sum(carried), 'series', 'series')} exchanged by most_series"
        if sum(carried)
        else said
    )

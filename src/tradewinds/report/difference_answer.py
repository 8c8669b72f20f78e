"""The first sentence on an update: whether it changed the answer by more than its uncertainty, and why."""

from tradewinds.report.blocks import Statement
from tradewinds.report.columns import TableRow
from tradewinds.report.compare_short import headlined
from tradewinds.report.compare_words import (
    difference_of_effects,
    effect_of_side,
    effects_at_the_end,
    estimate_of,
    told_apart,
    variable_of_effect,
)
from tradewinds.report.compared import ComparedVerdict
from tradewinds.report.difference import DifferenceInputs
from tradewinds.report.figures_policy import effect_factor
from tradewinds.report.quantities import amount, banded
from tradewinds.report.words import count, finite, listed

_MORE, _LESS = "changed by more than its uncertainty", "did not change by more than its uncertainty"

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
    when = f"{variable.label}, {count(row.horizon, given.a.names.one(variable.table))} on"
    difference = difference_of_effects(given, row)
    if row.same:
        text = f"The answer did not change: {when}, {effect_of_side(given, row, 'b')} {variable.effect_unit}."
        return difference.in_words(f"{text} {_why(given, None)}", "good")
    sides = " before, ".join(str(effect_of_side(given, row, side)) for side in "ab")
    told = f"{when}, {sides} {variable.effect_unit} now; difference {difference}"
    if not (finite(row.low) and finite(row.high)):
        verdict, kind = "has changed, by what no band is known of", "doubt"
    else:
        apart = told_apart(row.low, row.high)
        verdict, kind = (_MORE, "doubt") if apart else (_LESS, "good")
    withheld = [name for name, side in zip("AB", given.both, strict=True) if side.withheld(variable.name)]
    begins = "The answer"
    if withheld:
        begins, kind = f"{_STANDING['+'.join(withheld)]} The networks' figure", "doubt"
    again = amount(given.computed_again(row), 2, factor=effect_factor(variable), unit=variable.effect_unit)
    computing = None
    if finite(again.value):
        within = abs(row.difference) <= given.computed_again(row)
        computing = (
            f"other seeds alone would move it as far (±{again}, 90 %)"
            if within
            else f"other seeds alone would move it by up to ±{again} (90 %)"
        )
    return difference.in_words(f"{begins} {verdict}: {told}. {_why(given, computing)}", kind)


def _by_design(given: DifferenceInputs, one: ComparedVerdict) -> Statement:
    variable = given.a.names.variable("sectors", one.outcome)
    withheld = [name for name, side in (("A", one.a), ("B", one.b)) if side.status.bad]
    if withheld:
        text = f"{_STANDING['+'.join(withheld)]} Asked was what the policy does to: {variable.label}."
        return Statement(f"{text} {_why(given, None)}", "doubt")
    low, middle, high = one.difference
    difference = banded(middle, low, high, effect_factor(variable), variable.effect_unit)
    apart = told_apart(low, high)
    sides = (
        f"{estimate_of(one.a, variable)} before, {estimate_of(one.b, variable)} {variable.effect_unit} now"
    )
    text = f"The answer {_MORE if apart else _LESS}: {variable.label}, {sides}; difference {difference}."
    return difference.in_words(f"{text} {_why(given, None)}", "doubt" if apart else "good")


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
    revised = sum(int(kinds.get("revised", 0)) for kinds in changed.values())
    added = sum(edges.rows.later + edges.rows.filled for edges in given.edges.values())
    gone = sum(edges.rows.gone for edges in given.edges.values())
    return f"{count(revised, 'value')} revised, {count(added, 'row')} added, {gone:,} gone"

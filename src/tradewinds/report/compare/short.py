"""What comes first of a comparison: settings, data, verdicts, ends of the paths and the fits, a line each."""

from collections.abc import Iterator

from tradewinds.report.compare.inputs import ComparedVerdict, CompareInputs, EffectEstimate
from tradewinds.report.compare.words import (
    difference_in_words,
    difference_of_effects,
    difference_of_estimates,
    effect_of_side,
    effects_at_the_end,
    estimate_of,
    kind_of_difference,
    rule_of,
    variable_of_effect,
    whose,
)
from tradewinds.report.page.blocks import Block, Lines, Prose, Statement
from tradewinds.report.page.columns import TableRow
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import counted
from tradewinds.report.words import count, listed
from tradewinds.review.rules import Band


@page_part("short", "In short")
def SHORT_PART(given: CompareInputs) -> Iterator[Block]:
    yield Lines([settings_line(given), data_line(given)])
    yield from lines_of([verdict_line(given, one) for one in given.verdicts], given, "effect_verdict")
    ends = [end_line(given, row) for row in effects_at_the_end(given) if headlined(given, row)]
    yield from lines_of(ends, given, "rollouts")
    yield Lines(list(fit_lines(given)))
    yield Prose(rule_of(given.same_data, given.same_seed, given.fits, given.shared_rows), "note")


def lines_of(lines: list[Statement], given: CompareInputs, *names: str) -> Iterator[Block]:
    """The lines, where there are any, of the artifacts of these names of both."""
    if lines:
        yield Lines(lines).of(given.source(*names))


def settings_line(given: CompareInputs) -> Statement:
    """Which settings differ."""
    found = given.settings_apart
    if found.empty:
        return Statement("The question was the same: no setting differs.", "good", value=0.0, unit="settings")
    told = listed(found["key"]) if len(found) <= 4 else f"{listed(found['key'][:3])} and others"
    said = count(len(found), "setting differs", "settings differ")
    return counted(len(found), "settings").in_words(f"{said}: {told}.")


def data_line(given: CompareInputs) -> Statement:
    """What differs in the data."""
    if given.same_data:
        return Statement("The data are the same, value by value.", "good")
    other = given.data[~given.data["same"]]
    named = listed(dict.fromkeys(f"{row.what} of {whose(row.table)}" for row in other.itertuples()))
    return counted(len(other), "facts").in_words(f"The data are not the same: {named} differ.", "doubt")


def _whose(estimate: EffectEstimate) -> str:
    """In whom, where an effect is not that of all."""
    return f" in the {estimate.treated}" if estimate.treated else ""


def verdict_line(given: CompareInputs, one: ComparedVerdict) -> Statement:
    """An outcome's estimates by the distributed lag, and whether they are told apart."""
    variable = given.names.variable("sectors", one.outcome)
    ends = [("A", one.a), ("B", one.b)]
    withheld = one.withheld
    low, middle, high = one.difference
    difference = difference_of_estimates(one, variable)
    if len(withheld) == 2:
        return Statement(f"{variable.label}: neither answers what the policy does to it.", "doubt")
    if withheld:
        other, estimate = next((name, side) for name, side in ends if name not in withheld)
        text = (
            f"{variable.label}: the data of {withheld[0]} do not answer what the policy does to it; {other}: "
            f"{estimate_of(estimate, variable)} {variable.effect_unit}{_whose(estimate)}."
        )
        return estimate_of(estimate, variable).in_words(text, "doubt")
    told = [f"{name} {estimate_of(side, variable)}{_whose(side)}" for name, side in ends]
    return difference.in_words(
        f"{variable.label}, by the distributed lag: {', '.join(told)} {variable.effect_unit}; "
        f"{difference_in_words(low, middle, high, difference)}.",
        kind_of_difference(low, high),
    )


def headlined(given: CompareInputs, row: TableRow) -> bool:
    """What the second tier explains; where there is no nation, what the networks say of all sectors."""
    second = given.names.equations.get("tier2", {})
    if second:
        return row.group == "national" and row.variable in second
    return row.group != "national" and row.variable in given.names.equations.get("tier1", {})


def end_line(given: CompareInputs, row: TableRow) -> Statement:
    """An outcome's effects at the end of the path, and whether they are told apart."""
    variable = variable_of_effect(given, row)
    difference, sides = difference_of_effects(given, row), [effect_of_side(given, row, side) for side in "ab"]
    text = (
        f"{variable.label}, {count(row.horizon, given.names.one(variable.table))} on, by the networks: "
        f"A {sides[0]}, B {sides[1]} {variable.effect_unit}; "
        f"{difference_in_words(row.low, row.difference, row.high, difference, given.fits)}."
    )
    withheld = given.withheld(variable.name)
    if withheld:
        text += f" The data of {listed(withheld)} do not answer it."
    return difference.in_words(
        text, "doubt" if withheld else kind_of_difference(row.low, row.high, given.fits)
    )


def fit_lines(given: CompareInputs) -> Iterator[Statement]:
    """Scores, and checks that end differently."""
    scores = given.scores
    ahead = scores[scores["holdout"] == "ahead"] if len(scores) else scores
    known = ahead[ahead["why"] == ""] if len(ahead) else ahead
    if len(known):
        sides = [Band(row.low, row.high).side() for row in known.itertuples()]
        better, worse = sides.count(1), sides.count(-1)
        text = (
            "One period ahead, on the same held-out rows, B forecasts better for "
            f"{better} and worse for {worse} of {count(len(known), 'equation')}."
        )
        yield counted(better, "equations").in_words(text, "doubt" if better or worse else "plain")
    elif len(ahead):
        yield Statement(f"Scores are not of the same held-out rows ({ahead['why'].iloc[0]}).", "doubt")
    yield from changed_check_lines(given)


def changed_check_lines(given: CompareInputs) -> Iterator[Statement]:
    """How many checks end differently."""
    changed = len(given.changed)
    if changed:
        said = count(changed, "check ends", "checks end")
        yield counted(changed, "checks").in_words(f"{said} differently in B than in A.", "doubt")
    else:
        yield Statement("Every check that both were asked ends the same.", value=0.0, unit="checks")

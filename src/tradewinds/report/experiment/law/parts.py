"""The report's part on the law: its schedule, the rates it comes to, and how far duties paid follow."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.effects.instrumented import AS_IT_IS, FIRST_STAGE, INSTRUMENTED
from tradewinds.effects.rates_compared import BEFORE, MEAN_RATES, STILL
from tradewinds.report.drawing import COLOURS, INK, small_picture, time_axis
from tradewinds.report.experiment.carried_series import carried_alone, of_all_series
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.law.tables import ladder_table, law_table
from tradewinds.report.names import Names, period_text, positions
from tradewinds.report.page.blocks import Block, Key, Lines, Plate, Prose, Statement
from tradewinds.report.page.summary import page_part
from tradewinds.report.quantities import with_its_error
from tradewinds.report.words import finite, number
from tradewinds.review.rules import normal_band


@page_part("law", "From the law to duties paid", "Law", of="rates")
def LAW_PART(given: ReportInputs) -> Iterator[Block]:
    rates, laws = given.one("rates", "economics"), given.every("law")
    if rates is not None:
        yield Lines([*rate_lines(given.names, rates, given.at_hand)])
        yield _rates_plate(given.names, rates)
    for scenario, acts in laws.items():
        dates = given.names.path(scenario)["law"]["dates"]
        yield law_table(given.names, acts, dates).of(given.source("law", folder=scenario))
        planned = given.one("planned", scenario)
        if planned is not None:
            ladder = ladder_table(given.names, planned, _weights(given, scenario), _stage(rates))
            yield ladder.of(given.source("planned", "rates", folder=scenario))
    if laws:
        yield from carried_alone(given, "All sectors together, in shares of trade and in rates by the law,")
    if rates is not None:
        yield from of_all_series(given, "Both rates, and how far duties paid follow,")
    if laws and rates is None:
        yield Prose(
            "How far duties paid follow the law is not known: these data have no realised rate beside a "
            "statutory one (`rate_kind` of the variables).",
            "missing",
        )


def rate_lines(names: Names, rates: pd.DataFrame, at_hand: bool) -> Iterator[Statement]:
    """What is said of both rates; ``at_hand``: whether the realised one is taken for the policy though the
    other is there.
    """
    slopes = rates[rates["of"] != MEAN_RATES].drop_duplicates("of").set_index("of")
    paid, law, outcome = (names.called(str(rates[name].iloc[0])) for name in ("paid", "law", "outcome"))
    if at_hand:
        yield Statement(
            f"The policy here is {paid}, a realised rate, which moves with what is bought; {law} is at hand. "
            f"Set `verdict.policy` or `scenario.variable` to it.",
            "bad",
        )
    if FIRST_STAGE not in slopes.index:
        yield Statement(f"What moves {paid} with {law} is not told from what all rows share.", "doubt")
        return
    stage = slopes.loc[FIRST_STAGE]
    span = "a year" if stage["step"] > 1 else f"a {names.one('sectors')}"
    follows = with_its_error(stage["estimate"], stage["error"])
    yield follows.in_words(
        f"Where {law} rises by one point, {paid} rises by {follows} (changes over {span}; F "
        f"{number(stage['f'], 2)}, {100 * stage['r2']:.0f} % of its squares)."
    )
    if STILL in slopes.index:
        yield from _at_rest(names, slopes, (paid, law, outcome))
    plain, by_law = (slopes.loc[name] for name in (AS_IT_IS, INSTRUMENTED))
    found = [with_its_error(one["estimate"], one["error"], sign=True, unit=one["unit"])
             for one in (plain, by_law)]  # fmt: skip
    yield found[0].in_words(
        f"Over all rows {outcome} moves by {found[0]} {plain['unit']} of {paid} as it is, by {found[1]} of "
        f"that part of it which {law} set: what lies between them is not the law's doing."
    )


def _at_rest(names: Names, slopes: pd.DataFrame, called: tuple[str, str, str]) -> Iterator[Statement]:
    paid, law, outcome = called
    still = slopes.loc[STILL]
    frequency = names.frequency("sectors")
    first, last = (period_text(still[end], frequency) for end in ("first", "last"))
    found = with_its_error(still["estimate"], still["error"], sign=True, unit=still["unit"])
    wrong = normal_band(still["estimate"], still["error"]).side() != 0
    text = (
        f"In rows in which no law changed ({first} to {last}), where a tariff can have done nothing, "
        f"regression on {paid} finds {found} {still['unit']}"
    )
    if BEFORE in slopes.index:
        moved = slopes.loc[BEFORE]
        beside = with_its_error(moved["estimate"], moved["error"], sign=True, unit=moved["unit"])
        text += f"; on later changes of {law}, moved back to then, {beside}"
    yield found.in_words(f"{text}.", "doubt" if wrong else "plain")


def _rates_plate(names: Names, rates: pd.DataFrame) -> Plate:
    """Both rates over time, with weights that stay."""
    means = rates[rates["of"] == MEAN_RATES]
    paid, law = (names.variable("sectors", str(rates[name].iloc[0])) for name in ("paid", "law"))
    ends = [f"{one.label} {number(100 * means[column].iloc[-1], 2)} %"
            for one, column in ((paid, "realised"), (law, "statutory"))]  # fmt: skip
    draw = partial(draw_both_rates, means, names.frequency("sectors"))
    shown = small_picture("Both rates", "%", draw, f"At the end {' and '.join(ends)}.", taller=0.4)
    keys = [Key(law.label, COLOURS[0]), Key(paid.label, INK)]
    share = float(means["share"].iloc[0])
    if finite(share):
        of = f"the sectors that have both rates throughout, {100 * share:.0f} % of the weight of all"
        caption = f"Means of {of}, with weights that stay: what moves them is no other mix of sectors."
    else:
        caption = (
            "Means of the sectors that have both rates in a period: none has throughout, so that they move "
            "with which sectors these are, too."
        )
    return Plate("The law and duties paid", caption, [shown], keys)


def draw_both_rates(means: pd.DataFrame, frequency: str, ax: Axes) -> Axes:
    """``means``: columns period, realised and statutory, fractions."""
    x = positions(means["period"], frequency)
    ax.plot(x, 100 * means["realised"], color=INK, linewidth=1.1)
    ax.plot(x, 100 * means["statutory"], color=COLOURS[0], linewidth=1.8)
    return time_axis(ax, np.asarray(x), frequency)


def _weights(given: ReportInputs, scenario: str) -> pd.Series:
    """Sector → share, as effects are averaged; by size where nothing was rolled forward."""
    weighted = given.groups.get(scenario, {}).get("weighted")
    if weighted is not None and "weight" in weighted:
        return weighted["weight"].to_series()
    return given.names.sizes


def _stage(rates: pd.DataFrame | None) -> tuple[float, float] | None:
    if rates is None:
        return None
    rows = rates[rates["of"] == FIRST_STAGE]
    return None if rows.empty else (float(rows["estimate"].iloc[0]), float(rows["error"].iloc[0]))

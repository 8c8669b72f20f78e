"""What designs without a network found, in sentences."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradewinds.data.panel import ordinal, period_at, period_label
from tradewinds.data.periods import parse_period
from tradewinds.effects.compared import joint_errors, larger_error
from tradewinds.effects.instrumented import FIRST_STAGE, INSTRUMENTED, REDUCED
from tradewinds.effects.placebo import holm
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import amount, banded, in_percent, with_its_error
from tradewinds.report.words import capital, count, finite, listed, number
from tradewinds.review.effect.case import Pair
from tradewinds.review.p_values import p_number, p_text
from tradewinds.review.rules import ERRORS
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.event_study import DesignName, EventStudySettings
from tradewinds.settings.policy_slopes import PolicySlopesSettings


def study_lines(names: Names, asked: EventStudySettings, table: pd.DataFrame) -> Iterator[Statement]:
    """The effect at the last horizon, what came before the rise, and the net of both; in one line of every
    other design.
    """
    one = names.one("sectors")
    for place, (design, rows) in enumerate(table.groupby("design", sort=False)):
        rows = rows.sort_values("horizon")
        last, first = rows.iloc[-1], rows.iloc[0]
        unit, span = last["unit"], count(int(last["horizon"]), one)
        found = banded(last["estimate"], last["low"], last["high"], unit=unit)
        before = with_its_error(-first["estimate"], first["error"], sign=True, unit=unit)
        net = with_its_error(last["net"], last["net_error"], sign=True, unit=unit)
        moved = finite(last["leads"]) and last["leads"] < asked.lead_size
        tested = f"all leads together: {p_text(last['leads'])}"
        if place > 0:
            early = f"; before the rise {before} ({tested})" if finite(last["leads"]) else ""
            yield found.in_words(
                f"By {design}: {found} {unit}{early}; net {net}.", "doubt" if moved else "plain"
            )
            continue
        zero = "excludes" if last["low"] > 0 or last["high"] < 0 else "includes"
        rise = f"a rise of {names.called(asked.policy)}"
        yield found.in_words(
            f"{capital(names.called(asked.outcome))} {span} after {rise}, against the {one} before "
            f"({design}): {found} {unit}; the band {zero} zero."
        )
        if finite(last["leads"]):
            doubt = ": it moved before the policy did, as where buyers stock up in time" if moved else ""
            early = count(-int(first["horizon"]) - 1, one)
            yield before.in_words(
                f"In the {early} before the rise: {before} {unit}, {tested}{doubt}.",
                "doubt" if moved else "plain",
            )
        since = count(-int(first["horizon"]), one)
        yield net.in_words(f"Net of that, from {since} before to {span} after: {net} {unit}.")
    yield from _zero_line(names, asked, table)
    refused = str(table["refused"].iloc[0])
    if refused:
        yield Statement(f"Designs that found nothing in these data: {refused}.", "doubt")


def _zero_line(names: Names, asked: EventStudySettings, table: pd.DataFrame) -> Iterator[Statement]:
    """What becomes of rows without trade."""
    share = float(table["zeros"].iloc[0])
    if share > 0:
        logs = [str(name) for name in table["design"].unique() if name != DesignName.poisson]
        left = f"{listed(logs)} take logarithms and leave these rows out" if logs else "no row is left out"
        kept = "; the count model keeps them" if logs and len(logs) < table["design"].nunique() else ""
        doubt = " What is left was chosen by the outcome: ask for the design “poisson”." if not kept else ""
        gone = int(table["left_out"].max())
        if gone:
            kept += f", but for {gone:,} that the effects alone foretell, which say nothing of the policy"
        said = in_percent(share)
        yield said.in_words(
            f"{capital(names.called(asked.outcome))} is zero in {said} of rows: {left}{kept}."
            f"{doubt if logs else ''}",
            "doubt" if doubt and logs else "plain",
        )


def slope_lines(
    names: Names, asked: PolicySlopesSettings, table: pd.DataFrame, network: pd.Series | None
) -> Iterator[Statement]:
    """First stage, instrumented and reduced form, placebos, permutations, power, groups and the network."""
    slopes = table[table["kind"] == "slope"].set_index("design")
    policy, first = names.called(asked.policy), slopes.loc[FIRST_STAGE]
    before = f"{policy} of the {names.one('sectors')} before"
    law = names.called(asked.instrument) if asked.instrument else before
    stage, weak = with_its_error(first["estimate"], first["error"]), first["f"] < asked.weak
    yield stage.in_words(
        f"First stage: where {law} rises by one point, {policy} rises by {stage}; that accounts for "
        f"{100 * first['r2']:.0f} % of what {policy} moves within the effects (F {number(first['f'], 2)})"
        f"{': a weak instrument' if weak else ''}.",
        "doubt" if weak else "plain",
    )
    for design, what in ((INSTRUMENTED, f"On {policy}, instrumented by {law}"), (REDUCED, f"On {law}")):
        row = slopes.loc[design]
        found = banded(row["estimate"], row["low"], row["high"], unit=row["unit"])
        yield found.in_words(f"{what}: {found} {row['unit']}.")
    yield from _placebo_lines(names, asked, table)
    yield from _permutation_lines(names, asked, slopes)
    yield from _group_lines(asked, table)
    if network is not None:
        yield _network_line(
            slopes.loc[REDUCED], network, law, "" if asked.weights is None else ", unweighted"
        )


def named_designs(names: Names, table: pd.DataFrame) -> pd.DataFrame:
    """The table with a variable's label where a design is called by its name."""
    heads = table["design"].str.partition(", ")
    labels = heads[2].map(lambda name: f", {names.called(name)}" if name else "")
    return table.assign(design=heads[0] + labels)


def group_name(asked: PolicySlopesSettings, group: str) -> str:
    """“85 Electrical machinery”, or the group's key alone."""
    return f"{group} {asked.names[group]}" if group in asked.names else str(group)


def _placebo_lines(names: Names, asked: PolicySlopesSettings, table: pd.DataFrame) -> Iterator[Statement]:
    rows = table[table["kind"] == "placebo"]
    if rows.empty:
        return
    drawn = rows["permuted_p"].notna().all()
    p = np.nanmin(holm(rows["permuted_p"] if drawn else rows["p"]))
    widest = rows.loc[rows["estimate"].abs().idxmax()]
    low, high = (amount(value, 2, sign=True) for value in (rows["estimate"].min(), rows["estimate"].max()))
    back = listed(str(int(moved)) for moved in rows["moved"])
    when = _window(names, asked)
    text = (
        f"Placebos: {names.called(asked.assigned or asked.instrument or asked.policy)} moved back by {back} "
        f"{names.one('sectors')}s{when}, where it can have had no effect, has slopes from {low} to {high} "
        f"{widest['unit']} (smallest p{' by permutation' if drawn else ''}, times their number: "
        f"{p_number(p)})"
    )
    doubt = ": something else moved alike" if p < asked.size else ""
    said = amount(widest["estimate"], 2, sign=True, unit=widest["unit"])
    yield said.in_words(f"{text}{doubt}.", "doubt" if doubt else "good")


def _permutation_lines(
    names: Names, asked: PolicySlopesSettings, slopes: pd.DataFrame
) -> Iterator[Statement]:
    for design, row in slopes[slopes["permuted_p"].notna()].iterrows():
        moved = asked.assigned or (asked.instrument if design == REDUCED else asked.policy)
        among = f" of the same {asked.within}" if asked.within else ""
        chance = row["permuted_p"] >= asked.size
        own, on = amount(row["estimate"], 2, sign=True), names.called(str(moved))
        found = with_its_error(row["estimate"], row["permuted_error"], sign=True, unit=row["unit"])
        yield found.in_words(
            f"Permutation: on its own paths the slope on {on} is {own} {row['unit']}; on "
            f"paths of others{among}, {asked.permutations} times, slopes scatter by "
            f"{number(row['permuted_error'], 2)} ({p_text(row['permuted_p'])}"
            f"{': it may be by chance' if chance else ''}).",
            "doubt" if chance else "plain",
        )
        least = amount(row["permuted_detectable"], 2, unit=row["unit"])
        short = row["permuted_detectable"] > abs(row["estimate"])
        yield least.in_words(
            f"Power: the smallest effect found four times in five is {least} {row['unit']} by permutation, "
            f"{amount(row['detectable'], 2)} by clustered errors; smaller ones would mostly be missed.",
            "doubt" if short else "plain",
        )


def _group_lines(asked: PolicySlopesSettings, table: pd.DataFrame) -> Iterator[Statement]:
    whole = table[table["kind"] == "groups"]
    if whole.empty:
        return
    row, groups = whole.iloc[0], table[table["kind"] == "group"]
    if row["p"] < asked.size:
        ends = (groups.loc[groups["pooled"].idxmin()], groups.loc[groups["pooled"].idxmax()])
        said = [f"{group_name(asked, one['group'])} ({amount(one['pooled'], 2, sign=True)})" for one in ends]
        verdict = f"from {said[0]} to {said[1]}"
    else:
        verdict = "nothing says that they differ, and no order is to be read into them"
    spread, mean = amount(row["spread"], 2, unit=row["unit"]), amount(row["estimate"], 2, sign=True)
    yield spread.in_words(
        f"By {asked.by}, unweighted: true slopes of {len(groups)} {asked.by}s scatter by {spread} "
        f"{row['unit']} about {mean} (that all are alike has {p_text(row['p'])}); {verdict}.",
    )


def _network_line(reduced: pd.Series, network: pd.Series, law: str, weighed: str) -> Statement:
    """The network beside the reduced form, whose error is that of permutations where there are any."""
    found = banded(network["value"], network["low"], network["high"], unit=reduced["unit"])
    design = Pair(reduced["estimate"], larger_error(reduced["error"], reduced["permuted_error"]))
    apart = joint_errors(Pair(network["value"], network["error"]), design) > ERRORS
    verdict = (
        "they differ by more than two joint errors, and the design, which assumes less, is to be believed"
        if apart
        else "they agree within two joint errors"
    )
    return found.in_words(
        f"The network on the same rows, {law} {100 * network['rise']:g} points up{weighed}: {found} "
        f"{reduced['unit']}, the design {amount(reduced['estimate'], 2, sign=True)}; {verdict}.",
        "doubt" if apart else "good",
    )


def _window(names: Names, asked: PolicySlopesSettings) -> str:
    """The time that the changes of all placebos span, where the window's is known."""
    if asked.start is None or asked.end is None:
        return ""
    frequency = Frequency(names.frequency("sectors"))
    step = asked.step or PER_YEAR[frequency]
    first = ordinal(np.array([parse_period(asked.start, frequency, "start")]), frequency)
    last = ordinal(np.array([parse_period(asked.end, frequency, "end", last=True)]), frequency)
    ends = (first - step - max(asked.placebos), last - min(asked.placebos))
    begin, end = (period_label(period_at(one, frequency)[0], frequency) for one in ends)
    return f" ({begin} to {end})"

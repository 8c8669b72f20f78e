"""A calibration in sentences: what is identified, whether it recovers what is known, and what went wrong."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradewinds.report.calibration.figures import label_of
from tradewinds.report.calibration.inputs import CalibrationInputs
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import amount, counted, in_percent
from tradewinds.report.words import capital, count, listed, number, percent, tick

FAR_SLOPE = 4.0
"""Errors beyond which a slope is said to be biased: of some dozen honest ones none lies there."""
MANY_FAILED = 0.05
"""Share of simulations that are not finite beyond which the page says so above."""


def in_the_best_case_lines(own_run: pd.DataFrame) -> Iterator[Statement]:
    """What real inputs identify where the simulator itself made the data along them."""
    if own_run.empty:
        return
    known, unknown = (own_run[own_run["identified"] == told] for told in (True, False))
    named = [
        listed(f"{label_of(row)} ({percent(row.ratio)})" for row in rows.itertuples())
        for rows in (known, unknown)
    ]
    text = "What these tariffs identify, had the simulator itself made the data along them: "
    text += f"{named[0]}, by posterior over prior width" if len(known) else "no parameter"
    text += f"; not {named[1]}." if len(unknown) else "."
    yield counted(len(known), "parameters").in_words(text, "doubt" if len(unknown) else "good")


def learned_lines(first: pd.DataFrame) -> Iterator[Statement]:
    known = [row for row in first.itertuples() if row.identified]
    unknown = [row for row in first.itertuples() if not row.identified]
    if known:
        items = [
            in_percent(row.ratio).in_words(
                f"{label_of(row)}: {percent(row.ratio)} of the prior's width, its mean moved by "
                f"{percent(row.shift)} of that"
            )
            for row in known
        ]
        text = f"The data say something of {count(len(known), 'parameter')}:"
        yield counted(len(known), "parameters").in_words(text, "good", items)
    if unknown:
        names = listed(label_of(row) for row in unknown)
        ratios = listed(percent(row.ratio) for row in unknown)
        text = (
            f"Not identified at w = {tick(float(first['temperature'].iloc[0]))}: {names}. The posterior is "
            f"nearly the prior ({ratios} of its width, about where it was): what is concluded of them is the "
            "prior's, not the data's."
        )
        yield counted(len(unknown), "parameters").in_words(text, "doubt")


def against_best_case_lines(first: pd.DataFrame, own_run: pd.DataFrame) -> Iterator[Statement]:
    """Which parameters the data narrow though the simulator's own data along these inputs would not."""
    names = narrowed_by_misfit(first, own_run)
    if names:
        text = (
            f"The data narrow {listed(names)}, of which data of the simulator itself would say nothing: what "
            "narrows them may be what the simulator leaves out."
        )
        yield counted(len(names), "parameters").in_words(text, "doubt")


def narrowed_by_misfit(first: pd.DataFrame, own_run: pd.DataFrame) -> list[str]:
    """Labels of parameters that the data identify and the simulator's own data would not."""
    if own_run.empty:
        return []
    blind = set(own_run.loc[~own_run["identified"].astype(bool), "parameter"])
    return [label_of(row) for row in first.itertuples() if row.identified and row.parameter in blind]


def truths_lines(given: CalibrationInputs) -> Iterator[Statement]:
    """Where the data were simulated: which truths lie within the bands."""
    known, inside = given.known, given.known["held"].sum()
    if known.empty:
        return
    text = (
        f"These data were simulated: {inside} of {count(len(known), 'true parameter')} "
        f"{'lies' if len(known) == 1 else 'lie'} within the 90 % bands."
    )
    missed = known[~known["held"]]
    if len(missed):
        names = listed(label_of(row) for row in missed.itertuples())
        text += f" {capital(names)} {'does' if len(missed) == 1 else 'do'} not."
        text += (
            " One in ten would not by chance."
            if given.bayes
            else " A generalised posterior owes no coverage: its width follows from the temperature."
        )
    yield counted(inside, "parameters").in_words(text, "plain" if len(missed) else "good")


def alike_lines(replicas: pd.DataFrame) -> Iterator[Statement]:
    for name, rows in replicas.groupby("observable", sort=False):
        held = float(((rows["low"] <= rows["observed"]) & (rows["observed"] <= rows["high"])).mean())
        text = (
            f"{capital(str(name))}: {percent(held)} of the data's quantiles lie within the band of the "
            "simulations'."
        )
        yield in_percent(held).in_words(text, "good" if held >= 0.9 else "doubt")


def search_lines(given: CalibrationInputs) -> Iterator[Statement]:
    table = given.only("temperatures")
    running = table[~table["stopped"].astype(bool)]
    if len(running):
        at = listed(f"w = {tick(w)}" for w in running["temperature"])
        text = (
            f"The search took all the epochs that it was given at {at}: its smoothed loss was still falling, "
            "or its rate not yet lowered. Raise calibration.descent.epochs to be sure."
        )
        yield counted(len(running), "temperatures").in_words(text, "doubt")
    share = float(table["non_finite"].sum() / table["simulations"].sum())
    if share > 0:
        text = f"{percent(share)} of all losses were not finite; each was left out by itself and counted."
        yield in_percent(share).in_words(text, "doubt" if share > MANY_FAILED else "plain")
    worst = table.loc[table["non_finite_at_the_end"].idxmax()]
    lost = float(worst["non_finite_at_the_end"] / worst["judged"])
    if lost > 0:
        text = (
            f"{percent(lost)} of the answer's own draws at w = {tick(worst['temperature'])} have no finite "
            "loss: part of the posterior lies where the simulator does not run, and E[L] is that of the rest."
        )
        yield in_percent(lost).in_words(text, "bad" if lost > MANY_FAILED else "doubt")


def slopes_lines(given: CalibrationInputs) -> Iterator[Statement]:
    table = given.only("gradients")
    if table.empty:
        return
    unknown = int((~np.isfinite(table["z"])).sum())
    if unknown:
        places = count(len(table), "place")
        text = f"Slopes through the simulation could not be checked at {unknown} of {places}."
        yield counted(unknown, "places").in_words(text, "bad")
        return
    worst = float(np.abs(table["z"]).max())
    text = (
        f"Slopes through the simulation lie within {number(worst, 2)} errors of differences of the loss, at "
        f"{count(len(table), 'place')}."
    )
    if worst > FAR_SLOPE:
        text += " The surrogate gradient is biased there: lower simulator.temperature, or use the score."
    yield amount(worst, 2).in_words(text, "doubt" if worst > FAR_SLOPE else "good")

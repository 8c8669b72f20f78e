"""The page of a simulator's calibration: what the data say of its parameters, and how that was found."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.report.blocks import Block, Lines, Prose, Statement, folded
from tradewinds.report.figures_calibration import (
    density_plate,
    descent_plate,
    label_of,
    replica_plate,
    temperature_plate,
)
from tradewinds.report.inputs import PageInputs
from tradewinds.report.paper import Layout
from tradewinds.report.quantities import amount, counted, in_percent
from tradewinds.report.sources import SOURCES_PART
from tradewinds.report.summary import PagePart, page_part
from tradewinds.report.tables_calibration import (
    parameter_table,
    rival_table,
    slope_table,
    temperature_table,
)
from tradewinds.report.words import capital, count, listed, number, percent, tick
from tradewinds.settings.calibration import (
    CalibrationSettings,
    DiscrepancyName,
    GradientEstimator,
)
from tradewinds.settings.simulator import SimulatorSettings

FAR_SLOPE = 4.0
"""Errors beyond which a slope is said to be biased: of some dozen honest ones none lies there."""
MANY_FAILED = 0.05
"""Share of simulations that are not finite beyond which the page says so above."""


class CalibrationInputs(PageInputs):
    """``answers``, ``parameters``, ``temperatures``, ``gradients`` and ``replicas`` of the calibration."""

    @cached_property
    def calibration(self) -> CalibrationSettings:
        """How it was calibrated."""
        return self.section(CalibrationSettings, "calibration")

    @cached_property
    def simulator(self) -> SimulatorSettings:
        """What was."""
        return self.section(SimulatorSettings, "simulator")

    @cached_property
    def answers(self) -> xr.Dataset:
        """Draws and curves."""
        return self.only("answers").to_dataset()

    @cached_property
    def own(self) -> pd.DataFrame:
        """Parameters at every temperature, by the calibration itself."""
        table = self.only("parameters")
        return table[table["method"] == "calibration"]

    @cached_property
    def first(self) -> pd.DataFrame:
        """… at the one that is answered with."""
        return self.own[self.own["temperature"] == self.calibration.temperatures[0]]


@page_part("short", "In short")
def _short(given: CalibrationInputs) -> Iterator[Block]:
    settings = given.calibration
    bayes = settings.discrepancy == DiscrepancyName.likelihood and settings.temperatures[0] == 1
    lines = [
        *_learned(given.first),
        *_truths(given.first, bayes),
        *_alike(given.only("replicas")),
        *_search(given),
        *_slopes(given),
    ]
    yield Lines(given.told(lines, "parameters", "temperatures", "replicas", "gradients"))


def _learned(first: pd.DataFrame) -> Iterator[Statement]:
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


def _truths(first: pd.DataFrame, bayes: bool) -> Iterator[Statement]:
    """Where the data were simulated: which truths lie within the bands."""
    known = first[first["truth"].notna()]
    if known.empty:
        return
    inside = (known["low"] <= known["truth"]) & (known["truth"] <= known["high"])
    text = (
        f"These data were simulated: {inside.sum()} of {count(len(known), 'true parameter')} "
        f"{'lies' if len(known) == 1 else 'lie'} within the 90 % bands."
    )
    missed = known[~inside]
    if len(missed):
        names = listed(label_of(row) for row in missed.itertuples())
        text += f" {capital(names)} {'does' if len(missed) == 1 else 'do'} not."
        text += (
            " One in ten would not by chance."
            if bayes
            else " A generalised posterior owes no coverage: its width follows from the temperature."
        )
    yield counted(inside.sum(), "parameters").in_words(text, "plain" if len(missed) else "good")


def _alike(replicas: pd.DataFrame) -> Iterator[Statement]:
    for name, rows in replicas.groupby("observable", sort=False):
        held = float(((rows["low"] <= rows["observed"]) & (rows["observed"] <= rows["high"])).mean())
        text = (
            f"{capital(str(name))}: {percent(held)} of the data's quantiles lie within the band of the "
            "simulations'."
        )
        yield in_percent(held).in_words(text, "good" if held >= 0.9 else "doubt")


def _search(given: CalibrationInputs) -> Iterator[Statement]:
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


def _slopes(given: CalibrationInputs) -> Iterator[Statement]:
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


@page_part("what", "What was done", "Method")
def _what(given: CalibrationInputs) -> Iterator[Block]:
    settings, simulator = given.calibration, given.simulator
    if simulator.description:
        yield Prose(simulator.description)
    compared = "changes from one period to the next" if settings.changes else "values"
    lags = f", each in a row with the {count(settings.lags, 'period')} before it" if settings.lags else ""
    losses = {
        DiscrepancyName.energy: f"the energy distance between {compared} simulated and observed{lags}",
        DiscrepancyName.mmd: (
            f"the squared maximum mean discrepancy between {compared} simulated and observed{lags}, its "
            "kernel as wide as the median difference of the data"
        ),
        DiscrepancyName.likelihood: "the negative log-likelihood, which this simulator has",
    }
    yield Prose(
        "Generalised variational inference: among the distributions of one family the one is sought that "
        "minimises E[L]/w + KL, the mean loss of its draws over a temperature w, and how far it is from the "
        f"prior. The loss is {losses[settings.discrepancy]}; L is its mean over simulations. With w = 1 and "
        "a negative log-likelihood that is Bayes' rule. With any other loss w is a choice, and the answer "
        f"to each is below; above stands that to w = {tick(settings.temperatures[0])}."
    )
    compared = given.answers["compared"]
    still = [str(name) for name in compared["input"].values[~compared.values]]
    if still:
        names = listed(still)
        text = f"The input {names} does" if len(still) == 1 else f"The inputs {names} do"
        yield Prose(
            f"{text} not move in these data: the same in every simulation, and left out of the distance.",
            "note",
        )
    family = {
        "diagonal": "independent normal distributions",
        "full": "correlated normal distributions",
        "beta": "independent Beta distributions",
        "flow": "an inverse autoregressive flow, which can take other shapes than a normal",
    }[settings.family]
    how = (
        "by the score of the approximation, each draw's loss beside the others', without a derivative of it"
        if settings.gradient == GradientEstimator.score
        else "of the likelihood; nothing was simulated"
        if settings.discrepancy == DiscrepancyName.likelihood
        else "through the simulation, by surrogates where agents choose"
    )
    yield Prose(f"The family is {family}. Gradients were taken {how}.")


@page_part("parameters", "What the data say of each parameter", "Parameters")
def _parameters(given: CalibrationInputs) -> Iterator[Block]:
    source = given.sources.of("answers", "parameters")
    yield density_plate(given.answers, given.first, given.settings.accent).of(source)
    yield parameter_table(given.first).of(given.sources.of("parameters"))
    table = given.only("parameters")
    beside = table[(table["method"] != "calibration") | table.index.isin(given.first.index)]
    yield from folded("Beside rejection and point estimates", [rival_table(beside).of(source)])


@page_part("simulated", "Simulated against observed", "Simulations")
def _simulated(given: CalibrationInputs) -> Iterator[Block]:
    replicas = given.only("replicas")
    yield replica_plate(replicas, given.settings.accent).of(given.sources.of("replicas"))


@page_part("temperatures", "What the temperature decides", "Temperatures")
def _temperatures(given: CalibrationInputs) -> Iterator[Block]:
    if len(given.calibration.temperatures) > 1:
        yield temperature_plate(given.own, given.settings.accent).of(given.sources.of("parameters"))
    yield temperature_table(given.only("temperatures")).of(given.sources.of("temperatures"))


@page_part("search", "How it was found", "Search")
def _found(given: CalibrationInputs) -> Iterator[Block]:
    yield descent_plate(given.answers, given.settings.accent).of(given.sources.of("answers"))
    gradients = given.only("gradients")
    if gradients.empty:
        yield Prose("No slope of the simulation was used, so that none is checked.", "note")
    else:
        yield slope_table(gradients).of(given.sources.of("gradients"))


def _asked(given: CalibrationInputs) -> list[str]:
    simulator = given.simulator
    return [f"Simulator {simulator.name}, {simulator.steps} periods; results folder {given.sources.folder}."]


def _sections(given: CalibrationInputs) -> list[PagePart]:
    return [_short, _what, _parameters, _simulated, _temperatures, _found, SOURCES_PART]


CALIBRATION_PAGE = Layout(
    title="{title}",
    heading=lambda given: given.settings.question or "What do the data say of the simulator's parameters?",
    about=lambda given: "{title} · calibration of a simulator",
    beside=lambda given: [],
    sections=_sections,
    asked=_asked,
    given=CalibrationInputs,
)
"""Nothing is fitted or simulated here."""

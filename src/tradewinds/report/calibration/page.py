"""The page of a simulator's calibration: what the data say of its parameters, and how that was found."""

from collections.abc import Iterator
from dataclasses import fields

import xarray as xr

from tradewinds.report.calibration.figures import (
    density_plate,
    descent_plate,
    replica_plate,
    temperature_plate,
)
from tradewinds.report.calibration.findings import calibration_lines, calibration_marks, learned_answer
from tradewinds.report.calibration.inputs import CalibrationInputs
from tradewinds.report.calibration.tables import (
    parameter_table,
    rival_table,
    slope_table,
    temperature_table,
)
from tradewinds.report.page.blocks import Block, Lines, Prose, folded
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import page_part
from tradewinds.report.trust.first_screen import first_screen
from tradewinds.report.words import count, listed, lower_first, tick
from tradewinds.settings.calibration import DiscrepancyName, GradientEstimator
from tradewinds.settings.observed import ObservedSettings
from tradewinds.settings.simulator import MarketSettings, SimulatorName


@page_part("short", "The answer")
def _short(given: CalibrationInputs) -> Iterator[Block]:
    clearest = given.first.sort_values("ratio", kind="stable")  # only the first few have room
    plate = density_plate(given.answers, clearest, given.settings.accent)
    source = given.source("answers", "parameters", "temperatures", "replicas", "gradients")
    yield from first_screen(learned_answer(given), plate, calibration_marks(given), source)


@page_part("words", "What was found, in words", "In words", fold="Every finding")
def _words(given: CalibrationInputs) -> Iterator[Block]:
    lines = calibration_lines(given)
    yield Lines(given.told(lines, "parameters", "temperatures", "replicas", "gradients"))


@page_part("what", "What was done", "Method", fold="The simulator, the loss and the family")
def _what(given: CalibrationInputs) -> Iterator[Block]:
    settings, simulator = given.calibration, given.simulator
    if simulator.description:
        yield Prose(simulator.description)
    if given.observed and given.experiment["data"]:
        yield Prose(_taken(given.observed, given.experiment["data"]))
    compared = "changes from one period to the next" if settings.changes else "values"
    compared += " of logarithms" if settings.logs else ""
    if settings.base:
        compared += f", counted from the mean of the first {count(settings.base, 'period')},"
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
    if still := given.still_inputs:
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


def _taken(observed: ObservedSettings, data: dict) -> str:
    """Which series of which table stand for the simulator's."""
    variables = data["tables"]["sectors"]["variables"]
    named = listed(
        f"{column} ({lower_first(variables[name]['label'])})" for column, name in observed.columns.items()
    )
    units = (
        f"the markets {listed(observed.units)}"
        if observed.units
        else f"the {observed.largest} largest markets"
    )
    return (
        f"{data['description']} The simulator's {named} are those of {observed.member} beside all others of "
        f"the key {observed.key}, in {units}: a rate is one plus its own over one plus the others' mean; all "
        f"else is over the others' sum (a price over the mean of those there up to {observed.base}), counted "
        f"from its mean up to {observed.base}, of each season by itself. Markets in which one of those is "
        "missing in a period are left out. What else moved "
        f"{observed.member}'s part after that is taken for the tariff's doing."
    )


@page_part("parameters", "What the data say of each parameter", "Parameters", of=("answers", "parameters"))
def _parameters(given: CalibrationInputs) -> Iterator[Block]:
    yield density_plate(given.answers, given.first, given.settings.accent)
    yield parameter_table(given.first).of(given.source("parameters"))
    table = given.only("parameters")
    beside = table[~table["method"].isin(["calibration", "own run"]) | table.index.isin(given.first.index)]
    yield from folded("Beside rejection and point estimates", [rival_table(beside)])
    if len(given.own_run):
        said = "Learned from a run of the simulator's own along the same inputs"
        yield from folded(said, [parameter_table(given.own_run)])
    if given.observed and given.simulator.name == SimulatorName.import_market:
        yield Prose(
            "These parameters as an economy whose truth is known, on which tier 1 can be tried: the "
            f"experiment market_effect with the override {_as_economy(given.answers)}. Where the data "
            "identify none, it is the prior's.",
            "note",
        )


def _as_economy(answers: xr.Dataset) -> str:
    """Medians of the market's parameters as ``data.synthetic.market`` takes them."""
    middle = answers["parameter"].isel(temperature=0).median("draw").to_series()
    known = [field.name for field in fields(MarketSettings)]
    told = ", ".join(f"{name}: {middle[name]:.4g}" for name in known if name in middle)
    return f"data.synthetic.market={{{told}}}"


@page_part("simulated", "Simulated against observed", "Simulations", of="replicas")
def _simulated(given: CalibrationInputs) -> Iterator[Block]:
    yield replica_plate(given.only("replicas"), given.settings.accent)


@page_part("temperatures", "What the temperature decides", "Temperatures", of="temperatures")
def _temperatures(given: CalibrationInputs) -> Iterator[Block]:
    if len(given.calibration.temperatures) > 1:
        yield temperature_plate(given.own, given.settings.accent).of(given.source("parameters"))
    yield temperature_table(given.only("temperatures"))


@page_part("search", "How it was found", "Search", of="gradients")
def _found(given: CalibrationInputs) -> Iterator[Block]:
    yield descent_plate(given.answers, given.settings.accent).of(given.source("answers"))
    gradients = given.only("gradients")
    if gradients.empty:
        yield Prose("No slope of the simulation was used, so that none is checked.", "note")
    else:
        yield slope_table(gradients)


def _asked(given: CalibrationInputs) -> list[str]:
    simulator = given.simulator
    of = f"{simulator.steps} periods"
    if given.observed:
        of = f"data {given.experiment['data']['name']}"
    return [f"Simulator {simulator.name}, {of}; results folder {given.sources.folder}."]


CALIBRATION_PAGE = Layout(
    title="{title}",
    heading=lambda given: given.settings.question or "What do the data say of the simulator's parameters?",
    about=lambda given: "{title} · calibration of a simulator",
    beside=lambda given: [],
    sections=lambda given: [
        *(_short, _words, _parameters, _simulated, _temperatures, _found, _what),
        SOURCES_PART,
    ],
    asked=_asked,
    given=CalibrationInputs,
)
"""Nothing is fitted or simulated here."""

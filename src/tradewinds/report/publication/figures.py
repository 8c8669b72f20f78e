"""The pictures that a paper would want, named so that one finds them, from the functions that pages use."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.report.drawing import COLOURS, GREY, TRUTH, band_keys, named_rows, time_axis
from tradewinds.report.experiment.design.figures import draw_event_study, draw_slopes
from tradewinds.report.experiment.design.lines import named_designs
from tradewinds.report.experiment.effect.figures import draw_response
from tradewinds.report.experiment.fit.comparison import MODELS
from tradewinds.report.experiment.fit.figures_check import LEVEL_COLOURS, draw_coverage, draw_pit, rows_of
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.path.figures import draw_effect, draw_rates, variables_of
from tradewinds.report.experiment.path.figures_rival import RIVAL, draw_rival
from tradewinds.report.names import Names, Variable, positions
from tradewinds.report.page.blocks import Key
from tradewinds.report.publication.drawn import Cell, PaperFigure, sheet
from tradewinds.report.words import SPREAD, lower_first, percent

UNANSWERED = "not answered by these data"
_MOST, _BESIDE = 4, {2: 2, 3: 3, 4: 2}
"""Sectors that are drawn one by one; how many of as many stand beside each other."""


def paper_figures(given: ReportInputs) -> Iterator[PaperFigure]:
    """Every picture that the run has the data for, the answer first."""
    for group, name in (("weighted", "all_sectors"), ("national", "nation")):
        if group in given.groups[given.first]:
            yield from _effects(given, given.groups[given.first][group], name)
    if "sectors" in given.paths:
        yield from _by_sector(given)
        yield _policy(given)
    yield from _design(given)
    for tier in given.names.tiers:
        yield from _tier(given, tier)


def _effects(given: ReportInputs, data: xr.Dataset, whose: str) -> Iterator[PaperFigure]:
    """The scenario minus its baseline over time; of all sectors together beside the distributed lag."""
    table = "national" if whose == "nation" else "sectors"
    one = data.isel(sector=0)
    variables, rival = variables_of(given.names, table, data), whose == "all_sectors" and given.verdict
    cells = [_effect_cell(given, variable, one, bool(rival)) for variable in variables]
    if not cells:
        return
    keys = _effect_keys(given, one, variables)
    if rival and _claimed(given, variables):
        keys.append(Key("distributed lag without a network, with its 90 % band", RIVAL, "dashed"))
    averaged = ""
    if "weights" in data.attrs:
        averaged = f" All sectors together, {given.names.weights(data.attrs['weights'])}."
    caption = (
        f"Effect of the policy on {'the nation' if whose == 'nation' else 'sectors'}: scenario minus "
        f"{given.names.compared_with()}, both under the same draws and disturbances; {_shaded(given.names)}."
        f"{averaged}"
    )
    source = given.source("rollouts", folder=given.first)
    yield PaperFigure(f"effect_{whose}", sheet(cells, keys), caption, source)


def _by_sector(given: ReportInputs) -> Iterator[PaperFigure]:
    data = given.paths["sectors"]
    held = [str(one) for one in data["sector"].values]
    shown = [one for one in given.names.shown if one in held][:_MOST]
    variables = variables_of(given.names, "sectors", data)
    cells = [
        _effect_cell(given, variable, data.sel(sector=sector), False, given.names.whose(sector))
        for variable in variables
        for sector in shown
    ]
    if cells:
        caption = (
            f"Effect of the policy sector by sector: scenario minus {given.names.compared_with()}; "
            f"{_shaded(given.names)}."
        )
        source = given.source("rollouts", folder=given.first)
        keys = _effect_keys(given, data, variables)
        yield PaperFigure("effect_by_sector", sheet(cells, keys, _BESIDE.get(len(shown), 1)), caption, source)


def _effect_cell(given: ReportInputs, variable: Variable, one: xr.Dataset, rival: bool, of: str = "") -> Cell:
    frequency = given.names.frequency(variable.table)
    x, withheld = positions(one["period"].values, frequency), given.withheld(variable.name)

    def draw(ax: Axes) -> Axes:
        draw_effect(ax, variable, one, x, GREY if withheld else given.settings.accent)
        if rival and given.verdict is not None and not withheld:
            draw_rival(ax, given.verdict.rival(variable.name), x, variable.effect_factor)
        return time_axis(ax, x, frequency)

    unit = f"difference, {lower_first(variable.effect_unit)}"
    return Cell(variable.label, unit, draw, of, UNANSWERED if withheld else "")


def _effect_keys(given: ReportInputs, one: xr.Dataset, variables: list[Variable]) -> list[Key]:
    colour = given.settings.accent if _claimed(given, variables) else GREY
    keys = [Key("median", colour), *band_keys(colour, given.names.posterior)]
    if any(f"{variable.name}_truth" in one for variable in variables):
        keys.append(Key("the truth of the simulated economy", TRUTH, "dashed"))
    return keys


def _shaded(names: Names) -> str:
    """What lies about the middle of an effect."""
    return "50, 80 and 90 % bands" if names.posterior else f"shaded: {SPREAD}"


def _claimed(given: ReportInputs, variables: list[Variable]) -> bool:
    """Whether the data answer what the policy does to one of them at least."""
    return not all(given.withheld(variable.name) for variable in variables)


def _policy(given: ReportInputs) -> PaperFigure:
    names, data = given.names, given.paths["sectors"]
    variable, frequency = names.policy_variable, names.frequency("sectors")
    held = [str(one) for one in data["sector"].values]
    shown = [one for one in names.shown if one in held][:_MOST]
    rates = data[names.policy].sel(sector=shown) * variable.factor
    cell = Cell(variable.label, variable.unit, partial(draw_rates, rates, frequency))
    keys = [Key(names.sector(one), COLOURS[place]) for place, one in enumerate(shown) if len(shown) > 1]
    caption = f"The path of the scenario (strong lines) and {names.compared_with()} (thin lines)."
    source = given.source("rollouts", folder=given.first)
    return PaperFigure("policy_path", sheet([cell], keys), caption, source)


def _design(given: ReportInputs) -> Iterator[PaperFigure]:
    """What the designs without a network show: about a rise, by horizon, side by side."""
    effect, accent = given.verdict, given.settings.accent
    if effect is not None:
        cells = []
        for name in effect.results:
            rows, variable = effect.response(name), given.names.variable("sectors", name)
            factor, periods = variable.effect_factor, f"{given.names.one('sectors')}s"
            draw = partial(draw_response, rows=rows, colour=accent, factor=factor, periods=periods)
            warning = UNANSWERED if effect.withheld(name) else ""
            if len(rows):
                cells.append(Cell(variable.label, variable.effect_unit, draw, "", warning))
        caption = (
            f"Each outcome by {given.names.one('sectors')}s since a rise of the policy that makes imports "
            "1 % dearer and lasts, by a distributed lag with leads; 90 % band. Left of the dashed line lies "
            "what came before the rise."
        )
        if cells:
            keys = [Key("estimate, with its 90 % band", accent, "dot")]
            source = given.source("effect_verdict", "effect_paths")
            yield PaperFigure("effect_design", sheet(cells, keys), caption, source)
    study = given.one("event_study", "economics")
    if study is not None and len(study):
        outcome = given.names.variable("sectors", given.experiment["event_study"]["outcome"])
        cell = Cell(outcome.label, str(study["unit"].iloc[0]), partial(draw_event_study, study), rows=1.3)
        designs = [str(one) for one in study["design"].unique()]
        keys = [Key(name, COLOURS[place % len(COLOURS)]) for place, name in enumerate(designs)]
        caption = "The outcome by time since a rise of the policy that lasts, by each design; 90 % bands."
        source = given.source("event_study")
        yield PaperFigure("event_study", sheet([cell], keys), caption, source)
    slopes = given.one("policy_slopes", "economics")
    if slopes is not None and (slopes["kind"] == "slope").any():
        unit = str(slopes.loc[slopes["kind"] == "slope", "unit"].iloc[0])
        cell = Cell(
            "Slopes side by side", unit, partial(draw_slopes, named_designs(given.names, slopes)), rows=1.4
        )
        caption = "The same slope on the policy, held apart from what else moves in several ways; 90 % bands."
        yield PaperFigure("slopes", sheet([cell]), caption, given.source("policy_slopes"))


def _tier(given: ReportInputs, tier: str) -> Iterator[PaperFigure]:
    """Scores beside simple models, and whether bands hold what they claim."""
    names, title = given.names, given.names.tier(tier)
    leads = given.one("leads", tier)
    if leads is not None and len(leads := _ahead(leads)):
        equations = list(dict.fromkeys(leads["equation"]))
        labels = [names.target(tier, one).label for one in equations]
        tall = max(1.0, 0.25 * len(equations))
        cell = Cell(
            "Ahead of simple models",
            "nats per observation",
            partial(draw_score_leads, leads, labels),
            rows=tall,
        )
        keys = [Key("the best simple model, 95 % band", COLOURS[0], "dot"), Key("the others", GREY, "dot")]
        caption = (
            f"{title}: how much higher the network's log predictive density is, one period ahead, than "
            "that of simple models on the same held-out rows; right of zero the network is better."
        )
        yield PaperFigure(f"scores_{tier}", sheet([cell], keys), caption, given.source("leads", folder=tier))
    calibration = given.one("calibration", tier)
    chosen = None if calibration is None else calibration[calibration["holdout"] == "ahead"]
    if chosen is not None and len(chosen):
        equations = list(dict.fromkeys(chosen["equation"]))
        labels = [names.target(tier, one).label for one in equations]
        tall = max(1.0, 0.25 * len(equations))
        cell = Cell(
            "Claimed and observed", "share inside the band", partial(draw_coverage, chosen, labels), rows=tall
        )
        shapes = ("dot", "square", "diamond")
        keys = [
            Key(f"{percent(level)} band", colour, shape)
            for (level, colour), shape in zip(LEVEL_COLOURS.items(), shapes, strict=True)
        ]
        caption = (
            f"{title}: how often bands held the outcome one period ahead; dashed, how often they claim to."
        )
        source = given.source("calibration", folder=tier)
        yield PaperFigure(f"calibration_{tier}", sheet([cell], keys), caption, source)
    yield from _places(given, tier)


def _places(given: ReportInputs, tier: str) -> Iterator[PaperFigure]:
    """Where outcomes fell in their predicted distributions."""
    predictions, cells = given.one("predictions", tier), []
    for equation in [] if predictions is None else predictions.children:
        rows = rows_of(predictions, equation, "ahead")
        known = np.array([]) if rows is None else rows["pit"].values
        known = known[np.isfinite(known)]
        if len(known):
            bins = 10 if len(known) >= 60 else 5
            draw = partial(draw_pit, known, bins, given.settings.accent)
            cells.append(Cell(given.names.target(tier, equation).label, "% of outcomes a bar", draw))
    if cells:
        caption = (
            f"{given.names.tier(tier)}: where each outcome fell in its predicted distribution, one period "
            "ahead; level bars are honest forecasts. Nine in ten bars of one lie in the grey zone."
        )
        source = given.source("predictions", folder=tier)
        yield PaperFigure(f"places_{tier}", sheet(cells), caption, source)


def draw_score_leads(leads: pd.DataFrame, labels: list[str], ax: Axes) -> Axes:
    """By how much the network's score is ahead of each simple model's, one line an equation; of the model it
    is least ahead of with its band. ``leads``: columns equation, model, value, lower and upper.
    """
    for place, (_, rows) in enumerate(leads.groupby("equation", sort=False)):
        hardest = rows.loc[rows["value"].idxmin()]
        others = rows[rows["model"] != hardest["model"]]
        ax.plot(others["value"], [place] * len(others), "o", color=GREY, markersize=2, alpha=0.6)
        ax.plot([hardest["lower"], hardest["upper"]], [place, place], color=COLOURS[0], linewidth=1.4)
        ax.plot([hardest["value"]], [place], "o", color=COLOURS[0], markersize=4)
    named_rows(ax, labels)
    ax.axvline(0, color=GREY, linewidth=0.7)
    ax.grid(axis="x", color="#ebebeb", linewidth=0.6)
    return ax


def _ahead(leads: pd.DataFrame) -> pd.DataFrame:
    """Leads in log density one period ahead, of the simple models that pages name."""
    one = (leads["holdout"] == "ahead") & (leads["metric"] == "lppd lead") & leads["model"].isin(list(MODELS))
    return leads[one & np.isfinite(leads["value"])]

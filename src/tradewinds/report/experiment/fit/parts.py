"""The report's parts about the fit: scores, calibration, forecasts and convergence."""

from collections.abc import Iterator
from dataclasses import replace

from tradewinds.report.experiment.carried_series import carried_alone
from tradewinds.report.experiment.fit.figures_check import coverage_plate, pit_plate, prediction_plate
from tradewinds.report.experiment.fit.figures_scores import leads_plate
from tradewinds.report.experiment.fit.figures_training import loss_plate
from tradewinds.report.experiment.fit.tables_checks import (
    convergence_table,
    coverage_table,
    predictive_check_table,
)
from tradewinds.report.experiment.fit.tables_scores import horizon_table, score_table, subset_note
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.page.blocks import Block, Plate, Prose, folded, one_plate
from tradewinds.report.page.summary import page_part

_FEW = 3
"""Forecasts of a tier that are not folded away."""
_MORE = [(q, m) for q in ("ahead", "inside") for m in ("lppd", "crps", "rmse", "skill")][1:]
"""Questions and scores beside the first."""


@page_part("scores", "Does it forecast better than simple models?", "Scores", of="verdicts")
def _scores(given: ReportInputs) -> Iterator[Block]:
    names = given.names
    plate = leads_plate(names, given.every("verdicts"), given.settings.accent)
    if plate is not None:
        yield plate
    for tier in names.tiers:
        yield from folded(f"{names.tier(tier)}: scores of every model", _tables(given, tier))
    yield from carried_alone(given, "The rows scored")


def _tables(given: ReportInputs, tier: str) -> Iterator[Block]:
    """Scores of one tier, the headline first."""
    names, scores = given.names, given.scores.get(tier)
    predictions = given.one("predictions", tier)
    compared = ("scores", "baselines", "leads")
    source = given.source(*compared, folder=tier)
    table = None if scores is None else score_table(names, tier, scores, "ahead", "lppd")
    if scores is None or table is None:
        yield Prose("Scores were not computed for this tier.", "missing")
        return
    yield Prose(
        "Log predictive density says how probable a model found what then happened: 0.1 more means outcomes "
        "were found about 10 % more probable, row by row. “Better” and “worse” are said only where the "
        "difference is more than twice its standard error (after ±), computed over whole periods; ★ marks "
        "the best of a column."
    )
    note = None if predictions is None else subset_note(names, tier, predictions)
    if note:
        yield Prose(note, source=given.source("predictions", folder=tier))
    yield table.of(source)
    calibration = given.one("calibration", tier)
    if calibration is not None and len(calibration):
        horizon = horizon_table(names, tier, scores, calibration)
        if horizon:
            yield horizon.of(given.source(*compared, "calibration", folder=tier))
    others = (score_table(names, tier, scores, *key) for key in _MORE)
    yield from (other.of(source) for other in others if other)


@page_part("calibration", "Can the bands be believed?", "Calibration")
def _calibration(given: ReportInputs) -> Iterator[Block]:
    names = given.names
    plates: list[Plate] = []
    more: list[Block] = []
    for tier in names.tiers:
        calibration = given.one("calibration", tier)
        has = calibration is not None and len(calibration) > 0
        source = given.source("calibration", folder=tier)
        coverage = coverage_plate(names, tier, calibration, "ahead") if has else None
        pit = _drawn(given, tier, pit_plate)
        if not (coverage or pit):
            yield Prose(f"{names.tier(tier)}: calibration was not computed.", "missing")
        if coverage:
            plates.append(coverage.of(source))
        if has and (table := coverage_table(names, tier, calibration)):
            more.append(table.of(source))
        if pit:
            more.append(pit)
    if plates:
        yield one_plate(plates)
    yield from folded("In figures, and where outcomes fell", more)


@page_part("fit", "Forecasts, checks and convergence", "Forecasts and convergence")
def _fit(given: ReportInputs) -> Iterator[Block]:
    names = given.names
    drawn = {tier: _drawn(given, tier, prediction_plate) for tier in names.tiers}
    if plates := [plate for plate in drawn.values() if plate]:
        yield one_plate([replace(one, pictures=one.pictures[:_FEW]) for one in plates])
    for tier, plate in drawn.items():
        found, source = given.convergence.get(tier), given.source("convergence", folder=tier)
        checks = None if found is None else predictive_check_table(names, tier, found)
        more = plate.pictures[_FEW:] if plate else []
        blocks: list[Block] = [replace(plate, pictures=more)] if plate and more else []
        if checks:
            blocks.append(checks.of(source))
        else:
            yield Prose(f"{names.tier(tier)}: posterior predictive checks were not computed.", "missing")
        blocks += _training(given, tier)
        yield from folded(f"{names.tier(tier)}: forecasts, predictive checks, convergence", blocks)


def _training(given: ReportInputs, tier: str) -> Iterator[Block]:
    found, posterior = given.convergence.get(tier), given.one("posteriors", tier)
    table = None if found is None else convergence_table(given.names, tier, found)
    if table:
        yield table.of(given.source("convergence", "distance", folder=tier))
    else:
        yield Prose("Convergence was not computed for this tier.", "missing")
    again = given.one("answers", tier)
    if again is not None:
        title = "Sampler and training of the fit to all rows, which answers"
        if table := convergence_table(given.names, tier, again, title):
            yield table.of(given.source("answers", folder=tier))
    plate = None if posterior is None else loss_plate(given.names, tier, posterior, given.settings.accent)
    if plate:
        yield plate.of(given.source("posteriors", folder=tier))


def _drawn(given: ReportInputs, tier: str, draw) -> Plate | None:
    """A plate of predictions, None when there is nothing on it."""
    predictions = given.one("predictions", tier)
    plate = None if predictions is None else draw(given.names, tier, predictions, given.settings.accent)
    return plate.of(given.source("predictions", folder=tier)) if plate and plate.pictures else None


FIT_PARTS = (_scores, _calibration, _fit)

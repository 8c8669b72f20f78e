"""The report's parts about the fit: scores, calibration, forecasts and convergence, the known truth."""

from collections.abc import Iterator

from tradewinds.report.blocks import Block, Heading, Plate, Prose, folded
from tradewinds.report.figures_check import coverage_plate, pit_plate, prediction_plate
from tradewinds.report.figures_training import loss_plate
from tradewinds.report.inputs_report import ReportInputs
from tradewinds.report.summary import page_part
from tradewinds.report.tables_checks import (
    convergence_table,
    coverage_table,
    predictive_check_table,
    recovery_table,
)
from tradewinds.report.tables_scores import horizon_table, score_table, subset_note

_MORE = [(q, m) for q in ("ahead", "inside") for m in ("lppd", "crps", "rmse", "skill")][1:]
"""Questions and scores beside the first."""


@page_part("scores", "Scores against simple models", "Scores")
def _scores(given: ReportInputs) -> Iterator[Block]:
    yield Prose(
        "Log predictive density says how probable a model found what then happened: 0.1 more means outcomes "
        "were found about 10 % more probable, row by row. “Better” and “worse” are said only where the "
        "difference is more than twice its standard error (after ±), computed over whole periods; ★ marks "
        "the best of a column."
    )
    names = given.names
    for tier in names.tiers:
        yield Heading(names.tier(tier))
        predictions, scores = given.one("predictions", tier), given.scores.get(tier)
        note = None if predictions is None else subset_note(names, tier, predictions)
        if note:
            yield Prose(note, source=given.sources.of("predictions", folder=tier))
        compared = ("scores", "baselines", "leads")
        source = given.sources.of(*compared, folder=tier)
        table = None if scores is None else score_table(names, tier, scores, "ahead", "lppd")
        if table is None:
            yield Prose("Scores were not computed for this tier.", "missing")
        else:
            yield table.of(source)
        if scores is None:
            continue
        calibration = given.one("calibration", tier)
        if calibration is not None and len(calibration):
            horizon = horizon_table(names, tier, scores, calibration)
            if horizon:
                yield horizon.of(given.sources.of(*compared, "calibration", folder=tier))
        others = (score_table(names, tier, scores, *key) for key in _MORE)
        yield from folded(
            "Other scores, and rows held out inside the training periods",
            [other.of(source) for other in others if other],
        )


@page_part("calibration", "Can the bands be believed?", "Calibration")
def _calibration(given: ReportInputs) -> Iterator[Block]:
    names = given.names
    for tier in names.tiers:
        yield Heading(names.tier(tier))
        calibration = given.one("calibration", tier)
        has = calibration is not None and len(calibration) > 0
        coverage = coverage_plate(names, tier, calibration, "ahead") if has else None
        pit = _drawn(given, tier, pit_plate)
        if not (coverage or pit):
            yield Prose("Calibration was not computed for this tier.", "missing")
            continue
        source = given.sources.of("calibration", folder=tier)
        if coverage:
            yield coverage.of(source)
        if has and (table := coverage_table(names, tier, calibration)):
            yield from folded("In figures", [table.of(source)])
        if pit:
            yield pit


@page_part("fit", "Forecasts, checks and convergence", "Forecasts and checks")
def _fit(given: ReportInputs) -> Iterator[Block]:
    names = given.names
    for tier in names.tiers:
        yield Heading(names.tier(tier))
        if plate := _drawn(given, tier, prediction_plate):
            yield plate
        found, source = given.convergence.get(tier), given.sources.of("convergence", folder=tier)
        checks = None if found is None else predictive_check_table(names, tier, found)
        if checks:
            yield checks.of(source)
        else:
            yield Prose("Posterior predictive checks were not computed for this tier.", "missing")
        yield from folded("Convergence and training", _training(given, tier))
    yield Prose(
        "Whether the algorithm finds a truth it is given is a test of its own: `snakemake sbc`, with the "
        "same `--config` as this run, fits data simulated from the model and writes `sbc.html` beside this "
        "page."
    )


def _training(given: ReportInputs, tier: str) -> Iterator[Block]:
    found, posterior = given.convergence.get(tier), given.one("posteriors", tier)
    table = None if found is None else convergence_table(given.names, tier, found)
    if table:
        yield table.of(given.sources.of("convergence", "distance", folder=tier))
    else:
        yield Prose("Convergence was not computed for this tier.", "missing")
    again = given.one("answers", tier)
    if again is not None:
        title = "Sampler and training of the fit to all rows, which answers"
        if table := convergence_table(given.names, tier, again, title):
            yield table.of(given.sources.of("answers", folder=tier))
    plate = None if posterior is None else loss_plate(given.names, tier, posterior, given.settings.accent)
    if plate:
        yield plate.of(given.sources.of("posteriors", folder=tier))


def _drawn(given: ReportInputs, tier: str, draw) -> Plate | None:
    """A plate of predictions, None when there is nothing on it."""
    predictions = given.one("predictions", tier)
    plate = None if predictions is None else draw(given.names, tier, predictions, given.settings.accent)
    return plate.of(given.sources.of("predictions", folder=tier)) if plate and plate.pictures else None


@page_part("truth", "Where the truth is known", "Known truth")
def _truth(given: ReportInputs) -> Iterator[Block]:
    names, recovery = given.names, given.every("recovery")
    tables = {tier: recovery_table(names, tier, recovery[tier]) for tier in names.tiers if tier in recovery}
    known = {tier: table for tier, table in tables.items() if table}
    if known:
        yield Prose(
            "These data were simulated, so the true effect of every intervention is known. The estimate is "
            "right if it is near the truth, and honest if its bands hold the truth as often as they claim."
        )
        for tier, table in known.items():
            yield Heading(names.tier(tier))
            yield table.of(given.sources.of("recovery", folder=tier))
    elif given.experiment["data"]["synthetic"]:
        text = "These data were simulated, but the recovery of their true effects was not computed."
        yield Prose(text, "missing")
    else:
        yield Prose(
            "These are observed data: the true effects are not known, and nothing on this page can show that "
            "an estimated effect is the true one."
        )


FIT_PARTS = (_scores, _calibration, _fit, _truth)

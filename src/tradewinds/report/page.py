"""The report: everything that was computed, on one self-contained page."""

import pandas as pd
import xarray as xr
import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from tradewinds.report.assumptions import tier_text
from tradewinds.report.figures import Plate, style
from tradewinds.report.figures_check import coverage_plate, pit_plate, prediction_plate, rows_of
from tradewinds.report.figures_data import data_plate
from tradewinds.report.figures_policy import rollout_plate, tariff_plate
from tradewinds.report.figures_training import loss_plate
from tradewinds.report.headlines import answers, headlines
from tradewinds.report.names import Names, period_text
from tradewinds.report.sources import source_tables
from tradewinds.report.tables_checks import (
    convergence_table,
    coverage_table,
    predictive_check_table,
    recovery_table,
)
from tradewinds.report.tables_policy import path_table
from tradewinds.report.tables_scores import score_table
from tradewinds.report.verdicts import ordered_verdicts
from tradewinds.report.words import count, number
from tradewinds.settings.report import ReportSettings

Frames = dict[str, pd.DataFrame]


def render(
    experiment: dict,
    panels: Frames,
    predictions: dict[str, xr.DataTree],
    scores: Frames,
    calibration: Frames,
    convergence: Frames,
    verdicts: Frames,
    recovery: Frames,
    posterior_training: dict[str, xr.DataTree | xr.Dataset],
    rollout: xr.DataTree,
    provenance: list[dict],
    settings: ReportSettings,
) -> str:
    """The page as HTML: no network, no script, the same bytes for the same inputs.

    ``experiment`` holds the settings as plain values; ``panels`` is table → panel; the others are
    tier → artifact and may lack tiers: what is missing is said to be not computed. ``provenance``
    has one document an artifact. Units and labels come from the settings, verdicts and thresholds
    from ``verdicts``; nothing is estimated here.
    """
    names = Names(experiment, panels)
    paths = {table: rollout[table].to_dataset() for table in ("sectors", "national") if table in rollout.children}
    parts = (predictions, scores, calibration, convergence, verdicts, recovery, posterior_training)
    with style():
        context = {
            "settings": settings,
            "data": experiment["data"],
            "headlines": headlines(names, scores, verdicts),
            "answers": answers(names, paths),
            "models": [tier_text(names, tier) for tier in names.tiers],
            "plates": [data_plate(names, table, _boundary(names, table, predictions)) for table in panels],
            "tiers": [_tier(names, tier, *(part.get(tier) for part in parts), settings) for tier in names.tiers],
            "path": _path(names, paths, experiment, settings),
            "sources": source_tables(provenance),
            "seed": experiment["seed"],
            "written": yaml.safe_dump(experiment, sort_keys=False, allow_unicode=True, width=100),
        }
    environment = Environment(
        loader=PackageLoader("tradewinds.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("page.html.j2").render(context)


def _tier(
    names: Names,
    tier: str,
    predictions: xr.DataTree | None,
    scores: pd.DataFrame | None,
    calibration: pd.DataFrame | None,
    convergence: pd.DataFrame | None,
    verdicts: pd.DataFrame | None,
    recovery: pd.DataFrame | None,
    training: xr.DataTree | xr.Dataset | None,
    settings: ReportSettings,
) -> dict:
    """Everything the page shows of one tier, None where it was not computed."""
    accent = settings.accent
    rows = ordered_verdicts(names, tier, verdicts)
    asked = [(q, m) for q in ("ahead", "inside") for m in ("lppd", "crps", "rmse", "skill")]
    tables = {} if scores is None else {key: score_table(names, tier, scores, *key) for key in asked}
    has = calibration is not None and len(calibration) > 0
    return {
        "key": tier,
        "title": names.tier(tier),
        "open": [row for row in rows if row.status not in ("pass", "not applicable")],
        "passed": [row for row in rows if row.status == "pass"],
        "silent": [row for row in rows if row.status == "not applicable"],
        "score": tables.get(asked[0]),
        "more_scores": [table for key, table in tables.items() if table and key != asked[0]],
        "coverage": coverage_plate(names, tier, calibration, "ahead") if has else None,
        "coverage_table": coverage_table(names, tier, calibration) if has else None,
        "pit": _full(pit_plate(names, tier, predictions, accent)) if predictions is not None else None,
        "forecasts": _full(prediction_plate(names, tier, predictions, accent)) if predictions is not None else None,
        "checks": predictive_check_table(names, tier, convergence) if convergence is not None else None,
        "convergence": convergence_table(names, tier, convergence) if convergence is not None else None,
        "loss": loss_plate(names, tier, training, accent) if training is not None else None,
        "recovery": recovery_table(names, tier, recovery) if recovery is not None else None,
    }


def _full(plate: Plate) -> Plate | None:
    return plate if plate.pictures else None


def _boundary(names: Names, table: str, predictions: dict[str, xr.DataTree]) -> object | None:
    """The first period of the test rows of a table."""
    first = []
    for tier, tree in predictions.items():
        for equation in tree.children:
            rows = rows_of(tree, equation, "ahead")
            if rows is not None and names.target(tier, equation).table == table:
                first.append(rows["period"].values.min())
    return min(first, default=None)


def _path(names: Names, paths: dict[str, xr.Dataset], experiment: dict, settings: ReportSettings) -> dict:
    """The roll-out: what was asked, plates and tables, and where it leaves what was seen."""
    scenario = experiment["scenario"]
    plates = [rollout_plate(names, table, data, settings.accent) for table, data in paths.items()]
    return {
        "description": scenario["description"],
        "tariff": tariff_plate(names, paths["sectors"]) if "sectors" in paths else None,
        "plates": [plate for plate in plates if plate.pictures],
        "tables": [t for t in (path_table(names, table, data) for table, data in paths.items()) if t],
        "outside": _outside(names, paths),
        "draws": scenario["draws"],
    }


def _outside(names: Names, paths: dict[str, xr.Dataset]) -> str:
    """In words: does the path lead where the model has seen nothing?"""
    told = []
    for table, data in paths.items():
        if "outside" not in data:
            continue
        away = data["outside"].sel(path="scenario")
        beyond = (away > 0) | away.isnull()
        if not bool(beyond.any()):
            continue
        when = data["period"].values[beyond.any("sector").values.argmax()]
        text = f"from {period_text(when, names.frequency(table))} on"
        if table == "sectors" and len(names.sectors) > 1:
            text += f" in {count(int(beyond.any('period').sum()), 'sector')} of {away.sizes['sector']}"
        furthest = number(float(away.max()), 2)
        whose = "the nation's" if table == "national" else "the sectors'"
        told.append(f"{whose} inputs leave the range seen in training {text}, at most {furthest} times its width away")
    if told:
        return f"Mind the flags: {'; '.join(told)}. There the answer is assumption, not learning."
    known = any("outside" in data for data in paths.values())
    return "All inputs stay inside the range seen in training." if known else ""



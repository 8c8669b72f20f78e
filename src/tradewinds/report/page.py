"""The report: everything that was computed, on one self-contained page."""

from collections.abc import Callable

import pandas as pd
import xarray as xr
import yaml

from tradewinds.report.answers import answers, outside
from tradewinds.report.assumptions import tier_text
from tradewinds.report.coverage import (
    cut_short,
    early_end_lines,
    left_out_lines,
    left_out_notes,
    start_lines,
)
from tradewinds.report.economics import check_lines, check_rows
from tradewinds.report.figures import Plate, style
from tradewinds.report.figures_check import coverage_plate, pit_plate, prediction_plate, rows_of
from tradewinds.report.figures_data import data_plate
from tradewinds.report.figures_policy import rollout_plate, tariff_plate
from tradewinds.report.figures_scenarios import scenarios_plate
from tradewinds.report.figures_training import loss_plate
from tradewinds.report.headlines import Line, headlines
from tradewinds.report.html import filled
from tradewinds.report.names import Names
from tradewinds.report.scenarios import Rollouts, asked, refusals
from tradewinds.report.scenarios import lines as scenario_lines
from tradewinds.report.sources import folder_of, source_tables
from tradewinds.report.tables_checks import (
    convergence_table,
    coverage_table,
    predictive_check_table,
    recovery_table,
)
from tradewinds.report.tables_effect import effect_text
from tradewinds.report.tables_policy import path_table
from tradewinds.report.tables_scenarios import scenarios_table
from tradewinds.report.tables_scores import horizon_table, score_table, subset_note
from tradewinds.report.verdicts import merged, ordered_verdicts
from tradewinds.report.words import NOT_COMPUTED
from tradewinds.review.gate import closed_gates
from tradewinds.review.status import Status
from tradewinds.settings.report import ReportSettings

Frames = dict[str, pd.DataFrame]


def render(
    experiment: dict,
    panels: Frames,
    predictions: dict[str, xr.DataTree],
    scores: Frames,
    baselines: Frames,
    leads: Frames,
    calibration: Frames,
    convergence: Frames,
    distance: Frames,
    verdicts: Frames,
    recovery: Frames,
    posterior_training: dict[str, xr.DataTree],
    rollouts: dict[str, xr.DataTree],
    provenance: list[dict],
    settings: ReportSettings,
    effect: pd.DataFrame | None = None,
    checks: pd.DataFrame | None = None,
    left_out: Frames | None = None,
) -> str:
    """The page as HTML: no network, no script, the same bytes for the same inputs.

    ``experiment`` holds the settings as plain values; ``panels`` is table → panel; the others are
    tier → artifact and may lack tiers: what is missing is said to be not computed. ``scores`` are
    the network's, ``baselines`` those of the simple models, ``leads`` the network's over them;
    ``distance`` holds more rows of ``convergence``, where a reference was asked for;
    ``posterior_training`` holds groups /{equation}/training with the curves ``loss`` and ``score``;
    ``rollouts``: scenario → its roll-out with groups /sectors, /weighted and /national, or which says why
    it was ``refused``; ``provenance`` one document an artifact; ``effect`` the policy's, where one was asked
    for; ``checks`` the verdicts on the economic checks, where there are any; ``left_out``: table → what of
    its file is not in it (``data.left_out``). Units and labels come from the
    settings, verdicts and thresholds from ``verdicts``; nothing is estimated here.
    """
    names = Names(experiment, panels)
    groups = {name: _groups(rollouts.get(name, xr.DataTree())) for name in experiment["scenarios"]}
    first = experiment["scenarios"][0]
    rollout = rollouts.get(first, xr.DataTree())
    paths = {table: data for table, data in groups[first].items() if table != "weighted"}
    scores = {
        tier: pd.concat([table, *(beside[tier] for beside in (baselines, leads) if tier in beside)])
        for tier, table in scores.items()
    }
    convergence = {tier: pd.concat([table, distance.get(tier)]) for tier, table in convergence.items()}
    flag = experiment["scenario"]["flag_distance"]
    lines, accent = headlines(names, scores, verdicts, recovery), settings.accent
    if checks is not None:
        lines += check_lines(checks, flag)
    else:
        lines.append(Line("No economic check was asked of this fit (configs/checks).", "doubt"))
    left_out = left_out or {}
    lines += [*left_out_lines(names, left_out), *start_lines(names, paths)]
    beside = None if effect is None else effect_text(names, effect)
    with style():
        context = {
            "settings": settings,
            "title": settings.title,
            "data": experiment["data"],
            "headlines": lines + (beside.doubts if beside else []),
            "doubts": any(line.kind == "bad" for line in lines),
            "answers": answers(names, groups[first]),
            "checks": None if checks is None else check_rows(names, checks, flag),
            "models": [tier_text(names, tier) for tier in names.tiers],
            "plates": [data_plate(names, table, _boundary(names, table, predictions)) for table in panels],
            "left_out": {
                table: notes for table, of in left_out.items() if (notes := left_out_notes(names, table, of))
            },
            "tiers": [
                _tier(
                    names,
                    tier,
                    predictions=predictions.get(tier),
                    scores=scores.get(tier),
                    calibration=calibration.get(tier),
                    convergence=convergence.get(tier),
                    verdicts=verdicts.get(tier),
                    recovery=recovery.get(tier),
                    training=posterior_training.get(tier),
                    accent=accent,
                )
                for tier in names.tiers
            ],
            "path": _path(names, paths, groups[first].get("weighted"), experiment["scenario"], accent)
            | {"networks": int(rollout.attrs.get("networks", experiment["scenario"]["draws"]))},
            "scenarios": _scenarios(names, rollouts, groups),
            "gated": checks is not None and len(closed_gates(checks)) > 0,
            "effect": beside,
            "refused": rollout.attrs.get("refused"),
            "sources": source_tables(provenance),
            "seed": experiment["seed"],
            "folder": folder_of(provenance),
            "written": yaml.safe_dump(experiment, sort_keys=False, allow_unicode=True, width=100),
        }
    return filled("page.html.j2", context)


def _tier(
    names: Names,
    tier: str,
    predictions: xr.DataTree | None,
    scores: pd.DataFrame | None,
    calibration: pd.DataFrame | None,
    convergence: pd.DataFrame | None,
    verdicts: pd.DataFrame | None,
    recovery: pd.DataFrame | None,
    training: xr.DataTree | None,
    accent: str,
) -> dict:
    """Everything the page shows of one tier, None where it was not computed."""
    rows = ordered_verdicts(names, tier, verdicts)
    asked = [(q, m) for q in ("ahead", "inside") for m in ("lppd", "crps", "rmse", "skill")]
    tables = {} if scores is None else {key: score_table(names, tier, scores, *key) for key in asked}
    has = calibration is not None and len(calibration) > 0
    return {
        "subset": None if predictions is None else subset_note(names, tier, predictions),
        "key": tier,
        "title": names.tier(tier),
        "open": [row for row in rows if row.status not in (Status.passed, Status.void)],
        "passed": merged([row for row in rows if row.status is Status.passed]),
        "passes": sum(row.status is Status.passed for row in rows),
        "silent": merged([row for row in rows if row.status is Status.void]),
        "score": tables.get(asked[0]),
        "horizon": horizon_table(names, tier, scores, calibration) if scores is not None and has else None,
        "more_scores": [table for key, table in tables.items() if table and key != asked[0]],
        "coverage": coverage_plate(names, tier, calibration, "ahead") if has else None,
        "coverage_table": coverage_table(names, tier, calibration) if has else None,
        "pit": _full(pit_plate, names, tier, predictions, accent),
        "forecasts": _full(prediction_plate, names, tier, predictions, accent),
        "checks": predictive_check_table(names, tier, convergence) if convergence is not None else None,
        "convergence": convergence_table(names, tier, convergence) if convergence is not None else None,
        "loss": loss_plate(names, tier, training, accent) if training is not None else None,
        "recovery": recovery_table(names, tier, recovery) if recovery is not None else None,
    }


def _full(
    draw: Callable[..., Plate], names: Names, tier: str, predictions: xr.DataTree | None, accent: str
) -> Plate | None:
    """A plate of predictions, None when there is nothing on it."""
    plate = None if predictions is None else draw(names, tier, predictions, accent)
    return plate if plate and plate.pictures else None


def _boundary(names: Names, table: str, predictions: dict[str, xr.DataTree]) -> object | None:
    """The first period of the test rows of a table."""
    first = []
    for tier, tree in predictions.items():
        for equation in tree.children:
            rows = rows_of(tree, equation, "ahead")
            if rows is not None and names.target(tier, equation).table == table:
                first.append(rows["period"].values.min())
    return min(first, default=None)


def _groups(rollout: xr.DataTree) -> dict[str, xr.Dataset]:
    """Group → its arrays, the sectors first."""
    found = [group for group in ("sectors", "weighted", "national") if group in rollout.children]
    return {group: rollout[group].to_dataset() for group in found}


def _scenarios(names: Names, rollouts: dict[str, xr.DataTree], groups: Rollouts) -> dict | None:
    """All scenarios beside each other; None where there is one alone."""
    if len(groups) < 2:
        return None
    computed = {name: tables for name, tables in groups.items() if tables}
    refused = {
        name: rollouts[name].attrs.get("refused", NOT_COMPUTED) if name in rollouts else NOT_COMPUTED
        for name in groups
        if name not in computed
    }
    return {
        "refused": refusals(refused, names.experiment["scenarios"][0]),
        "lines": scenario_lines(names, computed, refused),
        "plate": scenarios_plate(names, computed) if computed else None,
        "table": scenarios_table(names, computed) if computed else None,
    }


def _path(
    names: Names, paths: dict[str, xr.Dataset], weighted: xr.Dataset | None, scenario: dict, accent: str
) -> dict:
    """The roll-out: what was asked, plates and tables, and where it leaves what was seen."""
    plates = [rollout_plate(names, table, data, accent) for table, data in paths.items()]
    tables = [
        path_table(names, table, data, weighted if table == "sectors" else None)
        for table, data in paths.items()
    ]
    short = cut_short(names, paths["sectors"]) if "sectors" in paths else ""
    return {
        "description": scenario["description"],
        "asked": "; ".join(filter(None, [asked(names, scenario["name"]), short])),
        "tariff": tariff_plate(names, paths["sectors"]) if "sectors" in paths else None,
        "plates": [plate for plate in plates if plate.pictures],
        "tables": [table for table in tables if table],
        "outside": outside(names, paths),
        "draws": scenario["draws"],
        "early": early_end_lines(names, paths["sectors"]) if "sectors" in paths else [],
        "left_out": max((int(data.attrs.get("left_out", 0)) for data in paths.values()), default=0),
    }

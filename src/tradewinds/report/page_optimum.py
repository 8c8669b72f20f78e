"""The page of the best path, beside the report."""

import pandas as pd
import xarray as xr

from tradewinds.report.figures import style
from tradewinds.report.figures_optimum import flat_plate, frontier_plate, path_plate
from tradewinds.report.figures_policy import rollout_plate
from tradewinds.report.html import filled
from tradewinds.report.names import Names
from tradewinds.report.optimum_lines import POLICIES, flat_text, headlines, outcome_text
from tradewinds.report.sources import folder_of, source_tables
from tradewinds.report.tables_optimum import (
    comparison_table,
    objectives,
    outcome_table,
    starts_table,
    welfare_text,
)
from tradewinds.report.words import listed, percent
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.welfare import WelfareSettings


def render(
    experiment: dict,
    panels: dict[str, pd.DataFrame],
    policies: pd.DataFrame,
    effects: pd.DataFrame,
    paths: pd.DataFrame,
    moves: pd.DataFrame,
    rollout: xr.DataTree,
    starts: pd.DataFrame,
    provenance: list[dict],
    outcomes: list[Outcome],
    welfare: WelfareSettings,
    optimise: OptimiseSettings,
    settings: ReportSettings,
) -> str:
    """The page as HTML: no network, no script, the same bytes for the same inputs.

    ``experiment`` holds data, scenario and tiers as plain values; the tables and ``rollout`` are those of
    ``policy.evaluate``, ``starts`` those of ``policy.optimum.find_policy`` with a column ``aim``.
    """
    names = Names(experiment, panels)
    best = policies[policies["policy"] == "optimum"].iloc[0]
    groups = {
        name: rollout[name].to_dataset() for name in ("national", "sectors") if name in rollout.children
    }
    with style():
        two = objectives(outcomes, names, welfare.frontier) if welfare.frontier else []
        context = {
            "settings": settings,
            "title": f"{settings.title}: the best path",
            "headlines": headlines(names, policies, paths, starts, optimise, welfare),
            "terms": welfare_text(names, outcomes),
            "floors": [
                f"{outcome_text(names, one)} at least {one.floor:g}"
                for one in outcomes
                if one.floor is not None
            ],
            "welfare": welfare,
            "optimise": optimise,
            "level": percent(welfare.level),
            "lowest": percent(optimise.lowest),
            "highest": percent(optimise.highest),
            "baseline": names.compared_with(),
            "path": path_plate(names, paths, settings.accent),
            "comparison": comparison_table(names, policies, tuple(POLICIES)),
            "outcomes": outcome_table(names, effects, outcomes),
            "plates": [
                rollout_plate(names, name, data, settings.accent, called="optimum")
                for name, data in groups.items()
            ],
            "frontier": frontier_plate(policies, two, settings.accent) if two else None,
            "two": listed(two),
            "flat": flat_plate(moves, optimise.tolerance, settings.accent),
            "flat_text": flat_text(moves, best, optimise),
            "starts": starts_table(starts),
            "networks": [int(starts["networks"].iloc[0]), int(rollout.attrs["networks"])],
            "sources": source_tables(provenance),
            "folder": folder_of(provenance),
        }
    return filled("optimum.html.j2", context)

"""The page of a sweep: which settings the training periods speak for, or that none is worth changing."""

import pandas as pd

from tradewinds.report.figures import style
from tradewinds.report.figures_sweep import lead_plate
from tradewinds.report.headlines import Line
from tradewinds.report.html import filled
from tradewinds.report.names import Names
from tradewinds.report.table_row import TableRow
from tradewinds.report.tables_sweep import equation_table, outcome, variant_table
from tradewinds.report.words import count, listed, lower_first, percent, with_error
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sweep import BASE

Changes = dict[str, list[list[str]]]
"""Variant → [key, value before, value after] of everything it changes."""


def render_sweep(
    experiment: dict,
    variants: dict[str, pd.DataFrame],
    equations: dict[str, pd.DataFrame],
    seconds: dict[str, dict[str, float]],
    changes: dict[str, Changes],
    same: dict[str, list[str]],
    sweep: dict,
    settings: ReportSettings,
) -> str:
    """The page as HTML: no network, no script, the same bytes for the same inputs.

    ``experiment`` holds the data's description and the tiers' titles and equations as plain values;
    ``variants`` and ``equations`` are tier → the tables of ``evaluation.variant_scores``; ``seconds`` tier →
    variant → what its job took; ``changes`` and ``same`` tier → what its variants change, and those that
    are what the tier has already; ``sweep`` the share of periods, origins and shared changes.
    """
    names = Names(experiment, {})
    tiers = []
    with style():
        for tier, found in variants.items():
            ordered = found.sort_values("lead", ascending=False, kind="stable", na_position="last")
            each = equations[tier]
            tiers.append(
                {
                    "title": names.tier(tier),
                    "lines": advice(names, tier, ordered, each, changes[tier]),
                    "table": variant_table(ordered, changes[tier], seconds[tier]),
                    "plate": lead_plate(ordered, settings.accent),
                    "equations": equation_table(names, tier, ordered, each),
                    "same": listed(same[tier]),
                }
            )
        context = {
            "settings": settings,
            "title": f"{settings.title}: settings by evidence",
            "tiers": tiers,
            "share": percent(sweep["share"]),
            "origins": sweep["origins"],
            "shared": [f"{key} = {value}" for key, value in sweep["shared"].items()],
        }
    return filled("sweep.html.j2", context)


def advice(
    names: Names, tier: str, variants: pd.DataFrame, equations: pd.DataFrame, changes: Changes
) -> list[Line]:
    """What to change in a tier, best first, or that nothing is worth it; then what was worse or failed.

    ``variants`` in the order of their leads. A variant is better or worse beyond two standard errors.
    """
    title, lines = f"Tier {tier[-1]}", []
    own = variants[variants["variant"] == BASE].iloc[0]
    if own["failure"]:
        return [Line(f"{title}: the settings as they are could not be fitted: {own['failure']}", "bad")]
    others = variants[variants["variant"] != BASE]
    others = others.assign(kind=[outcome(row.lead, row.lead_error) for row in others.itertuples()])
    judged = others[others["failure"] == ""]
    better, worse = (judged[judged["kind"] == kind] for kind in ("better", "worse"))
    tried = count(len(judged), "variant")
    if better.empty:
        text = (
            f"{title}: nothing is worth changing. None of {tried} forecasts better "
            "than the settings as they are by more than twice the standard error."
        )
        lines.append(Line(text, "good"))
    else:
        first = better.iloc[0]
        text = (
            f"{title}: {said(changes[first['variant']])}. {len(better)} of {tried} forecast better beyond "
            "two errors, as by chance alone one in forty would; the log density of outcomes is higher by "
            f"(nats per observation, mean over {count(int(first['equations']), 'equation')}):"
        )
        items = [_item(names, tier, row, equations) for row in better.itertuples()]
        lines.append(Line(text, "doubt", items))
    if len(worse):
        items = [f"{row.variant}: by {with_error(-row.lead, row.lead_error)}" for row in worse.itertuples()]
        lines.append(Line(f"{title}: worse beyond two errors:", "plain", items))
    for row in others[others["failure"] != ""].itertuples():
        lines.append(Line(f"{title}: {row.variant} could not be fitted: {row.failure}", "bad"))
    return lines


def said(changes: list[list[str]]) -> str:
    """“change model.width from 16 to 32”."""
    return "change " + listed(f"{key} from {before} to {after}" for key, before, after in changes)


def _item(names: Names, tier: str, row: TableRow, equations: pd.DataFrame) -> str:
    """A better variant with its lead, and the equations it is worse for."""
    own = equations[equations["variant"] == row.variant]
    lost = [e.equation for e in own.itertuples() if outcome(e.lead, e.lead_error) == "worse"]
    text = f"{row.variant}: {with_error(row.lead, row.lead_error)}"
    if lost:
        text += f", but worse for {listed(lower_first(names.target(tier, e).label) for e in lost)}"
    return text

"""The page of the economic checks, beside the report."""

import pandas as pd

from tradewinds.report.economics import check_lines, check_rows, expected, found, passes_outside
from tradewinds.report.figures import style
from tradewinds.report.figures_economics import checks_plate
from tradewinds.report.html import filled
from tradewinds.report.names import Names
from tradewinds.report.sources import folder_of, source_tables
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.verdicts import word
from tradewinds.report.words import (
    finite,
    listed,
    lower_first,
    number,
    probability,
    sentence_case,
    with_error,
)
from tradewinds.review.economics import whole
from tradewinds.review.status import Status
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.figure import FigureSettings
from tradewinds.settings.report import ReportSettings

_HEAD = [
    "Check", "Place", "Verdict", "Answer", "90 % band", "Expected", "Probability", "By the prior", "Truth",
    "Outside",
]  # fmt: skip


def render(
    experiment: dict,
    table: pd.DataFrame,
    checks: dict[str, CheckSettings],
    caveats: list[str],
    flag: float,
    provenance: list[dict],
    settings: ReportSettings,
) -> str:
    """The page as HTML: no network, no script, the same bytes for the same inputs.

    ``experiment`` holds data, tiers and the policy's name as plain values; ``table`` is that of
    ``review.economics``; ``flag``: training ranges beyond which an answer is said to be assumption.
    """
    names = Names(experiment, {})
    asked = {name: check for name, check in checks.items() if name in set(table["check"])}
    left_out = [check.title or name for name, check in checks.items() if name not in asked]
    with style():
        context = {
            "settings": settings,
            "title": f"{settings.title}: economic checks",
            "headlines": check_lines(table, flag),
            "policy": lower_first(names.variable("sectors", names.policy).label),
            "flag": f"{flag:g}",
            "rows": check_rows(names, table, flag),
            "plate": checks_plate(table, asked, settings.accent),
            "whole": _table("Every check", whole(table), flag),
            "places": _table("Sector by sector", table, flag),
            "declared": [_declared(names, name, check) for name, check in asked.items()],
            "left_out": listed(f"“{title}”" for title in left_out),
            "caveats": caveats,
            "sources": source_tables(provenance),
            "folder": folder_of(provenance),
        }
    return filled("checks.html.j2", context)


def _declared(names: Names, name: str, check: CheckSettings) -> dict:
    """What was declared, in words."""
    outcome = names.variable(check.table, check.variable).label
    return {
        "name": name,
        "title": check.title or name,
        "outcome": outcome,
        "rise": f"{100 * check.rise:+g}".replace("-", "−"),
        "against": None if check.against is None else f"{100 * check.against:+g}".replace("-", "−"),
        "measure": str(check.measure),
        "horizon": check.horizon,
        "source": check.source.strip(),
        "figures": [f"{_figure(figure)}: {figure.source}" for figure in check.figures],
    }


def _figure(figure: FigureSettings) -> str:
    return number(figure.value) if figure.error is None else with_error(figure.value, figure.error)


def _table(caption: str, table: pd.DataFrame, flag: float) -> Table:
    """Rows of the table in figures."""
    rows = []
    for row in table.to_dict("records"):
        low, high = (number(row[name], 2, sign=True) for name in ("low", "high"))
        rows.append(
            [
                Cell(row["title"]),
                Cell(sentence_case(row["label"])),
                Cell(word(Status.read(row["status"]), passes_outside(row["status"], row["outside"], flag))),
                cell(found(row)),
                cell(f"{low} to {high}"),
                Cell(expected(row["above"], row["below"])),
                cell(probability(row["probability"])),
                Cell(probability(row["prior_probability"]) if finite(row["prior_probability"]) else "–"),
                Cell(number(row["truth"], 2, sign=True) if finite(row["truth"]) else "–"),
                Cell(number(row["outside"], 2)),
            ]
        )
    note = (
        "Outside: training ranges by which the median draw's inputs lie outside what was seen, input by "
        "input: a new combination of values that were seen singly does not count. A probability "
        "is the share of posterior draws for which the expectation holds; what is no number does not hold."
    )
    return Table(caption, _HEAD, rows, note, texts=3)

"""The page of the sensitivity of the policy's effect, beside the report."""

import math

import pandas as pd

from tradewinds.report.figures import style
from tradewinds.report.figures_graph import graph_plate
from tradewinds.report.figures_sensitivity import effect_factor, refit_plate
from tradewinds.report.figures_sobol import sobol_plate
from tradewinds.report.headlines import Line
from tradewinds.report.html import filled
from tradewinds.report.names import Names
from tradewinds.report.sources import folder_of, source_tables
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.tables_graph import (
    failed_table,
    identification_table,
    independence_lines,
    tests_table,
)
from tradewinds.report.tables_priors import prior_table, prior_words
from tradewinds.report.tables_sensitivity import (
    confounding_lines,
    confounding_table,
    power_table,
)
from tradewinds.report.tables_sobol import input_label, sobol_lines, sobol_table, sobol_words
from tradewinds.report.told import found_lines, what_follows
from tradewinds.report.words import count, listed, lower_first, number, percent
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.confounder import CONFOUNDER
from tradewinds.review.sensitivity.graph import GRAPH, INDEPENDENCE
from tradewinds.review.sensitivity.prior_or_data import PRIOR_OR_DATA
from tradewinds.review.sensitivity.shift import OMITTED, SAME_UNDER_OTHER_PRIOR
from tradewinds.review.status import Status
from tradewinds.sensitivity.shifts import BY_ROW, MEAN_EFFECT
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sensitivity import SensitivitySettings

_HEAD = [
    "Equation", "Variable", "Effect", "Verdict", "As it is", "Shift", "Band of the shift", "Margin",
    "Scatter by seed", "Shift ÷ scatter", "Posterior deviation",
]  # fmt: skip


def render(
    experiment: dict,
    shifts: pd.DataFrame,
    priors: pd.DataFrame,
    means: pd.DataFrame,
    power: pd.DataFrame,
    confounding: pd.DataFrame,
    sobol: pd.DataFrame,
    arrows: pd.DataFrame,
    identification: pd.DataFrame,
    independences: pd.DataFrame,
    provenance: list[dict],
    sensitivity: SensitivitySettings,
    settings: ReportSettings,
) -> str:
    """The page as HTML: no network, no script, the same bytes for the same inputs.

    ``experiment`` holds data, tiers and the policy's name as plain values; ``shifts`` and ``means`` are the
    tables of ``tradewinds.sensitivity.shifts``, ``priors``, ``power``, ``confounding``,
    ``identification`` and ``independences`` those of the modules there with these names, ``sobol`` those of
    ``apportion``, ``arrows`` that of ``graph``. The first five are empty where there was nothing to ask.
    """
    names = Names(experiment, {})
    policy = names.variable("sectors", names.policy)
    with style():
        context = {
            "settings": settings,
            "title": f"{settings.title}: sensitivity",
            "headlines": headlines(names, shifts)
            + sobol_lines(names, sobol, _policies(names))
            + found_lines(names, power, PRIOR_OR_DATA)
            + found_lines(names, priors, SAME_UNDER_OTHER_PRIOR)
            + confounding_lines(names, confounding)
            + found_lines(names, identification, GRAPH)
            + independence_lines(names, independences),
            "policy": lower_first(policy.label),
            "rise": f"{100 * sensitivity.rise:g}".replace("-", "−"),
            "horizon": sensitivity.horizon,
            "sensitivity": sensitivity,
            "alpha": percent(sensitivity.alpha, 1),
            "tolerance": percent(sensitivity.tolerance),
            "shared": _settings(sensitivity.shared),
            "equations": _equations(names, shifts),
            "dots": refit_plate(_pictured(names, shifts, means), settings.accent),
            "shifts": shift_table(names, shifts),
            "after_omitted": what_follows(shifts, OMITTED),
            "inputs": sobol_plate(names, sobol, _policies(names), settings.accent),
            "shares": sobol_table(names, sobol),
            "apart": sobol_words(names, sobol),
            "powers": power_table(names, power),
            "after_powers": what_follows(power, PRIOR_OR_DATA),
            "priors": prior_table(names, priors),
            "other_prior": _settings(sensitivity.prior),
            "two_priors": prior_words(names, priors),
            "after_priors": what_follows(priors, SAME_UNDER_OTHER_PRIOR),
            "confounders": confounding_table(names, confounding),
            "after_confounders": what_follows(confounding, CONFOUNDER),
            "graph": graph_plate(names, arrows, _policies(names), settings.accent),
            "after_identified": what_follows(identification, GRAPH),
            "after_tests": what_follows(independences, INDEPENDENCE),
            "identified": identification_table(names, identification),
            "failed": failed_table(names, independences),
            "tests": tests_table(names, independences),
            "sources": source_tables(provenance),
            "folder": folder_of(provenance),
        }
    return filled("sensitivity.html.j2", context)


def headlines(names: Names, shifts: pd.DataFrame) -> list[Line]:
    """What was missing first, then what cannot be told, then what was not."""
    if shifts.empty:
        text = "There was nothing to leave out: no equation with the policy can be given a further column."
        return [Line(text, Status.undecided.kind)]
    lines = []
    overall = {key: _overall(of) for key, of in shifts.groupby(["candidate"], sort=False)}
    for (candidate,), verdicts in overall.items():
        for status in (Status.failed, Status.not_computed, Status.undecided):
            of = [key for key, found in verdicts.items() if found is status]
            if of:
                lines.append(_line(names, shifts, candidate, status, of, len(verdicts)))
    settled = [c for (c,), verdicts in overall.items() if set(verdicts.values()) == {Status.passed}]
    if settled:
        which = listed(_label(names, shifts, c) for c in settled)
        lines.append(Line(_said(Status.passed).format(label=which), Status.passed.kind))
    return sorted(lines, key=lambda line: [status.kind for status in Status].index(line.kind))


def _said(status: Status) -> str:
    return OMITTED.said(Finding(math.nan), status)


def _settings(changes: dict[str, object]) -> list[str]:
    return [f"{key} = {str(value).lower()}" for key, value in changes.items()]


def _overall(of: pd.DataFrame) -> dict[tuple[str, str], Status]:
    """(tier, equation) → the gravest status of a candidate's two rows."""
    return {
        key: min(map(Status.read, rows["status"]), key=list(Status).index)
        for key, rows in of.groupby(["tier", "equation"], sort=False)
    }


def _line(
    names: Names, shifts: pd.DataFrame, candidate: str, status: Status, of: list[tuple[str, str]], asked: int
) -> Line:
    label, where = _label(names, shifts, candidate), f"{len(of)} of {count(asked, 'equation')}"
    items = []
    for tier, equation in of:
        mine = shifts[(shifts["candidate"] == candidate) & (shifts["tier"] == tier)]
        items.append(_item(names, mine[mine["equation"] == equation], status))
    return Line(_said(status).format(label=label, of=where), status.kind, items)


def _item(names: Names, rows: pd.DataFrame, status: Status) -> str:
    """One equation: its effect as it is and the shift of mean and rows."""
    mean = rows[rows["quantity"] == MEAN_EFFECT].iloc[0]
    by_row = rows[rows["quantity"] == BY_ROW].iloc[0]
    target = names.target(mean["tier"], mean["equation"])
    factor, unit = effect_factor(target), target.effect_unit
    shift, low, high = (number(factor * mean[name], 2, sign=True) for name in ("shift", "low", "high"))
    text = (
        f"{target.label}: mean effect {number(factor * mean['effect'], 2, sign=True)} {unit}, "
        f"shifted by {shift} ({low} to {high})"
    )
    if Status.read(by_row["status"]) is status:
        share = percent(by_row["shift"] / by_row["effect"]) if by_row["effect"] else "an unknown share"
        text += f"; row by row by {share} of the effect (root mean square)"
    return f"{text}."


def shift_table(names: Names, shifts: pd.DataFrame) -> Table:
    """Every candidate, equation and quantity in figures."""
    rows = []
    for row in shifts.itertuples():
        target = names.target(row.tier, row.equation)
        factor, unit = effect_factor(target), target.effect_unit
        shift, low, high = (
            number(factor * v, 2, sign=row.quantity == MEAN_EFFECT) for v in (row.shift, row.low, row.high)
        )
        rows.append(
            [
                Cell(target.label),
                Cell(_label(names, shifts, row.candidate)),
                Cell(f"{'mean' if row.quantity == MEAN_EFFECT else 'by row'}, {unit}"),
                Cell(Status.read(row.status).word),
                cell(number(factor * row.effect, 3)),
                cell(shift),
                cell(f"{low} to {high}"),
                *(cell(number(factor * value, 2)) for value in (row.margin, row.seed_scatter)),
                cell(number(row.ratio, 2)),
                cell(number(factor * row.posterior_deviation, 2)),
            ]
        )
    note = (
        "Margin: shifts below it are of no consequence. By row: root mean square over the rows asked, of the "
        "effect and of what the variable shifts beyond what its placebos do. Scatter by seed: standard "
        "deviation between refits of the unchanged equation. "
        "Posterior deviation: that of the effect within one such refit."
    )
    return Table("How far each variable shifts the effect", _HEAD, rows, note, texts=4)


def _equations(names: Names, shifts: pd.DataFrame) -> list[str]:
    if shifts.empty:
        return []
    asked = dict.fromkeys(zip(shifts["tier"], shifts["equation"], strict=True))
    return [names.equations[tier][name][1].text for tier, name in asked]


def _policies(names: Names) -> dict[str, str]:
    """Table → its name of the policy: the nation's is the aggregate of it."""
    aggregates = names.experiment["data"].get("aggregates", {})
    national = [name for name, one in aggregates.items() if one["of"] == names.policy]
    return {"sectors": names.policy} | ({"national": national[0]} if national else {})


def _pictured(names: Names, shifts: pd.DataFrame, means: pd.DataFrame) -> list[tuple]:
    found: list[tuple] = []
    if shifts.empty:
        return found
    of_mean = shifts[shifts["quantity"] == MEAN_EFFECT]
    for (tier, equation), mine in of_mean.groupby(["tier", "equation"], sort=False):
        refits = means[(means["tier"] == tier) & (means["equation"] == equation)]
        table = names.equations[tier][equation][0]
        labels = [input_label(names, table, candidate) for candidate in mine["candidate"]]
        found.append((names.target(tier, equation), refits, mine.assign(label=labels)))
    return found


def _label(names: Names, shifts: pd.DataFrame, candidate: str) -> str:
    first = shifts[shifts["candidate"] == candidate].iloc[0]
    table = names.equations[first["tier"]][first["equation"]][0]
    label = names.variable(table, candidate).label.partition(" (")[0]
    return f"{lower_first(label)} ({candidate})" if label.lower() != candidate else candidate

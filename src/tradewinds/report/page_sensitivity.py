"""The page of the sensitivity of the policy's effect, beside the report."""

import pandas as pd

from tradewinds.report.figures import style
from tradewinds.report.figures_graph import graph_plate
from tradewinds.report.figures_sensitivity import effect_factor, refit_plate
from tradewinds.report.figures_sobol import sobol_plate
from tradewinds.report.follows import BORNE_OUT, DECIDED, IDENTIFIED, OMITTED, OTHERWISE, follows
from tradewinds.report.headlines import Line
from tradewinds.report.html import filled
from tradewinds.report.names import Names
from tradewinds.report.sources import folder_of, source_tables
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.tables_graph import (
    failed_table,
    identification_lines,
    identification_table,
    independence_lines,
    tests_table,
)
from tradewinds.report.tables_priors import prior_lines, prior_table, prior_words
from tradewinds.report.tables_sensitivity import (
    confounding_lines,
    confounding_table,
    power_lines,
    power_table,
)
from tradewinds.report.tables_sobol import input_label, sobol_lines, sobol_table, sobol_words
from tradewinds.report.words import count, listed, lower_first, number, percent
from tradewinds.sensitivity.shifts import BY_ROW, CANNOT_TELL, DOES_NOT, MATTERS, MEAN
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sensitivity import SensitivitySettings

_KIND = {MATTERS: "bad", CANNOT_TELL: "doubt", DOES_NOT: "good"}
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
            + power_lines(names, power)
            + prior_lines(names, priors)
            + confounding_lines(names, confounding)
            + identification_lines(names, identification)
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
            "after_omitted": follows(OMITTED, _found(shifts)),
            "inputs": sobol_plate(names, sobol, _policies(names), settings.accent),
            "shares": sobol_table(names, sobol),
            "apart": sobol_words(names, sobol),
            "powers": power_table(names, power),
            "after_powers": follows(DECIDED, _found(power, "decides")),
            "priors": prior_table(names, priors),
            "other_prior": _settings(sensitivity.prior),
            "two_priors": prior_words(names, priors),
            "after_priors": follows(OTHERWISE, _found(priors)),
            "confounders": confounding_table(names, confounding),
            "graph": graph_plate(names, arrows, _policies(names), settings.accent),
            "after_identified": follows(IDENTIFIED, _found(identification)),
            "after_tests": follows(BORNE_OUT, _found(independences)),
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
        return [Line(text, _KIND[CANNOT_TELL])]
    lines = []
    overall = {key: _overall(of) for key, of in shifts.groupby(["candidate"], sort=False)}
    for (candidate,), verdicts in overall.items():
        for verdict in (MATTERS, CANNOT_TELL):
            of = [key for key, found in verdicts.items() if found == verdict]
            if of:
                lines.append(_line(names, shifts, candidate, verdict, of, len(verdicts)))
    settled = [c for (c,), verdicts in overall.items() if set(verdicts.values()) == {DOES_NOT}]
    if settled:
        which = listed(_label(names, shifts, c) for c in settled)
        text = f"Adding {which} shifts no effect by as much as was said to be of consequence."
        lines.append(Line(text, _KIND[DOES_NOT]))
    return sorted(lines, key=lambda line: list(_KIND.values()).index(line.kind))


def _settings(changes: dict[str, object]) -> list[str]:
    return [f"{key} = {str(value).lower()}" for key, value in changes.items()]


def _found(table: pd.DataFrame, column: str = "verdict") -> list[str]:
    return [] if table.empty else list(table[column])


def _overall(of: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(tier, equation) → the gravest verdict on a candidate's two rows."""
    order = list(_KIND)
    return {
        key: min(rows["verdict"], key=order.index)
        for key, rows in of.groupby(["tier", "equation"], sort=False)
    }


def _line(
    names: Names, shifts: pd.DataFrame, candidate: str, verdict: str, of: list[tuple[str, str]], asked: int
) -> Line:
    label, where = _label(names, shifts, candidate), f"{len(of)} of {count(asked, 'equation')}"
    items = []
    for tier, equation in of:
        mine = shifts[(shifts["candidate"] == candidate) & (shifts["tier"] == tier)]
        items.append(_item(names, mine[mine["equation"] == equation], verdict))
    if verdict == MATTERS:
        text = (
            f"Without {label} the effect comes out otherwise in {where}: put it in, or "
            "say why the effect without it is the one that is meant."
        )
    else:
        text = (
            f"Whether {label} is missing cannot be told in {where}: refits scatter "
            "too much for a shift of consequence to be ruled out. Raise sensitivity.refits, or train longer."
        )
    return Line(text, _KIND[verdict], items)


def _item(names: Names, rows: pd.DataFrame, verdict: str) -> str:
    """One equation: its effect as it is and the shift of mean and rows."""
    mean = rows[rows["quantity"] == MEAN].iloc[0]
    by_row = rows[rows["quantity"] == BY_ROW].iloc[0]
    target = names.target(mean["tier"], mean["equation"])
    factor, unit = effect_factor(target), target.effect_unit
    shift, low, high = (number(factor * mean[name], 2, sign=True) for name in ("shift", "low", "high"))
    text = (
        f"{target.label}: mean effect {number(factor * mean['effect'], 2, sign=True)} {unit}, "
        f"shifted by {shift} ({low} to {high})"
    )
    if by_row["verdict"] == verdict:
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
            number(factor * v, 2, sign=row.quantity == MEAN) for v in (row.shift, row.low, row.high)
        )
        rows.append(
            [
                Cell(target.label),
                Cell(_label(names, shifts, row.candidate)),
                Cell(f"{'mean' if row.quantity == MEAN else 'by row'}, {unit}"),
                Cell(row.verdict),
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
    found = []
    if shifts.empty:
        return found
    of_mean = shifts[shifts["quantity"] == MEAN]
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

"""Whether the prior or the data decide the effect, and how strong a confounder would have to be."""

import pandas as pd

from tradewinds.inference.registry import algorithm_names as names_of
from tradewinds.report.assumptions import term_text
from tradewinds.report.headlines import Line
from tradewinds.report.names import Names
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.table_row import TableRow
from tradewinds.report.tables_sobol import input_label
from tradewinds.report.words import capital, listed, lower_first, number, percent, with_error
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.confounder import CONFOUNDER
from tradewinds.review.sensitivity.prior_or_data import FEWEST_DRAWS, SENSITIVE
from tradewinds.review.status import Status


def power_table(names: Names, power: pd.DataFrame) -> Table:
    """Both sensitivities of every equation's mean effect."""
    rows = [
        [
            Cell(names.target(row.tier, row.equation).label),
            Cell(Status.read(row.status).word),
            cell(row.determined_by),
            *(cell(number(value, 2)) for value in (row.prior, row.prior_noise)),
            *(cell(number(value, 2)) for value in (row.likelihood, row.likelihood_noise)),
            cell(str(row.draws)),
        ]
        for row in power.itertuples()
    ]
    note = (
        f"Sensitivities from {SENSITIVE:g} on say that the effect moves. Noise: what chains alike that have "
        "nothing to do with prior or data show in one case of twenty. Computed from draws of the "
        f"posterior alone: not by {listed(names_of(exact=False), last='or')}, and not for fewer than "
        f"{FEWEST_DRAWS} draws."
    )
    head = [
        "Equation",
        "Verdict",
        "The effect is decided by",
        "Sensitivity to the prior",
        "Noise",
        "… to the data",
        "Noise",
        "Draws",
    ]
    return Table("The mean effect when prior or data count for more or less", head, rows, note, 3)


def confounding_lines(names: Names, confounding: pd.DataFrame) -> list[Line]:
    """How strong a confounder would bring each effect to zero; what is not told from zero anyway."""
    lines = []
    for row in confounding.itertuples():
        status = Status.read(row.status)
        said = CONFOUNDER.said(Finding(row.robustness), status)
        words = {"of": lower_first(names.target(row.tier, row.equation).label)}
        words |= {"share": percent(row.robustness), "measure": _measure(names, row)}
        lines.append(Line(said.format(**words), status.kind))
    return lines


def _measure(names: Names, row: TableRow) -> str:
    if not isinstance(row.strongest, str):
        return ""
    shares = f"{percent(row.strongest_policy)} and {percent(row.strongest_outcome)}"
    return f"; the strongest observed input, {_strongest(names, row)}, explains {shares}"


def _strongest(names: Names, row: TableRow) -> str:
    """The strongest observed input in words; ``month`` and ``index`` are no terms."""
    table, equation = names.equations[row.tier][row.equation]
    for term in equation.inputs:
        if str(term) == row.strongest:
            return term_text(names, table, term)
    return lower_first(input_label(names, table, row.strongest))


def confounding_table(names: Names, confounding: pd.DataFrame) -> Table:
    """Linear estimate, partial R² and robustness values of every equation."""
    rows = []
    for row in confounding.itertuples():
        named = isinstance(row.strongest, str)
        rows.append(
            [
                Cell(names.target(row.tier, row.equation).label),
                Cell(Status.read(row.status).word),
                Cell(capital(_strongest(names, row)) if named else "–"),
                cell(with_error(row.estimate, row.error, sign=True)),
                *(cell(percent(value)) for value in (row.partial_r2, row.robustness, row.robustness_alpha)),
                cell(percent(row.strongest_policy) if named else "–"),
                cell(percent(row.strongest_outcome) if named else "–"),
            ]
        )
    head = ["Equation", "Verdict", "Strongest observed input", "Slope", "Outcome explained by the policy"]
    head += [
        "Robustness value",
        "… to be told from zero",
        "Of the policy the input explains",
        "Of the outcome",
    ]
    note = (
        "Slope: of what is explained by the policy, all its terms together, with its classical standard "
        "error. All shares are partial R², of what the other inputs and the effects leave."
    )
    return Table("Least squares with the inputs and effects of each equation", head, rows, note, texts=3)

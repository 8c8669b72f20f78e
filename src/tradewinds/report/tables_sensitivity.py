"""Whether the prior or the data decide the effect, and how strong a confounder would have to be."""

from collections.abc import Iterable

import pandas as pd

from tradewinds.report.assumptions import term_text
from tradewinds.report.headlines import Line
from tradewinds.report.names import Names
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.tables_sobol import input_label
from tradewinds.report.words import capital, finite, listed, lower_first, number, percent, with_error
from tradewinds.sensitivity.decides import (
    CONFLICT,
    DATA,
    FEWEST,
    NEITHER,
    NOT_COMPUTED,
    PRIOR,
    SENSITIVE,
    UNTOLD,
)


def power_lines(names: Names, power: pd.DataFrame) -> list[Line]:
    """Where the data do not decide alone, and what was not computed."""
    texts = (
        (PRIOR, "bad", "The prior, not the data, decides the effect on"),
        (CONFLICT, "doubt", "The prior and the data pull apart in the effect on"),
        (NEITHER, "doubt", "Neither a stronger prior nor stronger data would move the effect on"),
        (UNTOLD, "doubt", "There are too few draws to tell whether the prior decides the effect on"),
        (NOT_COMPUTED, "doubt", "Whether the prior decides was not computed for the effect on"),
        (DATA, "good", "The data, not the prior, decide the effect on"),
    )
    return equations_told(names, power, "decides", texts)


def equations_told(
    names: Names, table: pd.DataFrame, column: str, texts: Iterable[tuple[str, str, str]]
) -> list[Line]:
    """What is found in a column, the kind of line, and the words before the targets of whose it is."""
    lines = []
    for found, kind, text in texts:
        of = table if table.empty else table[table[column] == found]
        if len(of):
            which = listed(lower_first(names.target(row.tier, row.equation).label) for row in of.itertuples())
            lines.append(Line(f"{text} {which}.", kind))
    return lines


def power_table(names: Names, power: pd.DataFrame) -> Table:
    """Both sensitivities of every equation's mean effect."""
    rows = [
        [
            Cell(names.target(row.tier, row.equation).label),
            cell(row.decides),
            *(cell(number(value, 2)) for value in (row.prior, row.prior_noise)),
            *(cell(number(value, 2)) for value in (row.likelihood, row.likelihood_noise)),
            cell(str(row.draws)),
        ]
        for row in power.itertuples()
    ]
    note = (
        f"Sensitivities from {SENSITIVE:g} on say that the effect moves. Noise: what chains alike that have "
        "nothing to do with prior or data show in one case of twenty. Computed from draws of the "
        "posterior alone: not for an ensemble nor for the approximations variational and laplace, and not "
        f"for fewer than {FEWEST} draws."
    )
    head = [
        "Equation",
        "The effect is decided by",
        "Sensitivity to the prior",
        "Noise",
        "… to the data",
        "Noise",
        "Draws",
    ]
    return Table("The mean effect when prior or data count for more or less", head, rows, note, 2)


def confounding_lines(names: Names, confounding: pd.DataFrame) -> list[Line]:
    """How strong a confounder would bring each effect to zero; what is not told from zero anyway."""
    lines = []
    for row in confounding.itertuples():
        of = lower_first(names.target(row.tier, row.equation).label)
        if not (finite(row.robustness) and finite(row.robustness_alpha)):
            text = f"How strong a confounder of the effect on {of} would have to be was not computed."
            lines.append(Line(text, "doubt"))
        elif row.robustness_alpha == 0:
            text = f"By a linear regression the effect on {of} is not told from zero, confounded or not."
            lines.append(Line(text, "doubt"))
        else:
            text = (
                f"By a linear regression, an unobserved variable that explains {percent(row.robustness)} of "
                f"what is left of the policy and of {of} would bring the effect on {of} to zero"
            )
            lines.append(Line(f"{text}{_measure(names, row)}."))
    return lines


def _measure(names: Names, row: tuple) -> str:
    if not isinstance(row.strongest, str):
        return ""
    shares = f"{percent(row.strongest_policy)} and {percent(row.strongest_outcome)}"
    return f"; the strongest observed input, {_strongest(names, row)}, explains {shares}"


def _strongest(names: Names, row: tuple) -> str:
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
                Cell(capital(_strongest(names, row)) if named else "–"),
                cell(with_error(row.estimate, row.error, sign=True)),
                *(cell(percent(value)) for value in (row.partial_r2, row.robustness, row.robustness_alpha)),
                cell(percent(row.strongest_policy) if named else "–"),
                cell(percent(row.strongest_outcome) if named else "–"),
            ]
        )
    head = ["Equation", "Strongest observed input", "Slope", "Outcome explained by the policy"]
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
    return Table("Least squares with the inputs and effects of each equation", head, rows, note, texts=2)

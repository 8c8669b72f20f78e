"""Whether the prior or the data decide the effect, and how strong a confounder would have to be."""

from collections.abc import Callable

import pandas as pd

from tradewinds.inference.registry import algorithm_names as names_of
from tradewinds.report.experiment.method.assumptions import term_text
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, TableRow, of, tabulated, verdict
from tradewinds.report.quantities import amount, in_percent, with_its_error
from tradewinds.report.sensitivity.tables_sobol import input_label
from tradewinds.report.words import capital, listed, lower_first, percent
from tradewinds.review.finding import Finding
from tradewinds.review.sensitivity.confounder import CONFOUNDER
from tradewinds.review.sensitivity.prior_or_data import FEWEST_DRAWS, SENSITIVE
from tradewinds.review.status import Status


def power_table(names: Names, power: pd.DataFrame) -> Table:
    """Both sensitivities of every equation's mean effect."""
    columns: list[TableColumn] = [
        ("Equation", lambda row: names.target(row.tier, row.equation).label),
        ("Verdict", verdict),
        ("The effect is decided by", lambda row: row.determined_by),
        ("Sensitivity to the prior", of(amount, "prior", digits=2)),
        ("Noise", of(amount, "prior_noise", digits=2)),
        ("… to the data", of(amount, "likelihood", digits=2)),
        ("Noise", of(amount, "likelihood_noise", digits=2)),
        ("Draws", lambda row: Statement(str(row.draws), value=row.draws)),
    ]
    note = (
        f"Sensitivities from {SENSITIVE:g} on say that the effect moves. Noise: what chains alike that have "
        "nothing to do with prior or data show in one case of twenty. Computed from draws of the posterior "
        f"alone: not by {listed(names_of(exact=False), last='or')}, and not for fewer than {FEWEST_DRAWS} "
        "draws."
    )
    caption = "The mean effect when prior or data count for more or less"
    return tabulated(caption, power, columns, note, 3)


def confounding_lines(names: Names, confounding: pd.DataFrame) -> list[Statement]:
    """How strong a confounder would bring each effect to zero; what is not told from zero anyway."""
    lines = []
    for row in confounding.itertuples():
        status = Status.read(row.status)
        said = CONFOUNDER.said(Finding(row.robustness), status)
        words = {"of": lower_first(names.target(row.tier, row.equation).label)}
        share = in_percent(row.robustness)
        words |= {"share": str(share), "measure": _measure(names, row)}
        lines.append(share.in_words(said.format(**words), status.kind))
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

    def named(take: Callable[[TableRow], Statement | str]) -> Callable[[TableRow], Statement | str]:
        return lambda row: take(row) if isinstance(row.strongest, str) else "–"

    columns: list[TableColumn] = [
        ("Equation", lambda row: names.target(row.tier, row.equation).label),
        ("Verdict", verdict),
        ("Strongest observed input", named(lambda row: capital(_strongest(names, row)))),
        ("Slope", of(with_its_error, "estimate", "error", sign=True)),
        ("Outcome explained by the policy", of(in_percent, "partial_r2")),
        ("Robustness value", of(in_percent, "robustness")),
        ("… to be told from zero", of(in_percent, "robustness_alpha")),
        ("Of the policy the input explains", named(of(in_percent, "strongest_policy"))),
        ("Of the outcome", named(of(in_percent, "strongest_outcome"))),
    ]
    note = (
        "Slope: of what is explained by the policy, all its terms together, with its classical standard "
        "error. All shares are partial R², of what the other inputs and the effects leave."
    )
    caption = "Least squares with the inputs and effects of each equation"
    return tabulated(caption, confounding, columns, note, texts=3)

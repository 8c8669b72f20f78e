"""Tables of a calibration: parameters, rivals, temperatures and slopes."""

from typing import Any

import pandas as pd

from tradewinds.report.calibration.figures import label_of
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, TableRow, known, of, tabulated
from tradewinds.report.quantities import amount, banded, counted, in_percent, ranged, with_its_error
from tradewinds.report.words import capital, tick

COORDINATES = {
    "identity": "itself",
    "logit": "log odds",
    "log": "natural logarithm",
    "log10": "logarithm to base 10",
}


def parameter_table(parameters: pd.DataFrame) -> Table:
    """What was learned of every parameter at one temperature; rows of ``contraction_table``."""
    columns: list[TableColumn] = [
        ("Parameter", lambda row: capital(label_of(row))),
        ("What it is", lambda row: row.meaning),
        ("Median and 90 % band", own_band),
        ("Learned as", lambda row: COORDINATES[row.coordinate]),
        ("Mean", of(amount, "mean")),
        ("90 % band", lambda row: ranged(row.low, row.high, sign=False)),
        ("Prior mean", of(amount, "prior_mean")),
        ("Prior deviation", of(amount, "prior_deviation")),
        ("Posterior width of the prior's", of(in_percent, "ratio")),
        ("Identified", _identified),
    ]
    if parameters["truth"].notna().any():
        columns.insert(6, ("Truth", of(amount, "truth")))
    note = "The first band is in the parameter's own unit, all else in the coordinate that it is learned in."
    return tabulated("What was learned", parameters, columns, note, texts=2)


def own_band(row: TableRow) -> Statement:
    """“0.49 (0.40 to 0.58) per month”, in the parameter's own unit."""
    found = banded(row.median_parameter, row.low_parameter, row.high_parameter, unit=row.unit, sign=False)
    return found.in_words(f"{found} {row.unit}".strip())


def _identified(row: TableRow) -> Statement:
    return Statement("yes", "good") if row.identified else Statement("no", "doubt")


def rival_table(parameters: pd.DataFrame) -> Table:
    """Calibration, rejection and minimum distance, parameter by parameter."""
    columns: list[TableColumn] = [
        ("Parameter", lambda row: capital(label_of(row))),
        ("Method", lambda row: capital(row.method)),
        ("Mean or point", of(amount, "mean")),
        ("90 % band, or where starts end", lambda row: ranged(row.low, row.high, sign=False)),
        ("Width of the prior's", known(in_percent, "ratio")),
    ]
    rows = parameters.sort_values("parameter", kind="stable", key=_order(parameters)).itertuples()
    note = (
        "Rejection keeps the draws of the prior whose loss is lowest, of one simulation each; its width "
        "follows from the share that is kept. Minimum distance has no prior: descents from several starts "
        "that end far apart say that the loss does not tell their parameters apart."
    )
    return tabulated("Beside other methods", rows, columns, note, texts=2)


def _order(parameters: pd.DataFrame) -> Any:
    places = {name: place for place, name in enumerate(dict.fromkeys(parameters["parameter"]))}
    return lambda names: names.map(places)


def temperature_table(temperatures: pd.DataFrame) -> Table:
    """Loss, divergence, and how the search went, by temperature."""
    columns: list[TableColumn] = [
        ("w", lambda row: amount(row.temperature).in_words(tick(row.temperature))),
        ("Mean loss E[L]", of(with_its_error, "loss", "loss_error")),
        ("KL from the prior, nats", of(amount, "divergence")),
        ("E[L] + w KL", of(amount, "total", digits=4)),
        ("Epochs", of(counted, "epochs")),
        ("Ended by", lambda row: "the smoothed loss" if row.stopped else "the epochs given"),
        ("Losses", of(counted, "simulations")),
        ("Not finite", lambda row: in_percent(row.non_finite / row.simulations)),
        ("… of the answer's draws", lambda row: in_percent(row.non_finite_at_the_end / row.judged)),
    ]
    return tabulated("Temperatures in figures", temperatures, columns)


def slope_table(gradients: pd.DataFrame) -> Table:
    """Slopes of the loss through the simulation, beside differences of the mean loss."""
    columns: list[TableColumn] = [
        ("Parameter", lambda row: capital(label_of(row))),
        ("At", of(amount, "at")),
        ("Slope through the simulation", of(with_its_error, "slope", "slope_error")),
        ("Difference of the loss", of(with_its_error, "difference", "difference_error")),
        ("Apart, errors", of(amount, "z", digits=2, sign=True)),
    ]
    note = (
        "Both are means over simulations of the same difference, the one by slopes on the way, the other by "
        "its ends. A surrogate gradient has a bias, which shows here once it is larger than the errors."
    )
    return tabulated("Slopes checked", gradients, columns, note)

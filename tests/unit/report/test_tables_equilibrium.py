"""Tables of an equilibrium economy: what a tariff does, with the error of a mean over histories."""

import numpy as np
import pandas as pd

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.report.tables_equilibrium import QUANTITY_NAMES, response_figures


def responses():
    """GDP falls by .054 ± .0012 at once and by .064 ± .0034 after; welfare has no error."""
    rows = [
        (
            quantity,
            1 if quantity == "welfare" else EVERY_AGE,
            period,
            -0.054 - 0.01 * period,
            0.0012 + 0.0022 * period,
            "network",
        )
        for quantity in QUANTITY_NAMES
        for period in (0, 1)
    ]
    table = pd.DataFrame(rows, columns=["quantity", "age", "period", "change", "error", "of"])
    return table.assign(error=table["error"].mask(table["quantity"] == "welfare"))


def test_changes_have_their_monte_carlo_error():
    table = response_figures(responses(), [0, 1], "Revenue wasted")
    assert table.head[-1] == "Error, at most"
    rows = {str(row[0]): row[2:] for row in table.rows}
    now, later, error = rows["GDP at market prices"]
    assert np.allclose([now.value, later.value, error.value], [-0.054, -0.064, 0.0034])
    welfare = rows["Welfare of those born then"]
    assert np.isclose(welfare[0].value, -0.054) and str(welfare[-1]) == "–"

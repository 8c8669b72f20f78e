"""Tables of an equilibrium economy: what a tariff does, with the error of a mean over histories."""

import numpy as np
import pandas as pd

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.report.tables_equilibrium import QUANTITY_NAMES, response_figures


def responses():
    """GDP falls by .0540 ± .0012 at once; welfare has no error."""
    rows = [
        (
            quantity,
            1 if quantity == "welfare" else EVERY_AGE,
            period,
            -0.054 - 0.01 * period,
            0.0012,
            "network",
        )
        for quantity in QUANTITY_NAMES
        for period in (0, 1)
    ]
    table = pd.DataFrame(rows, columns=["quantity", "age", "period", "change", "error", "of"])
    return table.assign(error=table["error"].mask(table["quantity"] == "welfare"))


def test_changes_have_their_monte_carlo_error():
    table = response_figures(responses(), [0, 1], "Revenue wasted")
    rows = {str(row[0]): row[2:] for row in table.rows}
    now, later = rows["GDP at market prices"]
    assert "0.0540" in str(now) and "±" in str(now) and "0.0012" in str(now)
    assert np.allclose([now.value, now.low, now.high], [-0.054, -0.0552, -0.0528])
    assert np.isclose(later.value, -0.064)
    welfare = rows["Welfare of those born then"][0]
    assert "±" not in str(welfare) and np.isclose(welfare.value, -0.054)

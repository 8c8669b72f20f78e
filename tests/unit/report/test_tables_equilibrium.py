"""What the page of an equilibrium economy says: a tariff's effect with its error, assumptions, training."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.report.equilibrium.lines import training_note
from tradewinds.report.equilibrium.tables import QUANTITY_NAMES, assumption_table, response_figures
from tradewinds.settings.compose import option
from tradewinds.settings.equilibrium import EconomySettings
from tradewinds.settings.schema import validated

ROOT = Path(__file__).parents[3]


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


def assumed(**changed):
    """What the table says of sixty ages, by the name of its row."""
    given = option(ROOT / "configs", "equilibrium", "sixty_ages") | changed
    return {str(what): str(said) for what, said in assumption_table(validated(EconomySettings, given)).rows}


def test_assumptions_say_what_follows_which_shock():
    told = assumed()
    assert told["People"].startswith("one household of every age, 21 to 80, each a period of 1 year;")
    assert told["Productivity"] == "0.85 or 1.15, each period anew with probabilities 0.5 and 0.5"
    after = "after 0.5 with probabilities 0.98 and 0.02, after 0.9 with 0.25 and 0.75"
    assert told["Depreciation"] == f"0.5 or 0.9; {after}"
    still = assumed(productivity={"values": [1.0], "transition": [[1.0]]}, years=2.5)
    assert still["Productivity"] == "1, always" and "a period of 2.5 years;" in still["People"]


@pytest.mark.parametrize(
    ("skipped", "infeasible", "told"),
    [
        (
            0,
            0.0,
            "In training no step was skipped for a loss that was no number, and no state was infeasible.",
        ),
        (1, 0.0, "In training one step was skipped for"),
        (30, 0.25, "In training 30 steps were skipped for a loss that was no number. In the stretch of it"),
        (0, 0.25, "infeasible states they were 25\u202f% of all; their histories began anew."),
    ],
)
def test_training_says_what_there_was(skipped, infeasible, told):
    assert told in training_note(skipped, infeasible)

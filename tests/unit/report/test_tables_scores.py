"""The table of the long forecast; the other tables of scores are read on the whole page."""

import numpy as np
from sample_tables import made_calibration, made_scores

from tradewinds.report.names import Names
from tradewinds.report.tables_scores import horizon_table


def test_the_long_forecast_stands_beside_the_short_one(complete):
    names = Names(complete.experiment, complete.panels)
    equations = list(names.equations["tier1"])
    scores = made_scores(np.random.default_rng(0), equations, advantage=0.1)
    table = horizon_table(names, "tier1", scores, made_calibration(equations))
    assert len(table.rows) == len(equations)
    near, far, held = (cell.text for cell in table.rows[0][1:])
    assert near.startswith("0.4") and far.startswith("0.20") and held.startswith("90")
    alone = scores[scores["question"] != "fed_back"]
    assert horizon_table(names, "tier1", alone, made_calibration(equations)) is None

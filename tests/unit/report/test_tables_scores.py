"""Tables of scores as they come from Parquet; how they look is read on the whole page."""

import numpy as np
from sample import Sample
from sample_tables import made_calibration, made_scores

from tradewinds.report.experiment.fit.tables_scores import horizon_table, score_table
from tradewinds.report.names import Names
from tradewinds.report.words import NOT_COMPUTED


def cells(made: Sample, scores) -> dict[str, list[str]]:
    table = score_table(Names(made.experiment, made.panels), "tier1", scores, "ahead", "lppd")
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def test_a_model_that_does_not_apply_is_not_one_that_failed(complete: Sample) -> None:
    scores = complete.baselines["tier1"]
    price = scores["equation"] == "price"
    inapplicable = scores[~(price & (scores["model"] == "vector autoregression"))]
    found = cells(complete, inapplicable)["Vector autoregression"]
    assert found[0] == "–" and NOT_COMPUTED not in found
    failed = scores.assign(value=scores["value"].mask(price & (scores["model"] == "drift")))
    assert cells(complete, failed)["Drift"][0] == NOT_COMPUTED


def test_the_long_forecast_stands_beside_the_short_one(complete):
    names = Names(complete.experiment, complete.panels)
    equations = list(names.equations["tier1"])
    scores = made_scores(np.random.default_rng(0), equations, advantage=0.1)
    table = horizon_table(names, "tier1", scores, made_calibration(equations))
    assert len(table.rows) == len(equations)
    near, far, held = (cell.text for cell in table.rows[0][1:])
    assert near.startswith("0.4") and far.startswith("0.20") and held.startswith("90")
    alone = scores[scores["holdout"] != "fed_back"]
    exploded = horizon_table(names, "tier1", alone, made_calibration(equations))
    assert [cell.text for cell in exploded.rows[0][2:]] == ["explodes", "–"]

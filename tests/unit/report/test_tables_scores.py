from sample import Sample

from tradewinds.report.names import Names
from tradewinds.report.tables_scores import score_table
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

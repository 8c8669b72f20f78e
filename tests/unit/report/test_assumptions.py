import pytest
from sample import Sample

from tradewinds.report.experiment.method.assumptions import tier_text
from tradewinds.report.names import Names


def test_an_equation_is_shown_as_written_and_in_words(complete: Sample) -> None:
    text = tier_text(Names(complete.experiment, complete.panels), "tier1").equations[0]
    assert text.written == complete.experiment["tier1"]["equations"][0]
    assert text.explains == "Growth of producer price over one period"
    assert text.inputs[0] == "growth of producer price over one period, 1 to 3 periods before"
    assert text.inputs[1] == "change of tariff over one period, in the same period and the period before"
    assert "shared by all sectors" in text.inputs[-1]


def test_a_prior_with_a_sign_is_called_an_assumption(complete: Sample) -> None:
    names = Names(complete.experiment, complete.panels)
    told = next(a for a in tier_text(names, "tier1").assumptions if "no sign of any effect is assumed" in a)
    assert "0 ± 2 into hidden units, 1 out of them and 1 of the straight line, divided by" in told
    tier = complete.experiment["tier1"]
    prior = {**tier["model"]["prior"], "location": 0.5, "hidden": 0.1, "output": 0.1, "flat": True}
    source = {**tier, "model": {**tier["model"], "prior": prior, "linear": False}}
    names = Names({**complete.experiment, "tier1": source}, complete.panels)
    told = next(a for a in tier_text(names, "tier1").assumptions if "by assumption" in a)
    assert "0.5 ± 0.1: every output rises with every input" in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "A neural network with one hidden layer of 16 tanh units, beside"),
        ({"window": 4}, "of 16 tanh units and the inputs of 4 rows of a sector, beside"),
        ({"network": "residual", "depth": 3}, "A residual network with 3 hidden layers of 16 tanh units"),
        (
            {"network": "gru", "window": 8},
            "A recurrent network of one hidden layer with 16 units, which reads the inputs of 8 rows of a "
            "sector in order, with gates (GRU), beside",
        ),
    ],
)
def test_what_the_network_is_and_what_it_reads_is_said(complete: Sample, changes: dict, words: str) -> None:
    tier = complete.experiment["tier1"]
    changed = {**tier, "model": {**tier["model"], **changes}}
    names = Names({**complete.experiment, "tier1": changed}, complete.panels)
    assert words in tier_text(names, "tier1").assumptions[0]


def test_horizons_are_said_where_there_are_several(complete: Sample) -> None:
    tier = complete.experiment["tier1"]
    for horizons, count in (([1], 0), ([12, 1, 3], 1)):
        names = Names({**complete.experiment, "tier1": {**tier, "horizons": horizons}}, complete.panels)
        told = [one for one in tier_text(names, "tier1").assumptions if "ahead at once" in one]
        assert len(told) == count
    assert "learned from forecasts 1, 3 and 12 periods ahead at once" in told[0]


@pytest.mark.parametrize(
    ("family", "words"),
    [
        ("mean_field", "independent Normal distributions (mean-field variational), 400 draws"),
        ("low_rank", "correlations along 20 directions (low-rank variational), 400 draws"),
        ("full_rank", "all correlations (full-rank variational), 400 draws"),
    ],
)
def test_what_a_guide_leaves_out_is_said(complete: Sample, family: str, words: str) -> None:
    tier = complete.experiment["tier1"]
    variational = {**tier["inference"]["variational"], "family": family}
    inference = {**tier["inference"], "algorithm": "variational", "variational": variational}
    names = Names({**complete.experiment, "tier1": {**tier, "inference": inference}}, complete.panels)
    said = tier_text(names, "tier1").assumptions[-1]
    assert words in said and "too narrow" in said


def test_a_linearised_network_is_called_one(complete: Sample) -> None:
    tier = complete.experiment["tier1"]
    inference = {**tier["inference"], "algorithm": "laplace"}
    names = Names({**complete.experiment, "tier1": {**tier, "inference": inference}}, complete.panels)
    said = tier_text(names, "tier1").assumptions[-1]
    assert "around 4 best-fitting networks, each made linear in its weights" in said

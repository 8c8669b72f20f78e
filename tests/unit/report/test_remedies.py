"""What is to be done is one whole sentence, without why."""

import pytest

from tradewinds.report.remedies import remedy_alone


@pytest.mark.parametrize(
    ("advice", "alone"),
    [
        ("Raise e.g. 1.5 times.", "Raise e.g. 1.5 times."),
        ("Take others, e.g. Markov chains. Then look.", "Take others, e.g. Markov chains."),
        ("Some updates were skipped: lower model.width.", "Lower model.width."),
        ("Raise sensitivity.refits; until then report it as it is.", "Raise sensitivity.refits."),
        ("Look. Train longer: raise steps.", "Look."),
        ("raise model.width", "Raise model.width."),
        ("", ""),
    ],
)
def test_an_advice_is_cut_to_its_first_sentence(advice, alone):
    assert remedy_alone(advice) == alone

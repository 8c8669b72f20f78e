"""Numbers inside sentences, where draws are others: held to cells, to draws of a share, or to nothing."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.proof.likeness import Yardstick
from tradewinds.proof.sentence_numbers import SentenceNumbers
from tradewinds.proof.sentences import same_words

YARDSTICK = Yardstick(rounding=1e-6, draws=300, inputs_same=False)
OURS, THEIRS = (2.46, 1.05, 3.9), (2.52, 1.13, 3.94)


def page(cells, *texts):
    """The first sentence has cells of its own, the others stand beside it."""
    value, low, high = cells
    table = pd.DataFrame({"text": texts, "value": np.nan, "low": np.nan, "high": np.nan})
    table.loc[0, ["value", "low", "high"]] = value, low, high
    return table.assign(level=0.9, source="policy/a/rollout.nc")


def faults(old, new):
    """Faults and numbers that are not judged of one more sentence under review and made again."""
    review, again = page(THEIRS, "Prices", old), page(OURS, "Prices", new)
    found, unjudged = SentenceNumbers(review, again, YARDSTICK).faults()
    return len(found), unjudged


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("2.5 % higher (+1.1 to +3.9)", "2.5 % higher (+1.1 to +3.9)", 0),
        ("2.52 % higher (+1.13 to +3.94)", "2.46 % higher (+1.05 to +3.90)", 0),
        ("25.0 % higher (+11.0 to +39.0)", "2.5 % higher (+1.1 to +3.9)", 1),
        ("2.52 % higher (−1.13 to +3.94)", "2.46 % higher (+1.05 to +3.90)", 1),
        ("2.52 % lower", "2.46 % lower", 0),
        ("the share is 0.0252", "the share is 0.0246", 0),
    ],
)
def test_a_number_is_the_cell_that_it_is_written_from(old, new, wrong):
    assert faults(old, new)[0] == min(wrong, 1)
    for table, text in ((THEIRS, old), (OURS, new)):
        assert SentenceNumbers(page(table, text), page(table, text), YARDSTICK).faults() == ([], 0)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("probability 83 %", "probability 79 %", 0),
        ("probability 99 %", "probability 60 %", 1),
        ("probability more than 99 %", "probability 98 %", 0),
        ("probability more than 99 %", "probability 70 %", 1),
        ("lower by 43 %", "lower by 39 %", 0),
    ],
)
def test_a_probability_is_held_to_its_draws(old, new, wrong):
    assert faults(old, new)[0] == wrong


def test_what_stands_in_no_cell_is_counted():
    assert faults("of 8.71 years", "of 8.15 years") == (0, 1)


def test_more_is_not_less():
    assert not same_words("more than 99 %", "less than 99 %")
    assert same_words("more than 99 %", "98 %") and same_words("5.1 %", "5.2 %")
    assert not same_words("1 is higher", "1 is lower")

"""When a check passes, fails, cannot say, or is void; what is no number never passes."""

import numpy as np
import pytest

from tradewinds.errors import GateError
from tradewinds.policy.judgement import COLUMNS, Answer, holds, judged, require_gates, verdict
from tradewinds.settings.economics import CheckSettings


@pytest.mark.parametrize(
    ("probability", "prior", "expected"),
    [
        (0.95, 0.5, "pass"),
        (0.9, 0.5, "pass"),
        (0.6, 0.5, "inconclusive"),
        (0.1, 0.5, "fail"),
        (0.95, 0.9, "void"),
        (0.6, 0.95, "void"),  # the data took away from what was assumed, and left too little to say
        (0.05, 0.95, "fail"),  # the data refute it whatever was assumed
        (0.95, np.nan, "pass"),  # a placebo: the prior has no say
    ],
)
def test_verdicts(probability, prior, expected):
    assert verdict(probability, prior, 0.9) == expected


def test_what_is_no_number_does_not_hold():
    check = CheckSettings(above=0, below=2)
    assert holds(check, np.array([1.0, 1.0, np.nan, np.inf])) == 0.5
    assert holds(check, np.full(3, np.nan)) == 0.0 == holds(check, np.zeros(0))
    assert holds(check, np.array([0.0, 2.0, -1.0, 3.0])) == 0.0


def answer(*columns: np.ndarray) -> Answer:
    return Answer(np.column_stack(columns), np.arange(len(columns)) / 10)


def rows(values, prior=None, **changes):
    check = CheckSettings(title="Coffee", above=0, **changes)
    answers = {"posterior": values} | ({} if prior is None else {"prior": prior})
    places = [("all sectors", "all sectors"), ("S1", "Sector 1")][: values.values.shape[1]]
    return judged("coffee", check, places, answers, None, "%", {"capacity": 0.0})


def test_a_row_a_place_with_bands_probabilities_and_what_was_asked():
    values = np.linspace(-1, 9, 101)
    found = rows(answer(values, values - 100), answer(-values, values))
    assert list(found.columns) == list(COLUMNS) and list(found["place"]) == ["all sectors", "S1"]
    first = found.iloc[0]
    assert first["probability"] == pytest.approx(90 / 101) and first["prior_probability"] == pytest.approx(
        10 / 101
    )
    assert (first["low"], first["median"], first["high"]) == pytest.approx((-0.5, 4.0, 8.5))
    p = first["probability"]
    assert first["error"] == pytest.approx((p * (1 - p) / 101) ** 0.5)
    assert list(found["verdict"]) == ["inconclusive", "fail"]
    assert list(found["outside"]) == [0.0, 0.1] and first["situation"] == "capacity = 0"
    assert np.isnan(first["truth"]) and np.isnan(first["below"])


def test_nothing_but_nan_fails_and_says_how_many():
    found = rows(answer(np.full(20, np.nan)), answer(np.ones(20))).iloc[0]
    assert found["verdict"] == "fail" and found["not_finite"] == 20 and np.isnan(found["median"])


def test_only_a_failed_gate_closes():
    good, bad, against = answer(np.ones(20)), answer(-np.ones(20)), answer(-np.ones(20))
    require_gates(None)
    require_gates(rows(bad, against))
    require_gates(rows(good, against, gate=True))
    with pytest.raises(GateError, match="“Coffee” holds with probability 0.00, asked 0.9"):
        require_gates(rows(bad, against, gate=True))

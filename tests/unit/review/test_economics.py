"""When a check passes, fails, cannot say, or is void; what is no number never passes."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tradewinds.errors import GateError
from tradewinds.review.economics import (
    COLUMNS,
    CheckEstimate,
    Expectation,
    contradicted,
    contrary,
    declared,
    holds,
    prior_holds,
    review_estimates,
)
from tradewinds.review.finding import Finding
from tradewinds.review.gate import require_gates
from tradewinds.settings.economics import CheckSettings


@pytest.mark.parametrize(
    ("probability", "against", "prior", "expected"),
    [
        (0.95, 0.05, 0.5, "passed"),
        (0.9, 0.1, 0.5, "passed"),
        (0.6, 0.4, 0.5, "undecided"),
        (0.1, 0.9, 0.5, "failed"),
        (0.1, 0.5, 0.05, "undecided"),  # a wide answer to a narrow question lies beyond both edges
        (0.95, 0.05, 0.9, "void"),
        (0.6, 0.4, 0.95, "void"),  # the data took away from what was assumed, and left too little to say
        (0.05, 0.95, 0.95, "failed"),  # the data refute it whatever was assumed
        (0.95, 0.05, None, "passed"),  # a placebo: the prior has no say
        (0.95, 0.05, np.nan, "undecided"),  # the prior gave no numbers: nothing is shown
    ],
)
def test_verdicts(probability, against, prior, expected):
    found = {"probability": probability, "contrary": against, "prior": prior, "untouched": False}
    found |= {"doubt": "", "more": ""}
    one = declared("coffee", CheckSettings(above=0, title="Coffee"))
    result = one.result_of(Finding(1.0, words=found | {"title": "Coffee"}), 0.9)
    assert result.status == expected and (result.title, result.check) == ("Coffee", "coffee")


def test_what_is_no_number_does_not_hold_and_counts_against():
    check = CheckSettings(above=0, below=2)
    values = np.array([1.0, 1.0, np.nan, 3.0])
    assert holds(check, values) == 0.5 and contrary(check, values) == 0.5
    nothing = np.full(3, np.nan)
    assert holds(check, nothing) == 0.0 == holds(check, np.zeros(0))
    assert contrary(check, nothing) == 1.0 == contrary(check, np.zeros(0))
    assert holds(check, np.array([0.0, 2.0, -1.0, 3.0])) == 0.0


def test_the_prior_is_asked_of_its_numbers_and_not_at_all_where_it_gives_few():
    check = CheckSettings(above=0)
    values = np.r_[np.full(55, 1.0), np.full(45, np.nan)]
    assert prior_holds(check, values) == 1.0
    assert np.isnan(prior_holds(check, np.r_[values, np.full(20, np.nan)]))
    assert np.isnan(prior_holds(check, np.zeros(0)))


def answer(*columns: np.ndarray) -> CheckEstimate:
    return CheckEstimate(np.column_stack(columns), np.arange(len(columns)) / 10)


def rows(values, prior=None, **changes):
    check = CheckSettings(**{"above": 0} | changes)
    places = [("all sectors", "all sectors"), ("S1", "Sector 1")][: values.values.shape[1]]
    asked = Expectation("coffee", check, "%", places, {"capacity": 0.0})
    return review_estimates(asked, values, prior, None, networks=25)


def test_a_row_a_place_with_bands_probabilities_and_what_was_asked():
    values = np.linspace(-1, 9, 101)
    found = rows(answer(values, values - 100), answer(-values, values))
    assert list(found.columns) == list(COLUMNS) and list(found["place"]) == ["all sectors", "S1"]
    first = found.iloc[0]
    p = first["probability"]
    assert p == pytest.approx(90 / 101) and first["prior_probability"] == pytest.approx(10 / 101)
    assert (first["low"], first["median"], first["high"]) == pytest.approx((-0.5, 4.0, 8.5))
    assert first["error"] == pytest.approx((p * (1 - p) / 25) ** 0.5), "of the networks, not of their copies"
    assert list(found["status"]) == ["undecided", "failed"]
    assert list(found["outside"]) == [0.0, 0.1] and first["situation"] == "capacity = 0"
    assert np.isnan(first["truth"]) and np.isnan(first["below"])


def spread(middle: float, error: float) -> CheckEstimate:
    """Normal draws, as quantiles."""
    return answer(middle + error * stats.norm.ppf((np.arange(2000) + 0.5) / 2000))


@pytest.mark.parametrize(
    ("middle", "error", "status", "doubt"),
    [
        (0.5, 1.0, "passed", ""),
        (3.0, 0.4, "undecided", "leaves out zero"),  # within ±5, and seven errors from zero
        (0.0, 2.9, "undecided", "half of the width"),  # a lead of 5 would have been missed
        (9.0, 0.5, "failed", ""),
    ],
)
def test_a_placebo_passes_where_a_lead_would_have_been_found_and_is_none(middle, error, status, doubt):
    found = rows(spread(middle, error), above=-5, below=5, measure="lead").iloc[0]
    assert found["status"] == status and doubt in found["doubt"]
    assert found["power"] == pytest.approx((1.645 + 0.842) * error, rel=0.01)
    assert ("would have been found" in found["sentence"]) and found["sentence"].count(found["doubt"]) > 0


@pytest.mark.slow
def test_the_violation_that_is_said_to_be_found_is_found_four_times_in_five():
    """Answers that scatter about a truth beyond the edge as their own width says: 2,000, known to .9 %."""
    rng, error = np.random.default_rng(1), 0.8
    power = rows(spread(3.0, error)).iloc[0]["power"]
    middles = -power + error * rng.standard_normal(2000)
    against = [contrary(CheckSettings(above=0), spread(one, error).values[:, 0]) for one in middles]
    assert np.mean(np.array(against) >= 0.9) == pytest.approx(0.8, abs=3 * 0.009)
    half = middles + power / 2
    missed = [contrary(CheckSettings(above=0), spread(one, error).values[:, 0]) for one in half]
    assert np.mean(np.array(missed) >= 0.9) < 0.6


def test_an_elasticity_as_wide_as_what_is_expected_cannot_say():
    sharp, wide = (rows(spread(-3.5, one), above=-6, below=-1).iloc[0] for one in (0.8, 1.4))
    assert (sharp["status"], wide["status"]) == ("passed", "undecided")
    assert wide["probability"] >= 0.9 and "half of the width" in wide["sentence"]


def test_the_table_says_what_was_declared():
    words = {"expectation": "It rises.", "source": "theory\n", "suggests": "Look.\n"}
    told = {"title": "Coffee", "rise": 0.2, "against": 0.1, "horizon": 3}
    found = rows(answer(np.ones(20), np.ones(20)), **told, **words)
    for name, value in (told | words).items():
        assert list(found[name]) == [value.strip() if isinstance(value, str) else value] * 2
    bare = rows(answer(np.ones(20))).iloc[0]
    assert bare["title"] == "coffee" and bare["source"] == "" and np.isnan(bare["against"])


def test_nothing_but_nan_is_not_computed_says_how_many_and_closes_a_gate():
    table = rows(answer(np.full(20, np.nan)), answer(np.ones(20)), gate=True)
    found = table.iloc[0]
    with pytest.raises(GateError, match="coffee: Not computed"):
        require_gates(table)
    assert found["status"] == "not computed" and found["not_finite"] == 20 and np.isnan(found["median"])


def test_where_nothing_moves_there_is_nothing_to_judge():
    nothing = answer(np.zeros(20))
    assert rows(nothing, nothing)["status"].item() == "undecided"
    assert rows(nothing, nothing, above=-1, below=1)["status"].item() == "undecided"


def test_a_single_sector_is_no_gate():
    found = rows(answer(np.ones(20), -np.ones(20)), answer(-np.ones(20), np.ones(20)), gate=True)
    assert list(found["status"]) == ["passed", "failed"] and list(found["gate"]) == [True, False]
    require_gates(found)


def test_only_a_failed_gate_closes():
    good, bad, against = answer(np.ones(20)), answer(-np.ones(20)), answer(-np.ones(20))
    half = answer(np.r_[np.ones(10), -np.ones(10)])
    require_gates(None)
    require_gates(rows(bad, against))
    for stays_open in (rows(good, against), rows(half, against), rows(good, good)):
        require_gates(stays_open.assign(gate=True))
    with pytest.raises(GateError, match="coffee: Holds with probability 0.00, asked 0.9"):
        require_gates(rows(bad, against, gate=True))


@pytest.mark.parametrize(
    ("outcome", "lead", "expected"),
    [("volume", 12.0, "undecided"), ("price", 12.0, "passed"), ("volume", 0.0, "passed")],
)
def test_no_elasticity_passes_that_a_lead_on_the_same_outcome_contradicts(outcome, lead, expected):
    """A lead of 12 % where within ± 5 % is expected fails; an elasticity of −2 lies between −6 and −1."""
    elasticity = CheckSettings(outcome="volume", measure="elasticity", above=-6.0, below=-1.0)
    ahead = CheckSettings(title="Placebo", outcome=outcome, measure="lead", above=-5.0, below=5.0)

    def asked(name: str, check: CheckSettings, value: float) -> pd.DataFrame:
        estimate = CheckEstimate(np.full((25, 1), value), np.zeros(1))
        return review_estimates(Expectation(name, check, "", [("all", "all")], {}), estimate, None, None, 25)

    both = [asked("elasticity", elasticity, -2.0), asked("ahead", ahead, lead)]
    found = pd.concat(both, ignore_index=True)
    judged = contradicted(found).set_index("check")
    assert judged.loc["elasticity", "status"] == expected
    assert ("“Placebo” fails" in judged.loc["elasticity", "sentence"]) is (expected == "undecided")
    assert found["status"].tolist()[0] == "passed"  # what was given is not changed

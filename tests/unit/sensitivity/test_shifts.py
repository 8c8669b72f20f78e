"""Verdicts on shifts of known size against a known scatter."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.errors import DataError
from tradewinds.review.status import Status
from tradewinds.sensitivity.shifts import (
    BY_ROW,
    COLUMNS,
    MEAN_EFFECT,
    evaluate_shifts,
    mean_effects,
)

pytestmark = pytest.mark.slow

ROWS, REFITS = 200, 6


def effects(
    mean: float = 0.0, by_row: float = 0.0, noise: float = 0.02, size: float = 1.0, seed: int = 0
) -> pd.DataFrame:
    """Effects of ``size`` on each row; a candidate that shifts their mean, and each row up or down."""
    rng = np.random.default_rng(seed)
    sign = np.where(np.arange(ROWS) % 2, 1.0, -1.0)
    found = []
    for change, shift in (("unchanged", 0.0), ("with_x", mean + by_row * sign), ("placebo_x", 0.0)):
        for refit in range(REFITS):
            value = size + shift + noise * rng.normal() + noise * rng.normal(size=ROWS)
            about = {"tier": "tier1", "equation": "price", "change": change, "refit": refit}
            rows = {"sector": "a", "period": np.arange(ROWS), "effect": value, "deviation": 0.1}
            found.append(pd.DataFrame(about | rows | {"mean_deviation": 0.05}))
    return pd.concat(found, ignore_index=True)


def judged(tolerance: float = 0.2, **changes) -> pd.DataFrame:
    found = evaluate_shifts(effects(**changes), 0.05, tolerance)
    assert tuple(found) == COLUMNS
    return found.set_index("quantity")


def test_a_shift_of_the_mean_is_found_with_its_size():
    found = judged(mean=0.5)
    assert found.loc[MEAN_EFFECT, "status"] == Status.failed
    assert found.loc[MEAN_EFFECT, "low"] < 0.5 < found.loc[MEAN_EFFECT, "high"]
    assert found.loc[MEAN_EFFECT, "ratio"] == pytest.approx(
        found.loc[MEAN_EFFECT, "shift"] / found.loc[MEAN_EFFECT, "seed_scatter"]
    )
    assert found.loc[MEAN_EFFECT, "posterior_deviation"] == pytest.approx(0.05)
    assert found.loc[BY_ROW, "posterior_deviation"] == pytest.approx(0.1)


def test_a_shift_that_leaves_the_mean_is_found_by_row():
    found = judged(by_row=0.5)
    assert found.loc[BY_ROW, "status"] == Status.failed and found.loc[MEAN_EFFECT, "status"] == Status.passed
    assert found.loc[BY_ROW, "shift"] == pytest.approx(0.5, abs=0.02)


def test_no_shift_is_said_to_be_none_where_the_scatter_is_small():
    assert (judged()["status"] == Status.passed).all()


def test_a_shift_beyond_the_scatter_but_of_no_consequence_does_not_matter():
    found = judged(mean=0.1, noise=0.005)
    assert found.loc[MEAN_EFFECT, "low"] > 0 and found.loc[MEAN_EFFECT, "status"] == Status.passed
    assert judged(mean=0.1, noise=0.005, tolerance=0.05).loc[MEAN_EFFECT, "status"] == Status.failed


def test_where_refits_scatter_too_much_nothing_can_be_told():
    assert (judged(noise=0.4)["status"] == Status.undecided).all()
    assert (judged(size=0.0)["status"] == Status.undecided).all()


def test_no_candidate_is_found_more_often_than_claimed():
    """200 pages without a missing variable, margin nothing: at most 1 in 20 may say that one matters."""
    wrong = [(judged(seed=seed, tolerance=1e-9)["status"] == Status.failed).any() for seed in range(200)]
    assert np.mean(wrong) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)


def test_the_level_is_held_where_chance_shifts_all_rows_alike():
    """200 pages; by mean squares in place of their cube roots one in ten said that a variable matters."""
    rng = np.random.default_rng(0)
    wrong = []
    for _ in range(200):
        chance = {"unchanged": np.zeros(REFITS), "with_x": np.repeat(rng.normal(), REFITS)}
        chance["placebo_x"] = rng.normal(size=REFITS)
        found = []
        for change, by in chance.items():
            value = 1 + by[:, None] + 0.3 * rng.normal(size=(REFITS, 1)) + np.zeros(20)
            index = {"refit": np.repeat(np.arange(REFITS), 20), "period": np.tile(np.arange(20), REFITS)}
            about = {"tier": "tier1", "equation": "price", "change": change, "sector": "a"}
            about |= {"deviation": 0.1, "mean_deviation": 0.05}
            found.append(pd.DataFrame(about | index | {"effect": value.ravel()}))
        table = evaluate_shifts(pd.concat(found, ignore_index=True), 0.05, 1e-9)
        wrong.append((table["status"] == Status.failed).any())
    assert np.mean(wrong) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)


def test_where_nothing_was_refitted_there_is_nothing_to_judge():
    nothing = pd.DataFrame()
    assert evaluate_shifts(nothing, 0.05, 0.2).empty and mean_effects(nothing).empty
    assert tuple(evaluate_shifts(nothing, 0.05, 0.2)) == COLUMNS


def test_levels_are_shared_among_candidates():
    one = effects(mean=0.1)
    other = one[one["change"] != "unchanged"].assign(change=one["change"].str.replace("_x", "_y"))
    both = evaluate_shifts(pd.concat([one, other], ignore_index=True), 0.05, 0.2)
    alone = evaluate_shifts(one, 0.05, 0.2)
    width = [table["high"].iloc[0] - table["low"].iloc[0] for table in (alone, both)]
    assert width[1] > 1.1 * width[0] and len(both) == 4


def test_refits_under_another_prior_say_nothing_of_candidates():
    some = effects(mean=0.1)
    prior = some[some["change"] == "unchanged"].assign(change="other_prior", effect=7.0)
    both = evaluate_shifts(pd.concat([some, prior[prior["period"] > 9]], ignore_index=True), 0.05, 0.2)
    pd.testing.assert_frame_equal(both, evaluate_shifts(some, 0.05, 0.2))
    assert evaluate_shifts(prior, 0.05, 0.2).empty


def test_rows_that_not_all_refits_have_are_left_out():
    some = effects()
    some = some[(some["refit"] > 0) | (some["period"] > 9)]
    assert (evaluate_shifts(some, 0.05, 0.2)["rows"] == ROWS - 10).all()
    none = effects()
    none = none[(none["change"] == "unchanged") == (none["period"] > 9)]
    with pytest.raises(DataError, match="tier1.price: refits with 0 rows in common"):
        evaluate_shifts(none, 0.05, 0.2)


def test_an_effect_that_is_not_a_number_is_refused():
    bad = effects()
    bad.loc[3, "effect"] = np.nan
    with pytest.raises(DataError, match="1 effects not finite"):
        evaluate_shifts(bad, 0.05, 0.2)


def test_the_mean_of_every_refit_is_kept():
    found = mean_effects(effects())
    assert len(found) == 3 * REFITS and list(found["change"].unique()) == ["unchanged", "with_x", "placebo_x"]

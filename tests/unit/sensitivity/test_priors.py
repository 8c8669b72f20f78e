"""The effect under two priors: differences of known size against a known scatter of seeds."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.errors import DataError
from tradewinds.review.status import Status
from tradewinds.sensitivity.priors import COLUMNS, compare_priors

pytestmark = pytest.mark.slow

ROWS, REFITS, DEVIATION = 50, 6, 0.05


def effects(
    shift: float = 0.0, noise: float = 0.02, other_noise: float | None = None, seed: int = 0
) -> pd.DataFrame:
    """Effects of 1 on average; the other prior adds ``shift``, and its refits scatter by ``other_noise``."""
    rng = np.random.default_rng(seed)
    found = []
    for change, mean, scatter in (
        ("unchanged", 1.0, noise),
        ("other_prior", 1.0 + shift, noise if other_noise is None else other_noise),
    ):
        for refit in range(REFITS):
            value = mean + scatter * rng.normal()
            index = {"tier": "tier1", "equation": "price", "change": change, "refit": refit}
            index |= {"sector": "a", "period": np.arange(ROWS), "effect": np.linspace(-1, 1, ROWS) + value}
            width = {"deviation": 0.1, "mean_deviation": DEVIATION, "band_low": mean - 0.1 * refit}
            width |= {"band_high": mean + 0.2, "alone_low": -mean, "alone_high": mean}
            found.append(pd.DataFrame(index | width))
    return pd.concat(found, ignore_index=True)


def compared(**changes: float) -> pd.Series:
    found = compare_priors(effects(**changes), 0.05, 0.2)
    assert tuple(found) == COLUMNS and len(found) == 1
    return found.iloc[0]


def test_both_effects_stand_beside_each_other_and_their_difference_in_deviations():
    row = compared(shift=0.5)
    assert row["status"] == Status.failed and row["low"] < 0.5 < row["high"]
    assert row["effect"] == pytest.approx(1.0, abs=0.03)
    assert row["other_effect"] - row["effect"] == pytest.approx(row["shift"])
    assert row["ratio"] == pytest.approx(row["shift"] / DEVIATION)
    assert (row["band_low"], row["other_band_low"]) == pytest.approx((0.75, 1.25))  # the mean over refits
    assert (row["alone_high"], row["other_alone_high"]) == pytest.approx((1.0, 1.5))


def test_the_verdict_is_held_against_the_scatter_of_seeds_under_either_prior():
    assert compared()["status"] == Status.passed
    assert compared(shift=0.5, noise=0.4)["status"] == Status.undecided
    row = compared(shift=0.5, other_noise=0.4)
    assert row["status"] == Status.undecided and row["other_scatter"] > 0.1 > row["seed_scatter"]


def test_a_prior_that_changes_nothing_is_found_to_matter_no_more_often_than_claimed():
    pages = [compare_priors(effects(seed=n), 0.05, 1e-9) for n in range(200)]
    wrong = [page["status"].iloc[0] == Status.failed for page in pages]
    assert np.mean(wrong) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)


def test_candidates_have_no_say_in_it():
    both = effects(shift=0.1)
    candidate = both[both["change"] == "unchanged"].assign(change="with_x", effect=9.0)
    every = pd.concat([both, candidate[candidate["period"] > 9]], ignore_index=True)
    pd.testing.assert_frame_equal(compare_priors(every, 0.05, 0.2), compare_priors(both, 0.05, 0.2))


def test_the_level_is_shared_among_equations():
    one = effects(shift=0.1)
    two = compare_priors(pd.concat([one, one.assign(equation="volume")], ignore_index=True), 0.05, 0.2)
    alone = compare_priors(one, 0.05, 0.2)
    assert list(two["equation"]) == ["price", "volume"]
    assert two["high"].iloc[0] > alone["high"].iloc[0] + 0.005


def test_without_refits_under_another_prior_there_is_nothing_to_compare():
    unchanged = effects()[lambda table: table["change"] == "unchanged"]
    for nothing in (pd.DataFrame(), unchanged):
        found = compare_priors(nothing, 0.05, 0.2)
        assert found.empty and tuple(found) == COLUMNS


def test_an_effect_that_is_not_a_number_is_refused():
    bad = effects()
    bad.loc[len(bad) - 1, "effect"] = np.nan
    with pytest.raises(DataError, match="tier1.price.*1 effects not finite"):
        compare_priors(bad, 0.05, 0.2)

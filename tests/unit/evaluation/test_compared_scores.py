"""Scores of two fits on the same rows."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tradewinds.evaluation.compared_scores import compared_scores

RNG = np.random.default_rng(3)
PERIOD = np.repeat(np.arange(20), 5)
NOISE = RNG.normal(size=len(PERIOD))


def predicted(density, rows=100, observed=0.0):
    data = {
        "log_density": ("row", np.asarray(density)[:rows]),
        "observed": ("row", np.full(rows, observed)),
    }
    coords = {"sector": ("row", np.tile(list("abcde"), 20)[:rows]), "period": ("row", PERIOD[:rows])}
    return xr.DataTree.from_dict({"/price/ahead": xr.Dataset(data, coords)})


def scored(standardised, original):
    about = {"equation": "price", "holdout": "ahead", "model": "network", "metric": "lppd"}
    rows = [("standardised", standardised), ("original", original)]
    return pd.DataFrame([about | {"scale": scale, "value": value} for scale, value in rows])


def test_a_lead_is_the_mean_of_rows_and_what_all_rows_share_adds_nothing_to_its_error():
    a, b = predicted(NOISE), predicted(NOISE + 0.3)
    (row,) = compared_scores((a, b), (scored(0, 0), scored(0, 0)), 200, 0).itertuples()
    assert row.lead == pytest.approx(0.3) and row.error == pytest.approx(0, abs=1e-12)
    assert (row.low, row.high) == pytest.approx((0.3, 0.3)) and row.why == "" and row.rows == 100


def test_densities_count_in_the_outcomes_own_unit():
    """The same forecast, scaled by fits whose training rows spread otherwise: b's standardised density is
    higher by the log of the ratio of their spreads, and the lead is none."""
    a, b = predicted(NOISE), predicted(NOISE + np.log(2))
    (row,) = compared_scores((a, b), (scored(0, 1.0), scored(np.log(2), 1.0)), 50, 0).itertuples()
    assert row.lead == pytest.approx(0, abs=1e-12) and row.a == pytest.approx(row.b)


def test_the_error_is_that_of_whole_periods():
    """With shocks of spread 1 that a period's five rows share, it is that of 20 periods, 1/√20 = 0.22, not
    that of 100 rows, 0.1; 500 resamples know it to 3 %."""
    shocks = np.random.default_rng(1).normal(size=20)
    shocks = np.repeat((shocks - shocks.mean()) / shocks.std(), 5)
    (row,) = compared_scores(
        (predicted(NOISE), predicted(NOISE + shocks)), (scored(0, 0),) * 2, 500, 0
    ).itertuples()
    assert row.error == pytest.approx(np.sqrt(1 / 20), rel=0.1)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (predicted(NOISE, rows=90), "100 rows and 90"),
        (predicted(NOISE, observed=1.0), "their outcomes differ"),
        (predicted(np.full(100, np.nan)), "a density is not finite"),
    ],
)
def test_other_rows_are_not_held_against_each_other(other, why):
    (row,) = compared_scores((predicted(NOISE), other), (scored(0, 0),) * 2, 50, 0).itertuples()
    assert row.why == why and np.isnan(row.lead)

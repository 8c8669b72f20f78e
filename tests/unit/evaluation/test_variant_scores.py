"""Leads of variants over the settings as they are, on rows whose differences are known."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.errors import DataError
from tradewinds.evaluation.variant_scores import score_variants
from tradewinds.settings.sweep import BASE


def rows(density, equation: str, periods: range, sectors: int = 1) -> pd.DataFrame:
    count = len(periods) * sectors
    return pd.DataFrame(
        {
            "equation": equation,
            "origin": 1,
            "sector": np.tile([f"s{n}" for n in range(sectors)], len(periods)),
            "period": np.repeat(list(periods), sectors),
            "log_density": density * np.ones(count),
            "crps": 0.5,
            "error": 2.0,
            "pit": 0.97,
            "failure": "",
        }
    )


def two(first, second, periods: range = range(10)) -> pd.DataFrame:
    """A sector equation of 4 rows a period, and a national one of one row a period."""
    return pd.concat([rows(first, "price", periods, 4), rows(second, "gdp", periods)], ignore_index=True)


def test_equations_count_alike_whatever_their_rows():
    found = score_variants({BASE: two(0.0, 0.0), "v": two(1.0, 0.5)}, 50, 0).variants.set_index("variant")
    assert found.loc["v", "lead"] == pytest.approx(0.75)
    assert found.loc["v", ["lppd", "crps", "rmse", "coverage"]].tolist() == [0.75, 0.5, 2.0, 0.0]
    assert found.loc[BASE, ["lead", "lead_error"]].tolist() == [0.0, 0.0]


def test_equations_of_the_same_periods_are_resampled_together():
    """Differences that cancel in every period leave no error; those of other periods cannot cancel."""
    rng = np.random.default_rng(0)
    wave = rng.normal(size=10)
    base, variant = two(0.0, 0.0), two(np.repeat(wave, 4), -wave)
    found = score_variants({BASE: base, "v": variant}, 200, 0).variants.set_index("variant").loc["v"]
    assert abs(found["lead"]) < 1e-12 and found["lead_error"] < 1e-12
    apart = [
        pd.concat([rows(a, "price", range(10), 4), rows(b, "gdp", range(20, 30))], ignore_index=True)
        for a, b in ((0.0, 0.0), (np.repeat(wave, 4), -wave))
    ]
    found = score_variants({BASE: apart[0], "v": apart[1]}, 2000, 0).variants.set_index("variant").loc["v"]
    # each half the mean of ten numbers: the error of their sum is that of one mean over √2
    one = wave.std(ddof=1) / np.sqrt(10)
    assert found["lead_error"] == pytest.approx(one / np.sqrt(2), rel=0.05)


def test_a_default_that_failed_leaves_no_lead_but_the_scores():
    failed = two(0.0, 0.0).head(1).assign(failure="no draws", log_density=np.nan)
    found = score_variants({BASE: failed, "v": two(1.0, 0.5)}, 50, 0)
    of = found.variants.set_index("variant")
    assert np.isnan(of.loc["v", "lead"]) and of.loc["v", "lppd"] == 0.75
    assert of.loc[BASE, "failure"] == "no draws" and of.loc["v", "failure"] == ""


def test_other_rows_are_an_error():
    with pytest.raises(DataError, match="the same rows in the same order"):
        score_variants({BASE: two(0.0, 0.0), "v": two(0.0, 0.0, range(9))}, 50, 0)

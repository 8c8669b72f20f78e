import math

import pandas as pd
import pytest

from tradewinds.report.experiment.fit.comparison import compare_with_simple


def scores(
    network: float, ridge: float, lead: tuple[float, float] | None, metric: str = "lppd"
) -> pd.DataFrame:
    rows = [
        ("price", "ahead", "network", metric, "standardised", network, 0.05, 60, math.nan, math.nan),
        (
            "price",
            "ahead",
            "drift",
            metric,
            "standardised",
            -1.0 if metric == "lppd" else 9.0,
            0.05,
            60,
            math.nan,
            math.nan,
        ),
        ("price", "ahead", "ridge", metric, "standardised", ridge, 0.05, 60, math.nan, math.nan),
    ]
    if lead:
        band = (lead[0] - 2 * lead[1], lead[0] + 2 * lead[1])
        rows.append(("price", "ahead", "ridge", f"{metric} lead", "standardised", *lead, 60, *band))
    columns = ["equation", "holdout", "model", "metric", "scale", "value", "error", "rows", "lower", "upper"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("network", "lead", "outcome"),
    [
        (0.6, (0.1, 0.03), "better"),
        (0.4, (-0.1, 0.03), "worse"),
        (0.6, (0.1, 0.06), "level"),
        (0.6, None, "level"),
        (0.9, None, "better"),
        (math.nan, None, "not computed"),
        (0.6, (0.1, math.nan), "not computed"),
    ],
)
def test_better_is_said_only_where_the_band_leaves_out_zero(
    network: float, lead: tuple | None, outcome: str
) -> None:
    (found,) = compare_with_simple(scores(network, 0.5, lead), "ahead", "lppd")
    assert found.rival == "ridge"
    assert found.outcome == outcome


def test_lower_errors_are_better() -> None:
    (found,) = compare_with_simple(scores(2.0, 1.0, None, "rmse"), "ahead", "rmse")
    assert (found.rival, found.outcome) == ("ridge", "worse")


def test_without_a_simple_model_nothing_is_claimed() -> None:
    table = scores(0.6, 0.5, None)
    (found,) = compare_with_simple(table[table["model"] == "network"], "ahead", "lppd")
    assert found.outcome == "not computed"


def test_resamples_count_and_not_the_error() -> None:
    """A few rows missed by far: the error is as large as the lead, nearly all resamples are below zero."""
    table = scores(0.4, 0.5, (-0.08, 0.05))
    (found,) = compare_with_simple(table.assign(upper=-0.01), "ahead", "lppd")
    assert found.outcome == "worse"
    (found,) = compare_with_simple(table, "ahead", "lppd")
    assert found.outcome == "level"

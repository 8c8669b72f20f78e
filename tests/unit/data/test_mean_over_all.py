"""Means over all series where some alone are carried on: where they begin, and what is left as it is."""

from dataclasses import replace

import numpy as np
import pytest

from tradewinds.data.mean_over_all import beside_all, observed_means
from tradewinds.data.panel import Grid, SectorBlock
from tradewinds.equations import parse

SCALES = {"price": "log", "tariff": "level"}
EQUATION = parse(
    "dlog(price[t]) ~ tariff[t] + common(tariff[t]) + common(price[t-1]) + common(dlog(price[t-1])) + month",
    SCALES,
)
PERIODS = np.arange(8)


def grid(rows: list[int]) -> Grid:
    """Some of five series with constant tariffs 0.1 to 0.5, and the means over all five."""
    tariff = np.tile(np.linspace(0.1, 0.5, 5)[:, None], (1, 8))
    price = np.exp(tariff * (1 + PERIODS))
    log_price = np.log(price).mean(axis=0)
    common = {
        "common(level(tariff[t]))": tariff.mean(axis=0),
        "common(log(price[t-1]))": np.append(np.nan, log_price[:-1]),
        "common(dlog(price[t-1]))": np.append([np.nan] * 2, np.diff(log_price)[:-1]),
    }
    assert {str(term) for term in EQUATION.inputs if term.common} <= set(common)
    values = {"price": price[rows], "tariff": tariff[rows]}
    names = [f"C{row}" for row in rows]
    return Grid(names, None, PERIODS, 0 * PERIODS, PERIODS, values, None, SectorBlock(0, common))


def test_levels_go_on_from_the_mean_over_all_series_and_changes_as_they_are():
    # the carried tariffs are 0.1 and 0.2, with mean 0.15 where that of all is 0.3; log prices 0.15 t below
    np.testing.assert_allclose(beside_all(grid([0, 1]), EQUATION, 5), [0.0, 0.15, 0.15 * 5, 0.0, 0.0])


def test_nothing_is_added_where_all_series_are_carried():
    np.testing.assert_allclose(beside_all(grid([0, 1, 2, 3, 4]), EQUATION, 5), 0.0, atol=1e-15)
    assert beside_all(replace(grid([0, 1]), part=None), EQUATION, 5) is None


def test_the_last_period_counts_in_which_both_are_known():
    some = grid([0, 1])
    some.values["tariff"][:, 4:] = np.nan
    assert beside_all(some, EQUATION, 5)[1] == pytest.approx(0.15)


def test_means_of_other_variables_are_those_observed():
    found = observed_means(grid([0, 1]), EQUATION)
    assert list(found) == [1]
    np.testing.assert_allclose(found[1], 0.3)
    assert observed_means(replace(grid([0, 1]), part=None), EQUATION) == {}

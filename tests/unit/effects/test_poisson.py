"""A count model finds the effect where trade is zero half the time, and logarithms do not."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from event_world import ELASTICITY, as_grid

from tradewinds.data.panel import Grid, to_table
from tradewinds.effects import leverage
from tradewinds.effects.design import EventDesign, EventRows
from tradewinds.effects.distributed_lag import level_lag, level_rows
from tradewinds.effects.poisson import poisson, poisson_lag, with_trade
from tradewinds.effects.study import study_events
from tradewinds.errors import DataError
from tradewinds.evaluation.partialling import dummies_of
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import VariableSettings
from tradewinds.settings.event_study import DesignName, EventStudySettings

ASKED = EventDesign("value", "tariff")
DATA = DataSettings(
    "shipments",
    "",
    {
        "sectors": TableSettings(
            Frequency.month,
            {
                "tariff": VariableSettings("Tariff", "fraction", rate=True),
                "value": VariableSettings("Value", "USD"),
            },
            keys={"sector": "sector"},
        )
    },
)


def shipments(seed: int = 0, sectors: int = 100, periods: int = 48) -> Grid:
    """Shipments of one size: their number is Poisson of a mean that answers the tariff at once, with what all
    sectors share and disturbances of its own, so that half of the rows are zero. Tariffs rise once, by 40 or
    80 points, in two sectors of three.
    """
    rng = np.random.default_rng((seed, 53))
    date, rise = rng.integers(8, periods - 8, sectors), rng.choice([0.0, 0.4, 0.8], sectors)
    policy = 0.05 + rise[:, None] * (np.arange(periods) >= date[:, None])
    own = rng.normal(0.1, 0.6, (sectors, 1)) + 0.2 * rng.standard_normal(periods)
    mean = np.exp(own + ELASTICITY * policy) * rng.gamma(4, 1 / 4, policy.shape)
    return as_grid({"tariff": policy, "value": 2500.0 * rng.poisson(mean)})


@pytest.mark.slow
def test_half_of_the_rows_are_zero_and_the_count_model_holds_the_truth():
    """Over 12 worlds its bands of 90 % hold the truth in 8 or more (with probability 0.996 where they are
    right) and its mean is the truth within 3.5 errors of a mean; those of logarithms, which leave the zeros
    out, hold it in none, and their mean lies less than half as far from nothing.
    """
    counted, logged, zeros = [], [], []
    for seed in range(12):
        grid = shipments(seed)
        zeros.append((grid.values["value"] == 0).mean())
        counted.append(poisson_lag(grid, ASKED, 2, 1).table().iloc[-1])
        logged.append(level_lag(grid, ASKED, 2, 1).table().iloc[-1])
    assert np.mean(zeros) == pytest.approx(0.5, abs=0.03)
    held = [sum(one.low <= ELASTICITY <= one.high for one in found) for found in (counted, logged)]
    assert held[0] >= 8 and held[1] == 0
    means = [np.mean([one.estimate for one in found]) for found in (counted, logged)]
    error = np.std([one.estimate for one in counted]) / np.sqrt(12)
    assert means[0] == pytest.approx(ELASTICITY, abs=3.5 * error) and error < 0.15
    assert means[1] > 0.5 * ELASTICITY


def test_it_is_the_likelihoods_maximum_and_its_sandwich(monkeypatch):
    """Beside statsmodels with a column for every sector and period, on the same rows."""
    rows = with_trade(level_rows(shipments(3, 8, 30), replace(ASKED, logs=False), 1, 1))
    found = poisson(rows)
    dummies = rows.taken_out.toarray()
    full = np.column_stack([rows.x, dummies[:, 1:]])
    known = sm.GLM(rows.y, full[:, _independent(full)], family=sm.families.Poisson()).fit(
        cov_type="cluster", cov_kwds={"groups": rows.sector}, tol=1e-12, maxiter=200
    )
    count = rows.x.shape[1]
    np.testing.assert_allclose(found.slopes, known.params[:count], rtol=1e-6)
    ratio = found.errors / known.bse[:count]
    # what the regression takes from each of eight clusters, where statsmodels has one factor for all
    assert (ratio > 0.8).all() and (ratio < 1.35).all()
    monkeypatch.setattr(leverage, "_MOST_CLUSTERS", 0)
    plain = poisson(rows).errors / known.bse[:count]
    np.testing.assert_allclose(plain, plain[0], rtol=1e-5, err_msg="but for the count of parameters")
    assert 0.8 < plain[0] < 1.2


def _independent(columns: np.ndarray) -> list[int]:
    found: list[int] = []
    for place in range(columns.shape[1]):
        if np.linalg.matrix_rank(columns[:, [*found, place]]) > len(found):
            found.append(place)
    return found


def test_the_size_of_the_unit_and_of_weights_is_nothing():
    grid = shipments(1, 12, 40)
    rows = level_rows(grid, replace(ASKED, logs=False), 1, 0)
    found = poisson(rows)
    other = poisson(rows._replace(y=1e6 * rows.y, weights=7 * rows.weights))
    np.testing.assert_allclose(other.slopes, found.slopes, rtol=1e-7)
    np.testing.assert_allclose(other.errors, found.errors, rtol=1e-6)


def test_groups_without_trade_say_nothing():
    """A sector that never trades, and a month without any, change no slope and are left out."""
    grid = shipments(2, 12, 40)
    whole = poisson_lag(grid, ASKED, 1, 0)
    empty = {name: np.vstack([one, one[:1]]) for name, one in grid.values.items()}
    empty["value"][-1] = 0.0
    more = as_grid(empty)
    found = poisson_lag(more, ASKED, 1, 0)
    np.testing.assert_allclose(found.estimates, whole.estimates, rtol=1e-7)
    assert found.rows[0] == whole.rows[0]
    assert found.left_out - whole.left_out == 40 - 2
    nothing = as_grid({**grid.values, "value": np.zeros_like(grid.values["value"])})
    with pytest.raises(DataError, match="zero in every group"):
        poisson_lag(nothing, ASKED, 1, 0)


def made_rows(y: np.ndarray, x: np.ndarray, **groups: np.ndarray) -> EventRows:
    """Rows of one input and these effects, each a cluster of its own."""
    rows = np.arange(len(y))
    return EventRows(
        y, x[:, None], dummies_of(list(groups.values())), ((1.0, rows),), np.ones(len(y)), 1, rows, rows
    )


def test_a_policy_that_ends_trade_has_no_finite_slope():
    """y = 0 exactly where x = 1: the likelihood rises for ever as the slope falls."""
    rng = np.random.default_rng(3)
    x = np.repeat([0.0, 1.0], 100)
    y = np.where(x > 0, 0.0, rng.poisson(3.0, 200))
    with pytest.raises(DataError, match=r"no finite slope of value: .* 100 of 200 rows have no trade"):
        poisson(made_rows(y, x, all=np.zeros(200)), "value")
    y[-1] = 1.0
    found = poisson(made_rows(y, x, all=np.zeros(200)))
    assert found.slopes[0] == pytest.approx(np.log(0.01 / y[:100].mean()), rel=1e-6)


def test_sectors_that_end_with_the_rate_have_no_path():
    grid = shipments(5, 20, 40)
    grid.values["value"][grid.values["tariff"] > 0.06] = 0.0
    with pytest.raises(DataError, match="no finite slope of value"):
        poisson_lag(grid, ASKED, 1, 0)


def test_rows_that_effects_alone_separate_are_left_out_and_counted():
    """Every group has some trade, yet that of one cell of groups is all zero and its effects are free of the
    others': slopes are those without it (Correia, Guimarães & Zylkin 2019).
    """
    rng = np.random.default_rng(4)
    first, second = np.repeat([0, 0, 1], 40), np.repeat([0, 1, 1], 40)
    x = rng.normal(size=120)
    y = rng.poisson(np.exp(1 - 0.5 * x)).astype(float)
    y[40:80] = 0.0  # group 0 × 1: trade in 0 × 0 and in 1 × 1
    found = poisson(made_rows(y, x, first=first, second=second))
    kept = np.r_[0:40, 80:120]
    without = poisson(made_rows(y[kept], x[kept], first=first[kept], second=second[kept]))
    assert found.rows == 80
    np.testing.assert_allclose(found.slopes, without.slopes, rtol=1e-7)
    assert -0.8 < found.slopes[0] < -0.2


def test_what_is_long_ago_need_not_vary():
    """Sixteen periods, in which no rate rose more than seven before the last, know one level of what came
    before.
    """
    grid = as_grid({name: values[:, :16] for name, values in shipments(1, 60, 32).values.items()})
    with pytest.raises(DataError, match="the fixed effects leave nothing"):
        poisson(level_rows(grid, replace(ASKED, logs=False), 6, 0))
    found = poisson_lag(grid, ASKED, 6, 0)
    assert found.horizons[-1] == 6 and np.isfinite(found.estimates).all()


def test_less_than_nothing_is_refused():
    grid = shipments(2, 6, 30)
    grid.values["value"][0, 5] = -1.0
    with pytest.raises(DataError, match="value is -1 in a row"):
        poisson_lag(grid, ASKED, 1, 0)


def test_a_study_says_how_many_rows_logarithms_leave_out():
    grid = shipments(4, 16, 40)
    designs = [DesignName.distributed_lag_in_levels, DesignName.poisson]
    asked = EventStudySettings(outcome="value", designs=designs, horizons=2, leads=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = study_events(to_table(grid), DATA, asked)
    logs, count = (found[found["design"] == name] for name in map(str, designs))
    assert set(found["unit"]) == {"% per percentage point"} and len(count)
    zeros = (grid.values["value"] == 0).mean()
    assert found["zeros"].to_numpy() == pytest.approx(zeros)
    assert logs["rows"].iloc[0] < 0.7 * count["rows"].iloc[0]


def test_a_design_that_is_refused_leaves_the_others():
    grid = shipments(5, 20, 40)
    grid.values["value"][1, 5] = -1.0
    asked = EventStudySettings(outcome="value", horizons=1, leads=0)
    asked.designs = [DesignName.distributed_lag_in_levels, DesignName.poisson]
    found = study_events(to_table(grid), DATA, asked)
    assert set(found["design"]) == {"distributed lag in levels"}
    assert found["refused"].iloc[0].startswith("poisson: value is -1 in a row")
    asked.designs = [DesignName.poisson]
    with pytest.raises(DataError, match="value is -1 in a row"):
        study_events(to_table(grid), DATA, asked)

"""The path after a rise is the true one, and leads find what moved before it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from event_world import ANTICIPATED, AT_ONCE, ELASTICITY, GRADUAL, SCALE, answered, as_grid, tariffs, world
from scipy import stats

from tradewinds.data.changes import shifted
from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign
from tradewinds.effects.distributed_lag import distributed_lag, level_lag
from tradewinds.effects.least_squares import covariance_of
from tradewinds.errors import DataError, SettingsError

ASKED = EventDesign("volume", "tariff")


def truth(weights: dict[int, float], horizons: np.ndarray) -> np.ndarray:
    """Σ of the weights up to a horizon, less that up to −1."""
    upto = np.array([sum(w for lag, w in weights.items() if lag <= h) for h in horizons])
    return upto - sum(w for lag, w in weights.items() if lag <= -1)


@pytest.mark.parametrize(
    "weights", [AT_ONCE, GRADUAL, ANTICIPATED, {}], ids=["once", "gradual", "early", "none"]
)
def test_the_path_is_the_true_one_within_its_error(weights):
    path = distributed_lag(world(weights), ASKED, horizons=18, leads=6)
    error = np.sqrt(np.diag(path.covariance))
    off = np.abs(path.estimates - truth(weights, path.horizons))
    assert list(path.horizons) == list(range(-7, 19))
    assert (off <= 3.5 * error + 1e-12).all() and error.max() < 0.35
    assert path.estimates[6] == 0 and error[6] == 0, "compared with the period before"


def test_leads_pass_without_and_fail_with_anticipation():
    assert distributed_lag(world(AT_ONCE), ASKED, 12, 6).leads_test().joint > 0.05
    early = distributed_lag(world(ANTICIPATED), ASKED, 12, 6)
    test = early.leads_test()
    assert test.by == "Hotelling" and test.joint < 1e-4 and test.cumulated < 1e-3
    assert (test.each < 1e-3).sum() == 2 and np.argmin(test.each) == 3, "three periods before, of −6 … −1"
    net, error = early.between(-7, 12)
    assert net == pytest.approx(ELASTICITY, abs=3 * error)


@pytest.mark.slow
def test_bands_hold_the_truth_as_often_as_they_say():
    """At 12 periods over 60 worlds: nine of ten, within three errors of a share."""
    held = []
    for seed in range(60):
        table = distributed_lag(world(GRADUAL, seed, 24, 60), ASKED, 12, 3).table().set_index("horizon")
        held.append(table.loc[12, "low"] <= ELASTICITY <= table.loc[12, "high"])
    assert 0.9 - 3 * np.sqrt(0.09 / 60) <= np.mean(held) <= 1


@pytest.mark.slow
def test_bands_hold_the_truth_where_few_are_treated():
    """Three of 20 sectors: with all clusters less one, they would hold less often."""
    held, naive = [], []
    for seed in range(80):
        last = distributed_lag(few_treated(3, seed), ASKED, 3, 1).table().iloc[-1]
        assert 1.5 < last["effective"] < 3.5 and last["clusters"] == "20"
        held.append(last["low"] <= ELASTICITY <= last["high"])
        naive.append(abs(last["estimate"] - ELASTICITY) <= stats.t.ppf(0.95, 19) * last["error"])
    error = 3 * np.sqrt(0.09 / 80)
    assert np.mean(held) >= 0.9 - error and np.mean(naive) <= np.mean(held) - 0.025


def test_one_that_is_treated_is_one_effective_cluster():
    last = distributed_lag(few_treated(1, 0), ASKED, 3, 1).table().iloc[-1]
    assert last["effective"] == pytest.approx(1.1, abs=0.1)
    assert last["high"] - last["estimate"] == pytest.approx(6.31 * last["error"], rel=1e-3)  # t(1)


def few_treated(treated: int, seed: int) -> Grid:
    """Twenty sectors, of which so many have a tariff that moves."""
    rng = np.random.default_rng((seed, 99))
    rate = tariffs(rng, 20, 60)
    rate[treated:] = rate[treated:, :1]
    return as_grid({"tariff": rate, "volume": answered(rng, rate, AT_ONCE)})


@pytest.mark.slow
def test_the_joint_test_of_leads_rejects_as_often_as_it_says():
    """At 10 % over 80 worlds with nothing before the rise; by F(K, ν) it would be a quarter of them."""
    joint, naive = [], []
    for seed in range(80):
        path = distributed_lag(world(AT_ONCE, seed, 24, 96), ASKED, 3, 6)
        test = path.leads_test()
        assert test.by == "Hotelling"
        joint.append(test.joint)
        wald = path.leads @ np.linalg.solve(covariance_of(path.lead_influences), path.leads)
        naive.append(stats.f.sf(wald / 6, 6, 23))
    error = 3 * np.sqrt(0.09 / 80)
    assert np.mean(np.array(joint) < 0.1) == pytest.approx(0.1, abs=error)
    assert np.mean(np.array(naive) < 0.1) > 0.1 + error


def test_few_clusters_are_tested_lead_by_lead():
    test = distributed_lag(world(ANTICIPATED, sectors=10), ASKED, 12, 6).leads_test()
    assert test.by == "Bonferroni" and test.joint == pytest.approx(6 * test.each.min()) and test.joint < 0.05


def test_slopes_and_errors_are_those_of_a_column_for_every_effect():
    """Against least squares with dummies, and Bell & McCaffrey's sandwich by hand."""
    grid = world(GRADUAL, sectors=12, periods=30)
    path = distributed_lag(grid, ASKED, 3, 2)
    logs, rate = np.log(grid.values["volume"]), grid.values["tariff"]
    rows = [
        (
            s,
            t,
            logs[s, t] - logs[s, t - 1],
            *(rate[s, t - lag] - rate[s, t - lag - 1] for lag in range(-2, 4)),
        )
        for s in range(12)
        for t in range(4, 28)
    ]
    s, t, y, *x = (np.array(column) for column in zip(*rows, strict=True))
    dummies = np.hstack([pd.get_dummies(s).to_numpy(float), pd.get_dummies(t).to_numpy(float)[:, 1:]])
    full = np.hstack([np.column_stack(x), dummies])
    slopes = np.linalg.lstsq(full, y, rcond=None)[0]
    bread = np.linalg.inv(full.T @ full)
    left, scores = y - full @ slopes, []
    for one in range(12):
        own = full[s == one]
        values, axes = np.linalg.eigh(np.eye(len(own)) - own @ bread @ own.T)
        some = values > 1e-9  # of the sector's own mean nothing is left
        root = axes[:, some] / np.sqrt(values[some]) @ axes[:, some].T
        scores.append(own.T @ root @ left[s == one])
    cover = bread @ np.transpose(scores) @ scores @ bread
    np.testing.assert_allclose(path.estimates[3:], slopes[2:6].cumsum(), atol=1e-8)
    np.testing.assert_allclose(path.estimates[:2], [-slopes[:2].sum(), -slopes[1]], atol=1e-8)
    assert np.sqrt(path.covariance[-1, -1]) == pytest.approx(np.sqrt(cover[2:6, 2:6].sum()), rel=1e-6)


def test_a_row_that_is_missing_is_left_out():
    whole = world(AT_ONCE)
    volume = whole.values["volume"].copy()
    volume[np.random.default_rng(1).uniform(size=volume.shape) < 0.1] = np.nan
    gaps = as_grid({**whole.values, "volume": volume})
    path = distributed_lag(gaps, ASKED, 12, 6)
    last = path.table().iloc[-1]
    assert path.rows[0] < distributed_lag(whole, ASKED, 12, 6).rows[0] * 0.85
    assert last["estimate"] == pytest.approx(ELASTICITY, abs=3 * last["error"])


def test_weights_are_rows_said_more_than_once():
    grid = world(AT_ONCE, sectors=20, periods=40)
    often = np.broadcast_to(np.where(np.arange(20) < 8, 3.0, 1.0)[:, None], (20, 40))
    weighted = distributed_lag(
        as_grid({**grid.values, "size": often}),
        EventDesign("volume", "tariff", ("period",), weights="size"),
        4,
        2,
    )
    copies = np.repeat(np.arange(20), often[:, 0].astype(int))
    repeated = as_grid({name: values[copies] for name, values in grid.values.items()})
    plain = distributed_lag(repeated, EventDesign("volume", "tariff", ("period",)), 4, 2)
    np.testing.assert_allclose(weighted.estimates, plain.estimates, atol=1e-9)


def test_rows_without_a_weight_are_left_out():
    grid = world(AT_ONCE, sectors=20, periods=40)
    size = np.ones((20, 40))
    size[:5], size[5:10] = 0.0, np.nan
    few = distributed_lag(as_grid({**grid.values, "size": size}), replace(ASKED, weights="size"), 2, 1)
    half = as_grid({name: values[10:] for name, values in grid.values.items()})
    np.testing.assert_allclose(few.estimates, distributed_lag(half, ASKED, 2, 1).estimates, atol=1e-9)
    assert few.clusters == (10,)


def test_trends_that_bend_are_taken_out():
    grid = world(AT_ONCE, seed=3)
    bend = np.linspace(-1, 1, 40)[:, None] * np.arange(96) ** 2 / 400
    rate = grid.values["tariff"] + np.linspace(-1, 1, 40)[:, None] * np.arange(96) ** 2 / 8000
    bent = as_grid({"tariff": rate, "volume": answered_again(grid) * np.exp(bend + ELASTICITY * rate)})
    straight, line = (
        distributed_lag(bent, EventDesign("volume", "tariff", trends=trends), 3, 0).table().iloc[-1]
        for trends in (False, True)
    )
    assert abs(straight["estimate"] - ELASTICITY) > 5 * straight["error"]
    assert line["estimate"] == pytest.approx(ELASTICITY, abs=3 * line["error"])


def answered_again(grid):
    """The grid's volume without the tariff's part."""
    return grid.values["volume"] * np.exp(-ELASTICITY * grid.values["tariff"])


def test_three_kinds_of_effects_leave_the_truth_and_two_do_not():
    """A boom of every product and one of every origin, both with tariffs of their own, and trends of the
    pairs.
    """
    rng = np.random.default_rng(11)
    product, origin = np.divmod(np.arange(48), 6)
    booms = rng.standard_normal((8, 60))[product] + rng.standard_normal((6, 60))[origin]
    moves = 0.02 * booms + 0.03 * rng.standard_normal((48, 60)) + 0.01 * rng.standard_normal((48, 1))
    change = ELASTICITY * moves + 0.1 * booms + SCALE * rng.standard_normal((48, 60)) + moves.mean(1)[:, None]
    values = {"tariff": moves.cumsum(axis=1), "volume": np.exp(change.cumsum(axis=1))}
    keys = {"product": [f"p{one}" for one in product], "origin": [f"o{one}" for one in origin]}
    grid, last = as_grid(values, keys), []
    for effects in (("product:period", "origin:period", "sector"), ("product:period", "sector")):
        last.append(distributed_lag(grid, replace(ASKED, effects=effects), 2, 2).table().iloc[-1])
    assert last[0]["estimate"] == pytest.approx(ELASTICITY, abs=3 * last[0]["error"])
    assert last[0]["error"] < 0.1 and abs(last[1]["estimate"] - ELASTICITY) > 10 * last[1]["error"]


def fading(weights: dict[int, float]) -> Grid:
    """As ``world``, with shocks that are gone the month after."""
    rng = np.random.default_rng(17)
    rate = tariffs(rng, 40, 96)
    still = np.ones(rate.shape)
    for lag, weight in weights.items():
        moves = np.diff(rate, axis=1, prepend=rate[:, :1])
        still *= np.exp(weight * np.nan_to_num(shifted(moves, lag)).cumsum(axis=1))
    noise = SCALE * rng.standard_normal(rate.shape) + 0.1 * rng.standard_normal(96)
    return as_grid({"tariff": rate, "volume": np.exp(5 + noise + rng.standard_normal((40, 1))) * still})


@pytest.mark.parametrize(
    "weights", [AT_ONCE, GRADUAL, ANTICIPATED, {}], ids=["once", "gradual", "early", "none"]
)
def test_levels_find_the_path_against_the_time_before_the_leads(weights):
    grid = fading(weights)
    path, changes = (design(grid, ASKED, 14, 5) for design in (level_lag, distributed_lag))
    error = np.sqrt(np.diag(path.covariance))
    upto = [sum(w for lag, w in weights.items() if lag <= h) for h in path.horizons]
    assert (np.abs(path.estimates - upto) <= 3.5 * error + 1e-12).all() and list(path.horizons[:1]) == [-6]
    wide = np.sqrt(np.diag(changes.covariance))[7:]
    assert error[8:].mean() < 0.75 * wide.mean(), "narrower than changes"
    assert (path.leads_test().joint < 1e-4) == (weights is ANTICIPATED)


def test_levels_do_not_take_what_comes_later_for_the_last_horizon():
    """Half of an effect that is gradual over twelve periods is there after six."""
    last = level_lag(fading(GRADUAL), ASKED, 5, 2).table().iloc[-1]
    assert last["estimate"] == pytest.approx(ELASTICITY / 2, abs=3 * last["error"]) and last["error"] < 0.1


def test_a_common_tariff_is_refused():
    grid = world(AT_ONCE)
    common = as_grid({**grid.values, "tariff": np.broadcast_to(grid.values["tariff"][:1], (40, 96)).copy()})
    with pytest.raises(
        DataError, match="leave nothing .*; expected a policy that moves.*common to all sectors"
    ):
        distributed_lag(common, ASKED, 6, 3)


def test_too_few_periods_are_refused():
    with pytest.raises(DataError, match="0 rows in 0 periods on which 37 changes of tariff.*fewer horizons"):
        distributed_lag(world(AT_ONCE, periods=30), ASKED)


def test_what_is_not_there_is_named():
    with pytest.raises(SettingsError, match="no group 'origin'.*sector, period"):
        distributed_lag(world({}), EventDesign("volume", "tariff", ("origin:period",)), 2, 1)
    with pytest.raises(SettingsError, match="no variable 'duty'; expected one of tariff, volume"):
        distributed_lag(world({}), EventDesign("volume", "duty"), 2, 1)
    with pytest.raises(SettingsError, match="leads = -1"):
        distributed_lag(world({}), ASKED, 2, -1)

"""Paths that leave the data: refused when the median draw does, thinned when single draws do."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from linear_world import scenario

from tradewinds.errors import SupportError
from tradewinds.policy.run import Rolled
from tradewinds.policy.support import (
    keep_draws,
    refused_sectors,
    runaway_draws,
    with_policy_level,
    within_support,
)
from tradewinds.settings.data import AggregateSettings, DataSettings

DRAWS = 40
EXPLAINED = {"sectors": ["price"], "national": ["wages"]}
FAR = scenario(4, refuse_distance=5.0, runaway_distance=5.0, runaway_share=0.05)
EVEN = np.array([0.5, 0.5])


def path(distances=0.0, **values: np.ndarray) -> Rolled:
    """A path whose draws [R] lie so far outside in one place, with some variables replaced."""
    outside = np.zeros((DRAWS, 4, 2))
    outside[:, 2, 1] = distances
    number = np.broadcast_to(np.arange(DRAWS)[:, None, None], (DRAWS, 4, 2)).astype(float)
    sectors = {"price": number, "weather": number} | values
    return Rolled(
        {"sectors": sectors, "national": {"wages": number[:, :2, :1]}},
        {"sectors": np.zeros((DRAWS, 4, 2)), "national": outside},
    )


def some(number: int, value: float) -> np.ndarray:
    """``value`` for the first draws, nothing for the rest."""
    return np.where(np.arange(DRAWS) < number, value, 0.0)


@pytest.mark.parametrize(
    ("distances", "refused"),
    [(some(19, 9.0), False), (some(DRAWS, 5.0), False), (some(21, 5.1), True), (some(21, np.nan), True)],
    ids=["fewer than half", "at the limit", "more than half", "not a number"],
)
def test_the_median_draw_decides(distances, refused):
    """Of the nation, of which there is one."""
    if not refused:
        assert not refused_sectors({"scenario": path(distances)}, FAR, EVEN).any()
        return
    with pytest.raises(SupportError, match="scenario: the median path reaches (5.1|inf) training ranges"):
        refused_sectors({"scenario": path(distances)}, FAR, EVEN)


def in_sectors(*distances: float) -> Rolled:
    """A path whose sectors lie so far outside, in every draw."""
    rolled = path()
    rolled.outside["sectors"] = np.broadcast_to(np.array(distances), (DRAWS, 4, 2))
    return rolled


@pytest.mark.parametrize("which", ["baseline", "scenario"])
@pytest.mark.parametrize("far", [5.1, np.inf, np.nan])
def test_a_series_too_far_outside_is_left_out_where_it_weighs_little(which, far):
    """One of a thousandth of the weight took the answer of all others with it; it is far in every draw, and
    the others' draws stay."""
    paths = {"baseline": path(), "scenario": path()} | {which: in_sectors(far, 0.0)}
    found = within_support(paths, EXPLAINED, FAR, np.array([0.001, 0.999]))
    assert found.refused.tolist() == [True, False] and found.kept.all()
    heavy = np.array([0.11, 0.89])
    with pytest.raises(
        SupportError, match=f"{which}: .* in 1 of 2 sectors with 11 % of the weight.*refuse_sh"
    ):
        within_support(paths, EXPLAINED, FAR, heavy)
    assert within_support(paths, EXPLAINED, replace(FAR, refuse_share=0.2), heavy).refused[0]


def test_all_series_too_far_outside_are_refused_whatever_they_weigh():
    with pytest.raises(SupportError, match="2 of 2 sectors"):
        refused_sectors({"scenario": in_sectors(6.0, 7.0)}, FAR, np.zeros(2))


def broken(bad: float) -> np.ndarray:
    values = np.ones((DRAWS, 4, 2))
    values[3, 2, 1] = bad
    return values


RUNAWAY = {
    "too far": (path(some(2, 5.1)), [0, 1]),
    "at the limit": (path(some(2, 5.0)), []),
    "no distance": (path(some(1, np.nan)), [0]),
    "infinite": (path(price=broken(np.inf)), [3]),
    "not a number": (path(price=broken(np.nan)), [3]),
    "of something that nothing explains": (path(weather=broken(np.nan)), []),
}


@pytest.mark.parametrize(("rolled", "expected"), RUNAWAY.values(), ids=RUNAWAY)
@pytest.mark.parametrize("which", ["baseline", "scenario"])
def test_which_draws_run_away(which, rolled, expected):
    paths = {"baseline": path(), "scenario": path()} | {which: rolled}
    assert np.flatnonzero(runaway_draws(paths, EXPLAINED, 5.0)).tolist() == expected


def test_they_are_left_out_of_both_paths():
    """Two paths are compared draw by draw: a draw that is in one only could not be."""
    paths = {"baseline": path(), "scenario": path(price=broken(np.inf))}
    found = within_support(paths, EXPLAINED, FAR, EVEN)
    rest = np.delete(np.arange(DRAWS), 3)
    assert np.flatnonzero(found.kept).tolist() == rest.tolist()
    for rolled in found.paths.values():
        assert {len(outside) for outside in rolled.outside.values()} == {DRAWS - 1}
        np.testing.assert_array_equal(rolled.values["national"]["wages"][:, 0, 0], rest)
        assert np.isfinite(rolled.values["sectors"]["price"]).all()


def test_no_draw_runs_away_and_nothing_changes():
    found = within_support({"baseline": path()}, EXPLAINED, FAR, EVEN)
    assert found.kept.all() and not found.refused.any()
    np.testing.assert_array_equal(
        found.paths["baseline"].values["sectors"]["price"], path().values["sectors"]["price"]
    )


def test_more_of_them_than_allowed_are_refused():
    within_support({"scenario": path(some(2, 9.0))}, EXPLAINED, FAR, EVEN)
    with pytest.raises(
        SupportError,
        match=r"3 of 40 simulated futures run away.*scenario.runaway_share = 0.05.*"
        r"Equations of the nation \(3\) feed back on themselves: ask for a smaller change or a shorter path",
    ):
        within_support({"scenario": path(some(3, 9.0))}, EXPLAINED, FAR, EVEN)


def test_draws_are_kept_in_every_table():
    kept = keep_draws(path(), np.arange(DRAWS) % 2 == 1)
    assert kept.values["sectors"]["price"][:, 0, 0].tolist() == list(range(1, DRAWS, 2))
    assert kept.outside["sectors"].shape == (DRAWS // 2, 4, 2)


def test_the_policys_own_level_counts_though_its_steps_are_small():
    """Tariffs of 0 to 0.2 were seen: 0.25 in one sector, and 0.3 on average, are ranges beyond."""
    train = {
        "sectors": pd.DataFrame({"tariff": [0.0, 0.1, 0.2]}),
        "national": pd.DataFrame({"avg_tariff": [0.1, 0.1, 0.2]}),
    }
    tariffs = np.tile([[0.1, 0.1], [0.1, 0.2], [0.1, 0.25], [0.0, 0.1]], (1, 1))
    nation = np.broadcast_to(np.array([0.15, 0.3])[None, :, None], (DRAWS, 2, 1))
    rolled = path(some(1, 7.0))
    rolled.values["national"]["avg_tariff"] = nation
    rolled.outside["national"] = np.zeros((DRAWS, 2, 1))
    data = DataSettings(name="", description="", tables={})
    data.aggregates = {
        "avg_tariff": AggregateSettings("tariff", "mean"),
        "other": AggregateSettings("price", "sum"),
    }
    found = with_policy_level(rolled, tariffs, train, data, "tariff").outside
    np.testing.assert_allclose(found["sectors"][5], [[0, 0], [0, 0], [0, 0.25], [0, 0]], atol=1e-9)
    np.testing.assert_allclose(found["national"][5, :, 0], [0.0, 1.0], atol=1e-9)


def test_a_policy_that_never_moved_is_infinitely_far_once_it_moves():
    train = {"sectors": pd.DataFrame({"tariff": [0.02, 0.02]})}
    rolled = path()
    del rolled.values["national"], rolled.outside["national"]
    tariffs = np.array([[0.02, 0.02], [0.02, 0.03], [0.02, 0.02], [0.02, 0.02]])
    data = DataSettings(name="", description="", tables={})
    far = with_policy_level(rolled, tariffs, train, data, "tariff")
    assert far.outside["sectors"][0, 1, 1] == np.inf and far.outside["sectors"][0, 0, 0] == 0
    with pytest.raises(SupportError, match="the path moves what never moved in training"):
        refused_sectors({"scenario": far}, FAR, EVEN)

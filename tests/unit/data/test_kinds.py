"""The kinds of economies: each has the truth it states and the difficulty it declares."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.synthetic import engine, futures, one_step_effect, simulate_economy
from tradewinds.data.synthetic.kinds import ECONOMY_KINDS, Expected
from tradewinds.data.synthetic.tariff_panel import economy_of, heavy
from tradewinds.evaluation.regression import fixed_effects
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings

RISE, MONTHS, HISTORIES = 0.05, 12, 25
every_kind = pytest.mark.parametrize("kind", ECONOMY_KINDS)
without_effect = [kind for kind, declared in ECONOMY_KINDS.items() if declared.truth == 0]


def settings_of(kind: str, noise: float = 1.0) -> SyntheticSettings:
    return SyntheticSettings(economy=EconomyName(kind), sectors=10, periods=96, noise=noise)


@cache
def table_of(kind: str, seed: int = 0) -> pd.DataFrame:
    return simulate_economy(settings_of(kind), seed)["sectors"]


def history(kind: str, seed: int = 0, noise: float = 1.0) -> dict[str, np.ndarray]:
    """Variable, hidden ones too → [T, S]."""
    return engine.history(economy_of(ECONOMY_KINDS[kind].panel), 10, 96, noise, seed)["sectors"]


def effects(kind: str, seed: int, months: int = MONTHS) -> dict[str, np.ndarray]:
    """Variable → [S, H]: the log change that five points more bring, under the same disturbances."""
    settings, table = settings_of(kind), table_of(kind, seed)
    last = table.groupby("sector")["tariff"].last().to_numpy()
    path = np.repeat(last[:, None], months, axis=1)
    high, low = (futures(settings, seed, 95, one, 1)["sectors"] for one in (path + RISE, path))
    return {name: np.log(high[name] / low[name])[0] for name in ("price", "volume")}


def innovations(found: dict[str, np.ndarray], kind: str) -> np.ndarray:
    """What was not expected of volume [T, S], in logs."""
    return found["demand"] - ECONOMY_KINDS[kind].panel.response.memory * found["demand_before"]


def changes(found: dict[str, np.ndarray], variable: str = "statutory") -> np.ndarray:
    return np.diff(found[variable], axis=0)


@pytest.mark.slow
@every_kind
def test_the_truth_is_what_is_stated(kind):
    """On average over histories, within four of its errors and what rounding to a decimal leaves."""
    found = np.array(
        [100 * np.expm1(effects(kind, seed)["volume"])[:, -1].mean() for seed in range(HISTORIES)]
    )
    tolerance = 0.05 + 4 * found.std(ddof=1) / np.sqrt(HISTORIES)
    assert tolerance < 0.4
    assert found.mean() == pytest.approx(ECONOMY_KINDS[kind].truth, abs=tolerance)


@pytest.mark.slow
@pytest.mark.parametrize("kind", without_effect)
def test_where_the_truth_is_nothing_no_draw_answers(kind):
    for seed in range(3):
        for change in effects(kind, seed).values():
            np.testing.assert_allclose(change, 0, atol=1e-12)


def test_the_kinds_are_the_economies_without_a_module():
    modules = {"falling_tariff", "nonlinear", "two_tier", "omitted", "import_market"}
    assert set(ECONOMY_KINDS) == {*EconomyName} - modules
    assert {one.expected for one in ECONOMY_KINDS.values()} == set(Expected)
    assert len(without_effect) == 6


def two_way(kind: str, seed: int) -> tuple[float, float]:
    """Slope and error of log volume on log(1 + tariff) with effects of sectors and periods."""
    table = table_of(kind, seed)
    sector, period = table["sector"].to_numpy(), table["period"].to_numpy()
    found = fixed_effects(
        np.log(table["volume"].to_numpy()),
        np.log1p(table[["tariff"]].to_numpy()),
        [sector, period],
        [sector],
    )
    return float(found.slopes[0]), float(found.errors[0])


@pytest.mark.slow
def test_a_plain_regression_finds_the_effect_where_it_is_plain_and_not_where_it_is_confounded():
    """The mean of twenty slopes, against its own error over histories."""
    for kind, truth, right in (
        ("linear", -2.0, True),
        ("no_effect", 0.0, True),
        ("heavy_tails", -2.0, True),
        ("confounded", 0.0, False),
        ("confounded_reversed", -1.0, False),
        ("reverse_causality", 0.0, False),
        ("realised_rate", -1.0, False),
        ("heterogeneous", -2.25, False),
        ("own_shock", 0.0, False),
    ):
        slopes = np.array([two_way(kind, seed)[0] for seed in range(20)])
        error = slopes.std(ddof=1) / np.sqrt(len(slopes))
        assert (abs(slopes.mean() - truth) < 3 * error) == right, (kind, slopes.mean(), error)


def test_a_realised_rate_holds_the_disturbance_of_volume():
    found = history("realised_rate")
    error, surprise = found["tariff"] - found["statutory"], innovations(found, "realised_rate")
    clear = found["statutory"] > 0.06  # no rate is below its bound
    assert np.corrcoef(error[clear], surprise[clear])[0, 1] < -0.9
    assert np.polyfit(surprise[clear], error[clear], 1)[0] == pytest.approx(-0.012 / 0.03, abs=0.02)
    plain = history("linear")
    np.testing.assert_array_equal(plain["tariff"], plain["statutory"])


def test_stocks_are_built_before_an_announced_tariff_and_run_down_when_it_comes():
    found = history("anticipation", noise=1e-9)
    tariff = found["tariff"]
    beyond = np.log(found["volume"] / 100) - found["usual_volume"] + 0.9 * np.log1p(tariff)
    known = np.stack([np.log1p(tariff[t + 1 : t + 4].mean(axis=0)) - np.log1p(tariff[t]) for t in range(93)])
    np.testing.assert_allclose(beyond[1:93], 3 * np.diff(known, axis=0), atol=1e-6)
    rises = [(month + 1, sector) for month, sector in np.argwhere(changes(found) > 0.05) if month > 3]
    month, sector = rises[0]
    assert (beyond[month - 3 : month, sector] > 0).all() and beyond[month, sector] < -0.05


@pytest.mark.parametrize(("kind", "sign"), [("confounded", -1), ("confounded_reversed", 1)])
def test_a_hidden_cause_moves_tariffs_and_trade(kind, sign):
    found = history(kind)
    moved = found["tariff"] - found["enacted"]
    inside = (found["tariff"] > 0.005) & (found["tariff"] < 0.5)
    np.testing.assert_allclose(moved[inside], sign * found["cause"][inside], atol=1e-12)
    volume = np.log(found["volume"])
    within = [one - one.mean(axis=0) for one in (found["cause"], volume)]
    assert np.corrcoef(within[0].ravel(), within[1].ravel())[0, 1] > 0.5


def test_tariffs_follow_imports_of_the_month_before():
    found = history("reverse_causality")
    inside = (found["tariff"] > 0.005) & (found["tariff"] < 0.5)
    expected = found["enacted"] + 0.5 * found["demand_before"]
    np.testing.assert_allclose(found["tariff"][inside], expected[inside], atol=1e-12)


def test_a_tariff_comes_at_the_peak_of_a_surge_that_falls_back():
    at, after = [], []
    for seed in range(10):
        found = history("surge", seed)
        for month, sector in np.argwhere(changes(found) > 0.01) + np.array([1, 0]):
            at.append(found["demand_before"][month, sector])
            if month + 12 < 96:
                after.append(found["demand"][month + 12, sector])
    assert len(at) > 30 and min(at) > 0.17
    assert np.mean(after) < 0.5 * np.mean(at)


def test_the_effect_of_a_month_changes_where_it_breaks():
    table = table_of("structural_break").assign(tariff=0.1)
    found = one_step_effect(settings_of("structural_break"), table, "volume", RISE)
    expected = np.log(1.15 / 1.1) * np.where(table["period"] < 41, -1.0, -4.0)
    known = np.isfinite(found)
    np.testing.assert_allclose(found[known], expected[known])
    assert known.sum() == len(table) - 10


def test_sectors_differ_and_those_that_answer_little_are_treated():
    found = effects("heterogeneous", 0)["volume"][:, -1]
    tariffs = table_of("heterogeneous").groupby("sector")["tariff"].last()
    expected = np.tile([-0.5, -4.0], 5) * np.log1p(RISE / (1 + tariffs.to_numpy()))
    np.testing.assert_allclose(found, expected)
    moved = sum((changes(history("heterogeneous", seed)) != 0).sum(axis=0) for seed in range(10))
    assert moved[::2].sum() > 8 * moved[1::2].sum() > 0


@pytest.mark.parametrize(("kind", "event"), [("one_treated", 0.0), ("own_shock", -0.16)])
def test_one_sector_is_treated_once(kind, event):
    found = history(kind, noise=1e-9)
    moved = np.argwhere(changes(found) != 0)
    np.testing.assert_array_equal(moved, [[39, 0]])  # into period 41
    response = ECONOMY_KINDS[kind].panel.response
    beyond = np.log(found["volume"] / 100) - found["usual_volume"]
    beyond = beyond - response.elasticity[0] * np.log1p(found["tariff"])
    expected = np.zeros((96, 10))
    expected[40:, 0] = event
    np.testing.assert_allclose(beyond, expected, atol=1e-6)


@pytest.mark.parametrize(("kind", "months"), [("linear", 1), ("gradual_12", 12), ("gradual_24", 24)])
def test_a_tariff_is_felt_in_equal_parts(kind, months):
    found = effects(kind, 0, months=30)["volume"]
    share = np.minimum(np.arange(1, 31) / months, 1.0)
    np.testing.assert_allclose(found, found[:, -1:] * share, atol=1e-12)


def test_tails_are_heavy_and_the_variance_is_not():
    z = np.random.default_rng(0).standard_normal(2_000_000)
    assert heavy(z, 0.1).std() == pytest.approx(1.0, abs=0.01)
    np.testing.assert_array_equal(heavy(z, 0.0), z)

    def farthest(kind: str) -> float:
        found = np.concatenate([innovations(history(kind, seed), kind).ravel() for seed in range(5)])
        return float(np.abs(found).max() / np.median(np.abs(found)))

    assert farthest("heavy_tails") > 3 * farthest("linear")


def test_a_price_that_follows_the_tariff_is_collinear_with_it():
    """What is left of the price beside tariff, sectors and periods, as a share of its movements."""

    def left(kind: str) -> float:
        found = history(kind)
        price, tariff = (
            one - one.mean(axis=0) - one.mean(axis=1, keepdims=True) + one.mean()
            for one in (np.log(found["price"]), np.log1p(found["tariff"]))
        )
        return float(1 - np.corrcoef(price.ravel(), tariff.ravel())[0, 1] ** 2)

    assert left("collinear") < 0.02 and left("linear") > 0.3


def test_tariffs_can_be_quiet_and_common():
    largest = [np.abs(changes(history("quiet_tariffs", seed))).max() for seed in range(5)]
    assert 0 < max(largest) <= 0.006
    common = history("common_tariff")["tariff"]
    np.testing.assert_array_equal(common, np.broadcast_to(common[:, :1], common.shape))
    assert np.unique(common[:, 0]).size > 1


@pytest.mark.slow
@every_kind
def test_rates_stay_in_their_bounds(kind):
    tariffs = np.concatenate([table_of(kind, seed)["tariff"] for seed in range(20)])
    assert tariffs.min() >= 0.005 and tariffs.max() <= 0.5

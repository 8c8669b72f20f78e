"""Local projections find the path; clean controls do where effects differ and tariffs go on, off and on."""

import numpy as np
import pytest
from event_world import ANTICIPATED, AT_ONCE, ELASTICITY, GRADUAL, SCALE, answered, as_grid, world

from tradewinds.effects.design import EventDesign
from tradewinds.effects.local_projection import clean_projection, local_projection
from tradewinds.errors import DataError, SettingsError

ASKED = EventDesign("volume", "tariff")
PERIODS = EventDesign("volume", "tariff", ("period",))


@pytest.mark.slow
@pytest.mark.parametrize("weights", [AT_ONCE, GRADUAL, {}], ids=["once", "gradual", "none"])
def test_the_path_is_the_true_one_within_its_error(weights):
    path = local_projection(world(weights, periods=140), ASKED, 14, 6, lags=6)
    table = path.table()
    truth = np.array([sum(w for lag, w in weights.items() if 0 <= lag <= h) for h in table["horizon"]])
    off = (table["estimate"] - truth).abs()
    assert (off <= 3.5 * table["error"] + 1e-12).all() and table["error"].max() < 0.35
    assert table.loc[table["horizon"] == -1, "estimate"].item() == 0
    assert path.leads_test().joint > 0.01


def test_a_rise_that_is_taken_back_is_no_lasting_one():
    """What rose falls again: only with that held fixed is θ that of a lasting rise."""
    rng = np.random.default_rng(4)
    rate = 0.3 + 0.1 * rng.uniform(size=(40, 80))
    grid = as_grid({"tariff": rate, "volume": answered(rng, rate, AT_ONCE)})
    lasting, usual = (local_projection(grid, ASKED, 6, 0, 0, one).table().iloc[-1] for one in (True, False))
    assert lasting["estimate"] == pytest.approx(ELASTICITY, abs=3 * lasting["error"])
    assert usual["estimate"] == pytest.approx(ELASTICITY / 2, abs=3 * usual["error"])
    assert usual["error"] < 0.1


def test_leads_find_anticipation():
    path = local_projection(world(ANTICIPATED, periods=140), ASKED, 6, 6, lags=6)
    assert path.leads_test().joint < 1e-4
    assert path.table().set_index("horizon").loc[-4, "estimate"] == pytest.approx(-1.5, abs=0.3)


def staggered(seed: int = 0) -> np.ndarray:
    """Thirty sectors are treated for good, early ones far more than late ones, whose effect grows over 10
    periods; thirty never are.
    """
    rng = np.random.default_rng((seed, 5))
    begins = np.concatenate([rng.integers(15, 55, 30), np.full(30, 10_000)])
    time = np.arange(80)
    treated = (time >= begins[:, None]).astype(float)
    since = np.clip(time - begins[:, None] + 1, 0, 10) / 10
    size = np.where(begins < 35, -2.0, -0.5)[:, None]
    noise = SCALE * rng.standard_normal((60, 80)).cumsum(axis=1)
    return treated, np.exp(5 + size * since + noise + 0.1 * rng.standard_normal(80).cumsum()), size, begins


def test_clean_controls_give_the_mean_effect_of_staggered_treatments():
    treated, volume, size, begins = staggered()
    grid = as_grid({"tariff": treated, "volume": volume})
    path = clean_projection(grid, PERIODS, 12, 4, quiet=10)
    last = path.table().iloc[-1]
    mean = size[:30].mean()
    assert last["estimate"] == pytest.approx(mean, abs=0.15) and path.leads_test().joint > 0.05
    assert last["error"] < 0.3


def test_dirty_controls_do_not():
    """The same regression on all rows compares the late with those still adjusting."""
    treated, volume, size, _ = staggered()
    grid = as_grid({"tariff": treated[:30], "volume": volume[:30]})  # all are treated some day
    clean = clean_projection(grid, PERIODS, 9, 0, quiet=10).table().iloc[-1]
    dirty = local_projection(grid, PERIODS, 9, 0, lags=0).table().iloc[-1]
    true = size[:30].mean()
    assert abs(clean["estimate"] - true) < 3 * clean["error"]
    assert abs(dirty["estimate"] - true) > 2 * abs(clean["estimate"] - true)


def test_tariffs_that_go_on_off_and_on_again():
    """Taking it away does what putting it on did, with the sign turned; each after a quiet year."""
    rng = np.random.default_rng(9)
    rate = np.zeros((40, 120))
    for sector in range(20):
        first = rng.integers(15, 30)
        rate[sector, first : first + 30] = 0.25
        rate[sector, first + 55 :] = 0.1
    logs = 5 + np.apply_along_axis(
        lambda d: np.convolve(d, np.full(6, ELASTICITY / 6))[:120], 1, np.diff(rate, axis=1, prepend=0)
    ).cumsum(axis=1)
    logs += SCALE * rng.standard_normal(logs.shape).cumsum(axis=1)
    path = clean_projection(as_grid({"tariff": rate, "volume": np.exp(logs)}), PERIODS, 10, 6, quiet=12)
    table = path.table().set_index("horizon")
    for horizon in (0, 2, 5, 10):
        truth = ELASTICITY * min(horizon + 1, 6) / 6
        assert table.loc[horizon, "estimate"] == pytest.approx(truth, abs=3 * table.loc[horizon, "error"])
    assert table["error"].max() < 0.2


def test_rates_that_never_stand_still_have_no_clean_controls():
    grid = world(AT_ONCE)
    restless = grid.values["tariff"] + 1e-4 * np.random.default_rng(0).standard_normal((40, 96))
    with pytest.raises(
        DataError, match="no change of tariff after 12 still periods.*statutory, not realised"
    ):
        clean_projection(as_grid({**grid.values, "tariff": restless}), PERIODS)
    with pytest.raises(SettingsError, match="quiet = 0"):
        clean_projection(grid, PERIODS, quiet=0)

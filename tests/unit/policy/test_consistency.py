"""Economic checks of equations whose answers are known on paper."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, scenario, with_roles

from tradewinds.errors import ScenarioError
from tradewinds.policy.consistency import check
from tradewinds.settings.data import AggregateSettings
from tradewinds.settings.data_variable import Unit
from tradewinds.settings.economics import CheckSettings, Measure

pytestmark = pytest.mark.slow

SECTORS, PERIODS = 3, 40
KEPT, PASSED, LOSS = 0.6, 0.5, -0.4
DRAWS = 40


def made(lead: float = 0.0):
    """log p = 0.6 log p[−1] + 0.5 τ, which the volume follows: log q = 0.6 log q[−1] − 0.4 τ + lead τ[+1].

    Wages lose 0.2 per unit of the average tariff.
    """
    rng = np.random.default_rng(3)
    tariff = rng.uniform(0.05, 0.3, (SECTORS, PERIODS + 1))
    price, volume = (np.zeros((SECTORS, PERIODS)) for _ in range(2))
    for t in range(1, PERIODS):
        price[:, t] = KEPT * price[:, t - 1] + PASSED * tariff[:, t]
        volume[:, t] = KEPT * volume[:, t - 1] + LOSS * tariff[:, t]
    volume = volume + lead * tariff[:, 1:] + rng.normal(0, 0.01, volume.shape)
    values = {"tariff": tariff[:, :-1], "price": np.exp(price), "volume": np.exp(volume)}
    sectors = panel(values, 1, "step", industry=["a", "b", "c"])
    wages = np.exp(rng.normal(4.6, 0.01, (1, PERIODS)))
    nation = panel({"wages": wages, "avg_tariff": values["tariff"].mean(axis=0, keepdims=True)}, 1, "step")
    draws = {"draws": DRAWS}
    return make_world(
        {"sectors": with_roles(sectors, 8), "national": with_roles(nation, 8)},
        {"sectors": described(sectors, "step"), "national": described(nation, "step")},
        {
            "tier1": {
                "price[t] ~ price[t-1] + tariff[t]": Coefficients([KEPT - 1, PASSED], sigma=0.01),
                "volume[t] ~ volume[t-1] + tariff[t]": Coefficients([KEPT - 1, LOSS], sigma=0.01),
                "wages[t] ~ wages[t-1] + avg_tariff[t]": Coefficients(
                    [-0.5, -0.2], intercept=0.5 * 4.6 + 0.2 * 0.175, sigma=0.001
                ),
            }
        },
        aggregates={"avg_tariff": AggregateSettings(of="tariff", how="mean")},
        **draws,
    )


@pytest.fixture(scope="module")
def world():
    return made()


def found(world, **changes):
    asked = {"one": CheckSettings(**{"outcome": "price", "above": 0} | changes)}
    return check(world.fit(), scenario(4, draws=DRAWS), asked)


def risen(slope: float, periods: int) -> float:
    """Log response to a lasting rise of one after so many periods."""
    return slope * (1 - KEPT**periods) / (1 - KEPT)


def test_a_known_response_is_found_in_every_sector_and_passes(world):
    rows = found(world, rise=0.1, horizon=3)
    expected = 100 * (np.exp(risen(PASSED, 3) * 0.1) - 1)
    np.testing.assert_allclose(rows[["low", "median", "high"]], expected, rtol=1e-6)
    assert list(rows["label"]) == ["all sectors", "a", "b", "c"] and set(rows["status"]) == {"passed"}
    assert 0.2 < rows["prior_probability"].iloc[0] < 0.8  # no sign is assumed
    assert found(world, above=None, below=0)["status"].iloc[0] == "failed"


def test_an_elasticity_and_proportion_are_what_the_equation_says(world):
    rows = found(world, measure=Measure.elasticity, outcome="volume", horizon=2, above=None, below=0)
    last = {name: of["tariff"].iloc[-1] for name, of in world.test["sectors"].groupby("sector")}
    for row in rows.iloc[1:].itertuples():
        tariff = last[row.place]
        expected = risen(LOSS, 2) * 0.1 / np.log((1.1 + tariff) / (1 + tariff))
        assert row.median == pytest.approx(expected, rel=1e-6)
    line = found(world, measure=Measure.beyond_proportion, rise=0.2, against=0.05, above=-1e-6, below=1e-6)
    np.testing.assert_allclose(line["median"], 0.0, atol=1e-9)
    assert line["probability"].iloc[0] == 1
    assert line["status"].iloc[0] == "void", "networks without hidden units are in proportion unseen"


def test_sectors_whose_cut_ends_at_zero_are_left_out_and_counted(world):
    last = {name: of["tariff"].iloc[-1] for name, of in world.test["sectors"].groupby("sector")}
    cut = sorted(last.values())[0] + 1e-4  # more than the lowest rate
    asked = {
        "measure": Measure.beyond_proportion,
        "rise": cut,
        "against": -cut,
        "above": -1e-6,
        "below": 1e-6,
    }
    rows = found(world, **asked)
    assert rows["left_out"].tolist() == [1, 0, 0, 0] and rows["probability"].iloc[0] == 1
    assert rows["median"].isna().sum() == 1


def test_a_draw_that_runs_away_gives_no_number_and_the_distance_stays(world):
    rows = found(world, situation={"price": 1e12}, rise=0.1)
    assert (rows["not_finite"] == DRAWS).all() and (rows["status"] == "not computed").all()
    assert (rows["outside"] > 10).all()


def test_a_rise_in_one_sector_asks_that_sector_alone(world):
    rows = found(world, sectors=["b"], rise=0.1, horizon=1, situation={"tariff": 0.2, "price": 3.0})
    assert list(rows["label"]) == ["all sectors", "b"]
    np.testing.assert_allclose(rows["median"], 100 * (np.exp(PASSED * 0.1) - 1), rtol=1e-6)
    assert rows["situation"].iloc[0] == "tariff = 0.2, price = 3"
    assert rows["outside"].iloc[1] > 0  # no price of three was ever seen


def test_the_nation_answers_to_the_mean_of_the_rise(world):
    rows = found(world, outcome="national.wages", sectors=["a"], rise=0.3, horizon=1, above=None, below=0)
    assert list(rows["place"]) == ["nation"]
    np.testing.assert_allclose(rows["median"], 100 * (np.exp(-0.2 * 0.1) - 1), rtol=1e-6)


@pytest.mark.parametrize(("lead", "status"), [(0.0, "passed"), (0.5, "failed")])
def test_the_placebo_finds_what_answers_to_the_coming_tariff(lead, status):
    """A volume 5 % higher before a rise of ten points; noise of 1 % on 93 rows leaves an error below half."""
    rows = found(made(lead), outcome="volume", measure=Measure.lead, rise=0.1, above=-2, below=2)
    assert len(rows) == 1 and rows["status"].item() == status
    assert rows["mean"].item() == pytest.approx(100 * 0.1 * lead, abs=1.0)
    assert np.isnan(rows["prior_probability"].item())
    assert 0.3 < rows["high"].item() - rows["low"].item() < 3.0  # the error of the slope is in it


def test_a_sector_that_is_not_there_is_named(world):
    with pytest.raises(ScenarioError, match="no sector 'z'"):
        found(world, sectors=["z"])


@pytest.mark.parametrize("described_as", [{"rate": True}, {"rate": False, "written": Unit.percent}])
def test_what_people_read_in_per_cent_is_judged_in_points(world, described_as):
    """Ten points more on every tariff are ten points more on average, not a tenth of one."""
    asked = replace(world, data=copy.deepcopy(world.data))
    variables = asked.data.tables["national"].variables
    variables["avg_tariff"] = replace(variables["avg_tariff"], **described_as)
    row = found(asked, outcome="national.avg_tariff", above=9, rise=0.1).iloc[0]
    assert row["unit"] == "percentage points" and row["median"] == pytest.approx(10.0)

"""The roll-out in one call, beside the truth of the economy it was simulated from."""

import numpy as np
import pytest
from compiled import KEYS, compiled
from linear_world import Coefficients, described, make_world, planned_path, scenario, with_roles

from tradewinds.data.mapping import with_identities
from tradewinds.data.synthetic import simulate_economy
from tradewinds.policy.projection import project
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings

HORIZON, RISE = 5, 0.1


def projected(synthetic: bool, **changes: object):
    settings = SyntheticSettings(economy=EconomyName.falling_tariff, sectors=2, periods=40)
    table = simulate_economy(settings, 0)["sectors"]
    known = described(table, "step", identities={"revenue": "tariff * price / 100 * volume"})
    table = with_identities(table, known)
    world = make_world(
        {"sectors": with_roles(table, 8)},
        {"sectors": known},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t]": Coefficients([-0.6, 0.4], 1.8, sigma=0.01)}},
    )
    world.data.synthetic = settings if synthetic else None
    asked = scenario(HORIZON, RISE, draws=20, futures=3, **changes)
    path = planned_path(world, asked)
    return table, project(world.fit(), asked, path)


@pytest.fixture(scope="module")
def found():
    table, tree = projected(synthetic=True)
    return table, tree["sectors"].to_dataset()


def test_the_truth_is_the_economys_own_difference_of_the_same_paths(found):
    """The economy is linear in logs, so its effect is the same in every future."""
    table, dataset = found
    base, rise = (dataset["tariff"].sel(path=name).values[:, 1:].T for name in ("baseline", "scenario"))
    np.testing.assert_allclose(rise[-1] - base[-1], RISE)
    np.testing.assert_allclose(base[0], table.groupby("sector")["tariff"].last())

    def effect(path):
        last = table.groupby("sector").last()
        p, q = (np.log(last[name].to_numpy() / 100) for name in ("price", "volume"))
        for tariff in path:
            before = p
            p = 0.4 * p + 0.6 * np.log1p(0.8 * tariff)
            q = 0.4 * q - 0.6 * (1.5 * before + 0.5 * tariff)
        return {"price": p, "volume": q, "revenue": p + q + np.log(tariff)}

    one, other = effect(rise), effect(base)
    for name in ("price", "revenue"):
        expected = 100 * np.expm1(one[name] - other[name])
        np.testing.assert_allclose(dataset[f"{name}_truth"].isel(period=-1), expected, rtol=1e-9)


def test_the_estimate_stands_beside_it(found):
    _, dataset = found
    assert dataset["price_effect_mean"].sizes == {"sector": 2, "period": HORIZON + 1}
    assert (dataset["price_effect_quantile"].isel(period=slice(1, None)) > 0).all()
    assert dataset.attrs["draws"] == 20


def test_without_a_simulated_economy_there_is_no_truth():
    _, tree = projected(synthetic=False)
    assert not [name for name in tree["sectors"].to_dataset().data_vars if name.endswith("_truth")]


def test_a_refusal_is_a_result():
    _, tree = projected(synthetic=False, refuse_distance=0.2, flag_distance=0.1)
    assert not tree.children
    assert "training ranges beyond the data" in tree.attrs["refused"]
    assert "scenario.refuse_distance = 0.2" in tree.attrs["refused"]


def test_a_linear_network_answers_steps_as_the_change_at_once():
    attributes = projected(synthetic=False)[1]["weighted"]["price_effect_quantile"].attrs
    assert attributes["steps"] == 2 and abs(attributes["apart"]) < 1e-3
    assert "scatter" not in attributes, "a single chain has nothing to agree with"


def test_how_many_networks_stand_behind_the_draws():
    assert projected(synthetic=False)[1].attrs["networks"] == 1


@pytest.mark.slow
def test_nothing_is_compiled_for_the_arrays_around_a_roll_out(caplog):
    """Nine of ten programs were of a copy, a rounding or a distance, one for every shape of it."""
    with compiled(caplog) as found:
        projected(synthetic=False)
    assert "one_draw" in found and set(found) <= {"one_draw", "_in_batches", "_every_unseen"} | KEYS
    assert found.count("stage") <= 2 and found.count("convert_element_type") <= 1

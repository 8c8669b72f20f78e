"""From an equation and its settings to the model: sizes, dynamics, how the economy-wide effect is treated."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.features import raw_rows
from tradewinds.data.panel import Grid
from tradewinds.data.scale_fit import fit_equation_scaler
from tradewinds.equations import parse, with_window
from tradewinds.model.build import build, labels_of, last_trained
from tradewinds.model.rows import group_effects, group_labels, standardised_rows, widest
from tradewinds.settings.inference import Algorithm, InferenceSettings, VariationalSettings
from tradewinds.settings.model import Dynamics, Family, ModelSettings, Network, NoiseSettings
from tradewinds.settings.tier import TierSettings

SCALES = {"price": "log", "tariff": "level"}


def make_grid(periods: int = 8) -> Grid:
    rng = np.random.default_rng(0)
    names = ["cars × China", "cars × Mexico", "toys × China"]
    keys = pd.DataFrame(
        {"industry": ["cars", "cars", "toys"], "origin": ["China", "Mexico", "China"]}, index=names
    )
    role = np.full((3, periods), "fit", dtype=object)
    role[:, -2:], role[1, 3], role[2, 5] = "ahead", "inside", "inside"
    return Grid(
        sectors=names,
        keys=keys,
        periods=np.arange(periods),
        calendar=np.zeros(periods, dtype=int),
        year=np.arange(periods),
        values={"price": np.exp(rng.normal(size=(3, periods))), "tariff": rng.uniform(size=(3, periods))},
        role=role,
    )


def made(text: str = "price[t] ~ tariff[t]", table: str = "sectors", **settings):
    tier = TierSettings(**({"model": ModelSettings()} | settings))
    equation, grid = parse(text, SCALES), make_grid()
    fit = raw_rows(grid, equation, "change").with_role("fit")
    return build(equation, grid, labels_of(fit, grid, tier.effects, table), tier, table, inputs=5)


def test_sizes():
    shape = made("price[t] ~ tariff[t] + t", effects=["sector", "origin", "period"]).shape
    assert (shape.inputs, shape.sectors, shape.periods) == (5, 3, 6)
    assert shape.groups == (("sector", 3), ("origin", 2))


def test_slopes_differ_in_every_column_of_the_variable_and_between_sectors_alone():
    text = "price[t] ~ tariff[t] + price[t-1] + d(tariff[t-1])"
    assert made(text, slopes=["tariff"]).shape.varied == (0, 2)
    assert made(text).shape.varied == made(text, table="national", slopes=["tariff"]).shape.varied == ()


def test_a_recurrent_network_reads_the_window_and_its_line_the_row_alone():
    text, slopes = "price[t] ~ tariff[t] + price[t-1] + index", ["tariff"]
    tier = TierSettings(model=ModelSettings(network=Network.gru, window=3), slopes=slopes)
    equation, grid = with_window(parse(text, SCALES), 3), make_grid()
    fit = raw_rows(grid, equation, "change").with_role("fit")
    shape = build(equation, grid, labels_of(fit, grid, [], "sectors"), tier, "sectors", inputs=7).shape
    assert shape.window == ((4, 5, 6), (2, 3, 6), (0, 1, 6))
    assert (shape.own, shape.inputs, shape.varied) == (3, 7, (0,))
    side_by_side = TierSettings(model=ModelSettings(window=3), slopes=slopes)
    shape = build(equation, grid, {}, side_by_side, "sectors", inputs=7).shape
    assert (shape.own, shape.window, shape.varied) == (7, (), (0, 2, 4))


@pytest.mark.parametrize(
    ("text", "effects", "table", "economy", "dynamics"),
    [
        ("price[t] ~ tariff[t]", [], "sectors", False, Dynamics.independent),
        ("price[t] ~ tariff[t] + t", [], "sectors", True, Dynamics.ar1),
        ("price[t] ~ tariff[t]", ["period"], "sectors", True, Dynamics.independent),
        ("price[t] ~ tariff[t] + t", ["period"], "sectors", True, Dynamics.ar1),
        ("price[t] ~ tariff[t]", ["period", "sector"], "national", False, Dynamics.independent),
    ],
)
def test_who_has_an_economy_wide_effect_and_how_it_moves(text, effects, table, economy, dynamics):
    model = made(text, table, effects=effects, model=ModelSettings(dynamics=Dynamics.ar1))
    assert (model.shape.economy, model.dynamics) == (economy, dynamics)
    assert bool(model.shape.groups) == ("sector" in effects and table == "sectors")


def test_it_is_integrated_out_where_that_is_exact():
    assert made().collapsed
    assert not made(model=ModelSettings(noise=NoiseSettings(family=Family.student_t))).collapsed
    batches = InferenceSettings(Algorithm.variational, variational=VariationalSettings(minibatch=10))
    assert not made(inference=batches).collapsed
    assert made(inference=replace(batches, algorithm=Algorithm.nuts)).collapsed


def test_the_last_trained_period():
    grid = make_grid()
    assert last_trained(grid) == 5
    assert last_trained(replace(grid, role=None)) == 7
    role = grid.role.copy()
    role[:, 5] = "inside"  # held out as targets, but inside the training periods
    assert last_trained(replace(grid, role=role)) == 5


@pytest.mark.parametrize(
    ("effect", "labels"),
    [
        ("sector", ["cars × China", "cars × Mexico", "toys × China"]),
        ("industry", ["cars", "cars", "toys"]),
        ("origin:period", ["China | 3", "Mexico | 3", "China | 3"]),
        ("period", ["3", "3", "3"]),
    ],
)
def test_labels_of_groups(effect, labels):
    grid = make_grid()
    rows = raw_rows(grid, parse("price[t] ~ tariff[t]", SCALES), "change")
    found = group_labels(rows, grid, effect)
    assert found[rows.period == 3].tolist() == labels


def test_only_sector_equations_have_groups_and_the_period_is_none_of_them():
    assert group_effects(["sector", "period", "origin"], "sectors") == ["sector", "origin"]
    assert group_effects(["sector", "period"], "national") == []


def test_groups_are_those_of_the_training_rows_and_others_are_marked():
    grid = make_grid()
    equation = parse("price[t] ~ tariff[t]", SCALES)
    rows = raw_rows(grid, equation, "change")
    labels = labels_of(rows.with_role("fit"), grid, ["origin:period"], "sectors")
    known = labels["origin:period"]
    assert known == sorted(known) and "China | 7" not in known and "Mexico | 3" not in known
    found = standardised_rows(rows, grid, fit_equation_scaler(grid, equation, "change"), labels, inputs=3)
    index = found.groups["origin:period"]
    ahead = rows.role == "ahead"
    same = np.equal.outer(index[ahead], index[ahead])
    there = group_labels(rows, grid, "origin:period")[ahead]
    assert (index[ahead] < 0).all() and (same == np.equal.outer(there, there)).all()
    assert (index[rows.role == "fit"] >= 0).all()
    where = np.flatnonzero(index >= 0)
    assert [known[i] for i in index[where]] == group_labels(rows, grid, "origin:period")[where].tolist()


def test_rows_are_standardised_and_padded_to_the_widest_equation():
    grid = make_grid()
    equations = [
        parse(text, SCALES) for text in ("price[t] ~ tariff[t]", "price[t] ~ tariff[t] + price[t-1] + index")
    ]
    assert widest(equations) == 3
    scale = fit_equation_scaler(grid, equations[0], "change")
    rows = raw_rows(grid, equations[0], "change").with_role("fit")
    found = standardised_rows(rows, grid, scale, {}, widest(equations))
    assert found.x.shape == (len(rows), 3) and (found.x[:, 1:] == 0).all()
    assert found.x[:, 0].mean() == pytest.approx(0, abs=1e-12) and found.x[:, 0].std() == pytest.approx(1)
    assert found.y.mean() == pytest.approx(0, abs=1e-12) and found.y.std() == pytest.approx(1)
    np.testing.assert_array_equal(found.fan_in, 1.0)
    np.testing.assert_array_equal(found.weight, 1.0)
    np.testing.assert_array_equal(found.sector, rows.sector)
    np.testing.assert_array_equal(found.period, rows.period)

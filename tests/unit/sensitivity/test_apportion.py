"""The inputs of known equations account for slopes² times variances, lags of one variable together."""

import numpy as np
import pytest
import xarray as xr
from linear_world import Coefficients, described, make_world, panel, with_roles

from tradewinds.equations import parse
from tradewinds.sensitivity.apportion import COLUMNS, NOTHING, apportion, drawn_rows, inputs_of
from tradewinds.settings.sensitivity import SobolSettings

SCALES = {"price": "log", "tariff": "level", "gap": "level"}


def world(text: str, law: Coefficients, **about):
    """Tariffs that hardly move from one period to the next; a gap that goes with them."""
    rng = np.random.default_rng(0)
    tariff = np.cumsum(0.01 * rng.normal(size=(6, 80)), axis=1) + 0.3
    values = {"price": np.exp(rng.normal(size=(6, 80))), "tariff": tariff, "gap": 5 * tariff}
    values["gap"] = values["gap"] + 0.2 * rng.normal(size=(6, 80))
    table = panel(values, 1, "step", industry=list("aabbcc"), exporter=list("uvuvuv"))
    return make_world(
        {"sectors": with_roles(table, 8)},
        {"sectors": described(table, "step")},
        {"tier1": {text: law}},
        **about,
    )


def shares(text: str, law: Coefficients, draws: int = 1, **about):
    one = world(text, law, draws=draws, **about)
    return apportioned(one), one


def apportioned(one):
    table = apportion(one.fit(seed=4), "tier1", SobolSettings(samples=2048, draws=20))
    assert tuple(table) == COLUMNS
    return table.set_index("input")


def inputs(one) -> np.ndarray:
    """Input columns [N, D] of the training rows, from the panel itself."""
    wide = {
        name: one.train["sectors"].pivot(index="sector", columns="period", values=name).to_numpy()
        for name in ("price", "tariff", "gap")
    }
    columns = (
        np.log(wide["price"])[:, :-1],
        wide["tariff"][:, 1:],
        wide["tariff"][:, :-1],
        wide["gap"][:, 1:],
    )
    return np.column_stack([column.ravel() for column in columns])


def test_a_straight_line_is_apportioned_by_slopes_and_variances():
    slopes = np.array([-0.5, 3.0, 2.0, 0.4])
    table, one = shares(
        "price[t] ~ price[t-1] + tariff[t] + tariff[t-1] + gap[t]", Coefficients(list(slopes))
    )
    x = inputs(one)
    parts = {"price": x[:, 0] * slopes[0], "tariff": x[:, 1:3] @ slopes[1:3], "gap": x[:, 3] * slopes[3]}
    variance = sum(part.var() for part in parts.values())
    assert list(table.index) == list(parts)
    for name, part in parts.items():
        for which in ("first", "total"):
            assert table.loc[name, which] == pytest.approx(part.var() / variance, abs=0.03)
    assert table["spread"].iloc[0] == pytest.approx(np.sqrt(variance), rel=0.03)
    assert table["spread_rows"].iloc[0] == pytest.approx((x @ slopes).std(), rel=1e-6)
    apart = np.corrcoef(x[:, 1:].T)
    assert table.loc["gap", "with"] == "tariff" and table.loc["tariff", "with"] == "gap"
    assert table.loc["gap", "correlation"] == pytest.approx(apart[2, :2].max()) and apart[2, :2].max() > 0.6


def test_lags_of_one_variable_stay_together():
    """Of slopes 2 and −2 on tariffs that hardly move little is left; drawn apart it would be much."""
    law = Coefficients([1.0, 2.0, -2.0])
    table, one = shares("price[t] ~ price[t-1] + tariff[t] + tariff[t-1]", law)
    assert table.loc["tariff", "total"] < 0.01 < 4 * 2 * inputs(one)[:, 1].var()


def test_draws_that_differ_widen_the_interval():
    one = world("price[t] ~ price[t-1] + tariff[t]", Coefficients([1.0, 1.0]), draws=3)
    draws = one.posteriors["tier1"]["price/posterior"].to_dataset()
    slopes = np.array([[1.0, 0.2], [1.0, 1.0], [1.0, 3.0]])
    draws["beta"] = draws["beta"].copy(data=slopes[None])
    one.posteriors["tier1"]["price/posterior"] = xr.DataTree(draws)
    table = apportioned(one)
    assert (table["draws"] == 3).all()
    assert table.loc["tariff", "total_low"] < 0.15 < 0.8 < table.loc["tariff", "total_high"]


def test_group_effects_are_at_their_usual_values():
    sites = {"industry spread": np.array(5.0), "industry effect": np.array([-2.0, 0.0, 2.0])}
    about = {"effects": {"tier1": ["industry"]}}
    table, one = shares("price[t] ~ price[t-1] + tariff[t]", Coefficients([1.0, 1.0], sites=sites), **about)
    assert table["spread_rows"].iloc[0] == pytest.approx(inputs(one)[:, :2].sum(axis=1).std(), rel=1e-6)


def test_an_equation_that_does_not_answer_is_not_computed():
    table, _ = shares("price[t] ~ price[t-1] + tariff[t]", Coefficients([0.0, 0.0]))
    assert list(table.index) == [NOTHING] and np.isnan(table["total"].iloc[0])
    assert table["spread"].iloc[0] == pytest.approx(0, abs=1e-12)


def test_month_index_and_means_over_sectors_are_inputs_of_their_own():
    text = "price[t] ~ price[t-1] + common(dlog(price[t-1])) + d(tariff[t]) + tariff[t-1] + month + index"
    assert inputs_of(parse(text, SCALES)) == {
        "price": [0],
        "common(price)": [1],
        "tariff": [2, 3],
        "month": [4],
        "index": [5],
    }


def test_a_single_column_takes_the_quantiles_of_its_training_values():
    one = world("price[t] ~ tariff[t]", Coefficients([1.0]))
    (fitted,) = one.fit().equations()
    rows = fitted.equation_rows.with_role("fit")
    drawn = drawn_rows(rows, fitted.scaler.inputs(rows.x), {"tariff": [0]}, 256, 1)
    u = np.linspace(0.05, 0.95, 19)
    np.testing.assert_allclose(np.quantile(drawn.x, u), np.quantile(rows.x, u), atol=0.01)
    assert np.isin(drawn.x, rows.x).all()

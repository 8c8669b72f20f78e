"""What is reported of two paths: bands, per cent or units, and which variables."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from linear_world import described, panel

from tradewinds.data.panel import to_grid
from tradewinds.policy.differences import effect, log_effect, per_cent
from tradewinds.policy.forecast_origin import ForecastOrigin
from tradewinds.policy.rollout import RollOut
from tradewinds.policy.run import Rolled
from tradewinds.policy.summary import QUANTILES, summarise
from tradewinds.settings.data import AggregateSettings, DataSettings

DRAWS, SECTORS = 50, ["a", "b"]
HORIZON = {"sectors": 6, "national": 2}
MADE = {
    "sectors": ("price", "volume", "tariff", "gap", "weather", "duty_paid"),
    "national": ("wages", "avg_tariff", "weather"),
}


def draws(path: str) -> dict[str, dict[str, np.ndarray]]:
    """Table → variable → [R, H, S], different on both paths."""
    rng = np.random.default_rng(0 if path == "baseline" else 1)
    return {
        table: {
            name: rng.uniform(1, 2, (DRAWS, HORIZON[table], 2 if table == "sectors" else 1)) for name in names
        }
        for table, names in MADE.items()
    }


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(2)
    months = {name: rng.uniform(1, 2, (2, 12)) for name in MADE["sectors"]}
    quarters = {name: rng.uniform(1, 2, (1, 4)) for name in MADE["national"]}
    tables = {
        "sectors": panel(months, "2018-01", "month", industry=SECTORS),
        "national": panel(quarters, "2018-01", "quarter"),
    }
    tables["sectors"]["label"] = tables["sectors"]["sector"].map({"a": "Apples", "b": "Bread"})
    identities = {"identities": {"duty_paid": "tariff * price * volume"}}
    settings = DataSettings(
        name="",
        description="",
        tables={
            "sectors": described(
                tables["sectors"],
                "month",
                **identities,
                identity_labels={"duty_paid": "Customs revenue"},
                identity_units={"duty_paid": "USD a month"},
            ),
            "national": described(tables["national"], "quarter"),
        },
        aggregates={"avg_tariff": AggregateSettings(of="tariff", how="mean")},
    )
    return settings, {name: to_grid(table, settings.tables[name]) for name, table in tables.items()}


@pytest.fixture(scope="module")
def rolled(data):
    _, grids = data
    periods = {
        "sectors": pd.date_range("2018-12", periods=7, freq="MS").to_numpy(),
        "national": pd.date_range("2018-10", periods=3, freq="QS").to_numpy(),
    }
    last = grids["sectors"].values["tariff"][:, -1]
    paths = {
        name: Rolled(draws(name), {table: next(iter(found.values())) for table, found in draws(name).items()})
        for name in ("baseline", "scenario")
    }
    return RollOut(
        grids=grids,
        origin=ForecastOrigin({"sectors": 11, "national": 3}, periods, ratio=3),
        explained={"sectors": ["price", "volume", "gap"], "national": ["wages"]},
        tariffs={"baseline": np.tile(last, (6, 1)), "scenario": last + np.linspace(0, 0.1, 7)[1:, None]},
        paths=paths,
        left_out=3,
    )


@pytest.fixture(scope="module")
def summary(data, rolled):
    return summarise(rolled, data[0], "tariff")


STATISTICS = ("mean", "quantile", "effect_mean", "effect_quantile", "effect_positive")


@pytest.mark.parametrize(
    ("table", "answering", "others"),
    [
        ("sectors", ["price", "volume", "gap", "duty_paid"], {"tariff", "outside"}),
        ("national", ["wages", "avg_tariff"], {"outside"}),
    ],
)
def test_only_what_answers_to_the_policy_is_there(summary, table, answering, others):
    """Explained, aggregated or an identity; no path moves the weather. The policy stands as it was set."""
    expected = {f"{name}_{statistic}" for name in answering for statistic in STATISTICS} | others
    assert set(summary[table].data_vars) == expected


def test_effects_are_per_cent_of_logs_and_units_of_levels():
    scenario, baseline = np.array([1.1, 3.0]), np.array([1.0, 4.0])
    np.testing.assert_allclose(effect(scenario, baseline, log=True), [10.0, -25.0])
    np.testing.assert_allclose(effect(scenario, baseline, log=False), [0.1, -1.0])


@pytest.mark.parametrize(
    ("table", "name", "log"),
    [("sectors", "price", True), ("sectors", "gap", False), ("national", "avg_tariff", False)],
)
def test_bands_and_effects_are_those_of_the_draws(data, rolled, summary, table, name, log):
    dataset = summary[table].to_dataset()
    values = {path: one.values[table][name] for path, one in rolled.paths.items()}
    difference = effect(values["scenario"], values["baseline"], log)
    for path, expected in values.items():
        found = dataset.sel(path=path).isel(period=slice(1, None))
        np.testing.assert_allclose(found[f"{name}_mean"], expected.mean(axis=0).T)
        for quantile in QUANTILES:
            np.testing.assert_allclose(
                found[f"{name}_quantile"].sel(quantile=quantile), np.quantile(expected, quantile, axis=0).T
            )
    found = dataset.isel(period=slice(1, None))
    mean = per_cent(log_effect(values["scenario"], values["baseline"]).mean(axis=0))
    np.testing.assert_allclose(found[f"{name}_effect_mean"], (mean if log else difference.mean(axis=0)).T)
    np.testing.assert_allclose(found[f"{name}_effect_positive"], (difference > 0).mean(axis=0).T)
    for quantile in QUANTILES:
        np.testing.assert_allclose(
            found[f"{name}_effect_quantile"].sel(quantile=quantile),
            np.quantile(difference, quantile, axis=0).T,
        )


def test_the_origin_comes_first_and_nothing_has_happened_there(data, rolled, summary):
    for table, dataset in ((name, summary[name].to_dataset()) for name in MADE):
        np.testing.assert_array_equal(dataset["period"], rolled.origin.periods[table])
        first = dataset.isel(period=0)
        name = "price" if table == "sectors" else "wages"
        known = rolled.grids[table].values[name][:, rolled.origin.last[table]]
        np.testing.assert_allclose(first[f"{name}_mean"], [known, known])
        np.testing.assert_allclose(first[f"{name}_quantile"], np.tile(known, (2, len(QUANTILES), 1)))
        assert (first[f"{name}_effect_quantile"] == 0).all() and (first["outside"] == 0).all()


def test_the_policy_and_the_distances_stand_on_both_paths(rolled, summary):
    dataset = summary["sectors"].to_dataset()
    for path, expected in rolled.tariffs.items():
        np.testing.assert_allclose(dataset["tariff"].sel(path=path).isel(period=slice(1, None)), expected.T)
        median = np.median(rolled.paths[path].outside["sectors"], axis=0).T
        np.testing.assert_allclose(dataset["outside"].sel(path=path).isel(period=slice(1, None)), median)
    assert dataset["tariff"].dims == dataset["outside"].dims == ("path", "sector", "period")


def test_labels_and_units(summary):
    dataset = summary["sectors"].to_dataset()
    assert dataset["price_mean"].attrs == {"label": "Price", "unit": "unit of price"}
    assert dataset["price_effect_mean"].attrs == {"label": "Price", "unit": "%", "average": "log"}
    assert dataset["gap_effect_mean"].attrs == {"label": "Gap", "unit": "unit of gap", "average": "level"}
    assert dataset["duty_paid_mean"].attrs == {"label": "Customs revenue", "unit": "USD a month"}
    assert dataset["duty_paid_effect_mean"].attrs == {
        "label": "Customs revenue",
        "unit": "%",
        "average": "total",
    }
    assert list(dataset["label"].values) == ["Apples", "Bread"]
    assert dataset.attrs == {"draws": DRAWS, "left_out": 3, "policy": "tariff"}


def test_an_identity_without_words_keeps_a_readable_name(data, rolled):
    settings, _ = data
    sectors = replace(settings.tables["sectors"], identity_labels={}, identity_units={})
    tables = settings.tables | {"sectors": sectors}
    dataset = summarise(rolled, replace(settings, tables=tables), "tariff")["sectors"]
    assert dataset["duty_paid_mean"].attrs == {"label": "Duty paid", "unit": ""}


def test_the_truth_is_the_mean_over_true_futures(data, rolled):
    rng = np.random.default_rng(5)
    truth = {
        path: {"sectors": {name: rng.uniform(1, 2, (7, 6, 2)) for name in ("price", "gap")}, "national": {}}
        for path in rolled.paths
    }
    dataset = summarise(rolled, data[0], "tariff", truth)["sectors"].to_dataset()
    one, other = truth["scenario"]["sectors"], truth["baseline"]["sectors"]
    expected = per_cent(np.log(one["price"] / other["price"]).mean(axis=0)).T
    np.testing.assert_allclose(dataset["price_truth"].isel(period=slice(1, None)), expected)
    expected = (one["gap"] - other["gap"]).mean(axis=0).T
    np.testing.assert_allclose(dataset["gap_truth"].isel(period=slice(1, None)), expected)
    assert (dataset["price_truth"].isel(period=0) == 0).all()
    assert "volume_truth" not in dataset


def test_per_cent_of_nothing_is_not_a_number(data, rolled):
    """Customs revenue from nothing: no warning, no infinity, and no probability either."""
    values = {path: draws(path) for path in rolled.paths}
    values["baseline"]["sectors"]["duty_paid"][:, :, 1] = 0.0
    paths = {path: rolled.paths[path]._replace(values=found) for path, found in values.items()}
    dataset = summarise(rolled._replace(paths=paths), data[0], "tariff")["sectors"].to_dataset()
    later = dataset.isel(period=slice(1, None))
    for statistic in ("mean", "quantile", "positive"):
        found = later[f"duty_paid_effect_{statistic}"]
        assert np.isnan(found.sel(sector="b")).all() and np.isfinite(found.sel(sector="a")).all()

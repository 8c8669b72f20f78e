"""A calibration from settings and a series to its tables."""

from dataclasses import replace

import jax
import numpy as np
import pandas as pd
import pytest
from known_walk import best_normal

from tradewinds.calibration.pose import pose_calibration
from tradewinds.calibration.run import calibrate_simulator
from tradewinds.errors import DataError, SettingsError
from tradewinds.settings.calibration import (
    CalibrationFamily,
    CalibrationSettings,
    CoordinatePrior,
    DerivativeMode,
    DescentSettings,
    DiscrepancyName,
    GradientEstimator,
    RejectionSettings,
)
from tradewinds.settings.simulator import InputSettings, SimulatorSettings
from tradewinds.simulators.registry import simulated_series

pytestmark = pytest.mark.slow

WALK = SimulatorSettings("random_walk", "A walk.", parameters={"probability": 0.2}, temperature=0.1)
SHORT = DescentSettings(epochs=400, window=50, draws=20, learning_rate=0.02)
SETTINGS = CalibrationSettings(
    prior={"probability": CoordinatePrior(2.1972, 1.0)},
    changes=True,
    temperatures=[1.0, 0.1],
    descent=SHORT,
    rejection=RejectionSettings(400, 0.1),
    gradient_simulations=400,
    replicas=40,
)


@pytest.fixture(scope="module")
def series():
    return simulated_series(WALK, 5)


@pytest.fixture(scope="module")
def found(series):
    return calibrate_simulator(series, WALK, SETTINGS, 0)


def share_up(series):
    return float((np.diff(series["position"]) > 0).mean())


def test_every_temperature_is_answered(found, series):
    assert found.temperatures["temperature"].tolist() == [1.0, 0.1]
    own = found.parameters[found.parameters["method"] == "calibration"]
    for row in own.itertuples():
        (best, expected, _) = best_normal(share_up(series), row.temperature)
        assert abs(row.mean - best.location) < 0.1 and abs(row.deviation - best.scale) < 0.08
        loss = found.temperatures.set_index("temperature").loc[row.temperature]
        assert abs(loss["loss"] - expected) < 0.04 + 3 * loss["loss_error"]


def test_the_truth_stands_beside_it_in_the_same_coordinate(found):
    assert np.allclose(found.parameters["truth"], np.log(0.2 / 0.8))
    assert set(found.parameters["method"]) == {"calibration", "rejection", "minimum distance"}
    point = found.parameters.set_index("method").loc["minimum distance"]
    assert abs(1 / (1 + np.exp(-point["mean"])) - 0.2) < 0.12 and np.isnan(point["deviation"])


def test_bands_in_a_parameters_own_unit_are_those_of_its_draws(found):
    for row in found.parameters.query("method == 'calibration'").itertuples():
        draws = found.answers["parameter"].sel(temperature=row.temperature, name=row.parameter).values
        band = (row.low_parameter, row.median_parameter, row.high_parameter)
        assert band == pytest.approx(np.quantile(draws, [0.05, 0.5, 0.95]))
        assert 0 < row.low_parameter < row.high_parameter < 1
    point = found.parameters.set_index("method").loc["minimum distance"]
    for own, learned in (("median_parameter", "mean"), ("low_parameter", "low"), ("high_parameter", "high")):
        assert point[own] == pytest.approx(1 / (1 + np.exp(-point[learned])))


def test_draws_are_kept_in_both_units(found):
    answers = found.answers
    theta = answers["parameter"].values
    assert theta.shape == (2, 2000, 1) and ((theta > 0) & (theta < 1)).all()
    assert np.allclose(np.log(theta / (1 - theta)), answers["coordinate"])
    assert abs(float(answers["prior_coordinate"].mean()) - 2.197) < 0.1
    assert int(answers["loss"].isel(temperature=0).notnull().sum()) == found.temperatures["epochs"][0]


def test_simulations_stand_beside_the_data(found, series):
    table = found.replicas
    assert (table["replicas"] == 40).all() and (table["low"] <= table["high"]).all()
    seen = np.quantile(series["position"], table["level"])
    np.testing.assert_allclose(table["observed"], seen, rtol=1e-5)  # in single precision


def test_slopes_are_checked(found):
    assert len(found.gradients) == 3 and (found.gradients["z"].abs() < 4).all()


MARKET = SimulatorSettings(
    "import_market",
    "A market.",
    steps=40,
    agents=50,
    parameters={
        **{"premium_location": -1.4, "premium_scale": 0.8, "review": 0.15, "persistence": 0.6, "borne": 0.2},
        **{"price_noise": 0.006, "demand_noise": 0.03},
    },
    inputs={"tariff": InputSettings([0.03, 0.2], [20]), "home_price": InputSettings([0.92])},
)


@pytest.mark.parametrize("discrepancy", [DiscrepancyName.energy, DiscrepancyName.mmd])
@pytest.mark.parametrize("changes", [True, False])
def test_an_input_that_does_not_move_is_left_out(discrepancy, changes):
    """Price, volume, revenue, value and the tariff of two periods are compared, and no home price."""
    settings = CalibrationSettings(discrepancy=discrepancy, changes=changes, lags=1)
    posed = pose_calibration(simulated_series(MARKET, 1), MARKET, settings)
    assert posed.left_out == ["home_price"] and list(posed.observed.compared) == ["tariff"]
    assert posed.observed.rows.shape[1] == 2 * 5 and np.isfinite(posed.observed.rows).all()
    losses = posed.search.losses_of(np.zeros((3, 7)), jax.random.key(0), posed.observed)
    assert losses.finite.all() and 1e-3 < losses.value.max() < 1e3


def test_it_is_said_once():
    settings = CalibrationSettings(
        discrepancy=DiscrepancyName.mmd,
        changes=True,
        descent=DescentSettings(epochs=10, window=10, draws=2),
        rejection=RejectionSettings(100, 0.1),
        gradient=GradientEstimator.score,
        replicas=20,
        posterior_draws=100,
    )
    lines = []
    found = calibrate_simulator(simulated_series(MARKET, 1), MARKET, settings, 0, lines.append)
    assert sum("the input home_price does not move, and is left out" in line for line in lines) == 1
    assert found.answers["compared"].sel(input=["tariff", "home_price"]).values.tolist() == [True, False]


RELATIVE = CalibrationSettings(
    discrepancy=DiscrepancyName.mmd,
    observables=["value"],
    logs=True,
    base=15,
    descent=DescentSettings(epochs=20, window=10, draws=2),
    rejection=RejectionSettings(100, 0.1),
    gradient_simulations=100,
    replicas=20,
    posterior_draws=100,
)


def test_one_observable_in_logs_from_its_base():
    """The level of a series says nothing then: that of the data is another than the simulations'."""
    whole = simulated_series(MARKET, 1)
    posed = pose_calibration(whole, MARKET, RELATIVE)
    assert posed.simulator.observables == ("value",) and posed.observed.rows.shape == (40, 2)
    logs = np.log(whole["price"] * whole["volume"])
    rows = posed.observed.rows * posed.observed.scale
    np.testing.assert_allclose(rows[:, 0], logs - logs[:15].mean(), atol=1e-12)
    other = pose_calibration(whole.assign(value=7 * whole["value"]), MARKET, RELATIVE)
    np.testing.assert_allclose(other.observed.rows, posed.observed.rows, atol=1e-12)
    with pytest.raises(DataError, match="1 values of series are not positive"):
        pose_calibration(whole.assign(value=whole["value"].where(whole["period"] > 1, 0.0)), MARKET, RELATIVE)
    with pytest.raises(SettingsError, match="observable size of import_market"):
        pose_calibration(whole, MARKET, replace(RELATIVE, observables=["size"]))
    with pytest.raises(DataError, match="calibration.base = 40 of 40 periods"):
        pose_calibration(whole, MARKET, replace(RELATIVE, base=40))


def test_real_series_are_set_beside_a_run_of_the_simulators_own():
    """No truth is claimed of the data, and the prior's means are those of the run along the same tariffs."""
    series = simulated_series(MARKET, 1)[["period", "tariff", "home_price", "value"]]
    found = calibrate_simulator(series, MARKET, RELATIVE, 0, real=True)
    table = found.parameters.set_index("method")
    assert table.loc["calibration", "truth"].isna().all() and len(table.loc["own run"]) == 7
    assert (table.loc["own run", "truth"] == table.loc["own run", "prior_mean"]).all()
    assert table.loc["own run", "ratio"].between(0, 2).all()


def test_an_observable_that_never_moves_is_refused():
    still = simulated_series(MARKET, 1).assign(price=0.97)
    with pytest.raises(DataError, match="column 1 of the data never moves"):
        pose_calibration(still, MARKET, CalibrationSettings(discrepancy=DiscrepancyName.mmd))


@pytest.mark.parametrize(
    ("mode", "of", "forward"),
    [("auto", WALK, True), ("auto", MARKET, False), ("forward", MARKET, True), ("reverse", WALK, False)],
)
def test_the_mode_follows_from_the_number_of_parameters(mode, of, forward):
    settings = CalibrationSettings(mode=DerivativeMode(mode), changes=True)
    posed = pose_calibration(simulated_series(of, 1), of, settings)
    assert posed.search.forward is forward


def test_a_run_that_would_not_fit_backwards_goes_forward():
    """A state of 16 million bytes over forty periods and thirty draws: 19 GB."""
    large = replace(MARKET, agents=1_000_000)
    posed = pose_calibration(simulated_series(MARKET, 1), large, CalibrationSettings(changes=True))
    assert posed.search.forward


def test_the_same_seed_gives_the_same_numbers(found, series):
    again = calibrate_simulator(series, WALK, SETTINGS, 0)
    assert again.answers.equals(found.answers) and again.parameters.equals(found.parameters)


def test_the_beta_case_is_conjugate(series):
    """Beta(2, 2) and a binomial likelihood: Beta(2 + ups, 2 + downs); a statistical test is closer."""
    settings = CalibrationSettings(
        prior={"probability": CoordinatePrior(0.5, np.sqrt(0.05))},
        family=CalibrationFamily.beta,
        discrepancy=DiscrepancyName.likelihood,
        descent=DescentSettings(epochs=800, window=50, draws=50, learning_rate=0.05),
        rejection=RejectionSettings(400, 0.1),
        replicas=20,
    )
    found = calibrate_simulator(series, WALK, settings, 0)
    ups = round(99 * share_up(series))
    a, b = 2 + ups, 2 + 99 - ups
    own = found.parameters.iloc[0]
    assert abs(own["mean"] / (a / (a + b)) - 1) < 0.04
    assert abs(own["deviation"] / np.sqrt(a * b / (a + b) ** 2 / (a + b + 1)) - 1) < 0.1
    assert found.gradients.empty and own["truth"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prior": {"up": CoordinatePrior()}}, "calibration.prior of up; expected parameters of random_walk"),
        ({"family": CalibrationFamily.beta}, "beta.*prior is not one of fractions"),
    ],
)
def test_settings_that_cannot_be_are_named(series, change, words):
    settings = CalibrationSettings(**{"changes": True, **change})
    with pytest.raises(SettingsError, match=words):
        pose_calibration(series, WALK, settings)


def test_a_series_without_a_column_is_named(series):
    with pytest.raises(DataError, match="no column position"):
        pose_calibration(series[["period"]], WALK, SETTINGS)


def test_units_of_one_length_stand_below_each_other(series):
    two = pd.concat([series.assign(unit="a"), series.assign(unit="b")])
    posed = pose_calibration(two, WALK, SETTINGS)
    assert posed.observed.series.shape == (2, 100, 1) and posed.observed.rows.shape == (198, 1)
    with pytest.raises(DataError, match="units of 50 to 100 periods"):
        pose_calibration(pd.concat([two[:100], two[100:150]]), WALK, SETTINGS)
    with pytest.raises(DataError, match="1 values of series are not finite"):
        broken = series.copy()
        broken.loc[3, "position"] = np.nan
        pose_calibration(broken, WALK, SETTINGS)

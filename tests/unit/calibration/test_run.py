"""A calibration from settings and a series to its tables."""

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
    DescentSettings,
    DiscrepancyName,
    RejectionSettings,
)
from tradewinds.settings.simulator import SimulatorSettings
from tradewinds.simulators.registry import simulated_series

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

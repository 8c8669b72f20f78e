from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tradewinds.errors import DataError
from tradewinds.evaluation.baselines.registry import BASELINES, predictions
from tradewinds.evaluation.comparison import compare_rows
from tradewinds.evaluation.mixture import log_density
from tradewinds.fingerprint import modules_of
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.stages import STAGES

pytestmark = pytest.mark.slow

SETTINGS = DiagnosticsSettings(bootstrap=100, ridge=1.0)


def fitted(name, sample, statistics, **changes):
    return BASELINES[name](sample, statistics, replace(SETTINGS, **changes))


def test_test_rows_change_no_prediction_of_other_rows(rows, scale):
    """Forward in time with observed lags: nothing is refitted, so other test rows do not matter."""
    fit, ahead = rows(), rows(role="ahead", start=60, periods=12, seed=2)
    none = fit.take(np.zeros(len(fit), dtype=bool))
    found = predictions({"price": (fit, none, ahead)}, {"price": scale(fit)}, SETTINGS)["price"]
    assert list(found) == ["ahead"]
    first = predictions({"price": (fit, none, ahead.take(slice(0, 5)))}, {"price": scale(fit)}, SETTINGS)
    for name, law in first["price"]["ahead"].items():
        np.testing.assert_array_equal(law.mean, found["ahead"][name].mean[:, :5])
        np.testing.assert_array_equal(law.scale, found["ahead"][name].scale[:, :5])


def test_noise_is_per_sector_where_rows_are_enough(rows, scale):
    sample = rows(slope=0.0)
    statistics = scale(sample)
    for name in (
        "last value",
        "ridge",
        "ridge, Student-t",
        "autoregression",
        "random forest",
        "gradient boosting",
    ):
        law = fitted(name, sample, statistics).predict(sample.take(slice(0, 5)))
        assert (np.diff(law.scale[0]) > 0).all(), name  # the sectors' noise rises from 0.01 to 0.05
        short = sample.take(sample.period < 12)
        law = fitted(name, short, statistics).predict(sample.take(slice(0, 5)))
        assert np.ptp(law.scale) == 0.0


def test_fixed_rows_get_the_density_of_the_law_that_was_fitted(rows, scale):
    """Rows inside are scored with the noise of their own sector, wherever they stand in the table."""
    sample = rows()
    model = fitted("ridge", sample, scale(sample))
    y, order = scale(sample).target(sample.y), np.random.default_rng(0).permutation(len(sample))
    straight = log_density(model.predict(sample), y)[order]
    np.testing.assert_allclose(log_density(model.predict(sample.take(order)), y[order]), straight)


@pytest.mark.parametrize("name", ["x", "y", "offset", "observed", "previous"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_numbers_that_are_not_finite_are_named(rows, scale, name, place):
    samples = [rows(), rows(role="inside"), rows(role="ahead")]
    statistics = scale(samples[0])
    broken = getattr(samples[place], name).copy()
    broken[3] = np.inf
    samples[place] = replace(samples[place], **{name: broken})
    with pytest.raises(DataError, match=f"numbers of {name} are not finite"):
        compare_rows({"price": tuple(samples)}, {"price": statistics}, SETTINGS, 0)


def test_rows_that_do_not_belong_are_named(rows, scale):
    fit, ahead = rows(), rows(role="ahead")
    none, statistics = fit.take(slice(0, 0)), {"price": scale(fit)}
    cases = {
        "no fit row": (none, none, ahead),
        "no ahead row": (fit, none, none),
        "role ahead among the fit rows": (ahead, none, ahead),
        "role fit among the ahead rows": (fit, none, fit),
    }
    for word, samples in cases.items():
        with pytest.raises(DataError, match=word):
            compare_rows({"price": samples}, statistics, SETTINGS, 0)
    with pytest.raises(DataError, match="no equation"):
        compare_rows({}, {}, SETTINGS, 0)


def test_nothing_of_a_row_that_is_asked_about_reaches_a_fit(rows, scale):
    """Every number of the rows ahead, and what happened in the rows inside, may be anything else."""
    fit, inside = rows(), rows(role="inside", seed=1)
    ahead = rows(role="ahead", start=60, periods=12, seed=2)
    arrays = ("x", "y", "offset", "observed", "previous", "before")
    worse = replace(ahead, **{name: 7 + 3 * getattr(ahead, name) for name in arrays})
    other = replace(inside, y=inside.y + 5, observed=inside.observed * 9)
    statistics = {"price": scale(fit)}
    clean = predictions({"price": (fit, inside, ahead)}, statistics, SETTINGS)["price"]["inside"]
    corrupted = predictions({"price": (fit, other, worse)}, statistics, SETTINGS)["price"]["inside"]
    for name in BASELINES:
        np.testing.assert_array_equal(clean[name].mean, corrupted[name].mean)
        np.testing.assert_array_equal(clean[name].scale, corrupted[name].scale)


@pytest.mark.parametrize(
    "name", ["autoregression", "vector autoregression", "random forest", "gradient boosting"]
)
def test_a_sector_of_two_rows_constant_inputs_and_a_sector_never_seen(rows, scale, name):
    sample = rows()
    sample = sample.take((sample.sector < 4) | (sample.period < 2))
    statistics, sample = scale(sample), replace(sample, x=np.ones_like(sample.x))
    law = fitted(name, sample, statistics).predict(replace(sample, sector=sample.sector + 1))
    assert np.isfinite(law.mean).all() and (law.scale > 0).all()


@pytest.mark.parametrize(
    "name", ["autoregression", "vector autoregression", "random forest", "gradient boosting"]
)
def test_too_few_rows_are_no_model(rows, scale, name):
    sample = rows(sectors=1, periods=6)
    assert fitted(name, sample, scale(sample)) is None


@pytest.mark.parametrize(
    "name", ["autoregression", "vector autoregression", "random forest", "gradient boosting"]
)
def test_a_national_series_of_fifty_seven_rows_is_enough(rows, scale, name):
    sample = rows(sectors=1, periods=57)
    law = fitted(name, sample, scale(sample)).predict(sample)
    assert np.isfinite(law.mean).all() and (law.scale > 0).all()


def test_only_the_comparison_runs_the_code_of_simple_models():
    """Another rule would run again for a change in them, and import scikit-learn and statsmodels."""
    codes = {stage.code for stage in STAGES.values()}  # what is made again; a target that only reads is not
    scripts = sorted((Path(__file__).parents[4] / "workflow" / "scripts").glob("*.py"))
    (alone,) = [script for script in scripts if script.stem == "score_simple"]
    others = [script for script in scripts if script.stem in codes and script != alone]
    assert len(others) > 30 and any("evaluation.baselines" in name for name in modules_of(alone))
    assert [name for name in modules_of(*others) if "evaluation.baselines" in name] == []

import numpy as np
import pytest

from tradewinds.evaluation.baselines.means import fit_last_value
from tradewinds.evaluation.baselines.registry import BASELINES, predictions
from tradewinds.evaluation.comparison import compare_rows
from tradewinds.evaluation.mixture import log_density
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=100, ridge=1.0)


@pytest.mark.slow
def test_every_simple_model_is_scored_on_every_question(rows, scale):
    fit, inside = rows(), rows(role="inside", seed=1)
    ahead = rows(role="ahead", start=60, periods=12, seed=2)
    statistics = scale(fit)
    table = compare_rows({"price": (fit, inside, ahead)}, {"price": statistics}, SETTINGS, seed=0).scores
    assert set(table["model"]) == set(BASELINES) and set(table["holdout"]) == {"inside", "ahead"}
    assert len(table) == len(BASELINES) * 2 * 9
    assert np.isfinite(table[["value", "error"]].to_numpy()).all()
    best = table.query("holdout == 'ahead' and metric == 'lppd' and scale == 'standardised'")
    best = best.set_index("model")["value"]
    assert best["ridge"] > best["sector-month means"] and best["ridge"] > best["last value"]


@pytest.mark.slow
def test_the_answers_are_the_densities_of_the_rows_that_were_asked(rows, scale):
    fit, ahead = rows(), rows(role="ahead", start=60, periods=12, seed=2)
    statistics, none = {"price": scale(fit)}, fit.take(slice(0, 0))
    found = compare_rows({"price": (fit, none, ahead)}, statistics, SETTINGS, 0)
    assert list(found.densities["price"].children) == ["ahead"]
    densities = found.densities["price/ahead"]
    assert list(densities["model"].values) == list(BASELINES)
    np.testing.assert_array_equal(densities["period"], ahead.period)
    np.testing.assert_array_equal(densities["sector"], ahead.sector)
    law = predictions({"price": (fit, none, ahead)}, statistics, SETTINGS)["price"]["ahead"]["ridge"]
    density = log_density(law, statistics["price"].target(ahead.y))
    np.testing.assert_array_equal(densities["log_density"].sel(model="ridge"), density)
    lppd = found.scores.query("metric == 'lppd' and scale == 'standardised' and model == 'ridge'")["value"]
    assert float(lppd.iloc[0]) == pytest.approx(density.mean())


def test_rows_inside_of_a_single_period_are_left_out(rows, scale):
    """No error could be had of them."""
    fit, ahead = rows(), rows(role="ahead", start=60, periods=12, seed=2)
    inside = rows(role="inside", start=30, periods=1, seed=3)
    found = compare_rows({"price": (fit, inside, ahead)}, {"price": scale(fit)}, SETTINGS, 0)
    assert set(found.scores["holdout"]) == {"ahead"} == set(found.densities["price"].children)


def test_one_more_simple_model_is_one_more_line(rows, scale, monkeypatch):
    monkeypatch.setitem(BASELINES, "again", fit_last_value)
    fit, ahead = rows(), rows(role="ahead", start=60, periods=4)
    samples = {"price": (fit, ahead.with_role("inside"), ahead)}
    table = compare_rows(samples, {"price": scale(fit)}, SETTINGS, 0).scores
    again = table[table["model"] == "again"]["value"].to_numpy()
    np.testing.assert_array_equal(again, table[table["model"] == "last value"]["value"].to_numpy())

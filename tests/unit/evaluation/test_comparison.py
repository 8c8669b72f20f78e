import numpy as np
import pytest

from tradewinds.errors import DataError
from tradewinds.evaluation.baselines.means import fit_last_value
from tradewinds.evaluation.baselines.registry import BASELINES, predictions
from tradewinds.evaluation.comparison import compare
from tradewinds.evaluation.mixture import log_density
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=100, ridge=1.0)


def test_every_simple_model_is_scored_on_every_question(rows, scale):
    fit, inside = rows(), rows(role="inside", seed=1)
    ahead = rows(role="ahead", start=60, periods=12, seed=2)
    statistics = scale(fit)
    table = compare({"price": (fit, inside, ahead)}, {"price": statistics}, SETTINGS, seed=0)
    assert set(table["model"]) == set(BASELINES) and set(table["question"]) == {"inside", "ahead"}
    assert len(table) == len(BASELINES) * 2 * 8
    assert np.isfinite(table[["value", "error"]].to_numpy()).all()
    best = table.query("question == 'ahead' and metric == 'lppd' and scale == 'standardised'")
    best = best.set_index("model")["value"]
    assert best["ridge"] > best["sector-month means"] and best["ridge"] > best["last value"]


def test_the_networks_lead_stands_beside_the_scores(rows, scale):
    """A network that is the ridge itself leads the ridge by nothing and the others by their distance."""
    fit, ahead = rows(), rows(role="ahead", start=60, periods=12, seed=2)
    statistics, none = {"price": scale(fit)}, fit.take(slice(0, 0))
    law = predictions({"price": (fit, none, ahead)}, statistics, SETTINGS)["price"]["ahead"]["ridge"]
    density = log_density(law, statistics["price"].target(ahead.y))
    table = compare({"price": (fit, none, ahead)}, statistics, SETTINGS, 0, {"price": {"ahead": density}})
    lead = table[table["metric"] == "lppd lead"].set_index("model")
    assert list(lead.index) == list(BASELINES)
    assert lead.loc["ridge", "value"] == 0.0 and lead.loc["ridge", "error"] == 0.0
    lppd = table.query("metric == 'lppd' and scale == 'standardised'").set_index("model")["value"]
    np.testing.assert_allclose(lead["value"], lppd["ridge"] - lppd, atol=1e-12)
    with pytest.raises(DataError, match="0 log densities of price, ahead"):
        compare({"price": (fit, none, ahead)}, statistics, SETTINGS, 0, {"price": {}})


def test_rows_inside_that_no_network_was_asked_about_are_left_out(rows, scale):
    """Those of a single period, of which no error could be had."""
    fit, ahead = rows(), rows(role="ahead", start=60, periods=12, seed=2)
    inside = rows(role="inside", start=30, periods=1, seed=3)
    statistics = {"price": scale(fit)}
    law = predictions({"price": (fit, inside, ahead)}, statistics, SETTINGS)["price"]["ahead"]["ridge"]
    density = log_density(law, statistics["price"].target(ahead.y))
    table = compare({"price": (fit, inside, ahead)}, statistics, SETTINGS, 0, {"price": {"ahead": density}})
    assert set(table["question"]) == {"ahead"}


def test_one_more_simple_model_is_one_more_line(rows, scale, monkeypatch):
    monkeypatch.setitem(BASELINES, "again", fit_last_value)
    fit, ahead = rows(), rows(role="ahead", start=60, periods=4)
    table = compare({"price": (fit, ahead.with_role("inside"), ahead)}, {"price": scale(fit)}, SETTINGS, 0)
    again = table[table["model"] == "again"]["value"].to_numpy()
    np.testing.assert_array_equal(again, table[table["model"] == "last value"]["value"].to_numpy())

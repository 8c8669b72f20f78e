from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from tradewinds.errors import DataError
from tradewinds.evaluation import baselines
from tradewinds.evaluation.baselines import BASELINES, compare, predictions
from tradewinds.evaluation.mixture import log_density
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=100, ridge=1.0)


def fitted(name, design, statistics, **changes):
    return BASELINES[name](design, statistics, replace(SETTINGS, **changes))


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


def test_one_more_simple_model_is_one_more_line(rows, scale, monkeypatch):
    monkeypatch.setitem(BASELINES, "again", baselines.fit_last_value)
    fit, ahead = rows(), rows(role="ahead", start=60, periods=4)
    table = compare({"price": (fit, ahead.with_role("inside"), ahead)}, {"price": scale(fit)}, SETTINGS, 0)
    again = table[table["model"] == "again"]["value"].to_numpy()
    np.testing.assert_array_equal(again, table[table["model"] == "last value"]["value"].to_numpy())


def test_drift_is_the_sectors_mean_change(rows, scale):
    """Sectors far apart against their noise: hardly shrunken. The last value plus it is predicted."""
    design = rows(slope=0.0)
    far = 0.5 * design.sector
    design = replace(design, y=design.y + far, observed=design.observed * np.exp(far))
    statistics = scale(design)
    law = fitted("drift", design, statistics).predict(design)
    for sector in range(5):
        chosen = design.sector == sector
        assert statistics.explained(law.mean[0, chosen]) == pytest.approx(design.y[chosen].mean(), abs=1e-3)


def test_sector_months_need_a_calendar(rows, scale):
    design = rows()
    assert fitted("sector-month means", replace(design, calendar=0 * design.calendar), scale(design)) is None


def test_sector_months_find_the_season(rows, scale):
    design = rows(slope=0.0, periods=120)
    season = 0.3 * np.sin(design.calendar * np.pi / 6) * (1 + design.sector)
    design = replace(design, y=design.y + season)
    law = fitted("sector-month means", design, scale(design)).predict(design)
    assert np.mean((law.mean[0] - scale(design).target(design.y)) ** 2) < 0.02


def test_ridge_is_scikit_learns(rows, scale):
    design = rows()
    statistics = scale(design)
    x, y = statistics.inputs(design.x), statistics.target(design.y)
    ours = fitted("ridge", design, statistics, ridge=20.0).predict(design).mean[0]
    np.testing.assert_allclose(ours, Ridge(alpha=20.0).fit(x, y).predict(x), rtol=1e-9, atol=1e-12)
    weights = np.random.default_rng(0).uniform(0.1, 3.0, size=len(y))
    line = baselines._ridge(x, y, weights, 20.0)
    expected = Ridge(alpha=20.0).fit(x, y, sample_weight=weights).predict(x)
    np.testing.assert_allclose(line.at(x), expected, rtol=1e-9, atol=1e-12)


def test_leverages_give_the_residuals_of_leaving_a_row_out(rows, scale):
    design = rows(periods=6)
    x, y = scale(design).inputs(design.x), scale(design).target(design.y)
    line = baselines._ridge(x, y, np.ones(len(y)), 2.0)
    predicted = (y - line.at(x)) / (1 - line.leverage)
    for n in (0, 13, 29):
        rest = np.arange(len(y)) != n
        refit = baselines._ridge(x[rest], y[rest], np.ones(len(y) - 1), 2.0)
        assert y[n] - refit.at(x[n : n + 1])[0] == pytest.approx(predicted[n], rel=1e-9)


def test_equations_without_inputs_have_a_line_too(rows, scale):
    design = rows("price[t] ~ t")
    for name in ("ridge", "ridge, Student-t"):
        law = fitted(name, design, scale(design)).predict(design)
        assert np.ptp(law.mean) < 1e-12


def test_noise_is_per_sector_where_rows_are_enough(rows, scale):
    design = rows(slope=0.0)
    statistics = scale(design)
    for name in ("last value", "ridge", "ridge, Student-t"):
        law = fitted(name, design, statistics).predict(design.take(slice(0, 5)))
        assert (np.diff(law.scale[0]) > 0).all()  # the sectors' noise rises from 0.01 to 0.05
        short = design.take(design.period < 12)
        law = fitted(name, short, statistics).predict(design.take(slice(0, 5)))
        assert np.ptp(law.scale) == 0.0


def test_an_outlier_hardly_moves_the_student_line(rows, scale):
    design = rows(slope=0.0)
    statistics = scale(design)
    y = design.y.copy()
    far = np.argmax(design.x[:, 0])
    y[far] += 40 * statistics.target_scale
    spoilt = replace(design, y=y)
    moved = {}
    for name in ("ridge", "ridge, Student-t"):
        before = fitted(name, design, statistics).predict(design).mean
        moved[name] = np.abs(fitted(name, spoilt, statistics).predict(design).mean - before).max()
    assert moved["ridge, Student-t"] < 0.05 * moved["ridge"]


def test_fixed_rows_get_the_density_of_the_law_that_was_fitted(rows, scale):
    """Rows inside are scored with the noise of their own sector, wherever they stand in the table."""
    design = rows()
    model = fitted("ridge", design, scale(design))
    y, order = scale(design).target(design.y), np.random.default_rng(0).permutation(len(design))
    straight = log_density(model.predict(design), y)[order]
    np.testing.assert_allclose(log_density(model.predict(design.take(order)), y[order]), straight)


@pytest.mark.parametrize("name", ["x", "y", "offset", "observed", "previous"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_numbers_that_are_not_finite_are_named(rows, scale, name, place):
    designs = [rows(), rows(role="inside"), rows(role="ahead")]
    statistics = scale(designs[0])
    broken = getattr(designs[place], name).copy()
    broken[3] = np.inf
    designs[place] = replace(designs[place], **{name: broken})
    with pytest.raises(DataError, match=f"numbers of {name} are not finite"):
        compare({"price": tuple(designs)}, {"price": statistics}, SETTINGS, 0)


def test_rows_that_do_not_belong_are_named(rows, scale):
    fit, ahead = rows(), rows(role="ahead")
    none, statistics = fit.take(slice(0, 0)), {"price": scale(fit)}
    cases = {
        "no fit row": (none, none, ahead),
        "no ahead row": (fit, none, none),
        "role ahead among the fit rows": (ahead, none, ahead),
        "role fit among the ahead rows": (fit, none, fit),
    }
    for word, designs in cases.items():
        with pytest.raises(DataError, match=word):
            compare({"price": designs}, statistics, SETTINGS, 0)
    with pytest.raises(DataError, match="no equation"):
        compare({}, {}, SETTINGS, 0)


def test_a_target_that_never_moves_is_named(rows, scale):
    design = rows()
    still = replace(design, observed=design.previous, y=0 * design.y)
    with pytest.raises(DataError, match="every training residual is 0"):
        fitted("last value", still, scale(design))

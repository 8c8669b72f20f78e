from dataclasses import replace

import numpy as np
import pytest
import scoringrules
from scipy.stats import lognorm, norm

from tradewinds.errors import DataError, FitError
from tradewinds.evaluation.mixture import Predictive
from tradewinds.evaluation.scoring import calibration_table, last_value, scores_of_model

LABELS = {"equation": "price", "holdout": "ahead", "bootstrap": 100, "seed": 3}


def scores(law, sample, statistics, **changes):
    table = scores_of_model(law, sample, statistics, model="network", **(LABELS | changes))
    return table.set_index(["metric", "scale"])["value"]


def test_the_columns_are_those_of_the_artifact(rows, scale):
    sample = rows()
    law = Predictive.single(np.zeros(len(sample)), np.ones(len(sample)))
    table = scores_of_model(law, sample, scale(sample), model="network", **LABELS)
    names = ["equation", "holdout", "model", "metric", "scale", "value", "error", "rows"]
    assert list(table.columns) == names
    assert set(table["metric"]) == {"lppd", "crps", "rmse", "skill", "constant"}
    assert len(table) == 9 and (table["rows"] == len(sample)).all()
    assert np.isfinite(table[["value", "error"]].to_numpy()).all() and (table["error"] > 0).all()


def test_density_in_the_own_unit_is_that_of_the_own_unit(rows, scale):
    """Against scipy's log-normal and Normal densities of the value itself."""
    for text in ("dlog(price[t]) ~ d(tariff[t])", "d(rate[t]) ~ d(tariff[t])"):
        sample = rows(text)
        statistics = scale(sample)
        mean, sd = np.full(len(sample), 0.2), np.full(len(sample), 0.8)
        found = scores(Predictive.single(mean, sd), sample, statistics)["lppd", "original"]
        centre, spread = sample.offset + statistics.explained(mean), sd * statistics.target_scale
        if sample.log:
            expected = lognorm.logpdf(sample.observed, spread, scale=np.exp(centre))
        else:
            expected = norm.logpdf(sample.observed, centre, spread)
        assert found == pytest.approx(expected.mean(), rel=1e-10)


def test_crps_in_the_own_unit(rows, scale):
    """A level scales exactly; a log agrees with the closed form of a log-normal within a percent."""
    level, log = rows("d(rate[t]) ~ d(tariff[t])"), rows()
    for sample in (level, log):
        statistics = scale(sample)
        mean, sd = np.full(len(sample), 0.1), np.full(len(sample), 1.1)
        found = scores(Predictive.single(mean, sd), sample, statistics)
        if sample.log:
            centre, spread = sample.offset + statistics.explained(mean), sd * statistics.target_scale
            expected = scoringrules.crps_lognormal(sample.observed, centre, spread).mean()
            assert found["crps", "original"] == pytest.approx(expected, rel=0.01)
        else:
            expected = statistics.target_scale * found["crps", "standardised"]
            assert found["crps", "original"] == pytest.approx(expected, rel=1e-12)


def test_crps_of_logs_is_finite_and_alike_for_one_draw_and_for_many_equal_ones(rows, scale):
    """exp of a Student-t has no finite CRPS; the quantile form does, and hardly depends on the samples."""
    sample = rows()
    mean, sd = np.zeros((400, len(sample))), np.ones((400, len(sample)))
    many = scores(Predictive(mean, sd, np.full(400, 2.1)), sample, scale(sample))["crps", "original"]
    one = scores(Predictive(mean[:1], sd[:1], np.full(1, 2.1)), sample, scale(sample))["crps", "original"]
    assert many == pytest.approx(one, rel=0.01)


def test_rmse_and_skill_by_hand(rows, scale):
    sample = rows()
    statistics = scale(sample)
    mean = np.random.default_rng(0).normal(size=(3, len(sample)))
    found = scores(Predictive(mean, np.ones_like(mean)), sample, statistics)
    y, last = statistics.target(sample.y), last_value(sample, statistics)
    own = np.mean((mean.mean(axis=0) - y) ** 2)
    assert found["rmse", "standardised"] == pytest.approx(np.sqrt(own))
    assert found["constant", "standardised"] == pytest.approx(np.sqrt(np.mean(y**2)))
    assert found["skill", "standardised"] == pytest.approx(1 - own / np.mean((last - y) ** 2))
    perfect = scores(Predictive.single(y, np.ones_like(y)), sample, statistics)
    assert perfect["skill", "original"] == pytest.approx(1.0)
    assert perfect["rmse", "original"] == pytest.approx(0.0, abs=1e-10)


def test_the_last_value_has_no_skill_and_means_no_change_of_the_target_itself(rows, scale):
    """Also where the offset lies further back than one period, as for a twelve-month change."""
    sample = rows()
    later = replace(sample, offset=sample.offset - 0.3, y=sample.y + 0.3)
    statistics = scale(later)
    last = last_value(later, statistics)
    np.testing.assert_allclose(np.exp(later.offset + statistics.explained(last)), later.previous)
    found = scores(Predictive.single(last, np.ones(len(later))), later, statistics)
    assert found["skill", "standardised"] == 0.0
    assert found["skill", "original"] == pytest.approx(0.0, abs=1e-12)


def test_a_last_value_without_error_gives_no_skill_that_looks_fine(rows, scale):
    sample = rows("d(rate[t]) ~ d(tariff[t])")
    still = replace(sample, previous=sample.observed)
    found = scores(Predictive.single(np.zeros(len(sample)), np.ones(len(sample))), still, scale(sample))
    assert np.isnan(found["skill", "original"])


def test_coverage_by_hand(rows, scale):
    """A predictive twice as wide as needed covers what ± 1.349, 2.563 and 3.290 standard units cover."""
    sample = rows()
    statistics = scale(sample)
    y = statistics.target(sample.y)
    table = calibration_table(Predictive.single(0 * y, 0 * y + 2), sample, statistics, **LABELS)
    assert list(table.columns) == ["equation", "holdout", "level", "coverage", "error", "rows"]
    for level, width in ((0.5, 1.349), (0.8, 2.563), (0.9, 3.290)):
        coverage = table.set_index("level").loc[level, "coverage"]
        assert coverage == pytest.approx(np.mean(np.abs(y) < width), abs=1.5 / len(y))


@pytest.mark.parametrize("name", ["y", "observed", "offset", "previous"])
def test_numbers_that_are_not_finite_are_named(rows, scale, name):
    sample = rows()
    broken = getattr(sample, name).copy()
    broken[7] = np.nan
    law = Predictive.single(np.zeros(len(sample)), np.ones(len(sample)))
    with pytest.raises(DataError, match="first (at )?row 7"):
        scores(law, replace(sample, **{name: broken}), scale(sample))


def test_a_value_of_zero_in_logs_is_named(rows, scale):
    sample = rows()
    law = Predictive.single(np.zeros(len(sample)), np.ones(len(sample)))
    for lowest in (0.0, -2.0):
        observed = sample.observed.copy()
        observed[3] = lowest
        with pytest.raises(DataError, match=f"an observed price of {lowest:g}.*above 0"):
            scores(law, replace(sample, observed=observed), scale(sample))


def test_nothing_to_score_is_named(rows, scale):
    sample = rows()
    nothing = sample.take(np.zeros(len(sample), dtype=bool))
    with pytest.raises(FitError, match="0 rows"):
        scores(Predictive.single(np.zeros(0), np.ones(0)), nothing, scale(sample))
    with pytest.raises(DataError, match="observations"):
        scores(Predictive.single(np.zeros(len(sample)), np.ones(len(sample))), nothing, scale(sample))
    with pytest.raises(DataError, match="1 period"):
        one = sample.take(sample.period == 4)
        calibration_table(Predictive.single(np.zeros(5), np.ones(5)), one, scale(sample), **LABELS)

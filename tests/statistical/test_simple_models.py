"""The simple models on data made by the model itself: parameters, density and coverage are known."""

import numpy as np
import pytest
from scipy.stats import t

from tradewinds.data.features import Design
from tradewinds.data.scaling import Scale
from tradewinds.equations import parse
from tradewinds.evaluation.baselines import BASELINES
from tradewinds.evaluation.mixture import Predictive, log_density
from tradewinds.evaluation.noise import student_noise
from tradewinds.evaluation.scoring import calibration_table
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=400, ridge=1.0)
SLOPES = np.array([0.8, -0.5])
SCALES = np.array([0.3, 0.6, 1.2, 2.4])
IDENTITY = Scale(("a", "b"), np.zeros(2), np.ones(2), np.full(2, -9.0), np.full(2, 9.0), 0.0, 1.0)


def regression(periods: int, df: float, seed: int) -> Design:
    """rate[t] = rate[t-1] + 0.2 + x·slopes + scale[sector] · Student-t(df), four sectors."""
    rng = np.random.default_rng(seed)
    sector, period = (a.ravel() for a in np.meshgrid(range(4), range(periods)))
    x = rng.normal(size=(4 * periods, 2))
    noise = t.rvs(df, size=4 * periods, random_state=rng)
    y = 0.2 + x @ SLOPES + SCALES[sector] * noise
    return Design(
        equation=parse("d(rate[t]) ~ rate[t-1]", {"rate": "level"}),
        columns=("a", "b"),
        x=x,
        y=y,
        offset=np.zeros(len(y)),
        observed=y,
        previous=np.zeros(len(y)),
        sector=sector,
        period=period,
        role=np.full(len(y), "fit"),
        calendar=period % 12 + 1,
        year=period // 12,
    )


def df_error(df: float, rows: int) -> float:
    """Standard error of the maximum-likelihood df when the scale is estimated too.

    From the expected information of (df, log scale), by differences of the expected log density.
    """
    z, weight = t.ppf((np.arange(20_000) + 0.5) / 20_000, df), 1 / 20_000

    def score(d: float, s: float) -> np.ndarray:
        return t.logpdf(z / np.exp(s), d) - s

    step = 1e-3
    a = (score(df + step, 0) - score(df - step, 0)) / (2 * step)
    b = (score(df, step) - score(df, -step)) / (2 * step)
    information = np.array([[a @ a, a @ b], [a @ b, b @ b]]) * weight
    return float(np.sqrt(np.linalg.inv(information)[0, 0] / rows))


@pytest.mark.parametrize("df", [2.7, 5.2])
def test_degrees_of_freedom_are_recovered_across_sectors_of_any_scale(df):
    """2.7 and 5.2 are what real price and volume changes show; four standard errors are granted."""
    rng = np.random.default_rng(4)
    sector = np.repeat(np.arange(4), 1000)
    residuals = SCALES[sector] * t.rvs(df, size=4000, random_state=rng)
    noise = student_noise(residuals, sector)
    assert abs(noise.df - df) < 4 * df_error(df, 4000)
    np.testing.assert_allclose(noise.own, SCALES, rtol=0.15)  # 4 × 1/√1000, for tails as heavy as these


def test_the_student_line_recovers_slopes_df_and_scales():
    """The known standard error of a slope: information (df + 1)/(df + 3) Σ 1/scale² per row."""
    design = regression(500, 3.0, seed=1)
    model = BASELINES["ridge, Student-t"](design, IDENTITY, SETTINGS)
    information = (3.0 + 1) / (3.0 + 3) * np.sum(500 / SCALES**2)
    probe = design.take(np.arange(3))
    for column in range(2):
        x = np.zeros((3, 2))
        x[1, column] = 1.0
        moved = model.location(Design(**(vars(probe) | {"x": x})))
        assert moved[1] - moved[0] == pytest.approx(SLOPES[column], abs=4 / np.sqrt(information))
        assert moved[0] == pytest.approx(0.2, abs=4 / np.sqrt(information))
    assert abs(model.noise.df - 3.0) < 4 * df_error(3.0, 2000)
    np.testing.assert_allclose(model.noise.own, SCALES, rtol=0.25)


def test_on_heavy_tails_the_student_line_reaches_the_truths_density_and_the_normal_one_does_not():
    """Twenty parameters or fewer learned from 2,000 rows cost some 10/2000 = 0.005 nats a row."""
    design, later = regression(500, 2.7, seed=2), regression(500, 2.7, seed=3)
    truth = Predictive.single(0.2 + later.x @ SLOPES, SCALES[later.sector], 2.7)
    best = log_density(truth, later.y).mean()
    found = {
        name: log_density(BASELINES[name](design, IDENTITY, SETTINGS).predict(later), later.y).mean()
        for name in ("ridge", "ridge, Student-t")
    }
    assert best - 0.02 < found["ridge, Student-t"] < best + 0.01
    assert found["ridge"] < best - 0.1


@pytest.mark.parametrize("name", ["last value", "drift", "ridge", "ridge, Student-t"])
def test_bands_of_a_model_that_is_true_cover_what_they_claim(name):
    """Fitted and scored on fresh rows of a Normal regression; the simpler ones on its residuals.

    Four binomial standard errors of 2,000 independent rows, plus what 500 rows a sector leave open.
    """
    design, later = regression(500, 1e6, seed=5), regression(500, 1e6, seed=6)
    if name in ("last value", "drift"):
        parts = []
        for rows in (design, later):
            plain = rows.y - rows.x @ SLOPES - (0.2 if name == "last value" else 0.0)
            parts.append(Design(**(vars(rows) | {"y": plain, "observed": plain})))
        design, later = parts
    law = BASELINES[name](design, IDENTITY, SETTINGS).predict(later)
    labels = {"equation": "rate", "question": "ahead", "bootstrap": 400, "seed": 0}
    table = calibration_table(law, later, IDENTITY, **labels)
    for row in table.itertuples():
        binomial = np.sqrt(row.level * (1 - row.level) / 2000)
        assert abs(row.coverage - row.level) < 4 * binomial + 0.01
        assert row.error == pytest.approx(binomial, rel=0.25)

"""The simple models on data made by the model itself: parameters, density and coverage are known."""

import numpy as np
import pytest
from scipy.stats import t

from tradewinds.data.features import EquationRows
from tradewinds.data.scaling import EquationScaler, TrainingSupport
from tradewinds.equations import parse
from tradewinds.evaluation.baselines.model import RowsWithPast
from tradewinds.evaluation.baselines.registry import BASELINES
from tradewinds.evaluation.mixture import Predictive, log_density
from tradewinds.evaluation.noise import student_noise
from tradewinds.evaluation.scoring import calibration_table
from tradewinds.settings.diagnostics import DiagnosticsSettings

SETTINGS = DiagnosticsSettings(bootstrap=400, ridge=1.0)
SLOPES = np.array([0.8, -0.5])
SCALES = np.array([0.3, 0.6, 1.2, 2.4])
IDENTITY = EquationScaler(
    ("a", "b"),
    np.zeros(2),
    np.ones(2),
    np.full(2, -9.0),
    np.full(2, 9.0),
    0.0,
    1.0,
    TrainingSupport(np.eye(2), 9.0),
)


def regression(periods: int, df: float, seed: int) -> EquationRows:
    """rate[t] = rate[t-1] + 0.2 + x·slopes + scale[sector] · Student-t(df), four sectors."""
    rng = np.random.default_rng(seed)
    sector, period = (a.ravel() for a in np.meshgrid(range(4), range(periods)))
    x = rng.normal(size=(4 * periods, 2))
    noise = t.rvs(df, size=4 * periods, random_state=rng)
    y = 0.2 + x @ SLOPES + SCALES[sector] * noise
    return EquationRows(
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
    sample = regression(500, 3.0, seed=1)
    model = BASELINES["ridge, Student-t"](sample, IDENTITY, SETTINGS)
    information = (3.0 + 1) / (3.0 + 3) * np.sum(500 / SCALES**2)
    probe = sample.take(np.arange(3))
    for column in range(2):
        x = np.zeros((3, 2))
        x[1, column] = 1.0
        moved = model.location(EquationRows(**(vars(probe) | {"x": x})))
        assert moved[1] - moved[0] == pytest.approx(SLOPES[column], abs=4 / np.sqrt(information))
        assert moved[0] == pytest.approx(0.2, abs=4 / np.sqrt(information))
    assert abs(model.noise.df - 3.0) < 4 * df_error(3.0, 2000)
    np.testing.assert_allclose(model.noise.own, SCALES, rtol=0.25)


def test_on_heavy_tails_the_student_line_reaches_the_truths_density_and_the_normal_one_does_not():
    """Twenty parameters or fewer learned from 2,000 rows cost some 10/2000 = 0.005 nats a row."""
    sample, later = regression(500, 2.7, seed=2), regression(500, 2.7, seed=3)
    truth = Predictive.single(0.2 + later.x @ SLOPES, SCALES[later.sector], 2.7)
    best = log_density(truth, later.y).mean()
    found = {
        name: log_density(BASELINES[name](sample, IDENTITY, SETTINGS).predict(later), later.y).mean()
        for name in ("ridge", "ridge, Student-t")
    }
    assert best - 0.02 < found["ridge, Student-t"] < best + 0.01
    assert found["ridge"] < best - 0.1


@pytest.mark.parametrize("name", ["last value", "drift", "ridge", "ridge, Student-t"])
def test_bands_of_a_model_that_is_true_cover_what_they_claim(name):
    """FittedEquation and scored on fresh rows of a Normal regression; the simpler ones on its residuals.

    Four binomial standard errors of 2,000 independent rows, plus what 500 rows a sector leave open.
    """
    sample, later = regression(500, 1e6, seed=5), regression(500, 1e6, seed=6)
    if name in ("last value", "drift"):
        parts = []
        for rows in (sample, later):
            plain = rows.y - rows.x @ SLOPES - (0.2 if name == "last value" else 0.0)
            parts.append(EquationRows(**(vars(rows) | {"y": plain, "observed": plain})))
        sample, later = parts
    law = BASELINES[name](sample, IDENTITY, SETTINGS).predict(later)
    labels = {"equation": "rate", "holdout": "ahead", "bootstrap": 400, "seed": 0}
    table = calibration_table(law, later, IDENTITY, **labels)
    for row in table.itertuples():
        binomial = np.sqrt(row.level * (1 - row.level) / 2000)
        assert abs(row.coverage - row.level) < 4 * binomial + 0.01
        assert row.error == pytest.approx(binomial, rel=0.25)


PHI = np.array([[0.3, 0.6], [0.0, 0.5]])
LEVELS = np.array([-1.0, 0.0, 1.0, 2.0])


def autoregression(phi: np.ndarray, periods: int, seed: int) -> RowsWithPast:
    """y[s, t] = level[s] + phi y[s, t−1] + Normal(0, 1) in four sectors; rows of y's first variable."""
    rng = np.random.default_rng(seed)
    y = np.zeros((periods + 100, 4, len(phi)))
    for period in range(1, len(y)):
        y[period] = LEVELS[:, None] + y[period - 1] @ phi.T + rng.normal(size=y[period].shape)
    now, before = (y[part].reshape(4 * periods, -1) for part in (slice(100, None), slice(99, -1)))
    fields = vars(regression(periods, 5.0, seed)) | {"y": now[:, 0], "observed": now[:, 0]}
    fields["period"], fields["sector"] = (a.ravel() for a in np.indices((periods, 4)))
    return RowsWithPast(**fields, explained=("rate", "other")[: len(phi)], before=before)


def gain(later: RowsWithPast, first: str, sample: RowsWithPast, phi: np.ndarray) -> float:
    """Mean log density of a fitted model on later rows, less that of the truth."""
    truth = Predictive.single(LEVELS[later.sector] + later.before @ phi[0], np.ones(len(later)))
    law = BASELINES[first](sample, IDENTITY, SETTINGS).predict(later)
    return float((log_density(law, later.y) - log_density(truth, later.y)).mean())


def test_the_autoregression_recovers_its_coefficient_and_reaches_the_truths_density():
    """Standard error √((1 − φ²)/N), bias (1 + φ)/T with intercepts (Nickell 1981).

    Ten numbers learned from 2,000 rows cost some 10/4000 nats a row; leaving the previous value out
    would cost −½ log(1 − φ²) = 0.22.
    """
    phi = np.array([[0.6]])
    sample, later = autoregression(phi, 500, seed=7), autoregression(phi, 500, seed=8)
    model = BASELINES["autoregression"](sample, IDENTITY, SETTINGS)
    moved = RowsWithPast(**(vars(sample) | {"before": sample.before + 1}))
    slope = float((model.location(moved) - model.location(sample)).mean())
    assert slope == pytest.approx(0.6, abs=4 * np.sqrt((1 - 0.6**2) / 2000) + 1.6 / 500)
    assert -0.01 < gain(later, "autoregression", sample, phi) < 0.01
    assert BASELINES["vector autoregression"](sample, IDENTITY, SETTINGS) is None


def test_the_vector_autoregression_wins_where_the_other_variables_past_matters():
    """It reaches the truth's density; the AR sees the other variable only through its own past.

    That other variable has variance 1/(1 − 0.5²) = 1.33, of which 0.6² × 1.33 = 0.48 comes into the AR's
    errors but for what the own past tells of it: ½ log 1.48 = 0.2 nats at most.
    """
    sample, later = autoregression(PHI, 500, seed=9), autoregression(PHI, 500, seed=10)
    vector, alone = (gain(later, name, sample, PHI) for name in ("vector autoregression", "autoregression"))
    assert -0.01 < vector < 0.01
    assert -0.2 < alone < -0.05


@pytest.mark.parametrize("name", ["random forest", "gradient boosting"])
def test_trees_find_a_bend_that_a_line_cannot_and_their_bands_cover(name):
    """y = 2 |a| + noise of scale 0.5: no line explains it; Var 2|a| = 4 (1 − 2/π) = 1.45.

    A line's density is ½ log((1.45 + 0.25)/0.25) = 0.96 nats below the truth's; three quarters of that
    have to be found. Coverage within four binomial errors of 2,000 rows and 0.02, since learners that
    leave out a fifth of the periods miss by a little more than their mean does.
    """
    parts = []
    for seed in (11, 12):
        rows = regression(500, 1e6, seed)
        y = 2 * np.abs(rows.x[:, 0]) + 0.5 * np.random.default_rng(seed + 100).normal(size=len(rows))
        parts.append(EquationRows(**(vars(rows) | {"y": y, "observed": y})))
    sample, later = parts
    laws = {n: BASELINES[n](sample, IDENTITY, SETTINGS).predict(later) for n in (name, "ridge")}
    density = {n: log_density(law, later.y).mean() for n, law in laws.items()}
    assert density[name] > density["ridge"] + 0.75 * 0.96
    labels = {"equation": "rate", "holdout": "ahead", "bootstrap": 400, "seed": 0}
    table = calibration_table(laws[name], later, IDENTITY, **labels).set_index("level")["coverage"]
    assert table[0.9] == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / 2000) + 0.02)

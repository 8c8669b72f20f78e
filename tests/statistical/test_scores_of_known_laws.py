"""Densities, PIT and CRPS where the truth is known, each with a tolerance that is its own sampling error."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import kstest, norm, t

from tradewinds.evaluation.mixture import Predictive, crps, log_density, pit, sample

ROWS = 2000


def drawn(seed: int, draws: int, df: np.ndarray | None) -> tuple[Predictive, np.ndarray]:
    """A mixture predictive that differs from row to row, and one observation of each row from it."""
    rng = np.random.default_rng(seed)
    mean = rng.normal(size=ROWS) + 0.7 * rng.normal(size=(draws, ROWS))
    law = Predictive(mean, rng.uniform(0.4, 1.6, size=(draws, ROWS)), df)
    which = rng.integers(draws, size=ROWS)
    return law, sample(law, 1, rng)[which, np.arange(ROWS)]


@pytest.mark.parametrize("at", [-4.0, 0.0, 1.7, 3.0, 9.0])
def test_density_of_a_mixture_of_two(at):
    normal = Predictive(np.array([[0.0], [3.0]]), np.array([[1.0], [0.5]]))
    expected = np.log(0.5 * norm.pdf(at, 0, 1) + 0.5 * norm.pdf(at, 3, 0.5))
    assert log_density(normal, np.array([at]))[0] == pytest.approx(expected, rel=1e-10)
    student = Predictive(normal.mean, normal.scale, np.array([3.0, 7.0]))
    expected = np.log(0.5 * t.pdf(at, 3, 0, 1) + 0.5 * t.pdf(at, 7, 3, 0.5))
    assert log_density(student, np.array([at]))[0] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("df", [None, np.linspace(2.5, 8.0, 30)])
def test_the_truth_has_a_uniform_pit_and_a_wrong_width_has_not(df):
    """Kolmogorov–Smirnov: 1.95 / √N is exceeded by one uniform sample in a thousand.

    The same bound finds a predictive 1.4 times too wide, and one 0.2 too high.
    """
    bound = 1.95 / np.sqrt(ROWS)
    law, y = drawn(7, 30, df)
    assert kstest(pit(law, y), "uniform").statistic < bound
    wide = Predictive(law.mean, 1.4 * law.scale, law.df)
    assert kstest(pit(wide, y), "uniform").statistic > bound
    shifted = Predictive(law.mean + 0.2, law.scale, law.df)
    assert kstest(pit(shifted, y), "uniform").statistic > bound


@pytest.mark.parametrize("df", [None, 2.5, 6.0])
@pytest.mark.parametrize("y", [-3.0, 0.2, 4.0])
def test_crps_of_one_draw_is_its_integral(df, y):
    """∫ (F(x) − 1{x ≥ y})² dx by quadrature."""
    law = norm(0.5, 1.3) if df is None else t(df, 0.5, 1.3)
    below = quad(lambda x: law.cdf(x) ** 2, -np.inf, y, epsabs=1e-10)[0]
    above = quad(lambda x: law.sf(x) ** 2, y, np.inf, epsabs=1e-10)[0]
    found = crps(Predictive.single(np.array([0.5]), np.array([1.3]), df), np.array([y]), seed=0)
    assert found[0] == pytest.approx(below + above, rel=1e-6)


@pytest.mark.parametrize("df", [None, np.full(12, 4.0)])
def test_crps_of_a_mixture_is_its_integral(df):
    """Mean over rows against quadrature of the closed distribution function on a fine lattice.

    The estimator's own error is measured by repeating it with other seeds. Observations are moved off
    the centre, where the score is flat in the width of the law and would not see it wrong.
    """
    law, y = drawn(11, 12, df)
    law, y = law.take(slice(0, 80)), y[:80] + 3.0
    lattice = np.linspace(-60, 60, 12001)
    exact = []
    for n in range(80):
        row = law.take(slice(n, n + 1))
        cdf = pit(Predictive(np.tile(row.mean, (1, 12001)), np.tile(row.scale, (1, 12001)), row.df), lattice)
        exact.append(np.trapezoid((cdf - (lattice >= y[n])) ** 2, lattice))
    runs = np.array([crps(law, y, seed).mean() for seed in range(6)])
    assert runs.std(ddof=1) < 0.01
    assert runs.mean() == pytest.approx(np.mean(exact), abs=4 * runs.std(ddof=1) / np.sqrt(6) + 1e-3)
    assert runs[0] == pytest.approx(np.mean(exact), rel=0.02)


def test_crps_from_few_samples_is_right_on_average(monkeypatch):
    """Eight samples a row: dividing by M² instead of M (M − 1) would be E|X − X'| / 16 = 0.07 too high.

    A row's estimate scatters by about 0.3, so the mean of 4,000 by 0.005; four times that is granted.
    """
    monkeypatch.setattr("tradewinds.evaluation.mixture._SAMPLES", 8)
    y = np.random.default_rng(0).normal(size=4000)
    one = Predictive.single(np.zeros(4000), np.ones(4000))
    two = Predictive(np.zeros((2, 4000)), np.ones((2, 4000)))
    assert crps(two, y, 1).mean() == pytest.approx(crps(one, y, 1).mean(), abs=0.02)


def test_the_truth_scores_best():
    """Proper scores: on 2,000 rows the truth beats a shifted, a wider and a narrower predictive."""
    law, y = drawn(3, 20, np.full(20, 4.0))
    best = log_density(law, y).mean(), crps(law, y, 0).mean()
    for shift, factor in ((0.4, 1.0), (0.0, 1.8), (0.0, 0.5)):
        other = Predictive(law.mean + shift, factor * law.scale, law.df)
        assert log_density(other, y).mean() < best[0]
        assert crps(other, y, 0).mean() > best[1]

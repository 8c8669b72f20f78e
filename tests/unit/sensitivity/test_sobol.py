"""Sobol' indices where they are known: Ishigami's function by SALib's own estimators."""

import numpy as np
import pytest

from tradewinds.errors import FitError
from tradewinds.sensitivity.sobol import COLUMNS, indices, saltelli_points

A, B = 7.0, 0.1


def ishigami(u: np.ndarray) -> np.ndarray:
    x, y, z = (np.pi * (2 * u - 1)).T
    return np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x)


def found(outputs, samples: int = 2048, seed: int = 3) -> dict[str, dict]:
    u = saltelli_points(3, samples, seed)
    rows = indices(np.stack([one(u) for one in outputs]), ["x", "y", "z"], seed)
    assert all(tuple(row) == COLUMNS for row in rows)
    return {row["input"]: row for row in rows}


def test_ishigamis_indices_are_those_in_closed_form():
    """V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2, the third input by interaction alone (Ishigami & Homma 1990)."""
    first, second, both = 0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 8 * B**2 * np.pi**8 / 225
    variance = first + second + both
    rows = found([ishigami])
    for name, s, t in (("x", first, first + both), ("y", second, second), ("z", 0.0, both)):
        assert rows[name]["first"] == pytest.approx(s / variance, abs=rows[name]["first_error"])
        assert rows[name]["total"] == pytest.approx(t / variance, abs=rows[name]["total_error"])
        assert 0 < rows[name]["first_error"] < 0.1 and 0 < rows[name]["total_error"] < 0.1


@pytest.mark.slow
def test_what_draws_disagree_about_is_told_from_the_error_of_sampling():
    slopes = np.linspace(0.5, 2.0, 21)
    rows = found([lambda u, k=k: k * u[:, 0] + u[:, 1] for k in slopes])
    shares = slopes**2 / (slopes**2 + 1)
    for which in ("first", "total"):
        assert rows["x"][which] == pytest.approx(shares.mean(), abs=0.02)
        assert rows["x"][f"{which}_low"] == pytest.approx(np.quantile(shares, 0.05), abs=0.03)
        assert rows["x"][f"{which}_high"] == pytest.approx(np.quantile(shares, 0.95), abs=0.03)
    alike = found([lambda u: u[:, 0] + u[:, 1]] * 3)["x"]
    assert alike["total_low"] == alike["total_high"] and alike["total_error"] > 0


def test_the_same_seed_gives_the_same_figures_zero_too():
    for seed in (0, 5):
        assert found([ishigami], 64, seed) == found([ishigami], 64, seed)
    assert (saltelli_points(2, 64, 0) != saltelli_points(2, 64, 1)).any()


@pytest.mark.parametrize("constant", [lambda u: np.zeros(len(u)), lambda u: np.full(len(u), 1e6)])
def test_a_function_that_does_not_vary_has_no_shares(constant):
    u = saltelli_points(3, 64, 0)
    assert indices(np.stack([ishigami(u), constant(u)]), ["x", "y", "z"], 0) is None
    assert indices(np.zeros((1, 8)), [], 0) is None


def test_a_single_input_accounts_for_all():
    u = saltelli_points(1, 1024, 0)
    (row,) = indices(np.exp(u).T, ["x"], 0)
    assert row["first"] == pytest.approx(1, abs=0.05) and row["total"] == pytest.approx(1, abs=0.05)


def test_an_output_that_is_not_finite_is_refused():
    with pytest.raises(FitError, match="1 of 2 draws answer not finite"):
        indices(np.array([[1.0, 2.0, 3.0], [1.0, np.nan, 3.0]]), ["x"], 0)

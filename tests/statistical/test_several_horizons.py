"""A long run that changes from month to month tell wrongly, and forecasts of a year or two rightly."""

import jax
import numpy as np
import pandas as pd
import pytest
from linear_world import described, panel
from scipy.optimize import minimize

from tradewinds.data.panel import to_grid
from tradewinds.data.scaling import read_scaler
from tradewinds.inference.fit import pose
from tradewinds.inference.problem import potential, sites_of, starts, unflat
from tradewinds.model.tier import TierModel
from tradewinds.settings.data import DataSettings
from tradewinds.settings.model import ModelSettings, NoiseScale, NoiseSettings
from tradewinds.settings.tier import TierSettings

SECTORS, PERIODS, EFFECT = 30, 100, -2.0


def phased_in() -> pd.DataFrame:
    """gap = −2 τ + e, the tariff τ of every sector phased in steadily, and seen with an error.

    From month to month what is seen is mostly that error, over years hardly (Griliches & Hausman 1986).
    """
    rng = np.random.default_rng(4)
    steps = 0.002 * rng.standard_normal((SECTORS, 1))
    tariff = 0.5 + steps * np.arange(PERIODS)
    seen = tariff + 0.002 * rng.standard_normal(tariff.shape)
    gap = EFFECT * tariff + 0.01 * rng.standard_normal(tariff.shape)
    places = [f"{number:02}" for number in range(SECTORS)]
    return panel({"tariff": seen, "gap": gap}, 1, "step", place=places).assign(role="fit")


def response(table: pd.DataFrame, horizons: list[int]) -> float:
    """What a lasting rise of the tariff by one does, by the most probable parameters."""
    data = DataSettings(name="", description="", tables={"sectors": described(table, "step")})
    assumed = ModelSettings(depth=0, noise=NoiseSettings(scale=NoiseScale.constant))
    settings = TierSettings(equations=["d(gap[t]) ~ d(tariff[t])"], horizons=horizons, model=assumed)
    model = TierModel("tier1", settings, data)
    tree, equations = model.scaler({"sectors": table}), model.equations()["sectors"]
    problem = pose(equations[0], equations, to_grid(table, data.tables["sectors"]), tree, model)[0]
    density, sites = problem.probability_model, sites_of(problem.probability_model, problem.rows)
    program = jax.jit(
        jax.value_and_grad(
            lambda at: potential(density, {k: v[0] for k, v in unflat(sites, at[None]).items()}, problem.rows)
        )
    )
    begun = starts(density, jax.random.key(0), problem.rows, 1)
    start = np.zeros(sum(begun[name][0].size for name in sites))
    found = minimize(lambda at: tuple(map(np.asarray, program(at))), start, jac=True, method="L-BFGS-B")
    scaler = read_scaler(tree, "gap")
    slopes = np.asarray(unflat(sites, found.x[None])["beta"][0]) * scaler.target_scale / scaler.scale
    return float(slopes[0])


def pooled(table: pd.DataFrame, horizons: list[int]) -> float:
    """The same by regressions of long differences, each weighing 1 / (h MSE) beside the others."""
    x, y = (
        table.pivot(index="sector", columns="period", values=name).to_numpy() for name in ("tariff", "gap")
    )
    above = below = 0.0
    for h in horizons:
        dx, dy = ((of[:, 1 + h :] - of[:, 1:-h]).ravel() for of in (x, y))
        dx, dy = dx - h * np.diff(x[:, 1:]).mean(), dy - h * np.diff(y[:, 1:]).mean()
        mse = ((dy - EFFECT * dx) ** 2).mean()
        above, below = above + dx @ dy / mse / h, below + dx @ dx / mse / h
    return above / below


@pytest.mark.slow
def test_long_horizons_find_the_long_run_of_a_policy_that_is_seen_with_error():
    table = phased_in()
    one, several = response(table, [1]), response(table, [1, 12, 24])
    assert several == pytest.approx(EFFECT, rel=0.1)
    assert several == pytest.approx(pooled(table, [1, 12, 24]), rel=0.03)
    # var(Δτ) = half the variance of the difference of two errors: a third of the effect is seen
    assert one == pytest.approx(EFFECT / 3, rel=0.15)

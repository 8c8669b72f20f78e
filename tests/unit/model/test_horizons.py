"""Equations learned from several horizons, against forecasts worked out period by period from the table."""

import jax
import numpy as np
import pandas as pd
import pytest
from linear_world import described, panel, with_roles
from scipy.stats import multivariate_normal
from small_models import by_hand, correlation_by_lyapunov, make_sites

from tradewinds.data.panel import to_grid
from tradewinds.data.scaling import read_scaler
from tradewinds.errors import FitError, SettingsError
from tradewinds.evaluation.sbc.run import SimulatedFits, rank_equation
from tradewinds.inference.fit import pose
from tradewinds.inference.problem import Problem
from tradewinds.model.autoregression import _LARGEST_PARTIAL
from tradewinds.model.rows import Rows
from tradewinds.model.tier import TierModel
from tradewinds.settings.data import DataSettings
from tradewinds.settings.model import ModelSettings
from tradewinds.settings.sbc import SbcSettings
from tradewinds.settings.tier import TierSettings

SECTORS, PERIODS, FIRST = 3, 14, 3
HORIZONS = [4, 1, 2]
EQUATION = (
    "price[t] ~ price[t-1] + dlog(price[t-2]) + mean(price[t-1], 2) + common(dlog(price[t-1])) "
    "+ d(tariff[t]) + t"
)
INSIDE = np.arange(SECTORS * PERIODS) % 9 == 7


def table(gaps: tuple[int, ...] = ()) -> pd.DataFrame:
    """Every ninth row held out; in the periods ``gaps`` of the first sector there is no row at all."""
    rng = np.random.default_rng(5)
    price = np.exp(0.2 * rng.normal(size=(SECTORS, PERIODS)).cumsum(axis=1))
    values = {"price": price, "tariff": rng.uniform(0, 0.3, (SECTORS, PERIODS))}
    made = with_roles(panel(values, 1, "step", place=["east", "north", "west"]), ahead=0, inside=INSIDE)[0]
    return made[~((made["place"] == "east") & made["period"].isin(gaps))].reset_index(drop=True)


def posed(
    made: pd.DataFrame, horizons: list[int], equation: str = EQUATION
) -> tuple[Problem, TierModel, pd.DataFrame]:
    data = DataSettings(name="", description="", tables={"sectors": described(made, "step")})
    settings = TierSettings(
        equations=[equation], effects=["sector"], horizons=horizons, model=ModelSettings(width=3)
    )
    model = TierModel("tier1", settings, data)
    scaler = model.scaler({"sectors": made})
    equations = model.equations()["sectors"]
    grid = to_grid(made, data.tables["sectors"])
    problem = pose(equations[0], equations, grid, scaler, model)[0]
    return problem, model, scaler


def likelihood_by_hand(made: pd.DataFrame, horizons: list[int], sites: dict) -> float:
    """Nats: every forecast made from the table, the periods' δ integrated out as one normal distribution."""
    problem, _, tree = posed(made, horizons)
    scaler = read_scaler(tree, "price")
    model = problem.probability_model.equation
    price, tariff, role = (
        made.pivot(index="sector", columns="period", values=name).to_numpy()
        for name in ("price", "tariff", "role")
    )
    seen = np.log(price)
    known = np.isfinite(seen)
    passed = np.zeros_like(known)
    passed[:, FIRST:] = known[:, 3:] & known[:, 2:-1] & known[:, 1:-2] & known[:, :-3]
    fitted = [
        (s, t) for s in range(SECTORS) for t in range(FIRST, PERIODS) if passed[s, t] and role[s, t] == "fit"
    ]

    def forecast(origin: int, horizon: int) -> tuple[np.ndarray, np.ndarray]:
        """Log prices [S], and standardised noise [S], of the last period of a path."""
        path = seen.copy()
        for t in range(origin + 1, origin + horizon + 1):
            there = np.where(passed[:, [t]], path, seen)  # a sector without a row counts as observed
            change = there[:, t - 1] - there[:, t - 2]
            x = np.column_stack(
                [
                    path[:, t - 1],
                    path[:, t - 2] - path[:, t - 3],
                    (path[:, t - 1] + path[:, t - 2]) / 2,
                    np.full(SECTORS, np.nanmean(change)),
                    tariff[:, t] - tariff[:, t - 1],
                ]
            )
            x = (x - scaler.usual - scaler.mean) / scaler.scale
            none = np.zeros(SECTORS)
            rows = Rows(x, none, np.arange(SECTORS), none, none, {"sector": np.arange(SECTORS)}, none)
            location, scale = by_hand(model, sites, rows)
            ahead = path[:, t - 1] + scaler.target_mean + scaler.target_scale * location
            path[:, t] = np.where(passed[:, origin + 1 : t + 1].all(axis=1), ahead, seen[:, t])
        return path[:, t], scale

    total = 0.0
    for place, horizon in enumerate(sorted(horizons)):
        asked = [(s, t) for s, t in fitted if passed[s, max(0, t - horizon + 1) : t + 1].all()]
        found = [[each[s] for each in forecast(t - horizon, horizon)] for s, t in asked]
        ahead, scale = map(np.array, zip(*found, strict=True))
        error = np.array([seen[s, t] for s, t in asked]) - ahead
        noise, delta = (
            1.0 if place == 0 else float(sites[f"horizon_{name}"][place - 1]) for name in ("noise", "delta")
        )
        periods = np.array([t for _, t in asked])
        partial = _LARGEST_PARTIAL * np.tanh(np.asarray(sites["delta_shape"]))
        shared = (delta * float(sites["delta_scale"])) ** 2 * correlation_by_lyapunov(*partial, PERIODS)
        cov = np.diag((noise * scale) ** 2) + shared[np.ix_(periods, periods)]
        total += multivariate_normal.logpdf(error / scaler.target_scale, cov=cov) / (horizon * len(horizons))
    return total


def small(problem: Problem) -> dict:
    """Sites under which forecasts stay near what was observed, so that digits are kept."""
    sites = make_sites(problem.probability_model.equation, problem.rows)
    return {
        name: value if name.startswith(("horizon", "delta", "sigma")) else 0.3 * value
        for name, value in sites.items()
    }


@pytest.mark.parametrize("gaps", [(), (9,)])
def test_the_likelihood_is_that_of_forecasts_made_by_hand(gaps):
    made = table(gaps)
    problem = posed(made, HORIZONS)[0]
    sites = small(problem)
    found = float(jax.jit(problem.probability_model.log_likelihood)(sites, problem.rows))
    assert found == pytest.approx(likelihood_by_hand(made, HORIZONS, sites), rel=1e-8)
    # and it is neither the one of one period nor one where overlapping errors count in full
    one = posed(made, [1])[0]
    assert abs(found - float(one.probability_model.log_likelihood(sites, one.rows)) / 3) > 0.1


def test_its_gradient_is_that_of_forecasts_made_by_hand():
    made = table()
    problem = posed(made, HORIZONS)[0]
    sites = small(problem)
    gradient = jax.jit(jax.grad(problem.probability_model.log_likelihood))(sites, problem.rows)
    for name, at in {
        "beta": (0,),
        "W1": (3, 1),
        "horizon_noise": (1,),
        "horizon_delta": (0,),
        "v": (2,),
    }.items():
        sides = []
        for step in (1e-5, -1e-5):
            moved = np.array(sites[name])
            moved[at] += step
            sides.append(likelihood_by_hand(made, HORIZONS, sites | {name: moved}))
        assert float(gradient[name][at]) == pytest.approx((sides[0] - sides[1]) / 2e-5, rel=1e-5, abs=1e-6)


def test_one_horizon_is_one_period_ahead():
    problem = posed(table(), [1])[0]
    assert problem.rows.past is None and problem.probability_model.equation.own_past is None


def test_an_equation_without_its_own_past_learns_one_period_ahead():
    made = table()
    data = DataSettings(name="", description="", tables={"sectors": described(made, "step")})
    settings = TierSettings(
        equations=["price[t] ~ tariff[t]"], horizons=[1, 4], model=ModelSettings(width=3, explain="level")
    )
    model = TierModel("tier1", settings, data)
    equations = model.equations()["sectors"]
    grid = to_grid(made, data.tables["sectors"])
    problem = pose(equations[0], equations, grid, model.scaler({"sectors": made}), model)[0]
    assert problem.probability_model.equation.own_past is None


def test_forecasts_go_on_where_a_row_is_held_out_and_end_where_there_is_none():
    found = []
    for made in (table(), table(gaps=(9,))):
        problem = posed(made, [1, 4])[0]
        reached = problem.probability_model.equation.forecasts(small(problem), problem.rows).reached[1]
        sectors, periods = (np.asarray(of).tolist() for of in (problem.rows.sector, problem.rows.period))
        found.append(dict(zip(zip(sectors, periods, strict=True), np.asarray(reached) > 0, strict=True)))
    whole, cut = found
    # rows begin in period 3, counted from 0; the first that is forecast over four periods is that of period 6
    assert whole == {(s, t): t >= 6 for s, t in whole}
    # without its period 8 the first sector has no row in 8 to 11, and none after them with four in a row
    assert {t for s, t in cut if s == 0} <= {3, 4, 5, 6, 7, 12, 13}
    assert cut == {(s, t): t >= 6 and (s > 0 or t < 8) for s, t in cut}


def test_a_horizon_that_no_row_has_the_past_for_is_named():
    with pytest.raises(FitError, match="no more than 11 rows of a sector follow each other; expected 12 for"):
        posed(table(), [1, 12])
    assert posed(table(), [1, 11])[0].rows.past is not None


def test_rows_left_out_say_nothing():
    problem = posed(table(), HORIZONS)[0]
    model, sites = problem.probability_model, small(problem)
    none = problem.rows._replace(weight=np.zeros(len(problem.rows.y)))
    assert float(model.log_likelihood(sites, none)) == pytest.approx(0.0, abs=1e-9)
    wild = problem.rows._replace(y=np.asarray(problem.rows.y) + 7.0)
    half = np.arange(len(problem.rows.y)) % 2 == 0
    some = [rows._replace(weight=half.astype(float)) for rows in (problem.rows, wild)]
    some[1] = some[1]._replace(y=np.where(half, problem.rows.y, wild.y))
    assert float(model.log_likelihood(sites, some[0])) == pytest.approx(
        float(model.log_likelihood(sites, some[1]))
    )


def test_simulated_fits_are_of_one_period_ahead():
    made = table()
    _, model, scaler = posed(made, [1, 4])
    with pytest.raises(SettingsError, match="Set tier1.horizons=\\[1\\] for it"):
        rank_equation(
            {"sectors": made}, scaler, model, SimulatedFits("price", range(1), SbcSettings()), 0, print
        )

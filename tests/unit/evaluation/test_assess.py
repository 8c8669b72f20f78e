"""A tier assessed and compared: tables that agree with each other and with the law behind them."""

from dataclasses import replace

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, with_roles
from scipy.stats import norm

from tradewinds.errors import FitError
from tradewinds.evaluation.assess import assess_tier
from tradewinds.evaluation.baselines.registry import BASELINES
from tradewinds.evaluation.checks import STATISTICS
from tradewinds.evaluation.comparison import compare_tier
from tradewinds.evaluation.leads import leads
from tradewinds.review.tier import review_tier
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.inference import Algorithm

SECTORS, PERIODS, AHEAD = 5, 40, 12
SETTINGS = DiagnosticsSettings(bootstrap=50, replicas=50)
PRICE, GAP = "price[t] ~ price[t-1] + tariff[t]", "gap[t] ~ gap[t-1]"
SIGMA = 0.1


@pytest.fixture(scope="module")
def world():
    """Prices that follow their law, and a gap (in levels) whose fitted law is far too sure of itself."""
    rng = np.random.default_rng(1)
    tariff = rng.uniform(0.05, 0.5, (SECTORS, PERIODS))
    price, gap = np.zeros((SECTORS, PERIODS)), rng.normal(size=(SECTORS, PERIODS))
    for t in range(1, PERIODS):
        price[:, t] = 0.5 * price[:, t - 1] + tariff[:, t] + SIGMA * rng.normal(size=SECTORS)
    table = panel({"tariff": tariff, "price": np.exp(price), "gap": gap}, 1, "step", industry=list("abcde"))
    inside = np.random.default_rng(1).random(SECTORS * (PERIODS - AHEAD)) < 0.1
    made = make_world(
        {"sectors": with_roles(table, AHEAD, inside)},
        {"sectors": described(table, "step")},
        {"tier1": {PRICE: Coefficients([-0.5, 1.0], sigma=SIGMA), GAP: Coefficients([0.0], sigma=0.05)}},
        draws=30,
        chains=4,
    )
    # draws that differ a little, so that chains can be compared
    for name in ("price", "gap"):
        posterior = made.posteriors["tier1"][f"{name}/posterior"]
        sites = posterior.to_dataset()
        moved = {
            site: sites[site] + 1e-3 * rng.normal(size=sites[site].shape) for site in ("intercept", "beta")
        }
        posterior.dataset = sites.assign(
            moved | {"sigma": sites["sigma"] * np.exp(1e-3 * rng.normal(size=(4, 30)))}
        )
    made.tiers["tier1"].inference.algorithm = Algorithm.nuts
    return made


@pytest.fixture(scope="module")
def assessed(world):
    return assess_tier(world.fit(), "tier1", SETTINGS)


@pytest.fixture(scope="module")
def simple(world):
    return compare_tier(world.fit().tiers["tier1"].scaled(world.panel), SETTINGS, 0)


@pytest.mark.slow
def test_every_row_is_asked_once(world, assessed):
    train = world.train["sectors"].query("period > 1")
    expected = {"fit": train.query("role == 'fit'"), "inside": train.query("role == 'inside'")}
    expected["ahead"] = world.test["sectors"]
    for equation in ("price", "gap"):
        for role, rows in expected.items():
            found = assessed.predictions[f"{equation}/{role}"].to_dataset()
            table = found[["sector", "period", "observed"]].to_dataframe()
            merged = table.merge(rows, on=["sector", "period"], validate="one_to_one")
            assert len(merged) == len(table) == len(rows)
            np.testing.assert_allclose(merged["observed"], merged[equation])


@pytest.mark.slow
@pytest.mark.parametrize("role", ["fit", "inside", "ahead"])
def test_bands_are_quantiles_of_the_law_in_the_targets_own_unit(world, assessed, role):
    found = assessed.predictions[f"price/{role}"].to_dataset()
    both = world.train["sectors"].merge(world.test["sectors"], how="outer").sort_values(["sector", "period"])
    both["centre"] = 0.5 * np.log(both.groupby("sector")["price"].shift(1)) + both["tariff"]
    centre = found[["sector", "period"]].to_dataframe().merge(both, on=["sector", "period"])["centre"]
    for level in (0.5, 0.8, 0.9):
        low, high = norm.ppf([(1 - level) / 2, (1 + level) / 2])
        np.testing.assert_allclose(np.log(found["lower"].sel(level=level)), centre + SIGMA * low, atol=2e-3)
        np.testing.assert_allclose(np.log(found["upper"].sel(level=level)), centre + SIGMA * high, atol=2e-3)
    np.testing.assert_allclose(np.log(found["median"]), centre, atol=2e-3)
    z = (np.log(found["observed"]) - centre.to_numpy()) / SIGMA
    np.testing.assert_allclose(found["pit"], norm.cdf(z), atol=0.02)
    unit = world.scaler_of("price").target_scale / SIGMA
    np.testing.assert_allclose(found["log_density"], norm.logpdf(z) + np.log(unit), atol=0.1)


def test_scores_and_coverage_are_those_of_the_predictions(assessed):
    for equation in ("price", "gap"):
        for holdout in ("inside", "ahead"):
            found = assessed.predictions[f"{equation}/{holdout}"].to_dataset()
            scores = assessed.scores.query("equation == @equation and holdout == @holdout")
            assert (scores["model"] == "network").all() and (scores["rows"] == found.sizes["row"]).all()
            lppd = scores.query("metric == 'lppd' and scale == 'standardised'")["value"].item()
            assert lppd == pytest.approx(float(found["log_density"].mean()))
            inside = (found["lower"] <= found["observed"]) & (found["observed"] <= found["upper"])
            bands = assessed.calibration.query("equation == @equation and holdout == @holdout")
            np.testing.assert_allclose(bands["coverage"], inside.mean("row"))
    assert not (assessed.scores["holdout"] == "fit").any()


@pytest.fixture(scope="module")
def lead(assessed, simple):
    return leads(assessed.predictions, simple.densities, SETTINGS.bootstrap, 0)


@pytest.mark.slow
def test_the_networks_lead_is_the_difference_of_the_scores(assessed, simple, lead):
    keys = ["equation", "holdout"]
    own = assessed.scores.query("metric == 'lppd' and scale == 'standardised'").set_index(keys)["value"]
    found = lead.set_index([*keys, "model"])["value"]
    theirs = simple.scores.query("metric == 'lppd' and scale == 'standardised'")
    theirs = theirs.set_index([*keys, "model"])["value"]
    assert set(found.index.get_level_values("model")) == set(BASELINES) - {"sector-month means"}
    for (equation, holdout, model), value in found.items():
        assert value == pytest.approx(own[equation, holdout] - theirs[equation, holdout, model])


def test_what_is_said_of_the_draws(assessed):
    found = assessed.convergence.set_index(["equation", "quantity", "metric"])["value"]
    for equation in ("price", "gap"):
        assert found[equation, "prediction", "chains"] == 4
        assert found[equation, "prediction", "rhat"] == pytest.approx(1.0, abs=0.1)
        assert np.isfinite(found[equation, "loo", "elpd_loo"])
    checks = assessed.convergence.query("quantity == 'predictive check'")
    assert list(checks["metric"]) == [*STATISTICS, *STATISTICS]
    assert checks.query("equation == 'price'")["value"].between(0.01, 0.99).all()
    assert found["gap", "predictive check", "standard deviation"] == 0.0, "replicas are far too narrow"


@pytest.mark.slow
def test_the_verdicts_tell_the_good_equation_from_the_bad_one(assessed, lead):
    tables = (assessed.scores, lead, assessed.calibration, assessed.convergence)
    found = review_tier(*tables, SETTINGS, "tier1", "nuts")
    verdicts = found.set_index(["equation", "check"])["status"]
    assert verdicts["price", "beats simple models"] in ("passed", "undecided")
    assert verdicts["price", "coverage"] in ("passed", "undecided")
    assert verdicts["gap", "beats simple models"] == verdicts["gap", "coverage"] == "failed"
    sentence = found.set_index(["equation", "check"]).loc[("gap", "coverage"), "advice"]
    assert "Too confident" in sentence


@pytest.mark.slow
def test_leave_one_out_is_for_samplers(world):
    tier = world.tiers["tier1"]
    other = replace(tier, inference=replace(tier.inference, algorithm=Algorithm.variational))
    found = assess_tier(replace(world, tiers={"tier1": other}).fit(), "tier1", SETTINGS)
    assert not (found.convergence["quantity"] == "loo").any()


def test_without_a_row_ahead_there_is_nothing_to_judge(world):
    test = {"sectors": world.test["sectors"].iloc[:0]}
    with pytest.raises(FitError, match="price: no test row to be scored on"):
        assess_tier(replace(world, test=test).fit(), "tier1", SETTINGS)

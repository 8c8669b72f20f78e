"""Recovery of known effects: a posterior that is the truth covers it, a wrong one does not."""

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, with_roles

from tradewinds.data.synthetic import simulate_economy
from tradewinds.evaluation.recovery import COLUMNS, POLICY_RISE, interval_metrics, recover
from tradewinds.evaluation.scoring import LEVELS
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings

DRAWS = 100
VOLUME = "volume[t] ~ volume[t-1] + price[t-1] + tariff[t]"
PRICE = "price[t] ~ price[t-1] + volume[t-1]"
INCOME = "income[t] ~ income[t-1] + wages[t] + employment[t] + log(import_price[t])"
JOBS = "unemployment[t] ~ unemployment[t-1] + employment[t]"


def table_of(estimated, true):
    return {row["level"]: row for row in interval_metrics(estimated, true)}


def test_a_posterior_that_is_the_truth_covers_fully():
    true = np.linspace(-1, 1, 20)
    found = table_of(np.tile(true, (10, 1)), true)
    assert set(found) == set(LEVELS)
    for row in found.values():
        assert row["coverage"] == 1.0 and row["bias"] == 0.0 and row["interval_width"] == 0.0
        assert row["rows"] == 20 and row["mean_true"] == pytest.approx(row["mean_estimate"])


def test_a_wrong_posterior_does_not_cover():
    true = np.zeros(20)
    found = table_of(np.random.default_rng(0).normal(1.0, 0.1, (500, 20)), true)
    for row in found.values():
        assert row["coverage"] == 0.0 and row["bias"] == pytest.approx(1.0, abs=0.02)


def test_an_honest_posterior_covers_as_often_as_it_claims():
    """The truth is one more draw from each row's posterior."""
    rng = np.random.default_rng(0)
    centre = rng.normal(size=4000)
    found = table_of(centre + rng.normal(size=(400, 4000)), centre + rng.normal(size=4000))
    width = {0.5: 2 * 0.674, 0.8: 2 * 1.282, 0.9: 2 * 1.645}
    for level, row in found.items():
        assert row["coverage"] == pytest.approx(level, abs=4.5 * np.sqrt(level * (1 - level) / 4000))
        assert row["interval_width"] == pytest.approx(width[level], rel=0.03)


def test_what_is_not_known_is_not_covered():
    found = table_of(np.zeros((10, 4)), np.array([0.0, np.nan, np.nan, 0.0]))[0.9]
    assert found["coverage"] == 0.5 and np.isnan(found["bias"])


def recovered(tier, economy, laws, **settings):
    synthetic = SyntheticSettings(economy=economy, periods=40, **settings)
    tables = simulate_economy(synthetic, 0)
    world = make_world(
        {name: with_roles(table, 8) for name, table in tables.items()},
        {name: described(table, "step") for name, table in tables.items()},
        {tier: laws},
        draws=DRAWS,
    )
    world.data.synthetic = synthetic
    return world, lambda: recover(world.fit(), tier)


def scatter(world, tier, equation, position, deviation):
    """Let one slope differ between the draws, symmetrically about its value."""
    posterior = world.posteriors[tier][f"{equation}/posterior"]
    sites, scale = posterior.to_dataset().copy(deep=True), world.scaler_of(equation)
    moved = deviation * np.linspace(-1, 1, DRAWS) * scale.scale[position] / scale.target_scale
    beta = sites["beta"].values.copy()
    beta[:, :, position] += moved
    posterior.dataset = sites.assign(beta=(sites["beta"].dims, beta))


@pytest.mark.parametrize(("slope", "coverage"), [(-0.3, 1.0), (-0.6, 0.0)], ids=["true", "wrong"])
def test_the_effect_of_a_tariff_on_volumes(slope, coverage):
    """The economy: log volume moves by −0.3 per unit of the tariff of the period, whatever else."""
    laws = {
        VOLUME: Coefficients([-0.6, -0.9, slope], 6.9, 0.02),
        PRICE: Coefficients([-0.5, 0.1], sigma=0.02),
    }
    world, run = recovered("tier1", EconomyName.falling_tariff, laws, sectors=2)
    scatter(world, "tier1", "volume", 2, 0.1)
    found = run()
    assert tuple(found.columns) == COLUMNS
    assert (found["equation"] == "volume").all(), "the price takes nothing from its own period"
    assert (found["intervention"] == "tariff").all() and (found["rise"] == POLICY_RISE).all()
    assert (found["rows"] == 2 * 8).all() and list(found["level"]) == list(LEVELS)
    np.testing.assert_allclose(found["mean_true"], -0.03)
    np.testing.assert_allclose(found["mean_estimate"], slope * POLICY_RISE)
    np.testing.assert_allclose(found["bias"], (slope + 0.3) * POLICY_RISE, atol=1e-12)
    np.testing.assert_allclose(found["interval_width"], 0.2 * POLICY_RISE * found["level"], rtol=1e-9)
    assert (found["coverage"] == coverage).all()


def test_every_input_of_the_same_period_is_an_intervention():
    """Nationally, by one standard deviation each: 0.2 of wages and jobs, −0.06 of prices, in logs."""
    slopes = {"wages": 0.2, "employment": 0.2, "import_price": -0.06}
    laws = {
        INCOME: Coefficients([-0.2, *slopes.values()], 2.0, 0.01),
        JOBS: Coefficients([-0.15, -12.0], 56.0, 0.1),
    }
    world, run = recovered("tier2", EconomyName.two_tier, laws, sectors=3)
    found = run().query("level == 0.9").set_index(["equation", "intervention"])
    assert set(found.index) == {*(("income", name) for name in slopes), ("unemployment", "employment")}
    deviations = dict(zip(("income", *slopes), world.scaler_of("income").scale, strict=True))
    for name, slope in slopes.items():
        row = found.loc["income", name]
        assert row["rise"] == pytest.approx(deviations[name])
        assert row["mean_true"] == pytest.approx(slope * row["rise"])
        assert row["bias"] == pytest.approx(0.0, abs=1e-12)
    row = found.loc["unemployment", "employment"]
    assert row["mean_true"] == pytest.approx(-12.0 * row["rise"]) == row["mean_estimate"]


def test_nothing_to_intervene_on_is_an_empty_table():
    _, run = recovered("tier1", EconomyName.falling_tariff, {PRICE: Coefficients([-0.5, 0.1])}, sectors=1)
    found = run()
    assert found.empty and tuple(found.columns) == COLUMNS

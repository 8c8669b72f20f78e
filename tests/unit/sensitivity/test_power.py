"""Power-scaling of a Normal mean whose posterior is known, and the densities of an equation's draws."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, with_roles
from numpyro.infer.util import log_density

from tradewinds.evaluation.log_densities import log_densities
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.review.sensitivity.prior_or_data import (
    CONFLICT,
    DATA,
    FEWEST_DRAWS,
    NEITHER,
    PRIOR,
    SOURCE_NOT_COMPUTED,
    UNTOLD,
    determining_source,
)
from tradewinds.sensitivity import power
from tradewinds.sensitivity.power import power_scaling, sensitivities
from tradewinds.settings.inference import Algorithm
from tradewinds.settings.sensitivity import SensitivitySettings


def found(mean: float, rows: float, seed: int = 0) -> dict:
    """Draws of a mean under Normal(0, 1), from so many rows of unit variance with this average."""
    variance = 1 / (1 + rows)
    rng = np.random.default_rng(seed)
    w = rng.normal(rows * mean * variance, np.sqrt(variance), size=(4, 500))
    return sensitivities(w, -0.5 * w**2, -0.5 * rows * (w - mean) ** 2, 0)


def test_many_rows_decide_against_the_prior():
    assert found(0.5, 1000)["determined_by"] == DATA


def test_rows_far_from_the_prior_pull_apart():
    one = found(5.0, 2)
    assert one["determined_by"] == CONFLICT and one["prior"] > found(0.5, 2)["prior"]


def test_where_rows_say_next_to_nothing_the_prior_decides():
    assert found(0.0, 0.01)["determined_by"] == PRIOR


def test_what_neither_moves_is_the_datas_no_more_than_the_priors():
    rng = np.random.default_rng(0)
    quantity, prior, likelihood = rng.normal(size=(3, 4, 500))
    assert sensitivities(quantity, 1e-3 * prior, 1e-3 * likelihood, 0)["determined_by"] == NEITHER


@pytest.mark.slow
def test_prior_and_likelihood_of_an_equation_are_those_of_its_model():
    rng = np.random.default_rng(0)
    values = {"price": np.exp(rng.normal(size=(3, 30))), "tariff": rng.uniform(0.1, 0.5, (3, 30))}
    table = panel(values, 1, "step", industry=list("abc"))
    world = make_world(
        {"sectors": with_roles(table, 8)},
        {"sectors": described(table, "step")},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t]": Coefficients([-0.5, 2.0], sigma=0.3)}},
        draws=3,
    )
    (one,) = world.fit().equations()
    prior, likelihood = log_densities(one)
    first = {name: jnp.asarray(value)[0] for name, value in one.sites.items()}
    with jax.enable_x64(True):
        joint, _ = log_density(EquationProbabilityModel(one.model).model, (one.fit,), {}, first)
    assert prior[0] + likelihood[0] == pytest.approx(float(joint))


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_only_draws_of_the_posterior_are_reweighed(algorithm, monkeypatch):
    rng = np.random.default_rng(0)
    values = {"price": np.exp(rng.normal(size=(3, 30))), "tariff": rng.uniform(0.1, 0.5, (3, 30))}
    table = panel(values, 1, "step", industry=list("abc"))
    world = make_world(
        {"sectors": with_roles(table, 8)},
        {"sectors": described(table, "step")},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t]": Coefficients([-0.5, 2.0], sigma=0.3)}},
        draws=FEWEST_DRAWS,
    )
    tier = world.tiers["tier1"]
    tier = replace(tier, inference=replace(tier.inference, algorithm=algorithm))
    fit = replace(world, tiers={"tier1": tier}).fit()
    told = {
        "prior": 0.0,
        "prior_noise": 0.0,
        "likelihood": 1.0,
        "likelihood_noise": 0.0,
        "determined_by": DATA,
    }
    monkeypatch.setattr(power, "sensitivities", lambda *logs: told)
    one = power_scaling(fit, "tier1", {"price": "tariff"}, SensitivitySettings(rows=10)).iloc[0]
    exact = algorithm in (Algorithm.nuts, Algorithm.microcanonical)
    assert one["determined_by"] == (DATA if exact else SOURCE_NOT_COMPUTED)


def test_what_is_not_finite_is_not_computed():
    assert (
        determining_source(float("nan"), 1.0, 0.01, 0.01)
        == determining_source(0.1, 0.1, 0.01, float("inf"))
        == SOURCE_NOT_COMPUTED
    )


def test_a_prior_of_very_many_weights_is_all_noise():
    """The log prior of 400 weights scatters by 14: what has nothing to do with it seems to move with it."""
    rng = np.random.default_rng(0)
    quantity, likelihood = rng.normal(size=(2, 4, 100))
    prior = -0.5 * rng.chisquare(400, size=(4, 100))
    one = sensitivities(quantity, prior, likelihood + 3 * quantity, 0)
    assert one["prior_noise"] > 0.05 and one["determined_by"] == UNTOLD

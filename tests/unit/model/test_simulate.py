"""Targets simulated from the model have the law that its likelihood says, parameters that of their priors."""

import jax
import numpy as np
import pytest
from scipy.stats import kstest
from small_models import Dense, make_model, make_rows, make_sites

from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.model.simulate import simulate_from_prior, targets
from tradewinds.settings.model import Dynamics, Family, NoiseScale

pytestmark = pytest.mark.slow

MANY = 4000


def simulated(model, sites, rows) -> np.ndarray:
    keys = jax.random.split(jax.random.key(0), MANY)
    return np.asarray(jax.vmap(lambda key: targets(model, sites, rows, key))(keys))


@pytest.mark.parametrize("dynamics", [None, Dynamics.independent, Dynamics.ar2, Dynamics.damped_trend])
def test_targets_have_the_mean_and_covariance_of_the_likelihood(dynamics):
    model = make_model(dynamics=dynamics, noise=NoiseScale.input_dependent, groups=(("sector", 3),))
    rows = make_rows(model)
    sites = make_sites(model, rows)
    dense, y = Dense(model, sites, rows), simulated(model, sites, rows)
    spread = np.sqrt(np.diag(dense.covariance))
    # five standard errors of a mean, and of a product of two correlated normal numbers
    np.testing.assert_array_less(np.abs(y.mean(axis=0) - dense.mean), 5 * spread / np.sqrt(MANY))
    error = np.abs(np.cov(y.T) - dense.covariance) / np.outer(spread, spread)
    assert error.max() < 5 * np.sqrt(2 / MANY)


def test_sampled_innovations_are_the_economy_of_the_draw():
    model = make_model(dynamics=Dynamics.ar1, collapsed=False)
    rows = make_rows(model)
    sites = make_sites(model, rows)
    around = simulated(model, sites, rows).mean(axis=0) - model.conditional(sites, rows).location
    scale = float(sites["sigma"]) / np.sqrt(MANY)
    assert np.abs(around - model.delta(sites)[rows.period]).max() < 5 * scale


def test_heavy_tails_are_those_of_the_draw():
    model = make_model(dynamics=None, family=Family.student_t)
    rows = make_rows(model)
    sites = make_sites(model, rows)
    given = model.conditional(sites, rows)
    standard = (simulated(model, sites, rows)[:, 0] - given.location[0]) / given.scale[0]
    assert kstest(np.asarray(standard), "t", args=(float(given.df),)).pvalue > 1e-3


def test_an_average_of_processes_takes_each_of_them():
    model = make_model(dynamics=Dynamics.average)
    rows = make_rows(model)
    sites = make_sites(model, rows) | {"sigma": np.array(1e-6)}
    y = simulated(model, sites, rows) - np.asarray(model.conditional(sites, rows).location)
    first, second = (int(np.flatnonzero(np.asarray(rows.period) == t)[0]) for t in (0, 1))
    units = [np.asarray(unit) for unit in model.unit_covariances(sites, model.shape.periods)]
    expected = float(sites["delta_scale"]) ** 2 * np.mean([unit[0, 1] for unit in units])
    found = (y[:, first] * y[:, second]).mean()
    assert abs(found - expected) < 5 * (y[:, first] * y[:, second]).std() / np.sqrt(MANY)


def test_parameters_have_their_priors_and_the_same_key_gives_the_same():
    model = make_model(groups=(("sector", 3),))
    rows, probability_model = make_rows(model), EquationProbabilityModel(model)
    keys = jax.random.split(jax.random.key(1), MANY)
    sites, y = jax.vmap(lambda key: simulate_from_prior(probability_model, rows, key))(keys)
    assert kstest(np.asarray(sites["sigma"]), "halfnorm").pvalue > 1e-3
    assert kstest(np.asarray(sites["delta_scale"]) / 0.5, "halfnorm").pvalue > 1e-3
    assert kstest(np.asarray(sites["beta"][:, 0]) * np.sqrt(2), "norm").pvalue > 1e-3
    again = simulate_from_prior(probability_model, rows, keys[3])
    np.testing.assert_allclose(again[1], y[3], rtol=1e-6, atol=1e-9)

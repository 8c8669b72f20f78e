"""Families of approximations: they begin at the prior, and their densities are those of their draws."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pytest

from tradewinds.calibration.families import family_of
from tradewinds.errors import SettingsError
from tradewinds.settings.calibration import CalibrationFamily, FlowSettings

PRIOR = dist.Normal(jnp.array([1.0, -2.0, 0.5]), jnp.array([0.5, 1.0, 2.0])).to_event(1)
FRACTIONS = dist.Beta(jnp.array([2.0, 3.0]), jnp.array([2.0, 5.0])).to_event(1)
FLOW = FlowSettings(layers=3, width=8, depth=1)
UNBOUNDED = [CalibrationFamily.diagonal, CalibrationFamily.full, CalibrationFamily.flow]


def moved(free, by=0.3):
    """Free numbers away from the start, where a flow is no affine map."""
    leaves, form = jax.tree.flatten(free)
    shifted = [leaf + by * jax.random.normal(jax.random.key(n), leaf.shape) for n, leaf in enumerate(leaves)]
    return jax.tree.unflatten(form, shifted)


@pytest.mark.slow
@pytest.mark.parametrize("name", UNBOUNDED)
def test_each_begins_at_a_normal_prior(name):
    family = family_of(name, PRIOR, FLOW)
    first = family.member(family.begin(jax.random.key(0)))
    points = PRIOR.sample(jax.random.key(1), (7,))
    assert np.allclose(first.log_prob(points), PRIOR.log_prob(points))


@pytest.mark.slow
@pytest.mark.parametrize("name", UNBOUNDED)
def test_a_density_is_that_of_the_draws(name):
    """By the intermediates of a draw as by the inverse; and as a density it integrates to one."""
    family = family_of(name, PRIOR, FLOW)
    member = family.member(moved(family.begin(jax.random.key(0))))
    drawn, between = member.sample_with_intermediates(jax.random.key(2), (4000,))
    log = member.log_prob(drawn)
    if between:  # of a flow
        assert np.allclose(log, member.log_prob(drawn, between), atol=1e-8)
    # E_q[p/q] = 1 for another density p within q's reach
    narrow = dist.Normal(drawn.mean(axis=0), 0.7 * drawn.std(axis=0)).to_event(1)
    ratio = np.exp(narrow.log_prob(drawn) - log)
    assert abs(ratio.mean() - 1) < 4 * ratio.std() / np.sqrt(len(ratio)) < 0.4


@pytest.mark.slow
def test_the_flow_can_be_no_normal():
    family = family_of(CalibrationFamily.flow, PRIOR, FLOW)
    free = moved(family.begin(jax.random.key(0)), 1.0)
    draws = np.asarray(family.member(free).sample(jax.random.key(3), (20_000,)))
    standard = (draws - draws.mean(axis=0)) / draws.std(axis=0)
    assert np.abs((standard**3).mean(axis=0)).max() > 0.3


def test_beta_begins_with_the_moments_of_its_prior():
    family = family_of(CalibrationFamily.beta, FRACTIONS, FLOW)
    first = family.member(family.begin(jax.random.key(0)))
    assert np.allclose(first.mean, FRACTIONS.mean) and np.allclose(first.variance, FRACTIONS.variance)


def test_beta_is_refused_where_parameters_are_no_fractions():
    with pytest.raises(SettingsError, match="beta"):
        family_of(CalibrationFamily.beta, PRIOR, FLOW)

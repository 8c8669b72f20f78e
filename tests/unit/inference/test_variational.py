"""The mean-field guide, and the ELBO as it is reported."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pytest
from known_lines import make_line, make_problem, silent
from numpyro.handlers import seed, trace
from small_models import make_model, make_rows

from tradewinds.errors import FitError
from tradewinds.inference import variational
from tradewinds.inference.problem import sites_of
from tradewinds.model.law import EquationLaw
from tradewinds.settings.inference import InferenceSettings, OptimiserSettings, VariationalSettings
from tradewinds.settings.model import Family, NoiseScale

pytestmark = pytest.mark.xdist_group("variational")


def settings(particles: int = 1, draws: int = 300, minibatch: int | None = None, **optimiser: object):
    optimiser = {"steps": 200, "chunk": 100, "learning_rate": 2.0, "clip": 1e6} | optimiser
    return InferenceSettings(
        variational=VariationalSettings(particles, draws, minibatch), optimiser=OptimiserSettings(**optimiser)
    )


def test_all_steps_are_taken_whatever_the_held_out_score():
    """The score is taken at the guide's location; here it can only fall, the steps being huge."""
    found = variational.run(
        make_problem(make_line()), settings(steps=500, chunk=50, patience=1), jax.random.key(1), silent
    )
    assert found.facts["steps"] == 500


def test_a_positive_number_has_a_lognormal_guide_and_every_other_a_normal():
    model = make_model(
        noise=NoiseScale.input_dependent, family=Family.student_t, collapsed=False, groups=(("a", 4),)
    )
    rows = make_rows(model)
    sites = sites_of(EquationLaw(model), rows)
    laws = {}

    def run(key):
        for name, site in trace(seed(variational.mean_field(sites), key)).get_trace(rows).items():
            if site["type"] == "sample":
                laws[name] = site["fn"]

    jax.eval_shape(run, jax.random.key(0))
    assert list(laws) == list(sites)
    for name, law in laws.items():
        inner = law.base_dist if isinstance(law, dist.Independent) else law
        assert isinstance(inner, dist.LogNormal if sites[name].positive else dist.Normal), name
        assert law.event_shape == sites[name].shape


@pytest.fixture(scope="module")
def fitted():
    line = make_line()
    return variational.run(make_problem(line, noise=None), settings(), jax.random.key(3), silent)


def test_one_chain_of_draws_with_the_curve_and_the_facts(fitted):
    assert fitted.sites["w"].shape == (1, 300, 2) and fitted.sites["sigma"].shape == (1, 300)
    np.testing.assert_array_equal(fitted.curve["step"], [100, 200])
    assert fitted.curve["loss"].shape == fitted.curve["score"].shape == (2, 1)
    assert set(fitted.facts) == {"steps", "non_finite", "elbo_per_obs", "expected_loglik_per_obs", "kl"}
    assert fitted.facts["non_finite"] == 0 and fitted.facts["steps"] == 200


def test_the_elbo_is_the_expected_likelihood_less_the_divergence(fitted):
    facts = fitted.facts
    assert facts["elbo_per_obs"] == pytest.approx(
        facts["expected_loglik_per_obs"] - facts["kl"] / 36, rel=1e-12
    )


def test_a_scale_is_positive_however_large_the_steps(fitted):
    """The learning rate is 2: on σ itself instead of log σ the first step would end below 0."""
    assert (fitted.sites["sigma"] > 0).all()


def test_the_parts_of_the_elbo_of_a_given_guide():
    """A guide whose parts are known: Normal against the Normal prior, Normal likelihood with known noise."""
    line = make_line()
    problem = make_problem(line)
    location, scale = np.array([0.5, -0.1]), np.array([0.3, 0.2])
    free = {"w@location": jnp.asarray(location), "w@scale": jnp.log(jnp.asarray(scale))}
    facts = variational.split_of_elbo(problem, sites_of(problem.law, line), free, line, jax.random.key(0))
    kl = (0.5 * (scale**2 + location**2 - 1) - np.log(scale)).sum()
    x, y = np.asarray(line.x), np.asarray(line.y)
    spread = ((x * scale) ** 2).sum(axis=1)
    each = -0.5 * np.log(2 * np.pi * 0.25) - ((y - x @ location) ** 2 + spread) / 0.5
    # 200 draws: the likelihood of a draw scatters by some 8 nats here, the divergence by 1.5
    assert facts["kl"] == pytest.approx(kl, abs=4 * 1.5 / np.sqrt(200))
    assert 40 * facts["expected_loglik_per_obs"] == pytest.approx(each.sum(), abs=4 * 8 / np.sqrt(200))


def test_an_elbo_that_is_not_finite_is_an_error():
    problem = make_problem(make_line())
    free = {"w@location": jnp.full(2, 1e200), "w@scale": jnp.zeros(2)}
    with pytest.raises(FitError, match="line: the ELBO of the fitted guide is not finite"):
        variational.split_of_elbo(
            problem, sites_of(problem.law, problem.rows), free, problem.rows, jax.random.key(0)
        )


def test_a_minibatch_of_all_rows_is_no_minibatch(fitted):
    line = make_line()
    every = variational.run(make_problem(line, noise=None), settings(minibatch=40), jax.random.key(3), silent)
    np.testing.assert_array_equal(every.sites["w"], fitted.sites["w"])  # and the same key the same draws

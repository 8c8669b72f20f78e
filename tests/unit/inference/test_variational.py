"""Guides of all families, what is kept of their draws, and the ELBO as it is reported."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import numpyro.distributions as dist
import pytest
from known_lines import make_line, make_problem, silent
from numpyro.handlers import seed, trace
from scipy.stats import multivariate_normal
from small_models import make_model, make_rows

from tradewinds.errors import FitError
from tradewinds.inference import guides, variational
from tradewinds.inference.elbo import parts_of_elbo
from tradewinds.inference.problem import sites_of
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.settings.inference import (
    GuideFamily,
    InferenceSettings,
    OptimiserSettings,
    VariationalSettings,
)
from tradewinds.settings.model import Family, NoiseScale

pytestmark = pytest.mark.slow


def settings(
    family: GuideFamily = GuideFamily.mean_field, minibatch: int | None = None, **optimiser: object
) -> InferenceSettings:
    optimiser = {"steps": 200, "chunk": 100, "learning_rate": 2.0, "clip": 1e6} | optimiser
    return InferenceSettings(
        variational=VariationalSettings(family, draws=300, minibatch=minibatch),
        optimiser=OptimiserSettings(**optimiser),
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
    sites = sites_of(EquationProbabilityModel(model), rows)
    probability_models = {}

    def run(key):
        for name, site in trace(seed(guides.mean_field(sites), key)).get_trace(rows).items():
            if site["type"] == "sample":
                probability_models[name] = site["fn"]

    jax.eval_shape(run, jax.random.key(0))
    assert list(probability_models) == list(sites)
    for name, probability_model in probability_models.items():
        inner = (
            probability_model.base_dist
            if isinstance(probability_model, dist.Independent)
            else probability_model
        )
        assert isinstance(inner, dist.LogNormal if sites[name].positive else dist.Normal), name
        assert probability_model.event_shape == sites[name].shape


@pytest.fixture(scope="module")
def fitted():
    line = make_line()
    return variational.run(make_problem(line, noise=None), settings(), jax.random.key(3), silent)


def test_one_chain_of_draws_with_the_curve_and_the_facts(fitted):
    assert fitted.sites["w"].shape == (1, 300, 2) and fitted.sites["sigma"].shape == (1, 300)
    np.testing.assert_array_equal(fitted.curve["step"], [100, 200])
    assert fitted.curve["loss"].shape == fitted.curve["score"].shape == (2, 1)
    assert set(fitted.facts) == {
        "steps",
        "non_finite",
        "parameters",
        "guides",
        "elbo_per_obs",
        "expected_loglik_per_obs",
        "kl",
    }
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
    location, scale = np.array([0.5, -0.1]), np.array([0.3, 0.2])
    guide = {"location": jnp.asarray(location), "log_scale": jnp.log(jnp.asarray(scale))}
    found = variational.weighed(make_problem(line), GuideFamily.mean_field, guide, 200, jax.random.key(0))
    facts = parts_of_elbo(found, 40.0)
    kl = (0.5 * (scale**2 + location**2 - 1) - np.log(scale)).sum()
    x, y = np.asarray(line.x), np.asarray(line.y)
    spread = ((x * scale) ** 2).sum(axis=1)
    each = -0.5 * np.log(2 * np.pi * 0.25) - ((y - x @ location) ** 2 + spread) / 0.5
    # 200 draws: the likelihood of a draw scatters by some 8 nats here, the divergence by 1.5
    assert facts["kl"] == pytest.approx(kl, abs=4 * 1.5 / np.sqrt(200))
    assert 40 * facts["expected_loglik_per_obs"] == pytest.approx(each.sum(), abs=4 * 8 / np.sqrt(200))
    assert 40 * facts["elbo_per_obs"] == pytest.approx(found.log_weight.mean(), rel=1e-12)


def test_an_elbo_that_is_not_finite_is_an_error():
    guide = {"location": jnp.full(2, 1e200), "log_scale": jnp.zeros(2)}
    found = (
        "line: the ELBO of the fitted guide is not finite; expected a finite number. Lower .*learning_rate"
    )
    with pytest.raises(FitError, match=found):
        variational.weighed(make_problem(make_line()), GuideFamily.mean_field, guide, 10, jax.random.key(0))


def made_guide(family: GuideFamily, size: int = 4) -> dict[str, jax.Array]:
    """A guide of some size with correlations, as far as the family has them."""
    rng = np.random.default_rng(1)
    begun = guides.begin(VariationalSettings(family, rank=3), jnp.zeros((1, size)), jax.random.key(0))
    return {name: jnp.asarray(rng.normal(size=value.shape[1:])) for name, value in begun.items()}


def covariance_by_hand(family: GuideFamily, guide: dict[str, jax.Array]) -> np.ndarray:
    scale = np.diag(np.exp(guide["log_scale"]))
    size = len(scale)
    if family == GuideFamily.mean_field:
        return scale**2
    factor = np.asarray(guide["factor"])
    if family == GuideFamily.low_rank:
        return scale @ (np.eye(size) + factor @ factor.T) @ scale
    triangle = np.eye(size) + np.tril(factor, -1)
    return scale @ triangle @ triangle.T @ scale


@pytest.mark.parametrize("family", GuideFamily)
def test_the_covariance_of_a_guide_is_the_one_it_says(family):
    guide = made_guide(family)
    probability_model, known = guides.distribution(family, guide), covariance_by_hand(family, guide)
    np.testing.assert_allclose(probability_model.mean, guide["location"])
    np.testing.assert_allclose(probability_model.variance, np.diag(known))
    point = np.array([0.3, -1.0, 0.2, 2.0])
    exact = multivariate_normal(np.asarray(guide["location"]), known)
    assert float(probability_model.log_prob(point)) == pytest.approx(exact.logpdf(point))
    assert float(probability_model.entropy()) == pytest.approx(exact.entropy())


@pytest.mark.parametrize("family", GuideFamily)
def test_a_guide_begins_narrow_and_almost_uncorrelated(family):
    """And of one type with what an update makes of it, or its program would be compiled twice."""
    begun = guides.begin(VariationalSettings(family), np.zeros((1, 30), np.float32), jax.random.key(0))
    assert {value.dtype for value in begun.values()} == {np.dtype(np.float32)}
    covariance = covariance_by_hand(family, {name: value[0] for name, value in begun.items()})
    np.testing.assert_allclose(np.diag(covariance), 0.01**2, rtol=0.03)
    assert np.abs(covariance - np.diag(np.diag(covariance))).max() < 0.02 * 0.01**2
    if family == GuideFamily.low_rank:
        assert begun["factor"].shape == (1, 30, 20) and np.abs(begun["factor"]).min() > 0


def test_there_are_no_more_directions_than_parameters():
    begun = guides.begin(VariationalSettings("low_rank"), np.zeros((1, 3)), jax.random.key(0))
    assert begun["factor"].shape == (1, 3, 3)


def test_every_draw_has_its_log_weight(fitted):
    """log p(y, w) − log q(w), whose mean over the draws is the ELBO, of all rows that were trained on."""
    assert fitted.stats["log_weight"].shape == (1, 300)
    assert fitted.stats["log_weight"].mean() == pytest.approx(36 * fitted.facts["elbo_per_obs"], rel=1e-12)


@pytest.mark.parametrize("family", [GuideFamily.low_rank, GuideFamily.full_rank])
def test_correlated_guides_keep_the_same_layout_and_facts(family, fitted):
    found = variational.run(make_problem(make_line(), None), settings(family), jax.random.key(3), silent)
    assert {name: value.shape for name, value in found.sites.items()} == {"w": (1, 300, 2), "sigma": (1, 300)}
    assert set(found.facts) == set(fitted.facts) and set(found.stats) == set(fitted.stats)
    assert (found.sites["sigma"] > 0).all()


def test_a_minibatch_of_all_rows_is_no_minibatch(fitted):
    line = make_line()
    every = variational.run(make_problem(line, noise=None), settings(minibatch=40), jax.random.key(3), silent)
    np.testing.assert_array_equal(every.sites["w"], fitted.sites["w"])  # and the same key the same draws


def pooled(starts: int, minibatch: int | None = None) -> InferenceSettings:
    asked = settings(minibatch=minibatch, steps=1500, learning_rate=0.02, clip=10.0)
    return replace(asked, variational=replace(asked.variational, starts=starts))


@pytest.mark.parametrize("minibatch", [None, 12], ids=["all rows", "minibatches"])
def test_guides_from_several_starts_are_a_chain_each_with_draws_of_their_own(minibatch):
    """The posterior of a line has one mode: every guide finds it, each without a tenth of the 36 rows."""
    found = variational.run(
        make_problem(make_line(), noise=None), pooled(3, minibatch), jax.random.key(3), silent
    )
    assert found.sites["w"].shape == (3, 100, 2) and found.stats["log_weight"].shape == (3, 100)
    assert found.curve["loss"].shape[1] == 3
    assert found.facts["guides"] == 3
    middles, width = found.sites["w"].mean(axis=1), found.sites["w"].std(axis=1).mean(axis=0)
    assert (np.ptp(middles, axis=0) < 2 * width).all()
    assert len(np.unique(found.sites["sigma"])) == 300


def test_the_first_of_several_guides_is_not_the_only_one():
    """Another start and other rows held out: guides end elsewhere by more than nothing."""
    found = variational.run(make_problem(make_line(), noise=None), pooled(2), jax.random.key(3), silent)
    assert np.abs(np.diff(found.sites["w"].mean(axis=1), axis=0)).max() > 1e-3

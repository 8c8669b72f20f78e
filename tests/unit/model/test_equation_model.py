"""The density of an equation's rows against the same density written out."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.scipy.stats import multivariate_normal
from numpyro.handlers import seed
from scipy.special import logsumexp
from scipy.stats import norm, t
from small_models import (
    PERIODS,
    SECTORS,
    Dense,
    by_hand,
    correlation_by_lyapunov,
    make_model,
    make_rows,
    make_sites,
)

from tradewinds.model.autoregression import _LARGEST_PARTIAL
from tradewinds.model.dynamics import PROCESSES
from tradewinds.model.equation import ANCHOR, LARGEST_SWING
from tradewinds.settings.model import Dynamics, Family, NoiseScale


def sites_of(model) -> dict:
    """What NumPyro samples."""
    return seed(model.sample, jax.random.key(0))(jnp.asarray(3.0))


def log_likelihood(model, sites, rows) -> float:
    return float(jax.jit(model.log_likelihood)(sites, rows))


GROUPS = (("industry", 2), ("industry:period", 4))


@pytest.mark.slow
@pytest.mark.parametrize("dynamics", list(PROCESSES))
@pytest.mark.parametrize("noise", list(NoiseScale))
def test_with_the_economy_integrated_out_the_rows_are_one_multivariate_normal(dynamics, noise):
    model = make_model(dynamics=dynamics, noise=noise, groups=GROUPS)
    rows = make_rows(model)
    sites = make_sites(model, rows)
    expected = Dense(model, sites, rows).log_density(np.arange(len(rows.y)))
    assert log_likelihood(model, sites, rows) == pytest.approx(expected, rel=1e-8)


@pytest.mark.slow
def test_an_average_is_the_mean_density_of_its_processes():
    model = make_model(dynamics=Dynamics.average)
    rows = make_rows(model)
    sites = make_sites(model, rows)
    each, begin = [], 0
    for name, process in PROCESSES.items():
        shape = sites["delta_shape"][begin : begin + process.parameters]
        each.append(log_likelihood(make_model(dynamics=name), sites | {"delta_shape": shape}, rows))
        begin += process.parameters
    assert np.ptp(each) > 0.1
    assert log_likelihood(model, sites, rows) == pytest.approx(logsumexp(each) - np.log(len(each)), rel=1e-9)


@pytest.mark.slow
def test_a_sector_answers_more_than_usual_by_its_own_factor():
    model = make_model(varied=(1,))
    rows, usual = make_rows(model), make_model()
    sites = make_sites(usual, rows)
    own = jnp.linspace(-1.0, 2.0, SECTORS)
    found = model.conditional(sites | {"slope_spread": jnp.asarray(0.5), "slope_sector": own}, rows)
    line = np.asarray(rows.x)[:, 1] * np.asarray(sites["beta"])[1]
    expected = usual.conditional(sites, rows).location + 0.5 * own[rows.sector] * line
    np.testing.assert_allclose(found.location, expected, rtol=1e-6)
    assert {"slope_spread", "slope_sector"} <= set(sites_of(model))


def test_rows_without_weight_are_not_there():
    model = make_model(noise=NoiseScale.per_sector)
    rows = make_rows(model)
    sites = make_sites(model, rows)
    kept = np.arange(len(rows.y)) % 3 != 1
    weighted = rows._replace(weight=jnp.asarray(kept, float))
    expected = Dense(model, sites, rows).log_density(np.flatnonzero(kept))
    assert log_likelihood(model, sites, weighted) == pytest.approx(expected, rel=1e-8)
    taken = jax.tree.map(lambda leaf: leaf[np.flatnonzero(kept)], rows)
    assert log_likelihood(model, sites, taken) == pytest.approx(expected, rel=1e-8)


@pytest.mark.slow
def test_its_gradient_is_that_of_the_multivariate_normal():
    """In every site at once; the dense form is differentiated by JAX through a Cholesky."""
    model = make_model(noise=NoiseScale.input_dependent, groups=(("industry", 2),))
    rows = make_rows(model)
    sites = make_sites(model, rows)

    def dense(sites: dict) -> jax.Array:
        given = jax.jit(model.conditional)(sites, rows)
        prior = sites["delta_scale"] ** 2 * model.unit_covariances(sites, PERIODS)[0]
        prior = prior[rows.period][:, rows.period]
        return multivariate_normal.logpdf(rows.y, given.location, jnp.diag(given.scale**2) + prior)

    found = jax.jit(jax.grad(lambda sites: model.log_likelihood(sites, rows)))(sites)
    expected = jax.jit(jax.grad(dense))(sites)
    assert set(found) == set(expected)
    for name in found:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-6, atol=1e-8, err_msg=name)
        assert np.abs(found[name]).max() > 0, name


@pytest.mark.slow
@pytest.mark.parametrize("dynamics", list(PROCESSES))
def test_an_effect_that_is_sampled_is_the_one_that_is_integrated_out(dynamics):
    """With Normal noise log p(y, z) is quadratic in δ's innovations z, so that its integral is exact."""
    collapsed = make_model(dynamics=dynamics)
    sampled = make_model(dynamics=dynamics, collapsed=False)
    rows = make_rows(collapsed)
    sites = make_sites(sampled, rows)

    def joint(z: jax.Array) -> jax.Array:
        prior = -0.5 * z @ z - 0.5 * PERIODS * jnp.log(2 * jnp.pi)
        return sampled.log_likelihood(sites | {"delta_innovation": z}, rows) + prior

    @jax.jit
    def around(z: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
        return joint(z), jax.grad(joint)(z), -jax.jacfwd(jax.grad(joint))(z)

    value, slope, bend = map(np.asarray, around(jnp.zeros(PERIODS)))
    peak = value + 0.5 * slope @ np.linalg.solve(bend, slope)
    integral = peak + 0.5 * PERIODS * np.log(2 * np.pi) - 0.5 * np.linalg.slogdet(bend)[1]
    without = {name: value for name, value in sites.items() if name != "delta_innovation"}
    assert log_likelihood(collapsed, without, rows) == pytest.approx(float(integral), rel=1e-9)


@pytest.mark.parametrize(
    ("dynamics", "partial"), [(Dynamics.independent, 0), (Dynamics.ar1, 1), (Dynamics.ar2, 2)]
)
def test_a_sampled_effect_has_the_covariance_of_its_prior(dynamics, partial):
    """δ is linear in its innovations: δ = L z, and L Lᵀ is what is asked for."""
    model = make_model(dynamics=dynamics, collapsed=False)
    raw = jnp.array([1.1, -0.8])[:partial]
    sites = {"delta_scale": jnp.array(0.4), "delta_shape": raw}
    if not partial:
        del sites["delta_shape"]
    delta = jax.jit(jax.jacfwd(lambda z: model.delta(sites | {"delta_innovation": z})))
    factor = delta(jnp.zeros(PERIODS))
    first, second = np.pad(_LARGEST_PARTIAL * np.tanh(np.asarray(raw)), (0, 2 - partial))
    expected = 0.16 * correlation_by_lyapunov(first, second, PERIODS)
    np.testing.assert_allclose(factor @ factor.T, expected, atol=1e-9)


@pytest.mark.parametrize("depth", [0, 2])
@pytest.mark.parametrize("noise", [NoiseScale.per_sector, NoiseScale.input_dependent])
def test_location_and_noise_of_a_row(noise, depth):
    """With groups, the second of which was never seen in training."""
    model = make_model(dynamics=None, noise=noise, depth=depth, groups=(("industry", 2),))
    rows = make_rows(model)
    rows = rows._replace(groups={"industry": jnp.arange(len(rows.y)) % 3 - 1})
    sites = make_sites(model, rows)
    location, scale = by_hand(model, sites, rows)
    given = jax.jit(model.conditional)(sites, rows)
    np.testing.assert_allclose(given.location, location, rtol=1e-10)
    np.testing.assert_allclose(given.scale, scale, rtol=1e-10)
    expected = norm.logpdf(rows.y, location, scale).sum()
    assert log_likelihood(model, sites, rows) == pytest.approx(expected, rel=1e-10)


def test_no_input_however_large_moves_the_noise_without_limit():
    model = make_model(dynamics=None, noise=NoiseScale.input_dependent, depth=0)
    rows = make_rows(model)
    sites = make_sites(model, rows) | {"sigma": jnp.array(1.0), "sigma_spread": jnp.array(1e-9)}
    scale = jax.jit(model.conditional)(sites, rows._replace(x=1e6 * rows.x)).scale
    assert (abs(np.log(scale)) <= LARGEST_SWING + 1e-6).all()


def test_student_t_noise_has_more_than_two_degrees_of_freedom():
    model = make_model(dynamics=None, family=Family.student_t)
    rows = make_rows(model)
    sites = make_sites(model, rows)
    given = jax.jit(model.conditional)(sites, rows)
    assert float(given.df) == 2.0 + float(sites["tail"])
    expected = t.logpdf(rows.y, given.df, given.location, given.scale).sum()
    assert log_likelihood(model, sites, rows) == pytest.approx(expected, rel=1e-10)


def test_weights_scale_a_minibatch_up():
    model = make_model(dynamics=None)
    rows = make_rows(model)
    sites = make_sites(model, rows)
    once, thrice = (log_likelihood(model, sites, rows._replace(weight=rows.weight * w)) for w in (1.0, 3.0))
    assert thrice == pytest.approx(3 * once, rel=1e-12)


@pytest.mark.parametrize("noise", [NoiseScale.constant, NoiseScale.input_dependent])
def test_columns_added_to_share_a_program_change_no_density(noise):
    """Whatever the weights of the padded columns are, and with the same priors for the true ones."""
    narrow, wide = (make_model(noise=noise, inputs=inputs) for inputs in (2, 5))
    rows = make_rows(narrow)
    padded = rows._replace(x=jnp.pad(rows.x, ((0, 0), (0, 3))))
    sites = make_sites(wide, padded)
    cut = {n: v[:2] if n in ("W1", "beta", "sigma_beta") else v for n, v in sites.items()}
    expected = log_likelihood(narrow, cut, rows)
    assert log_likelihood(wide, sites, padded) == pytest.approx(expected, rel=1e-12)


def test_the_sizes_of_these_tests_leave_some_sectors_out_of_some_periods():
    """Else a mistake in the indices of rows could not be seen."""
    assert 0 < len(make_rows(make_model()).y) < SECTORS * PERIODS


@pytest.mark.slow
def test_about_an_anchor_the_network_is_linear_in_its_weights():
    """f(x; w*) + J(x)(w − w*): at w* the network itself, beside it its slope, far from it still a line."""
    model = make_model(noise=NoiseScale.input_dependent, depth=2, dynamics=None)
    rows = make_rows(model)
    fixed, other = make_sites(model, rows, 0), make_sites(model, rows, 1)
    fixed["sigma_spread"] = jnp.zeros(())  # so that the noise differs by the inputs alone
    network = [name for name in fixed if name[0] in "Wbvi" and name != "bend"]
    weights = [*network, "sigma_beta", "sigma_v"]
    anchors = {f"{name}{ANCHOR}": fixed[name] for name in weights}

    def at(share: float, anchored: bool = True):
        moved = {name: fixed[name] + share * (other[name] - fixed[name]) for name in weights}
        given = model.conditional(fixed | moved | (anchors if anchored else {}), rows)
        # the bound of the swing is taken back: it is not part of the network
        swing = LARGEST_SWING * jnp.arctanh(jnp.log(given.scale / fixed["sigma"]) / LARGEST_SWING)
        return np.array([given.location, swing])

    here = at(0.0)
    np.testing.assert_allclose(here, at(0.0, anchored=False), atol=1e-12)
    slope = (at(1e-5, anchored=False) - at(-1e-5, anchored=False)) / 2e-5
    np.testing.assert_allclose(at(0.7), here + 0.7 * slope, atol=1e-7)
    assert np.abs(at(0.7) - at(0.7, anchored=False)).max() > 0.1  # and the network itself is none

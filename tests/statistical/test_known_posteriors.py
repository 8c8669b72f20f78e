"""Posteriors that are known: by algebra where the noise is known, by a fine grid over the scales where not.

Tolerances are four Monte Carlo standard errors, from the number of draws or from effective sample sizes;
where an optimiser adds its own scatter the test says what is granted for it.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from known_lines import exact, make_line, make_problem, silent
from numpyro.diagnostics import effective_sample_size
from scipy.stats import halfnorm, multivariate_normal
from small_models import INPUTS, PERIODS, make_model, make_rows, problem_of

from tradewinds.evaluation.convergence import approximation_error
from tradewinds.inference import laplace, microcanonical, nuts, variational
from tradewinds.inference.problem import Draws
from tradewinds.model import predict
from tradewinds.settings.inference import (
    Algorithm,
    GuideFamily,
    InferenceSettings,
    LaplaceSettings,
    MicrocanonicalSettings,
    NutsSettings,
    OptimiserSettings,
    VariationalSettings,
)
from tradewinds.settings.model import Dynamics, PriorSettings

HELD = 4
"""Rows that early stopping looks at; the posterior is that of the others."""


class Grid:
    """Posterior of y = design·w + effects + noise over a grid of (log σ, log τ); w, δ Normal given both.

    Priors: w ~ Normal(0, ``prior``²), σ ~ HalfNormal(1), τ ~ HalfNormal(0.5) if there are periods.
    """

    def __init__(
        self, design: np.ndarray, y: np.ndarray, prior: np.ndarray, period: np.ndarray | None = None
    ):
        count, size = design.shape
        member = np.zeros((count, 0)) if period is None else np.eye(period.max() + 1)[period]
        self.sigma = np.exp(np.linspace(np.log(0.15), np.log(3.0), 40))
        self.tau = np.array([1e-6]) if period is None else np.exp(np.linspace(np.log(1e-3), np.log(4.0), 50))
        log, means, squares, deltas = [], [], [], []
        for sigma in self.sigma:
            for tau in self.tau:
                # w and δ together are one Normal vector
                both = np.column_stack([design, member])
                before = np.concatenate([prior**2, np.full(member.shape[1], tau**2)])
                cover = sigma**2 * np.eye(count) + (both * before) @ both.T
                gain = before[:, None] * both.T @ np.linalg.inv(cover)
                after = gain @ y
                value = multivariate_normal.logpdf(y, np.zeros(count), cover)
                value += halfnorm.logpdf(sigma) + np.log(sigma)
                if period is not None:
                    value += halfnorm.logpdf(tau, scale=0.5) + np.log(tau)
                log.append(value)
                means.append(after[:size])
                squares.append(np.diag(np.diag(before) - gain @ both * before)[:size] + after[:size] ** 2)
                deltas.append(after[size:])
        log = np.array(log)
        cell = np.prod([np.log(g[1] / g[0]) for g in (self.sigma, self.tau) if len(g) > 1])
        self.evidence = float(np.log(np.exp(log - log.max()).sum() * cell) + log.max())
        self.weight = np.exp(log - log.max()) / np.exp(log - log.max()).sum()
        self.mean = self.weight @ np.array(means)
        self.sd = np.sqrt(self.weight @ np.array(squares) - self.mean**2)
        self.delta = self.weight @ np.array(deltas)

    def moments(self, name: str) -> tuple[float, float, float]:
        """Mean, standard deviation and kurtosis of σ or τ."""
        values = (
            np.repeat(self.sigma, len(self.tau)) if name == "sigma" else np.tile(self.tau, len(self.sigma))
        )
        mean = self.weight @ values
        variance = self.weight @ (values - mean) ** 2
        return mean, np.sqrt(variance), self.weight @ (values - mean) ** 4 / variance**2


# variational inference


def fit_line(monkeypatch, correlation: float, noise: float | None, family: str = "mean_field"):
    """The line with four more rows that only early stopping sees; and the line without them."""
    line = make_line(correlation, rows=36)
    more = jax.tree.map(lambda leaf: jnp.concatenate([leaf, leaf[:HELD]]), line)
    held = np.repeat([[0.0, 1.0]], [36, HELD], axis=1)
    monkeypatch.setattr(variational, "held_out", lambda *arguments: held)
    chosen = InferenceSettings(
        Algorithm.variational,
        optimiser=OptimiserSettings(steps=2000, learning_rate=0.03, chunk=500),
        variational=VariationalSettings(GuideFamily(family), particles=8, draws=20_000),
    )
    return variational.run(make_problem(more, noise), chosen, jax.random.key(0), silent), line


def certificate(draws: Draws) -> float:
    """Pareto k̂ of the draws as the diagnosis computes it."""
    return approximation_error(draws.stats["log_weight"])


@pytest.mark.parametrize("correlation", [0.0, 0.8])
def test_mean_field_on_a_line_with_known_noise(monkeypatch, correlation):
    """The best product of Normals: the exact means, and the exact deviations where inputs are orthogonal.

    The last steps of the optimiser are granted a tenth of a standard deviation; its ELBO then loses less than
    0.02 nats, and 20,000 draws add an error below 0.03.
    """
    draws, line = fit_line(monkeypatch, correlation, noise=0.5)
    known = exact(line)
    found = draws.sites["w"][0]
    np.testing.assert_allclose(found.mean(axis=0), known.mean, atol=0.1 * known.mean_field_sd.min())
    np.testing.assert_allclose(found.std(axis=0), known.mean_field_sd, rtol=0.1)
    if correlation == 0.0:
        np.testing.assert_allclose(known.mean_field_sd, known.sd)
        assert known.mean_field_gap == pytest.approx(0.0, abs=1e-12)
    else:
        assert (known.mean_field_sd < 0.7 * known.sd).all() and known.mean_field_gap > 0.4
    elbo = 36 * draws.facts["elbo_per_obs"]
    assert elbo == pytest.approx(known.evidence - known.mean_field_gap, abs=0.05)
    assert elbo < known.evidence + 0.03


def test_mean_field_on_a_line_whose_noise_is_learned(monkeypatch):
    """The ELBO lies below the exact log evidence, and near it: σ and w are nearly independent."""
    draws, line = fit_line(monkeypatch, 0.0, noise=None)
    grid = Grid(np.asarray(line.x), np.asarray(line.y), np.ones(2))
    elbo = 36 * draws.facts["elbo_per_obs"]
    assert grid.evidence - 0.1 < elbo < grid.evidence + 0.03
    np.testing.assert_allclose(draws.sites["w"][0].mean(axis=0), grid.mean, atol=0.1 * grid.sd.min())
    np.testing.assert_allclose(draws.sites["w"][0].std(axis=0), grid.sd, rtol=0.12)
    mean, sd, _ = grid.moments("sigma")
    assert draws.sites["sigma"].mean() == pytest.approx(mean, abs=0.15 * sd)
    assert draws.sites["sigma"].std() == pytest.approx(sd, rel=0.15)


CORRELATED = ("low_rank", "full_rank")


@pytest.mark.parametrize("family", CORRELATED)
def test_a_correlated_guide_finds_a_correlated_posterior(monkeypatch, family):
    """Means, every covariance, and the evidence itself: the posterior is one of the family's members.

    The last steps of the optimiser are granted a tenth of a standard deviation in the means and 3 % in the
    widths, 20,000 draws add 0.5 %. Mean-field on the same line loses more than 0.4 nats.
    """
    draws, line = fit_line(monkeypatch, 0.8, noise=0.5, family=family)
    known = exact(line)
    covariance, found = np.linalg.inv(known.precision), draws.sites["w"][0]
    np.testing.assert_allclose(found.mean(axis=0), known.mean, atol=0.1 * known.mean_field_sd.min())
    np.testing.assert_allclose(found.std(axis=0), known.sd, rtol=0.035)
    wanted = covariance[0, 1] / known.sd.prod()
    assert wanted < -0.7 and np.corrcoef(found.T)[0, 1] == pytest.approx(wanted, abs=0.05)
    assert 36 * draws.facts["elbo_per_obs"] == pytest.approx(known.evidence, abs=0.05)


def test_importance_weights_tell_a_guide_that_fits_from_one_that_does_not(monkeypatch):
    """On a correlated line mean-field's weights have the heavier tail; an exact guide's have next to none."""
    tails = {
        family: certificate(fit_line(monkeypatch, 0.8, noise=0.5, family=family)[0]) for family in GuideFamily
    }
    assert tails["full_rank"] < 0.5 and tails["low_rank"] < 0.5
    assert tails["mean_field"] > tails["full_rank"] + 0.2


WIDTHS = [(1.0, -0.01, 0.01), (1.5, -np.inf, 0.3), (0.8, 0.2, 0.5), (0.4, 0.7, 1.0)]


@pytest.mark.parametrize(("width", "least", "most"), WIDTHS)
def test_the_certificate_of_a_guide_of_given_width(width, least, most):
    """Exact, too wide, too narrow, far too narrow: weights p/q of N(0, 1) by N(0, s²) have k = 1 − s²."""
    line = make_line()
    known = exact(line)
    guide = {
        "location": jnp.asarray(known.mean),
        "log_scale": jnp.log(width * jnp.asarray(known.sd)),
    }
    found = variational.weighed(make_problem(line), GuideFamily.mean_field, guide, 20_000, jax.random.key(0))
    assert least < approximation_error(found.log_weight) < most


# linearised Laplace


def test_laplace_of_a_line_is_its_posterior():
    """With known noise the posterior is Normal: mean and precision up to the rounding of Newton's method.

    The MAP starts see nine tenths of the rows and stop early; 20,000 draws of each of two members
    find the covariance to 1 %.
    """
    line = make_line(0.8)
    known, problem = exact(line), make_problem(line)
    normal = laplace._settle(problem, np.array([3.0, -2.0]), 50)
    np.testing.assert_allclose(normal.mean, known.mean, atol=1e-2 * known.mean_field_sd.min())
    np.testing.assert_allclose((normal.axes * normal.spectrum) @ normal.axes.T, known.precision, rtol=1e-10)
    settings = InferenceSettings(
        optimiser=OptimiserSettings(steps=50, chunk=25), laplace=LaplaceSettings(members=2, draws=20_000)
    )
    draws = laplace.run(problem, settings, jax.random.key(0), silent)
    for found in draws.sites["w"]:
        error = 4 * known.sd / np.sqrt(20_000)
        assert (np.abs(found.mean(axis=0) - known.mean) < error).all()
        np.testing.assert_allclose(np.cov(found.T), np.linalg.inv(known.precision), rtol=0.05)


# samplers

SAMPLERS = {"nuts": nuts.run, "microcanonical": microcanonical.run}


@pytest.fixture(scope="module", params=SAMPLERS)
def sampled(request):
    """A linear equation with an economy-wide effect of every period, which the likelihood integrates out."""
    model = make_model(dynamics=Dynamics.independent, depth=0, prior=PriorSettings(linear=1.0, effects=0.5))
    rows = make_rows(model, keep=0.95)
    rng = np.random.default_rng(5)
    x, period = np.asarray(rows.x), np.asarray(rows.period)
    delta = 0.5 * rng.normal(size=PERIODS)
    y = x @ np.array([0.7, -0.3]) + 0.2 + delta[period] + 0.4 * rng.normal(size=len(x))
    rows = rows._replace(y=jnp.asarray(y))
    settings = InferenceSettings(
        optimiser=OptimiserSettings(steps=200, chunk=100),
        nuts=NutsSettings(chains=4, warmup=200, draws=500, chunk=350),
        microcanonical=MicrocanonicalSettings(chains=4, warmup=4000, draws=500, thin=20, chunk=1000),
    )
    draws = SAMPLERS[request.param](problem_of(model, rows), settings, jax.random.key(0), silent)
    design = np.column_stack([x, np.ones(len(x))])
    prior = np.array([1 / np.sqrt(INPUTS)] * INPUTS + [1.0])
    return model, rows, draws, Grid(design, y, prior, period)


def check(draws: np.ndarray, mean: float, sd: float, kurtosis: float = 3.0) -> None:
    """Mean and standard deviation within four Monte Carlo standard errors of draws [chain, draw]."""
    size = effective_sample_size(draws)
    assert size > 200
    assert abs(draws.mean() - mean) < 4 * sd / np.sqrt(size)
    assert abs(draws.std() / sd - 1) < 4 * np.sqrt((kurtosis - 1) / 4 / size)


@pytest.mark.parametrize("weight", range(INPUTS + 1))
def test_samplers_recover_the_weights(sampled, weight):
    _, _, draws, grid = sampled
    found = draws.sites["beta"][..., weight] if weight < INPUTS else draws.sites["intercept"]
    check(found, grid.mean[weight], grid.sd[weight])


@pytest.mark.parametrize(("site", "name"), [("sigma", "sigma"), ("delta_scale", "tau")])
def test_samplers_recover_the_scales(sampled, site, name):
    _, _, draws, grid = sampled
    check(draws.sites[site], *grid.moments(name))


def test_the_effects_that_were_integrated_out_come_back(sampled):
    """E[δ | y], averaged over draws of everything else, against the grid's."""
    model, rows, draws, grid = sampled
    flat = {name: jnp.asarray(value.reshape(-1, *value.shape[2:])) for name, value in draws.sites.items()}
    known = jax.jit(jax.vmap(lambda sites: predict.known_delta(model, sites, rows, PERIODS)[0]))
    found = np.asarray(known(flat)).reshape(4, 500, PERIODS)
    for period in range(PERIODS):
        size = effective_sample_size(found[..., period])
        error = found[..., period].std() / np.sqrt(size)
        assert abs(found[..., period].mean() - grid.delta[period]) < 4 * error


def test_no_chain_diverges_and_steps_are_as_long_as_asked(sampled):
    stats = sampled[2].stats
    assert stats["diverging"].mean() < 0.01
    if "acceptance_rate" in stats:
        assert stats["acceptance_rate"].mean() == pytest.approx(0.8, abs=0.15)
    else:
        assert 0.2 < stats["energy_error"].mean() / MicrocanonicalSettings().energy_variance < 5

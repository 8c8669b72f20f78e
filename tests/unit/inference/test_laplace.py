"""Layout, Newton's method and refusals of linearised Laplace; its answers are in tests/statistical."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
import pytest
from known_lines import LineModel, make_line, make_problem, silent
from small_models import make_model, make_rows, problem_of

from tradewinds.errors import FitError
from tradewinds.inference import laplace
from tradewinds.inference.problem import flat, sites_of, starts
from tradewinds.model.equation import ANCHOR
from tradewinds.settings.inference import InferenceSettings, LaplaceSettings, OptimiserSettings
from tradewinds.settings.model import NoiseScale

pytestmark = pytest.mark.slow
SETTINGS = InferenceSettings(
    optimiser=OptimiserSettings(steps=40, chunk=20), laplace=LaplaceSettings(members=2, draws=30)
)


@pytest.fixture(scope="module")
def network():
    model = make_model(noise=NoiseScale.input_dependent)
    return problem_of(model, make_rows(model))


def test_draws_by_member_beside_the_weights_at_which_they_are_linear(network):
    said = []
    found = laplace.run(network, SETTINGS, jax.random.key(0), said.append)
    sites = sites_of(network.probability_model, network.rows)
    real = {name for name, site in sites.items() if not site.positive}
    assert set(found.sites) == set(sites) | {f"{name}{ANCHOR}" for name in real}
    for name, value in found.sites.items():
        assert value.shape == (1, 60, *sites[name.removesuffix(ANCHOR)].shape)
        if name.endswith(ANCHOR):
            for member in (value[0, :30], value[0, 30:]):
                np.testing.assert_array_equal(member, np.broadcast_to(member[0], member.shape))
    assert not np.array_equal(*found.sites[f"W1{ANCHOR}"][0, [0, 30]])
    assert (found.sites["sigma"] > 0).all()
    assert sum("Newton steps" in text for text in said) == 2
    assert found.facts["newton_steps"] <= SETTINGS.laplace.newton_steps
    assert found.facts["unsettled"] == sum("not at the mode" in text for text in said)
    again = laplace.run(network, SETTINGS, jax.random.key(0), silent)
    np.testing.assert_array_equal(again.sites["W1"], found.sites["W1"])


def test_newton_ends_where_the_linear_network_has_no_slope(network):
    sites = sites_of(network.probability_model, network.rows)
    start = np.asarray(flat(sites, starts(network.probability_model, jax.random.key(1), network.rows, 1)))[0]
    normal = laplace._settle(network, start, 50)
    gradient, hessian = laplace._programs(network.probability_model)[1](normal.mean, start, network.rows)
    assert 0 < normal.steps < 50
    assert 0.5 * gradient @ np.linalg.solve(hessian, gradient) < 2 * laplace.SETTLED
    precision = (normal.axes * normal.spectrum) @ normal.axes.T
    np.testing.assert_allclose(precision, hessian, atol=1e-8 * np.abs(hessian).max())


def test_no_steps_leave_the_map_network_where_it_is(network):
    sites = sites_of(network.probability_model, network.rows)
    start = np.asarray(flat(sites, starts(network.probability_model, jax.random.key(1), network.rows, 1)))[0]
    normal = laplace._settle(network, start, 0)
    np.testing.assert_array_equal(normal.mean, start)
    assert not normal.settled


def test_a_curvature_that_is_not_finite_is_an_error():
    line = make_line()
    problem = make_problem(line._replace(y=line.y.at[3].set(jnp.nan)), noise=None)
    with pytest.raises(FitError, match="line: the curvature at a MAP network is not finite"):
        laplace._settle(problem, np.zeros(3), 5)


@dataclass(frozen=True)
class IdleWeight(LineModel):
    """A line beside a weight that no row knows of: its precision is that of its prior, 0.01."""

    def model(self, rows):
        super().model(rows)
        numpyro.sample("idle", dist.Normal(0.0, 10.0))


@dataclass(frozen=True)
class TwoModes(LineModel):
    """Every row says w² − w⁴ of each weight: modes near ±0.7, between which the posterior bends upwards."""

    def log_likelihood(self, sites, rows):
        return rows.weight.sum() * (sites["w"] ** 2 - sites["w"] ** 4).sum()


@pytest.mark.parametrize(
    ("probability_model", "start", "flat_ones"),
    [
        (LineModel(0.5), [0.0, 0.0], 0),
        (IdleWeight(0.5), [0.0, 0.0, 3.0], 1),
        (TwoModes(0.5), [0.1, -0.1], 0),
        (TwoModes(0.5), [0.1, 0.0], 1),
        (TwoModes(0.5), [0.0, 0.0], 2),
    ],
)
def test_directions_in_which_the_posterior_is_flat_or_bends_upwards_are_counted(
    probability_model, start, flat_ones
):
    problem = make_problem(make_line())._replace(probability_model=probability_model)
    normal = laplace._settle(problem, np.array(start), 50)
    assert normal.settled and normal.flat == flat_ones
    assert (normal.spectrum >= laplace.FLATTEST).all()
    bends = np.linalg.eigvalsh(
        laplace._programs(probability_model)[1](normal.mean, np.array(start), problem.rows)[1]
    )
    assert (bends < laplace.FLATTEST).sum() == flat_ones


def test_flat_directions_of_all_members_are_a_fact():
    problem = make_problem(make_line())._replace(probability_model=IdleWeight(0.5))
    facts = laplace.run(problem, SETTINGS, jax.random.key(0), silent).facts
    assert facts["flat"] == SETTINGS.laplace.members and facts["unsettled"] == 0
    facts = laplace.run(make_problem(make_line()), SETTINGS, jax.random.key(0), silent).facts
    assert facts["flat"] == 0

"""What an algorithm is given: supports, the unbounded space, starting points."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from known_lines import make_line, make_problem
from scipy.stats import halfnorm, norm
from small_models import make_model, make_rows

from tradewinds.inference.problem import Site, constrain, flat, potential, sites_of, starts, unflat
from tradewinds.model.probability_model import EquationProbabilityModel
from tradewinds.settings.model import Family, NoiseScale


@pytest.fixture(scope="module")
def problem():
    return make_problem(make_line(), noise=None)


def test_sites_in_the_order_of_the_model_with_shape_and_support(problem):
    assert list(sites_of(problem.probability_model, problem.rows).items()) == [
        ("w", Site((2,), False)),
        ("sigma", Site((), True)),
    ]


def test_a_model_is_traced_once_for_the_sites_of_rows_of_one_shape(problem):
    """Within a program too; rows of another shape are another question."""
    traced = []

    class Noted:
        def model(self, rows):
            traced.append(rows.y.shape)
            problem.probability_model.model(rows)

    line, model = problem.rows, Noted()
    first = sites_of(model, line)
    first.pop("w")  # whose it is may do with it as it likes
    inside = []
    jax.jit(lambda rows: inside.append(sites_of(model, rows)))(line)
    assert inside == [sites_of(problem.probability_model, line)]
    shorter = type(line)(line.x[1:], line.y[1:], line.weight[1:])
    assert list(sites_of(model, shorter)) == ["w", "sigma"]
    assert traced == [line.y.shape, shorter.y.shape]


def test_the_sites_of_an_equation():
    model = make_model(
        noise=NoiseScale.input_dependent, family=Family.student_t, collapsed=False, groups=(("a", 4),)
    )
    sites = sites_of(EquationProbabilityModel(model), make_rows(model))
    assert {name for name, site in sites.items() if site.positive} == {
        "bend", "sigma", "sigma_spread", "tail", "delta_scale", "a spread",
    }  # fmt: skip
    assert sites["W1"].shape == (2, 3) and sites["a effect"].shape == (4,)
    assert list(sites)[:4] == ["W1", "b1", "v", "bend"]


def test_positive_sites_are_exponentials_of_unbounded_numbers(problem):
    free = {"w": jnp.array([-1.0, 2.0]), "sigma": jnp.array(-30.0)}
    found = constrain(sites_of(problem.probability_model, problem.rows), free)
    np.testing.assert_array_equal(found["w"], free["w"])
    assert float(found["sigma"]) == pytest.approx(np.exp(-30.0))


def test_the_potential_is_the_joint_density_with_the_jacobian(problem):
    """−[log p(y | w, σ) + log p(w) + log p(σ) + log σ] at σ = exp(free)."""
    line, w, free = problem.rows, np.array([0.3, -0.2]), -0.4
    rows = norm.logpdf(line.y, np.asarray(line.x) @ w, np.exp(free))
    expected = rows.sum() + norm.logpdf(w).sum() + halfnorm.logpdf(np.exp(free)) + free
    found = jax.jit(lambda p, r: potential(problem.probability_model, p, r))(
        {"w": jnp.asarray(w), "sigma": jnp.asarray(free)}, line
    )
    assert float(found) == pytest.approx(-expected, rel=1e-12)


def test_starting_points_differ_and_scales_begin_at_one_half(problem):
    found = starts(problem.probability_model, jax.random.key(0), problem.rows, 4)
    assert found["w"].shape == (4, 2) and len(np.unique(found["w"])) == 8
    np.testing.assert_allclose(np.exp(found["sigma"]), 0.5)
    # of another type than after the first chunk of steps, whose program were compiled twice
    assert {value.dtype for value in found.values()} == {np.dtype(float)}
    again = starts(problem.probability_model, jax.random.key(0), problem.rows, 4)
    np.testing.assert_array_equal(found["w"], again["w"])
    many = starts(problem.probability_model, jax.random.key(1), problem.rows, 2000)["w"]
    assert float(many.std()) == pytest.approx(0.5, rel=4 / np.sqrt(2 * 4000))  # half their prior's spread


def test_vectors_hold_every_parameter_in_its_place():
    sites = {"a": Site((2, 3), False), "b": Site((), True), "c": Site((4,), False)}
    free = {name: np.random.default_rng(0).normal(size=(5, *site.shape)) for name, site in sites.items()}
    vector = flat(sites, {name: jnp.asarray(value) for name, value in free.items()})
    assert vector.shape == (5, 11)
    for name, value in unflat(sites, vector).items():
        np.testing.assert_array_equal(value, free[name])
    many = unflat(sites, np.zeros((2, 7, 11)))
    assert many["a"].shape == (2, 7, 2, 3) and many["b"].shape == (2, 7)

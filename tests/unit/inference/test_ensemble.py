"""MAP solutions, the rows they are scored on, and how a row that breaks a fit is found."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from known_lines import NOISE, LineModel, exact, make_line, make_problem, silent

from tradewinds.inference import ensemble
from tradewinds.inference.problem import potential
from tradewinds.settings.inference import EnsembleSettings, InferenceSettings, OptimiserSettings

SETTINGS = InferenceSettings(
    ensemble=EnsembleSettings(members=3),
    optimiser=OptimiserSettings(steps=600, learning_rate=0.03, chunk=100),
)


@pytest.fixture(scope="module")
def line():
    return make_line(correlation=0.6)


class ScoredByItsPosterior(LineModel):
    """With this score the best of a run is its mode, and not where it predicts best."""

    def score(self, sites, rows, held):
        return -potential(self, {n: jnp.log(v) if n == "sigma" else v for n, v in sites.items()}, rows)


def scored_by_its_posterior(problem):
    return problem._replace(probability_model=ScoredByItsPosterior(problem.probability_model.noise))


@pytest.mark.parametrize(("rows", "share", "count"), [(40, 0.1, 4), (11, 0.1, 1), (3, 0.01, 1)])
def test_every_member_is_scored_on_rows_of_its_own(rows, share, count):
    held = ensemble.held_out(rows, 8, share, jax.random.key(0))
    assert set(np.unique(held)) == {0.0, 1.0}
    np.testing.assert_array_equal(held.sum(axis=1), count)
    assert len({tuple(row) for row in held}) > 1
    np.testing.assert_array_equal(held, ensemble.held_out(rows, 8, share, jax.random.key(0)))


def test_each_member_is_the_posterior_mode_of_the_rows_it_is_trained_on(line, monkeypatch):
    held = np.zeros((3, 40))
    held[0, :4], held[1, 4:20], held[2, -1] = 1, 1, 1
    monkeypatch.setattr(ensemble, "held_out", lambda *arguments: held)
    draws = ensemble.run(scored_by_its_posterior(make_problem(line)), SETTINGS, jax.random.key(0), silent)
    assert draws.sites["w"].shape == (3, 1, 2)
    for member in range(3):
        mode = exact(line._replace(weight=1 - held[member])).mean
        np.testing.assert_allclose(draws.sites["w"][member, 0], mode, atol=1e-3)
    assert draws.facts["non_finite"] == 0
    assert draws.curve["loss"].shape == draws.curve["score"].shape == (len(draws.curve["step"]), 3)
    assert draws.facts["steps"] == draws.curve["step"][-1] == 600


def test_the_mode_of_a_scale_is_that_of_its_logarithm(line, monkeypatch):
    """In the unbounded space: at the mode of log σ, Σr²/σ² − σ² = N − 1 for a HalfNormal(1) prior."""
    monkeypatch.setattr(ensemble, "held_out", lambda *arguments: np.zeros((3, 40)) + np.eye(3, 40))
    problem = scored_by_its_posterior(make_problem(line, noise=None))
    draws = ensemble.run(problem, SETTINGS, jax.random.key(1), silent)
    for member in range(3):
        scale, kept = draws.sites["sigma"][member, 0], np.arange(40) != member
        residual = (np.asarray(line.y) - np.asarray(line.x) @ draws.sites["w"][member, 0])[kept]
        assert (residual**2).sum() / scale**2 - scale**2 == pytest.approx(39 - 1, rel=2e-3)
        assert scale == pytest.approx(NOISE, rel=0.5)


@pytest.mark.slow
def test_a_scale_is_positive_however_large_the_steps_and_a_key_gives_its_own_draws(line):
    """Gradients are those of unbounded parameters. On σ itself the first step of 30 would end below 0."""
    settings = InferenceSettings(
        optimiser=OptimiserSettings(steps=40, chunk=20, learning_rate=30.0, clip=1e6)
    )
    problem = make_problem(line, noise=None)
    runs = [ensemble.run(problem, settings, jax.random.key(key), silent).sites for key in (0, 0, 1)]
    assert all((sites["sigma"] > 0).all() for sites in runs)
    np.testing.assert_array_equal(runs[0]["w"], runs[1]["w"])
    assert (runs[0]["w"] != runs[2]["w"]).all()


def broken(line, row: int, column: int | None, value: float):
    if column is None:
        return line._replace(y=line.y.at[row].set(value))
    return line._replace(x=line.x.at[row, column].set(value))


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e200])
@pytest.mark.parametrize(("column", "name"), [(None, "the target"), (0, "first"), (1, "second")])
def test_a_row_that_breaks_the_likelihood_is_named_with_its_column(line, column, name, value):
    problem = make_problem(broken(line, 17, column, value))
    found = ensemble.locate(problem, {"w": jnp.ones(2)})
    assert found == f"first at place 17, where {name} = {value:.3g} standard deviations"


@pytest.mark.parametrize("w", [[np.nan, 0.0], [1e300, 1e300]])
def test_parameters_that_left_the_finite_range_are_no_rows_fault(line, w):
    assert "the parameters themselves" in ensemble.locate(make_problem(line), {"w": jnp.array(w)})


def test_columns_without_a_name_are_counted(line):
    problem = make_problem(broken(line, 3, 1, np.inf))._replace(columns=("first",))
    assert "where input 2 = inf" in ensemble.locate(problem, {"w": jnp.ones(2)})

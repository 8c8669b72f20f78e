"""Rows held back in time, a loss without its prior, and where training is stopped."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from known_lines import silent
from small_models import make_model, make_rows, problem_of

from tradewinds.errors import FitError
from tradewinds.inference import early_stopping
from tradewinds.inference.early_stopping import last_periods, search_likelihood
from tradewinds.inference.problem import constrain, potential, sites_of, starts
from tradewinds.settings.inference import EarlyStoppingSettings, InferenceSettings, OptimiserSettings

SETTINGS = InferenceSettings(
    early_stopping=EarlyStoppingSettings(members=3),
    optimiser=OptimiserSettings(steps=200, learning_rate=0.05, chunk=5, validation_share=0.3, patience=4),
)


@pytest.fixture(scope="module")
def problem():
    model = make_model(dynamics=None)
    return problem_of(model, make_rows(model, keep=1.0))


def test_the_last_periods_are_held_back_and_no_row_of_an_earlier_one():
    period = np.array([4, 0, 1, 2, 3, 0, 1, 2, 3, 4])
    np.testing.assert_array_equal(last_periods("p", period, 0.2), period == 4)
    np.testing.assert_array_equal(last_periods("p", period, 0.21), period >= 3)
    np.testing.assert_array_equal(last_periods("p", period, 0.01), period == 4)
    with pytest.raises(FitError, match="p: 1 training periods, .* a period before them to be trained on"):
        last_periods("p", np.zeros(5), 0.1)


@pytest.mark.slow
def test_the_loss_has_as_much_of_the_prior_as_is_asked_for(problem):
    rows, model = problem.rows, problem.probability_model
    free = {k: jnp.asarray(v[0]) for k, v in starts(model, jax.random.key(0), rows, 1).items()}
    weight, key = 1.0 - (np.asarray(rows.period) >= 4), jax.random.key(0)
    trained = rows._replace(weight=jnp.asarray(weight))
    likelihood = float(model.log_likelihood(constrain(sites_of(model, rows), free), trained))
    prior = -float(potential(model, free, trained)) - likelihood
    for share in (0.0, 0.5, 1.0):
        loss = search_likelihood(model, SETTINGS.optimiser, share).loss(free, rows, jnp.asarray(weight), key)
        assert float(loss) == pytest.approx(-(likelihood + share * prior) / weight.sum(), rel=1e-6)


@pytest.mark.slow
def test_members_differ_by_their_starts_and_stop_once_the_held_back_periods_get_worse(problem):
    found = early_stopping.run(problem, SETTINGS, jax.random.key(0), silent)
    assert found.sites["v"].shape == (3, 1, 3) and len(np.unique(found.sites["v"])) == 9
    assert found.facts["held_back"] == 6  # two periods of three sectors
    best = found.curve["score"].argmax(axis=0)
    assert len(found.curve["step"]) - 1 - best.max() == SETTINGS.optimiser.patience
    assert found.curve["step"][-1] < 200
    # what is kept is the best step's, by the rows held back
    rows, model = problem.rows, problem.probability_model
    held = jnp.asarray(np.asarray(rows.period) >= 4, float)
    for member in range(3):
        draw = {name: jnp.asarray(value[member, 0]) for name, value in found.sites.items()}
        score = float(model.score(draw, rows._replace(weight=1 - held), held))
        assert score == pytest.approx(found.curve["score"][best[member], member], abs=1e-5)


def test_it_says_that_it_is_no_posterior():
    from tradewinds.inference.registry import algorithm_names

    assert algorithm_names(posterior=False) == ["dropout", "early_stopping", "ensemble"]
    assert not {"dropout", "early_stopping"} & set(algorithm_names(exact=True))

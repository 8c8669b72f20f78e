"""Every algorithm on the networks that are not the default one, and what dropout drops of them."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from known_lines import silent
from small_models import make_model, make_rows, problem_of

from tradewinds.inference.dropout import search_under_dropout, with_dropped_units
from tradewinds.inference.problem import constrain, potential, sites_of, starts
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.inference.running import run_algorithm
from tradewinds.model.equation import ANCHOR
from tradewinds.settings import inference as i
from tradewinds.settings.model import Network, NoiseScale

pytestmark = pytest.mark.slow

SETTINGS = i.InferenceSettings(
    optimiser=i.OptimiserSettings(steps=20, chunk=10),
    ensemble=i.EnsembleSettings(2),
    early_stopping=i.EarlyStoppingSettings(2),
    dropout=i.DropoutSettings(draws=6),
    variational=i.VariationalSettings(draws=6),
    laplace=i.LaplaceSettings(members=2, draws=3, newton_steps=2),
    nuts=i.NutsSettings(chains=2, warmup=20, draws=10, max_tree_depth=2),
    microcanonical=i.MicrocanonicalSettings(chains=2, warmup=400, draws=10, thin=1),
)


@pytest.mark.parametrize("initialisation", [i.Initialisation.glorot, i.Initialisation.he])
def test_weights_start_as_wide_as_their_units_say_and_biases_at_none(initialisation):
    asked = problem(Network.residual, depth=2)
    found = starts(asked.probability_model, jax.random.key(0), asked.rows, 4000, initialisation)
    # W1 leads from four inputs to three units, W2 from three to three, v and the lines to one number
    fans = {"W1": (4, 3), "W2": (3, 3), "v": (3, 1), "beta": (4, 1), "sigma_beta": (4, 1), "sigma_v": (3, 1)}
    for name, (into, out) in fans.items():
        width = np.sqrt(2 / (into + out if initialisation == i.Initialisation.glorot else into))
        # 4,000 starts of at least three numbers: the standard error of a width is 1/√(2 · 12,000) of it
        assert found[name].std() == pytest.approx(width, rel=4 / np.sqrt(2 * 12000))
    for name in ("b1", "b2", "intercept"):
        assert (found[name] == 0).all()
    as_before = starts(asked.probability_model, jax.random.key(0), asked.rows, 4)
    assert found["delta_shape"].std() == pytest.approx(0.5 * 1.5, rel=0.05)  # no weight: half its prior
    assert as_before["b1"].std() > 0


def problem(network: Network, depth: int = 1):
    """Three rows of one input each; the second input is that of the calendar."""
    model = make_model(
        noise=NoiseScale.input_dependent,
        inputs=4,
        network=network,
        depth=depth,
        window=3 if network.in_order else 1,
    )
    if network.in_order:
        model = replace(model, shape=replace(model.shape, window=((2, 3), (1, 3), (0, 3))))
    return problem_of(model, make_rows(model))


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize(("network", "depth"), [(Network.residual, 2), (Network.lstm, 1)])
def test_every_algorithm_draws_every_weight(name, network, depth):
    asked = problem(network, depth)
    sites = sites_of(asked.probability_model, asked.rows)
    found = run_algorithm(ALGORITHMS[name], asked, SETTINGS, jax.random.key(0), silent).sites
    assert {name for name in found if not name.endswith(ANCHOR)} == set(sites)
    for name, site in sites.items():
        assert found[name].shape[2:] == site.shape and np.isfinite(found[name]).all()
        assert (found[name] > 0).all() or not site.positive


@pytest.mark.parametrize(
    ("network", "depth", "leaving"),
    [
        (Network.residual, 2, {"W2": 1, "v": 2, "sigma_v": 2}),
        (Network.gru, 1, {"state_weights1": 1, "v": 1, "sigma_v": 1}),
        (
            Network.lstm,
            2,
            {"state_weights1": 1, "input_weights2": 1, "state_weights2": 2, "v": 2, "sigma_v": 2},
        ),
    ],
)
def test_a_dropped_unit_is_missing_wherever_it_leads_to(network, depth, leaving):
    """And in nothing else; the units that are left count 1/(1 − p) times."""
    asked = problem(network, depth)
    sites = sites_of(asked.probability_model, asked.rows)
    assert {name: site.leaves for name, site in sites.items() if site.leaves} == leaving
    draw = {name: np.ones(site.shape) for name, site in sites.items()}
    counts = []
    for number in range(200):
        found = with_dropped_units(sites, draw, 0.25, jax.random.key(number))
        kept = {}
        for name, value in found.items():
            value = np.asarray(value)
            if name in leaving:
                by_unit = value.reshape(len(value), -1)
                np.testing.assert_array_equal(by_unit, np.broadcast_to(by_unit[:, :1], by_unit.shape))
                assert set(np.unique(by_unit)) <= {0.0, 1 / 0.75}
                assert kept.setdefault(leaving[name], by_unit[:, 0].tolist()) == by_unit[:, 0].tolist()
            else:
                np.testing.assert_array_equal(value, draw[name])
        counts.append([np.mean(units) for units in kept.values()])
    # 200 draws of three units: the mean of kept/(1 − p) is 1 within four standard errors
    assert np.mean(counts, axis=0) == pytest.approx(1.0, abs=4 * np.sqrt(0.25 / 0.75 / 600))


def test_the_loss_is_that_of_the_units_left_and_the_prior_that_of_all():
    asked = problem(Network.gru)
    model, rows, key = asked.probability_model, asked.rows, jax.random.key(3)
    free = {k: v[0] for k, v in starts(model, jax.random.key(0), rows, 1).items()}
    sites, weight = sites_of(model, rows), np.arange(len(rows.y)) % 3 > 0
    trained = rows._replace(weight=weight.astype(float))
    whole = constrain(sites, free)
    draw = with_dropped_units(sites, whole, 0.5, key)
    assert any((np.asarray(draw[name]) != np.asarray(whole[name])).any() for name in ("v", "state_weights1"))
    prior = float(potential(model, free, trained)) + float(model.log_likelihood(whole, trained))
    expected = (prior - float(model.log_likelihood(draw, trained))) / weight.sum()
    search = search_under_dropout(model, SETTINGS.optimiser, 0.5)
    assert float(search.loss(free, rows, trained.weight, key)) == pytest.approx(expected, rel=1e-5)


def test_every_draw_is_the_one_fit_with_units_of_its_own_left_out():
    settings = replace(SETTINGS, dropout=i.DropoutSettings(rate=0.4, draws=300))
    found = run_algorithm(ALGORITHMS["dropout"], problem(Network.gru), settings, jax.random.key(0), silent)
    v, bias = found.sites["v"][0], found.sites["state_bias1"][0]
    assert (bias == bias[0]).all()
    for unit in range(3):
        left = v[:, unit] != 0
        assert np.ptp(v[left, unit]) == 0
        # 300 draws: a share of .4 within four standard errors
        assert left.mean() == pytest.approx(0.6, abs=4 * np.sqrt(0.24 / 300))
        np.testing.assert_array_equal(left, (found.sites["state_weights1"][0][:, unit] != 0).all(axis=1))

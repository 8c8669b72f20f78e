"""Every kind of network inside, ahead, fed back and along a path, against its recursion by hand."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from known_lines import silent
from linear_world import described, panel, scenario, with_roles

from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import SettingsError
from tradewinds.evaluation.arviz_groups import arviz_groups
from tradewinds.evaluation.feedback import fed_back
from tradewinds.evaluation.predictive import ask
from tradewinds.explorer.description import describe_rollout
from tradewinds.fitted.fit import Fit
from tradewinds.fitted.train import fit_tiers
from tradewinds.model.network import NETWORKS
from tradewinds.model.tier import TierModel
from tradewinds.policy.rollout import roll_out
from tradewinds.policy.scenario import plan, planned_rates
from tradewinds.settings.data import DataSettings
from tradewinds.settings.inference import Algorithm, EnsembleSettings, InferenceSettings, OptimiserSettings
from tradewinds.settings.model import ModelSettings, Network, NoiseScale, NoiseSettings
from tradewinds.settings.tier import TierSettings

pytestmark = pytest.mark.slow
PERIODS, AHEAD, WINDOW, H = 20, 4, 3, 2
TEXT = "price[t] ~ price[t-1] + tariff[t]"
KEY = jax.random.key(0)
SETTINGS = {Network.residual: {"depth": 2}} | {one: {"window": WINDOW} for one in Network if one.in_order}


@pytest.fixture(scope="module", params=SETTINGS)
def fit(request) -> Fit:
    """Two sectors, few steps of training, and hardly any noise left in what was fitted."""
    rng = np.random.default_rng(0)
    values = {
        "price": np.exp(0.1 * rng.normal(size=(2, PERIODS)).cumsum(axis=1)),
        "tariff": rng.uniform(0, 0.3, (2, PERIODS)),
    }
    table = panel(values, 1, "step", place=["a", "b"])
    data = DataSettings(name="", description="", tables={"sectors": described(table, "step")})
    inside = np.arange(2 * (PERIODS - AHEAD)) % 7 == 6
    train, test = with_roles(table, AHEAD, inside)
    noise = NoiseSettings(scale=NoiseScale.constant)
    model = ModelSettings(network=request.param, width=H, noise=noise, **SETTINGS[request.param])
    optimiser = OptimiserSettings(steps=20, chunk=20)
    inference = InferenceSettings(Algorithm("ensemble"), optimiser, ensemble=EnsembleSettings(2))
    tier = TierModel("tier1", TierSettings(equations=[TEXT], model=model, inference=inference), data)
    found = fit_tiers(SplitPanel({"sectors": train}, {"sectors": test}, data), [tier], 0, silent)
    posterior = found.tiers["tier1"].posterior.copy()
    group = posterior["price/posterior"].to_dataset().isel(chain=[0])
    posterior["price/posterior"] = group.assign(sigma=0 * group["sigma"] + 1e-9)
    return replace(found, tiers={"tier1": replace(found.tiers["tier1"], posterior=posterior)})


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def by_hand(one, price: np.ndarray, tariff: np.ndarray) -> np.ndarray:
    """log price one period on [S], from log prices and tariffs [S, T] of which that of the period is the last
    tariff."""
    w = {name: np.asarray(site[0]) for name, site in one.sites.items()}
    settings, scaler = one.model.settings, one.scaler
    place = {name: k for k, name in enumerate(one.equation.columns)}

    def row(back: int) -> np.ndarray:
        names = [f"log(price[t-{1 + back}])", "level(tariff[t])" if not back else f"level(tariff[t-{back}])"]
        x = np.column_stack([price[:, -1 - back], tariff[:, -1 - back]])
        columns = [place[name] for name in names]
        return (x - scaler.mean[columns]) / scaler.scale[columns]

    x = row(0)
    if settings.network == Network.residual:
        h = np.tanh(x @ w["W1"] + w["b1"])
        h = h + np.tanh(h @ w["W2"] + w["b2"])
    else:
        state = [np.tile(s, (len(x), 1)) for s in w["first_state1"].reshape(-1, H)]
        for back in reversed(range(WINDOW)):
            given = row(back) @ w["input_weights1"] + w["state_bias1"]
            back_in, h = w["state_weights1"], state[0]
            if settings.network == Network.recurrent:
                state = [np.tanh(given + h @ back_in)]
            elif settings.network == Network.gru:
                gates = sigmoid(given[:, : 2 * H] + h @ back_in[:, : 2 * H])
                new = np.tanh(given[:, 2 * H :] + (gates[:, :H] * h) @ back_in[:, 2 * H :])
                state = [(1 - gates[:, H:]) * new + gates[:, H:] * h]
            else:
                i, f, o, g = np.split(given + h @ back_in, 4, axis=1)
                memory = sigmoid(f) * state[1] + sigmoid(i) * np.tanh(g)
                state = [sigmoid(o) * np.tanh(memory), memory]
        h = state[0]
    f = w["intercept"] + x @ w["beta"] + w["bend"] * (h @ w["v"])
    return price[:, -1] + scaler.target_mean + scaler.target_scale * f


def test_every_network_is_tried():
    assert set(SETTINGS) | {Network.feedforward} == set(NETWORKS) == set(Network)


def test_one_period_ahead_and_inside(fit):
    (one,) = fit.equations()
    price, tariff = np.log(one.grid.values["price"]), one.grid.values["tariff"]
    for role in ("inside", "ahead"):
        found = ask(one, role, KEY)
        rows = found.equation_rows
        assert rows.period.min() >= (WINDOW if one.model.settings.window > 1 else 1)
        for n, (sector, now) in enumerate(zip(rows.sector, rows.period, strict=True)):
            expected = by_hand(one, price[:, :now], tariff[:, : now + 1])[sector] - price[sector, now - 1]
            assert one.scaler.explained(found.predictive.mean[0, n]) == pytest.approx(expected, abs=1e-9)


def test_fed_back_and_along_a_path(fit):
    (one,) = fit.equations()
    price, tariff = np.log(one.grid.values["price"]), one.grid.values["tariff"]
    path = price[:, : PERIODS - AHEAD]
    for now in range(PERIODS - AHEAD, PERIODS):
        path = np.column_stack([path, by_hand(one, path, tariff[:, : now + 1])])
    found = fed_back(one, KEY, 0)
    rows = found.equation_rows
    # the rows' quantity counts from the observed previous value
    drawn = one.scaler.explained(found.predictive.mean[0]) + price[rows.sector, rows.period - 1]
    np.testing.assert_allclose(drawn, path[rows.sector, rows.period], atol=1e-7)

    asked = scenario(AHEAD)
    planned = planned_rates(plan(fit.panel, asked, asked))
    rolled = roll_out(fit, asked, planned).paths
    for name, rates in planned.items():
        future, tariffs = price, np.column_stack([tariff, rates.T])
        for step in range(AHEAD):
            future = np.column_stack([future, by_hand(one, future, tariffs[:, : PERIODS + step + 1])])
        np.testing.assert_allclose(
            np.log(rolled[name].values["sectors"]["price"][0].T), future[:, PERIODS:], atol=1e-7
        )


def test_the_explorer_says_that_it_does_not_know_the_network(fit):
    with pytest.raises(SettingsError, match=r"model.network = \w+; expected feedforward, in the explorer"):
        describe_rollout(fit, scenario(AHEAD))


def test_its_weights_are_named_for_arviz(fit):
    (one,) = fit.equations()
    groups = arviz_groups(one, fit.tiers["tier1"].posterior["price"], 0)
    posterior = groups["posterior"].to_dataset()
    assert posterior["beta"].coords["input"].values.tolist() == ["log(price[t-1])", "level(tariff[t])"]
    assert set(groups["prior"].to_dataset()) == set(posterior)
    assert groups["constant_data"].sizes["input"] == len(one.equation.columns)

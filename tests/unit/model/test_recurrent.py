"""Recurrent networks by hand, row after row, and the columns of the rows they read."""

import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.equations import parse, with_window
from tradewinds.model.network import NETWORKS, hidden, output, own_inputs
from tradewinds.model.rows import ParameterSizes
from tradewinds.settings.model import ModelSettings, Network

RNG = np.random.default_rng(0)
WINDOW = ((3, 4, 2), (1, 3, 2), (0, 1, 2))
"""Three rows of three inputs in five columns: the first lags itself, the third is the calendar's."""
SHAPE = ParameterSizes(inputs=5, sectors=1, periods=1, groups=(), economy=False, window=WINDOW)
X = RNG.normal(size=(4, 5))
WIDTH = 2


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def tanh_step(state, x, w, u, b):
    return (np.tanh(x @ w + state[0] @ u + b),)


def gru_step(state, x, w, u, b):
    (h,), (r, z, n) = state, (slice(0, 2), slice(2, 4), slice(4, 6))
    reset = sigmoid(x @ w[:, r] + h @ u[:, r] + b[r])
    keep = sigmoid(x @ w[:, z] + h @ u[:, z] + b[z])
    new = np.tanh(x @ w[:, n] + (reset * h) @ u[:, n] + b[n])
    return ((1 - keep) * new + keep * h,)


def lstm_step(state, x, w, u, b):
    h, c = state
    i, f, o, g = (x @ w[:, p] + h @ u[:, p] + b[p] for p in (slice(2 * k, 2 * k + 2) for k in range(4)))
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


STEPS = {Network.recurrent: tanh_step, Network.gru: gru_step, Network.lstm: lstm_step}


def drawn(model: ModelSettings) -> dict[str, np.ndarray]:
    weights = NETWORKS[model.network].weights(SHAPE, model, 5.0)
    return {one.name: RNG.normal(size=one.shape) for one in weights}


@pytest.mark.slow
@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("network", STEPS)
def test_a_window_is_read_row_by_row_from_a_learned_state(network, depth):
    model = ModelSettings(network=network, window=3, width=WIDTH, depth=depth)
    weights = drawn(model)
    rows = [X[:, columns] for columns in WINDOW]
    for layer in range(1, depth + 1):
        w, u, b = (weights[f"{name}{layer}"] for name in ("input_weights", "state_weights", "state_bias"))
        state = tuple(
            np.broadcast_to(s, (4, WIDTH)) for s in weights[f"first_state{layer}"].reshape(-1, WIDTH)
        )
        below, rows = rows, []
        for x in below:
            state = STEPS[network](state, x, w, u, b)
            rows.append(state[0])
    found = hidden({n: jnp.asarray(v) for n, v in weights.items()}, jnp.asarray(X), SHAPE, model)
    np.testing.assert_allclose(found, rows[-1], rtol=1e-12)


def test_the_line_beside_it_has_the_own_inputs_of_the_row():
    model = ModelSettings(network=Network.gru, window=3, width=WIDTH)
    beta, own = RNG.normal(size=3), own_inputs(jnp.asarray(X), SHAPE)
    weights = {"v": jnp.zeros(WIDTH), "beta": jnp.asarray(beta), "intercept": jnp.asarray(0.5)}
    np.testing.assert_allclose(
        output(weights, own, jnp.ones((4, WIDTH)), model), X[:, [0, 1, 2]] @ beta + 0.5, rtol=1e-12
    )


def test_a_window_brings_each_earlier_input_once_after_those_written():
    scales = {"price": "log", "tariff": "level"}
    written = parse("price[t] ~ price[t-1] + price[t-2] + d(tariff[t]) + month + index", scales)
    equation = with_window(written, 3)
    assert equation.columns == (
        "log(price[t-1])", "log(price[t-2])", "d(tariff[t])", "log(price[t-3])",
        "d(tariff[t-1])", "log(price[t-4])", "d(tariff[t-2])", "month", "index",
    )  # fmt: skip
    names = [[equation.columns[place] for place in row] for row in equation.columns_by_row]
    assert names == [
        ["log(price[t-3])", "log(price[t-4])", "d(tariff[t-2])", "month", "index"],
        ["log(price[t-2])", "log(price[t-3])", "d(tariff[t-1])", "month", "index"],
        ["log(price[t-1])", "log(price[t-2])", "d(tariff[t])", "month", "index"],
    ]
    assert (equation.reach, written.reach) == (4, 2)
    assert with_window(written, 1) == written and written.columns_by_row == ((0, 1, 2, 3, 4),)

import jax.numpy as jnp
import numpy as np
import pytest

from tradewinds.model.network import _LONGEST_SUM, hidden, output, written_out
from tradewinds.model.rows import ParameterSizes
from tradewinds.settings.model import Activation, ModelSettings, Network

RNG = np.random.default_rng(0)
X = RNG.normal(size=(5, 2))
SHAPE = ParameterSizes(inputs=2, sectors=1, periods=1, groups=(), economy=False)
WEIGHTS = {
    "W1": RNG.normal(size=(2, 3)),
    "b1": RNG.normal(size=3),
    "W2": RNG.normal(size=(3, 3)),
    "b2": RNG.normal(size=3),
    "v": RNG.normal(size=3),
    "beta": RNG.normal(size=2),
    "intercept": 0.7,
}
BY_HAND = {
    Activation.tanh: np.tanh,
    Activation.relu: lambda z: np.maximum(z, 0),
    Activation.swish: lambda z: z / (1 + np.exp(-z)),
}


def found(**settings) -> tuple[np.ndarray, np.ndarray]:
    model, weights = ModelSettings(width=3, **settings), {n: jnp.asarray(w) for n, w in WEIGHTS.items()}
    features = hidden(weights, jnp.asarray(X), SHAPE, model)
    return np.asarray(features), np.asarray(output(weights, jnp.asarray(X), features, model))


@pytest.mark.parametrize("activation", list(Activation))
@pytest.mark.parametrize("linear", [True, False])
def test_two_hidden_layers_with_and_without_a_linear_path(activation, linear):
    phi = BY_HAND[activation]
    expected = phi(phi(X @ WEIGHTS["W1"] + WEIGHTS["b1"]) @ WEIGHTS["W2"] + WEIGHTS["b2"])
    features, mean = found(depth=2, activation=activation, linear=linear)
    np.testing.assert_allclose(features, expected, rtol=1e-12)
    line = X @ WEIGHTS["beta"] if linear else 0.0
    np.testing.assert_allclose(mean, expected @ WEIGHTS["v"] + line + 0.7, rtol=1e-12)


def test_a_residual_layer_is_added_to_the_one_before():
    first = np.tanh(X @ WEIGHTS["W1"] + WEIGHTS["b1"])
    features, _ = found(depth=2, network=Network.residual)
    np.testing.assert_allclose(features, first + np.tanh(first @ WEIGHTS["W2"] + WEIGHTS["b2"]), rtol=1e-12)


def test_the_factor_is_on_what_the_hidden_layers_add_alone():
    model, weights = ModelSettings(width=3, depth=2), {n: jnp.asarray(w) for n, w in WEIGHTS.items()}
    features = hidden(weights, jnp.asarray(X), SHAPE, model)
    line, whole, half = (output(weights, jnp.asarray(X), features, model, b) for b in (0.0, 1.0, 0.5))
    np.testing.assert_allclose(half, (line + whole) / 2, rtol=1e-12)
    np.testing.assert_allclose(line, X @ WEIGHTS["beta"] + 0.7, rtol=1e-12)


def test_without_hidden_layers_the_line_is_left():
    features, mean = found(depth=0)
    np.testing.assert_array_equal(features, X)
    np.testing.assert_allclose(mean, X @ WEIGHTS["beta"] + 0.7, rtol=1e-12)


@pytest.mark.parametrize("inputs", [0, 1, _LONGEST_SUM, _LONGEST_SUM + 1])
def test_a_product_written_out_is_the_product(inputs):
    x, w = RNG.normal(size=(4, inputs)), RNG.normal(size=(inputs, 3))
    np.testing.assert_allclose(written_out(jnp.asarray(x), jnp.asarray(w)), x @ w, atol=1e-14)

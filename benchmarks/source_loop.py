"""The training loop that the source describes, written anew: NumPyro, one Python step at a time.

Every weight and its guide Normal around 0.5, H = 16 tanh units, σ ~ HalfNormal(0.1) with a Normal guide,
mean-field ELBO over K particles, Adam at 1e-3, non-finite gradients replaced, gradients clipped at a norm of
100, and the loss looked at after every step to see whether it is acceptable. Nothing is compiled as a whole.
"""

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import SVI, TraceMeanField_ELBO
from numpyro.optim import Adam

WIDTH, PARTICLES = 16, 10
LEARNING_RATE, LARGEST_NORM = 1e-3, 100.0
ACCEPTABLE = 0.75
"""Density per observation at which the source stops."""


def _shapes(inputs: int) -> dict[str, tuple[int, ...]]:
    return {"W1": (inputs, WIDTH), "b1": (WIDTH,), "W2": (WIDTH, 1), "b2": (1,)}


def model(x: jax.Array, y: jax.Array) -> None:
    weights = {
        name: numpyro.sample(name, dist.Normal(0.5, 0.1).expand(shape).to_event(len(shape)))
        for name, shape in _shapes(x.shape[1]).items()
    }
    hidden = jnp.tanh(x @ weights["W1"] + weights["b1"])
    mean = (hidden @ weights["W2"] + weights["b2"]).squeeze(-1)
    sigma = numpyro.sample("sigma", dist.HalfNormal(0.1))
    with numpyro.plate("rows", len(x)):
        numpyro.sample("y", dist.Normal(mean, sigma), obs=y)


def guide(x: jax.Array, y: jax.Array) -> None:
    for name, shape in (_shapes(x.shape[1]) | {"sigma": ()}).items():
        location = numpyro.param(f"{name} location", jnp.full(shape, 0.5))
        scale = numpyro.param(f"{name} scale", jnp.full(shape, 0.01), constraint=dist.constraints.positive)
        numpyro.sample(name, dist.Normal(location, scale).to_event(len(shape)))


class SourceLoop:
    """The loop's state; ``train`` takes so many steps more, acceptable or not."""

    def __init__(self, x: jax.Array, y: jax.Array, seed: int = 0) -> None:
        self.rows, self.key = (x, y), jax.random.key(seed)
        self.elbo = TraceMeanField_ELBO(num_particles=PARTICLES)
        svi = SVI(model, guide, Adam(LEARNING_RATE), loss=self.elbo)
        self.params: dict[str, Any] = svi.get_params(svi.init(self.key, *self.rows))
        self.optimiser = Adam(LEARNING_RATE).init(self.params)
        self.acceptable = False

    def train(self, steps: int) -> None:
        for _ in range(steps):
            self.key, now, _ = jax.random.split(self.key, 3)

            def loss(params: dict, now: jax.Array = now) -> jax.Array:
                return self.elbo.loss(now, params, model, guide, *self.rows)

            value, gradient = jax.value_and_grad(loss)(self.params)
            gradient = jax.tree.map(
                lambda leaf: jnp.nan_to_num(leaf, nan=0.0, posinf=1e3, neginf=-1e3), gradient
            )
            norm = jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(gradient)))
            shrink = jnp.minimum(1.0, LARGEST_NORM / (norm + 1e-6))
            gradient = jax.tree.map(lambda leaf, shrink=shrink: leaf * shrink, gradient)
            adam = Adam(LEARNING_RATE)  # a new one every step, as in the source
            self.optimiser = adam.update(gradient, self.optimiser)
            self.params = adam.get_params(self.optimiser)
            # over K too, as the source has it, though the loss is a mean over particles already
            self.acceptable = float(-value) / (PARTICLES * len(self.rows[1])) > math.log(ACCEPTABLE)

"""The network: from a situation to the share of its income that every age saves."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.equilibrium.economy import Economy, Situation, Values

_NARROW = 1e-2
"""Inputs that move by less than this are not made wider: what hardly moves says little."""


CORNER = 0.02
"""ε, how far about zero the positive part of an output is rounded."""


class ShareNetwork(NamedTuple):
    """A policy: savings above their limit for each unit of consumption, x = ⌊h W + b⌋, h the last hidden
    layer (swish) of standardised inputs, hence the share x/(1 + x) of income, which can always be paid for.

    ⌊·⌋ is the positive part with a rounded corner: where a limit begins to bind, savings bend sharply, and
    what is inside stays straight.
    """

    weights: list[Values]
    """Of every layer, [in, out]."""
    offsets: list[Values]
    """[out]"""
    centre: Values
    """[D] of the inputs, as their ``width``."""
    width: Values

    def shares(self, situation: Situation) -> jax.Array:
        """[…, A−1]"""
        x = (features(situation, len(self.centre)) - self.centre) / self.width
        for weight, offset in zip(self.weights[:-1], self.offsets[:-1], strict=True):
            x = jax.nn.swish(x @ weight + offset)
        slack = rounded_corner(x @ self.weights[-1] + self.offsets[-1])
        return slack / (1 + slack)


def rounded_corner(z: jax.Array) -> jax.Array:
    """(z + √(z² + ε²))/2, positive; written so that small values keep their digits."""
    root = jnp.sqrt(z**2 + CORNER**2)
    below = CORNER**2 / (2 * (root + jnp.abs(z)))
    return jnp.where(z > 0, (z + root) / 2, below)


def input_count(economy: Economy) -> int:
    """How many numbers ``features`` has."""
    return economy.shocks + 4 + 2 * economy.ages - 1


def features(situation: Situation, inputs: int) -> jax.Array:
    """[…, D] the shock as one of Z, log K, log r, log w, τ, income over the wage, shares of capital.

    ``inputs``: D, which tells how many shocks there are.
    """
    state, prices, ages = situation.state, situation.prices, situation.income.shape[-1]
    dtype = situation.income.dtype
    scalars = [
        jnp.log(situation.total),
        jnp.log(jnp.maximum(prices.gross_return, 1e-6)),
        jnp.log(prices.wage),
        state.tariff,
    ]
    return jnp.concatenate(
        [
            jax.nn.one_hot(state.shock, inputs - 3 - 2 * ages, dtype=dtype),
            jnp.stack([jnp.asarray(one, dtype) for one in scalars], axis=-1),
            situation.income / prices.wage[..., None],
            state.capital[..., 1:] / situation.total[..., None],
        ],
        axis=-1,
    )


def start_of(economy: Economy, width: int, depth: int, key: jax.Array) -> ShareNetwork:
    """Random weights (He et al. 2015), small ones at the output: everybody saves nearly the same share.

    It is the one that would keep the usual capital: an untrained economy has to be one that can go on.
    """
    sizes = [input_count(economy), *[width] * depth, economy.ages - 1]
    scale = [2.0] * depth + [0.1]
    keys = jax.random.split(key, len(scale))
    weights = [
        jax.random.normal(one, (into, out)) * np.sqrt(of / into).astype(np.float32)
        for one, into, out, of in zip(keys, sizes, sizes[1:], scale, strict=False)
    ]
    offsets = [jnp.zeros(out) for out in sizes[1:]]
    offsets[-1] = offsets[-1] + economy.usual_share / (1 - economy.usual_share)
    ones = jnp.ones(sizes[0])
    return ShareNetwork(weights, offsets, 0.0 * ones, ones)


def standardised(network: ShareNetwork, situation: Situation) -> ShareNetwork:
    """The same weights on inputs that have mean 0 and a standard deviation of 1 in these situations [N]."""
    found = features(situation, len(network.centre))
    return network._replace(centre=found.mean(axis=0), width=found.std(axis=0) + _NARROW)

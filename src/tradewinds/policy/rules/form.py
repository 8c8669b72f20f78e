"""What a rule may be: linear in what is seen, or with a small network besides; rates of choice, or levels."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

RuleParams = dict[str, jax.Array]
"""``constant`` [] or one a sector [S], ``slopes`` [D]; of a network also ``inner`` [D, M], ``offsets`` [M]
and ``outer`` [M]."""
_NETWORK = ("inner", "offsets", "outer")


@dataclass(frozen=True)
class RuleForm:
    """u(z) = a + b'z, with ``hidden`` units u(z) = a + b'z + v' tanh(W'z + c), held in its bounds.

    z are the ``inputs`` D, in units in which they differ by about one. ``levels``: the values [L] that alone
    may be chosen, of which the rule takes the nearest to u; such a rule has no gradient of its own.
    """

    inputs: int
    hidden: int = 0
    lowest: float = -np.inf
    highest: float = np.inf
    levels: tuple[float, ...] = ()

    def start(self, key: jax.Array, constant: float | np.ndarray = 0.0) -> RuleParams:
        """The rule that holds ``constant`` whatever is seen; ``inner`` of a network is drawn (Glorot)."""
        chosen = {"constant": jnp.asarray(constant, float), "slopes": jnp.zeros(self.inputs)}
        if self.hidden:
            width = np.sqrt(6.0 / (self.inputs + self.hidden))
            inner = jax.random.uniform(key, (self.inputs, self.hidden), minval=-width, maxval=width)
            chosen |= dict(
                zip(_NETWORK, (inner, jnp.zeros(self.hidden), jnp.zeros(self.hidden)), strict=True)
            )
        return chosen

    def aim(self, chosen: RuleParams, seen: jax.Array) -> jax.Array:
        """u [...] of what is seen [..., D], free of bounds."""
        wanted = chosen["constant"] + seen @ chosen["slopes"]
        if self.hidden:
            wanted += jnp.tanh(seen @ chosen["inner"] + chosen["offsets"]) @ chosen["outer"]
        return wanted

    def held(self, wanted: jax.Array) -> jax.Array:
        """What is done where u is ``wanted``: the nearest that is allowed."""
        if self.levels:
            levels = jnp.asarray(self.levels)
            return levels[jnp.abs(wanted[..., None] - levels).argmin(axis=-1)]
        return jnp.clip(wanted, self.lowest, self.highest)

    def explore(self, chosen: RuleParams, noise: float, key: jax.Array, seen: jax.Array) -> jax.Array:
        """A draw about the rule: Normal(u, noise²), or a level with a probability as that density there."""
        wanted = self.aim(chosen, seen)
        if not self.levels:
            return wanted + noise * jax.random.normal(key, wanted.shape)
        drawn = jax.random.categorical(key, self._logits(wanted, noise))
        return jnp.asarray(self.levels)[drawn]

    def log_probability(
        self, chosen: RuleParams, noise: float, seen: jax.Array, action: jax.Array
    ) -> jax.Array:
        """Of a draw of ``explore`` [...], but for a constant."""
        wanted = self.aim(chosen, seen)
        near = -0.5 * ((action - wanted) / noise) ** 2
        return near - jax.nn.logsumexp(self._logits(wanted, noise), axis=-1) if self.levels else near

    def _logits(self, wanted: jax.Array, noise: float) -> jax.Array:
        return -0.5 * ((jnp.asarray(self.levels) - wanted[..., None]) / noise) ** 2

"""A parameter of a simulator: its meaning, its range, and the unbounded coordinate it is learned in."""

from dataclasses import dataclass
from enum import StrEnum

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.errors import SettingsError


class Transform(StrEnum):
    """How the unbounded coordinate z follows from a parameter θ."""

    identity = "identity"
    """z = θ"""
    logit = "logit"
    """z = log((θ − low) / (high − θ))"""
    log10 = "log10"
    """z = log₁₀ θ"""
    log = "log"
    """z = log θ"""


@dataclass(frozen=True)
class Parameter:
    """A declared parameter; ``low`` and ``high`` bound it in its own unit and are no values of it."""

    name: str
    meaning: str
    unit: str = ""
    transform: Transform = Transform.identity
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        if self.transform not in [*Transform]:
            raise SettingsError(
                f"{self.name} has the transform {self.transform!r}", f"one of {', '.join(Transform)}"
            )
        if self.transform == Transform.logit and not (np.isfinite(self.low) and np.isfinite(self.high)):
            raise SettingsError(f"{self.name} is a logit between {self.low} and {self.high}", "finite bounds")
        if self.transform in (Transform.log, Transform.log10) and self.low < 0:
            raise SettingsError(
                f"{self.name} is a logarithm of what may be {self.low}", "low: 0 or more", "Set low=0."
            )

    def natural(self, free: jax.Array) -> jax.Array:
        """The parameter from its unbounded coordinate, of any shape."""
        if self.transform == Transform.logit:
            return self.low + (self.high - self.low) * jax.nn.sigmoid(free)
        if self.transform == Transform.log10:
            return jnp.exp(np.log(10.0) * free)
        return jnp.exp(free) if self.transform == Transform.log else free

    def free(self, natural: jax.Array) -> jax.Array:
        """The unbounded coordinate of a parameter, of any shape."""
        if self.transform == Transform.logit:
            return jnp.log(natural - self.low) - jnp.log(self.high - natural)
        if self.transform == Transform.log10:
            return jnp.log10(natural)
        return jnp.log(natural) if self.transform == Transform.log else natural

    def require_possible(self, value: float) -> None:
        """Raises SettingsError for a value outside the range."""
        if not self.low < value < self.high:
            raise SettingsError(
                f"{self.name} = {value!r}", f"a number between {self.low:g} and {self.high:g}", self.meaning
            )

"""The linear-quadratic case, whose best rule is known: what every way of learning a rule is held to.

    x' = a x + b u + ε,  ε ~ Normal(0, sd²);  cost x² q + u² r, later ones times γ a period

The best rule is u = −k x, its cost p x² + γ p sd² / (1 − γ), with p from the Riccati equation (Bertsekas
2012, §4.1).
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp

from tradewinds.policy.rules.step_model import StepModel


@dataclass(frozen=True)
class LinearQuadratic:
    """The example of the docs: k = 1.34427, p = 1.24197, and 23.597 sd² for the disturbances."""

    a: float = 0.9
    b: float = 0.5
    q: float = 1.0
    r: float = 0.1
    discount: float = 0.95
    sd: float = 0.1

    def best(self) -> tuple[float, float]:
        """Slope −k of the best rule, and p of its cost.

        p = q + γ a² p − (γ a b p)² / (r + γ b² p), by iteration from q; k = γ a b p / (r + γ b² p).
        """
        p, before = self.q, float("inf")
        while abs(p - before) > 1e-14 * p:
            before = p
            p = self.q + self.discount * self.a**2 * p - self._cross(p) ** 2 / self._bend(p)
        return -self._cross(p) / self._bend(p), p

    def cost(self, slope: float, x: float, constant: float = 0.0) -> float:
        """Expected cost from x on under u = constant + slope · x; infinite where that explodes.

        V(x) = p x² + m x + n, from V(x) = q x² + r u² + γ E V(a x + b u + ε).
        """
        g, h, move = self.discount, self.a + self.b * slope, self.b * constant
        if g * h**2 >= 1.0:
            return float("inf")
        p = (self.q + self.r * slope**2) / (1.0 - g * h**2)
        m = (2.0 * self.r * slope * constant + 2.0 * g * p * h * move) / (1.0 - g * h)
        n = (self.r * constant**2 + g * (p * (move**2 + self.sd**2) + m * move)) / (1.0 - g)
        return p * x**2 + m * x + n

    def reward(self, x: jax.Array, u: jax.Array) -> jax.Array:
        """Minus the cost of a period."""
        return -(self.q * x**2 + self.r * u**2)

    def moved(self, x: jax.Array, u: jax.Array, shock: jax.Array) -> jax.Array:
        """x' for a standard Normal ``shock``."""
        return self.a * x + self.b * u + self.sd * shock

    def model(self, horizon: int = 100, spread: float = 1.0) -> StepModel:
        """It as a step model that begins at x ~ Normal(0, spread²)."""

        def step(key: jax.Array, x: jax.Array, u: jax.Array) -> tuple[jax.Array, jax.Array]:
            return self.moved(x, u, jax.random.normal(key)), self.reward(x, u)

        def start(key: jax.Array) -> jax.Array:
            return spread * jax.random.normal(key)

        return StepModel(start, step, lambda x: jnp.atleast_1d(x), horizon, self.discount)

    def _cross(self, p: float) -> float:
        return self.discount * self.a * self.b * p

    def _bend(self, p: float) -> float:
        return self.r + self.discount * self.b**2 * p

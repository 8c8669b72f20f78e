"""Draws and disturbances that paths are asked of: what each path does against the baseline, and its
gradient."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.errors import SupportError
from tradewinds.policy.run import Draws
from tradewinds.policy.transition import ranges_beyond
from tradewinds.policy.welfare import mean_effect, objective, roughness
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.welfare import WelfareSettings

LARGEST = 100_000
"""Most draws × periods × sectors differentiated at once: some 200 MB with the default networks."""
_QUICK = {"xla_llvm_disable_expensive_passes": True}
"""A third less time to compile, and programs that run as fast (quickstart: 31 to 21 s, 0.08 s a gradient)."""
Ranges = dict[str, list[tuple[str, float, float]]]
"""Table → names of the policy with their ranges in training."""


class Found(NamedTuple):
    """What a path does, draw by draw: effects [R, K], what is beyond the support [R], and who did not run
    away."""

    effects: np.ndarray
    excess: np.ndarray
    alive: np.ndarray


@dataclass(frozen=True)
class Measure:
    """How a run becomes outcomes: weights of sectors [S] for each, of periods [H] for each table, and limits.

    ``baseline``: table → variable → [R, H, S] of the outcomes; ``steady``: draws [R] that did not run away on
    it; ``last`` [S]: the rates before the path.
    """

    outcomes: list[Outcome]
    shares: list[np.ndarray]
    discount: dict[str, np.ndarray]
    baseline: dict[str, dict[str, np.ndarray]]
    ranges: Ranges
    explained: dict[str, list[str]]
    steady: np.ndarray
    last: np.ndarray
    inside: float
    runaway: float

    @property
    def weights(self) -> np.ndarray:
        return np.array([one.weight for one in self.outcomes])

    @property
    def floors(self) -> np.ndarray:
        return np.array([-np.inf if one.floor is None else one.floor for one in self.outcomes])


class Sample:
    """A side of the draws, with the baseline that all its paths are compared with.

    ``draws``: the run of one and what all bring; ``networks`` [R] numbers distinct draws of the weights.
    """

    def __init__(
        self,
        draws: Draws,
        measure: Measure,
        networks: np.ndarray,
        welfare: WelfareSettings,
        limits: ScenarioSettings,
    ) -> None:
        self.measure, self.networks, self.welfare, self._limits = measure, networks, welfare, limits
        self._columns = draws.columns
        one = partial(_one, draws, measure)
        axes = (0, -2, None, 0)
        self._forward = jax.jit(jax.vmap(one, in_axes=(*axes, None)), compiler_options=_QUICK)
        self._each = jax.vmap(one, in_axes=(*axes, 0))
        self._parts = list(_parts(draws, measure))
        self._slopes = jax.jit(self._slopes_of, compiler_options=_QUICK)
        self._objective = jax.jit(jax.value_and_grad(self._smooth, argnums=(0, 1, 4)))

    def ask(self, path: np.ndarray) -> Found:
        """Everything about a path [H, S]."""
        parts = [
            self._forward(sites, shocks, self._columns, base, path) for sites, shocks, base in self._parts
        ]
        (effects, excess), alive = jax.tree.map(lambda *leaves: np.concatenate(leaves), *parts)
        return Found(effects, excess, alive & self.measure.steady)

    def value(self, path: np.ndarray, weights: np.ndarray, found: Found | None = None) -> float:
        """The objective of a path under ``weights`` [K] of the outcomes; −∞ where too many draws run away."""
        effects, excess, alive = found or self.ask(path)
        if 1.0 - alive.mean() > self._limits.runaway_share:
            return -np.inf
        rough = roughness(path, self.measure.last)
        return float(objective(effects, excess, alive, weights, self.measure.floors, rough, self.welfare))

    def value_and_slope(self, path: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
        """The objective with a slope in place of the steps of ``loss``, and its gradient [H, S] by the rates.

        Draws that ran away are in neither. Raises SupportError when more than the settings allow do, or have
        no finite gradient.
        """
        found = self.ask(path)
        value, (by_effects, by_excess, by_path) = self._objective(
            *found[:2], found.alive, jnp.asarray(weights), jnp.asarray(path)
        )
        total, lost, begin = np.asarray(by_path), int((~found.alive).sum()), 0
        for sites, shocks, base in self._parts:
            end = begin + len(jax.tree.leaves(sites)[0])
            there = slice(begin, end)
            pulled = (by_effects[there], by_excess[there])
            slopes, failed = self._slopes(sites, shocks, base, path, pulled, found.alive[there])
            total, lost, begin = total + np.asarray(slopes), lost + int(failed), end
        if lost > self._limits.runaway_share * len(found.alive):
            raise SupportError(
                f"{lost} of {len(found.alive)} draws run away or have no finite gradient on the search's way",
                f"at most scenario.runaway_share = {self._limits.runaway_share:g} of them",
                "Draw the bounds of optimise closer, raise welfare.support, or lower scenario.periods.",
            )
        return float(value), total

    def _smooth(self, effects, excess, alive, weights, path) -> jax.Array:
        rough = roughness(path, self.measure.last, jnp)
        floors = self.measure.floors
        return objective(
            effects, excess, alive, weights, floors, rough, self.welfare, jnp, smooth=jax.nn.sigmoid
        )

    def _slopes_of(self, sites, shocks, base, path, pulled, alive) -> tuple[jax.Array, jax.Array]:
        """Gradient [H, S], and how many living draws have none.

        Every draw has a path of its own, so that one that runs away spoils its own gradient alone.
        """
        paths = jnp.broadcast_to(path, (len(alive), *path.shape))
        _, back, _ = jax.vjp(
            lambda each: self._each(sites, shocks, self._columns, base, each), paths, has_aux=True
        )
        slopes = back(pulled)[0]
        finite = jnp.isfinite(slopes).all(axis=(1, 2))
        kept = (finite & alive)[:, None, None]
        return jnp.where(kept, slopes, 0.0).sum(axis=0), (alive & ~finite).sum()


def _one(draws: Draws, measure: Measure, sites, shocks, columns, base, path):
    """Effects [K] and excess [] of one draw, and whether it stayed near the data."""
    found = draws.one(sites, shocks, columns, draws.by_period(path))
    found = jax.tree.map(lambda leaf: leaf.reshape(-1, leaf.shape[-1]), found)
    values = {table: one for table, (one, _) in found.items()}
    effects = [
        mean_effect(
            outcome,
            values[outcome.table][outcome.name],
            base[outcome.table][outcome.name],
            shares,
            measure.discount[outcome.table],
            jnp,
        )
        for outcome, shares in zip(measure.outcomes, measure.shares, strict=True)
    ]
    excess, alive = jnp.zeros(()), jnp.array(True)
    for table, (of, outside) in found.items():
        policies = [
            (path if table == "sectors" else of[name], *edges) for name, *edges in measure.ranges[table]
        ]
        for level, low, high in policies:
            outside = jnp.maximum(outside, ranges_beyond(level, low, high))
        alive &= (outside <= measure.runaway).all()
        for name in measure.explained[table]:
            alive &= jnp.isfinite(of[name]).all()
        excess += jnp.maximum(jnp.minimum(outside, measure.runaway) - measure.inside, 0.0).mean()
    return (jnp.stack(effects), excess), alive


def _parts(draws: Draws, measure: Measure) -> Iterator[tuple[dict, dict, dict]]:
    """Sites, disturbances and baseline of some draws at a time, all alike in number so that one program
    serves."""
    count = len(jax.tree.leaves(draws.sites)[0])
    least = -(-count * len(measure.discount["sectors"]) * len(measure.last) // LARGEST)
    batches = next(n for n in range(max(1, least), count + 1) if count % n == 0) if least <= count else count
    size = count // batches
    for begin in range(0, count, size):
        there = slice(begin, begin + size)
        first = partial(jax.tree.map, lambda leaf, there=there: leaf[there])
        shocks = jax.tree.map(lambda leaf, there=there: leaf[..., there, :], draws.shocks)
        yield first(draws.sites), shocks, first(measure.baseline)

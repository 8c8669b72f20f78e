"""What a tariff path does against the baseline, under given draws and disturbances; value and gradient."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tradewinds.errors import SupportError
from tradewinds.policy.run import Rolled, RollOutProgram
from tradewinds.policy.transition import ranges_beyond
from tradewinds.policy.welfare import mean_effect, objective, roughness
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.welfare import WelfareSettings

_MOST_DIFFERENTIATED = 100_000
"""Most draws × periods × sectors differentiated at once: some 200 MB with the default networks."""
_QUICK = {"xla_llvm_disable_expensive_passes": True}
"""A third less time to compile, and programs that run as fast (quickstart: 31 to 21 s, 0.08 s a gradient)."""
Ranges = dict[str, list[tuple[str, float, float]]]
"""Table → names of the policy with their ranges in training."""


class PathOutcomes(NamedTuple):
    """What a path does, by draw R of the posterior and outcome K.

    ``effects`` [R, K] against the baseline, each in its outcome's unit; ``excess`` [R]: mean distance beyond
    the support of the training rows, in widths of their ranges; ``rough`` [R]: mean squared change of rates
    in points; ``alive`` [R]: draws that did not run away.
    """

    effects: np.ndarray
    excess: np.ndarray
    rough: np.ndarray
    alive: np.ndarray


@dataclass(frozen=True)
class OutcomeAggregation:
    """How a roll-out is summed up in outcomes, and what it may not exceed.

    ``shares``: the sectors' weights [S] in each outcome; ``discount``: table → the periods' weights [H].

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


class PathEvaluator:
    """What tariff paths [H, S] do against the baseline, both under the same side of the posterior's draws.

    What is asked may also be the numbers of a rule [P], where ``draws`` is the run of one that reacts
    (``rules.reacting``). ``draws``: the run of one and what all bring; ``run``: that of all (``runner_of``);
    ``networks`` [R]: numbers of distinct draws of the weights.
    """

    def __init__(
        self,
        draws: RollOutProgram,
        run: Callable[[np.ndarray], Rolled],
        measure: OutcomeAggregation,
        networks: np.ndarray,
        welfare: WelfareSettings,
        limits: ScenarioSettings,
    ) -> None:
        self.run = run
        self.measure, self.networks, self.welfare, self._limits = measure, networks, welfare, limits
        self._columns = draws.columns
        one = partial(_one, draws, measure)
        axes = (0, -2, None, 0)
        self._each = jax.vmap(one, in_axes=(*axes, 0))
        self._parts = list(_parts(draws, measure))
        self._slopes = jax.jit(self._slopes_of, compiler_options=_QUICK)
        self._objective = jax.jit(jax.value_and_grad(self._smooth, argnums=(0, 1, 2)))

    def ask(self, path: np.ndarray) -> PathOutcomes:
        """Effects, excess and surviving draws of a path [H, S]."""
        rolled = self.run(path)
        with np.errstate(invalid="ignore", over="ignore"):  # of draws that run away
            found = _measured(self.measure, *rolled, self.measure.baseline, path, np)
        effects, excess, rough, alive = map(np.asarray, found)
        rough = np.broadcast_to(rough, excess.shape)
        return PathOutcomes(effects, excess, rough, alive & self.measure.steady)

    def value(self, path: np.ndarray, weights: np.ndarray) -> float:
        """The objective of a path under ``weights`` [K] of the outcomes; −∞ where too many draws run away."""
        return self.value_of(self.ask(path), weights)

    def value_of(self, found: PathOutcomes, weights: np.ndarray) -> float:
        """As ``value``, of a path that was asked about."""
        if 1.0 - found.alive.mean() > self._limits.runaway_share:
            return -np.inf
        return float(objective(*found, weights, self.measure.floors, self.welfare))

    def value_and_slope(self, path: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
        """The objective with a slope in place of the steps of ``loss``, and its gradient [H, S] by the rates.

        Draws that ran away are in neither. Raises SupportError when more than the settings allow do, or have
        no finite gradient.
        """
        found = self.ask(path)
        value, by_outcomes = self._objective(*found, jnp.asarray(weights))
        total, lost, begin = np.zeros(np.shape(path)), int((~found.alive).sum()), 0
        for sites, shocks, base in self._parts:
            end = begin + len(jax.tree.leaves(sites)[0])
            there = slice(begin, end)
            pulled = tuple(by[there] for by in by_outcomes)
            slopes, failed = self._slopes(sites, shocks, base, path, pulled, found.alive[there])
            total, lost, begin = total + np.asarray(slopes), lost + int(failed), end
        if lost > self._limits.runaway_share * len(found.alive):
            raise SupportError(
                f"{lost} of {len(found.alive)} draws run away or have no finite gradient on the search's way",
                f"at most scenario.runaway_share = {self._limits.runaway_share:g} of them",
                "Draw the bounds of optimise closer, raise welfare.support, or lower scenario.periods.",
            )
        return float(value), total

    def _smooth(self, effects, excess, rough, alive, weights) -> jax.Array:
        floors = self.measure.floors
        return objective(
            effects, excess, rough, alive, weights, floors, self.welfare, jnp, smooth=jax.nn.sigmoid
        )

    def _slopes_of(self, sites, shocks, base, path, pulled, alive) -> tuple[jax.Array, jax.Array]:
        """Gradient by the path, and how many living draws have none.

        Every draw has a path of its own, so that one that runs away spoils its own gradient alone.
        """
        paths = jnp.broadcast_to(path, (len(alive), *path.shape))
        _, back, _ = jax.vjp(
            lambda each: self._each(sites, shocks, self._columns, base, each), paths, has_aux=True
        )
        slopes = back(pulled)[0]
        finite = jnp.isfinite(slopes.reshape(len(alive), -1)).all(axis=1)
        kept = (finite & alive).reshape(-1, *[1] * path.ndim)
        return jnp.where(kept, slopes, 0.0).sum(axis=0), (alive & ~finite).sum()


def _one(draws: RollOutProgram, measure: OutcomeAggregation, sites, shocks, columns, base, path):
    """Effects [K], excess [] and roughness [] of one draw, and whether it stayed near the data."""
    found = draws.one(draws.start, sites, shocks, columns, draws.by_period(path))
    found = jax.tree.map(lambda leaf: leaf.reshape(-1, leaf.shape[-1]), found)
    values = {table: one for table, (one, _) in found.items()}
    outside = {table: beyond for table, (_, beyond) in found.items()}
    effects, excess, rough, alive = _measured(measure, values, outside, base, path, jnp)
    return (effects, excess, rough), alive


def _measured(
    measure: OutcomeAggregation,
    values: dict[str, dict[str, Any]],
    outside: dict[str, Any],
    base: dict[str, dict[str, Any]],
    path: Any,
    xp: ModuleType,
) -> PathOutcomes:
    """Effects […, K], excess […], roughness and who stayed near the data […], from what a path leads to
    […, H, S]; a rule's own rates are among the sectors' variables."""
    effects = [
        mean_effect(one, values[one.table][one.name], base[one.table][one.name], shares, discount, xp)
        for one, shares in zip(measure.outcomes, measure.shares, strict=True)
        for discount in (measure.discount[one.table],)
    ]
    excess: Any = 0.0
    alive: Any = True
    rates = values["sectors"].get(measure.ranges["sectors"][0][0], path)
    for table, beyond in outside.items():
        for name, low, high in measure.ranges[table]:
            level = rates if table == "sectors" else values[table][name]
            beyond = xp.maximum(beyond, ranges_beyond(level, low, high))
        alive &= (beyond <= measure.runaway).all(axis=(-2, -1))
        for name in measure.explained[table]:
            alive &= xp.isfinite(values[table][name]).all(axis=(-2, -1))
        free = xp.minimum(beyond, measure.runaway) - measure.inside
        excess += xp.maximum(free, 0.0).mean(axis=(-2, -1))
    stacked = xp.stack(effects, axis=-1)
    rough = roughness(rates, measure.last, xp)
    return PathOutcomes(stacked, excess, rough, alive & xp.isfinite(stacked).all(axis=-1))


def _parts(draws: RollOutProgram, measure: OutcomeAggregation) -> Iterator[tuple[dict, dict, dict]]:
    """Sites, disturbances and baseline of some draws at a time, all alike in number so that one program
    serves."""
    count = len(jax.tree.leaves(draws.sites)[0])
    least = -(-count * len(measure.discount["sectors"]) * len(measure.last) // _MOST_DIFFERENTIATED)
    batches = next(n for n in range(max(1, least), count + 1) if count % n == 0) if least <= count else count
    size = count // batches
    for begin in range(0, count, size):
        there = slice(begin, begin + size)
        first = partial(jax.tree.map, lambda leaf, there=there: leaf[there])
        shocks = jax.tree.map(lambda leaf, there=there: leaf[..., there, :], draws.shocks)
        yield first(draws.sites), shocks, first(measure.baseline)

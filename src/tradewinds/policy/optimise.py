"""The search for the best path: projected Adam from several starts, on the draws it may see."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import jax
import numpy as np
import optax

from tradewinds.errors import SupportError
from tradewinds.policy.path_evaluator import PathEvaluator
from tradewinds.policy.path_space import PathSpace
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.streams import SEED_STARTS

GRID, BASELINE, FREE = "best of the coarse grid", "baseline", "free trade"
_EARNED = 1e-5
"""Progress, as a share of the objective's size, below which a step brought nothing."""


_SMALL = 0.1
"""What steps are multiplied by once they bring nothing."""


class SearchSpace(Protocol):
    """What a search moves: knots of a path (``PathSpace``), or the numbers of a rule."""

    def path(self, knots: np.ndarray) -> np.ndarray:
        """What an evaluator is asked of."""

    def knots(self, path: np.ndarray) -> np.ndarray:
        """The nearest choice to it."""

    def slope(self, knots: np.ndarray, by_rates: np.ndarray) -> np.ndarray:
        """Gradient by the choice, from that by what is asked."""

    def clipped(self, knots: np.ndarray) -> np.ndarray:
        """The nearest choice that is allowed."""


class Ended(NamedTuple):
    """One start and where it led: objectives at both ends on the search's draws, steps, and the best path.

    ``moved``: the largest change of a rate from the start to there.
    """

    start: str
    began: float
    ended: float
    steps: int
    moved: float
    path: np.ndarray


def search_path(
    evaluator: PathEvaluator,
    space: SearchSpace,
    asked: OptimiseSettings,
    weights: np.ndarray,
    starts: dict[str, np.ndarray],
    log: Callable[[str], None],
) -> list[Ended]:
    """Climb from every start (name → path [H, S]); the highest end first.

    A start where too many draws run away is left; raises as ``value_and_slope`` where all are.
    """
    found, refused = [], None
    for name, path in starts.items():
        try:
            ended = climb(evaluator, space, asked, weights, name, path)
        except SupportError as error:
            log(f"from {name}: {error.found}")
            refused = error
            continue
        log(f"from {name}: {ended.began:.4g} to {ended.ended:.4g} in {ended.steps} steps")
        found.append(ended)
    if refused is not None and not found:
        raise refused
    return sorted(found, key=lambda one: -one.ended)


def climb(
    evaluator: PathEvaluator,
    space: SearchSpace,
    asked: OptimiseSettings,
    weights: np.ndarray,
    name: str,
    path: np.ndarray,
) -> Ended:
    """Adam with a falling step, put back within the bounds after each; the best path on the way is kept.

    Projection and not a logistic change of variable: an optimum on a bound (no tariff at all) is reached,
    and a start there can leave it. Where too many draws run away it goes no further; raises SupportError
    where they do at the start.
    """
    knots = space.knots(path)
    width = asked.highest - asked.lowest
    pace = optax.cosine_decay_schedule(asked.learning_rate * width, asked.steps, alpha=0.05)
    adam = optax.adam(pace)
    state, update = adam.init(knots), jax.jit(adam.update)
    start = space.path(knots)
    best, best_knots, best_value, began, since, step, scale = start, knots, -np.inf, -np.inf, 0, 0, 1.0
    for step in range(asked.steps + 1):
        path = space.path(knots)
        try:
            value, by_rates = evaluator.value_and_slope(path, weights)
        except SupportError:
            if step == 0:
                raise
            break
        began = value if step == 0 else began
        earned = step == 0 or value > best_value + _EARNED * max(abs(best_value), 1e-3)
        since = 0 if earned else since + 1
        if value > best_value:
            best, best_knots, best_value = path, knots, value
        if step == asked.steps or (since >= asked.patience and scale < 1.0):
            break
        if since >= asked.patience:
            # it may only be stepping over the top: once more from the best, with small steps
            knots, state, since, scale = best_knots, adam.init(best_knots), 0, _SMALL
            continue
        change, state = update(-space.slope(knots, by_rates), state)
        knots = space.clipped(knots + scale * np.asarray(change))
    return Ended(name, began, best_value, step, float(np.abs(best - start).max()), best)


def starting_paths(
    space: PathSpace,
    asked: OptimiseSettings,
    weights: np.ndarray,
    evaluator: PathEvaluator,
    seed: int,
) -> dict[str, np.ndarray]:
    """Where the search begins: the best of the coarse grid on its draws, the baseline, no tariff, then
    anywhere."""
    grid = space.grid(asked.grid)
    best = max(grid.values(), key=lambda path: evaluator.value(path, weights))
    found = {
        GRID: best,
        BASELINE: space.path(space.knots(space.baseline)),
        FREE: space.path(space.knots(np.zeros_like(best))),
    }
    rng = np.random.default_rng((seed, SEED_STARTS))
    for number in range(max(0, asked.starts - len(found))):
        knots = space.knots(space.baseline)
        anywhere = rng.uniform(asked.lowest, asked.highest, knots.shape) - space.baseline.mean()
        found[f"anywhere {number + 1}"] = space.path(space.clipped(anywhere))
    return dict(list(found.items())[: asked.starts])

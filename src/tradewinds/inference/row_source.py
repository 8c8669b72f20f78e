"""Rows that are too many for a step to see all: a source that training takes one pool of after another."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

import jax
import numpy as np

SCORED = 10_000
"""Most rows held out of training to be scored on: more would say the same."""
BLOCK = 65_536
"""Rows whose likelihood is computed at once, so that memory does not grow with their number."""


@runtime_checkable
class RowSource(Protocol):
    """Where minibatches take their rows from (``Problem.rows``), a share of them held out to be scored on."""

    @property
    def scored(self) -> Any:
        """The rows held out, each of weight 1."""

    @property
    def count(self) -> int:
        """Rows trained on."""

    @property
    def pools(self) -> int:
        """As many pools as have all rows; 1 where every turn's is the same."""

    def pool(self, turn: int) -> Any:
        """Some of the rows trained on, others every turn, all of one shape and in random order. The
        expectation over turns of a sum with their weights is the sum over all rows trained on.
        """

    def blocks(self) -> Iterator[Any]:
        """All rows trained on, each once, in pieces of one shape; what fills one up has weight 0."""


def taken(rows: Any, index: np.ndarray) -> Any:
    """Some of the rows, in this order."""
    return jax.tree.map(lambda leaf: leaf[index], rows)


def padded(rows: Any, count: int) -> Any:
    """The rows made ``count`` of them, the last one repeated with weight 0."""
    have = len(rows.weight)
    longer = taken(rows, np.minimum(np.arange(count), have - 1))
    weight = np.asarray(longer.weight).copy()
    weight[have:] = 0.0
    return longer._replace(weight=weight)


def held(count: int, share: float, of: int) -> int:
    """How many of ``count`` rows to hold out, of ``of`` in all: a share, up to ``SCORED`` of all."""
    return round(min(share, SCORED / of) * count)


@dataclass(frozen=True)
class RowsInMemory:
    """A source whose rows are all in memory: every turn's pool is all of those trained on."""

    trained: Any
    scored: Any

    @classmethod
    def split(cls, rows: Any, share: float, rng: np.random.Generator) -> "RowsInMemory":
        """Hold out a share of the rows at random, at least one and some ``SCORED`` at most."""
        total = len(rows.weight)
        order = rng.permutation(total)
        first = max(1, held(total, share, total))
        return cls(taken(rows, order[first:]), taken(rows, order[:first]))

    @property
    def count(self) -> int:
        """Rows trained on."""
        return len(self.trained.weight)

    @property
    def pools(self) -> int:
        return 1

    @cached_property
    def _at_hand(self) -> Any:
        return jax.tree.map(jax.numpy.asarray, self.trained)

    def pool(self, turn: int) -> Any:
        """All rows trained on, in an order drawn once."""
        return self._at_hand

    def blocks(self) -> Iterator[Any]:
        """All rows trained on, each once, ``BLOCK`` at a time; the last piece is filled up with weight 0."""
        size = min(BLOCK, self.count)
        for first in range(0, self.count, size):
            yield padded(taken(self.trained, np.arange(first, min(first + size, self.count))), size)

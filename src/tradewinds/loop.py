"""Long computations in chunks, each of which says how far it is and how long the rest will take.

A chunk depends on nothing but the state that it begins with. A loop that is stopped goes on from the last
state it remembered, to the same result, bit for bit.
"""

import time
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

Log = Callable[[str], None]
"""Takes a line of progress."""
Piece = TypeVar("Piece", bound=tuple)
SOON = 20.0
"""Seconds; less than this is not worth announcing."""


class Memory(Protocol):
    """Where the unfinished parts of one equation are kept."""

    def due(self) -> bool:
        """Whether so much was done since the last writing that it is worth keeping."""

    def read(self, part: str) -> dict[str, np.ndarray] | None:
        """What was written of this part by the same job; None where there is nothing."""

    def write(self, part: str, arrays: dict[str, np.ndarray]) -> None:
        """Keep this in place of what was written of this part before."""


class Forgetful:
    """A ``Memory`` that remembers nothing."""

    def due(self) -> bool:
        """Never."""
        return False

    def read(self, part: str) -> dict[str, np.ndarray] | None:
        """Nothing of any part."""
        return None

    def write(self, part: str, arrays: dict[str, np.ndarray]) -> None:
        """Keeps nothing."""


FORGETFUL = Forgetful()


def lengths(total: int, most: int) -> list[int]:
    """The lengths of the chunks of ``total`` steps: ``most`` of them each, the last what is left."""
    whole, rest = divmod(total, most)
    return [most] * whole + [rest] * (rest > 0)


class Loop(Generic[Piece]):
    """``total`` chunks from ``state`` on: its last state, and the piece that each chunk gave back.

    ``piece`` makes a piece from its arrays, which are all that it holds (a NamedTuple); ``part`` names the
    loop within its equation. A state that was remembered takes the place of ``state`` where it has the same
    shapes.
    """

    def __init__(
        self, part: str, total: int, state: Any, piece: Callable[..., Piece], memory: Memory, log: Log
    ) -> None:
        self.part, self.total, self.state, self.pieces = part, total, state, list[Piece]()
        self._piece, self._memory, self._say = piece, memory, log
        self._restore()
        self._restored = len(self.pieces)
        self._first_done = 0.0

    @property
    def done(self) -> int:
        """Chunks so far."""
        return len(self.pieces)

    def keep(self, state: Any, piece: Piece, text: str) -> None:
        """Take in what a chunk gave back; says ``text`` with the time that is left."""
        self.state = state
        self.pieces.append(self._piece(*(np.asarray(leaf) for leaf in piece)))
        self._say(f"{text}{self._left()}")
        if self._memory.due():
            self._memory.write(self.part, self._arrays())

    def _left(self) -> str:
        """By the chunks of this process but its first, in which the program is compiled."""
        timed = self.done - self._restored - 1
        if timed <= 0:
            self._first_done = time.perf_counter()
            return ""
        seconds = (time.perf_counter() - self._first_done) / timed * (self.total - self.done)
        if seconds < SOON:
            return ""
        return f", {seconds:.0f} s left" if seconds < 90 else f", {seconds / 60:.0f} min left"

    def _arrays(self) -> dict[str, np.ndarray]:
        states = {f"state {n}": _plain(leaf) for n, leaf in enumerate(jax.tree.leaves(self.state))}
        # one by one: a last chunk that is shorter gives back arrays of another shape
        pieces = {
            f"chunk {chunk} {n}": leaf
            for chunk, piece in enumerate(self.pieces)
            for n, leaf in enumerate(piece)
        }
        return states | pieces

    def _restore(self) -> None:
        known = self._memory.read(self.part)
        if known is None:
            return
        fresh, form = jax.tree.flatten(self.state)
        kept = [leaf for n in range(len(fresh)) if (leaf := known.get(f"state {n}")) is not None]
        if len(kept) < len(fresh) or any(
            leaf.shape != _plain(like).shape for leaf, like in zip(kept, fresh, strict=True)
        ):
            return
        self.state = jax.tree.unflatten(
            form, [_like(leaf, like) for leaf, like in zip(kept, fresh, strict=True)]
        )
        chunks = [name.split()[1] for name in known if name.startswith("chunk ") and name.endswith(" 0")]
        leaves = (len(known) - len(fresh)) // max(len(chunks), 1)
        self.pieces = [
            self._piece(*(known[f"chunk {chunk} {n}"] for n in range(leaves)))
            for chunk in sorted(chunks, key=int)
        ]
        self._say(f"goes on after {self.done} of {self.total} chunks that were made before")


def _is_key(leaf: Any) -> bool:
    return isinstance(leaf, jax.Array) and jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key)


def _plain(leaf: Any) -> np.ndarray:
    return np.asarray(jax.random.key_data(leaf) if _is_key(leaf) else leaf)


def _like(kept: np.ndarray, fresh: Any) -> Any:
    """As the state held it: a random key, an array of JAX's, or one of NumPy's."""
    if _is_key(fresh):
        return jax.random.wrap_key_data(jnp.asarray(kept), impl=jax.random.key_impl(fresh))
    return jnp.asarray(kept, fresh.dtype) if isinstance(fresh, jax.Array) else kept

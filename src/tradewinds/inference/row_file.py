"""Rows of an equation in a Parquet file, read a part at a time so that memory hardly grows with them.

The file holds *blocks*, the rows of a few sectors each. Those of a block are in random order, cut into as
many *parts* as all rows fill pools. A pool is one part of every block, at random: a sample of the table.
"""

from collections.abc import Iterator
from pathlib import Path

import jax
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tradewinds.errors import DataError
from tradewinds.inference.row_source import held, padded, taken
from tradewinds.model.rows import Rows

POOL = 131_072
"""Rows that training sees at once, about."""
_PLAIN = ("y", "sector", "period", "weight", "fan_in")


class RowFile:
    """A ``RowSource`` in a Parquet file, written by ``Writer``; row group b · parts + p is part p of block b.

    ``codes``: effect → index of the group that each code in the file stands for.
    """

    def __init__(
        self, path: Path, parts: int, count: int, scored: Rows, codes: dict[str, np.ndarray], seed: int
    ) -> None:
        self.path, self.parts, self.count, self.seed = path, parts, count, seed
        self._codes = codes
        self.scored = self._coded(scored)
        self._file = pq.ParquetFile(path)
        self._blocks = self._file.num_row_groups // parts
        sizes = [self._file.metadata.row_group(n).num_rows for n in range(self._file.num_row_groups)]
        self._largest = max(sum(sizes[b * parts : (b + 1) * parts]) for b in range(self._blocks))
        self._latest: tuple[tuple[int, ...], Rows] | None = None

    @property
    def pools(self) -> int:
        return self.parts

    def pool(self, turn: int) -> Rows:
        """Depends on the turn alone: of every block another part each turn, in an order drawn anew when all
        had theirs, so that all rows are seen alike often."""
        round_, place = divmod(turn, self.parts)
        order = np.random.default_rng([self.seed, round_]).random((self._blocks, self.parts)).argsort(axis=1)
        chosen = order[:, place]
        groups = tuple(int(b * self.parts + p) for b, p in enumerate(chosen))
        if self._latest is None or self._latest[0] != groups:
            rows = self._read(list(groups))
            # by the parts, not the turn: of parts that are still at hand the order is another turn's
            order = np.random.default_rng([self.seed, *groups]).permutation(len(rows.weight))
            rows = taken(rows, order)
            rows = rows._replace(weight=rows.weight * self.parts)
            self._latest = groups, jax.tree.map(jax.numpy.asarray, rows)
        return self._latest[1]

    def blocks(self) -> Iterator[Rows]:
        """All rows trained on, a block at a time, filled up to the size of the largest with weight 0."""
        for block in range(self._blocks):
            groups = range(block * self.parts, (block + 1) * self.parts)
            yield padded(self._read(list(groups)), self._largest)

    def _read(self, groups: list[int]) -> Rows:
        return self._coded(_rows(self._file.read_row_groups(groups)))

    def _coded(self, rows: Rows) -> Rows:
        return rows._replace(
            groups={effect: self._codes[effect][code] for effect, code in rows.groups.items()}
        )


class Writer:
    """Writes blocks of rows; a context manager. ``of`` rows there are at most, a ``share`` is held out."""

    def __init__(self, path: Path, of: int, share: float, seed: int) -> None:
        self.path, self.of, self.share, self.seed = path, of, share, seed
        self.parts = -(-of // POOL)
        self.count = 0
        self._scored: list[Rows] = []
        self._writer: pq.ParquetWriter | None = None
        self._rng = np.random.default_rng(seed)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def write(self, rows: Rows) -> None:
        """Add a block."""
        count = len(rows.weight)
        if not count:
            return
        order = self._rng.permutation(count)
        first = held(count, self.share, self.of)
        self._scored.append(taken(rows, order[:first]))
        trained = taken(rows, order[first:])
        if first == count:
            return
        self.count += count - first
        size = -(-(count - first) // self.parts)
        for part in range(self.parts):
            index = np.arange(part, count - first, self.parts)
            self._write_part(padded(taken(trained, index if len(index) else np.array([0])), size), len(index))

    def _write_part(self, rows: Rows, known: int) -> None:
        weight = np.where(np.arange(len(rows.weight)) < known, 1.0, 0.0)
        table = _table(rows._replace(weight=weight))
        if self._writer is None:
            # numbers that hardly repeat: what makes them shorter takes longer than to write them
            self._writer = pq.ParquetWriter(
                self.path, table.schema, compression="lz4", use_dictionary=False, write_statistics=False
            )
        self._writer.write_table(table, row_group_size=max(1, len(weight)))

    def finished(self, codes: dict[str, np.ndarray]) -> RowFile:
        """The file, to be read; ``codes`` as there. Raises DataError where no row was written."""
        if self._writer is None:
            raise DataError("no row to train on", "at least one", "Hold fewer rows out, or split later.")
        self._writer.close()
        scored = jax.tree.map(lambda *parts: np.concatenate(parts), *self._scored)
        return RowFile(self.path, self.parts, self.count, scored, codes, self.seed)


def _table(rows: Rows) -> pa.Table:
    inputs = {f"x {n}": np.ascontiguousarray(rows.x[:, n]) for n in range(rows.x.shape[1])}
    groups = {f"group {effect}": code for effect, code in rows.groups.items()}
    return pa.table(inputs | groups | {name: getattr(rows, name) for name in _PLAIN})


def _rows(table: pa.Table) -> Rows:
    def column(name: str) -> np.ndarray:
        return table[name].to_numpy()

    names = table.column_names
    inputs = [column(name) for name in names if name.startswith("x ")]
    return Rows(
        x=np.stack(inputs, axis=1) if inputs else np.zeros((len(table), 0)),
        groups={name.removeprefix("group "): column(name) for name in names if name.startswith("group ")},
        **{name: column(name) for name in _PLAIN},  # type: ignore[arg-type]
    )

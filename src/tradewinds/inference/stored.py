"""From a training table in a file to an equation's rows in a file, some whole sectors at a time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tradewinds.artifacts import ROW_GROUP
from tradewinds.data.blocks import frame_of, rows_in, sector_blocks
from tradewinds.data.features import sums_over_sectors
from tradewinds.data.panel import Grid, to_grid
from tradewinds.data.scaling import EquationScaler, design
from tradewinds.equations import Equation
from tradewinds.inference.row_file import RowFile, Writer
from tradewinds.model.rows import Rows, group_effects, group_labels, standardised_rows
from tradewinds.settings.data import TableSettings
from tradewinds.settings.tier import TierSettings

MOST_BLOCKS = 64
"""About so many blocks at most, since every block has a part for every pool."""


class Stored(NamedTuple):
    """A training table that stays in its file; ``frame`` is its grid without values."""

    path: Path
    frame: Grid
    settings: TableSettings


def stored(path: Path, settings: TableSettings) -> Stored:
    """Raises ArtifactError."""
    return Stored(path, frame_of(path, settings), settings)


def can_be_stored(path: Path, settings: TierSettings) -> bool:
    """Whether training is in minibatches of a part of the rows, those to be fitted alone."""
    few = settings.rows_per_step
    if few is None or few >= rows_in(path):
        return False
    if "role" not in pq.read_schema(path).names:  # all of them are to be fitted
        return True
    roles = pc.equal(pq.read_table(path, columns=["role"])["role"], "fit")
    return few < pc.sum(roles).as_py()


def store_rows(
    source: Stored,
    equation: Equation,
    inputs: int,
    scale: EquationScaler,
    settings: TierSettings,
    table: str,
    folder: Path,
    seed: int,
    check: Callable[[Rows], None],
) -> tuple[RowFile, dict[str, list[str]]]:
    """The rows with role ``fit`` in a file in ``folder``, and the groups they hold, as ``labels_of``.

    ``check`` is called with every block.
    """
    numbers: dict[str, dict[str, int]] = {name: {} for name in group_effects(settings.effects, table)}
    share = settings.inference.optimiser.validation_share
    common = _means_over_sectors(source, equation)
    with Writer(folder / "rows.parquet", rows_in(source.path), share, seed) as writer:
        for grid in _grids(source):
            assert grid.part is not None  # as of every grid of some sectors of a whole table
            grid = replace(grid, part=replace(grid.part, common=common))
            chosen = design(grid, equation, settings.model.explain, scale).with_role("fit")
            rows = standardised_rows(chosen, source.frame, scale, {}, inputs)
            groups = {
                effect: _numbered(group_labels(chosen, source.frame, effect), known)
                for effect, known in numbers.items()
            }
            rows = rows._replace(groups=groups)
            check(rows)
            writer.write(rows)
        labels = {effect: sorted(known) for effect, known in numbers.items()}
        codes = {effect: np.empty(len(known), dtype=np.int32) for effect, known in numbers.items()}
        for effect, known in labels.items():
            codes[effect][[numbers[effect][label] for label in known]] = np.arange(len(known))
        return writer.finished(codes), labels


def _grids(source: Stored) -> Iterator[Grid]:
    for block in sector_blocks(source.path, rows=max(ROW_GROUP, rows_in(source.path) // MOST_BLOCKS)):
        yield to_grid(block, source.settings, source.frame)


def _means_over_sectors(source: Stored, equation: Equation) -> dict[str, np.ndarray]:
    """Input that is a mean over all sectors → its values [T], NaN where no sector has one."""
    terms = [term for term in equation.inputs if term.common]
    if not terms:
        return {}
    found = [[sums_over_sectors(grid, term) for term in terms] for grid in _grids(source)]
    totals = np.sum(found, axis=0)
    return {
        str(term): np.where(count, total / np.maximum(count, 1), np.nan)
        for term, (total, count) in zip(terms, totals, strict=True)
    }


def _numbered(labels: np.ndarray, known: dict[str, int]) -> np.ndarray:
    """Number [N] of each label, in the order in which they were met."""
    return np.array([known.setdefault(label, len(known)) for label in labels], dtype=np.int32)

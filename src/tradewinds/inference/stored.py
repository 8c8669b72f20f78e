"""From a training table in a file to an equation's rows in a file, some whole sectors at a time."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tradewinds.data.blocks import LongTable, rows_in
from tradewinds.data.scaling import EquationScaler, equation_rows
from tradewinds.equations import Equation
from tradewinds.inference.row_file import RowFile, Writer
from tradewinds.model.rows import Rows, group_effects, groups_met, standardised_rows
from tradewinds.settings.tier import TierSettings


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
    source: LongTable,
    equation: Equation,
    inputs: int,
    scaler: EquationScaler,
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
    with Writer(folder / "rows.parquet", rows_in(source.path), share, seed) as writer:
        for grid in source.grids(equation.inputs):
            chosen = equation_rows(grid, equation, settings.model.explain, scaler).with_role("fit")
            rows = standardised_rows(chosen, source.frame, scaler, {}, inputs)
            groups = {
                effect: _numbered(*groups_met(chosen, source.frame, effect), known)
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


def _numbered(labels: list[str], group: np.ndarray, known: dict[str, int]) -> np.ndarray:
    """Number [N] of each row's group, by the order in which groups were met; ``labels`` are the rows' groups,
    ``group`` [N] which of them."""
    return np.array([known.setdefault(label, len(known)) for label in labels], dtype=np.int32)[group]

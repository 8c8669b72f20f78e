"""A table in parts is the table: whole sectors, in their order, on one frame."""

import numpy as np
import pandas as pd
import pytest
from linear_world import described, panel, with_roles

from tradewinds.artifacts import write_table
from tradewinds.data import blocks
from tradewinds.data.blocks import LongTable, frame_of, rows_in, sector_blocks
from tradewinds.data.panel import to_grid
from tradewinds.errors import ArtifactError

PROVENANCE = {"experiment": "small", "stage": "split"}


def make_table() -> pd.DataFrame:
    """Seven sectors of different length, the last two periods ahead, some rows inside."""
    rng = np.random.default_rng(0)
    values = {name: rng.uniform(1, 2, (7, 12)) for name in ("price", "tariff")}
    for sector in range(7):
        values["price"][sector, : rng.integers(0, 6)] = np.nan
    origin = [f"origin {n}" for n in range(7)]
    table = panel(values, "2001-01", "month", industry=list("aabbccc"), origin=origin)
    return with_roles(table, ahead=2, inside=np.arange(9) * 5)[0]


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    table, path = make_table(), tmp_path_factory.mktemp("blocks") / "train.parquet"
    write_table(table, path, PROVENANCE)
    return table, path


@pytest.mark.parametrize("rows", [1, 5, 12, 13, 30, 1000])
def test_blocks_are_the_table_in_whole_sectors(known, rows):
    table, path = known
    found = list(sector_blocks(path, rows=rows))
    pd.testing.assert_frame_equal(pd.concat(found, ignore_index=True), table)
    sectors = [list(block["sector"].unique()) for block in found]
    assert sum(sectors, []) == list(table["sector"].unique())  # none is cut in two
    assert rows_in(path) == len(table)
    # a sector ends where a batch does, or not: no block grows by more than the sector that began in it
    longest = table.groupby("sector").size().max()
    assert max(len(block) for block in found) < rows + longest


def test_the_frame_is_the_grid_without_values(known):
    table, path = known
    settings = described(table, "month")
    grid, frame = to_grid(table, settings), frame_of(path, settings)
    assert frame.sectors == grid.sectors and frame.values == {}
    pd.testing.assert_frame_equal(frame.keys, grid.keys)
    for name in ("periods", "calendar", "year"):
        np.testing.assert_array_equal(getattr(frame, name), getattr(grid, name), name)


def test_a_block_lies_on_the_frame(known, monkeypatch):
    monkeypatch.setattr(blocks, "ROW_GROUP", 20)
    table, path = known
    settings = described(table, "month")
    grid = to_grid(table, settings)
    parts = list(LongTable.open(path, settings).grids())
    assert len(parts) > 2 and [grid.part.before for grid in parts] == list(
        np.cumsum([0, *(len(grid.sectors) for grid in parts[:-1])])
    )
    assert sum((part.sectors for part in parts), []) == grid.sectors
    pd.testing.assert_frame_equal(pd.concat([part.keys for part in parts]), grid.keys)
    assert [*parts[0].values] == [*grid.values]
    for name, values in grid.values.items():
        np.testing.assert_array_equal(np.concatenate([part.values[name] for part in parts]), values)
    np.testing.assert_array_equal(np.concatenate([part.role for part in parts]), grid.role)


def test_a_damaged_table_is_an_error_that_names_it(tmp_path):
    (tmp_path / "train.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(ArtifactError, match="train.parquet cannot be read"):
        next(sector_blocks(tmp_path / "train.parquet"))

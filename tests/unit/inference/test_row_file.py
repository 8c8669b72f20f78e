"""Rows in a file: the same rows as in memory, a pool of them at a time."""

import numpy as np
import pandas as pd
import pytest
from linear_world import described, panel, with_roles

from tradewinds.artifacts import write_table
from tradewinds.data.blocks import LongTable
from tradewinds.data.panel import to_grid
from tradewinds.data.scale_fit import fit_equation_scaler
from tradewinds.data.scaling import equation_rows
from tradewinds.equations import parse
from tradewinds.errors import FitError
from tradewinds.inference import row_file, row_source
from tradewinds.inference.stored import can_be_stored, store_rows
from tradewinds.model.build import labels_of
from tradewinds.model.rows import Rows, standardised_rows
from tradewinds.settings.inference import (
    Algorithm,
    InferenceSettings,
    OptimiserSettings,
    VariationalSettings,
)
from tradewinds.settings.tier import TierSettings

TEXT = "price[t] ~ price[t-1] + tariff[t] + common(dlog(price[t-1])) + month"
SCALES = {"price": "log", "tariff": "level"}
SHARE = 0.2


def tier(**variational: object) -> TierSettings:
    return TierSettings(
        equations=[TEXT],
        effects=["industry", "origin:period"],
        inference=InferenceSettings(
            Algorithm.variational,
            OptimiserSettings(validation_share=SHARE),
            variational=VariationalSettings(**{"minibatch": 16} | variational),
        ),
    )


def by_nuts() -> TierSettings:
    inference = InferenceSettings(Algorithm.nuts, variational=VariationalSettings(minibatch=16))
    return TierSettings(equations=[TEXT], inference=inference)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rng = np.random.default_rng(0)
    values = {"price": np.exp(rng.normal(size=(9, 30))), "tariff": rng.uniform(0, 0.3, (9, 30))}
    values["tariff"][4, :7] = np.nan
    origins = [f"origin {n % 4}" for n in range(9)]
    table = panel(values, "2001-01", "month", industry=list("aaabbbccc"), origin=origins)
    table["sector"] = table["industry"] + table["origin"]
    train, _ = with_roles(table.sort_values(["sector", "period"], ignore_index=True), ahead=3)
    path = tmp_path_factory.mktemp("row file") / "train.parquet"
    write_table(train, path, {"experiment": "small", "stage": "split"})
    return train, path


@pytest.fixture
def small(monkeypatch):
    """Blocks and pools of a few rows, so that there are several."""
    from tradewinds.data import blocks as module

    monkeypatch.setattr(module, "ROW_GROUP", 60)
    monkeypatch.setattr(row_file, "POOL", 80)


def in_memory(train: pd.DataFrame) -> tuple[Rows, dict]:
    grid = to_grid(train, described(train, "month"))
    equation = parse(TEXT, SCALES)
    scale = fit_equation_scaler(grid, equation, "change")
    chosen = equation_rows(grid, equation, "change", scale).with_role("fit")
    labels = labels_of(chosen, grid, ["industry", "origin:period"], "sectors")
    return standardised_rows(chosen, grid, scale, labels, 5), labels


def in_file(train: pd.DataFrame, path, folder, check=lambda rows: None):
    settings = described(train, "month")
    equation = parse(TEXT, SCALES)
    scale = fit_equation_scaler(to_grid(train, settings), equation, "change")
    source = LongTable.open(path, settings)
    return store_rows(source, equation, 5, scale, tier(), "sectors", folder, 0, check)


def as_set(*parts: Rows) -> np.ndarray:
    """Rows of weight above 0 as sorted tuples of all they hold, the weight left out."""
    columns = [np.column_stack([p.x, p.y, p.sector, p.period, p.fan_in, *p.groups.values()]) for p in parts]
    columns = [found[np.asarray(p.weight) > 0] for found, p in zip(columns, parts, strict=True)]
    rows = np.concatenate(columns)
    return rows[np.lexsort(rows.T)]


def test_the_file_holds_every_row_once_with_its_group(table, small, tmp_path):
    rows, labels = in_memory(table[0])
    stored_rows, found = in_file(*table, tmp_path)
    assert found == labels and stored_rows.parts > 1
    blocks = list(stored_rows.blocks())
    assert len(blocks) > 1 and len({len(block.weight) for block in blocks}) == 1
    np.testing.assert_allclose(as_set(stored_rows.scored, *blocks), as_set(rows), atol=1e-12)
    held = len(stored_rows.scored.weight)
    assert stored_rows.count + held == len(rows.y)
    assert abs(held / len(rows.y) - SHARE) < 0.03


@pytest.mark.slow
def test_a_pool_stands_for_all_rows_trained_on(table, small, tmp_path):
    """Over many turns a sum with the weights of the pool is the sum over all rows."""
    stored_rows, _ = in_file(*table, tmp_path)
    exact = sum(float(np.sum(block.weight * block.y)) for block in stored_rows.blocks())
    sums = []
    for turn in range(400):
        pool = stored_rows.pool(turn)
        assert len(pool.weight) < stored_rows.count / 2
        sums.append(float(np.sum(pool.weight * pool.y)))
    assert abs(np.mean(sums) - exact) < 4 * np.std(sums) / 20
    assert np.std(sums) > 0
    sizes = [float(np.sum(stored_rows.pool(turn).weight)) for turn in range(20)]
    assert all(abs(size / stored_rows.count - 1) < 0.1 for size in sizes)


def test_a_pool_depends_on_its_turn_alone(table, small, tmp_path):
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    one, other = in_file(*table, tmp_path / "a")[0], in_file(*table, tmp_path / "b")[0]
    for turn in range(7):
        one.pool(turn)
    np.testing.assert_array_equal(one.pool(7).x, other.pool(7).x)
    assert any(not np.array_equal(one.pool(n).x, one.pool(0).x) for n in range(1, 5))


def test_every_block_is_checked(table, small, tmp_path):
    def check(rows: Rows) -> None:
        if (rows.sector == 8).any():
            raise FitError("found")

    with pytest.raises(FitError, match="found"):
        in_file(*table, tmp_path, check)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (tier(), True),
        (tier(minibatch=None), False),
        (tier(minibatch=10_000), False),
        (by_nuts(), False),
    ],
    ids=["minibatches", "full batches", "of all rows", "another algorithm"],
)
def test_rows_stay_in_files_where_minibatches_can_take_them_from_there(table, settings, expected):
    assert can_be_stored(table[1], settings) is expected


def test_rows_held_out_are_few_however_many_there_are():
    assert row_source.held(1000, 0.1, 1000) == 100
    assert row_source.held(50_000, 0.1, 1_000_000) == 500


def test_of_a_table_without_roles_every_row_is_to_be_fitted(table, small, tmp_path):
    whole, path = table[0].drop(columns="role"), tmp_path / "panel.parquet"
    write_table(whole, path, {"experiment": "small", "stage": "read"})
    assert can_be_stored(path, tier())
    rows, labels = in_memory(whole)
    assert len(rows.y) == len(in_memory(table[0])[0].y)  # none of which is held out
    stored_rows, found = in_file(whole, path, tmp_path)
    assert found == labels
    np.testing.assert_allclose(as_set(stored_rows.scored, *stored_rows.blocks()), as_set(rows), atol=1e-12)


def test_every_row_is_in_a_pool_before_one_comes_again(table, small, tmp_path):
    """Of every block each part once in as many turns as there are parts."""
    stored_rows, _ = in_file(*table, tmp_path)
    parts = stored_rows.pools
    assert parts > 1
    for first in (0, parts, 5 * parts):
        pools = [stored_rows.pool(turn) for turn in range(first, first + parts)]
        np.testing.assert_array_equal(as_set(*pools), as_set(*stored_rows.blocks()))

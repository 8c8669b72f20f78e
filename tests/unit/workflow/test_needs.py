"""Jobs ask for more memory and time with more data, and at every further attempt."""

from pathlib import Path

import pytest
from needs import (
    HELD_MB,
    MEMORY_OF_ANOTHER,
    MEMORY_PER_MB,
    MINUTES_PER_MB,
    PACKED,
    Held,
    data_mb,
    needed,
    needed_together,
)

from tradewinds.settings.compose import compose_any

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.fixture(scope="module")
def simulated():
    overrides = ["data.synthetic.sectors=100", "data.synthetic.periods=1000"]
    return compose_any(CONFIGS, "quickstart", overrides)


@pytest.mark.slow
def test_a_simulated_economy_is_as_large_as_its_rows(simulated):
    assert data_mb(simulated) == pytest.approx(100 * 1000 * 16 * 8 / 1e6)


def test_a_users_tables_are_as_large_as_they_are_unpacked(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    files = ["sectors.csv", "national.parquet"]
    overrides = ["data.synthetic=null"]
    overrides += [f"data.tables.{file.partition('.')[0]}.file={file}" for file in files]
    experiment = compose_any(CONFIGS, "quickstart", overrides)
    assert data_mb(experiment) == 0  # reading says that they are missing
    (tmp_path / "sectors.csv").write_bytes(bytes(3_000_000))
    assert data_mb(experiment) == 3
    (tmp_path / "national.parquet").write_bytes(bytes(1_000_000))
    assert data_mb(experiment) == 3 + PACKED


@pytest.mark.slow
def test_a_long_table_counts_as_much_of_it_as_is_held(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    own = [
        "data.synthetic=null",
        *(f"data.tables.{name}.file={name}.csv" for name in ("sectors", "national")),
    ]
    whole = compose_any(CONFIGS, "quickstart", own)
    some = compose_any(CONFIGS, "quickstart", [*own, "data.tables.sectors.most_series=3"])
    with (tmp_path / "sectors.csv").open("wb") as file:
        file.truncate(1_000_000_000)  # holds nothing, and takes no room
    assert data_mb(whole) == data_mb(some, Held.all) == 1000
    assert data_mb(whole, Held.some) == data_mb(some) == data_mb(some, Held.some) == HELD_MB


def test_a_calibrations_table_counts_as_what_it_reads(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    observed = compose_any(CONFIGS, "market_us_statute", [])
    (table,) = {table.file for table in observed.data.tables.values()}
    (tmp_path / table).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / table).write_bytes(bytes(1_000_000))
    assert data_mb(observed) in (1, PACKED)


@pytest.mark.slow
def test_a_vintage_that_is_not_there_is_for_its_own_job_to_say(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADEWINDS_DATA", str(tmp_path))
    missing = compose_any(CONFIGS, "us_trade", ["data.tables.sectors.vintage=2026-10"])
    assert data_mb(missing) == 0


def test_an_experiment_without_tables_has_no_size():
    assert data_mb(compose_any(CONFIGS, "olg", [])) == 0


def test_both_grow_with_data_and_with_attempts():
    found = needed(2500, 60, size=lambda wildcards: 10.0)
    assert [found["mem_mb"](None, attempt) for attempt in (1, 2, 3)] == [
        (2500 + 10 * MEMORY_PER_MB) * attempt for attempt in (1, 2, 3)
    ]
    assert found["runtime"](None, 2) == 2 * (60 + 10 * MINUTES_PER_MB)


def test_experiments_that_share_a_job_ask_for_the_time_of_all_and_the_memory_of_as_many_as_it_has_cores():
    found = needed_together(2500, 120, sizes=lambda wildcards: [10.0, 0.0, 20.0])
    largest, next_one = 2500 + 20 * MEMORY_PER_MB, 2500 + 10 * MEMORY_PER_MB
    others = 2 * MEMORY_OF_ANOTHER
    assert found["mem_mb"](None, 1, 1) == largest + others
    assert found["mem_mb"](None, 2, 3) == 3 * (largest + next_one + others)
    assert found["runtime"](None, 1) == 3 * 120 + 30 * MINUTES_PER_MB
    assert found["runtime"](None, 2) == 2 * found["runtime"](None, 1)


def test_one_alone_asks_for_what_another_job_of_its_kind_does():
    alone, one = needed_together(2500, 120, lambda wildcards: [7.0]), needed(2500, 120, lambda wildcards: 7.0)
    assert alone["mem_mb"](None, 4, 2) == one["mem_mb"](None, 2)
    assert alone["runtime"](None, 2) == one["runtime"](None, 2)

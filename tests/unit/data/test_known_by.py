"""What was known on a day, of files whose rows say when they were published."""

import pandas as pd
import pytest

from tradewinds.data.sources import load_table
from tradewinds.errors import DataError, SettingsError
from tradewinds.settings.data import DataSettings
from tradewinds.settings.schema import require_valid
from tradewinds.settings.sections import typed

ROWS = [  # a month, its first figure, its revision
    ("A", "2019-01", 100.0, "2019-03-05", "2019-06-09"),
    ("A", "2019-01", 101.0, "2019-06-10", "9999-12-31"),
    ("A", "2019-02", 110.0, "2019-04-05", "9999-12-31"),
    ("A", "2019-03", 120.0, "2019-05-05", "2019-05-20"),  # withdrawn, and out again later
    ("A", "2019-03", 125.0, "2019-07-01", "9999-12-31"),
]


def settings(**changes) -> DataSettings:
    table = {
        "frequency": "month",
        "file": "real_time.csv",
        "keys": {"origin": "origin"},
        "published": "realtime_start",
        "superseded": "realtime_end",
        "variables": {"value": {"label": "Imports", "unit": "USD", "scale": "log"}},
    }
    data = {key: changes.pop(key) for key in ("as_of",) if key in changes}
    whole = {"name": "real time", "description": "", "tables": {"sectors": table | changes}} | data
    return typed(DataSettings, whole)


@pytest.fixture
def read(tmp_path):
    def of(rows=ROWS, kind=str, **changes):
        columns = ["origin", "period", "value", "realtime_start", "realtime_end"]
        file, table = tmp_path / "real_time.csv", pd.DataFrame(rows, columns=columns)
        table.to_csv(file, index=False)
        return load_table(settings(**changes), "sectors", file, 0)

    return of


@pytest.mark.parametrize(
    ("day", "values"),
    [
        ("2019-03-05", [100.0]),
        ("2019-05-10", [100.0, 110.0, 120.0]),
        ("2019-05-25", [100.0, 110.0]),
        ("2019-06-10", [101.0, 110.0]),
        (None, [101.0, 110.0, 125.0]),
    ],
)
def test_each_figure_is_the_one_that_was_known_on_the_day(read, day, values):
    assert read(as_of=day).table["value"].tolist() == values


def test_what_was_published_later_or_replaced_is_counted(read):
    left_out = read(as_of="2019-06-30").left_out.set_index("reason")
    assert left_out["rows"].to_dict() == {
        "published after as_of": 1,
        "withdrawn": 1,
        "replaced by a later figure": 1,
    }
    assert set(left_out["of_rows"]) == {5}


def test_days_may_be_dates_of_a_typed_file(tmp_path):
    columns = ["origin", "period", "value", "realtime_start", "realtime_end"]
    table = pd.DataFrame(ROWS, columns=columns).drop(columns="realtime_end")
    table["realtime_start"] = pd.to_datetime(table["realtime_start"])
    table.to_parquet(tmp_path / "real_time.parquet")
    data = settings(as_of="2019-06-10", superseded=None, file="real_time.parquet")
    found = load_table(data, "sectors", tmp_path / "real_time.parquet", 0).table
    assert found["value"].tolist() == [101.0, 110.0, 120.0]  # nothing says that the last was withdrawn


def test_nothing_known_yet_says_from_when_on(read):
    with pytest.raises(DataError, match="no row was published by 2019-01-31, the first on 2019-03-05"):
        read(as_of="2019-01-31")


@pytest.mark.parametrize("day", [None, "2019-06-01"])
def test_a_withdrawn_figure_without_a_successor_is_used_on_no_day_after(read, day):
    rows = [*ROWS[1:3], ("A", "2019-01", 100.0, "2019-03-05", "2099-12-31"), ROWS[3]]
    found = read(rows, as_of=day)
    assert 120.0 not in found.table["value"].tolist() and len(found.table) == 2
    assert found.left_out.set_index("reason")["rows"]["withdrawn"] == 1


def test_a_file_whose_rows_have_all_ended_says_so(read):
    with pytest.raises(DataError, match="no row held any more: all were superseded"):
        read([(*row[:4], "2019-07-31") for row in ROWS])


@pytest.mark.parametrize("column", ["origin", "period"])
def test_a_row_without_a_key_is_refused_as_in_any_other_file(tmp_path, column):
    columns = ["origin", "period", "value", "realtime_start", "realtime_end"]
    table = pd.DataFrame([*ROWS, ("B", "2019-01", 7.0, "2019-03-05", "9999-12-31")], columns=columns)
    table.loc[5, column] = None
    table.to_parquet(tmp_path / "real_time.parquet")
    with pytest.raises(DataError):
        load_table(settings(file="real_time.parquet"), "sectors", tmp_path / "real_time.parquet", 0)


@pytest.mark.parametrize("day", ["05.03.2019", "", "2019-03", "2019-99-99", "2019-02-30"])
def test_what_is_no_day_is_named_with_its_row(read, day):
    with pytest.raises(DataError, match=r"realtime_start is no day in 1 of 5 rows \(row 1"):
        read([(*ROWS[0][:3], day, ""), *ROWS[1:]], as_of="2019-06-30")


def test_a_column_that_is_not_there_is_named(read):
    with pytest.raises(DataError, match="no column “released”"):
        read(published="released")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"as_of": "30.6.2019"}, "a day, such as 2019-06-30"),
        ({"as_of": "2019-06-31"}, "a day, such as 2019-06-30"),
        ({"published": None}, "published beside it"),
        (
            {
                "as_of": "2019-06-30",
                "published": None,
                "superseded": None,
                "source": "s",
                "vintage": "2019-05",
            },
            "as_of chooses the vintage",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused(changes, said):
    with pytest.raises(SettingsError, match=said):
        require_valid(settings(**changes), "data")

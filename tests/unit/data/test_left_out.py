"""What of a user's file is not in the panel: rows, sectors and their share, as an artifact has them."""

import pandas as pd
import pytest

from tradewinds.data.sources import load_table, raw_files


@pytest.fixture
def left_out(tmp_path, border):
    """Write a user's rows to a file and tell what of them is left out: reason → its rows of the table."""

    def write_and_read(rows: pd.DataFrame, **changes) -> dict[str, pd.DataFrame]:
        settings = border(**changes)
        rows.to_csv(tmp_path / "border.csv", index=False)
        table = load_table(settings, "sectors", raw_files(settings, tmp_path)["sectors"], 0).left_out
        return dict(iter(table.groupby("reason", sort=False)))

    return write_and_read


def test_nothing_is_left_out_of_a_sound_file(left_out, raw):
    assert left_out(raw) == {}


def test_rows_without_a_value_and_the_sectors_they_make_short(left_out, raw):
    """China's twenty rows have 90 % of the quantity; eight of them are empty, so that it is too short."""
    rows = raw.assign(quantity=raw["country"].map({"Canada": 1.0, "China": 9.0}))
    rows.loc[20:27, "tariff"] = None
    found = left_out(rows, gaps="keep", shortest=15)
    empty, short = (found[reason].set_index("variable") for reason in found)
    assert list(found) == ["without a value", "shorter than shortest"]
    assert empty.loc["volume", ["rows", "of_rows", "sectors", "of_sectors"]].tolist() == [8, 40, 0, 2]
    assert empty.loc["volume", "share"] == pytest.approx(0.36)
    assert short.loc["volume", ["rows", "of_rows", "sectors", "of_sectors"]].tolist() == [12, 40, 1, 2]
    assert short.loc["volume", "share"] == pytest.approx(0.54)
    assert set(short.index) == {"price", "volume"}


def test_what_is_excluded_or_outside_is_told_of_the_whole_file(left_out, raw):
    rows = raw.assign(quantity=raw["country"].map({"Canada": 1.0, "China": 3.0}))
    found = left_out(rows, exclude={"origin": ["China"]}, start="2018-06")
    excluded, outside = (one.set_index("variable").loc["volume"] for one in found.values())
    assert excluded[["rows", "of_rows", "sectors", "share"]].tolist() == [20, 40, 1, 0.75]
    assert outside[["rows", "of_rows", "sectors", "share"]].tolist() == [5, 40, 0, 0.0625]


def test_excluded_rows_may_hold_anything(left_out, raw):
    rows = raw.astype({"quantity": object})
    rows.loc[20:, "quantity"] = "secret"
    (excluded,) = left_out(rows, exclude={"origin": ["China"]}).values()
    assert excluded.set_index("variable")["share"].isna().to_dict() == {"price": False, "volume": True}

import numpy as np
import pytest

from tradewinds.data.split import check_length, split
from tradewinds.errors import DataError
from tradewinds.settings.split import SplitSettings


def test_forward_in_time_with_rows_held_out_inside(read, raw):
    table = read(raw)
    train, test = split({"sectors": table}, SplitSettings(test_share=0.2, inside_share=0.25), 0)["sectors"]
    assert train["period"].max() < test["period"].min()
    assert test["period"].nunique() == 4
    assert set(test["role"]) == {"ahead"}
    assert train["role"].value_counts().to_dict() == {"fit": 24, "inside": 8}
    assert len(train) + len(test) == len(table)


def test_roles_follow_the_seed_and_not_the_values(read, raw):
    def roles(rows, seed):
        return split({"sectors": read(rows)}, SplitSettings(), seed)["sectors"][0]["role"].tolist()

    assert roles(raw, 0) == roles(raw.assign(price=1.0), 0)
    assert roles(raw, 0) != roles(raw, 1)


def test_a_sector_that_starts_later_is_cut_at_the_same_period(read, raw):
    _, test = split({"sectors": read(raw.drop(index=[20, 21]))}, SplitSettings(), 0)["sectors"]
    assert test.groupby("sector")["period"].min().nunique() == 1


def test_no_rows_inside_when_none_are_asked_for(read, raw):
    train, _ = split({"sectors": read(raw)}, SplitSettings(inside_share=0.0), 0)["sectors"]
    assert set(train["role"]) == {"fit"}


def test_enough_periods_for_lags_and_test(read, raw):
    check_length(read(raw), "sectors", reach=6, test_share=0.2)


def test_too_few_periods_for_lags_and_test(read, raw):
    with pytest.raises(
        DataError, match="Canada; China: 20 in all, 16 .*, 4 left .* over 12 .*shorten the lags"
    ):
        check_length(read(raw), "sectors", reach=12, test_share=0.2)


def test_a_sector_that_starts_too_late_is_named(read, raw):
    rows = raw.drop(index=np.arange(20, 34))
    with pytest.raises(DataError, match="too few periods for China: .*exclude the sector"):
        check_length(read(rows), "sectors", reach=1, test_share=0.2)

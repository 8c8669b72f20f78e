"""The origin is the last complete period that both tables know."""

import numpy as np
import pytest
from linear_world import described, panel

from tradewinds.data.panel import to_grid
from tradewinds.errors import DataError
from tradewinds.policy.forecast_origin import find_origin
from tradewinds.settings.data import DataSettings


def find(periods: int, sectors: tuple, nation: tuple | None = None):
    """Origin of tables given as (frequency, first period, number of periods)."""
    made = {"sectors": sectors} | ({} if nation is None else {"national": nation})
    tables, settings = {}, {}
    for name, (frequency, first, count) in made.items():
        keys = {"industry": ["a"]} if name == "sectors" else {}
        tables[name] = panel({"price": np.ones((1, count))}, first, frequency, **keys)
        settings[name] = described(tables[name], frequency)
    grids = {name: to_grid(table, settings[name]) for name, table in tables.items()}
    return find_origin(grids, DataSettings(name="", description="", tables=settings), periods)


def dates(values: np.ndarray) -> list[str]:
    return list(values.astype("datetime64[M]").astype(str))


CASES = {
    "sectors end in the middle of a quarter": (23, 8, "2019-09", "2019-07"),
    "sectors end with a quarter": (24, 8, "2019-12", "2019-10"),
    "the nation ends earlier": (23, 5, "2019-03", "2019-01"),
    "the nation ends later": (23, 20, "2019-09", "2019-07"),
}


@pytest.mark.parametrize(("months", "quarters", "month", "quarter"), CASES.values(), ids=CASES)
def test_months_and_quarters_start_after_the_last_common_quarter(months, quarters, month, quarter):
    origin = find(6, ("month", "2018-01", months), ("quarter", "2018-01", quarters))
    assert origin.ratio == 3
    assert dates(origin.periods["sectors"])[0] == month
    assert dates(origin.periods["national"])[0] == quarter
    first = {"sectors": "2018-01", "national": "2018-01"}
    for table, months_each in (("sectors", 1), ("national", 3)):
        since = (origin.periods[table][0].astype("datetime64[M]") - np.datetime64(first[table])).astype(int)
        assert origin.last[table] == since // months_each


def test_the_path_is_rounded_up_to_whole_national_periods():
    origin = find(7, ("month", "2018-01", 23), ("quarter", "2018-01", 8))
    assert origin.horizon("sectors") == 9 and origin.horizon("national") == 3
    assert dates(origin.periods["sectors"]) == [
        "2019-09", "2019-10", "2019-11", "2019-12", "2020-01", "2020-02", "2020-03", "2020-04", "2020-05",
        "2020-06",
    ]  # fmt: skip
    assert dates(origin.periods["national"]) == ["2019-07", "2019-10", "2020-01", "2020-04"]


def test_sectors_that_start_in_the_middle_of_a_year():
    origin = find(12, ("month", "2017-05", 40), ("year", "2010-01", 20))
    assert origin.ratio == 12 and dates(origin.periods["national"]) == ["2019-01", "2020-01"]
    assert dates(origin.periods["sectors"])[0] == "2019-12"
    assert origin.last["sectors"] == 31


def test_without_a_nation_the_last_period_of_the_sectors():
    origin = find(4, ("step", 1, 30))
    assert origin.last == {"sectors": 29}
    assert list(origin.periods["sectors"]) == [30, 31, 32, 33, 34]


def test_steps_that_end_apart():
    origin = find(2, ("step", 1, 30), ("step", 5, 20))
    assert origin.last == {"sectors": 23, "national": 19} and origin.ratio == 1
    assert list(origin.periods["sectors"]) == list(origin.periods["national"]) == [24, 25, 26]


NOTHING = {
    "the nation starts later": (("month", "2018-01", 12), ("quarter", "2020-01", 8)),
    "the nation ends before": (("month", "2018-01", 12), ("quarter", "2010-01", 8)),
    "two months of a quarter": (("month", "2018-02", 4), ("quarter", "2018-01", 8)),
}


@pytest.mark.parametrize(("sectors", "nation"), NOTHING.values(), ids=NOTHING)
def test_tables_without_a_complete_common_period_are_refused(sectors, nation):
    with pytest.raises(DataError, match="share no complete period"):
        find(4, sectors, nation)

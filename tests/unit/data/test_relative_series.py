"""One origin's series beside all others', from a small invented table."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.relative_series import relative_series
from tradewinds.errors import DataError
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import VariableSettings
from tradewinds.settings.observed import ObservedSettings

MONTHS = pd.date_range("2016-01-01", periods=36, freq="MS")
RATE = VariableSettings("Tariff", "fraction", rate=True)
DESCRIBED = TableSettings(
    Frequency.month,
    {"tariff": RATE, "value": VariableSettings("Value", "USD"), "price": VariableSettings("Price", "index")},
    keys={"goods": "goods", "origin": "origin"},
)
ASKED = ObservedSettings(
    "origin", "Far", {"tariff": "tariff", "value": "value", "price": "price"}, weights="value", base="2017-12"
)


def table():
    """Two goods; Far's value has a season, and halves when its tariff rises in 2018.

    Near and Next count three to one; Next's price is twice Near's, and its tariff is always 4 points."""
    rows = []
    for goods, size in (("toys", 10.0), ("tools", 1.0)):
        for number, month in enumerate(MONTHS):
            late = number >= 24
            season = 1 + 0.1 * (number % 12)
            far = {"tariff": 0.2 if late else 0.0, "value": size * season * (0.5 if late else 1.0)}
            near, other = {"tariff": 0.0, "value": 3 * size}, {"tariff": 0.04, "value": size}
            for origin, values, price in (("Far", far, 3.0), ("Near", near, 1.0), ("Next", other, 2.0)):
                moved = price * (0.9 if late and origin == "Far" else 1.0)
                rows.append({"goods": goods, "origin": origin, "period": month, "price": moved, **values})
    return pd.DataFrame(rows)


def test_series_are_relative_to_the_others_and_to_their_season():
    found = relative_series(table(), DESCRIBED, ASKED)
    assert list(found) == ["unit", "period", "tariff", "value", "price"]
    assert list(dict.fromkeys(found["unit"])) == ["toys", "tools"]  # the larger first
    toys = found[found["unit"] == "toys"]
    assert toys["period"].tolist() == list(range(1, 37))
    np.testing.assert_allclose(toys["tariff"][:24], 1 / 1.01 - 1)
    np.testing.assert_allclose(toys["tariff"][24:], 1.2 / 1.01 - 1)
    np.testing.assert_allclose(toys["value"], [1.0] * 24 + [0.5] * 12)
    np.testing.assert_allclose(toys["price"], [1.0] * 24 + [0.9] * 12)


def test_units_are_those_asked_for_or_the_largest():
    assert set(relative_series(table(), DESCRIBED, replace(ASKED, units=["tools"]))["unit"]) == {"tools"}
    assert set(relative_series(table(), DESCRIBED, replace(ASKED, largest=1))["unit"]) == {"toys"}
    gap = table()
    gap = gap[(gap["goods"] != "toys") | (gap["origin"] != "Far") | (gap["period"] != MONTHS[30])]
    assert set(relative_series(gap, DESCRIBED, ASKED)["unit"]) == {"tools"}


def test_others_are_all_that_sell_in_a_period_whenever_they_entered():
    """Late sells five times Far's rest from 2018 on: Far's part of 10 beside 40 becomes 5 beside 65."""
    late = table().query("origin == 'Next' and goods == 'toys' and period >= '2018-01-01'")
    entered = pd.concat([table(), late.assign(origin="Late", value=25.0, price=50.0, tariff=0.5)])
    found = relative_series(entered, DESCRIBED, replace(ASKED, units=["toys"]))
    before = relative_series(table(), DESCRIBED, replace(ASKED, units=["toys"]))
    np.testing.assert_allclose(found["value"], [1.0] * 24 + [0.5 * 40 / 65] * 12)
    # rates and prices have the weights of before, over the same origins throughout
    np.testing.assert_allclose(found["tariff"], before["tariff"])
    np.testing.assert_allclose(found["price"], before["price"])


def test_a_market_in_which_one_of_the_others_is_missing_is_left_out_by_name(caplog):
    rows = table()
    gone = (rows["goods"] == "toys") & (rows["origin"] == "Near") & (rows["period"] == MONTHS[30])
    found = relative_series(rows[~gone], DESCRIBED, ASKED)
    assert set(found["unit"]) == {"tools"}
    np.testing.assert_allclose(found["value"], [1.0] * 24 + [0.5] * 12)
    assert "1 goods larger than the smallest of the 1 taken are left out: toys lacks Near in 2018-07" in (
        caplog.text
    )
    without_price = rows.assign(price=rows["price"].mask(gone))
    assert set(relative_series(without_price, DESCRIBED, ASKED)["unit"]) == {"tools"}
    with pytest.raises(DataError, match="1 of 2 goods of observed.units: toys lacks Near in 2018-07"):
        relative_series(rows[~gone], DESCRIBED, replace(ASKED, units=["tools", "toys"]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"member": "Mars"}, "no origin Mars in the table; expected one of Far, Near, Next"),
        ({"base": "2015-06"}, "observed.base = '2015-06'; expected a period from"),
        ({"base": "2018-12"}, "observed.base = '2018-12'"),
        ({"units": ["boats"]}, "no goods boats of Far in the table; expected one of toys, tools"),
    ],
)
def test_what_is_not_there_is_named(change, words):
    with pytest.raises(DataError, match=words):
        relative_series(table(), DESCRIBED, replace(ASKED, **change))


def test_without_a_whole_market_nothing_is_made_up():
    gap = table()
    with pytest.raises(DataError, match="no goods has Far and others in all 36 periods"):
        relative_series(gap[(gap["origin"] != "Far") | (gap["period"] != MONTHS[3])], DESCRIBED, ASKED)

"""Names of columns in two lines: measures, periods, years or members above, and what each has below."""

import pandas as pd
import pytest

from tradewinds.intake.header_levels import two_levels
from tradewinds.intake.record import StartOptions
from tradewinds.intake.start import looked_at

MONTHS = [str(month) for month in pd.period_range("2015-01", periods=24, freq="M")]
PRODUCTS = ("HS 0101", "HS 0203")
MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def duty(product, place):
    return 5.0 if place < 12 or product == PRODUCTS[0] else 7.5


def value(product, place):
    return 100.5 + place + 1000 * PRODUCTS.index(product)


def measures_over_months():
    yield ["HS", "Value (USD m)", *[""] * 23, "Duty (%)", *[""] * 23]
    yield ["code", *MONTHS, *MONTHS]
    for one in PRODUCTS:
        yield [one, *(value(one, t) for t in range(24)), *(duty(one, t) for t in range(24))]


def months_over_measures():
    yield ["code", *(month for month in MONTHS for _ in range(2))]
    yield ["", *["Duty (%)", "Value (USD m)"] * 24]
    for one in PRODUCTS:
        yield [one, *(cell for t in range(24) for cell in (duty(one, t), value(one, t)))]


def years_over_months():
    yield ["code", "indicator", "2015", *[""] * 11, "2016", *[""] * 11]
    yield ["", "", *MONTH_NAMES, *MONTH_NAMES]
    for one in PRODUCTS:
        yield [one, "Duty (%)", *(duty(one, t) for t in range(24))]
        yield [one, "Value (USD m)", *(value(one, t) for t in range(24))]


def products_over_measures():
    yield ["month", PRODUCTS[0], "", PRODUCTS[1], ""]
    yield ["", *["Duty (%)", "Value (USD m)"] * 2]
    for t, month in enumerate(MONTHS):
        yield [month, *(cell for one in PRODUCTS for cell in (duty(one, t), value(one, t)))]


def measures_over_products():
    yield ["Trade of the islands"]
    yield ["", "Duty (%)", "", "Value (USD m)", ""]
    yield ["month", *PRODUCTS, *PRODUCTS]
    for t, month in enumerate(MONTHS):
        yield [month, *(duty(one, t) for one in PRODUCTS), *(value(one, t) for one in PRODUCTS)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "lines",
    [
        measures_over_months,
        months_over_measures,
        years_over_months,
        products_over_measures,
        measures_over_products,
    ],
)
def test_names_in_two_lines_are_read_with_every_number(lines, tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("\n".join(",".join(map(str, cells)) for cells in lines()) + "\n", encoding="utf-8")
    found = looked_at(path, "two", StartOptions())
    assert not found.faults
    (key,) = found.tidy.keys
    rows = found.tidy.rows.astype({"period": str})
    assert len(rows) == 48
    for row in rows.itertuples():
        product, place = getattr(row, key), MONTHS.index(row.period)
        assert (row.tariff, row.value) == (duty(product, place), value(product, place))
    assert found.tidy.variables["tariff"].percent
    assert found.tidy.variables["value"].unit == "USD m"


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (["Source: customs", "", "", "", ""], ["code", "2015", "2016", "2017", "2018"]),  # a title
        (["code", "name", "code", "name"], ["DE", "Germany", "FR", "France"]),  # names, and a row
        (["code", "price", "price"], ["0101", "3.5", "3.6"]),
        (["Table 5", "", "", "updated 2020", ""], ["geo", "2015", "flag", "2016", "flag"]),
        (["month", "a", "a", "b", "b"], ["2015-01", "1", "2", "1", "2"]),  # numbers below
        (["land", *["2001", "2002", "2003", "2004", "2005"]], ["DE", "n/a", "n/a", "n/a", "n/a", "6.7"]),
        (["land", *["2001", "2002", "2003", "2004"]], ["DE", ":", "c", ":", "c"]),
        (["month", "price", "value", "duty", "mass"], ["2015-01", "n/a", "n/a", "n/a", "n/a"]),
        (["month", "price", "value", "duty", "mass"], ["2015-01", "c", "c", "c", "c"]),
        (["land", *["2001", "2002", "2003", "2004"]], ["DE", "(D)", "(S)", "(D)", "(S)"]),
    ],
)
def test_one_line_of_names_stays_one(upper, lower):
    assert two_levels(upper, lower) is None

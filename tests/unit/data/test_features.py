"""Terms, offsets and targets on a panel small enough to check by hand."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.features import evaluate, joined, offset_term, raw_rows, to_value
from tradewinds.data.panel import Grid
from tradewinds.equations import Term, parse
from tradewinds.errors import DataError

SCALES = {"price": "log", "tariff": "level", "volume": "log"}
PRICE = np.array([[1.0, 2.0, 4.0, 3.0, 5.0], [2.0, 2.0, 3.0, 6.0, 1.0]])
TARIFF = np.array([[0.1, 0.2, 0.2, 0.5, 0.3], [0.0, 0.0, 0.1, 0.1, 0.4]])


def make_grid(role: np.ndarray | None = None, **values: np.ndarray) -> Grid:
    values = {"price": PRICE, "tariff": TARIFF} | values
    sectors, periods = next(iter(values.values())).shape
    names = [f"s{row}" for row in range(sectors)]
    return Grid(
        sectors=names,
        keys=pd.DataFrame({"sector": names, "label": names}, index=names),
        periods=np.arange(periods),
        calendar=np.arange(periods) % 12 + 1,
        year=np.arange(periods) // 12,
        values=values,
        role=role,
    )


def rows_of(text: str, explain: str = "change", raised=None, grid: Grid | None = None):
    return raw_rows(grid or make_grid(), parse(text, SCALES), explain, raised)


def column(text: str, **options) -> np.ndarray:
    """The first input of an equation, as [S, T] with NaN where there is no row."""
    rows = rows_of(text, **options)
    spread = np.full(PRICE.shape, np.nan)
    spread[rows.sector, rows.period] = rows.x[:, 0]
    return spread


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("tariff[t]", TARIFF[:, 2:]),
        ("tariff[t-2]", TARIFF[:, :-2]),
        ("log(price[t-1])", np.log(PRICE[:, 1:-1])),
        ("level(price[t-1])", PRICE[:, 1:-1]),
        ("price[t-1]", np.log(PRICE[:, 1:-1])),  # on the scale it is declared with
        ("d(tariff[t], 2)", TARIFF[:, 2:] - TARIFF[:, :-2]),
        ("d(tariff[t-1])", TARIFF[:, 1:-1] - TARIFF[:, :-2]),
        ("dlog(price[t-1])", np.log(PRICE[:, 1:-1] / PRICE[:, :-2])),
        ("mean(tariff[t], 3)", (TARIFF[:, 2:] + TARIFF[:, 1:-1] + TARIFF[:, :-2]) / 3),
        ("mean(price[t-1], 2)", np.log(PRICE[:, 1:-1] * PRICE[:, :-2]) / 2),
        ("common(tariff[t])", np.tile(TARIFF[:, 2:].mean(axis=0), (2, 1))),
        ("common(dlog(price[t-1]))", np.tile(np.log(PRICE[:, 1:-1] / PRICE[:, :-2]).mean(axis=0), (2, 1))),
    ],
)
def test_terms(term, expected):
    np.testing.assert_allclose(column(f"price[t] ~ {term}")[:, 2:], expected, rtol=1e-12)


def test_a_mean_over_sectors_counts_those_that_are_there():
    tariff = TARIFF.copy()
    tariff[1, 2] = np.nan
    found = column("price[t] ~ common(tariff[t])", grid=make_grid(tariff=tariff))
    assert found[0, 2] == found[1, 2] == TARIFF[0, 2]


@pytest.mark.parametrize(
    ("text", "explain", "offset"),
    [
        ("price[t] ~ tariff[t]", "change", np.log(PRICE[:, :-1])),
        ("price[t] ~ tariff[t]", "level", np.zeros((2, 4))),
        ("level(price[t]) ~ tariff[t]", "change", PRICE[:, :-1]),
        ("tariff[t] ~ price[t]", "change", TARIFF[:, :-1]),
        ("dlog(price[t]) ~ tariff[t]", "level", np.log(PRICE[:, :-1])),
        ("d(tariff[t], 3) ~ price[t]", "level", TARIFF[:, :-3]),
        ("dlog(price[t], 3) ~ tariff[t]", "change", np.log(PRICE[:, :-3])),
    ],
)
def test_offset_and_explained_quantity_add_up_to_the_target_exactly(text, explain, offset):
    rows = rows_of(text, explain)
    np.testing.assert_array_equal(rows.offset, offset.ravel())
    name = rows.equation.name
    truth = {"price": PRICE, "tariff": TARIFF}[name][rows.sector, rows.period]
    np.testing.assert_array_equal(rows.observed, truth)
    np.testing.assert_allclose(to_value(rows.y, rows.offset, rows.log), truth, rtol=1e-14)
    before = {"price": PRICE, "tariff": TARIFF}[name][rows.sector, rows.period - 1]
    np.testing.assert_array_equal(rows.previous, before)


def test_a_level_has_no_offset_term():
    assert offset_term(parse("price[t] ~ tariff[t]", SCALES), "level") is None
    assert offset_term(parse("price[t] ~ tariff[t]", SCALES), "change") == Term("price", 1, "log")


def test_rows_are_those_where_everything_is_known():
    price = PRICE.copy()
    price[0, 1] = np.nan
    rows = rows_of("price[t] ~ price[t-1] + tariff[t]", grid=make_grid(price=price))
    assert list(zip(rows.sector, rows.period, strict=True)) == [
        (0, 3),
        (0, 4),
        (1, 1),
        (1, 2),
        (1, 3),
        (1, 4),
    ]
    assert set(rows.role) == {"fit"}


def test_cells_without_a_row_are_left_out_and_roles_carried():
    role = np.full(PRICE.shape, "fit", dtype=object)
    role[:, -1], role[1, 2], role[0, 1] = "ahead", "inside", ""
    rows = rows_of("price[t] ~ tariff[t]", grid=make_grid(role))
    assert rows.role.tolist() == ["fit", "fit", "ahead", "fit", "inside", "fit", "ahead"]
    assert rows.with_role("inside").period.tolist() == [2]
    assert len(rows.take(rows.period > 2)) == 4


def test_calendar_and_year_follow_the_period():
    rows = rows_of("price[t] ~ tariff[t]")
    np.testing.assert_array_equal(rows.calendar, rows.period % 12 + 1)
    np.testing.assert_array_equal(rows.year, rows.period // 12)


def test_no_row_at_all_is_an_error_that_says_how_many_periods_it_takes():
    with pytest.raises(DataError, match=r"no row on which “price\[t\] ~ price\[t-5\]” .*at least 6 periods"):
        rows_of("price[t] ~ price[t-5]")


@pytest.mark.parametrize(
    "text", ["price[t] ~ dlog(tariff[t])", "price[t] ~ log(tariff[t-1])", "log(tariff[t]) ~ price[t]"]
)
def test_a_logarithm_of_nothing_is_an_error_that_names_the_cell(text):
    """Else the rows would be left out in silence."""
    with pytest.raises(DataError, match=r"2 values of tariff .*first s1, 0 = 0; .*above 0.*d\(tariff\[t\]\)"):
        rows_of(text)


@pytest.mark.parametrize("cell", [np.nan, np.inf])
def test_a_cell_that_is_not_finite_is_an_error_that_names_it(cell):
    tariff = TARIFF.copy()
    tariff[1, 3] = cell
    grid = make_grid(np.full(PRICE.shape, "fit", dtype=object), tariff=tariff)
    with pytest.raises(
        DataError, match=r"1 values of tariff cannot be used .*first s1, 3 = .*finite numbers"
    ):
        rows_of("price[t] ~ tariff[t-1]", grid=grid)
    assert len(rows_of("price[t] ~ price[t-1]", grid=grid)) == 8  # nothing is wrong with the price


def test_an_equation_without_inputs_has_rows_without_columns():
    rows = rows_of("price[t] ~ t")
    assert rows.x.shape == (8, 0) and rows.columns == ()


@pytest.mark.parametrize(
    ("term", "difference"),
    [
        ("tariff[t]", 0.1),
        ("d(tariff[t])", 0.1),
        ("d(tariff[t], 2)", 0.1),
        ("common(tariff[t])", 0.1),
        ("tariff[t-1]", 0.0),  # what came before stays as observed
        ("d(tariff[t-1])", 0.0),
    ],
)
def test_a_raised_input_is_higher_at_t_alone(term, difference):
    before, after = (rows_of(f"price[t] ~ {term}", raised=raised) for raised in (None, ("tariff", 0.1)))
    np.testing.assert_allclose(after.x - before.x, difference, atol=1e-15)
    np.testing.assert_array_equal(after.y, before.y)
    np.testing.assert_array_equal(after.offset, before.offset)


@pytest.mark.parametrize("term", ["volume[t]", "dlog(volume[t])"])
def test_a_variable_in_logs_is_raised_by_log_points(term):
    grid = make_grid(volume=PRICE[:, ::-1])
    before, after = (rows_of(f"price[t] ~ {term}", raised=r, grid=grid) for r in (None, ("volume", 0.25)))
    np.testing.assert_allclose(after.x - before.x, 0.25, rtol=1e-12)


def test_a_target_is_never_raised():
    before, after = (rows_of("price[t] ~ price[t-1]", raised=raised) for raised in (None, ("price", 0.1)))
    np.testing.assert_array_equal(after.x, before.x)
    np.testing.assert_array_equal(after.observed, before.observed)


def test_terms_keep_the_shape_of_what_they_are_given():
    """The roll-out evaluates the same terms on one period of all sectors."""
    found = evaluate(Term("price", 0, "dlog", 1), lambda name, lag: PRICE[:, 4 - lag], np, None)
    np.testing.assert_allclose(found, np.log(PRICE[:, 4] / PRICE[:, 3]))


def test_train_and_test_are_joined_in_order():
    table = pd.DataFrame(
        {"sector": ["a", "a", "b", "b"], "period": [1, 2, 1, 2], "price": [1.0, 2.0, 3.0, 4.0]}
    )
    train, test = table[table["period"] == 1], table[table["period"] == 2]
    pd.testing.assert_frame_equal(joined(train, test), table)
    assert joined(train, None) is train

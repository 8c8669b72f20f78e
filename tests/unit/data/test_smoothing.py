import numpy as np
import pytest

from tradewinds.data.smoothing import jumps, without_jumps
from tradewinds.errors import DataError, SettingsError

GROWTH = np.exp(0.01 * np.arange(20))


def test_a_jump_is_measured_against_its_neighbours():
    measured = GROWTH * np.where(np.arange(20) >= 8, 1.05, 1.0)
    expected = np.zeros(20)
    expected[8] = np.log(1.05)
    np.testing.assert_allclose(jumps(measured, np.array([8])), expected, atol=1e-12)


def test_neighbouring_jumps_do_not_count_as_usual_growth():
    measured = GROWTH * np.where(np.arange(20) >= 8, 1.05, 1.0) * np.where(np.arange(20) >= 9, 0.9, 1.0)
    found = jumps(measured, np.array([8, 9]))
    np.testing.assert_allclose(found[[8, 9]], np.log([1.05, 0.9]), atol=1e-12)


def test_the_last_value_stays_as_published():
    measured = GROWTH * np.where(np.arange(20) >= 8, 1.05, 1.0)
    smooth = without_jumps(measured, jumps(measured, np.array([8])))
    assert smooth[-1] == measured[-1]
    np.testing.assert_allclose(np.diff(np.log(smooth)), 0.01, atol=1e-12)


def test_a_ratio_loses_the_jump_of_its_divisor_and_keeps_its_own_news(read, raw):
    heads = np.tile(GROWTH * np.where(np.arange(20) >= 8, 1.05, 1.0), 2)
    total = np.tile(GROWTH * np.where(np.arange(20) >= 8, 0.9, 1.0), 2)
    rows = raw.assign(price=total / heads, heads=heads)
    table = read(rows, variables={"price": {"smooth": ["2018-09"], "divided_by": "heads"}})
    change = np.diff(np.log(table["price"][:20]))
    assert change[7] == pytest.approx(np.log(0.9))
    np.testing.assert_allclose(np.delete(change, 7), 0, atol=1e-12)
    assert "heads" not in " ".join(table)


def test_a_divisor_with_holes_is_refused(read, raw):
    rows = raw.assign(heads=np.where(raw.index == 3, 0.0, 1.0))
    with pytest.raises(DataError, match="heads has values that are missing or not above 0"):
        read(rows, variables={"price": {"smooth": ["2018-09"], "divided_by": "heads"}})


def test_a_jump_outside_the_table_is_refused(read, raw):
    with pytest.raises(DataError, match="price.smooth = 1990-01"):
        read(raw, variables={"price": {"smooth": ["1990-01"]}})


def test_a_divisor_without_jumps_is_refused(border):
    with pytest.raises(SettingsError, match="price.divided_by = 'heads'"):
        border(variables={"price": {"divided_by": "heads"}})

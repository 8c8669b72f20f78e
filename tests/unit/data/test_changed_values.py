"""Rows that an update added, dropped and revised."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.changed_values import changed_rows, changed_values, edge_of, revisions_by
from tradewinds.settings.data_table import Frequency

LOGS = {"value": True, "rate": False}


def table(rows):
    found = pd.DataFrame(rows, columns=["sector", "period", "value", "rate"])
    return found.assign(period=pd.to_datetime(found["period"]))


OLD = table([("A", "2019-01", 100.0, 0.1), ("A", "2019-02", 200.0, 0.1), ("B", "2019-01", 50.0, 0.2)])
NEW = table(
    [
        ("A", "2019-01", 100.0 * (1 + 1e-12), 0.1),  # written otherwise, the same
        ("A", "2019-02", 210.0, 0.1),
        ("A", "2019-03", 220.0, 0.1),
        ("C", "2019-02", 10.0, 0.0),
    ]
)


def test_every_value_that_changed_is_told_once_and_by_how_much():
    found = changed_values(OLD, NEW, LOGS).set_index(["kind", "sector", "period", "variable"]).sort_index()
    revised = found.loc["revised"]
    assert len(revised) == 1 and revised["change"].item() == pytest.approx(5.0)
    assert set(found.loc["gone"].index.get_level_values("sector")) == {"B"}
    assert len(found.loc["added"]) == 4 and found.loc["added", "old"].isna().all()


def test_a_change_of_a_rate_is_in_its_own_unit():
    found = changed_values(OLD, OLD.assign(rate=OLD["rate"] + 0.02), LOGS)
    assert set(found["variable"]) == {"rate"} and found["change"].to_numpy() == pytest.approx(0.02)


def test_a_value_that_becomes_known_is_no_row_that_was_added():
    old = OLD.assign(value=[np.nan, 200.0, 50.0])
    found = changed_values(old, OLD, LOGS)
    assert found["kind"].tolist() == ["arrived"] and found["change"].isna().all()
    assert changed_values(OLD, old, LOGS)["kind"].tolist() == ["withdrawn"]
    assert revisions_by(found, 3, ["variable"]).empty


def test_rows_added_after_the_end_are_told_from_those_filled_in():
    rows = changed_rows(OLD, NEW, Frequency.month)
    assert (rows.common, rows.later, rows.filled, rows.gone) == (2, 1, 1, 1)


def test_the_ragged_edge_names_who_ends_before_the_others():
    edge = edge_of(NEW)
    assert edge.last == pd.Timestamp("2019-03-01") and edge.behind.index.tolist() == ["C"]
    assert edge_of(OLD[OLD["period"] == "2019-01"]).behind.empty


def test_revisions_are_counted_by_column_with_the_largest_and_its_place():
    new = OLD.assign(value=[99.0, 260.0, 50.0])
    (row,) = revisions_by(changed_values(OLD, new, LOGS), 3, ["variable"]).itertuples()
    assert (row[2], row.share, row.at_sector) == (2, pytest.approx(2 / 3), "A")
    assert row.largest == pytest.approx(30.0) and row.median == pytest.approx((1 + 30) / 2)

"""Ragged edges: sectors that report late, sectors that have ended, periods after the origin."""

import numpy as np
import pytest
from linear_world import described, panel

from tradewinds.data.panel import to_grid
from tradewinds.policy.aggregate import BridgeEquation
from tradewinds.policy.coverage import early_ends, size_of, unused
from tradewinds.policy.forecast_origin import find_origin, going_on, last_rows
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import AggregateSettings, DataSettings
from tradewinds.settings.data_table import Frequency

LATE = {"a month late": (1, True), "a year late": (12, True), "ended": (13, False)}
"""Months by which Big's last row is older than the latest, and whether it goes on."""


def economy(lag: int, quarters: int = 8):
    """Big imports 9 a month, Small 1; Big's last ``lag`` months are missing; the nation has their sum."""
    value = np.repeat([[9.0], [1.0]], 24, axis=1)
    value[0, 24 - lag :] = np.nan
    sectors = panel({"value": value}, "2018-01", "month", origin=["Big", "Small"])
    nation = panel({"imports": np.full((1, quarters), 30.0)}, "2018-01", "quarter")
    tables = {"sectors": described(sectors, "month"), "national": described(nation, "quarter")}
    grids = {"sectors": to_grid(sectors, tables["sectors"]), "national": to_grid(nation, tables["national"])}
    total = {"imports": AggregateSettings(of="value", how="sum")}
    return grids, DataSettings(name="", description="", tables=tables, aggregates=total)


@pytest.mark.parametrize(("lag", "there"), LATE.values(), ids=LATE)
def test_a_reporting_lag_is_no_end(lag, there):
    """A sector with nine tenths of imports fell out of the nation's sum where one row was missing."""
    grids, data = economy(lag)
    origin = find_origin(grids, data, 3)
    assert going_on(grids["sectors"], origin.last["sectors"], PER_YEAR[Frequency.month]).tolist() == [
        there,
        True,
    ]
    bridge = BridgeEquation.between(grids, origin.last, data, origin.ratio)
    apart = {name: values[0] for name, values in bridge.seasons(1).items()}
    halved = {"value": np.tile([4.5, 1.0], (3, 1))}
    expected = 30.0 * (5.5 / 10 if there else 1.0)
    assert bridge.national_values(halved, apart)["imports"] == pytest.approx(expected)


def test_who_is_late_or_has_ended_is_named_with_its_share():
    for lag, group in ((1, "late"), (12, "late"), (13, "ended")):
        grids, data = economy(lag)
        origin = find_origin(grids, data, 3)
        found = early_ends(grids["sectors"], origin, data, None)
        assert found == {"share_of": "value", group: ["Big"], f"{group}_share": pytest.approx(0.9, abs=0.01)}
    grids, data = economy(0)
    assert early_ends(grids["sectors"], find_origin(grids, data, 3), data, None) == {}


def test_a_lag_takes_no_weight_away():
    grids, _ = economy(6)
    np.testing.assert_allclose(sector_weights(grids["sectors"], "value", 23, 12), [0.9, 0.1])


def test_the_last_row_of_each_sector():
    grids, _ = economy(3)
    assert last_rows(grids["sectors"], 23).tolist() == [20, 23]
    assert last_rows(grids["sectors"], 10).tolist() == [10, 10]


def test_periods_after_the_origin_are_counted():
    grids, data = economy(0, quarters=5)
    origin = find_origin(grids, data, 3)
    assert [unused(grids[table], origin, table) for table in grids] == [9, 0]


def test_sectors_are_sized_by_what_effects_are_weighted_by_or_summed():
    _, data = economy(0)
    assert size_of(data, None) == "value"
    assert size_of(DataSettings(name="", description="", tables=data.tables), "value") == "value"

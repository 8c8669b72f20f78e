import numpy as np
import pandas as pd

from tradewinds.data.panel import to_grid, to_table
from tradewinds.data.split import split
from tradewinds.settings.split import SplitSettings


def test_grid_places_every_row_and_leaves_the_rest_empty(read, raw, border):
    grid = to_grid(read(raw.drop(index=[20, 21])), border().tables["sectors"])
    assert grid.sectors == ["Canada", "China"]
    assert list(grid.values) == ["price", "tariff", "volume", "revenue"]
    assert grid.keys.loc["China"].to_dict() == {"origin": "China", "label": "China"}
    assert grid.periods[0] == np.datetime64("2018-01-01") and len(grid.periods) == 20
    assert grid.calendar[:13].tolist() == [*range(1, 13), 1]
    assert grid.year[[0, 12]].tolist() == [2018, 2019]
    assert np.isnan(grid.values["price"][1, :2]).all()
    np.testing.assert_allclose(grid.values["price"][1, 2:], raw["price"][22:])
    assert grid.role is None


def test_grid_and_table_round_trip_with_roles(read, raw, border):
    table = read(raw.drop(index=[20, 21, 39]))
    train, test = split({"sectors": table}, SplitSettings(), 0)["sectors"]
    joined = pd.concat([train, test]).sort_values(["sector", "period"], ignore_index=True)
    grid = to_grid(joined, border().tables["sectors"])
    assert set(grid.role.ravel()) == {"", "fit", "inside", "ahead"}
    pd.testing.assert_frame_equal(to_table(grid), joined)

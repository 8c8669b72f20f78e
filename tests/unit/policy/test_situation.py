"""A past that was otherwise."""

from dataclasses import replace

import numpy as np
from linear_world import described, panel

from tradewinds.data.panel import to_grid
from tradewinds.policy.situation import in_situation, levels
from tradewinds.settings.data_variable import Unit, VariableSettings
from tradewinds.settings.economics import CheckSettings

TABLE = panel(
    {
        "tariff": np.array([[0.1, 0.2, 0.3], [0.0, 0.1, 0.5]]),
        "volume": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        "revenue": np.array([[0.1, 0.4, 0.9], [0.0, 0.5, 3.0]]),
    },
    1,
    "step",
    industry=["a", "b"],
)
SETTINGS = described(TABLE, "step", identities={"revenue": "tariff * volume"})


def test_words_are_of_the_training_rows_and_null_is_left_out():
    train = TABLE[TABLE["period"] < 3]
    check = CheckSettings(situation={"tariff": "highest", "volume": "usual", "price": None})
    assert levels(check, train, SETTINGS) == {"tariff": 0.2, "volume": 3.0}
    assert levels(CheckSettings(situation={"tariff": "lowest", "volume": 7}), train, SETTINGS) == {
        "tariff": 0,
        "volume": 7,
    }


def test_what_is_written_in_percent_is_given_in_percent_and_a_rate_as_a_fraction():
    share = VariableSettings(label="", unit="percent", written=Unit.percent)
    rate = VariableSettings(label="", unit="fraction", rate=True, written=Unit.percent)
    settings = replace(SETTINGS, variables={"volume": share, "tariff": rate})
    check = CheckSettings(situation={"volume": 30.0, "tariff": 0.2})
    assert levels(check, TABLE, settings) == {"volume": 0.3, "tariff": 0.2}


def test_the_named_sectors_stand_there_until_the_origin_and_identities_follow():
    grid = to_grid(TABLE, SETTINGS)
    found = in_situation(grid, SETTINGS, {"volume": 10.0}, np.array([False, True]), last=1).values
    np.testing.assert_array_equal(found["volume"], [[1, 2, 3], [10, 10, 6]])
    np.testing.assert_allclose(found["revenue"], [[0.1, 0.4, 0.9], [0.0, 1.0, 3.0]])
    np.testing.assert_array_equal(grid.values["volume"][1], [4, 5, 6])
    assert in_situation(grid, SETTINGS, {}, np.ones(2, bool), last=1) is grid

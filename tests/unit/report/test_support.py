"""The line that says which series leave their own range, and what the answer then rests on."""

import numpy as np
import pytest
import xarray as xr
from sample import Sample, sample

from tradewinds.report.experiment.path.support import left_weight, support_lines
from tradewinds.report.experiment.path.tables import path_table
from tradewinds.report.names import Names
from tradewinds.report.words import THIN

pytestmark = pytest.mark.slow

DIMS = ("path", "sector", "period")


@pytest.fixture(scope="module")
def monthly() -> Sample:
    return sample(frequency="month", synthetic=False)


@pytest.fixture
def names(monthly) -> Names:
    return Names(monthly.experiment, monthly.panels)


def paths(monthly, own: list[float], others: list[float] | None = None, inputs=0.0, **attributes):
    """Roll-outs in which each sector is so far from its own range of the policy, and from that of all."""
    tree = monthly.rollouts[monthly.experiment["scenarios"][0]]
    data = tree["sectors"].to_dataset()
    far = xr.zeros_like(data["outside"])
    count = data.sizes["sector"]
    given = {"own_policy": own, "all_policy": others or [0.0] * len(own), "own_inputs": [inputs]}
    for name, values in given.items():
        each = np.resize(np.pad(values, (0, max(0, count - len(values)))), count)
        data[name] = far + np.where(np.arange(len(far["period"])) > 2, each[:, None], 0.0)
    weight = np.array([0.5, 0.25, *[0.25 / (count - 2)] * (count - 2)])
    data["weight"] = ("sector", weight)
    return {"sectors": data.assign_attrs({"share_of": "volume"} | attributes)}


def told(names, data) -> list[str]:
    return [line.text.replace(THIN, " ") for line in support_lines(names, data)]


def test_shares_of_series_and_of_weight_stand_in_one_line(monthly, names):
    data = paths(monthly, [0.0, 3.0, np.inf, 2.0], [0.0, 0.0, 0.0, 1.0])
    count = data["sectors"].sizes["sector"]
    (line,) = support_lines(names, data)
    text = line.text.replace(THIN, " ")
    rest = 0.25 + 2 * 0.25 / (count - 2)
    share = f"{100 * 3 / count:.0f} % of series ({100 * rest:.0f} % of import volume)"
    assert text.startswith(f"{share} leave their own range of the tariff, in level, or in how much"), text
    assert "in 1 series others have been where it goes, and the answer relies on their experience" in text
    assert "in 2 series, 1 of which never saw the policy move, it is assumption" in text
    assert line.kind == "doubt"
    np.testing.assert_allclose(left_weight(data["sectors"], 0.12), rest)


def test_nothing_that_leaves_is_said_too(monthly, names):
    (line,) = support_lines(names, paths(monthly, [0.1]))  # flagged are 0.12 of the width
    assert line.kind == "plain" and line.text.startswith("All series stay in their own range of the tariff")


def test_what_equations_meet_is_told_apart(monthly, names):
    (text,) = told(names, paths(monthly, [0.0], inputs=1.0))
    assert "Some input of the equations leaves a series' own range in" in text


def test_refused_series_are_named_with_their_weight(monthly, names):
    data = paths(monthly, [20.0], [20.0])
    first = str(data["sectors"]["sector"].values[0])
    data["sectors"].attrs["refused"] = [first]
    text = told(names, data)[1]
    assert text.startswith(names.sector(first)) and "no effect on it is named" in text
    assert "with 50 % of the weight" in text


def test_a_roll_out_without_own_ranges_says_nothing(monthly, names):
    data = {"sectors": monthly.rollouts[monthly.experiment["scenarios"][0]]["sectors"].to_dataset()}
    assert support_lines(names, data) == [] and np.isnan(left_weight(data["sectors"], 0.1))


def test_each_series_of_the_table_says_on_whose_range_it_rests(monthly, names):
    data = paths(monthly, [0.0, 3.0, np.inf])["sectors"]
    weighted = monthly.rollouts[monthly.experiment["scenarios"][0]]["weighted"].to_dataset()
    for together in (None, weighted):
        table = path_table(names, "sectors", data, together)
        assert table.head[-1] == "Range of tariff" and len({len(row) for row in table.rows}) == 1
        rows = table.rows[0 if together is None else 1 :]
        found = [row[-1].text for row in rows]
        assert found[:4] == ["its own", "that of other sectors", "none: assumption", "its own"]

"""What the page says of data that its numbers do not rest on."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sample import Sample, sample

from tradewinds.data.left_out import NOT_ASKED
from tradewinds.report.experiment.path.coverage import cut_short, left_out_lines, left_out_notes, start_lines
from tradewinds.report.names import Names

pytestmark = pytest.mark.slow

LEFT_OUT = pd.DataFrame(
    [
        ("without a value", 108, 432, 0, 6, "price", 0.2),
        ("without a value", 108, 432, 0, 6, "volume", 0.0),
        ("shorter than shortest", 108, 432, 3, 6, "price", 0.25),
        ("shorter than shortest", 108, 432, 3, 6, "volume", 0.96),
        ("excluded", 50, 482, 1, 7, "price", 0.1),
        ("excluded", 50, 482, 1, 7, "volume", 0.5),
    ],
    columns=["reason", "rows", "of_rows", "sectors", "of_sectors", "variable", "share"],
)


@pytest.fixture(scope="module")
def monthly() -> Sample:
    return sample(frequency="month", synthetic=False)


@pytest.fixture
def names(monthly) -> Names:
    return Names(monthly.experiment, monthly.panels)


def paths(monthly, **attributes):
    """Table → its roll-out, with attributes of a table's summary."""
    tree = monthly.rollouts[monthly.experiment["scenarios"][0]]
    return {
        table: tree[table].to_dataset().assign_attrs(attributes.get(table, {}))
        for table in ("sectors", "national")
    }


def test_what_is_left_out_stands_with_its_share_of_what_is_measured(names):
    assert left_out_notes(names, "sectors", LEFT_OUT) == [
        "108 of 432 rows without a value.",
        "3 of 6 sectors with fewer than 1 rows (108 rows): 96\u202f% of import volume.",
        "50 of 482 rows by exclude, 1 sector with all of its rows: 50\u202f% of import volume.",
    ]


def test_much_that_is_left_out_is_a_doubt_before_the_answer(names):
    (line,) = left_out_lines(names, {"sectors": LEFT_OUT})
    assert line.kind == "doubt" and "96\u202f% of import volume" in line.text and "exclude" not in line.text
    few = LEFT_OUT.assign(share=LEFT_OUT["share"] / 30)
    assert left_out_lines(names, {"sectors": few}) == []
    assert left_out_lines(names, {"sectors": LEFT_OUT[LEFT_OUT["reason"] == "excluded"]}) == []
    unknown = LEFT_OUT.assign(share=np.nan)
    assert len(left_out_lines(names, {"sectors": unknown})) == 1  # half of the rows


def test_later_periods_that_are_not_used_are_told_with_the_reason(monthly, names):
    assert start_lines(names, paths(monthly)) == []
    (line,) = start_lines(names, paths(monthly, sectors={"unused": 36}))
    assert line.kind == "doubt" and line.text.startswith("The scenario starts in ")
    assert ", since the national table ends with " in line.text
    assert "36 later months of the sectors (to " in line.text and line.text.endswith("are not used for it.")
    (line,) = start_lines(names, paths(monthly, national={"unused": 1}))
    assert (
        "since the table of sectors ends with" in line.text and "1 later quarter of the nation" in line.text
    )
    (line,) = start_lines(names, paths(monthly, sectors={"unused": 2}, national={"unused": 1}))
    assert "ends the last quarter that both tables hold in full" in line.text


@pytest.mark.parametrize(("share", "kind"), [(0.9, "doubt"), (0.01, "plain"), (np.nan, "doubt")])
def test_who_has_no_row_at_the_start_is_told_with_its_share(monthly, names, share, kind):
    first, second, *_ = names.sectors
    late = {"late": first, "late_share": share, "share_of": "volume"}
    (line,) = start_lines(names, paths(monthly, sectors=late))
    assert line.kind == kind and f"{names.sector(first)} (to " in line.text and "it goes on" in line.text
    assert ("% of import volume" in line.text) == bool(np.isfinite(share))
    ended = {"ended": [first, second], "ended_share": share, "share_of": "volume"}
    (line,) = start_lines(names, paths(monthly, sectors=ended))
    assert line.kind == kind and "they are in no national sum" in line.text


def test_a_cut_that_some_rates_cannot_make_is_told(monthly):
    experiment = monthly.experiment | {
        "scenario": monthly.experiment["scenario"] | {"size": -0.05, "shape": "step"}
    }
    names = Names(experiment, monthly.panels)
    sectors = paths(monthly)["sectors"].copy(deep=True)
    rates = sectors[names.policy]
    rates.loc[{"path": "baseline"}] = 0.1
    rates.loc[{"path": "scenario"}] = 0.05
    assert cut_short(names, sectors) == ""
    rates.loc[{"path": "scenario", "sector": names.sectors[0]}] = 0.07
    assert cut_short(names, sectors) == "1 of 8 sectors less far, since rates end at zero"


def test_each_part_that_is_of_the_carried_series_alone_says_so(monthly):
    row = {"reason": NOT_ASKED, "rows": 60, "of_rows": 80, "sectors": 3000, "of_sectors": 5000}
    not_asked = pd.DataFrame([row | {"variable": "", "share": 0.1}])
    page = replace(monthly, not_asked={"sectors": not_asked}).page().html
    for what in ("The rows scored", "“All sectors” and their means along the path"):
        assert f"{what} are those of the 2,000 series carried, of 5,000 (“The data”)." in page
    assert "series carried" not in monthly.page().html


def test_the_page_says_it_all(monthly):
    page = replace(monthly, left_out={"sectors": LEFT_OUT}).page().html
    assert "Not in the table of sectors: 108 of 432 rows without a value." in page
    assert "Not in these results: " in page
    assert "Not in the table" not in monthly.page().html

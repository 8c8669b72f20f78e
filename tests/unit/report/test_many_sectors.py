"""What the page does with very many sectors: the largest in tables, which rows were asked, short lists."""

import pytest
import xarray as xr
from sample import sample

from tradewinds.report.experiment.fit.tables_scores import subset_note
from tradewinds.report.experiment.path.tables import path_table
from tradewinds.report.names import Names
from tradewinds.report.words import first_few


@pytest.mark.slow
def test_the_largest_sectors_stand_in_the_table_and_the_caption_says_so():
    made = sample(sectors=70, national=False)
    names, rollout = Names(made.experiment, made.panels), made.rollouts["rising"]["sectors"].to_dataset()
    table = path_table(names, "sectors", rollout)
    first = next(v for v in ("price", "volume") if f"{v}_mean" in rollout)
    size = (
        rollout[f"{first}_mean"].sel(path="baseline").isel(period=0).to_series().sort_values(ascending=False)
    )
    assert len(table.rows) == 60 and "the 60 largest of 70 sectors by" in table.caption
    assert table.rows[0][0].text == names.sector(str(size.index[0]))


def test_few_sectors_keep_their_order(complete):
    names = Names(complete.experiment, complete.panels)
    rollout = complete.rollouts["rising"]["sectors"].to_dataset()
    table = path_table(names, "sectors", rollout)
    assert "largest" not in table.caption
    assert [row[0].text for row in table.rows] == [names.sector(str(s)) for s in rollout["sector"].values]


def test_which_rows_were_asked(complete):
    names = Names(complete.experiment, complete.panels)
    assert subset_note(names, "tier1", complete.predictions["tier1"]) is None
    tree = {
        f"/price/{question}": complete.predictions["tier1"]["price/ahead"].to_dataset().assign_attrs(of=there)
        for question, there in (("ahead", 123_456), ("fit", 1))
    }
    rows = tree["/price/ahead"].sizes["row"]
    tree["/price/fit"].attrs["of"] = rows
    said = subset_note(names, "tier1", xr.DataTree.from_dict(tree)).text
    assert f"{rows:,} of 123,456 rows one period ahead" in said and "trained on," not in said


def test_long_lists_are_cut():
    assert first_few("abc") == "a, b and c"
    assert first_few("abcdef", most=4) == "a, b, c, d and 2 more"

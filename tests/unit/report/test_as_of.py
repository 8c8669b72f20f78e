"""A page on what was known on a day says so."""

from dataclasses import replace

import pandas as pd
import pytest

from tradewinds.data.left_out import PUBLISHED_LATER, REPLACED, nothing_left_out

pytestmark = pytest.mark.slow


def test_the_day_stands_at_the_top_and_what_came_later_is_counted(complete):
    entry = {"of_rows": 640, "sectors": 0, "of_sectors": 0, "variable": "", "share": float("nan")}
    rows = [entry | {"reason": PUBLISHED_LATER, "rows": 40}, entry | {"reason": REPLACED, "rows": 7}]
    data = complete.experiment["data"] | {"as_of": "2019-06-30"}
    left_out = pd.DataFrame(rows)[list(nothing_left_out())]
    made = replace(complete, experiment=complete.experiment | {"data": data}, left_out={"sectors": left_out})
    frame = made.page().summary
    assert "as known on 30 Jun 2019" in frame.query("role == 'about'")["text"].item()
    told = "\n".join(frame[frame["section"] == "data"]["text"])
    assert "As known on 30 Jun 2019: figures published later are not in it." in told
    assert "40 of 640 rows published later." in told
    assert "7 of 640 rows replaced by a figure published after them." in told
    assert "Not in these results" not in "\n".join(frame[frame["section"] == "short"]["text"])


def test_nothing_is_said_where_all_that_is_known_is_used(complete):
    assert not complete.page().summary["text"].str.contains("known on").any()

"""Training tables cut forward in time, once per origin."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.data.split import rolling_origins
from tradewinds.errors import DataError


def table(periods: int, sectors: tuple[str, ...] = ("a", "b")) -> pd.DataFrame:
    made = pd.DataFrame(
        {"sector": np.repeat(sectors, periods), "period": np.tile(np.arange(1, periods + 1), len(sectors))}
    )
    return made.assign(role=np.where(made["period"] % 7 == 0, "inside", "fit"))


def test_every_origin_trains_on_all_that_comes_before_its_own_run_of_periods():
    found = rolling_origins({"sectors": table(50)}, share=0.2, origins=2)
    runs = [(set(train["sectors"]["period"]), set(test["sectors"]["period"])) for train, test in found]
    assert runs == [
        (set(range(1, 41)), set(range(41, 46))),
        (set(range(1, 46)), set(range(46, 51))),
    ]


def test_rows_held_out_inside_are_targets_of_nothing():
    for train, test in rolling_origins({"sectors": table(50)}, share=0.2, origins=2):
        for part, other in ((train["sectors"], "fit"), (test["sectors"], "ahead")):
            held = part["period"] % 7 == 0
            assert set(part.loc[held, "role"]) <= {"inside"} and set(part.loc[~held, "role"]) == {other}


def test_each_table_is_cut_at_its_own_share():
    found = rolling_origins({"sectors": table(50), "national": table(20, ("nation",))}, 0.2, 1)
    ((_, test),) = found
    assert [test[name]["period"].min() for name in ("sectors", "national")] == [41, 17]


def test_too_few_periods_are_an_error():
    with pytest.raises(DataError, match="Lower sweep.origins"):
        rolling_origins({"sectors": table(3)}, share=0.2, origins=3)

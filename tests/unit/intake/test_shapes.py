"""Files in the shapes in which they come: each is a first valid experiment with the numbers that it holds."""

import numpy as np
import pandas as pd
import pytest
from invented_trade import SHAPES

from tradewinds.data.sources import raw_files, read_tables
from tradewinds.settings.compose import compose

pytestmark = pytest.mark.slow

VARIABLES = {"price": "price", "duty": "tariff", "tonnes": "volume", "value": "value"}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_is_a_first_experiment_with_its_numbers(shape, start, shipped_configs, tmp_path):
    if shape.endswith(".xlsx"):
        pytest.importorskip("openpyxl")
    truth = SHAPES[shape](tmp_path / shape)
    found, asked = start(tmp_path / shape)
    assert len(asked) <= 2
    experiment = compose(shipped_configs, "mine")
    assert experiment.tier1.equations and experiment.report.question
    table = read_tables(experiment.data, raw_files(experiment.data, found.table.parent))["sectors"]
    known = [name for name in VARIABLES if name in truth]
    whole = truth.dropna(subset=known)
    assert len(table) == len(whole)
    whole = whole.assign(period=whole["period"].dt.to_timestamp().astype("datetime64[ns]"))
    both = whole.merge(
        table, left_on=["product", "period"], right_on=["sector", "period"], suffixes=("_file", "")
    )
    assert len(both) == len(whole)
    for name in known:
        expected = both[f"{name}_file" if f"{name}_file" in both else name] / (100 if name == "duty" else 1)
        np.testing.assert_allclose(both[VARIABLES[name]], expected, rtol=1e-12)
    assert isinstance(both, pd.DataFrame)


def test_of_very_many_series_the_largest_are_asked_about(start, shipped_configs, tmp_path, monkeypatch):
    monkeypatch.setattr("tradewinds.intake.settings_files._MANY_SERIES", 1)
    shape = next(iter(SHAPES))
    SHAPES[shape](tmp_path / shape)
    start(tmp_path / shape)
    assert compose(shipped_configs, "mine").data.tables["sectors"].most_series == 2000

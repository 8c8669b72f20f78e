"""A tariff path from a user's CSV: what is read, and what is refused in one line."""

import numpy as np
import pytest

from tradewinds.data.path_file import read_path
from tradewinds.errors import ScenarioError
from tradewinds.settings.data_table import Frequency


def read(tmp_path, text: str, frequency: str = "month"):
    file = tmp_path / "mine.csv"
    file.write_text(text)
    return read_path(file, "tariff", Frequency(frequency))


def test_sectors_keep_their_zeros_and_periods_are_dates(tmp_path):
    table = read(tmp_path, "sector,period,tariff,note\n011,2020-01,0.1,x\n011,2020-02,0.25,y\n")
    assert table["sector"].tolist() == ["011", "011"]
    assert table["period"].to_numpy().astype("datetime64[M]").astype(str).tolist() == ["2020-01", "2020-02"]
    np.testing.assert_array_equal(table["tariff"], [0.1, 0.25])


def test_a_path_for_all_sectors_has_none(tmp_path):
    assert list(read(tmp_path, "period,tariff\n17,0.1\n", "step")) == ["period", "tariff"]


@pytest.mark.parametrize("code", ["NA", "null", "None", "nan"])
def test_a_code_that_others_take_for_nothing_is_a_sector(tmp_path, code):
    table = read(tmp_path, f"sector,period,tariff\n{code},2020-01,0.1\nDE,2020-01,0.2\n")
    assert table["sector"].tolist() == [code, "DE"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("period,tariff\n2020-01,0.1\n2020-02,..\n", "tariff = .. in row 2 (1 of 2 rows); expected a number"),
        ("period,tariff\n2020,0.1\n2020-02,0.1\n", "1 of 2 periods are years, not months"),
        ("period,tariff\n2019-12-31T23:00:00Z,0.1\n", "1 of 1 periods have a time of day"),
        (
            "period,rate\n2020-01,0.1\n",
            "mine.csv: no column 'tariff' among period, rate; expected period, tariff",
        ),
        ("month,tariff\n2020-01,0.1\n", "no column 'period'"),
        ("period,tariff\nJanuary,0.1\n", "row 1: 'January'"),
        (
            "period,tariff\n2020-01,0.1\n2020-02,\n",
            "tariff = nothing in row 2 (1 of 2 rows); expected a number",
        ),
        ("period,tariff\n2020-01,inf\n", "tariff = inf in row 1"),
        ("period,tariff\n2020-01,a lot\n", "tariff = a lot in row 1"),
        (
            "period,tariff\n2020-01,-0.1\n",
            "tariff = -0.1 in row 1 (1 of 1 rows); expected rates of at least 0",
        ),
        (
            "period,tariff\n2020-01,25\n",
            "tariff = 25 in row 1 (1 of 1 rows); expected fractions of at most 1: 0.25",
        ),
        ("period,tariff\n2020-01,0.1\n2020-01,0.2\n", "period = 2020-01 in row 2"),
        ("sector,period,tariff\na,2020-01,0.1\na,2020-01,0.2\n", "expected each sector and period once"),
        ("sector,period,tariff\na,2020-01,0.1\n,2020-02,0.9\n", "sector = nothing in row 2"),
        ("", "cannot be read"),
        ("sector,period,tariff\n", "mine.csv: no rows; expected a rate in every period"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(tmp_path, text, words):
    with pytest.raises(ScenarioError) as error:
        read(tmp_path, text)
    assert words in str(error.value) and "\n" not in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ScenarioError, match=r"no file .*mine.csv; .*TRADEWINDS_DATA"):
        read_path(tmp_path / "mine.csv", "tariff", Frequency.month)


def test_rates_in_percent_and_above_one_where_they_are_meant(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("period,tariff\n2020-01,145\n2020-02,0.5\n")
    found = read_path(file, "tariff", Frequency.month, (0.0, 1.5), percent=True)
    np.testing.assert_allclose(found["tariff"], [1.45, 0.005])
    with pytest.raises(ScenarioError, match="percent of at most 100: “written: percent” is set.*“largest”"):
        read_path(file, "tariff", Frequency.month, percent=True)
    with pytest.raises(ScenarioError, match="at most 1: 0.25 for 25 %.*“written: percent”.*“largest”"):
        read_path(file, "tariff", Frequency.month)
    file.write_text("period,tariff\n2020-01,-0.02\n")
    assert read_path(file, "tariff", Frequency.month, (-0.05, 1.0))["tariff"].tolist() == [-0.02]

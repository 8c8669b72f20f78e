"""What is asked, of whom, and what stands in place of an answer."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.artifacts import read_table
from tradewinds.errors import DataError, SettingsError, TradewindsError
from tradewinds.intake.record import StartOptions
from tradewinds.intake.start import experiment_name, looked_at
from tradewinds.settings.compose import compose

pytestmark = pytest.mark.slow

MONTHS = pd.period_range("2015-01", periods=30, freq="M").astype(str)


def trade(**columns):
    rng = np.random.default_rng(2)
    rows = pd.MultiIndex.from_product([["CN", "DE"], MONTHS], names=["origin", "month"]).to_frame(index=False)
    rows["imports_usd"] = np.round(1000 + 100 * rng.random(len(rows)), 1)
    return rows.assign(**{name: make(rng, len(rows)) for name, make in columns.items()})


def rates(largest):
    return lambda rng, size: np.round(np.r_[largest, largest * 0.9 * rng.random(size - 1)], 3)


@pytest.fixture
def file(tmp_path):
    def write(rows):
        path = tmp_path / "mine.csv"
        path.write_text(rows.to_csv(index=False), encoding="utf-8")
        return path

    return write


def test_nothing_is_asked_that_can_be_seen(start, file):
    assert start(file(trade(tariff=rates(0.25))))[1] == []
    assert start(file(trade(tariff=rates(25))))[1] == []
    assert start(file(trade(tariff_percent=rates(0.9))))[1] == []


def test_a_rate_that_can_be_either_is_asked(start, file):
    path = file(trade(tariff=lambda rng, size: np.r_[1.45, np.round(0.3 * rng.random(size - 1), 3)]))
    for answer, percent in (("percent", True), ("fraction", False)):
        found, asked = start(path, answers={"--written": answer})
        assert [one.option for one in asked] == ["--written"] and "is that 1.45 %, or 145 %?" in asked[0].text
        assert found.look.tidy.variables["tariff"].percent == percent
        assert f"said by you: --written {answer}" in found.data.read_text(encoding="utf-8")
    found, asked = start(path, written="fraction")
    assert (
        asked == []
        and compose(found.data.parents[1], "mine").data.tables["sectors"].variables["tariff"].largest == 1.5
    )


def test_which_of_two_tariffs_is_asked(start, file):
    path = file(trade(mfn_rate=rates(0.2), tariff=rates(0.3)))
    found, asked = start(path, answers={"--tariff": "mfn_rate"})
    assert [one.option for one in asked] == ["--tariff"] and set(asked[0].answers) == {"mfn_rate", "tariff"}
    assert (
        found.look.tidy.variables["tariff"].column == "mfn_rate"
        and "tariff" in found.look.record.facts["columns not used"]
    )


def test_a_column_whose_name_says_nothing_is_asked_for(start, file):
    found, asked = start(file(trade(x1=rates(0.2), x2=rates(0.3))), answers={"--tariff": "x2"})
    assert set(asked[0].answers) == {"x1", "x2", "none"}
    assert found.look.tidy.variables["tariff"].column == "x2"


def test_a_table_without_a_tariff_has_a_rate_of_nought(start, file, shipped_configs):
    start(file(trade()), tariff="none")
    table = compose(shipped_configs, "mine").data.tables["sectors"]
    assert table.constants == {"tariff": 0.0} and list(table.variables) == ["tariff", "value"]


def test_dates_that_can_be_read_in_two_ways_are_asked(start, file):
    days = [f"{day:02d}/{month:02d}/2019" for month in range(1, 13) for day in (2, 5, 9)]
    rows = pd.DataFrame(
        {"date": days, "tariff": np.linspace(0.1, 0.2, 36), "imports_usd": np.linspace(9, 8, 36)}
    )
    found, asked = start(file(rows), answers={"--dates": "day"})
    assert [one.option for one in asked] == ["--dates"] and len(read_table(found.table)) == 12
    assert start(file(rows), dates="day")[1] == []


def test_no_more_than_two_questions_are_asked_and_the_rest_is_doubted(start, file):
    days = [f"{day:02d}/{month:02d}/2019" for month in range(1, 13) for day in (2, 5, 9)]
    rows = pd.DataFrame(
        {"date": days, "a": ["1,234"] * 36, "b": ["1,500"] + ["0.25"] * 35, "imports": np.linspace(9, 8, 36)}
    )
    rows["b"] = ["1.45"] + ["0.25"] * 35
    found, asked = start(file(rows), answers={"--dates": "day", "--tariff": "b"})
    assert len(asked) == 2
    assert any("--written" in doubt for doubt in found.look.record.doubts)
    assert "--written" in found.data.read_text(encoding="utf-8")


def test_without_a_terminal_the_options_are_named_and_following_them_helps(file):
    path = file(trade(x1=lambda rng, size: np.r_[1.45, np.round(0.3 * rng.random(size - 1), 3)]))
    with pytest.raises(DataError, match="Give --tariff x1 or --tariff none") as caught:
        looked_at(path, "mine", StartOptions())
    assert "no terminal to ask at" in str(caught.value)
    look = looked_at(path, "mine", StartOptions(tariff="x1"))
    assert "Give --written percent or --written fraction" in str(look.faults[0])
    assert looked_at(path, "mine", StartOptions(tariff="x1", written="fraction")).faults == []


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"sheet": "Data"}, "--sheet Data, and mine.csv has no such thing; expected one of the sheets"),
        (
            {"sector": ("month",)},
            "the column month names the periods; expected another one: origin, imports_usd",
        ),
        ({"price": "month"}, "the column month names the periods"),
        (
            {"tariff": "duty"},
            "no column duty; expected columns of the file: origin, imports_usd, tariff. Name",
        ),
        ({"tariff": "tariff", "price": "tariff"}, "the column tariff is named for two things"),
        ({"tariff": "tariff", "sector": ("tariff",)}, "the column tariff is named for two things"),
    ],
)
def test_an_option_that_cannot_be_followed_is_refused(file, options, found):
    with pytest.raises(DataError) as caught:
        looked_at(file(trade(tariff=rates(0.2))), "mine", StartOptions(**options))
    assert str(caught.value).startswith(found)


def test_a_file_of_columns_has_no_line_of_names(tmp_path):
    trade(tariff=rates(0.2)).to_parquet(tmp_path / "mine.parquet")
    with pytest.raises(DataError, match="--header 1, and mine.parquet has no such thing"):
        looked_at(tmp_path / "mine.parquet", "mine", StartOptions(header=1))


def test_what_is_no_file_or_may_not_be_read_is_named(tmp_path, monkeypatch):
    with pytest.raises(DataError, match="is a folder; expected the file of a table"):
        looked_at(tmp_path, "mine", StartOptions())
    path = tmp_path / "mine.csv"
    path.write_text("a,b\n")

    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", refuse)
    with pytest.raises(
        DataError, match="mine.csv cannot be read .Permission denied.; expected a file that you"
    ):
        looked_at(path, "mine", StartOptions())


def test_names_are_words_of_settings(tmp_path):
    assert experiment_name(tmp_path / "US Imports-2024.csv.gz") == "us_imports_2024"
    assert experiment_name(tmp_path / "2024.csv") == "data_2024"
    assert experiment_name(tmp_path / "null.csv") == "data_null"
    with pytest.raises(SettingsError, match="Give --name NAME"):
        experiment_name(tmp_path / "数.csv")
    for name in ("null", "Yes", "NaN"):
        with pytest.raises(
            SettingsError, match=f"the name '{name}', which files of settings take for no text"
        ):
            experiment_name(tmp_path / "mine.csv", name)


def test_nothing_that_is_there_is_written_over(shipped_configs, file, tmp_path):
    from tradewinds.intake.start import started

    path, data = file(trade(tariff=rates(0.2))), tmp_path / "data"
    before = (shipped_configs / "data" / "coffee.yaml").read_bytes()
    with pytest.raises(SettingsError, match="coffee.yaml.*--name NAME"):
        started(path, "coffee", StartOptions(), shipped_configs, data)
    assert (shipped_configs / "data" / "coffee.yaml").read_bytes() == before
    started(path, "another", StartOptions(), shipped_configs, data)
    with pytest.raises(SettingsError, match="--replace"):
        started(path, "another", StartOptions(), shipped_configs, data)
    started(path, "another", StartOptions(), shipped_configs, data, replace=True)


@pytest.mark.parametrize(
    "name, words",
    [
        ("coffee", "data/coffee.yaml and .*experiment/coffee.yaml were"),  # data and experiment
        ("linear", "data/linear.yaml was"),  # data alone
        ("effects", "experiment/effects.yaml was"),  # an experiment alone
    ],
)
def test_what_no_start_wrote_is_not_replaced(shipped_configs, file, tmp_path, name, words):
    from tradewinds.intake.start import started

    path, before = file(trade(tariff=rates(0.2))), contents(shipped_configs)
    with pytest.raises(SettingsError, match=f"{words} not written by `tradewinds start`.*Give --name NAME"):
        started(path, name, StartOptions(), shipped_configs, tmp_path / "data", replace=True)
    assert contents(shipped_configs) == before and not (tmp_path / "data").exists()


@pytest.mark.parametrize("stage", [None, "read"])
def test_a_table_that_no_start_wrote_is_not_replaced(shipped_configs, file, tmp_path, stage):
    from tradewinds.artifacts import write_table
    from tradewinds.intake.start import started
    from tradewinds.provenance import document

    table = tmp_path / "data" / "own.parquet"
    said = {} if stage is None else document(experiment="x", stage=stage, settings={}, inputs={}, code="")
    table.parent.mkdir()
    if stage is None:
        trade().to_parquet(table)
    else:
        write_table(trade(), table, said)
    before = table.read_bytes()
    with pytest.raises(SettingsError, match="own.parquet was not written by `tradewinds start`"):
        started(
            file(trade(tariff=rates(0.2))), "own", StartOptions(), shipped_configs, table.parent, replace=True
        )
    assert table.read_bytes() == before and not list(shipped_configs.rglob("own.yaml"))


def test_what_a_start_with_a_long_name_wrote_is_replaced(shipped_configs, tmp_path):
    """The comment that says so is broken into lines."""
    from tradewinds.intake.start import started

    long = tmp_path / f"{'x' * 75}.csv"
    trade(tariff=rates(0.2)).to_csv(long, index=False)
    for again in (False, True):
        started(long, "long", StartOptions(), shipped_configs, tmp_path / "data", replace=again)
    assert "understood it" not in (shipped_configs / "data" / "long.yaml").read_text().splitlines()[1]


def contents(folder):
    return {file: file.read_bytes() for file in folder.rglob("*.yaml")}


def test_what_fails_leaves_nothing_behind(shipped_configs, file, tmp_path, monkeypatch):
    from tradewinds.intake import start as module

    monkeypatch.setattr(module, "experiment_file", lambda name, tidy: "# @package _global_\nnonsense: 1\n")
    with pytest.raises(TradewindsError):
        module.started(
            file(trade(tariff=rates(0.2))), "broken", StartOptions(), shipped_configs, tmp_path / "data"
        )
    assert not list(shipped_configs.rglob("broken.*")) and not list((tmp_path / "data").iterdir())

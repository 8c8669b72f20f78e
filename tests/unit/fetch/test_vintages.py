"""Which vintage an experiment reads, and what is said where there is none."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tradewinds.data.sources import raw_files, raw_inputs
from tradewinds.errors import DataError, FetchError, SettingsError
from tradewinds.fetch.tables import read_source, requested_sources
from tradewinds.settings.compose import compose
from tradewinds.vintages import chosen_vintage, vintages_of

CONFIGS = Path(__file__).parents[3] / "configs"
FILE = "us_imports_by_industry_origin_month.parquet"


PART = {"vintage": "2026-11-30T120000Z", "record": "0"}


def put(folder: Path, name: str, value: float = 1.0, source: str = "census_industry") -> Path:
    """A vintage with one row."""
    place = folder / source / name
    place.mkdir(parents=True)
    pd.DataFrame({"value": [value]}).to_parquet(place / FILE)
    digest = hashlib.sha256((place / FILE).read_bytes()).hexdigest()
    (place / "record.json").write_text(json.dumps({"table": {"file": FILE, "sha256": digest}, "answers": []}))
    return place


def data_with(vintage: str | None = None, **changes):
    data = compose(CONFIGS, "us_trade").data
    return replace(data, tables={"sectors": replace(data.tables["sectors"], vintage=vintage, **changes)})


@pytest.mark.slow
def test_the_newest_is_read_or_the_one_that_is_named(tmp_path):
    for name in ("2026-10-31T120000Z", "2026-11-30T120000Z", "2026-11-29T120000Z"):
        put(tmp_path, name)
    assert [one.name[:10] for one in vintages_of("census_industry", tmp_path)] == [
        "2026-10-31",
        "2026-11-29",
        "2026-11-30",
    ]
    for wanted, found in ((None, "2026-11-30"), ("2026-11-29", "2026-11-29"), ("2026-10", "2026-10-31")):
        files = raw_inputs(data_with(wanted), tmp_path)["sectors"]
        assert files[0].parent.name == f"{found}T120000Z" and files[1].name == "record.json"


@pytest.mark.slow
def test_a_vintage_goes_before_a_file_of_the_same_name_and_not_before_another(tmp_path):
    place = put(tmp_path, "2026-11-30T120000Z")
    for name in (FILE, "mine.parquet"):
        pd.DataFrame({"value": [2.0]}).to_parquet(tmp_path / name)
    assert raw_files(data_with(), tmp_path)["sectors"] == place / FILE
    assert raw_files(data_with(file="mine.parquet"), tmp_path)["sectors"] == tmp_path / "mine.parquet"
    assert raw_files(data_with(source=None), tmp_path)["sectors"] == tmp_path / FILE


def test_a_vintage_of_a_table_with_another_name_is_refused_where_it_is_asked_for(tmp_path):
    put(tmp_path, "2026-11-30T120000Z")
    pd.DataFrame({"value": [2.0]}).to_parquet(tmp_path / "mine.parquet")
    with pytest.raises(FetchError, match=f"holds {FILE}, no mine.parquet.*Set file to {FILE}"):
        raw_files(data_with("2026-11-30", file="mine.parquet"), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [
        *(
            '{"table": {"file"',
            "\xff",
            "[]",
            "{}",
            '{"table": 1, "answers": []}',
            '{"table": {}, "answers": []}',
        ),
        '{"table": {"file": "/etc/hosts", "sha256": "0"}, "answers": []}',
        '{"table": {"file": "a", "sha256": "0"}, "answers": [{"file": "../../b", "sha256": "0"}]}',
        json.dumps({"table": {"file": "", "sha256": ""}, "answers": [], "parts": {"../c": PART}}),
    ],
)
def test_a_damaged_record_is_named(tmp_path, damage):
    record = put(tmp_path, "2026-11-30T120000Z") / "record.json"
    record.write_text(damage, encoding="latin-1")
    with pytest.raises(FetchError, match="record.json is damaged.*Remove the vintage's folder") as caught:
        raw_files(data_with(), tmp_path)
    assert "\n" not in str(caught.value)


def test_vintages_that_are_made_of_each_other_have_a_day(tmp_path):
    """No fetch makes such records; one that somebody changed is for the audit to name."""
    names = {"a": "2026-11-30T120000Z", "b": "2026-10-30T120000Z"}
    places = {source: put(tmp_path, name, source=source) for source, name in names.items()}
    for source, other in (("a", "b"), ("b", "a")):
        record = places[source] / "record.json"
        said = json.loads(record.read_text()) | {"parts": {other: {"vintage": names[other], "record": "0"}}}
        record.write_text(json.dumps(said))
    assert [chosen_vintage(source, tmp_path, None).known for source in "ab"] == ["2026-11-30"] * 2


def test_a_vintage_that_is_not_there_is_named_with_those_that_are(tmp_path):
    put(tmp_path, "2026-11-30T120000Z")
    with pytest.raises(
        FetchError, match="no vintage 2025 of census_industry; expected one of those there: 2026-11-30"
    ):
        raw_files(data_with("2025"), tmp_path)


def test_a_table_changed_by_hand_is_refused(tmp_path):
    place = put(tmp_path, "2026-11-30T120000Z")
    pd.DataFrame({"value": [3.0]}).to_parquet(place / FILE)
    with pytest.raises(FetchError, match="is not what its record says"):
        chosen_vintage("census_industry", tmp_path, None)


def test_half_a_vintage_is_none(tmp_path):
    place = put(tmp_path, "2026-11-30T120000Z")
    (place / "record.json").unlink()
    assert chosen_vintage("census_industry", tmp_path, None) is None
    with pytest.raises(DataError, match="Fetch it from census_industry: tradewinds fetch EXPERIMENT"):
        raw_files(data_with(), tmp_path)


def test_a_vintage_needs_a_source():
    with pytest.raises(SettingsError, match="vintage = '2026'; expected nothing. Set source beside it"):
        compose(CONFIGS, "us_trade", ["data.tables.sectors.source=null", "data.tables.sectors.vintage=2026"])


@pytest.mark.slow
def test_every_source_of_an_experiment_is_there():
    for file in (CONFIGS / "experiment").glob("*.yaml"):
        try:
            data = compose(CONFIGS, file.stem).data
        except SettingsError:
            continue
        for table in data.tables.values():
            if table.source:
                assert Path(read_source(table.source, CONFIGS).file).stem == Path(table.file).stem


@pytest.mark.slow
def test_what_cannot_be_fetched_is_said():
    for name, words in (
        ("quickstart", "Its data are simulated"),
        ("coffee", "no table of it names a source"),
    ):
        with pytest.raises(FetchError, match=f"{name} has nothing to fetch.*{words}"):
            requested_sources({name: compose(CONFIGS, name)}, CONFIGS)


@pytest.mark.parametrize(
    "text, words",
    [
        ("reader: nobody", "publisher is not set"),
        ("a: [", "cannot be read"),
        ("urls: x", "unknown key urls"),
    ],
)
def test_a_wrong_file_of_a_source_is_one_line(tmp_path, text, words):
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "mine.yaml").write_text(text)
    with pytest.raises(SettingsError, match=words):
        read_source("mine", tmp_path)
    with pytest.raises(SettingsError, match="source yours; expected one of mine"):
        read_source("yours", tmp_path)


@pytest.mark.slow
def test_on_a_day_the_newest_vintage_known_by_then_is_read(tmp_path):
    for name in ("2026-10-31T120000Z", "2026-11-30T120000Z"):
        put(tmp_path, name)
    for day, found in (
        ("2026-11-29", "2026-10-31"),
        ("2026-11-30", "2026-11-30"),
        ("2027-01-01", "2026-11-30"),
    ):
        files = raw_inputs(replace(data_with(), as_of=day), tmp_path)["sectors"]
        assert files[0].parent.name[:10] == found


def test_a_vintage_of_an_earlier_day_is_known_then_and_not_the_newest(tmp_path):
    """Fetched last, of figures as of 2019 (ALFRED): what is read without as_of is what is known now."""
    put(tmp_path, "2026-10-31T120000Z")
    late = put(tmp_path, "2026-11-30T120000Z")
    record = json.loads((late / "record.json").read_text())
    record["settings"] = {"options": {"as_of": "2019-06-30"}}
    (late / "record.json").write_text(json.dumps(record))
    assert chosen_vintage("census_industry", tmp_path, None).name[:10] == "2026-10-31"
    assert chosen_vintage("census_industry", tmp_path, None, "2019-12-31").name[:10] == "2026-11-30"
    assert chosen_vintage("census_industry", tmp_path, "2026-11").name[:10] == "2026-11-30"


def test_a_fetch_taken_up_again_is_known_when_its_last_answer_came(tmp_path):
    """Begun on the 28th, ended on the 30th: on the 29th it was not known."""
    place = put(tmp_path, "2026-11-28T120000Z")
    put(tmp_path, "2026-10-31T120000Z")
    record = json.loads((place / "record.json").read_text())
    times = ("2026-11-30T08:00:00Z", "2026-11-28T12:00:01Z")
    record["answers"] = [{"file": f"{n}", "sha256": "", "time": time} for n, time in enumerate(times)]
    (place / "record.json").write_text(json.dumps(record))
    for day, found in (("2026-11-29", "2026-10-31"), ("2026-11-30", "2026-11-28")):
        assert chosen_vintage("census_industry", tmp_path, None, day).name[:10] == found


def test_a_source_is_fetched_as_of_each_day_that_is_asked_for():
    border = compose(CONFIGS, "us_border")
    days = ("2019-06-30", "2020-06-30", None)
    asked = {str(day): replace(border, data=replace(border.data, as_of=day)) for day in days}
    found = requested_sources(asked, CONFIGS)
    nation = {name: one.options.get("as_of") for name, one in found.items() if "fred_national" in name}
    assert sorted(map(str, nation.values())) == ["2019-06-30", "2020-06-30", "None"]
    assert all(name.partition("@")[0] == "fred_national" for name in nation)


@pytest.mark.slow
def test_a_table_of_which_nothing_says_when_it_was_known_is_an_error(tmp_path):
    pd.DataFrame({"value": [2.0]}).to_parquet(tmp_path / FILE)
    for changes, said in (({}, "none of it is there"), ({"source": None}, "none of it is there")):
        with pytest.raises(FetchError, match=f"as_of = 2019-06-30: nothing says .*{said}"):
            raw_inputs(replace(data_with(**changes), as_of="2019-06-30"), tmp_path)
    put(tmp_path, "2026-10-31T120000Z")
    with pytest.raises(FetchError, match="the oldest of its vintages is of 2026-10-31"):
        raw_inputs(replace(data_with(), as_of="2019-06-30"), tmp_path)
    dated = replace(data_with(published="out"), as_of="2019-06-30")  # the remedy: its rows say it themselves
    assert raw_inputs(dated, tmp_path)["sectors"][0].parent.name[:10] == "2026-10-31"


@pytest.mark.slow
def test_of_an_earlier_day_what_its_publisher_keeps_is_fetched():
    border = compose(CONFIGS, "us_border")
    asked = {"us_border": replace(border, data=replace(border.data, as_of="2019-06-30"))}
    ((name, source),) = requested_sources(asked, CONFIGS).items()
    assert name == "fred_national" and source.options["as_of"] == "2019-06-30"
    trade = compose(CONFIGS, "us_trade")
    with pytest.raises(FetchError, match="no source of census_industry gives figures as they were"):
        requested_sources({"us_trade": replace(trade, data=replace(trade.data, as_of="2019-06-30"))}, CONFIGS)

import json
import shutil

import pandas as pd
import pytest

from tradewinds.artifacts import read_provenance, value_hash, write_table
from tradewinds.audit import Audit, Planned, differences
from tradewinds.provenance import document
from tradewinds.vintages import file_hash

SETTINGS = {"data": {"periods": 30}}


@pytest.fixture
def lab(tmp_path):
    """A raw file, a panel made from it, and a training table made from the panel."""
    raw, results = tmp_path / "data", tmp_path / "results"
    raw.mkdir()
    (raw / "imports.csv").write_text("price\n1\n")
    panel, train = "prepare/panel.parquet", "prepare/train.parquet"

    def make(path, stage, inputs, values):
        provenance = document(
            experiment="test", stage=stage, settings=SETTINGS, inputs=inputs, code=f"code of {stage}", seed=1
        )
        write_table(pd.DataFrame({"price": values}), results / path, provenance)

    make(panel, "read", {"raw/imports.csv": value_hash(raw / "imports.csv")}, [1.0, 2.0])
    make(train, "split", {panel: value_hash(results / panel)}, [1.0])
    planned = [
        Planned(panel, "read", SETTINGS, "code of read", 1, ("raw/imports.csv",)),
        Planned(train, "split", SETTINGS, "code of split", 1, (panel,)),
    ]
    return results, raw, planned


def test_what_follows_passes_without_notes(lab):
    audit = Audit(*lab)
    assert audit.finding is None
    assert audit.notes == []


def test_a_changed_number_is_found_where_it_was_changed(lab):
    results, raw, planned = lab
    path = results / planned[0].path
    kept = read_provenance(path)
    write_table(pd.DataFrame({"price": [1.0, 2.5]}), path, kept)
    document = read_provenance(path)
    assert Audit(*lab).finding.path == planned[1].path
    assert Audit(*lab).finding.cause == "input"
    _restamp(path, document | {"values": kept["values"]})
    assert (Audit(*lab).finding.path, Audit(*lab).finding.cause) == (planned[0].path, "value")
    assert "run snakemake" in str(Audit(*lab).finding)


def _restamp(path, document):
    """Put another provenance into a Parquet file, as who edits a file and keeps its metadata would."""
    import json

    import pyarrow.parquet as pq

    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({"tradewinds": json.dumps(document)}), path)


@pytest.mark.parametrize(
    ("change", "cause", "words"),
    [
        ({"settings": {"data": {"periods": 40}}}, "settings", "data.periods = 30, which is 40 now"),
        ({"code": "edited"}, "code", "the code of “split”"),
        ({"seed": 2}, "seed", "made with seed 1, the settings say 2"),
        ({"stage": "scale"}, "stage", "the stage split made it, and scale does"),
        ({"inputs": ("prepare/panel.parquet", "b.nc")}, "inputs", "it was made from lacks b.nc"),
        ({"inputs": ()}, "inputs", "has prepare/panel.parquet, which is no input of it"),
        ({"path": "prepare/other.parquet"}, "missing", "other.parquet is missing"),
    ],
)
def test_the_cause_is_named(lab, change, cause, words):
    results, raw, (panel, train) = lab
    planned = [panel, Planned(**(vars(train) | change))]
    finding = Audit(results, raw, planned).finding
    assert finding.cause == cause
    assert words in str(finding)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"inputs": {}}, "inputs"),
        ({"settings_hash": "0" * 64}, "settings"),
        ({"stage": "read"}, "stage"),
    ],
)
def test_what_an_artifact_says_of_itself_is_not_believed(lab, change, cause):
    """Emptied inputs, a hash of other settings, another stage: each passed while it alone decided."""
    path = lab[0] / lab[2][1].path
    _restamp(path, read_provenance(path) | change)
    finding = Audit(*lab).finding
    assert (finding.path, finding.cause) == (lab[2][1].path, cause)


def test_the_first_in_the_order_of_the_pipeline_is_named(lab):
    results, raw, planned = lab
    edited = [Planned(**(vars(each) | {"code": "edited"})) for each in planned]
    assert Audit(results, raw, edited).finding.path == planned[0].path


def test_changed_raw_data_are_found_and_absent_ones_noted(lab):
    results, raw, planned = lab
    (raw / "imports.csv").write_text("price\n2\n")
    assert Audit(*lab).finding.cause == "input"
    (raw / "imports.csv").unlink()
    audit = Audit(*lab)
    assert audit.finding is None
    assert "raw/imports.csv is not in the data folder" in audit.notes[0]


def test_a_newer_vintage_is_found_and_absent_ones_are_not(lab):
    """Which vintage would be read can be told only where the data are."""
    results, raw, planned = lab
    newer = "raw/census/2026-11-30T120000Z/imports.parquet"
    planned[0] = Planned(planned[0].path, "read", SETTINGS, "code of read", 1, (newer,))
    assert Audit(*lab).finding is None
    (raw / "census" / "2026-11-30T120000Z").mkdir(parents=True)
    (raw / newer.removeprefix("raw/")).write_bytes(b"")
    finding = Audit(*lab).finding
    assert finding.cause == "inputs" and f"lacks {newer}" in finding.found


@pytest.fixture
def fetched(lab):
    """As ``lab``, with the panel made from a vintage that is made of another one, each with one answer."""
    results, raw, planned = lab
    place = raw / "border" / "2026-11-30T120000Z"
    put_vintage(place, {"values": put_vintage(raw / "values" / "2026-11-30T110000Z")})
    names = tuple(f"raw/border/{place.name}/{name}" for name in ("table.parquet", "record.json"))
    document = read_provenance(results / planned[0].path)
    inputs = {name: value_hash(raw / name.removeprefix("raw/")) for name in names}
    _restamp(results / planned[0].path, document | {"inputs": inputs})
    planned[0] = Planned(planned[0].path, "read", SETTINGS, "code of read", 1, names)
    return results, raw, planned


def put_vintage(place, parts=None):
    """A vintage; what another one that is made of it records."""
    (place / "raw").mkdir(parents=True)
    (place / "raw" / "2018.json").write_text("[1]")
    pd.DataFrame({"price": [1.0]}).to_parquet(place / "table.parquet")
    record = {
        "table": {"file": "table.parquet", "sha256": file_hash(place / "table.parquet")},
        "answers": [{"file": "2018.json", "sha256": file_hash(place / "raw" / "2018.json")}],
        "parts": parts or {},
    }
    (place / "record.json").write_text(json.dumps(record))
    return {"vintage": place.name, "record": file_hash(place / "record.json")}


@pytest.mark.parametrize("source", ["border", "values"])
@pytest.mark.parametrize("change", ["changed", "gone"])
def test_an_answer_of_a_vintage_that_was_changed_is_found(fetched, source, change):
    assert Audit(*fetched).finding is None
    answer = next((fetched[1] / source).glob("*/raw/2018.json"))
    answer.unlink() if change == "gone" else answer.write_text("[2]")
    finding = Audit(*fetched).finding
    assert finding.cause == "input" and f"{source}/{answer.parts[-3]}/raw/2018.json" in finding.found


def test_a_record_of_a_part_that_was_changed_is_found_and_an_absent_part_noted(fetched):
    part = next((fetched[1] / "values").iterdir())
    record = part / "record.json"
    record.write_text(record.read_text() + "\n")
    assert f"values/{part.name}/record.json" in Audit(*fetched).finding.found
    shutil.rmtree(part)
    audit = Audit(*fetched)
    assert audit.finding is None
    assert f"raw/values/{part.name} is not in the data folder" in audit.notes[0]


def test_damage_and_lost_provenance_are_found(lab):
    results, raw, planned = lab
    path = results / planned[0].path
    pd.DataFrame({"price": [1.0, 2.0]}).to_parquet(path)
    assert Audit(*lab).finding.cause == "damaged"
    path.write_bytes(path.read_bytes()[:-20])
    assert Audit(*lab).finding.cause == "damaged"


def test_other_versions_and_strangers_are_notes(lab):
    results, raw, planned = lab
    path = results / planned[1].path
    document = read_provenance(path)
    _restamp(path, document | {"packages": {"numpy": "0.1"}})
    audit = Audit(results, raw, planned[1:])
    assert audit.finding is None
    assert any("made with numpy 0.1" in note for note in audit.notes)
    assert "prepare/panel.parquet is not part of this experiment (any more)" in audit.notes


def test_differences_name_each_key():
    then = {"a": {"b": 1, "gone": 2}, "list": [1]}
    now = {"a": {"b": 2, "new": 3}, "list": [1]}
    assert list(differences(then, now)) == [
        "made with a.b = 1, which is 2 now",
        "a.gone = 2 is no longer a setting",
        "a.new = 3 is a new setting",
    ]

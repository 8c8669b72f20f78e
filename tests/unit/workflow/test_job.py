import gc
import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from job import Job

from tradewinds.artifacts import read_table, write_table
from tradewinds.carried_provenance import read_provenance, value_hash
from tradewinds.errors import ChangedError, DataError
from tradewinds.settings.split import SplitSettings
from tradewinds.values import hash_bytes, hash_table


class Named(list):
    """A list whose items also have names, as Snakemake's are."""

    def __init__(self, **items):
        super().__init__()
        self.items = items.items
        for name, value in items.items():
            self.extend(value if isinstance(value, list) else [value])
            setattr(self, name, value)

    def get(self, name, default=None):
        return getattr(self, name, default)


@pytest.fixture(autouse=True)
def usual_collection():
    """A job sets garbage collection for a process that is its own; that of the tests goes on as before."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
def snakemake(tmp_path, monkeypatch):
    results, raw = tmp_path / "results" / "tiny", tmp_path / "raw"
    monkeypatch.setenv("TRADEWINDS_DATA", str(raw))
    raw.mkdir()
    (raw / "imports.csv").write_text("a\n1\n")
    paths = [results / "prepare" / table / "train.parquet" for table in ("sectors", "national")]
    for path in paths:
        write_table(pd.DataFrame({"a": [1.0]}), path, {"stage": "split"})
    (results / "log").mkdir()
    return SimpleNamespace(
        input=Named(train=[str(path) for path in paths], raw=str(raw / "imports.csv")),
        output=Named(panel=str(results / "out.parquet")),
        params=Named(settings={"split": {"test_share": 0.3, "inside_share": 0.0}}, code="c0de", seed=3),
        wildcards=SimpleNamespace(experiment="tiny", table="sectors"),
        log=[str(results / "log" / "split.log")],
        rule="split",
    )


def test_a_job_reads_settings_and_tables_and_stamps_what_it_writes(snakemake):
    with Job(snakemake) as job:
        assert job.section(SplitSettings, "split") == SplitSettings(0.3, 0.0)
        assert set(job.tables.train) == {"sectors", "national"}
        write_table(job.tables.train["national"], job.output.panel, job.provenance())
    document = read_provenance(snakemake.output.panel)
    train = snakemake.input.train
    assert document["inputs"] == {
        "prepare/national/train.parquet": value_hash(train[1]),
        "prepare/sectors/train.parquet": value_hash(train[0]),
        "raw/imports.csv": value_hash(snakemake.input.raw),
    }
    assert (document["experiment"], document["stage"], document["seed"]) == ("tiny", "split", 3)


def test_what_an_input_claims_of_itself_is_not_handed_on(snakemake):
    """Also where a job does not read it, or reads it in parts: a number was changed, its hash was not."""
    path = snakemake.input.train[0]
    kept = pq.read_schema(path).metadata
    pq.write_table(pa.table({"a": [2.0]}).replace_schema_metadata(kept), path)
    job = Job(snakemake)
    with pytest.raises(ChangedError, match="sectors/train.parquet was changed after it was written"):
        job.provenance()


def test_what_was_read_is_not_read_again_for_its_hash(snakemake, monkeypatch):
    again = []
    monkeypatch.setattr("job.checked_hash", lambda path: again.append(Path(path).name) or value_hash(path))
    with Job(snakemake) as job:
        known = job.provenance()["inputs"]
        assert len(again) == 3
        again.clear()
    with Job(snakemake) as job:
        assert list(job.tables.train) == ["sectors", "national"]
        assert job.provenance()["inputs"] == known and again == ["imports.csv"]
    pq.write_table(pa.table({"a": [2.0]}).cast(pq.read_schema(snakemake.input[0])), snakemake.input[0])
    with Job(snakemake) as job, pytest.raises(ChangedError):
        job.read(snakemake.input[0])


def test_inputs_of_a_page_come_read_with_their_names_and_paths(snakemake):
    with Job(snakemake) as job:
        found, documents = job.found(), job.documents()
    assert set(found) == {"train"} and set(found["train"]) == {"sectors", "national"}
    assert [(one["input"], one["path"]) for one in documents] == [
        ("train", "prepare/sectors/train.parquet"),
        ("train", "prepare/national/train.parquet"),
    ]


def test_a_page_is_written_with_its_numbers_and_both_know_where_they_come_from(snakemake):
    folder = Path(snakemake.output.panel).parent
    snakemake.output = Named(page=str(folder / "index.html"), summary=str(folder / "index.parquet"))
    with Job(snakemake) as job:
        job.publish(SimpleNamespace(html="<p>1</p>", summary=pd.DataFrame({"value": [1.0]})))
    page, summary = (read_provenance(path) for path in snakemake.output)
    assert page["inputs"] == summary["inputs"] and page["stage"] == summary["stage"] == "split"
    assert read_table(snakemake.output.summary)["value"].tolist() == [1.0]


def test_what_is_said_is_seen_and_kept(snakemake, capsys):
    with Job(snakemake) as job:
        job.info("step 10")
        print("from a library")
    seen = capsys.readouterr()
    assert seen.err == "  split | step 10\n"
    with open(snakemake.log[0]) as log:
        assert log.read() == "  split | step 10\nfrom a library\n"


def test_a_users_error_is_one_line(snakemake, capsys):
    with pytest.raises(SystemExit) as end, Job(snakemake):
        raise DataError("price = -1 in row 3", "positive prices", "Correct it.")
    assert end.value.code == 1
    assert (
        capsys.readouterr().err
        == "  split | ERROR: price = -1 in row 3; expected positive prices. Correct it.\n"
    )


def test_any_other_error_keeps_its_traceback(snakemake, capsys):
    with pytest.raises(SystemExit), Job(snakemake):
        raise ZeroDivisionError("by zero")
    seen = capsys.readouterr().err
    assert "Traceback" in seen and "test_job.py" in seen
    with open(snakemake.log[0]) as log:
        assert "ZeroDivisionError: by zero" in log.read()


def test_the_manifest_lists_hashes_of_what_its_files_hold(snakemake):
    paths = [Path(path) for path in snakemake.input.train]
    write_table(pd.DataFrame({"a": [2.0]}), paths[1], {"stage": "scale"})
    manifest = paths[0].parents[2] / "manifest.json"
    snakemake.input, snakemake.output = Named(train=list(map(str, paths))), Named(manifest=str(manifest))
    snakemake.params.request = ("tiny", ("seed=2",))
    scripts = Path(__file__).parents[3] / "workflow" / "scripts"
    runpy.run_path(str(scripts / "manifest.py"), {"snakemake": snakemake})
    said = json.loads(manifest.read_text())
    assert said["request"] == {"experiment": "tiny", "overrides": ["seed=2"]}
    assert said["artifacts"] == [
        {
            "path": f"prepare/{table}/train.parquet",
            "stage": stage,
            "values": hash_table(pd.DataFrame({"a": [number]}), {}),
            "bytes": hash_bytes(path.read_bytes()),
        }
        for path, table, stage, number in zip(
            paths, ("sectors", "national"), ("split", "scale"), (1.0, 2.0), strict=True
        )
    ]

"""The audit finds what was changed behind the workflow's back, also where Snakemake's records are missing."""

import re
import shutil
import subprocess

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tradewinds.artifacts import read_table, write_table
from tradewinds.carried_provenance import read_provenance


def audit(laboratory):
    """Exit status, and what is said of the first artifact that is not verified; of all, where all are."""
    ended = laboratory.run("audit")
    said = ended.stdout + ended.stderr
    rows = re.findall(r"^(tampered|untraceable|stale|not checked) +(\S+) +(.*)$", said, flags=re.MULTILINE)
    all_of_it = re.findall(r"^audit of .*$", said, flags=re.MULTILINE)
    assert len(set(all_of_it)) == 1, said
    return ended.returncode, f"{rows[0][1]} is {rows[0][0]} ({rows[0][2]}" if rows else all_of_it[0]


def change_a_number(path):
    """One cell of a Parquet file, its metadata kept: what an edit by hand would do."""
    table = pq.read_table(path)
    frame = table.to_pandas()
    column = frame.select_dtypes("float64").columns[-1]
    frame.loc[3, column] += 1e-9
    changed = table.set_column(
        table.schema.get_field_index(column),
        table.schema.field(column),
        [pd.Series(frame[column]).to_numpy()],
    )
    pq.write_table(changed, path)


def test_what_was_just_made_follows_also_in_a_clone_and_an_archive(laboratory):
    shutil.rmtree(laboratory.folder / ".snakemake")
    before = {path: path.stat().st_mtime_ns for path in laboratory.folder.glob("results/**/*")}
    status, line = audit(laboratory)
    assert status == 0
    assert "artifacts follow from their inputs, settings, code and seed" in line
    assert not any(laboratory.folder.glob(".snakemake/metadata/*"))
    assert {path: path.stat().st_mtime_ns for path in laboratory.folder.glob("results/**/*")} == before
    archive = shutil.make_archive(laboratory.folder / "sent", "zip", laboratory.results)
    environment = {**laboratory.environment, "PYTHONPATH": str(laboratory.folder / "src")}
    command = [laboratory.python, "-m", "tradewinds.audit", archive, "--pages"]
    ended = subprocess.run(
        command, cwd=laboratory.folder, env=environment, capture_output=True, text=True, timeout=570
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "as manifest.json says" in ended.stdout and laboratory.overrides[0] in ended.stdout


def test_a_changed_number_is_named_and_nothing_is_made_again(laboratory):
    path = laboratory.results / "prepare" / "national" / "train.parquet"
    change_a_number(path)
    before = path.read_bytes()
    status, line = audit(laboratory)
    assert status != 0
    assert line.startswith("prepare/national/train.parquet is tampered (values: ")
    assert path.read_bytes() == before


def test_nothing_is_built_on_a_changed_number(laboratory):
    """Edited, and newer than what follows from it: who believed the hash beside it would certify it."""
    path = laboratory.results / "diagnose" / "tier1" / "scores.parquet"
    scores = pq.read_table(path).to_pandas()
    report = (laboratory.results / "report" / "index.html").read_bytes()
    scores.loc[0, scores.select_dtypes("float64").columns[0]] += 1.0
    pq.write_table(pa.Table.from_pandas(scores, preserve_index=False).cast(pq.read_schema(path)), path)
    ended = laboratory.run()
    assert ended.returncode != 0
    assert "diagnose/tier1/scores.parquet was changed after it was written" in ended.stdout + ended.stderr
    assert (laboratory.results / "report" / "index.html").read_bytes() == report
    path.unlink()
    laboratory.done()
    assert audit(laboratory)[0] == 0


def test_a_changed_prior_is_named_where_it_is_first_used(laboratory):
    path = laboratory.folder / "configs/experiment/quickstart.yaml"
    text = path.read_text().replace("tier2:\n", "tier2:\n  model:\n    prior:\n      output: 0.7\n", 1)
    path.write_text(text)
    status, line = audit(laboratory)
    assert status != 0
    assert line.startswith("fit/tier2/posterior.nc is stale (settings: ")
    assert "tier.model.prior.output" in line and "0.7" in line


def test_a_changed_line_of_library_code_is_named_where_it_first_runs(laboratory):
    path = laboratory.folder / "src/tradewinds/data/scale_fit.py"
    path.write_text(path.read_text().replace("count < 3", "count < 4"))
    status, line = audit(laboratory)
    assert status != 0
    assert line.startswith("prepare/tier1/scaler.nc is stale (code: ")


def test_a_changed_line_that_scripts_share_is_named_where_it_first_runs(laboratory):
    path = laboratory.folder / "workflow/checkpoints.py"
    path.write_text(path.read_text().replace("WORTH_KEEPING = 60.0", "WORTH_KEEPING = 61.0"))
    status, line = audit(laboratory)
    assert status != 0
    assert line.startswith("fit/tier1/posterior.nc is stale (code: ")


def test_changed_raw_data_are_named(laboratory):
    with (laboratory.folder / "data" / "national.csv").open("a") as file:
        file.write("\n")
    status, line = audit(laboratory)
    assert status != 0
    assert line.startswith("prepare/national/panel.parquet is stale (data: ")
    assert "raw/national.csv" in line


def test_a_posterior_from_elsewhere_is_named(laboratory):
    folder = laboratory.results / "fit"
    shutil.copy(folder / "tier2" / "posterior.nc", folder / "tier1" / "posterior.nc")
    status, line = audit(laboratory)
    assert status != 0
    assert line.startswith("fit/tier1/posterior.nc is stale (")


def test_a_forgery_with_every_hash_recomputed_does_not_follow_when_its_stage_is_run_again(laboratory):
    def reproduced():
        command = [*laboratory.command("reproduce"), "replay=true", "until=scale"]
        places = {"cwd": laboratory.folder, "env": laboratory.environment}
        ended = subprocess.run(command, **places, capture_output=True, text=True, timeout=570)
        return ended.returncode, ended.stdout + ended.stderr

    assert reproduced()[0] == 0
    path = laboratory.results / "prepare" / "national" / "train.parquet"
    told = {key: one for key, one in read_provenance(path).items() if key != "values"}
    table = read_table(path)
    column = table.select_dtypes("float64").columns[-1]
    write_table(table.assign(**{column: table[column] * (1 + 1e-6)}), path, told)
    status, said = reproduced()
    assert status != 0 and "different: prepare/national/train.parquet" in said
    assert "different: prepare/sectors/train.parquet" not in said and "Traceback" not in said

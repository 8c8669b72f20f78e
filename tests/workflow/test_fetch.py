"""From an empty data folder and a loopback publisher to the report: one fetch, one run."""

import json
import os
import subprocess
from pathlib import Path

import pandas as pd
import pytest
import yaml
from census_world import Census
from loopback import KEY, Publisher

from tradewinds.artifacts import read_table
from tradewinds.carried_provenance import read_provenance
from tradewinds.values import hash_bytes

SPAN = [str(month) for month in pd.period_range("2016-01", "2019-12", freq="M")]
KEPT, LEFT_OUT = ["311", "315", "334", "336"], ["211", "324", "910", "930", "980", "990"]
SMALL = [
    "data.tables.sectors.shortest=40",
    "tier1.model.width=3",
    "tier1.inference.optimiser.steps=40",
    "tier1.inference.optimiser.chunk=20",
    "tier1.inference.variational.draws=20",
    "diagnostics.rows=1500",
    "diagnostics.bootstrap=50",
    "diagnostics.replicas=20",
    "effect.start=2018-01",
    "effect.end=2019-06",
    "scenario.periods=3",
    "scenario.draws=10",
    "scenario.show=[]",
]


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory, new_laboratory):
    """A checkout whose Census Bureau is on this machine, with an empty data folder."""
    made = new_laboratory(tmp_path_factory.mktemp("fetch") / "checkout", SMALL)
    made.experiment = "us_trade"
    made.environment["CENSUS_API_KEY"] = KEY
    made.open()
    file = made.folder / "configs" / "source" / "census_industry.yaml"
    source = yaml.safe_load(file.read_text())
    census = Census([*KEPT, *LEFT_OUT], source["options"]["origins"], SPAN)
    publisher = Publisher(census.answer)
    source |= {
        "url": f"{publisher.url}/imports/naics",
        "first": SPAN[0],
        "last": SPAN[-1],
        "per_minute": 60000,
    }
    file.write_text(yaml.safe_dump(source))
    with publisher.serving():
        yield made


_COMMAND = "from tradewinds.cli.app import command_line; command_line()"


def called(laboratory, *arguments: str) -> subprocess.CompletedProcess:
    places = os.pathsep.join(str(laboratory.folder / place) for place in ("src", "workflow"))
    return subprocess.run(
        [laboratory.python, "-c", _COMMAND, *arguments],
        cwd=laboratory.folder,
        env=laboratory.environment | {"PYTHONPATH": places},
        capture_output=True,
        text=True,
        timeout=570,
    )


def test_without_a_key_the_command_says_where_it_is_to_be_had(laboratory):
    key = laboratory.environment.pop("CENSUS_API_KEY")
    try:
        ended = called(laboratory, "fetch", "us_trade")
    finally:
        laboratory.environment["CENSUS_API_KEY"] = key
    assert ended.returncode != 0 and "CENSUS_API_KEY is not set" in ended.stderr
    assert "https://api.census.gov/data/key_signup.html" in ended.stderr and "Traceback" not in ended.stderr
    assert ended.stderr.count("is not set") == 1 and len(ended.stderr) < 600


def test_without_a_table_the_run_says_how_to_fetch_it(laboratory):
    ended = laboratory.run("--dry-run")
    assert ended.returncode != 0 and "tradewinds fetch EXPERIMENT" in ended.stdout + ended.stderr


def test_simulated_data_have_nothing_to_fetch(laboratory):
    ended = called(laboratory, "fetch", "quickstart")
    assert ended.returncode != 0 and "quickstart has nothing to fetch" in ended.stderr


def test_one_fetch_and_one_run_make_the_report(laboratory):
    said = laboratory.done("fetch")
    assert "census_industry: vintage " in said and KEY not in said
    (vintage,) = (laboratory.folder / "data" / "census_industry").glob("2*")
    laboratory.done()
    panel = laboratory.results / "prepare" / "sectors" / "panel.parquet"
    assert read_table(panel)["sector"].nunique() == len(KEPT) * 30
    inputs = read_provenance(panel)["inputs"]
    record = vintage / "record.json"
    assert inputs[f"raw/census_industry/{vintage.name}/record.json"] == hash_bytes(record.read_bytes())
    raw = {one["file"]: one["sha256"] for one in json.loads(record.read_text())["answers"]}
    assert len(raw) == 48 + 4
    assert all(hash_bytes((vintage / "raw" / name).read_bytes()) == digest for name, digest in raw.items())
    assert (laboratory.results / "report" / "index.html").is_file()
    assert "follow from their inputs" in laboratory.done("audit")
    assert not [file for file in Path(laboratory.folder / "results").rglob("*") if contains_key(file)]


def contains_key(file: Path) -> bool:
    return file.is_file() and KEY.encode() in file.read_bytes()

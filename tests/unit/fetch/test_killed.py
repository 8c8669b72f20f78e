"""A fetch that is killed goes on where it was, to the bytes of one that was not."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from census_world import Census
from loopback import KEY, Publisher

from tradewinds.errors import FetchError
from tradewinds.fetch.begun import alone
from tradewinds.vintages import vintages_of

ORIGINS = {"Canada": "1220", "China": "5700", "Japan": "5880"}
MONTHS = [f"{year}-{month:02d}" for year in (2017, 2018) for month in range(1, 13)]
KILLS = 10
PROGRAM = """
import json, sys
from pathlib import Path
from tradewinds.fetch.fetching import fetch_source
from tradewinds.settings.source import SourceSettings
fetch_source("source", SourceSettings(**json.loads(sys.argv[1])), Path(sys.argv[2]))
"""


def source(url: str) -> dict:
    return {
        "reader": "census_api",
        "publisher": "US Census Bureau",
        "dataset": "imports",
        "url": f"{url}/imports/naics",
        "licence": "public domain",
        "file": "panel.parquet",
        "key": "CENSUS_API_KEY",
        "register": "https://api.census.gov",
        "per_minute": 60_000,
        "first": MONTHS[0],
        "last": MONTHS[-1],
        "options": {"commodity": "NAICS", "level": "NA3", "key": "naics3", "origins": ORIGINS},
    }


@pytest.fixture
def census():
    with Publisher(Census(["311", "334"], ORIGINS, MONTHS).answer).serving() as publisher:
        yield publisher


def started(publisher: Publisher, folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", PROGRAM, json.dumps(source(publisher.url)), str(folder)]
    places = os.pathsep.join([str(Path(__file__).parents[3] / "src"), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"CENSUS_API_KEY": KEY, "PYTHONPATH": places}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)


def ended_well(process: subprocess.Popen) -> None:
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 0, said.decode()


@pytest.mark.slow
def test_killed_ten_times_it_ends_in_the_same_bytes(census, tmp_path):
    """Each time two or three more answers have come when the process is killed, in the middle of the next."""
    ended_well(started(census, tmp_path / "whole"))
    (whole,) = vintages_of("source", tmp_path / "whole")
    counts = []
    for kill in range(KILLS):
        arrived = len(census.asked)
        process = started(census, tmp_path / "killed")
        deadline = time.monotonic() + 60
        while len(census.asked) < arrived + 2 + kill % 2 and time.monotonic() < deadline:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL, "it was done before it was killed"
        assert not vintages_of("source", tmp_path / "killed")
        counts.append(len(census.asked) - arrived)
    ended_well(started(census, tmp_path / "killed"))
    (found,) = vintages_of("source", tmp_path / "killed")
    assert found.raw() == whole.raw() and len(found.raw()) == len(MONTHS) + 2
    assert found.table.read_bytes() == whole.table.read_bytes() and not found.changed()
    left = sorted(one.name for one in found.folder.parent.iterdir())
    assert left == [found.name] or left == [".lock", found.name]


def test_two_fetches_of_one_source_do_not_meet(tmp_path):
    place = tmp_path / "source"
    said = "source is being fetched by another process"
    with alone(place), pytest.raises(FetchError, match=said), alone(place):
        pass
    with alone(place):
        pass

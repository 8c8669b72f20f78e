"""Two finished results with invented numbers, made once: of a simulator, and of the laboratory."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from invented_results import InventedResults

from tradewinds.audit.checkout import AuditCheckout
from tradewinds.plan import planned_artifacts
from tradewinds.settings.compose import compose_any
from tradewinds.vintages import file_hash

STUDIES = ("report/figures", "report/paper.json", "explorer", "explorer/facts.json", "report/explorer.html")
OWN_TABLES = ["data.synthetic=null", "data.tables.sectors.file=sectors.parquet"]
OWN_TABLES += ["data.tables.sectors.source=us_border", "data.tables.national.file=national.csv"]
VINTAGE = "us_border/2026-11-30T120000Z"
PART = "us_industry/2026-11-30T110000Z"


@pytest.fixture(scope="session")
def checkout():
    return AuditCheckout()


@pytest.fixture(scope="session")
def code(checkout):
    return checkout.code()


@pytest.fixture(scope="session")
def simulated(checkout, code, tmp_path_factory):
    """Of the calibration of a user's own simulator: eleven artifacts of every format and one raw file."""
    folder = tmp_path_factory.mktemp("simulated")
    (folder / "data").mkdir()
    (folder / "data" / "walk.py").write_text("def step(): ...\n")
    settings = compose_any(checkout.configs, "random_walk", ["simulator.file=walk.py"])
    planned = planned_artifacts(settings, code, lambda path: False, "walk")
    found = InventedResults(folder / "results" / "walk", folder / "data", planned, checkout)
    found.make()
    return found


@pytest.fixture(scope="session")
def laboratory(checkout, code, tmp_path_factory):
    """Of quickstart on a user's own tables, one of them a vintage that is made of another, with studies."""
    folder = tmp_path_factory.mktemp("laboratory")
    data = folder / "data"
    part = put_vintage(data / PART)
    put_vintage(data / VINTAGE, {"us_industry": part})
    (data / "national.csv").write_text("gdp\n1\n")
    settings = compose_any(checkout.configs, "quickstart", OWN_TABLES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRADEWINDS_DATA", str(data))
        planned = planned_artifacts(settings, code, STUDIES.__contains__, "lab")
    found = InventedResults(folder / "results" / "lab", data, planned, checkout)
    found.make()
    return found


@pytest.fixture
def copied(tmp_path):
    """Makes a copy of results, with their data, to change."""

    def copy(of: InventedResults, place: Path | None = None) -> InventedResults:
        place = place or tmp_path
        shutil.copytree(of.results, place / "results" / of.results.name)
        shutil.copytree(of.data, place / "data")
        return InventedResults(place / "results" / of.results.name, place / "data", of.planned, of.checkout)

    return copy


def put_vintage(place, parts=None):
    """A vintage; what another one that is made of it records."""
    (place / "raw").mkdir(parents=True)
    (place / "raw" / "2018.json").write_text("[1]")
    pd.DataFrame({"price": [1.0]}).to_parquet(place / "sectors.parquet")
    record = {
        "table": {"file": "sectors.parquet", "sha256": file_hash(place / "sectors.parquet")},
        "answers": [{"file": "2018.json", "sha256": file_hash(place / "raw" / "2018.json")}],
        "parts": parts or {},
    }
    (place / "record.json").write_text(json.dumps(record))
    return {"vintage": place.name, "record": file_hash(place / "record.json")}

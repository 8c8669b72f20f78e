"""An equilibrium economy by the real workflow, shrunk to seconds: solved, asked, on a page, and audited."""

import json

import pandas as pd
import pytest

pytestmark = pytest.mark.slow

SMALL_ECONOMY = [
    "equilibrium.tariff.rebates=[newborn,all_ages]",
    "equilibrium.tariff.horizon=3",
    "solver.width=16",
    "solver.depth=1",
    "solver.steps=60",
    "solver.passes=4",
    "solver.batch=32",
    "solver.paths=16",
    "solver.periods=4",
    "solver.chunk=5",
    "accuracy.paths=8",
    "accuracy.discarded=10",
    "accuracy.looks=2",
    "accuracy.apart=2",
    "accuracy.horizon=3",
]


def test_an_economy_is_solved_to_its_page(tmp_path, new_laboratory):
    laboratory = new_laboratory(tmp_path / "checkout", SMALL_ECONOMY)
    laboratory.experiment = "olg"
    laboratory.open()
    laboratory.done()
    results = laboratory.results
    page = (results / "report" / "index.html").read_text(encoding="utf-8")
    for words in ("Who bears the tariff", "The solution is not to be trusted", "Closed form", "start 2"):
        assert words in page
    told = pd.read_parquet(results / "report" / "index.parquet")
    assert told.query("section == 'solved'")["value"].notna().any()
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert "solve/newborn-1/solution.nc" in json.dumps(manifest)
    laboratory.done("audit")
    assert laboratory.would_run() == set()

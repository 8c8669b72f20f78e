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


@pytest.fixture(scope="module")
def laboratory_with_economy(tmp_path_factory, new_laboratory):
    """Solved, with its page."""
    laboratory = new_laboratory(tmp_path_factory.mktemp("economy") / "checkout", SMALL_ECONOMY)
    laboratory.experiment = "olg"
    laboratory.open()
    laboratory.done()
    return laboratory


def test_an_economy_is_solved_to_its_page(laboratory_with_economy):
    laboratory = laboratory_with_economy
    results = laboratory.results
    page = (results / "report" / "index.html").read_text(encoding="utf-8")
    for words in ("Who bears the tariff", "The solution is not to be trusted", "Closed form", "start 2"):
        assert words in page
    assert page.index("The solution is not to be trusted") < page.index("changes GDP by")
    told = pd.read_parquet(results / "report" / "index.parquet")
    assert told.query("section == 'solved'")["value"].notna().any()
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert "solve/newborn-1/solution.nc" in json.dumps(manifest)
    laboratory.done("audit")
    assert laboratory.would_run() == set()


def test_the_best_rule_of_an_economy_is_no_tariff(laboratory_with_economy):
    """GDP at given capital: whoever gets the revenue, from 15 points the search ends within one of none."""
    laboratory = laboratory_with_economy
    laboratory.done("optimise")
    for rebate in ("newborn", "all_ages"):
        verdicts = pd.read_parquet(laboratory.results / "optimum" / rebate / "verdicts.parquet")
        assert set(verdicts["status"]) == {"passed"}
        rates = pd.read_parquet(laboratory.results / "optimum" / rebate / "rates.parquet")
        assert rates["tariff"].abs().max() < 0.01
    page = (laboratory.results / "report" / "optimum.html").read_text(encoding="utf-8")
    assert "the best tariff is known to be none: the search finds it, to within a point" in page
    laboratory.done("audit")
    assert laboratory.would_run("optimise") == set()

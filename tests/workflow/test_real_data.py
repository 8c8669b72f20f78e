"""The shipped experiments on real data, shrunk, to the report."""

import os
from pathlib import Path

import pytest

from tradewinds.artifacts import read_table

pytestmark = pytest.mark.skipif(
    "TRADEWINDS_DATA" not in os.environ,
    reason="TRADEWINDS_DATA is not set: the real tables are read where it names their folder",
)
SMALL = [
    "data.tables.sectors.start=2018-01",
    "model.width=3",
    "inference=ensemble",
    "inference.ensemble.members=2",
    "inference.optimiser.steps=40",
    "inference.optimiser.chunk=20",
    "diagnostics.bootstrap=50",
    "diagnostics.replicas=20",
    "scenario.periods=6",
    "scenario.draws=10",
]


@pytest.mark.parametrize("experiment", ["us_industry", "us_border"])
def test_a_shipped_experiment_runs_to_its_report(experiment, tmp_path, new_laboratory):
    laboratory = new_laboratory(tmp_path / "checkout", SMALL)
    laboratory.environment["TRADEWINDS_DATA"] = str(Path(os.environ["TRADEWINDS_DATA"]).absolute())
    laboratory.experiment = experiment
    laboratory.open()
    laboratory.done()
    page = (laboratory.results / "report" / "index.html").read_text()
    assert os.environ["TRADEWINDS_DATA"] not in page
    for tier in ("tier1", "tier2"):
        verdicts = read_table(laboratory.results / "diagnose" / tier / "verdicts.parquet")
        assert "acceptance" in set(verdicts["check"])

"""The shipped experiments on real data, shrunk, to the report."""

import os
from pathlib import Path

import numpy as np
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
    "checks=[]",
]


EFFECT = ["effect.outcome=volume", "effect.start=2019-06", "effect.end=2020-12"]
PANEL = [
    "data.tables.sectors.start=2017-01",
    "data.tables.sectors.end=2020-12",
    "data.tables.sectors.shortest=48",
    "tier1.model.width=3",
    "tier1.inference.optimiser.steps=40",
    "tier1.inference.optimiser.chunk=20",
    "tier1.inference.variational.draws=20",
    "diagnostics.rows=1500",
    "diagnostics.bootstrap=50",
    "diagnostics.replicas=20",
    "effect.start=2018-06",
    "scenario.periods=3",
    "scenario.draws=10",
]


def test_a_shipped_experiment_runs_to_its_report(tmp_path, new_laboratory):
    """us_border has the same stages on a table of the same form, which tests of the data read; economic
    checks of real data are asked of the panel below."""
    laboratory = new_laboratory(tmp_path / "checkout", SMALL + EFFECT)
    laboratory.environment["TRADEWINDS_DATA"] = str(Path(os.environ["TRADEWINDS_DATA"]).absolute())
    laboratory.experiment = "us_industry"
    laboratory.open()
    laboratory.done()
    page = (laboratory.results / "report" / "index.html").read_text()
    assert os.environ["TRADEWINDS_DATA"] not in page
    for tier in ("tier1", "tier2"):
        verdicts = read_table(laboratory.results / "diagnose" / tier / "verdicts.parquet")
        assert "acceptance" in set(verdicts["check"])
    assert "The effect beside a regression" in page


def test_the_unbalanced_panel_runs_to_its_report(tmp_path, new_laboratory):
    laboratory = new_laboratory(tmp_path / "checkout", PANEL)
    laboratory.environment["TRADEWINDS_DATA"] = str(Path(os.environ["TRADEWINDS_DATA"]).absolute())
    laboratory.experiment = "us_trade"
    laboratory.open()
    laboratory.done()
    effect = read_table(laboratory.results / "economics" / "effect.parquet")
    assert set(effect["floor"]) == {0.0, 100_000.0} and np.isfinite(effect["value"]).all()
    scores = read_table(laboratory.results / "diagnose" / "tier1" / "scores.parquet")
    assert scores["rows"].max() <= 1500
    page = (laboratory.results / "report" / "index.html").read_text()
    assert np.isfinite(read_table(laboratory.results / "economics" / "checks.parquet")["median"]).any()
    assert "whole sectors were drawn at random" in page and "the 60 largest of" in page

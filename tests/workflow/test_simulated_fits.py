"""The target ``sbc``: a page of its own, each job by itself, and nothing of it in the default run."""

import pandas as pd
import pytest

SMALL = [
    "data.synthetic.sectors=3",
    "data.synthetic.periods=50",
    "model.width=2",
    "inference=ensemble",
    "inference.ensemble.members=2",
    "inference.optimiser.steps=40",
    "inference.optimiser.chunk=20",
    "sbc.equations=[tier1.wages]",
    "sbc.simulations=2",
    "sbc.per_job=1",
]


@pytest.fixture
def laboratory(new_laboratory, tmp_path):
    laboratory = new_laboratory(tmp_path / "checkout", SMALL)
    laboratory.open()
    return laboratory


def test_simulated_fits_make_their_page_and_one_lost_job_repeats_only_itself(laboratory):
    assert not any("simulated" in job for job in laboratory.would_run())
    laboratory.done("sbc")
    results = laboratory.results
    ranks = pd.read_parquet(results / "sbc" / "tier1" / "ranks.parquet", partitioning=None)
    assert sorted(ranks["simulation"].unique()) == [0, 1]
    assert "Is the truth found" in (results / "report" / "sbc.html").read_text(encoding="utf-8")
    assert not (results / "fit").exists()

    parts = sorted(results.glob("sbc/tier1/wages/ranks-*.parquet"))
    before = [path.read_bytes() for path in parts]
    for lost in (parts[1], *results.glob("sbc/tier1/*.parquet"), results / "report" / "sbc.html"):
        lost.unlink()
    said = laboratory.done("sbc")
    assert "simulation 2 ranked" in said and "simulation 1 ranked" not in said
    assert [path.read_bytes() for path in parts] == before

"""The target ``sbc``: a page of its own, each job by itself, and nothing of it in the default run."""

import pandas as pd
from changes import ask

ASKED = "sbc: {equations: [tier1.wages], simulations: 2, per_job: 1}"


def test_simulated_fits_make_their_page_and_one_lost_job_repeats_only_itself(laboratory):
    ask(laboratory, ASKED)
    assert laboratory.would_run() == set()  # the experiment itself depends on no simulated fit
    laboratory.done("sbc")
    results = laboratory.results
    ranks = pd.read_parquet(results / "sbc" / "tier1" / "ranks.parquet", partitioning=None)
    assert sorted(ranks["simulation"].unique()) == [0, 1]
    assert "Is the truth found" in (results / "report" / "sbc.html").read_text(encoding="utf-8")

    parts = sorted(results.glob("sbc/tier1/wages/ranks-*.parquet"))
    before = [path.read_bytes() for path in parts]
    for lost in (parts[1], *results.glob("sbc/tier1/*.parquet"), results / "report" / "sbc.html"):
        lost.unlink()
    said = laboratory.done("sbc", "--until", "review_ranks")
    assert "simulation 2 ranked" in said and "simulation 1 ranked" not in said
    assert [path.read_bytes() for path in parts] == before

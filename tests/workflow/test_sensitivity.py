"""The target ``sensitivity``: jobs of its own, a page of its own, and nothing of it in the default run."""

import re

import pytest
from changes import ask

from tradewinds.artifacts import read_table

ASKED = """
sensitivity:
  equations: [tier1.price]
  candidates: [capacity]
  refits: 3
  sobol: {samples: 64, draws: 2}
"""


@pytest.fixture
def asking(laboratory):
    """A finished run that is asked what its price owes to the capacity it knows nothing of."""
    ask(laboratory, ASKED)
    return laboratory


def test_refits_make_their_page_and_one_lost_job_repeats_only_itself(asking):
    assert asking.would_run() == set()  # the experiment itself depends on no refit
    asking.done("sensitivity")
    results = asking.results
    shifts = read_table(results / "sensitivity" / "shifts.parquet")
    assert list(shifts["candidate"]) == ["capacity", "capacity"] and (shifts["refits"] == 3).all()
    assert "What does the effect owe" in (results / "report" / "sensitivity.html").read_text(encoding="utf-8")
    priors = read_table(results / "sensitivity" / "priors.parquet")
    assert list(priors["equation"]) == ["price"] and (priors["refits"] == 3).all()
    assert (priors["alone_low"] < 0).all() and (priors["other_alone_low"] > 0).all()
    power = read_table(results / "sensitivity" / "tier1" / "power.parquet")
    assert list(power["equation"]) == ["price"] and power["determined_by"].iloc[0] == "not computed"
    confounding = read_table(results / "sensitivity" / "tier1" / "confounding.parquet")
    assert list(confounding["equation"]) == ["price"]
    assert 0 <= confounding["robustness_alpha"].iloc[0] <= confounding["robustness"].iloc[0] < 1
    shares = read_table(results / "sensitivity" / "tier1" / "sobol.parquet")
    assert set(shares["equation"]) == {"price", "wages"} and (shares["draws"] == 2).all()
    assert {"tariff", "price"} <= set(shares["input"]) and (shares["total"] > -0.1).all()
    identified = read_table(results / "sensitivity" / "identification.parquet")
    assert set(identified["status"]) == {"passed"}
    tests = read_table(results / "sensitivity" / "independences.parquet")
    assert {"passed", "void"} & set(tests["status"])
    assert "Nothing to be done" in asking.done("--dry-run", "sensitivity")

    jobs = sorted(results.glob("sensitivity/tier1/price/*/effects-*.parquet"))
    assert len(jobs) == 12
    before = [path.read_bytes() for path in jobs]
    assert len(set(before)) == 12
    for lost in (jobs[4], *results.glob("sensitivity/*.parquet"), results / "report" / "sensitivity.html"):
        lost.unlink()
    said = asking.done("sensitivity", "--until", "evaluate_shifts")
    assert len(set(re.findall(r"refit tier1 price, \w+, number \d", said))) == 1
    assert [path.read_bytes() for path in jobs] == before


def test_a_column_that_is_not_there_stops_everything_before_the_first_job(finished):
    ended = finished.run("sensitivity", overrides=[*finished.overrides, "sensitivity.candidates=[capacty]"])
    lines = re.findall(r"^tradewinds: .*$", ended.stdout + ended.stderr, flags=re.MULTILINE)
    assert ended.returncode != 0 and len(lines) == 1
    assert lines[0].startswith("tradewinds: sensitivity.candidates = 'capacty'")
    assert "Did you mean capacity?" in lines[0] and "Job stats" not in ended.stdout + ended.stderr


def test_where_nothing_can_be_left_out_the_other_questions_are_asked(new_laboratory, tmp_path):
    laboratory = new_laboratory(
        tmp_path / "checkout",
        ["data.synthetic.sectors=3", "data.synthetic.periods=50", "~sensitivity.prior"],
    )
    laboratory.experiment = "nonlinear"
    laboratory.open()
    laboratory.done("sensitivity", "--until", "evaluate_shifts")
    assert read_table(laboratory.results / "sensitivity" / "shifts.parquet").empty
    left = laboratory.would_run("sensitivity")
    assert "apportion the variance of what tier1 expects among its inputs" in left
    assert not any("refit" in job for job in left)
    laboratory.overrides.remove("~sensitivity.prior")
    refits = {job for job in laboratory.would_run("sensitivity") if job.startswith("refit")}
    assert len(refits) == 2 * 2 * 6 and "refit tier1 volume, other_prior, number 5" in refits

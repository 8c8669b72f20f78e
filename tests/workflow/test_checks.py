"""Economic checks in the workflow: a gate that fails keeps the policy from being followed."""

from changes import ask, edit, jobs

from tradewinds.artifacts import read_table, read_tree
from tradewinds.review.status import Status

PAGES = {"write the page of the economic checks of", "write the report of", "list the artifacts of"}


def test_every_check_that_can_be_asked_has_its_verdict(finished):
    found = read_table(finished.results / "economics" / "checks.parquet").drop_duplicates("check")
    assert list(found["check"]) == ["coffee", "no_imports", "revenue_rises"]
    assert set(found["status"]) <= set(Status)
    page = (finished.results / "report" / "checks.html").read_text(encoding="utf-8")
    assert "Not asked, since no equation explains the outcome: “Home substitutes”" in page
    assert 'href="checks.html"' in (finished.results / "report" / "index.html").read_text(encoding="utf-8")


def test_a_gate_that_fails_keeps_the_policy_from_being_followed(laboratory):
    ask(laboratory, "checks:\n  coffee: {gate: true, above: 1000}")
    laboratory.done()
    rollout = read_tree(laboratory.results / "policy" / "rising_tariffs" / "rollout.nc")
    assert not rollout.children and "coffee: Holds with probability 0.00" in rollout.attrs["refused"]
    report = (laboratory.results / "report" / "index.html").read_text(encoding="utf-8")
    assert "“Coffee” is a gate and fails: no policy was followed." in report
    assert "No answer: " in report
    assert "Nothing to be done" in laboratory.done("--dry-run")


def test_a_published_figure_reruns_the_pages_alone_and_what_a_check_says_its_table_too(laboratory):
    coffee = "configs/checks/coffee.yaml"
    edit(laboratory, coffee, "  source: >-", "  figures: [{value: 1, source: a book}]\n  source: >-")
    assert jobs(laboratory) == PAGES
    edit(laboratory, coffee, "  source: >-", "  source: >-\n    a textbook;")
    assert jobs(laboratory) == PAGES | {"check what economics expects"}

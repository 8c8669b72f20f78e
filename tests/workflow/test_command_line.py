"""The command and what it asks for beside the report: a comparison, what papers take."""

import os
import shutil
import subprocess

from tradewinds.artifacts import read_table

COMMAND = (
    "import sys; sys.argv[0] = 'tradewinds'; from tradewinds.cli.app import command_line; command_line()"
)


def called(laboratory, *arguments):
    """The command as a user gives it in the checkout: what it says, progress and page."""
    settings = [word for one in laboratory.overrides for word in ("--set", one)]
    places = {"PYTHONPATH": str(laboratory.folder / "src")}
    return subprocess.run(
        [laboratory.python, "-c", COMMAND, *arguments, *settings, "--cores", "2"],
        cwd=laboratory.folder,
        env=laboratory.environment | places,
        capture_output=True,
        text=True,
        timeout=570,
    )


def test_a_run_that_is_there_is_not_made_again_and_its_page_is_named(laboratory):
    ended = called(laboratory, "run", "quickstart")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == "Nothing was to be done: all of it is current.\n"
    assert ended.stdout == f"The page: {laboratory.results / 'report' / 'index.html'}\n"


def test_papers_and_a_comparison_are_made_of_a_run_and_audited(laboratory):
    ended = called(laboratory, "paper", "quickstart")
    assert ended.returncode == 0 and "[0 of 2] write what papers take" in ended.stderr, ended.stderr
    assert "fit the networks" not in ended.stderr
    report = laboratory.results / "report"
    assert {path.name for path in (report / "figures").glob("*.pdf")} >= {
        "effect_nation.pdf",
        "scores_tier1.pdf",
    }
    assert "Computed with tradewinds" in (report / "quote.md").read_text(encoding="utf-8")
    assert "@misc{tradewinds" in (report / "references.bib").read_text(encoding="utf-8")
    assert any("\\toprule" in path.read_text() for path in (report / "tables").glob("*.tex"))
    audit = called(laboratory, "audit", "quickstart")
    assert audit.returncode == 0 and "follow from their inputs" in audit.stderr

    old = laboratory.folder / "old" / "quickstart"
    shutil.copytree(laboratory.results, old)
    ended = called(laboratory, "compare", "quickstart", os.path.join("old", "quickstart"))
    assert ended.returncode == 0, ended.stderr
    (page,) = (laboratory.folder / "results" / "compare").glob("*.html")
    assert ended.stdout == f"The page: {page}\n" and "The data are the same" in page.read_text(
        encoding="utf-8"
    )
    effects = read_table(page.with_suffix(".effects.parquet"))
    assert len(effects) and effects["same"].all()

    ended = called(laboratory, "difference", os.path.join("old", "quickstart"), "quickstart")
    assert ended.returncode == 0, ended.stderr
    (page,) = (laboratory.folder / "results" / "difference").glob("*.html")
    assert ended.stdout == f"The page: {page}\n"
    assert "The answer did not change: " in page.read_text(encoding="utf-8")
    assert read_table(page.with_suffix(".values.parquet")).empty
    reasons = read_table(page.with_suffix(".reasons.parquet"))
    assert len(reasons) and (reasons["change"].dropna() == 0).all()


def test_a_folder_without_results_and_nothing_to_compare_are_said(laboratory):
    ended = called(laboratory, "compare", "quickstart", "nowhere/at_all")
    assert ended.returncode == 1 and "tradewinds: nowhere/at_all holds no finished results" in ended.stderr
    assert "Traceback" not in ended.stderr
    alone = laboratory.run("compare")
    assert alone.returncode != 0 and "tradewinds: nothing to compare" in alone.stdout + alone.stderr
    alone = laboratory.run("difference")
    assert alone.returncode != 0 and "tradewinds: nothing to tell; name two" in alone.stdout + alone.stderr

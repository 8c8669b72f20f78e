"""What documents do with the workflow: plan every target that they ask for, and read a finished run as the
notebook of a reviewer and results/README.md do.
"""

import json
import subprocess

import matplotlib
import matplotlib.pyplot as plt
import pytest
from documents import PAGES, ROOT, blocks, commands, commands_in_text, read, words
from snakemake.cli import get_argument_parser

NOTEBOOK = ROOT / "docs" / "notebooks" / "reading_a_result.ipynb"


@pytest.fixture
def checkout(finished, tmp_path):
    """A folder in which ``results/quickstart`` is the finished run."""
    matplotlib.use("agg")
    plt.close("all")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "quickstart").symlink_to(finished.results)
    (tmp_path / "docs" / "notebooks").mkdir(parents=True)
    yield tmp_path
    plt.close("all")


def test_a_reviewers_notebook_reads_it(checkout, monkeypatch, capsys):
    monkeypatch.chdir(checkout / "docs" / "notebooks")
    names: dict = {"__name__": "notebook"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), "reading_a_result", "exec"), names)
    assert len(names["doubts"]) > 0 and set(names["doubts"]["status"]) & {"failed", "undecided"}
    assert not names["numbers"].empty and names["numbers"]["source"].str.len().min() > 0
    assert len(plt.get_fignums()) == 2
    assert capsys.readouterr().out


def test_results_are_read_as_their_page_says(checkout, monkeypatch, capsys):
    monkeypatch.chdir(checkout)
    names: dict = {"__name__": "document"}
    code = [one.text for one in blocks(read(ROOT / "results" / "README.md")) if one.kind == "python"]
    assert len(code) == 4
    for one in code:
        exec(compile(one, "results/README.md", "exec"), names)
    said = capsys.readouterr().out
    assert said.rstrip().endswith("review roll_out") and "Real GDP per adult" in said


def targets_in_documents() -> dict[str, list[str]]:
    """Target → the first command of the documents that asks for it and needs nothing of the reader's."""
    known: dict[str, list[str]] = {}
    for page in PAGES:
        text = read(page)
        scripts = [command for one in blocks(text) if one.kind == "sh" for command in commands(one.text)]
        for command in (*scripts, *commands_in_text(text)):
            program, *arguments = words(command) or [""]
            if program == "snakemake" and shipped(arguments):
                for target in get_argument_parser().parse_args(arguments).targets or ["all"]:
                    known.setdefault(target, arguments)
    return known


def shipped(arguments: list[str]) -> bool:
    """Whether all is there: an experiment of simulated data, no path of the reader's, no cluster, and no name
    that stands for any.
    """
    given = get_argument_parser().parse_args(arguments)
    asked = dict(one.split("=", 1) for one in given.config or ())
    names = asked.get("experiment", "quickstart").split(",")
    simulated = {"quickstart", "effects", "falling_tariff", "nonlinear", "omitted", "source"}
    text = " ".join(arguments)
    stand_ins = ("EXPERIMENT", "…", "experiments=[A,B]", "experiments=[a,b]", "old/results")
    any_name = any(one in text for one in stand_ins)
    known = set(names) <= simulated and "half_again" not in asked.get("overrides", "")
    fetched = "fetch" in (given.targets or [])  # which a simulated economy has nothing of
    return not given.profile and known and not any_name and not fetched


@pytest.fixture(scope="module")
def untouched(new_laboratory, tmp_path_factory):
    """A checkout in which nothing was run, for dry runs."""
    laboratory = new_laboratory(tmp_path_factory.mktemp("planned") / "checkout", [])
    laboratory.open()
    return laboratory


@pytest.mark.parametrize(("target", "arguments"), targets_in_documents().items())
def test_what_a_page_asks_for_can_be_planned(target, arguments, untouched):
    command = [untouched.python, "-m", "snakemake", "--cores", "1", *arguments, "--dry-run", "--quiet"]
    ran = subprocess.run(
        command, cwd=untouched.folder, env=untouched.environment, capture_output=True, text=True
    )
    assert not list((untouched.folder / "results").glob("*/*")), "dry runs make nothing"
    assert ran.returncode == 0, ran.stderr


def test_every_command_for_all_of_an_experiment_is_shown_somewhere():
    assert {"all", "sweep", "sensitivity", "optimise", "audit", "sbc", "arviz"} <= set(targets_in_documents())

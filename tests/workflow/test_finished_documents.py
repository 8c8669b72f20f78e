"""What documents do with a finished run: the notebook of a reviewer, the Python of results/README.md."""

import json

import matplotlib
import matplotlib.pyplot as plt
import pytest
from documents import ROOT, blocks, read

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

"""The notebooks' code runs, in a fresh process and without Jupyter, and comes to what the text says.

That of ``reading_a_result``, which needs a finished run, is run in ``tests/workflow``.
"""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tradewinds as tw

pytestmark = pytest.mark.slow

TOP = Path(__file__).parents[2]
NOTEBOOKS = {path.stem: path for path in sorted((TOP / "docs" / "notebooks").glob("*.ipynb"))}
LARGEST = 150_000
"""Bytes of a notebook with its outputs, so that the repository stays small."""


def cells(name: str) -> list[dict]:
    return json.loads(NOTEBOOKS[name].read_text(encoding="utf-8"))["cells"]


def code(name: str, tag: str | None = None) -> list[str]:
    """Source of every code cell, or of those with a tag."""
    chosen = (cell for cell in cells(name) if cell["cell_type"] == "code")
    return ["".join(one["source"]) for one in chosen if tag is None or tag in one["metadata"].get("tags", ())]


def run(name: str, claims: str, folder: Path) -> None:
    """Run a notebook's code, and then what it claims."""
    script = folder / "notebook.py"
    script.write_text("\n".join([*code(name), claims]), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(TOP / "src"), "MPLBACKEND": "agg"}
    ran = subprocess.run(
        [sys.executable, script], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr[-3000:]


def test_ten_lines_end_with_what_they_claim(tmp_path):
    """The truth lies in the band of the last month, no check failed, and what was saved is what is loaded."""
    claims = """
end = effect.summary().set_index("variable").loc["price"]
assert end["low"] < truth[-1] < end["high"], (end, truth[-1])
assert assessment.trusted, assessment.failed
assert not checks.failed
assert again.roll_out(tw.Step(RISE, periods=24)).summary().equals(effect.summary())
assert len(ax.lines) == 3 and len(ax.collections) == 3
"""
    run("effect_in_ten_lines", claims, tmp_path)


def test_the_design_withholds_and_assumes_where_the_text_says_so(tmp_path):
    """Announced tariffs: leads fail, though the truth lies inside both bands.
    Protection: both agree on an effect that is not there, and the verdict names the assumption.
    """
    claims = """
first = announced.effect("volume", RISE)
own, = first.summary().to_dict("records")
assert own["verdict"] == "withheld" and own["because"].startswith("Leads are not zero")
assert list(first.checks().query("status == 'failed'")["check"])[0] == "leads"
network, = model.fit(announced, seed=1, progress=False).roll_out(RISE).summary().query(
    "variable == 'volume'").to_dict("records")
assert own["low"] < network["truth"] < own["high"]
assert network["low"] < network["truth"] < network["high"]
second, = answer.summary().to_dict("records")
assert second["verdict"] == "assumed" and second["high"] < -10
last, = fit.roll_out(RISE).summary().query("variable == 'volume'").to_dict("records")
assert last["truth"] == 0 and last["high"] < -10
assert not (answer.checks()["status"] == "failed").any()
"""
    run("effect_by_design", claims, tmp_path)


def test_from_a_frame_to_a_plotted_effect_it_takes_ten_lines_and_one_import():
    [source] = code("effect_in_ten_lines", "ten-lines")
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [name.name for node in imports for name in node.names] == ["tradewinds"]
    assert len([line for line in source.splitlines() if line.strip()]) <= 10
    assert source.startswith("import tradewinds") and source.endswith('effect.plot("price")')


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_its_outputs_are_stored(name):
    """Every cell whose last line is an expression shows something; effects are small pictures."""
    outputs = [one for cell in cells(name) for one in cell.get("outputs", ())]
    assert not [one for one in outputs if one["output_type"] == "error" or one.get("name") == "stderr"]
    pictures = ["".join(one["data"]["image/png"]) for one in outputs if "image/png" in one.get("data", {})]
    assert pictures and max(map(len, pictures)) < 60_000
    assert NOTEBOOKS[name].stat().st_size < LARGEST
    for cell in cells(name):
        if cell["cell_type"] == "code" and isinstance(ast.parse("".join(cell["source"])).body[-1], ast.Expr):
            assert cell["outputs"], "".join(cell["source"])


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_it_names_is_there(name):
    """Also in the examples that are shown and not run."""
    text = "\n".join("".join(cell["source"]) for cell in cells(name))
    names = {piece.split("(")[0].split(".")[0] for piece in text.split("tw.")[1:]}
    assert names and names <= set(tw.__all__)


def test_there_are_three():
    assert set(NOTEBOOKS) == {"effect_in_ten_lines", "effect_by_design", "reading_a_result"}

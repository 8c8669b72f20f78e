"""The notebooks' code runs, in a fresh process and without Jupyter, and is as short as the text says."""

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
NOTEBOOK = TOP / "docs" / "notebooks" / "effect_in_ten_lines.ipynb"


@pytest.fixture(scope="module")
def cells() -> list[dict]:
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def code(cells: list[dict], tag: str | None = None) -> list[str]:
    """Source of every code cell, or of those with a tag."""
    chosen = (cell for cell in cells if cell["cell_type"] == "code")
    return ["".join(one["source"]) for one in chosen if tag is None or tag in one["metadata"].get("tags", ())]


def test_it_runs_and_ends_with_what_it_claims(cells, tmp_path):
    """The truth lies in the band of the last month, no check failed, and what was saved is what is loaded."""
    claims = """
end = effect.summary().set_index("variable").loc["price"]
assert end["low"] < truth[-1] < end["high"], (end, truth[-1])
assert assessment.trusted, assessment.failed
assert not checks.failed
assert again.roll_out(tw.Step(RISE, periods=24)).summary().equals(effect.summary())
assert len(ax.lines) == 3 and len(ax.collections) == 3
"""
    script = tmp_path / "notebook.py"
    script.write_text("\n".join([*code(cells), claims]), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(TOP / "src"), "MPLBACKEND": "agg"}
    ran = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr[-3000:]


def test_from_a_frame_to_a_plotted_effect_it_takes_ten_lines_and_one_import(cells):
    [source] = code(cells, "ten-lines")
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [name.name for node in imports for name in node.names] == ["tradewinds"]
    assert len([line for line in source.splitlines() if line.strip()]) <= 10
    assert source.startswith("import tradewinds") and source.endswith('effect.plot("price")')


def test_its_outputs_are_stored(cells):
    """Every cell whose last line is an expression shows something, the effect as a small picture."""
    outputs = [one for cell in cells for one in cell.get("outputs", ())]
    assert not [one for one in outputs if one["output_type"] in ("error", "stream")]
    pictures = ["".join(one["data"]["image/png"]) for one in outputs if "image/png" in one.get("data", {})]
    assert pictures and max(map(len, pictures)) < 60_000
    for cell in cells:
        if cell["cell_type"] == "code" and isinstance(ast.parse("".join(cell["source"])).body[-1], ast.Expr):
            assert cell["outputs"], "".join(cell["source"])


def test_what_it_names_is_there(cells):
    """Also in the examples that are shown and not run."""
    text = "\n".join("".join(cell["source"]) for cell in cells)
    names = {piece.split("(")[0].split(".")[0] for piece in text.split("tw.")[1:]}
    assert names and names <= set(tw.__all__)

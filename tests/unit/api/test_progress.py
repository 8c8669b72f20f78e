"""The bar of a fit is shown without complaints."""

import subprocess
import sys
from pathlib import Path

NOTEBOOK_WITHOUT_WIDGETS = """
import sys, types, warnings

kernel = types.SimpleNamespace(config={"IPKernelApp": {}})
sys.modules["IPython"] = types.SimpleNamespace(get_ipython=lambda: kernel)
sys.modules["ipywidgets"] = None
warnings.simplefilter("error")
from tradewinds.api.progress import Progress

with Progress(2, shown=True) as say:
    say("tier1, equation 1 of 2: price")
"""


def test_a_notebook_without_widgets_gets_a_bar_of_text_and_no_warning():
    path = {"PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    ran = subprocess.run(
        [sys.executable, "-c", NOTEBOOK_WITHOUT_WIDGETS], env=path, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert "tier1" in ran.stderr and "0/2" in ran.stderr

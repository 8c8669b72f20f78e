"""The recipe of a part of a page in CONTRIBUTING.md: a declaration, and it stands there with its numbers."""

import re
from pathlib import Path

import pandas as pd
from sample import Sample, documents

from tradewinds.report.experiment.page import REPORT_PAGE
from tradewinds.report.page.layout import Layout
from tradewinds.settings.sections import plain

CONTRIBUTING = Path(__file__).parents[3] / "CONTRIBUTING.md"
RECIPE = r"^\*\*A part of a page\.\*\*.*?^```python\n(.*?)^```"


def test_the_recipe_of_a_table_is_set_with_its_numbers_and_source(complete: Sample) -> None:
    text = re.search(RECIPE, CONTRIBUTING.read_text(encoding="utf-8"), re.M | re.S)
    declared: dict = {}
    exec(text[1], declared)
    layout = Layout("", "Moments", "", lambda given: [declared["MOMENTS"]], given=REPORT_PAGE.given)
    table = pd.DataFrame({"variable": ["price", "tariff"], "mean": [101.5, 0.042], "std": [3.25, 0.01]})
    found = {"panels": complete.panels, "moments": {"sectors": table}}
    asked = {"experiment": complete.experiment, "report": plain(complete.settings)}
    page = layout.render(asked, documents(found), found)
    assert '<section id="moments">' in page.html and '<th scope="row">Producer price</th>' in page.html
    cells = page.summary.query("role == 'cell' and column > 0")
    assert list(cells["value"]) == [101.5, 3.25, 0.042, 0.01]
    assert set(cells["source"]) == {"sectors/moments.parquet"}
    assert layout.render(asked, [], {"panels": complete.panels}).summary.query("role == 'cell'").empty

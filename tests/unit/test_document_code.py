"""The Python of the documents runs, page by page, on small data and with short chains."""

import ast
import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from documents import PAGES, ROOT, blocks, named, read

import tradewinds as tw

pytestmark = pytest.mark.slow

ELSEWHERE = {"CONTRIBUTING.md": "test_recipes", "results/README.md": "tests/workflow/test_finished_documents"}
"""Pages whose code is run by tests of their own."""
CODE = {
    page: [one.text for one in blocks(read(page)) if one.kind == "python"]
    for page in PAGES
    if page.suffix == ".md" and named(page) not in ELSEWHERE
}
SHORT = {
    "tier1.model.width": 4,
    "tier1.inference.microcanonical": {"chains": 2, "warmup": 400, "draws": 20, "thin": 5, "chunk": 20},
}


def frame() -> pd.DataFrame:
    """Three industries over five years, whose prices follow their tariffs: the reader's own `df`."""
    rng = np.random.default_rng(1)
    months = pd.period_range("2018-01", periods=60, freq="M").astype(str)
    tables = []
    for name in ("cars", "steel", "toys"):
        tariff = np.clip(0.15 + 0.015 * rng.normal(size=60).cumsum(), 0, 0.5)
        price = 100 * np.exp(0.5 * tariff + 0.01 * rng.normal(size=60))
        tables.append(pd.DataFrame({"industry": name, "month": months, "tariff": tariff, "price": price}))
    return pd.concat(tables, ignore_index=True)


@pytest.fixture(autouse=True)
def no_pictures():
    """None is left open for the next test."""
    yield
    plt.close("all")


@pytest.fixture
def short_chains(monkeypatch):
    """Models of the pages train for seconds."""
    made = tw.TradeModel.__init__

    def short(self, *arguments, settings=None, **more):
        made(self, *arguments, settings=SHORT | dict(settings or {}), **more)

    monkeypatch.setattr(tw.TradeModel, "__init__", short)


@pytest.mark.parametrize("page", [page for page, code in CODE.items() if code], ids=named)
def test_the_code_of_a_page_runs(page, short_chains, monkeypatch):
    monkeypatch.chdir(ROOT)
    names = {"df": frame(), "__name__": "document"}
    for number, code in enumerate(CODE[page], 1):
        exec(compile(code, f"{named(page)}, block {number}", "exec"), names)


def test_code_that_does_not_run_would_be_noticed(monkeypatch):
    """What a page names is looked up when it is run: another name of a column is an error."""
    monkeypatch.chdir(ROOT)
    (code,) = CODE[ROOT / "docs" / "own_data.md"]
    with pytest.raises(tw.TradewindsError):
        exec(code.replace('period="month"', 'period="week"'), {"__name__": "document"})


def test_own_data_says_of_the_example_what_its_code_finds(monkeypatch):
    """Both are assumed, since duties move in most months; the figures are those of the text."""
    monkeypatch.chdir(ROOT)
    (code,) = CODE[ROOT / "docs" / "own_data.md"]
    *_, last = ast.parse(code).body
    names: dict = {"__name__": "document"}
    exec(code, names)
    found = eval(ast.unparse(last), names).set_index("outcome")
    assert list(found["verdict"]) == ["assumed", "assumed"]
    assert found["because"].str.contains("moves all the time").all()
    shown = [f"{abs(number):.1f}" for number in found[["effect", "low", "high"]].to_numpy().ravel()]
    assert shown == ["1.9", "1.1", "2.8", "6.3", "9.0", "3.5"]


def test_the_gallery_draws_a_picture_a_cell(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import gallery_page

    try:
        found = gallery_page.cells(gallery_page.GALLERY.read_text(encoding="utf-8"))
        assert len(found) >= 8 and all(cell.title and cell.code for cell in found)
        assert all(picture.startswith(b"\x89PNG") for picture in gallery_page.drawn(found))
        with pytest.raises(ValueError, match="“Nothing” draws 0 figures, expected one"):
            gallery_page.drawn([gallery_page.Cell("Nothing", "", "pass")])
    finally:
        sys.modules.pop("gallery_page", None)

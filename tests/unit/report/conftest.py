import importlib
import inspect
import pickle
from functools import wraps
from pathlib import Path

import pytest
from first_words import MOST_FIRST, first_screen_words
from sample import Sample, sample

from tradewinds import report
from tradewinds.report.page.blocks import Picture
from tradewinds.report.page.layout import Layout


@pytest.fixture(scope="session")
def complete() -> Sample:
    """Eight sectors × 80 periods, two tiers, known truth; not to be changed in place."""
    return sample()


@pytest.fixture(scope="session", autouse=True)
def short_first_screens():
    """Every page that is rendered here and opens with an answer and marks says it in few words, and what is
    wider than a phone can be scrolled by keyboard.
    """
    render = Layout.render

    def rendered(self, *given):
        page = render(self, *given)
        many = first_screen_words(page.summary)
        assert many <= MOST_FIRST or "marks" not in set(page.summary["form"]), f"{many} words come first"
        assert "<pre>" not in page.html, "a block that scrolls has to take the focus: tabindex"
        return page

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Layout, "render", rendered)
        yield


@pytest.fixture(scope="session", autouse=True)
def drawn():
    """What was drawn: a picture of the same numbers once, since pages of one sample differ in few of theirs.
    A test that a page is drawn alike twice empties it in between.
    """
    known: dict[bytes, Picture] = {}

    def once(module, name, draw):
        @wraps(draw)
        def drawing(*given, **told):
            try:
                key = pickle.dumps((module, name, given, told))
            except pickle.PicklingError:  # rows of a table, whose type is made as they are read
                return draw(*given, **told)
            if key not in known:
                known[key] = draw(*given, **told)
            return known[key]

        return drawing

    with pytest.MonkeyPatch.context() as patch:
        inside = Path(report.__file__).parent
        for path in inside.rglob("figures*.py"):
            at = ".".join(path.relative_to(inside).with_suffix("").parts)
            module = importlib.import_module(f"{report.__name__}.{at}")
            for name, draw in inspect.getmembers(module, inspect.isfunction):
                if (
                    draw.__module__ == module.__name__
                    and inspect.signature(draw).return_annotation is Picture
                ):
                    patch.setattr(module, name, once(at, name, draw))
        yield known

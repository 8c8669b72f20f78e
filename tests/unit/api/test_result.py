"""What every result of the library offers."""

import inspect

import numpy as np
import pandas as pd
import pytest

import tradewinds as tw
from tradewinds.api.result import Result
from tradewinds.api.shown import as_html, as_text


def test_every_public_result_has_a_frame_a_picture_and_shows_itself_in_a_notebook():
    kinds = [kind for name in tw.__all__ if isinstance(kind := getattr(tw, name), type)]
    answers = [kind for kind in kinds if issubclass(kind, Result)]
    assert len(answers) >= 9
    for kind in (*answers, tw.Panel, tw.FittedModel):
        assert callable(kind.summary) and callable(kind._repr_html_), kind
        assert "ax" in inspect.signature(kind.plot).parameters, kind


def test_models_say_what_they_are_before_they_are_fitted():
    model = tw.TradeModel(
        "price[t] ~ price[t-1] + tariff[t]",
        prosperity="gdp[t] ~ gdp[t-1] + price[t]",
        settings={"tier2.inference.algorithm": "laplace"},
    )
    assert list(model.summary()["inference"]) == ["microcanonical", "laplace"]
    assert "gdp[t] ~ gdp[t-1] + price[t]" in repr(model) and "laplace" in model._repr_html_()
    example = tw.Experiment("quickstart")
    assert repr(example).startswith("Experiment quickstart, to be fitted\n")
    assert list(example.summary()["equation"]) == [
        *example.settings.tier1.equations,
        *example.settings.tier2.equations,
    ]


def test_a_console_gets_what_is_there_in_lines_that_it_can_show():
    table = pd.DataFrame({"name": ["a", "b"], "unit": ["", "%"], "truth": np.nan, "why": ["word " * 60] * 2})
    lines = as_text("Title", table, ("why",), ["a: " + "word " * 60]).splitlines()
    assert lines[0] == "Title" and lines[1].split() == ["name", "unit"]
    assert max(map(len, lines)) <= 110 and lines[4].startswith("a: word") and lines[5].startswith("  word")
    html = as_html("<b>", table)
    assert html.startswith("<p><b>&lt;b&gt;</b></p>") and "truth" not in html and html.count("word") == 120
    assert "truth" in as_text("Title", table.iloc[:0]), "a table without rows keeps its columns"


@pytest.mark.parametrize("kind", [tw.Step, tw.Ramp, tw.Temporary, tw.Impulse])
def test_what_follows_the_size_of_a_path_is_named(kind):
    """``Step(0.05, 24)`` might mean 24 periods; it set whether the size is relative."""
    assert kind(0.05, periods=24).periods == 24
    with pytest.raises(TypeError, match=rf"^{kind.__name__}\.__init__\(\) takes 2 positional arguments"):
        kind(0.05, 24)


def test_a_uniform_shift_is_told_as_one():
    columns = (
        "objective",
        "welfare",
        "welfare_low",
        "welfare_high",
        "gains",
        "regret",
        "regret_error",
        "truth",
    )
    rows = pd.DataFrame({"policy": ["baseline", "best of the coarse grid"], "name": ["", "-5 to 5"]})
    found = tw.Optimum(rows.assign(**dict.fromkeys(columns, 0.0)), *[pd.DataFrame()] * 3, None, "month")
    assert list(found.summary()["name"]) == ["", "shift of -5 to 5 points"]

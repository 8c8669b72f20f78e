"""What every result of the library offers."""

import inspect

import tradewinds as tw
from tradewinds.api.result import Result


def test_every_public_result_has_a_frame_a_picture_and_shows_itself_in_a_notebook():
    kinds = [kind for name in tw.__all__ if isinstance(kind := getattr(tw, name), type)]
    answers = [kind for kind in kinds if issubclass(kind, Result)]
    assert len(answers) >= 9
    for kind in (*answers, tw.Panel, tw.FittedModel):
        assert callable(kind.summary) and callable(kind._repr_html_), kind
        assert "ax" in inspect.signature(kind.plot).parameters, kind

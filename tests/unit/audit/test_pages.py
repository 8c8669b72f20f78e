"""Pages that are made again from what they show."""

import base64
from importlib.metadata import version
from types import SimpleNamespace

import pytest
from invented_results import not_verified, summary_of
from tampering import FRAME, LIST, PAGE, forged_page_and_frame, inner, says, set_page

from tradewinds.audit.pages import NOT_MADE_AGAIN, layouts, not_made_again
from tradewinds.provenance import DISTRIBUTIONS
from tradewinds.report.page.markup import html_of
from tradewinds.settings.stages import STAGES

pytestmark = pytest.mark.slow


@pytest.fixture
def layout(monkeypatch):
    """In place of the page of a calibration: it says of its artifacts what the invented page says."""
    asked = []

    class Layout:
        def render(self, settings, documents, found):
            asked.append((settings, documents, found))
            frame, images = summary_of(PAGE)
            return SimpleNamespace(summary=frame, html=html_of(frame, images, "#1f5a8a"))

    monkeypatch.setattr("tradewinds.report.calibration.page.CALIBRATION_PAGE", Layout())
    return asked


def test_a_page_that_follows_is_verified(simulated, layout):
    assert not_verified(simulated.audited(pages=True).table) == {}
    ((settings, documents, found),) = layout
    assert set(found) == {"answers", "parameters", "temperatures", "gradients", "replicas"}
    assert set(found["parameters"]) == {"calibrate"} and documents[0]["input"] == "answers"
    assert documents[0]["path"] == "calibrate/answers.nc" and documents[0]["stage"] == "calibrate"
    assert settings == next(one.settings for one in simulated.planned if one.path == PAGE)


def test_a_sentence_that_no_artifact_has_is_found(simulated, copied, layout):
    """The hashes of page and table were computed again: they vouch for the text, not for its number."""
    changed = copied(simulated)
    forged_page_and_frame(changed)
    assert set(changed.verdicts()) == {LIST}
    found = not_verified(changed.audited(pages=True).table)
    verdict, reason = found[FRAME]
    assert found[PAGE] == found[FRAME] and verdict == "tampered"
    assert "“Output falls by " in reason and "where there is “Output rises" in reason


def test_a_picture_that_no_artifact_makes_is_found(simulated, copied, layout):
    """Its line was moved, and the hashes of page and list computed again."""
    changed, exchanged = copied(simulated), [_moved(one) for one in summary_of(PAGE)[1]]
    set_page("#1f5a8a", exchanged)(changed)
    for name in (PAGE, FRAME):
        inner("packages", lambda said: {one: version(DISTRIBUTIONS.get(one, one)) for one in said}, name)(
            changed
        )
    assert PAGE not in changed.verdicts()
    verdict, reason = not_verified(changed.audited(pages=True).table)[PAGE]
    assert verdict == "tampered" and "shows other pictures than what it was made from: 1" in reason


def test_pictures_of_other_packages_are_not_held_to_these(simulated, copied, layout):
    """Another version may draw them otherwise, and a page that says so is stale."""
    changed = copied(simulated)
    set_page("#1f5a8a", [_moved(one) for one in summary_of(PAGE)[1]])(changed)
    inner("packages", lambda said: said | {"numpy": "0.1"}, PAGE)(changed)
    inner("packages", lambda said: said | {"numpy": "0.1"}, FRAME)(changed)
    verdict, reason = not_verified(changed.audited(pages=True).table)[PAGE]
    assert "library" in reason and "pictures" not in reason


def _moved(image: str) -> str:
    head, _, packed = image.partition(",")
    return f"{head},{base64.b64encode(base64.b64decode(packed) + b' ').decode()}"


def test_artifacts_that_make_no_page_are_found(simulated, copied, monkeypatch):
    def broken(*arguments):
        raise KeyError("w")

    stub = SimpleNamespace(render=broken)
    monkeypatch.setattr("tradewinds.report.calibration.page.CALIBRATION_PAGE", stub)
    verdict, reason = not_verified(simulated.audited(pages=True).table)[FRAME]
    assert verdict == "tampered" and "no page can be made" in reason


def test_a_page_of_other_code_is_not_made_again(simulated, copied, layout):
    """It may say other things, and has a verdict already."""
    changed = copied(simulated)
    says(FRAME, code="0" * 64)(changed)
    assert FRAME in not_verified(changed.audited(pages=True).table) and not layout


def test_every_page_is_made_again_or_named():
    made = {
        one.name for one in STAGES.values() if any(path.endswith(".html") for path in one.artifacts.values())
    }
    assert made == {*layouts(), *NOT_MADE_AGAIN} and not set(layouts()) & set(NOT_MADE_AGAIN)


def test_a_page_that_is_not_made_again_has_a_note(laboratory):
    told = [one for one in not_made_again(laboratory.planned) if "report/explorer.html" in one]
    assert len(told) == 1 and "was not made again: it computes in the browser" in told[0]

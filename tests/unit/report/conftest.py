import pytest
from first_words import MOST_FIRST, first_screen_words
from sample import Sample, sample

from tradewinds.report.page.layout import Layout


@pytest.fixture(scope="session")
def complete() -> Sample:
    """Eight sectors × 80 periods, two tiers, known truth; not to be changed in place."""
    return sample()


@pytest.fixture(scope="session", autouse=True)
def short_first_screens():
    """Every page that is rendered here and opens with an answer and marks says it in few words."""
    render = Layout.render

    def rendered(self, *given):
        page = render(self, *given)
        many = first_screen_words(page.summary)
        assert many <= MOST_FIRST or "marks" not in set(page.summary["form"]), f"{many} words come first"
        return page

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Layout, "render", rendered)
        yield

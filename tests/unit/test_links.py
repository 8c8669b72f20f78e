"""Every link of the documents leads somewhere: to a file or folder of the project, to a heading of it."""

from pathlib import Path

import pytest
from documents import PAGES, anchors, links, named, read


def broken(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere."""
    lost = []
    for link in links(text):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            lost.append(f"{link}: no such file")
        elif anchor and (target.is_dir() or anchor not in anchors(text if target == page else read(target))):
            lost.append(f"{link}: no such heading")
    return lost


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page):
    assert not broken(page, read(page))


def test_a_link_that_leads_nowhere_is_found():
    here = PAGES[0]
    text = "# A title\n[a](LICENSE) [b](#a-title) [c](missing.md) [d](#missing) [e](docs/model.md#missing)"
    assert [one.partition(":")[0] for one in broken(here, text)] == [
        "missing.md",
        "#missing",
        "docs/model.md#missing",
    ]


def test_pages_are_found_and_have_links():
    """So that a test above cannot pass for want of anything to look at."""
    assert len(PAGES) > 15 and sum(len(links(read(page))) for page in PAGES) > 100

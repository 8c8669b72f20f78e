"""The page of the economic checks, and what the report says of them."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sample import documents

from tradewinds.report.checks.lines import check_lines, expected, passes_outside
from tradewinds.report.checks.page import CHECKS_PAGE
from tradewinds.report.page.layout import Page
from tradewinds.review.economics import CheckEstimate, Expectation, review_estimates
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.figure import FigureSettings
from tradewinds.settings.sections import plain

VARIABLES = {
    "price": {"label": "Price", "unit": "index", "scale": "log"},
    "tariff": {"label": "Tariff", "unit": "fraction", "scale": "level", "rate": True},
    "capacity": {"label": "Home capacity", "unit": "share", "scale": "level"},
}
EXPERIMENT = {
    "data": {"tables": {"sectors": {"frequency": "step", "variables": VARIABLES, "identities": {}}}},
    "scenario": {"variable": "tariff"},
    "tier1": {"title": "", "equations": ["price[t] ~ price[t-1] + tariff[t]"]},
    "tier2": {"title": "", "equations": []},
}
ABOUT = {"expectation": "The price has to rise.", "source": "theory", "suggests": "Look at capacity."}
CHECKS = {
    "coffee": CheckSettings(title="Coffee", above=0, **ABOUT),
    "empty": CheckSettings(title="Empty", above=-2, below=2, gate=True, **ABOUT),
    "assumed": CheckSettings(
        title="Assumed", below=0, figures=[FigureSettings(-0.3, 0.1, "Somebody 2019, table 1")], **ABOUT
    ),
    "unasked": CheckSettings(title="Unasked", outcome="volume", above=0, **ABOUT),
}
FLAG = 0.1


def table():
    rng = np.random.default_rng(0)
    places = [("all sectors", "all sectors"), ("S1", "FURNITURE")]

    def answer(mean: float, outside: float = 0.0) -> CheckEstimate:
        return CheckEstimate(rng.normal(mean, 1, (100, 2)), np.full(2, outside))

    given = {
        "coffee": {"posterior": answer(5, outside=0.7), "prior": answer(0)},
        "empty": {"posterior": answer(9), "prior": answer(0)},
        "assumed": {"posterior": answer(-5), "prior": answer(-9)},
    }
    parts = [
        review_estimates(
            Expectation(name, CHECKS[name], "%", places, {"capacity": 0.0, "tariff": 0.2}),
            answers["posterior"],
            answers["prior"],
            np.array([4.0, 4.0]),
            networks=100,
        )
        for name, answers in given.items()
    ]
    return pd.concat(parts, ignore_index=True)


def rendered(found: pd.DataFrame, checks: dict[str, CheckSettings], caveats: list[str]) -> str:
    return made(found, checks, caveats).html


def made(found: pd.DataFrame, checks: dict[str, CheckSettings], caveats: list[str]) -> Page:
    asked = {"experiment": EXPERIMENT, "checks": plain(checks), "caveats": caveats, "flag": FLAG}
    asked["report"] = {"title": "Rising tariffs"}
    tables = {"checks": {"economics": found}}
    return CHECKS_PAGE.render(asked, documents(tables), tables)


@pytest.fixture(scope="module")
def page():
    return rendered(table(), CHECKS, ["One trade war."])


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main>")[2]))


def test_it_says_the_gravest_first_and_what_it_rests_on(page):
    text = words(page)
    places = [
        text.index(said) for said in ("is a gate and fails", "does not come out", "The prior alone passes")
    ]
    assert places == sorted(places)
    assert "outside what was seen, where that is assumption, for 1 of 3 economic checks: “Coffee”." in text
    assert "Not asked, since no equation explains the outcome: “Unasked”" in text
    assert "home capacity 0, tariff 20" in text and "What this suggests: Look at capacity." in text
    assert "0.70 training ranges outside the data" in text
    assert "Published: −0.30" in text and "Somebody 2019" in text and "One trade war." in text
    assert "Furniture" in text and "between −2 and 2" in text
    assert page.count("<img") == 3 and "http" not in page.replace("http://www.w3.org", "")


def test_the_same_bytes_for_the_same_inputs(page):
    assert rendered(table(), CHECKS, ["One trade war."]) == page


def test_a_check_without_a_source_says_so(page):
    assert "Source: theory." in page and "none stated" not in page
    bare = CHECKS | {"coffee": replace(CHECKS["coffee"], source="")}
    text = words(rendered(table(), bare, []))
    assert "Source: none stated." in text and "Source: ." not in text


def test_lines_of_the_report_count_every_verdict():
    found = check_lines(table(), FLAG)
    assert [line.kind for line in found] == ["bad", "bad", "doubt", "doubt", "doubt"]
    assert "1 of 3 economic checks: “Empty”" in found[1].text
    assert "outside the 90 % band of 2 of 3 answers: “Empty” (+4.0, found +" in found[4].text


def test_a_pass_outside_what_was_seen_has_a_mark_of_its_own(page):
    assert '<li class="passed-outside">' in page and '<li class="passed">' not in page
    assert words(page).count("passes, outside what was seen") == 4  # mark, and tables
    inside = table().assign(outside=FLAG)
    text = rendered(inside, CHECKS, [])
    assert '<li class="passed">' in text and "passes, outside what was seen" not in text
    assert [line.kind for line in check_lines(inside, FLAG)].count("good") == 1


@pytest.mark.parametrize(
    ("status", "outside", "told"),
    [
        ("passed", 0.1, False),
        ("passed", 0.11, True),
        ("passed", np.nan, True),
        ("failed", 9.0, False),
    ],
)
def test_only_a_pass_beyond_the_flag_is_told_apart(status, outside, told):
    assert passes_outside(status, outside, FLAG) == told


@pytest.mark.parametrize(
    ("edges", "text"),
    [((0.0, np.nan), "above 0"), ((np.nan, -1.5), "below −1.5"), ((-2.0, 2.0), "between −2 and 2")],
)
def test_an_expectation_in_words(edges, text):
    assert expected(*edges).text == text


def test_a_check_of_what_never_moved_blames_the_data_and_suggests_nothing_of_the_network():
    nothing = CheckEstimate(np.full((10, 1), np.nan), np.array([np.inf]))
    asked = Expectation("coffee", CHECKS["coffee"], "%", [("all sectors", "all sectors")], {})
    found = review_estimates(asked, nothing, nothing, None, networks=10)
    text = rendered(found, {"coffee": CHECKS["coffee"]}, [])
    assert "no draw gave a number. What it moves never moved in these data" in text
    assert "Look at capacity" not in text and "without limit" not in text
    ran_away = CheckEstimate(np.full((10, 1), np.nan), np.array([0.4]))
    found = review_estimates(asked, ran_away, nothing, None, networks=10)
    text = rendered(found, {"coffee": CHECKS["coffee"]}, [])
    assert "10 of 10 draws gave no number" in text and "Look at capacity" in text

"""Numbers of the documents are those of their tables, and the tables those of their scripts."""

import importlib
import os
import re
import sys

import pandas as pd
import pytest
from documents import FENCE, ROOT, SPAN

import tradewinds as tw

FOLDER = ROOT / "docs" / "numbers"
DOCS = sorted((ROOT / "docs").glob("*.md"))
MADE = ("source_example", "tutorial")
"""Pages whose every result is from a table."""
SHARE = re.compile(r"\d[\d.,]*\s?%")
SAID = {"90 %", "74 %", "10 %"}
"""Shares on these pages that are no result: the band's level, what the essay says, a rate of the question."""
SHORT = ["tier1.inference.optimiser.steps=200"]
SHORT_CHAINS = ["tier1.inference.microcanonical={chains: 2, warmup: 400, draws: 20, thin: 1, chunk: 20}"]


@pytest.fixture
def numbers(monkeypatch):
    """Imports a script of the folder, as it is when it is run."""
    monkeypatch.syspath_prepend(str(FOLDER))

    def script(name: str):
        monkeypatch.delitem(sys.modules, name, raising=False)
        return importlib.import_module(name)

    yield script
    for name in ("pages", "quickstart", *MADE):
        sys.modules.pop(name, None)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv").set_index("key")


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_a_page_has_its_numbers_from_their_table(page, numbers):
    """`python docs/numbers/pages.py` sets them."""
    pages, text = numbers("pages"), page.read_text(encoding="utf-8")
    assert pages.with_numbers(text, pages.stored()) == text
    assert len(pages.MARK.findall(text)) == len(re.findall(r"<!-- / -->", text))


def test_another_number_in_a_page_or_a_table_is_noticed(numbers):
    pages = numbers("pages")
    text = (ROOT / "docs" / "source_example.md").read_text(encoding="utf-8")
    known = pages.stored()
    assert pages.with_numbers(text.replace("rows -->99<", "rows -->98<"), known) == text
    assert pages.with_numbers(text, known | {"source_example.rows": "98"}) != text
    with pytest.raises(KeyError):
        pages.with_numbers("<!-- source_example.no_such -->1<!-- / -->", known)


def test_every_number_that_is_kept_is_shown_somewhere(numbers):
    pages = numbers("pages")
    shown = {
        f"{mark['table']}.{mark['key']}" for page in DOCS for mark in pages.MARK.finditer(page.read_text())
    }
    assert set(pages.stored()) == shown


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_no_line_begins_with_a_mark(page):
    """A comment at the beginning of a line ends the paragraph."""
    assert not re.findall(r"^[> ]*<!-- \w+\.\w+ -->", page.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("name", MADE)
def test_no_share_of_a_result_stands_there_by_hand(name, numbers):
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    by_hand = SHARE.findall(numbers("pages").MARK.sub("", SPAN.sub("", FENCE.sub("", text))))
    assert set(by_hand) <= SAID


@pytest.mark.slow
def test_the_sources_example_is_what_its_script_makes(numbers):
    """Quick fits stand for the page's own: all its numbers are made, and those that need no fit are the same.
    With TRADEWINDS_NUMBERS=all everything is made anew, and may differ by what chains and guides do.
    """
    script, kept = numbers("source_example"), table("source_example")
    whole = os.environ.get("TRADEWINDS_NUMBERS") == "all"
    example = script.fitted() if whole else script.fitted(SHORT, SHORT_CHAINS)
    found = {one.key: one for one in script.numbers(example)}
    assert list(found) == list(kept.index)
    exact = {
        "rows",
        "allowed",
        "allowed_loss",
        "constant",
        "constant_loss",
        "offset",
        "true_price",
        "true_volume",
    }
    exact |= {"source_prior_price", "source_prior_volume"}  # of nearly all networks of that prior
    for key in kept.index if whole else exact:
        tolerance = 0.0 if key in exact else max(0.25 * abs(kept.loc[key, "value"]), 0.5)
        assert found[key].value == pytest.approx(kept.loc[key, "value"], abs=tolerance, rel=1e-5), key
        assert key not in exact or found[key].shown == kept.loc[key, "shown"]


def test_what_the_page_says_of_the_sources_example_follows_from_its_numbers():
    value = table("source_example")["value"]
    assert value["constant_loss"] < value["allowed_loss"] < value["volume_loss"], "the rule's own verdicts"
    assert value["volume_misfit"] < value["constant_loss"] and value["price_misfit"] < value["constant_loss"]
    assert value["price_kl"] > 0.5 * value["price_loss"] and value["volume_kl"] > 0.5 * value["volume_loss"]
    assert (
        value["source_price"] > 2 * value["true_price"] and value["source_volume"] > value["true_volume"] / 2
    )
    for variable in ("price", "volume"):
        network, simple = value[f"default_{variable}_score"], value[f"simple_{variable}_score"]
        assert 0 < simple - network < 0.1 and value[f"source_{variable}_score"] < network - 0.5
        assert abs(value[f"default_{variable}"] - value[f"true_{variable}"]) < 2.5


def test_the_quoted_answer_is_that_of_quickstart(numbers):
    folder = ROOT / "results" / "quickstart"
    if not (folder / "manifest.json").exists():
        pytest.skip("quickstart was not run here")
    found = {one.key: one.shown for one in numbers("quickstart").numbers(folder)}
    assert found == table("quickstart")["shown"].to_dict()


@pytest.fixture
def furniture():
    """The tutorial's results, where its commands were given in this checkout."""
    folder = ROOT / "results" / "furniture"
    if not all((folder / "report" / f"{page}.html").exists() for page in ("sensitivity", "optimum")):
        pytest.skip("the tutorial's commands were not given here")
    return folder


def test_the_tutorials_numbers_are_those_of_its_results(furniture, numbers):
    found = {one.key: one.shown for one in numbers("tutorial").numbers(furniture)}
    assert found == table("tutorial")["shown"].to_dict()


def test_the_tutorials_words_are_those_of_its_results(furniture):
    results = tw.open_results(furniture)
    assert set(results.effect.summary()["verdict"]) == {"withheld"}
    ended = results.checks.summary().set_index("check")["status"].to_dict()
    assert ended == {"import_elasticity": "failed", "placebo": "undecided", "symmetry": "undecided"}
    failed = results.assessment.summary().query("status == 'failed'")
    assert {"acceptance", "convergence, all rows", "effective draws, all rows"} <= set(failed["check"])
    policies = results.optimum.policies.set_index("policy")
    assert policies.loc["optimum", "objective"] > policies.loc["search", "objective"]

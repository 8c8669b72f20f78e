import math
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
import xarray as xr
from sample import Sample, sample

from tradewinds.review.economics import CheckEstimate, Expectation, review_estimates
from tradewinds.settings.economics import CheckSettings

pytestmark = pytest.mark.slow

VOID = {"meta", "link", "img", "br"}


class Outline(HTMLParser):
    """Text outside code and settings, images, and whether every element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.images, self._open = "", [], []
        self.feed(page)
        assert not self._open

    def handle_starttag(self, tag: str, attributes: list) -> None:
        if tag == "img":
            self.images.append(dict(attributes))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"code", "pre", "style"} & set(self._open):
            self.text += data


@pytest.fixture(scope="module")
def page(complete: Sample) -> str:
    return complete.page().html


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    return Outline(page)


def test_the_page_needs_nothing_else(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!data:|#)", page)
    assert not re.search(r"url\((?!#)", page)
    assert len(page) < 3_000_000


def test_drawing_needs_no_training_library() -> None:
    heavy = "{'jax', 'arviz_base', 'sklearn', 'scipy.stats', 'scipy.optimize'}"
    check = f"import sys, tradewinds.report.page; sys.exit(bool({heavy} & set(sys.modules)))"
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", check], env=path).returncode == 0


def test_every_picture_has_words_for_those_who_cannot_see_it(outline: Outline) -> None:
    assert len(outline.images) > 30
    assert all(len(image["alt"]) > 20 for image in outline.images)


def test_no_raw_names_no_digits_without_end(complete: Sample, outline: Outline) -> None:
    for table in complete.experiment["data"]["tables"].values():
        for name in [
            "customs_revenue",
            *(n for n in table["variables"] if n not in ("income", "price", "volume")),
        ]:
            assert not re.search(rf"\b{name}\b", outline.text) or name in _ordinary(complete)
    assert not re.search(r"\d\.\d{5,}", outline.text)
    assert not re.search(r"\bnan\b|NaN|None", outline.text)


def _ordinary(made: Sample) -> str:
    tables = made.experiment["data"]["tables"].values()
    return " ".join(v["label"].lower() for table in tables for v in table["variables"].values())


def test_the_order_a_reader_needs(outline: Outline) -> None:
    wanted = ["The answer", "What happens over time", "What economics expects", "For the reviewer"]
    wanted += ["Does it forecast better", "Can the bands", "Where the truth is known", "The data"]
    wanted += ["What these data can", "The method", "What this was computed from"]
    places = [outline.text.rindex(heading) for heading in wanted]
    assert places == sorted(places)
    for caveat in sample(sectors=2, periods=40).experiment["data"]["caveats"]:
        assert caveat in outline.text


def test_equations_stand_as_they_were_written(complete: Sample, page: str) -> None:
    for tier in ("tier1", "tier2"):
        for equation in complete.experiment[tier]["equations"]:
            assert f"<code>{equation}</code>" in page


def test_one_sector_one_tier_gives_the_same_bytes_twice(drawn) -> None:
    made = sample(sectors=1, periods=60, national=False)
    first = made.page().html
    assert drawn
    drawn.clear()
    assert first == sample(sectors=1, periods=60, national=False).page().html
    assert "Tier 2" not in Outline(first).text


def test_months_long_names_failures_and_gaps() -> None:
    made = sample(17, 131, "month", synthetic=False, network_advantage=-0.12)
    made.scores["tier1"].loc[made.scores["tier1"]["equation"] == "wages", "value"] = math.nan
    made.calibration["tier1"]["coverage"] = math.nan
    del made.convergence["tier2"]
    made.rollouts["rising"]["national"]["gdp_effect_quantile"] = (
        made.rollouts["rising"]["national"]["gdp_effect_quantile"] * math.nan
    )
    made.rollouts["rising"]["national"]["gdp_effect_mean"] = (
        made.rollouts["rising"]["national"]["gdp_effect_mean"] * math.nan
    )
    page = Outline(made.page().html)
    assert "Electrical equipment, appliances & components" in page.text
    assert "A simple model predicts better than the network" in page.text
    assert page.text.count("not computed") > 5
    assert "Real GDP per adult: not computed" in page.text
    assert "nothing on this page shows that an estimate is one" in " ".join(page.text.split())


def test_leaving_the_data_is_said_and_flagged(page: str) -> None:
    assert "The policy or inputs leave the range seen in training by at most 0.40 of its width" in page
    assert "in the sectors from period 95 on (8 of 8 sectors at some time, 8 at the end)" in page


def test_a_closed_gate_leaves_nothing_that_was_not_done(complete: Sample) -> None:
    check = CheckSettings(title="Never", below=0, gate=True)
    asked = Expectation("never", check, "%", [("all sectors", "all sectors")], {})
    table = review_estimates(asked, CheckEstimate(np.ones((10, 1)), np.zeros(1)), None, None, networks=10)
    refused = {"rising": xr.DataTree(xr.Dataset(attrs={"refused": "A gate fails."}))}
    shut = replace(complete, rollouts=refused, checks={"economics": table})
    text = shut.page().html
    assert "No answer: a gate fails." in text and "carried through" not in text
    assert "snakemake optimise" not in text and "snakemake sensitivity" in text


def test_nothing_at_all_is_said_to_be_missing(complete: Sample) -> None:
    bare = Sample(complete.experiment, complete.panels)
    text = Outline(bare.page().html).text
    assert "no verdict was computed" in text
    assert "The roll-out was not computed." in text
    assert "recovery of their true effects was not computed" in text
    assert "passes" not in text


def test_what_was_rolled_out_is_said_and_what_can_be_asked_next(page: str) -> None:
    assert "carried through both tiers" in page and "snakemake optimise" in page


def test_a_fit_that_was_held_against_nothing_says_so(page: str) -> None:
    assert "No economic check was asked of this fit" in page

"""The page of simulated fits says what failed, what was left out, and draws every quantity once."""

import numpy as np
import pandas as pd
import pytest
from sample import Sample, documents
from test_page import Outline

from tradewinds.evaluation.sbc.ranks import COLUMNS
from tradewinds.report.page.layout import Page
from tradewinds.report.sbc.page import SIMULATED_FITS_PAGE
from tradewinds.review.calibration import review_ranks
from tradewinds.settings.sbc import SbcSettings
from tradewinds.settings.sections import plain

SBC = SbcSettings(simulations=62)


def made_ranks(width: float, rejected: int = 2) -> pd.DataFrame:
    """Ranks of 60 truths among exact draws of a prediction and too narrow or exact ones of the noise."""
    rng = np.random.default_rng(0)
    rows = []
    for simulation in range(60):
        for quantity, spread in (("prediction at S1, 7", 1.0), ("noise scale", width)):
            truth, draws = rng.normal(), spread * rng.normal(size=100)
            rank = float((draws < truth).sum())
            rows.append(("price", simulation, "ranked", "", quantity, truth, 0.0, spread, rank, 100.0, 88.0))
    left = ("price", "rejected", "a target lies 512 standard deviations from the mean", "")
    for simulation in range(60, 60 + rejected):
        rows.append((left[0], simulation, *left[1:], *[np.nan] * 6))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def page(complete: Sample, ranks: pd.DataFrame) -> str:
    return made(complete, ranks).html


def made(complete: Sample, ranks: pd.DataFrame) -> Page:
    verdicts = review_ranks(ranks, SBC, "variational")
    experiment = {
        "data": complete.experiment["data"],
        "sbc": plain(SBC),
        "report": {},
        **{tier: complete.experiment[tier] | {"algorithm": "variational"} for tier in ("tier1", "tier2")},
    }
    found = {"ranks": {"tier1": ranks}, "verdicts": {"tier1": verdicts}}
    return SIMULATED_FITS_PAGE.render({"experiment": experiment}, documents(found), found)


def test_failures_come_first_with_advice_and_what_was_left_out_is_said(complete: Sample) -> None:
    text = Outline(page(complete, made_ranks(0.4))).text
    assert "with variational 1 check of 3 failed" in text
    assert "Too narrow. Bands claim more than is known: use inference=microcanonical" in text
    assert text.lower().count("use inference=microcanonical") == 2  # above, and with its verdict
    assert "2 were not fitted" in text and "512 standard deviations" in text
    assert text.index("failed") < text.index("What this tests")


def test_the_first_screen_says_how_the_checks_end_and_draws_the_least_even_ranks(complete: Sample) -> None:
    first = made(complete, made_ranks(0.4)).summary.query("section == 'short'")
    (said,) = first[first["kind"].str.startswith("answer")].itertuples()
    assert said.text == "The draws are not those of the posterior: 1 of 3 checks failed." and said.value == 1
    pictures = first.loc[first["role"] == "picture", "text"]
    assert len(pictures) == 2 and pictures.iloc[0].startswith("Noise scale")
    assert "**To improve:** Use inference=microcanonical" in first.loc[first["kind"] == "todo", "text"].item()
    exact = made(complete, made_ranks(1.0, rejected=0)).summary.query("section == 'short'")
    assert exact["kind"].eq("answer good").any() and not exact["kind"].eq("todo").any()


def test_exact_draws_are_said_to_show_no_error(complete: Sample) -> None:
    text = Outline(page(complete, made_ranks(1.0, rejected=0))).text
    assert "no error of variational was found" in text and "without ranks" not in text


def test_every_quantity_has_one_picture_with_words_and_the_page_is_the_same_again(complete: Sample) -> None:
    html = page(complete, made_ranks(0.4))
    assert html.count("<img") == 4 and html == page(complete, made_ranks(0.4))
    assert 'alt="Noise scale: farthest from zero at' in html


@pytest.mark.parametrize("kept", [0, 2])
def test_hardly_anything_ranked_is_no_pass(complete: Sample, kept: int) -> None:
    ranks = made_ranks(1.0)
    html = page(complete, ranks[(ranks["status"] != "ranked") | (ranks["simulation"] < kept / 2)])
    text = Outline(html).text
    assert "fails" in text or "not computed" in text
    assert ("Nothing was ranked." in text) == (kept == 0)

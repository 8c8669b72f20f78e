"""The page of a sweep: what it advises, and that it says what it cannot."""

import pandas as pd
import pytest
from sample import documents

from tradewinds.report.names import Names
from tradewinds.report.page.layout import Page
from tradewinds.report.sweep.page import SWEEP_PAGE, advice

NAN = float("nan")
APART = {"default": (0, 0), "wide": (0.03, 0.01), "deep": (-0.05, 0.01), "relu": (0.04, 0.01)}
VARIANTS = ["default", "wide", "deep", "relu", "wild"]
CHANGES = {
    "default": [],
    "wide": [["model.width", "16", "32"]],
    "deep": [["model.depth", "1", "2"]],
    "relu": [["model.activation", "tanh", "relu"]],
    "wild": [["inference.optimiser.learning_rate", "0.01", "1e+300"]],
}


def tables(leads: dict[str, tuple[float, float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Summary and equations of price and volume; without a lead a variant has failed."""
    rows, each = [], []
    for name in VARIANTS:
        lead, error = leads.get(name, (NAN, NAN))
        failure = "" if name in leads else "price: 40 of 100 losses are not finite"
        score = dict.fromkeys(("lppd", "crps", "rmse", "coverage"), NAN if failure else 0.4 + lead)
        rows.append({"variant": name, **score, "lead": lead, "lead_error": error})
        rows[-1] |= {"equations": 0 if failure else 2, "failure": failure}
        for equation, tilt in (("price", 3), ("volume", -1)):
            if not failure:
                own = {"variant": name, "equation": equation, **score, "rows": 80}
                each.append({**own, "lead": tilt * lead, "lead_error": error})
    return pd.DataFrame(rows), pd.DataFrame(each)


@pytest.fixture
def experiment(complete) -> dict:
    return {name: complete.experiment[name] for name in ("data", "tier1", "tier2")}


def said(experiment: dict, leads: dict[str, tuple[float, float]]) -> dict[str, list]:
    summary, each = tables(leads)
    ordered = summary.sort_values("lead", ascending=False, na_position="last")
    lines = advice(Names(experiment, {}), "tier1", ordered, each, CHANGES)
    return {kind: [line for line in lines if line.kind == kind] for kind in ("good", "doubt", "plain", "bad")}


def test_only_a_lead_beyond_two_errors_is_worth_a_change(experiment):
    found = said(
        experiment, {"default": (0, 0), "wide": (0.02, 0.011), "deep": (-0.02, 0.011), "relu": (0, 0)}
    )
    (line,) = found["good"]
    assert "nothing is worth changing. None of 3 variants" in line.text
    assert not found["doubt"] and not found["plain"]
    assert "wild could not be fitted: price: 40 of 100" in found["bad"][0].text


def test_the_best_is_named_with_what_to_change_and_what_it_loses(experiment):
    found = said(
        experiment, {"default": (0, 0), "wide": (0.03, 0.01), "deep": (-0.05, 0.01), "relu": (0.04, 0.01)}
    )
    (line,) = found["doubt"]
    assert "change `model.activation` from tanh to relu. 2 of 3 variants forecast better" in line.text
    assert [item.text.split(":")[0] for item in line.items] == ["relu", "wide"]
    assert "but worse for" in line.items[0].text and not found["good"]
    assert [item.text for item in found["plain"][0].items] == ["deep: by 0.050\u00a0±\u00a00.010"]


def test_one_variant_alone_and_none_are_told_in_words(experiment):
    (line,) = said(experiment, {"default": (0, 0), "wide": (0.01, 0.01)})["good"]
    assert "The one variant does not forecast better than the settings as they are" in line.text
    (line,) = said(experiment, {"default": (0, 0), "wide": (0.03, 0.01)})["doubt"]
    assert "change `model.width` from 16 to 32. The one variant forecasts better" in line.text
    none = said(experiment, {"default": (0, 0)})
    assert not none["good"] and "no variant could be compared" in none["bad"][0].text


def test_a_default_that_failed_advises_nothing(experiment):
    found = said(experiment, {"wide": (NAN, NAN)})
    assert [line.kind for lines in found.values() for line in lines] == ["bad"]


def made(experiment: dict) -> Page:
    summary, each = tables(APART)
    asked = {
        "experiment": experiment,
        "seconds": {"tier1": dict.fromkeys(VARIANTS, 61.3)},
        "changes": {"tier1": CHANGES},
        "same": {"tier1": ["narrow"]},
        "sweep": {"share": 0.2, "origins": 2, "shared": {"inference.microcanonical.draws": 50}},
        "report": {},
    }
    found = {"variants": {"tier1": summary}, "equations": {"tier1": each}}
    return SWEEP_PAGE.render(asked, documents(found), found)


def test_the_first_screen_says_what_to_change_and_draws_the_leads(experiment):
    first = made(experiment).summary.query("section == 'short'")
    (said,) = first[first["kind"].str.startswith("answer")].itertuples()
    assert said.text.startswith("Tier 1: change `model.activation` from tanh to relu. 2 of 3 variants")
    assert said.kind == "answer doubt" and "log density" not in said.text
    assert (first["role"] == "picture").sum() == 1
    assert "a change is worth it; 1 variant could not be fitted" in set(first["text"])


def test_the_page_is_whole_and_best_first(experiment):
    page = made(experiment).html
    assert "<script" not in page and "nan" not in page.split("</style>")[1].replace("finan", "")
    places = [
        page.index(f'<th scope="row">{name}</th>') for name in ("relu", "wide", "As they are", "deep", "wild")
    ]
    assert places == sorted(places)
    assert "inference.microcanonical.draws = 50" in page and "already: narrow" in page
    assert page.count("data:image/svg+xml;base64,") == 2

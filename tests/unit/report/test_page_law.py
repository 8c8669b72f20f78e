"""What the page says of the law: its acts, the rates they come to, and duties paid beside them."""

import pandas as pd
import pytest
from sample import Sample

from tradewinds.data.left_out import NOT_ASKED
from tradewinds.report.experiment.answer.marks_answer import by_law
from tradewinds.report.experiment.law.parts import LAW_PART
from tradewinds.report.experiment.page import REPORT_PAGE
from tradewinds.report.page.layout import Layout
from tradewinds.report.trust.marks import TrustMark
from tradewinds.review.status import Status
from tradewinds.settings.law import ActSettings, LawSettings
from tradewinds.settings.sections import plain

UNIT = "% per percentage point"


def rates(moved: bool = True) -> pd.DataFrame:
    numbers = {"contemporaneous": -2.4, "instrumented": -1.6, "realised, law at rest": -5.9}
    if moved:
        numbers["statutory, moved back"] = 0.2
    rows = [{"of": name, "estimate": value, "error": 0.3, "unit": UNIT} for name, value in numbers.items()]
    rows.append(
        {"of": "first stage", "estimate": 0.8, "error": 0.03, "f": 770.0, "r2": 0.62, "unit": "policy"}
    )
    for month in pd.date_range("2018-01", periods=3, freq="MS"):
        rows.append({"of": "mean", "period": month, "realised": 0.03, "statutory": 0.02, "share": 0.9})
    ends = {"first": pd.Timestamp("2013-01-01"), "last": pd.Timestamp("2018-01-01")}
    return pd.DataFrame(rows).assign(paid="tariff", law="tariff", outcome="price", step=12, **ends)


DAYS = {"announced": "2018-06-15", "in_force": "2018-07-06", "collected": "2018-07-06", "period": "2018-07"}
FIRST = {"act": "list 1", "authority": "Section 301", "rate": 0.25, "amends": "", **DAYS}
LAST = {"act": "list 1 ended", "authority": "", "rate": 0.0, "amends": "list 1", **DAYS, "period": ""}
ACTS = pd.DataFrame([FIRST, LAST]).assign(stacking="added", sectors=3, covered=0.07)
LAW = LawSettings(acts={"list 1": ActSettings(rate=0.25, in_force="2018-07-06")})


def page(made: Sample, kind: str = "", acts: pd.DataFrame | None = None, not_asked=None, **found):
    experiment = made.experiment | {"scenarios": ["mine"], "verdict": {"policy": None}}
    path = experiment["scenario"] | {"name": "mine", "shape": "law", "law": plain(LAW)}
    table = experiment["data"]["tables"]["sectors"]
    tariff = table["variables"]["tariff"] | {"rate_kind": kind}
    sectors = table | {"frequency": "month", "variables": table["variables"] | {"tariff": tariff}}
    data = experiment["data"] | {"tables": experiment["data"]["tables"] | {"sectors": sectors}}
    layout = Layout("", "", "", lambda given: [LAW_PART], given=REPORT_PAGE.given)
    asked = {"experiment": experiment | {"scenario": path, "data": data}, "report": plain(made.settings)}
    inputs = {"panels": made.panels} | {name: {"economics": one} for name, one in found.items()}
    if acts is not None:
        names = [str(one) for one in made.panels["sectors"]["sector"].unique()]
        last = pd.Timestamp("2020-06-01")
        planned = pd.DataFrame({"sector": names, "period": last, "baseline": 0.02, "scenario": 0.12})
        planned.loc[0, "scenario"] = 0.02
        inputs |= {"law": {"mine": acts}, "planned": {"mine": planned}}
    if not_asked is not None:
        inputs["not_asked"] = {"sectors": not_asked}
    documents = [{"path": "economics/rates.parquet", "input": "rates"}] if "rates" in found else []
    for name in ("law", "path") if acts is not None else ():
        of = {"law": "law", "path": "planned"}[name]
        documents.append({"path": f"policy/mine/{name}.parquet", "input": of})
    return layout.render(asked, documents, inputs)


def lines(made: Sample, **more) -> list[str]:
    rows = page(made, **more).summary.query("role == 'line'")
    return [f"{row.kind}: {row.text}" for row in rows.itertuples()]


def test_what_duties_paid_find_where_no_law_changed_is_a_doubt(complete):
    said = lines(complete, rates=rates())
    assert any(line.startswith("doubt: In rows in which no law changed") for line in said)
    assert any("later changes of tariff, moved back to then, +0.2\xa0±\xa00.3" in line for line in said)
    assert any("rises by 0.80\xa0±\xa00.03" in line for line in said)
    assert not any(line.startswith("bad") for line in said)


def test_a_realised_policy_is_marked_where_the_law_is_at_hand(complete):
    said = lines(complete, rates=rates(moved=False), kind="realised")
    assert said[0].startswith("bad: The policy here is tariff, a realised rate")
    assert not any("moved back" in line for line in said)
    assert not any(line.startswith("bad") for line in lines(complete, rates=rates(), kind="statutory"))


def test_the_plate_says_of_whom_its_means_are(complete):
    assert "have both rates throughout, 90 % of the weight of all" in page(complete, rates=rates()).html
    changing = page(complete, rates=rates().assign(share=float("nan"))).html
    assert "move with which sectors these are" in changing and "no other mix" not in changing


def test_the_first_screens_mark_fails_where_both_methods_are_on_duties_paid():
    good = TrustMark(Status.passed, "Two methods agree", "network and regression", "#answer")
    worse = TrustMark(Status.failed, "Two methods agree", "the network differs", "#answer", "Believe it.")
    assert by_law(good, at_hand=False) is good and by_law(worse, at_hand=True) is worse
    marked = by_law(good, at_hand=True)
    assert marked.status is Status.failed and marked.link == "#law" and "verdict.policy" in marked.advice


def test_the_ladder_leads_from_acts_to_duties_paid(complete):
    made = page(complete, acts=ACTS, rates=rates())
    html = made.html
    for words in (
        "Section 301",
        "6\xa0Jul\xa02018",
        "changes list 1",
        "after the path",
        "added to it",
        "Without it, %",
    ):
        assert words in html
    cells = made.summary[made.summary["role"] == "cell"]
    count = complete.panels["sectors"]["sector"].nunique()
    by_law = 10 * (count - 1) / count
    assert cells["value"].sub(by_law).abs().min() < 1e-9, "all sectors alike: the one that is spared counts"
    assert cells["value"].sub(0.8 * by_law).abs().min() < 1e-9


def test_without_both_rates_the_last_rung_is_said_to_be_unknown(complete):
    html = page(complete, acts=ACTS).html
    assert "not known" in html and "have no realised rate beside a statutory one" in html


@pytest.mark.parametrize("acts", [None])
def test_without_law_there_is_no_part(complete, acts):
    assert "From the law" not in page(complete, acts=acts).html


def test_what_is_of_the_carried_series_alone_and_what_of_all_is_said(complete):
    row = {"reason": NOT_ASKED, "rows": 60, "of_rows": 80, "sectors": 3000, "of_sectors": 5000}
    not_asked = pd.DataFrame([row | {"variable": "", "share": 0.1}])
    given = {"rates": rates(), "acts": ACTS}
    html = page(complete, not_asked=not_asked, **given).html
    assert "in rates by the law, are those of the 2,000 series carried, of 5,000 (“The data”)." in html
    assert "are of all rows, those of series beyond the 2,000 carried too, of 5,000 in the table." in html
    for nothing in (None, not_asked.iloc[:0]):
        assert "carried" not in page(complete, not_asked=nothing, **given).html

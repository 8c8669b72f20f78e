"""The first screen: the answer with its band, one picture, at most six marks, what to do about the worst."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sample import Sample
from test_effect_answers import REASON, row, verdicts
from test_page_design import STUDY, study

from tradewinds.policy.effect_verdict import ANSWER
from tradewinds.report.experiment.answer.first_answers import first_answers
from tradewinds.report.experiment.answer.marks import marks
from tradewinds.report.experiment.answer.marks_answer import designs_agree, known_truth, reaches
from tradewinds.report.experiment.answer.parts import ANSWER_PART
from tradewinds.report.experiment.answer.sentence import AnswerSentence
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.page.blocks import Plate
from tradewinds.report.trust.marks import TrustMark, use, worst
from tradewinds.report.words import number
from tradewinds.review.effect.network import NETWORK_IN_STEPS
from tradewinds.review.status import Status
from tradewinds.settings.sections import plain

MOST_WORDS_FIRST, MOST_WORDS = 150, 1500


def given(made: Sample, **found) -> ReportInputs:
    names = [name for name in vars(made) if name not in ("experiment", "provenance", "settings")]
    inputs = {name: getattr(made, name) for name in names} | found
    asked = {"experiment": made.experiment, "report": plain(made.settings)}
    return ReportInputs(asked, [], inputs)


def sentence(of: ReportInputs) -> str:
    first = list(of.verdict.results) if of.verdict else []
    told = first_answers(of.names, of.groups[of.first], first)
    return AnswerSentence(of.names, told, of.verdict, of.rollout.attrs.get("refused", "")).told().text


def with_verdict(made: Sample, *rows: dict) -> ReportInputs:
    found = verdicts(made, *rows)
    return given(made, effect_verdict={"economics": found.table}, effect_paths={"economics": found.paths})


def test_the_answer_is_that_of_the_design_and_of_the_network_where_there_is_no_design(complete):
    of = with_verdict(complete, row("price", ANSWER, "passed"), row("volume", ANSWER, "passed"))
    price, nation = of.verdict.results["price"][0], of.groups[of.first]["national"]
    told = sentence(of)
    assert f"price would be {number(abs(price.value), 2)}" in told
    assert f"({number(price.low, 2, sign=True)} to {number(price.high, 2, sign=True)})" in told
    gdp = nation["gdp_effect_quantile"].isel(sector=0, period=-1)
    low, high = (float(gdp.sel(quantile=at, method="nearest")) for at in (0.05, 0.95))
    assert f"({number(low, 2, sign=True)} to {number(high, 2, sign=True)})" in told
    assert "90\u202f% bands" in told and "probab" in told


def test_the_probability_of_a_designs_sign_is_that_of_its_band(complete):
    """A band of 1.645 standard errors on either side whose nearer end is zero: 95 %."""
    one = row("price", ANSWER, "passed") | {"value": 2.0, "low": 0.0, "high": 4.0}
    of = with_verdict(complete, one)
    told = AnswerSentence(
        of.names, first_answers(of.names, of.groups[of.first], ["price"])[:1], of.verdict
    ).told()
    assert "probability of the sign 95\u202f%" in told.text


def test_what_is_withheld_has_no_number_and_says_why(complete):
    told = sentence(with_verdict(complete, row("price", ANSWER, "failed", REASON)))
    assert told.startswith("These data do not answer this: ") and not re.search(r"probab|band", told)


@pytest.mark.slow
def test_what_is_withheld_is_drawn_grey_beside_what_speaks_against_it(complete):
    found = verdicts(complete, row("price", ANSWER, "failed", REASON))
    tables = {"effect_verdict": found.table, "effect_paths": found.paths}
    made = replace(complete, **{name: {"economics": table} for name, table in tables.items()})
    first = made.page().summary.query("section == 'short'")
    keys, pictures = (first.loc[first["role"] == role, "text"] for role in ("key", "picture"))
    assert "regression" not in set(keys) and not pictures.str.contains("probability").any()
    assert len(pictures) == 1 and pictures.iloc[0].startswith(
        "Producer price, 5 periods after imports became"
    )


def test_a_refused_scenario_is_refused_in_the_first_words(complete):
    refused = {"rising": xr.DataTree(xr.Dataset(attrs={"refused": "Rates go beyond the data."}))}
    told = sentence(given(complete, rollouts=refused))
    assert told == "No answer: rates go beyond the data."


def test_a_refused_scenario_says_what_to_ask_instead_in_one_sentence(complete):
    why = {
        "refused": "Too far.",
        "refused_remedy": "They run away: ask for a smaller change. Shorter is less.",
    }
    refused = given(complete, rollouts={"rising": xr.DataTree(xr.Dataset(attrs=why))})
    (todo,) = [one for one in ANSWER_PART.made(refused) if getattr(one, "kind", "") == "todo"]
    assert str(todo.text) == "**To improve:** Ask for a smaller change."


def test_a_refused_scenario_shows_what_the_data_tell_of_something_else(complete):
    """−2 after four periods, of the price: what the tariff does is not in it."""
    refused = {"rising": xr.DataTree(xr.Dataset(attrs={"refused": "Nothing was learned of it."}))}
    for policy, shown in (("price", True), ("tariff", False)):
        asked = plain(replace(STUDY, policy=policy))
        made = replace(complete, experiment={**complete.experiment, "event_study": asked})
        rows = study()
        rows = rows[rows["design"] == "distributed lag"]
        of = given(made, rollouts=refused, event_study={"economics": rows})
        captions = [one.caption for one in ANSWER_PART.made(of) if isinstance(one, Plate)]
        told = [one for one in captions if one.startswith("What these data can tell: ")]
        assert len(told) == shown
        if shown:
            assert "4 periods after a rise of producer price" in told[0] and "\u22122.0" in told[0]


def test_an_assumption_that_cannot_be_shown_ends_the_sentence(complete):
    rows = [row(name, ANSWER, "undecided") | {"detail": "set rate"} for name in ("price", "volume")]
    told = sentence(with_verdict(complete, *rows))
    assert told.endswith(", if nothing else moved both the tariff and these.")


@pytest.mark.slow
def test_the_first_screen_is_short_and_the_page_too(complete: Sample):
    summary = complete.page().summary
    assert (
        words(summary[summary["section"] == "short"]) + words(summary[summary["role"] == "heading"])
        <= MOST_WORDS_FIRST
    )
    assert words(summary) <= MOST_WORDS
    first = summary[summary["section"] == "short"]
    assert 1 <= len(first[first["role"] == "picture"]) <= 3
    assert len(first[first["column_name"] == "label"]) <= 6


def words(summary: pd.DataFrame) -> int:
    """Of what is open and not the text of a picture, a link or a sign."""
    hidden = summary["folded"] | summary["role"].isin(["picture", "title"])
    hidden |= summary["column_name"].isin(["link", "sign"])
    text = summary.loc[~hidden, "text"].str.replace("[\u202f\u00a0]", "", regex=True)
    return int(text.str.split().str.len().sum())


@pytest.mark.slow
def test_every_mark_leads_to_a_part_that_is_there(complete):
    page = complete.page()
    links = page.summary.query("form == 'marks' and column_name == 'link'")["text"]
    assert len(links) > 3
    for link in links:
        assert f'id="{link.removeprefix("#")}"' in page.html


def test_a_mark_says_how_the_worst_of_its_checks_ended(complete):
    of = given(complete)
    found = {one.label: one for one in marks(of)}
    table = pd.concat(of.every("verdicts").values())
    ends = table[table["check"] == "beats simple models"]["status"]
    behind, ahead = (int((ends == status).sum()) for status in ("failed", "passed"))
    told = found["Beats simple models"].text
    alike = len(ends) - ahead - behind
    rest = [f"{word} in {number}" for word, number in (("worse", behind), ("alike", alike)) if number]
    assert told == ", ".join([f"in {ahead} of {len(ends)} equations", *rest])
    wanted = Status.failed if behind else Status.undecided if (ends == "undecided").any() else Status.passed
    assert found["Beats simple models"].status is wanted


def test_who_is_ahead_level_and_behind_is_counted(complete):
    table = next(iter(complete.verdicts.values())).copy()
    mine = table.index[table["check"] == "beats simple models"][:3]
    for at, status in zip(mine, ("failed", "undecided", "undecided"), strict=True):
        table.loc[at, "status"] = status
    tier = next(iter(complete.verdicts))
    of = given(complete, verdicts={tier: table})
    (mark,) = [one for one in marks(of) if one.label == "Beats simple models"]
    every = int((table["check"] == "beats simple models").sum())
    assert (
        mark.text == f"in {every - 3} of {every} equations, worse in 1, alike in 2"
        and mark.status is Status.failed
    )


def test_what_may_be_done_with_the_answer_follows_from_the_marks():
    good, unsure, bad = (
        TrustMark(status, "A", "", "#a") for status in (Status.passed, Status.undecided, Status.failed)
    )
    assert use([good], answered=False).text == "No number may be quoted."
    assert use([good], answered=True).kind == "good"
    assert "fail" in use([good, bad, unsure], answered=True).text
    assert "fail" not in use([good, unsure], answered=True).text


def test_how_far_a_path_goes_beyond_what_was_seen_is_told(complete):
    of = given(complete)
    most = float(complete.panels["sectors"]["tariff"].max())
    planned = pd.DataFrame({"scenario": [most + 0.5]})
    assert "none was above" in reaches(of.names, planned)
    assert not reaches(of.names, pd.DataFrame({"scenario": [most]}))
    assert reaches(of.names, pd.DataFrame({"scenario": [-0.5]})).startswith("it falls to")


def test_where_the_network_differs_from_the_design_it_is_said_whom_to_believe(complete):
    rows = [row("price", ANSWER, "passed"), row("price", "network", "failed")]
    mark = designs_agree(with_verdict(complete, *rows).verdict)
    assert mark.status is Status.failed and "believe the regression" in mark.text


def test_where_one_method_answers_two_do_not_agree(complete):
    mark = designs_agree(with_verdict(complete, row("price", ANSWER, "passed")).verdict)
    assert mark.status is Status.void and mark.text == "the network gives no answer"
    rows = [row("price", ANSWER, "passed"), row("price", "network", "not computed")]
    assert "could not be compared" in designs_agree(with_verdict(complete, *rows).verdict).text


def test_a_network_that_differs_from_itself_is_not_believed(complete):
    rows = [row("price", name, "passed") for name in (ANSWER, "network")]
    rows.append(row("price", NETWORK_IN_STEPS.id, "failed"))
    mark = designs_agree(with_verdict(complete, *rows).verdict)
    assert mark.status is Status.failed and "differs from itself" in mark.text


@pytest.mark.parametrize(("shift", "ends"), [(0.0, Status.passed), (50.0, Status.failed)])
def test_the_known_truth_is_counted(complete, shift, ends):
    rollout = next(iter(complete.rollouts.values())).copy(deep=True)
    for group in ("weighted", "national"):
        data = rollout[group].to_dataset()
        for name in [str(one) for one in data if str(one).endswith("_truth")]:
            middle = data[f"{name.removesuffix('_truth')}_effect_quantile"].sel(quantile=0.5)
            data[name] = middle.drop_vars("quantile") + shift
        rollout[group] = data
    first = next(iter(complete.rollouts))
    mark = known_truth(given(complete, rollouts={first: rollout}))
    assert mark is not None and mark.status is ends


def test_the_gravest_mark_says_what_to_do():
    found = [
        TrustMark(Status.undecided, "A", "", "#a", "Do a."),
        TrustMark(Status.failed, "B", "", "#b", "Do b."),
        TrustMark(Status.failed, "C", "", "#c", "Do c."),
    ]
    assert worst(found) == found[1] and worst([TrustMark(Status.passed, "D", "", "#d", "Do d.")]) is None


def test_all_sectors_together_have_a_past_that_meets_their_paths(complete):
    of = given(complete)
    (price, *_) = first_answers(of.names, of.groups[of.first], ["price"])
    frame = complete.panels["sectors"].pivot(index="period", columns="sector", values="price")
    expected = 100 * np.exp(np.log(frame / frame.iloc[-1]).mean(axis=1))
    np.testing.assert_allclose(price.past, expected.loc[price.past.index])
    assert price.past.iloc[-1] == pytest.approx(100) and price.variable.unit.startswith("index")


def test_three_are_answered_at_most_the_nation_among_them_with_its_past(complete):
    of = given(complete)
    found = first_answers(of.names, of.groups[of.first], ["volume", "price"])
    assert [one.variable.name for one in found] == ["volume", "price", "gdp"]
    assert [one.of for one in found] == 2 * ["all sectors, equal weights"] + ["the nation"]
    national = complete.panels["national"].set_index("period")["gdp"]
    np.testing.assert_array_equal(found[2].past, national.loc[found[2].past.index])
    assert len(found[2].past) == of.groups[of.first]["national"].sizes["period"]

"""The first sentence of the page, word for word: sizes, directions, ends of bands, probabilities, kinds."""

import math
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from sample import Sample
from test_effect_answers import row, verdicts

from tradewinds.policy.effect_verdict import ANSWER
from tradewinds.report.experiment.answer.first_answers import Answered
from tradewinds.report.experiment.answer.sentence import AnswerSentence
from tradewinds.report.experiment.path.answers import effect_sentences
from tradewinds.report.names import Names

THIN = "\u202f"
QUANTILES = {0.05: -1.0, 0.1: -0.4, 0.25: 0.6, 0.5: 2.0, 0.75: 3.4, 0.9: 4.4, 0.95: 5.0}
"""Different at each, so that a band of others is another."""


def known(data: xr.Dataset, name: str, shift: float = 0.0, positive: float = 0.86, truth: float = 3.0):
    """An effect whose quantiles at the end of the path are ``QUANTILES`` plus ``shift``."""
    data = data.copy(deep=True)
    for at, value in QUANTILES.items():
        effect = data[f"{name}_effect_quantile"]
        effect.loc[{"quantile": at}] = 9.0  # before the end of the path
        effect.loc[{"quantile": at, "period": data["period"].values[-1]}] = value + shift
    data[f"{name}_effect_positive"][{"period": -1}] = positive
    data[f"{name}_truth"][{"period": -1}] = truth
    return data


def nation(made: Sample, **numbers: float) -> tuple[Names, dict[str, xr.Dataset]]:
    rollout = next(iter(made.rollouts.values()))
    groups = {name: rollout[name].to_dataset() for name in rollout.children}
    return Names(made.experiment, made.panels), groups | {
        "national": known(groups["national"], "gdp", **numbers)
    }


def told(made: Sample, verdict=None, names: Names | None = None, **numbers: float):
    own, groups = nation(made, **numbers)
    variable = own.variable("national", "gdp")
    of = Answered(variable, groups["national"].isel(sector=0), None, "the nation")
    return AnswerSentence(names or own, [of], verdict).told()


def line(made: Sample, withheld=lambda name: False, **numbers: float):
    names, groups = nation(made, **numbers)
    return next(one for one in effect_sentences(names, groups, withheld) if one.text.startswith("Real GDP"))


def test_the_sentence_has_the_middle_the_ends_of_the_90_per_cent_band_and_the_probability(complete):
    said = told(complete)
    assert said.text == (
        f"After 20 periods, real GDP per adult would be 2.0{THIN}% higher (−1.0 to +5.0) than with unchanged "
        f"tariffs (90{THIN}% band; probability of the sign 86{THIN}%)."
    )
    assert (said.value, said.low, said.high, said.level, said.unit) == (2.0, -1.0, 5.0, 0.9, "%")
    assert said.kind == "plain"


def test_the_periods_are_those_of_the_path(complete):
    names, groups = nation(complete)
    short = groups["national"].isel(sector=0, period=slice(0, 8))
    of = Answered(names.variable("national", "gdp"), short, None, "the nation")
    assert AnswerSentence(names, [of]).told().text.startswith("After 7 periods, real GDP per adult would be ")


def test_of_best_fits_neither_band_nor_probability_is_told(complete):
    fits = {"tier1": complete.experiment["tier1"] | {"inference": {"algorithm": "dropout"}}}
    made = replace(complete, experiment=complete.experiment | fits)
    said = told(made)
    assert said.text.endswith("unchanged tariffs (spread of best fits, which is no band).")
    assert said.kind == "doubt" and math.isnan(said.level)
    fitted = line(made)
    assert "(best fits: −1.0 to +5.0). Their spread is no posterior" in fitted.text
    assert fitted.kind == "doubt" and math.isnan(fitted.level) and "Probability" not in fitted.text


def test_a_fall_is_lower_and_its_probability_is_that_of_a_fall(complete):
    said = told(complete, shift=-4.0, positive=0.2)
    assert f"real GDP per adult would be 2.0{THIN}% lower (−5.0 to +1.0)" in said.text
    assert f"probability of the sign 80{THIN}%" in said.text


def test_an_effect_that_rounds_to_nothing_has_no_direction(complete):
    assert "would be no different (−3.0 to +3.0)" in told(complete, shift=-2.0).text


def test_what_no_equation_leads_to_or_was_not_computed_is_no_answer(complete):
    said = told(complete, shift=math.nan)
    assert (said.text, said.kind) == ("Nothing was computed that answers this.", "bad")


def test_signs_that_are_sure_are_told_together(complete):
    names, groups = nation(complete, shift=2.0, positive=0.97)
    both = known(groups["national"], "income", shift=-9.0, positive=0.04)
    of = [
        Answered(names.variable("national", name), both.isel(sector=0), None, "the nation")
        for name in ("gdp", "income")
    ]
    said = AnswerSentence(names, of).told()
    assert f"(90{THIN}% bands; signs at least 96{THIN}% probable)" in said.text
    surer = known(known(both, "gdp", shift=2.0, positive=1.0), "income", shift=-9.0, positive=0.0)
    certain = [one._replace(paths=surer.isel(sector=0)) for one in of]
    assert f"signs more than 99{THIN}% probable)" in AnswerSentence(names, certain).told().text
    unsure = known(both, "income", shift=-9.0, positive=0.2)
    of[1] = of[1]._replace(paths=unsure.isel(sector=0))
    assert f"probability of the signs 97{THIN}% and 80{THIN}%" in AnswerSentence(names, of).told().text


def test_since_when_rows_answer_is_said_where_the_response_broke(complete):
    of = complete.rollouts[next(iter(complete.rollouts))]["weighted"].to_dataset().isel(sector=0)
    names = Names(complete.experiment, complete.panels)
    price, volume = (
        Answered(names.variable("sectors", name), of, None, "all") for name in ("price", "volume")
    )
    found = verdicts(
        complete, row("price", ANSWER, "passed"), row("volume", ANSWER, "passed") | {"since": "2019-03"}
    )
    both = AnswerSentence(names, [price, volume], found).told().text
    assert both.endswith(", by what happened since 2019-03, when the response of import volume broke.")
    alone = AnswerSentence(names, [volume], found).told().text
    assert alone.endswith(", by what happened since 2019-03, when the response broke.")
    assert "broke" not in AnswerSentence(names, [price], found).told().text
    assert "after 20 periods, by what happened since 2019-03: " in found.lines()[1].text


def test_a_design_answers_before_the_network_and_says_what_it_withholds(complete):
    of = complete.rollouts[next(iter(complete.rollouts))]["weighted"].to_dataset().isel(sector=0)
    names = Names(complete.experiment, complete.panels)
    answered = [
        Answered(names.variable("sectors", name), of, None, "all sectors") for name in ("price", "volume")
    ]
    found = verdicts(
        complete, row("price", ANSWER, "passed"), row("volume", ANSWER, "failed", "leads: it moved.")
    )
    said = AnswerSentence(names, answered, found).told()
    assert f"producer price would be 5.0{THIN}% lower (−7.0 to −3.0) than" in said.text
    assert said.text.endswith("They do not answer what happens to import volume: it moved.")
    assert said.kind == "doubt" and (said.value, said.low, said.high) == (-5.0, -7.0, -3.0)


@pytest.mark.parametrize("log_middle", [0.4, 0.1, -0.45, -1.2])
def test_the_sign_of_a_design_is_95_per_cent_sure_where_an_end_of_its_band_is_zero(complete, log_middle):
    """Bands are symmetric in logs: from nothing to twice the middle, in per cent far from symmetric."""
    middle, end = (100 * np.expm1(log) for log in (log_middle, 2 * log_middle))
    names = Names(complete.experiment, complete.panels)
    of = complete.rollouts[next(iter(complete.rollouts))]["weighted"].to_dataset().isel(sector=0)
    band = {"value": middle, "low": min(0, end), "high": max(0, end)}
    found = verdicts(complete, row("price", ANSWER, "passed") | band)
    asked = Answered(names.variable("sectors", "price"), of, None, "all sectors")
    assert f"probability of the sign 95{THIN}%" in AnswerSentence(names, [asked], found).told().text


def test_a_refusal_says_how_far_the_path_goes(complete):
    names = Names(complete.experiment, complete.panels)
    said = AnswerSentence(names, [], None, "scenario: Too far.", "it reaches up to 90").told()
    assert said.text == "No answer: the path leaves what was seen (it reaches up to 90), and too far."
    assert said.kind == "bad" and not AnswerSentence(names, [], None, "x").known()


@pytest.mark.parametrize(
    ("numbers", "said", "kind"),
    [
        (
            {},
            f"2.0 per cent higher than with unchanged tariffs (90{THIN}% band −1.0 to +5.0). Probability of "
            f"being higher: 86{THIN}%. The band includes zero: the sign is not known. The truth of this "
            "simulated economy: +3.0, inside the band.",
            "plain",
        ),
        (
            {"shift": -6.0, "positive": 0.02, "truth": -8.0},
            f"4.0 per cent lower than with unchanged tariffs (90{THIN}% band −7.0 to −1.0). Probability of "
            f"being higher: 2{THIN}%. The band excludes zero. The truth of this simulated economy: −8.0, "
            "outside the band.",
            "plain",
        ),
    ],
)
def test_a_line_of_the_answer_word_for_word(complete, numbers, said, kind):
    found = line(complete, **numbers)
    assert found.text.partition(": ")[2] == said and found.kind == kind


def test_a_truth_that_rounds_to_the_end_of_the_band_is_barely_outside_it(complete):
    assert "+5.0, barely outside the band" in line(complete, truth=5.04).text
    assert "+5.1, outside the band" in line(complete, truth=5.14).text


def test_of_a_figure_that_is_withheld_nothing_is_claimed(complete):
    found = line(complete, lambda name: name == "gdp")
    assert "of which nothing is claimed" in found.text and "robability" not in found.text
    assert found.kind == "doubt"


def test_an_identity_of_the_policy_says_which_part_no_equation_explains(complete):
    """Customs revenue is the tariff times what nothing explains: nothing is claimed of it."""
    own = complete.experiment
    tables = own["data"]["tables"]
    sectors = tables["sectors"] | {"identities": {"revenue": "tariff * volume * price"}}
    data = own["data"] | {"tables": tables | {"sectors": sectors}}
    without = [one for one in own["tier1"]["equations"] if not one.startswith(("volume", "dlog(volume"))]
    for equations, held in ((own["tier1"]["equations"], []), (without, ["Import volume"])):
        tier = own["tier1"] | {"equations": equations}
        names = Names(own | {"data": data, "tier1": tier}, complete.panels)
        assert [one.label for one in names.held(names.variable("sectors", "revenue"))] == held
        assert names.held(names.variable("sectors", "price")) == []

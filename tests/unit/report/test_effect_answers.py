"""The effect without a network in sentences: it stands, on an assumption, or is withheld and why."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tradewinds.policy.effect_verdict import ANSWER, PATH_COLUMNS, VERDICT_COLUMNS
from tradewinds.report.experiment.effect.answers import EffectVerdicts
from tradewinds.report.experiment.effect.figures import response_plate
from tradewinds.report.experiment.path.answers import effect_sentences
from tradewinds.report.experiment.path.figures import rollout_plate
from tradewinds.report.experiment.path.tables import path_table
from tradewinds.report.names import Names

REASON = "leads are not zero: {outcome} moved before {policy} did (p = 0.001)."
ASSUMED = "{policy} moves all the time, in 99% of periods."


def row(outcome: str, check: str, status: str, sentence: str = "", value: float = -5.0) -> dict:
    blank = dict.fromkeys(VERDICT_COLUMNS, "") | {"threshold": 0.05, "power": np.nan, "gate": False}
    numbers = {"value": value, "low": value - 2, "high": value + 2}
    about = {"outcome": outcome, "unit": "%", "check": check, "status": status, "sentence": sentence}
    return blank | numbers | about | {"title": check, "question": f"{check}?", "detail": ""}


def verdicts(complete, *rows: dict) -> EffectVerdicts:
    names = Names(complete.experiment, complete.panels)
    paths = []
    for outcome in {one["outcome"]: None for one in rows}:
        for of, horizons in (("response", range(-4, 6)), ("scenario", range(1, 21))):
            for at in horizons:
                numbers = (0.0 if at < 0 else -0.5, -1.0, 0.1)
                paths.append((outcome, of, at, *numbers, "%", 0.4, 0))
    weighted = next(iter(complete.rollouts.values()))["weighted"].to_dataset()
    return EffectVerdicts(
        names, pd.DataFrame(rows), pd.DataFrame(paths, columns=list(PATH_COLUMNS)), weighted
    )


def test_an_effect_that_stands_is_told_with_its_band_and_the_networks_beside_it(complete):
    agrees = row("volume", "network", "passed")
    (line,) = verdicts(complete, row("volume", ANSWER, "passed"), agrees).lines()
    assert "Import volume, all sectors, equal weights, after 20 periods: 5.0 per cent lower" in line.text
    assert "−7.0 to −3.0" in line.text and "It stands" in line.text and "agrees" in line.text
    assert (line.value, line.low, line.high, line.kind) == (-5.0, -7.0, -3.0, "good")
    (differs,) = verdicts(complete, row("volume", ANSWER, "passed"), agrees | {"status": "failed"}).lines()
    assert "differs: believe the former" in differs.text


def test_an_effect_on_the_treated_is_said_to_be_theirs(complete):
    """Neither the network's figure nor the truth, which are of all, stand beside it."""
    own = row("volume", ANSWER, "passed") | {"treated": "6 of 10 sectors (62% by weight)", "sectors": "a; b"}
    found = verdicts(complete, own, row("volume", "of the treated", "passed", "Of these."))
    (line,) = found.lines()
    whose = "Import volume, in the 6 of 10 sectors (62\u202f% by weight) whose tariff moved, after 20 periods"
    assert line.text.startswith(whose)
    assert "of all sectors, is no answer" in line.text and "truth" not in line.text
    assert found.withheld("volume") and found.withheld("gdp") and not found.unanswered("volume")


def test_the_truth_beside_it_is_that_at_the_end_of_the_path(complete):
    found = verdicts(complete, row("volume", ANSWER, "passed"))
    truth = found.weighted["volume_truth"]
    truth[:] = 9.0
    truth[{"period": -1}] = -4.0 / found.names.variable("sectors", "volume").effect_factor
    (line,) = found.lines()
    assert " The truth of this simulated economy: −4.0, inside the band." in line.text


@pytest.mark.parametrize("check", ["network in steps", "network over seeds"])
def test_a_network_that_contradicts_itself_has_no_figure_beside_an_effect(complete, check):
    why = "the network says something else."
    rows = [row("volume", ANSWER, "passed"), row("volume", "network", "passed")]
    good = verdicts(complete, *rows, row("volume", check, "passed"))
    bad = verdicts(complete, *rows, row("volume", check, "failed", why))
    assert "own figure agrees" in good.lines()[0].text and not good.withheld("volume")
    text = bad.lines()[0].text
    assert " The network's own figure is not quoted, because the network says something else. " in text
    assert "It stands" in text and bad.withheld("volume") and bad.withheld("gdp")


def test_what_is_assumed_is_named_and_what_is_withheld_has_no_number(complete):
    blind = "Shocks are not told apart."
    assumed, withheld = verdicts(
        complete,
        row("price", ANSWER, "undecided", ASSUMED),
        row("price", "set rate", "undecided", ASSUMED),
        row("price", "shared shocks", "undecided", blind),
        row("price", "alike sectors", "undecided", "What the band allows for is no assumption."),
        row("volume", ANSWER, "failed", REASON),
    ).lines()
    assert "It stands if what cannot be shown here holds: tariff moves all the time" in assumed.text
    assert "; shocks are not told apart. " in assumed.text and "no assumption" not in assumed.text
    assert assumed.kind == "doubt"
    said = (
        "Import volume: these data do not answer this. Leads are not zero: import volume moved before tariff"
    )
    assert said in withheld.text and withheld.kind == "bad" and np.isnan(withheld.value)
    assert "−7.0" not in withheld.text and "no answer either" in withheld.text


def told(complete, names: Names, withheld) -> str:
    rollout = next(iter(complete.rollouts.values()))
    tables = {table: rollout[table].to_dataset() for table in rollout.children}
    return " ".join(line.text for line in effect_sentences(names, tables, withheld))


@pytest.mark.slow
def test_where_it_is_withheld_the_network_claims_nothing(complete):
    found = verdicts(complete, row("price", ANSWER, "passed"), row("volume", ANSWER, "failed", REASON))
    assert found.withheld("volume") and not found.withheld("price")
    assert found.withheld("gdp"), "what follows from sectors is no better than the worst of them"
    text = told(complete, found.names, lambda name: True)
    assert "xcludes zero" not in text and "Probability" not in text and "network's figure alone" in text
    assert "Probability of being higher" in told(complete, found.names, lambda name: False)
    rollout = next(iter(complete.rollouts.values()))["sectors"].to_dataset()
    plate = rollout_plate(found.names, "sectors", rollout, "#1f5a8a", withheld=found.withheld)
    assert "excludes zero" not in plate.caption


@pytest.fixture
def best_fits(complete) -> Names:
    tiers = {
        name: complete.experiment[name]
        | {"inference": complete.experiment[name]["inference"] | {"algorithm": "ensemble"}}
        for name in ("tier1", "tier2")
    }
    return Names(complete.experiment | tiers, complete.panels)


@pytest.mark.slow
def test_a_spread_of_best_fits_is_no_posterior(complete, best_fits):
    assert Names(complete.experiment, complete.panels).posterior and not best_fits.posterior
    text = told(complete, best_fits, lambda name: False)
    assert "no posterior" in text and "xcludes zero" not in text and "Probability" not in text
    assert "90\u202f% band" not in text
    rollout = next(iter(complete.rollouts.values()))
    plate = rollout_plate(best_fits, "national", rollout["national"].to_dataset(), "#1f5a8a")
    assert "excludes zero" not in plate.caption
    assert not any("probability" in one.alt for one in plate.pictures)
    found = replace(verdicts(complete, row("volume", ANSWER, "passed")), names=best_fits)
    said = found.lines()[0].text
    assert " Best fits say " in said and ", a spread that is no band." in said
    table = path_table(best_fits, "national", rollout["national"].to_dataset())
    assert table is not None and "Probability above zero" not in table.head


def test_the_response_is_drawn_with_its_leads(complete):
    found = verdicts(complete, row("price", ANSWER, "passed"), row("volume", ANSWER, "passed"))
    plate = response_plate(found, "#1f5a8a")
    assert len(plate.pictures) == 2 and "has p = 0.4." in plate.pictures[0].alt


@pytest.mark.slow
def test_the_page_begins_with_it(complete):
    found = verdicts(complete, row("price", ANSWER, "passed"), row("volume", ANSWER, "failed", REASON))
    made = replace(
        complete, effect_verdict={"economics": found.table}, effect_paths={"economics": found.paths}
    )
    page = made.page()
    first = page.summary[page.summary["section"] == "short"]
    (told,) = first.loc[first["kind"].str.startswith("answer"), "text"]
    assert "price would be" in told and "do not answer what happens to import volume" in told
    assert "these data do not answer this" in page.html and 'id="answer"' in page.html


def test_what_rests_on_an_unanswered_effect_says_on_which(complete):
    """The check is of the other's outcome: said of what follows from it, it would be false."""
    found, names = (
        verdicts(complete, row("volume", ANSWER, "failed", "it was already moving.")),
        Names(complete.experiment, complete.panels),
    )
    assert found.why_withheld(names.variable("sectors", "volume")) == "It was already moving."
    said = found.why_withheld(names.variable("national", "gdp"))
    assert said == "Real GDP per adult rests on import volume: it was already moving."
    stands = verdicts(complete, row("volume", ANSWER, "passed"))
    assert stands.why_withheld(names.variable("sectors", "volume")) == ""

"""What the explorer says of the experiment around the equations, and when there is no explorer."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from prior_world import prior_world

from tradewinds.explorer import build
from tradewinds.explorer.about import about_result, hash_of
from tradewinds.explorer.build import build_page
from tradewinds.explorer.claims_shown import claims_shown, stands_for_posterior
from tradewinds.explorer.page import _inside, page_without
from tradewinds.policy.scenario import plan
from tradewinds.review.check import COLUMNS
from tradewinds.settings.compose import compose
from tradewinds.settings.path import PathSettings
from tradewinds.settings.welfare import Weights, WelfareSettings

CONFIGS = Path(__file__).parents[3] / "configs"
FALLING = ["data.synthetic.periods=40", "scenario.periods=6", "model.width=2"]


@pytest.fixture(scope="module")
def world():
    experiment = compose(CONFIGS, "falling_tariff", FALLING)
    return experiment, prior_world(experiment, 10)


SHOWN = {
    "sectors": {"price": "Producer price", "volume": "Import volume"},
    "national": {"gdp": "GDP"},
}


def about(world, path: PathSettings, verdicts: pd.DataFrame | None = None, **more) -> dict:
    experiment, fit = world
    return about_result(
        "falling_tariff", "A title", fit.data, path, "tariff", plan(fit.panel, experiment.scenario, path), [],
        WelfareSettings(weights=Weights(sectors={"revenue": 0.5})), verdicts, {"fit": "1"}, SHOWN, **more,
    )  # fmt: skip


@pytest.mark.slow
def test_a_path_of_all_sectors_can_be_drawn_on(world):
    found = about(world, PathSettings(name="ramp", size=0.3, length=3))
    np.testing.assert_allclose(found["headline"]["values"], [0.1, 0.2, 0.3, 0.3, 0.3, 0.3])
    assert not found["headline"]["relative"] and not found["baseline"]
    assert found["welfare"]["weights"] == {"sectors.revenue": 0.5}


@pytest.mark.slow
def test_a_path_of_some_sectors_is_shown_as_the_report_has_it(world):
    sector = world[1].panel.grids["sectors"].sectors[0]
    found = about(world, PathSettings(name="some", shape="step", sectors=[sector]))
    assert found["headline"]["values"] is None
    assert len(found["rates"]["scenario"]) == 6 * len(world[1].panel.grids["sectors"].sectors)


def row(outcome: str, check: str, status: str, sentence: str = "", value: float = -5.0) -> dict:
    about = {"outcome": outcome, "check": check, "status": status, "sentence": sentence, "value": value}
    return dict.fromkeys(COLUMNS, "") | {"threshold": 0.05, "gate": False} | about


def claims(*rows: dict, posterior: bool = True) -> dict:
    return claims_shown(pd.DataFrame(rows), SHOWN, "US statutory tariff", "Realised tariff", posterior)


@pytest.mark.parametrize("none", [None, pd.DataFrame()])
def test_without_verdicts_everything_may_be_claimed(none):
    found = claims_shown(none, SHOWN, "Tariff", "Tariff", True)
    assert found["verdict"] == "" and set(found["withheld"].values()) == {False}
    assert set(found["withheld"]) == {"sectors.price", "sectors.volume", "national.gdp"}


def test_one_outcome_that_is_withheld_takes_what_follows_for_the_nation_along():
    why = "{outcome} moved before {policy} did, by which {rate} moves (p = 0.001)."
    found = claims(row("price", "effect", "passed"), row("volume", "effect", "failed", why))
    assert found["withheld"] == {"sectors.price": False, "sectors.volume": True, "national.gdp": True}
    said = "import volume moved before US statutory tariff did, by which realised tariff moves (p = 0.001)"
    assert (
        f"do not answer what the policy does to import volume: {said}. What follows for" in found["verdict"]
    )
    assert "{" not in found["verdict"] and "price" not in found["verdict"]


@pytest.mark.parametrize("check", ["network in steps", "network over seeds"])
def test_a_network_that_contradicts_itself_has_no_probability(check):
    rows = [row("price", "effect", "passed"), row("volume", "effect", "undecided")]
    assert not any(claims(*rows)["withheld"].values())
    found = claims(*rows, row("price", check, "failed", "the network's {outcome} is another."))
    assert found["withheld"] == {"sectors.price": True, "sectors.volume": False, "national.gdp": True}
    assert "about producer price: the network's producer price is another." in found["verdict"]


def test_a_verdict_without_a_number_is_withheld():
    found = claims(row("price", "effect", "passed", value=np.nan))
    assert found["withheld"]["sectors.price"]


def test_the_policy_that_is_named_is_the_one_that_identifies_the_effect(world):
    verdicts = pd.DataFrame([row("price", "effect", "failed", "{policy} beside {rate}.")])
    path = PathSettings(name="ramp")
    tariff = world[1].data.tables["sectors"].variables["tariff"].label.lower()
    other = world[1].data.tables["sectors"].variables["volume"].label.lower()
    assert f"{tariff} beside {tariff}" in about(world, path, verdicts)["verdict"]
    assert f"{other} beside {tariff}" in about(world, path, verdicts, tested="volume")["verdict"]


def test_best_fits_from_several_starts_are_no_posterior(world):
    _, fit = world
    assert stands_for_posterior(fit)
    tier = fit.tiers["tier1"]
    asked = replace(
        tier.model.settings, inference=replace(tier.model.settings.inference, algorithm="ensemble")
    )
    tiers = fit.tiers | {"tier1": replace(tier, model=replace(tier.model, settings=asked))}
    assert not stands_for_posterior(replace(fit, tiers=tiers))
    assert about(world, PathSettings(name="ramp"), posterior=False)["posterior"] is False


HOSTILE = "R&D <i>x</i></title></script><script>alert(1)</script>"


def test_texts_of_the_settings_are_no_elements_of_the_page():
    data = json.loads(_inside({"title": HOSTILE}))
    assert data["title"] == HOSTILE and "<" not in _inside({"title": HOSTILE})
    page = page_without(HOSTILE, "a < b & <b>c</b>")
    assert "<script" not in page and page.count("<title>") == 1 and "<b>" not in page
    assert "R&amp;D &lt;i&gt;" in page and "a &lt; b &amp; " in page


def test_another_result_has_another_hash():
    one = hash_of({"fit": "1", "path": "2"})
    assert one == hash_of({"path": "2", "fit": "1"}) != hash_of({"fit": "1", "path": "3"})


def page_of(world, checks: pd.DataFrame | None = None) -> build.Built:
    experiment, fit = world
    scenario = experiment.scenario
    return build_page(
        fit, scenario, scenario, plan(fit.panel, scenario, scenario), experiment="falling_tariff", title="A",
        prosperity=[], welfare=WelfareSettings(), inputs={"fit": "1"}, checks=checks,
    )  # fmt: skip


@pytest.mark.slow
def test_a_page_says_what_it_carries(world):
    found = page_of(world)
    assert found.facts["reason"] == "" and found.facts["draws"] == 200 and found.facts["bytes"] > 1000
    assert 'id="numbers"' in found.html


@pytest.mark.slow
def test_what_a_page_cannot_carry_is_one_sentence(world, monkeypatch):
    monkeypatch.setattr(build, "_LARGEST", 1000)
    found = page_of(world)
    assert "more than" in found.facts["reason"] and found.facts["reason"] in found.html
    assert 'id="numbers"' not in found.html


def test_a_gate_that_fails_holds_the_page_back(world):
    checks = pd.DataFrame(
        {"check": ["no_imports"], "gate": [True], "status": ["failed"], "sentence": ["It rose."]}
    )
    found = page_of(world, checks)
    assert found.facts["reason"] and 'id="numbers"' not in found.html

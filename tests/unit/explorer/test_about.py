"""What the explorer says of the experiment around the equations, and when there is no explorer."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from prior_world import prior_world

from tradewinds.explorer import build
from tradewinds.explorer.about import about_result, hash_of
from tradewinds.explorer.build import build_page
from tradewinds.policy.scenario import plan
from tradewinds.settings.compose import compose
from tradewinds.settings.path import PathSettings
from tradewinds.settings.welfare import Weights, WelfareSettings

CONFIGS = Path(__file__).parents[3] / "configs"
FALLING = ["data.synthetic.periods=40", "scenario.periods=6", "model.width=2"]


@pytest.fixture(scope="module")
def world():
    experiment = compose(CONFIGS, "falling_tariff", FALLING)
    return experiment, prior_world(experiment, 10)


def about(world, path: PathSettings, verdicts: pd.DataFrame | None = None) -> dict:
    experiment, fit = world
    return about_result(
        "falling_tariff", "A title", fit.data, path, "tariff", plan(fit.panel, experiment.scenario, path), [],
        WelfareSettings(weights=Weights(sectors={"revenue": 0.5})), verdicts, {"fit": "1"},
    )  # fmt: skip


def test_a_path_of_all_sectors_can_be_drawn_on(world):
    found = about(world, PathSettings(name="ramp", size=0.3, length=3))
    np.testing.assert_allclose(found["headline"]["values"], [0.1, 0.2, 0.3, 0.3, 0.3, 0.3])
    assert not found["headline"]["relative"] and not found["baseline"]
    assert found["welfare"]["weights"] == {"sectors.revenue": 0.5}


def test_a_path_of_some_sectors_is_shown_as_the_report_has_it(world):
    sector = world[1].panel.grids["sectors"].sectors[0]
    found = about(world, PathSettings(name="some", shape="step", sectors=[sector]))
    assert found["headline"]["values"] is None
    assert len(found["rates"]["scenario"]) == 6 * len(world[1].panel.grids["sectors"].sectors)


def test_verdicts_are_the_answers_alone(world):
    table = pd.DataFrame(
        {
            "outcome": ["price", "price", "volume"],
            "check": ["effect", "leads", "effect"],
            "status": ["failed", "failed", "passed"],
            "sentence": ["leads are not zero", "", ""],
        }
    )
    found = about(world, PathSettings(name="ramp"), table)["verdicts"]
    assert [one["standing"] for one in found] == ["withheld", "stands"]


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

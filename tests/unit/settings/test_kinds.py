"""Experiments of another kind than the laboratory's: composed, planned and refused by what they are."""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import jsonschema
import pytest

from tradewinds.api.results import open_results
from tradewinds.artifacts import write_json, write_page
from tradewinds.errors import ArtifactError, SettingsError
from tradewinds.plan import artifacts_of
from tradewinds.settings import kinds
from tradewinds.settings.checks import require
from tradewinds.settings.compose import compose, compose_any
from tradewinds.settings.fields import Range, Section
from tradewinds.settings.json_schema import groups, of_files
from tradewinds.settings.reference import sections
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.requests import read_request
from tradewinds.settings.stages import STAGES
from tradewinds.settings.stages.jobs import once
from tradewinds.settings.stages.stage import seed_of, stage

CONFIGS = Path(__file__).parents[3] / "configs"


@dataclass
class TideSettings(Section):
    height: Annotated[float, Range(gt=0)] = 1.0
    """Height of the tide."""
    ebb: float = 0.5
    """Where it falls to."""


@dataclass
class TideExperiment(Section):
    seed: int = 0
    """Start of its random numbers."""
    tide: TideSettings = field(kw_only=True)
    report: ReportSettings = field(default_factory=ReportSettings)


def falls(experiment: TideExperiment) -> None:
    tide = experiment.tide
    require(tide.ebb < tide.height, "tide.ebb", tide.ebb, "less than tide.height")


TIDE = kinds.ExperimentKind(
    name="tide", settings=TideExperiment, page="report_tide", primary="tide", groups=("tide",), validate=falls
)


@stage({"page": "report/index.html"}, once, seed=seed_of, kind=TideExperiment)
def report_tide(experiment: TideExperiment) -> dict:
    return {"tide": experiment.tide}


@pytest.fixture
def configs(tmp_path, monkeypatch) -> Path:
    monkeypatch.setitem(kinds.EXPERIMENT_KINDS, "tide", TIDE)
    monkeypatch.setitem(STAGES, "report_tide", report_tide)
    copy = tmp_path / "configs"
    shutil.copytree(CONFIGS, copy)
    (copy / "tide").mkdir()
    (copy / "tide" / "spring.yaml").write_text("height: 3\n")
    (copy / "tide" / "neap.yaml").write_text("height: 2\n")
    (copy / "tide.yaml").write_text("defaults: [tide: neap, report: default, _self_, experiment: moon]\n")
    header = "# @package _global_\nkind: tide\n"
    (copy / "experiment" / "moon.yaml").write_text(
        header + "defaults: [override /tide: spring, _self_]\nseed: 4\n"
    )
    (copy / "experiment" / "odd.yaml").write_text("# @package _global_\nkind: tidal\n")
    return copy


def test_it_is_composed_from_its_own_options_into_its_own_settings(configs):
    found = compose_any(configs, "moon", ["tide.ebb=1"])
    assert isinstance(found, TideExperiment)
    assert (found.seed, found.tide.height, found.tide.ebb) == (4, 3.0, 1.0)
    assert compose_any(configs, "moon", ["tide=neap"]).tide.height == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "overrides", "words"),
    [
        ("moon", ["tide.ebb=5"], "tide.ebb = 5.0; expected less than tide.height"),
        ("moon", ["tide.hight=5"], "unknown key tide.hight.*Did you mean height"),
        ("moon", ["tide=sprung"], "tide = 'sprung'; expected one of neap, spring"),
        ("moon", ["data=linear"], "data"),
        ("moon", ["tier1.model.width=3"], "unknown key tier1"),
        ("moon", ["kind=laboratory"], "an override sets the kind"),
        ("odd", [], "kind = 'tidal' in experiment/odd.yaml; expected one of .*Did you mean tide"),
    ],
)
def test_what_is_wrong_is_said_before_anything_runs(configs, name, overrides, words):
    with pytest.raises(SettingsError, match=words):
        compose_any(configs, name, overrides)


def test_where_data_and_equations_are_wanted_it_is_refused(configs):
    with pytest.raises(
        SettingsError, match="of moon, an experiment of the kind tide; expected .* laboratory"
    ):
        compose(configs, "moon")


@pytest.mark.slow
def test_it_has_the_artifacts_of_its_own_stages_and_the_list_of_them(configs):
    request = read_request({"experiment": "quickstart,moon"}, configs)
    of_tide = [one.path for one in artifacts_of(request.experiments["moon"])]
    assert of_tide == ["manifest.json", "report/index.html"]
    assert "report_tide" not in {one.stage.name for one in artifacts_of(request.experiments["quickstart"])}


def test_editors_and_the_tables_of_keys_know_it(configs):
    schema = json.loads(json.dumps(of_files(groups()["tide_experiment"])))
    jsonschema.validate({"kind": "tide", "tide": {"height": 2}}, schema)
    for wrong in ({"kind": "laboratory"}, {"tide": {"height": 0}}, {"tier1": {}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)
    assert groups()["tide"] is TideSettings
    places = [place for place, _ in sections()]
    assert places[0] == "the top level" and places[-2:] == ["the top level of a tide", "tide"]
    assert len(places) == len(set(places))


def test_results_of_another_kind_are_not_opened_as_a_fit(tmp_path):
    (tmp_path / "report").mkdir()
    page = "<html><body></body></html>"
    provenance = {"experiment": "moon", "stage": "report_tide"}
    write_page(page, tmp_path / "report/index.html", provenance)
    with pytest.raises(ArtifactError, match="has no manifest.json, which a run writes last"):
        open_results(tmp_path)
    write_json({"artifacts": []}, tmp_path / "manifest.json", provenance)
    with pytest.raises(ArtifactError, match="another kind of experiment .*Open its report/index.html"):
        open_results(tmp_path)

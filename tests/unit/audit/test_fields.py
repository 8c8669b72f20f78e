"""Each field of a provenance by itself: what is wrong with it, and whether an update explains it."""

from dataclasses import replace

import pytest

from tradewinds.audit.fields import FIELDS, Compared, differences, field_findings
from tradewinds.plan import Planned
from tradewinds.provenance import document
from tradewinds.values import hash_json

SETTINGS = {"data": {"periods": 30}, "share": 1.0}
CODE, OTHER = "c" * 64, "0" * 64
PLANNED = Planned(
    path="a.parquet",
    stage="split",
    settings=SETTINGS,
    code=CODE,
    seed=1,
    inputs=("prepare/panel.parquet", "raw/a.csv"),
    experiment="walk",
    packages=("numpy", "tradewinds"),
)
TRUE = {
    "experiment": "walk",
    "stage": "split",
    "settings": SETTINGS,
    "settings_hash": hash_json(SETTINGS),
    "inputs": {name: OTHER for name in PLANNED.inputs},
    "code": CODE,
    "seed": 1,
    "packages": {"numpy": "2.0", "scipy": "1.0", "tradewinds": "0.1.0"},
    "python": "3.11.7",
    "device": "cpu",
    "precision": "float64",
    "processor": "x86_64, AVX512F",
    "arithmetic": {},
    "values": OTHER,
}
VERSIONS = {"numpy": {"2.0", "2.1"}, "scipy": {"1.0"}, "tradewinds": {"0.1.0"}}


def said(change, planned=PLANNED, data_here=True):
    """(verdict, cause, words) of all that is wrong with the true provenance after a change."""
    compared = Compared(TRUE | change, planned, lambda name: VERSIONS.get(name, set()), data_here)
    return [(str(one.verdict), one.cause, one.found) for one in field_findings(compared)]


def test_what_is_written_is_what_is_compared():
    """A field that provenance gets has to have a line here too, else every artifact has a finding."""
    made = document(experiment="walk", stage="split", settings=SETTINGS, inputs={}, code=CODE, seed=1)
    assert set(made) == set(FIELDS)
    assert said({}) == []


@pytest.mark.parametrize(
    ("change", "cause", "words"),
    [
        ({"experiment": "other"}, "experiment", "made for other, not for walk"),
        ({"stage": "scale"}, "stage", "it says that scale made it, and split does"),
        ({"settings_hash": OTHER}, "settings", "is not that of the settings beside it"),
        ({"code": "edited"}, "code", "the fingerprint of its code is none"),
        ({"seed": "1"}, "seed", "made with seed 1, the settings say 1"),
        ({"seed": True}, "seed", "made with seed True"),
        ({"seed": None}, "seed", "made with seed None"),
        ({"inputs": {}}, "input", "made from nothing"),
        ({"inputs": []}, "input", "no names with a hash each"),
        ({"inputs": {"raw/a.csv": "x"}}, "input", "no names with a hash each"),
        ({"inputs": {"raw/a.csv": OTHER}}, "input", "lacks prepare/panel.parquet"),
        ({"packages": {}}, "library", "no names with a version each"),
        ({"packages": {"numpy": None}}, "library", "no names with a version each"),
        ({"packages": TRUE["packages"] | {"oracle": "1.0"}}, "library", "no provenance names oracle"),
        ({"packages": {"numpy": "2.0"}}, "library", "made without tradewinds"),
        ({"python": ""}, "library", "is no version"),
        ({"device": ""}, "device", "the settings say cpu"),
        ({"device": "NVIDIA H200"}, "device", "computed on NVIDIA H200, the settings say cpu"),
        ({"precision": "float32"}, "precision", "computed in float32, the settings say float64"),
        ({"approved": True}, "provenance", "it says approved, which no provenance does"),
    ],
)
def test_what_no_update_explains_is_tampered(change, cause, words):
    ((verdict, found, text),) = said(change)
    assert (verdict, found) == ("tampered", cause) and words in text


@pytest.mark.parametrize(
    ("change", "cause", "words"),
    [
        ({"code": OTHER}, "code", "the code of “split” or of what it imports has changed since"),
        ({"seed": 2}, "seed", "made with seed 2, the settings say 1"),
        (
            {"packages": TRUE["packages"] | {"numpy": "1.9"}},
            "library",
            "with numpy 1.9; here numpy 2.0 or 2.1",
        ),
        (
            {"inputs": {"prepare/panel.parquet": OTHER, "raw/b.csv": OTHER}},
            "data",
            "raw/a.csv would be read now",
        ),
    ],
)
def test_what_an_update_explains_is_stale(change, cause, words):
    ((verdict, found, text),) = said(change)
    assert (verdict, found) == ("stale", cause) and words in text


@pytest.mark.parametrize("now", [{"periods": 31}, {"periods": 30, "lag": 1}, {}, {"periods": 30.0}])
def test_other_settings_are_stale(now):
    settings = SETTINGS | {"data": now}
    ((verdict, cause, _),) = said({"settings": settings, "settings_hash": hash_json(settings)})
    assert (verdict, cause) == ("stale", "settings")


@pytest.mark.parametrize(
    "change", [{"stage": "scale"}, {"seed": None}, {"device": "tpu"}, {"precision": "x"}]
)
def test_an_update_may_change_what_else_is_planned(change):
    """Once the code is another, the rest may have been as it had to be then."""
    assert [one[0] for one in said(change | {"code": OTHER})] == ["stale", "stale"]
    assert "tampered" in [one[0] for one in said({"code": OTHER, "inputs": {}})]


def test_an_input_that_is_not_known_is_untraceable():
    (found,) = said({"inputs": TRUE["inputs"] | {"b.nc": OTHER}})
    assert found[:2] == ("untraceable", "input") and "b.nc is no input of it" in found[2]


def test_which_raw_file_would_be_read_is_told_only_where_the_data_are():
    other = {"inputs": {"prepare/panel.parquet": OTHER, "raw/b.csv": OTHER}}
    assert said(other, data_here=False) == [] and len(said(other)) == 1


@pytest.mark.parametrize("field", [*FIELDS, "values"])
def test_a_field_that_is_left_out_is_named(field):
    left = {name: of for name, of in TRUE.items() if name != field}
    compared = Compared(left, PLANNED, lambda name: VERSIONS.get(name, set()))
    assert (field, "its provenance does not say it") in [
        (one.cause, one.found) for one in field_findings(compared)
    ]


def test_a_gpu_may_be_of_any_kind():
    planned = Planned(**(vars(PLANNED) | {"device": "gpu"}))
    assert said({"device": "NVIDIA H200"}, planned) == [] and len(said({}, planned)) == 1


def test_an_environment_that_changes_numbers_is_stale_where_it_is_not_that_of_the_plan():
    told = {"XLA_FLAGS": "--fast"}
    planned = Planned(**(vars(PLANNED) | {"arithmetic": told}))
    assert [one[:2] for one in said({}, planned)] == [("stale", "environment")]
    assert [one[:2] for one in said({"arithmetic": told}, planned)] == [("verified", "environment")]
    ((verdict, cause, text),) = said({"arithmetic": told})
    assert (verdict, cause) == ("stale", "environment") and "made with XLA_FLAGS=--fast in the" in text
    for odd in (["a"], {"a": 1}, {1: "a"}, None):
        assert [one[:2] for one in said({"arithmetic": odd})] == [("tampered", "environment")]


@pytest.mark.parametrize(
    ("then", "bad"), [("cpu", False), ("gpu", True), ("", True), (None, True), (1, True)]
)
def test_a_device_is_a_name_of_the_planned_kind(then, bad):
    assert bool(said({"device": then})) == bad
    gpu = Planned(**(vars(PLANNED) | {"device": "gpu"}))
    assert bool(said({"device": then}, gpu)) == (then != "gpu")


def test_differences_name_each_key():
    then = {"a": {"b": 1, "gone": 2}, "list": [1]}
    now = {"a": {"b": 2, "new": 3}, "list": [1]}
    assert list(differences(then, now)) == [
        "made with a.b = 1, which is 2 now",
        "a.gone = 2 is no longer a setting",
        "a.new = 3 is a new setting",
    ]


FAST = {"XLA_FLAGS": "--xla_cpu_enable_fast_math=true"}


def test_an_environment_that_changes_numbers_is_told_both_ways():
    """As freshness has it: what this process would not make alike is stale. Alike, it is noted."""
    here = replace(PLANNED, arithmetic=FAST)
    ((verdict, cause, text),) = said({"arithmetic": FAST})
    assert (verdict, cause) == ("stale", "environment") and "made with XLA_FLAGS=--xla_cpu" in text
    ((verdict, _, text),) = said({}, here)
    assert verdict == "stale" and "made with nothing in the environment" in text
    ((verdict, _, text),) = said({"arithmetic": FAST}, here)
    assert verdict == "verified" and "so has this process" in text

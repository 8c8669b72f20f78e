"""Variants of a tier's settings: what they may change, and what is said of those that cannot be used."""

from dataclasses import replace
from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import ExperimentSettings, variants_of
from tradewinds.settings.inference import Algorithm
from tradewinds.settings.model import Family
from tradewinds.settings.schema import require_valid
from tradewinds.settings.sweep import BASE, SweepSettings, variant_of

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.fixture(scope="module")
def quickstart() -> ExperimentSettings:
    return compose(CONFIGS, "quickstart")


def with_variants(
    experiment: ExperimentSettings, shared: dict | None = None, **variants: dict
) -> ExperimentSettings:
    return replace(experiment, sweep=SweepSettings(shared=shared or {}, variants=variants))


def test_a_variant_changes_what_it_says_and_nothing_else(quickstart):
    changes = {"model.noise.family": "student_t", "inference": {"algorithm": "nuts"}, "model.prior.output": 2}
    found = variant_of(quickstart.tier1, SweepSettings(variants={"v": changes}), "v")
    assert found.model.noise.family is Family.student_t and found.inference.algorithm is Algorithm.nuts
    assert isinstance(found.model.prior.output, float)
    back = {
        "model.noise.family": "normal",
        "inference.algorithm": "microcanonical",
        "model.prior.output": 1.0,
    }
    assert variant_of(found, SweepSettings(variants={"b": back}), "b") == quickstart.tier1


def test_shared_changes_are_those_of_every_variant_which_may_take_them_back(quickstart):
    shared = {"inference.microcanonical.draws": 20, "model.width": 4}
    sweep = SweepSettings(shared=shared, variants={"wide": {"model.width": 32}})
    base, wide = (variant_of(quickstart.tier1, sweep, name) for name in (BASE, "wide"))
    assert base.inference.microcanonical.draws == wide.inference.microcanonical.draws == 20
    assert (base.model.width, wide.model.width) == (4, 32)


def test_what_a_tier_has_already_is_not_tried_again(quickstart):
    tried = with_variants(quickstart, same={"model.width": 16}, wide={"model.width": 32})
    assert list(variants_of(tried, "tier1")) == [BASE, "wide"]
    assert list(variants_of(tried, "tier2")) == [BASE, "same", "wide"]


def test_dynamics_are_tried_only_where_an_equation_has_an_economy_wide_effect(quickstart):
    tried = with_variants(quickstart, walk={"model.dynamics": "random_walk"})
    assert list(variants_of(tried, "tier1")) == [BASE, "walk"]
    assert list(variants_of(tried, "tier2")) == [BASE]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model.widht": 3}, ["unknown key sweep.variants.v.model.widht", "Did you mean width?"]),
        ({"equations": []}, ["unknown key sweep.variants.v.equations", "one of model, inference"]),
        ({"model.width": 2.5}, ["sweep.variants.v.model.width = 2.5", "a whole number"]),
        (
            {"model.width": 0},
            ["sweep.variants.v.model.width = 0", "overrides=[~sweep.variants.v]"],
        ),
        ({"model.activation": "sine"}, ["sweep.variants.v.model.activation = 'sine'", "tanh, relu, swish"]),
        ({"model.noise.family": "student_t", "model.dynamics": "average"}, ["v.model.dynamics = 'average'"]),
    ],
)
def test_a_variant_that_cannot_be_used_is_one_line(quickstart, changes, words):
    with pytest.raises(SettingsError) as error:
        variants_of(with_variants(quickstart, v=changes), "tier1")
    text = str(error.value)
    assert "\n" not in text and all(word in text for word in words), text


@pytest.mark.parametrize(
    ("sweep", "words"),
    [
        (SweepSettings(tiers=["tier3"]), "sweep.tiers[0] = 'tier3'"),
        (SweepSettings(share=1.0), "sweep.share = 1.0"),
        (SweepSettings(origins=0), "sweep.origins = 0"),
        (SweepSettings(variants={"a/b": {}}), "sweep.variants = 'a/b'"),
        (SweepSettings(variants={BASE: {}}), "sweep.variants = 'default'"),
    ],
)
def test_a_section_that_cannot_be_used_is_one_line(sweep, words):
    with pytest.raises(SettingsError, match=words.replace("[", r"\[")):
        require_valid(sweep, "sweep")


def test_runs_that_sweep_nothing_do_not_mind_a_variant_that_does_not_fit_them():
    average = compose(CONFIGS, "quickstart", ["tier1.model.dynamics=average"])
    with pytest.raises(SettingsError, match="sweep.variants.student_t.model.dynamics"):
        variants_of(average, "tier1")


@pytest.mark.slow
@pytest.mark.parametrize("option", ["default", "short"])
@pytest.mark.parametrize("name", ["quickstart", "us_industry"])
def test_shipped_variants_can_be_used_by_shipped_experiments(name, option):
    experiment = compose(CONFIGS, name, [f"sweep={option}"])
    assert len(variants_of(experiment, "tier1")) > 5

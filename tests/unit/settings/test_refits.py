"""Which equations are refitted with what, and what is said of settings that cannot be used."""

from dataclasses import replace
from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import policy_by_equation, refits, refitted_tiers
from tradewinds.settings.refits import OTHER_PRIOR, PLACEBO, UNCHANGED, WITH, refitted
from tradewinds.settings.schema import require_valid
from tradewinds.settings.sensitivity import SensitivitySettings, SobolSettings

CONFIGS = Path(__file__).parents[3] / "configs"
GROWTH = (
    "tier1.equations=['dlog(price[t], 3) ~ d(tariff[t]) + dlog(price[t-1], 3)', 'volume[t] ~ volume[t-1]']"
)


def asked(name: str, *overrides: str) -> dict[str, list[str]]:
    """Equation → its candidates, in order, where no other prior is asked for."""
    found: dict[str, list[str]] = {}
    for one in refits(compose(CONFIGS, name, [*overrides, "~sensitivity.prior"])):
        found.setdefault(f"{one.tier}.{one.equation}", [])
        if one.kind == WITH and one.number == 0:
            found[f"{one.tier}.{one.equation}"].append(one.candidate)
    return found


@pytest.mark.slow
def test_every_column_that_an_equation_lacks_and_no_equation_explains_is_tried():
    assert asked("omitted") == {"tier1.price": ["capacity"], "tier1.volume": ["capacity"]}
    both = "tier1.equations=['price[t] ~ tariff[t] + volume[t-1]', 'volume[t] ~ tariff[t] + elasticity[t]']"
    assert asked("omitted", both) == {
        "tier1.price": ["elasticity", "import_share", "capacity"],
        "tier1.volume": ["import_share", "capacity"],
    }


@pytest.mark.slow
def test_only_those_named_and_only_where_they_are_not_yet():
    both = "tier1.equations=['price[t] ~ tariff[t]', 'volume[t] ~ tariff[t] + elasticity[t]']"
    assert asked("omitted", both, "sensitivity.candidates=[elasticity]") == {"tier1.price": ["elasticity"]}
    assert asked("omitted", both, "sensitivity.equations=[tier1.volume]") == {
        "tier1.volume": ["import_share", "capacity"]
    }


@pytest.mark.slow
def test_what_the_policy_moves_is_never_tried():
    both = "tier1.equations=['price[t] ~ tariff[t]', 'volume[t] ~ tariff[t] + elasticity[t]']"
    assert asked("omitted", both, "sensitivity.moved=[capacity]") == {
        "tier1.price": ["elasticity", "import_share"],
        "tier1.volume": ["import_share"],
    }
    assert asked("us_industry") == {}, "the value of imports is their price and volume"
    with pytest.raises(SettingsError, match="sensitivity.moved = 'capacty'.*Did you mean capacity"):
        asked("omitted", "sensitivity.moved=[capacty]")


def test_an_equation_without_the_policy_is_not_asked():
    assert asked("omitted", GROWTH) == {"tier1.price": ["elasticity", "import_share", "capacity"]}


def test_the_policy_of_the_nation_is_the_aggregate():
    found = [one for one in refits(compose(CONFIGS, "quickstart", ["tier2.equations=[]", *without_income()]))]
    assert {(one.table, one.equation, one.policy) for one in found} == {("national", "wages", "avg_tariff")}


def without_income() -> list[str]:
    """The nation's table with columns that no equation explains."""
    return ["tier1.equations=['price[t] ~ price[t-1]', 'wages[t] ~ wages[t-1] + avg_tariff[t]']"]


def test_each_kind_is_refitted_so_often():
    found = refits(
        compose(CONFIGS, "omitted", ["sensitivity.refits=3", "sensitivity.equations=[tier1.price]"])
    )
    assert [(one.kind, one.number) for one in found] == [
        (kind, number) for kind in (UNCHANGED, OTHER_PRIOR, WITH, PLACEBO) for number in range(3)
    ]
    changes = ["unchanged", "other_prior", "with_capacity", "placebo_capacity"]
    assert [one.change for one in found[::3]] == changes


@pytest.mark.slow
@pytest.mark.parametrize(("equations", "added"), [("[]", " + capacity[t]"), (GROWTH, " + d(capacity[t], 3)")])
def test_a_candidate_enters_as_the_target_does(equations, added):
    overrides = [equations] if equations == GROWTH else []
    experiment = compose(CONFIGS, "omitted", [*overrides, "sensitivity.candidates=[capacity]"])
    tiers = refitted_tiers(experiment)
    unchanged, changed = (
        refitted(tiers["tier1"], one, experiment.data, {}).equations
        for one in (found for found in refits(experiment) if found.number == 0)
        if one.equation == "price" and one.kind in (UNCHANGED, WITH)
    )
    assert changed == [unchanged[0] + added]


def test_what_all_refits_share_changes_nothing_else():
    experiment = compose(CONFIGS, "omitted", ["sensitivity=short"])
    tier = refitted_tiers(experiment)["tier1"]
    assert tier.inference.algorithm == "ensemble" and experiment.tier1.inference.algorithm == "microcanonical"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (
            ["sensitivity.candidates=[capacty]"],
            ["sensitivity.candidates = 'capacty'", "Did you mean capacity?"],
        ),
        (
            ["sensitivity.candidates=[volume]"],
            ["sensitivity.candidates = 'volume'", "the policy does not move"],
        ),
        (
            ["sensitivity.candidates=[tariff]"],
            ["sensitivity.candidates = 'tariff'", "the policy does not move"],
        ),
        (["sensitivity.equations=[tier1.wages]"], ["sensitivity.equations = 'tier1.wages'", "tier1.price"]),
        (["sensitivity.equations=[tier1.volume]", GROWTH], ["sensitivity.equations = 'tier1.volume'"]),
        (["sensitivity.shared={model.widht: 3}"], ["unknown key sensitivity.shared.model.widht"]),
        (["sensitivity.prior={model.width: 3}"], ["sensitivity.prior = 'model.width'", "the prior alone"]),
        (["sensitivity.prior={model.prior.hiden: 3}"], ["unknown key sensitivity.prior.model.prior.hiden"]),
        (["sensitivity.prior={model.noise.prior: 0}"], ["sensitivity.prior.model.noise.prior = 0"]),
        (["sensitivity.shared={model.width: 0}"], ["sensitivity.shared.model.width = 0"]),
    ],
)
def test_what_cannot_be_used_is_one_line_before_the_first_job(overrides, words):
    with pytest.raises(SettingsError) as error:
        compose(CONFIGS, "omitted", overrides)
    text = str(error.value)
    assert "\n" not in text and all(word in text for word in words), text


def test_where_there_is_nothing_to_change_nothing_is_refitted():
    experiment = compose(CONFIGS, "nonlinear", ["~sensitivity.prior"])
    assert refits(experiment) == [] and policy_by_equation(experiment)


def test_an_equation_without_candidates_is_refitted_under_the_other_prior():
    found = refits(compose(CONFIGS, "nonlinear"))
    assert {(one.equation, one.change) for one in found} == {
        (equation, kind) for equation in ("price", "volume") for kind in (UNCHANGED, OTHER_PRIOR)
    }


@pytest.mark.slow
def test_the_other_prior_is_the_sources_and_it_alone_differs():
    experiment = compose(CONFIGS, "nonlinear", ["sensitivity=short"])
    tier, prior = refitted_tiers(experiment)["tier1"], experiment.sensitivity.prior
    unchanged, other = (
        refitted(tier, one, experiment.data, prior)
        for one in refits(experiment)
        if one.number == 0 and one.equation == "price"
    )
    own, source = unchanged.model, compose(CONFIGS, "source").tier1.model
    assert (own.prior.location, own.noise.prior) == (0.0, 1.0)
    # the source has no linear path, and no groups: its weights are all alike, its spreads the experiment's
    expected = replace(source.prior, linear=source.prior.output, effects=own.prior.effects)
    assert other.model.prior == expected and other.model.noise.prior == source.noise.prior
    noise = replace(other.model.noise, prior=own.noise.prior)
    assert replace(other, model=replace(other.model, prior=own.prior, noise=noise)) == unchanged


def test_a_scale_of_the_other_prior_can_be_changed():
    experiment = compose(CONFIGS, "nonlinear", ["sensitivity.prior={model.prior.location: 0.0}"])
    assert experiment.sensitivity.prior["model.prior.location"] == 0.0
    assert experiment.sensitivity.prior["model.prior.hidden"] == 0.1


def test_a_named_candidate_that_no_equation_can_be_given_is_an_error():
    experiment = compose(CONFIGS, "omitted", ["sensitivity.candidates=[elasticity]"])
    with pytest.raises(SettingsError, match="nothing to add to any equation.*data.tables.TABLE.variables"):
        refits(experiment)


@pytest.mark.parametrize(
    ("sensitivity", "words"),
    [
        (SensitivitySettings(equations=["price"]), "sensitivity.equations[0] = 'price'"),
        (SensitivitySettings(candidates=["a", "a"]), "a once"),
        (SensitivitySettings(rise=0.0), "sensitivity.rise = 0.0"),
        (SensitivitySettings(rise=30), "Write 0.1 for 10 points"),
        (SensitivitySettings(horizon=0), "sensitivity.horizon = 0"),
        (SensitivitySettings(refits=2), "sensitivity.refits = 2"),
        (SensitivitySettings(rows=0), "sensitivity.rows = 0"),
        (SensitivitySettings(alpha=1.0), "sensitivity.alpha = 1.0"),
        (SensitivitySettings(tolerance=0.0), "sensitivity.tolerance = 0.0"),
        (
            SensitivitySettings(sobol=SobolSettings(samples=1000)),
            "sensitivity.sobol.samples = 1000; expected a",
        ),
        (SensitivitySettings(sobol=SobolSettings(samples=2)), "a power of two of at least 64"),
        (SensitivitySettings(sobol=SobolSettings(draws=0)), "sensitivity.sobol.draws = 0"),
    ],
)
def test_a_section_that_cannot_be_used_is_one_line(sensitivity, words):
    with pytest.raises(SettingsError) as error:
        require_valid(sensitivity, "sensitivity")
    assert words in str(error.value)

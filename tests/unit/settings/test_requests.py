from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.request import comparison_name
from tradewinds.settings.requests import asked_of_config, read_request
from tradewinds.settings.run_names import run_name

CONFIGS = Path(__file__).parents[3] / "configs"


def test_quickstart_is_what_nobody_has_to_ask_for():
    request = read_request({}, CONFIGS)
    assert list(request.experiments) == ["quickstart"]
    assert request.results == "results"


@pytest.mark.slow
def test_several_experiments_and_a_folder_of_their_own():
    request = read_request({"experiment": "quickstart,falling_tariff", "results": "elsewhere/"}, CONFIGS)
    assert list(request.experiments) == ["quickstart", "falling_tariff"]
    assert request.results == "elsewhere"


@pytest.mark.slow
@pytest.mark.parametrize(
    "overrides", [["seed=3", "model.width=32"], "model.width=32 seed=3", "seed=3,model.width=32"]
)
def test_the_same_overrides_in_any_order_have_the_same_folder(overrides):
    request = read_request({"overrides": overrides}, CONFIGS)
    (name,) = request.experiments
    assert name == run_name("quickstart", ["model.width=32", "seed=3"])
    assert name.startswith("quickstart+model.width-32-seed-3-")
    assert request.experiments[name].tier2.model.width == 32
    assert request.experiments[name].seed == 3


def test_a_folder_name_is_short_and_safe_and_differs_with_the_overrides():
    long = [f"tier1.equations=[price[t] ~ price[t-{lag}] + tariff[t]]" for lag in (1, 2)]
    names = {run_name("quickstart", [text]) for text in long}
    assert len(names) == 2
    assert all(len(name) < 80 and not set(name) & set("=[]/ ~") for name in names)


@pytest.mark.slow
@pytest.mark.parametrize("override", ["tier2.inference=ensemble", "inference@tier2.inference=ensemble"])
def test_another_option_for_one_tier_leaves_the_other_alone(override):
    (before,) = read_request({}, CONFIGS).experiments.values()
    (known,) = read_request({"overrides": [override]}, CONFIGS).experiments.values()
    assert known.tier2.inference.algorithm == "ensemble"
    assert known.tier1 == before.tier1


def test_a_key_that_no_file_sets_can_be_overridden():
    (known,) = read_request({"overrides": ["inference.optimiser.chunk=7"]}, CONFIGS).experiments.values()
    assert known.tier1.inference.optimiser.chunk == known.tier2.inference.optimiser.chunk == 7


@pytest.mark.slow
@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"experimnt": "quickstart"}, ["--config experimnt=quickstart", "Did you mean experiment?"]),
        ({"seed": 3}, ["--config seed=3", "overrides=[seed=3]"]),
        ({"experiment": "quikstart"}, ["quikstart", "one of", "quickstart"]),
        ({"overrides": ["model.widht=32"]}, ["tier1.model.widht", "Did you mean width?"]),
        ({"overrides": ["inference=nut"]}, ["inference = 'nut'", ", ensemble, ", "nuts"]),
        ({"overrides": ["model.activation=sigmoid"]}, ["tier1.model.activation", "sigmoid", "tanh"]),
        ({"overrides": ["tier1.equations=[price[t]"]}, ["cannot read the override", "quotes"]),
        ({"overrides": ["+anything=1"]}, ["unknown key anything"]),
        ({"overrides": ["model.width=wide"]}, ["model.width", "wide"]),
        ({"overrides": ["model.width=0"]}, ["tier1.model.width = 0", "at least 1"]),
        ({"overrides": ["seed=1", "seed=2"]}, ["two overrides set seed"]),
        ({"overrides": ["model.width=8", "tier1.model.width=9"]}, ["two overrides set tier1.model.width"]),
        ({"overrides": ["tier1.equations=['price[t] ~ prize[t-1]']"]}, ["unknown variable prize"]),
        (
            {"overrides": ["tier1.equations=['price[t] ~ volume[t]', 'volume[t] ~ price[t]']"]},
            ["circle", "price → volume → price"],
        ),
    ],
)
def test_what_cannot_be_used_is_named_in_one_line(config, words):
    with pytest.raises(SettingsError) as error:
        read_request(config, CONFIGS)
    text = str(error.value)
    assert "\n" not in text
    assert all(word in text for word in words), text


@pytest.mark.slow
def test_vintages_of_an_update_are_settings_of_its_experiment():
    asked = {"old": "2026-10", "new": "census_industry/2026-11-30", "experiment": "us_trade"}
    request = read_request(asked, CONFIGS)
    old, new = (request.experiments[side.name] for side in request.compared)
    assert request.updated and old.data.tables["sectors"].vintage == "2026-10"
    assert new.data.tables["sectors"].vintage == "2026-11-30"
    assert [side.label for side in request.compared][0] == "us_trade, vintage 2026-10"


@pytest.mark.slow
def test_an_update_is_of_folders_and_experiments_too():
    request = read_request({"old": "old/results/a", "new": "quickstart seed=1"}, CONFIGS)
    assert [side.folder for side in request.compared] == ["old/results/a", "results/quickstart+seed-1-bb8c55"]
    assert not read_request({"experiments": ["a/b", "quickstart"]}, CONFIGS).updated


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"old": "2026-10"}, "old=… new=…"),
        ({"old": "2026-10", "new": "2026-11"}, "no table of it is fetched"),
        ({"old": "a/2026-10", "new": "x/y", "experiment": "us_trade"}, "a vintage of census_industry"),
        ({"old": "a/b", "new": "a/b"}, "not the same"),
        ({"old": "a/b", "new": "c/d", "experiment": "quickstart,effects"}, "one experiment"),
    ],
)
def test_an_update_that_cannot_be_told_is_refused(asked, said):
    with pytest.raises(SettingsError, match=said):
        read_request(asked, CONFIGS)


@pytest.mark.slow
def test_what_single_targets_are_told_is_kept_as_it_is_written():
    told = read_request({"until": ["read", "split"], "share": True, "dirty": "FALSE"}, CONFIGS)
    assert told.told == {"until": "read,split", "share": "True", "dirty": "FALSE"}
    assert told.allows("share") and not told.allows("dirty") and not told.allows("wheels")
    with pytest.raises(SettingsError, match="dirty=maybe"):
        read_request({"dirty": "maybe"}, CONFIGS).allows("dirty")


def test_what_is_asked_can_be_asked_of_another_folder():
    config = {
        "experiment": "quickstart,effects",
        "overrides": ["seed=2", "scenario.periods=4"],
        "results": "x",
    }
    asked = asked_of_config(config)
    assert asked == ['experiment=["quickstart", "effects"]', 'overrides=["scenario.periods=4", "seed=2"]']
    one = run_name("effects", ["seed=2", "scenario.periods=4"])
    assert asked_of_config(config, one)[0] == 'experiment=["effects"]'
    assert asked_of_config({}) == ['experiment=["quickstart"]']


@pytest.mark.slow
def test_two_to_compare_are_experiments_with_overrides_of_their_own_or_folders():
    asked = {
        "experiments": [
            "quickstart",
            "quickstart seed=1",
        ],
        "overrides": ["model.width=8"],
    }
    request = read_request(asked, CONFIGS)
    own = run_name("quickstart", ["model.width=8", "seed=1"])
    assert [side.name for side in request.compared] == [run_name("quickstart", ["model.width=8"]), own]
    assert list(request.experiments) == [side.name for side in request.compared]
    assert request.experiments[own].seed == 1 and request.experiments[own].tier1.model.width == 8
    assert request.compared[1].folder == f"results/{own}"
    mixed = read_request({"experiments": "quickstart,old/results/quickstart/"}, CONFIGS)
    assert [side.folder for side in mixed.compared] == ["results/quickstart", "old/results/quickstart"]
    assert [side.name for side in mixed.compared] == ["quickstart", ""]
    assert list(mixed.experiments) == ["quickstart"]


def test_names_of_comparisons_tell_folders_apart():
    assert comparison_name(["results/a", "results/b"], "results") == "a--b"
    apart = [comparison_name([f"old/{place}/a", f"old/{place}/b"], "results") for place in ("one", "two")]
    assert len(set(apart)) == 2 and all(name.startswith("a--b-") for name in apart)
    names = {comparison_name([f"{place}/a", "results/a"], "results") for place in ("old", "older")}
    assert len(names) == 2 and all(name.startswith("a--a-") for name in names)
    assert read_request({}, CONFIGS).comparison == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "config",
    [
        {"experiments": ["quickstart"]},
        {"experiments": ["quickstart", "quickstart"]},
        {"experiments": ["quickstart", "effects", "coffee"]},
        {"experiments": ["quickstart", "effects"], "experiment": "quickstart"},
    ],
)
def test_what_cannot_be_compared_is_said(config):
    with pytest.raises(SettingsError, match="experiments"):
        read_request(config, CONFIGS)

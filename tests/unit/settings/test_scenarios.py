"""Which scenarios an experiment asks for, and what their files and the experiment say of them."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.experiment import paths_of
from tradewinds.settings.path import Shape

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"
SHIPPED = [file.stem for file in (CONFIGS / "scenario").glob("*.yaml")]


def asked(*overrides: str):
    return compose(CONFIGS, "quickstart", list(overrides))


def of(name: str, *overrides: str):
    """Acts of law have days, and name chapters and origins: they are asked of a table that has these."""
    return compose(CONFIGS, "us_statute" if name.startswith("law") else "quickstart", list(overrides))


def test_one_scenario_is_the_default():
    found = asked()
    assert found.scenarios == ["rising_tariffs"] and found.paths == {}
    assert (found.scenario.name, found.scenario.shape, found.scenario.size) == ("rising_tariffs", "ramp", 0.1)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_can_be_asked_for_alone_and_beside_another(name):
    alone = of(name, f"scenario={name}")
    assert alone.scenarios == [name] and alone.scenario.description
    if name != "rising_tariffs":
        beside = of(name, f"scenarios=[rising_tariffs,{name}]").paths[name]
        assert beside.name == name and beside.shape == alone.scenario.shape


def test_the_first_scenario_of_the_list_is_the_headline():
    found = asked("scenarios=[removal,step]")
    assert list(paths_of(found)) == ["removal", "step"]
    assert found.scenario.relative and found.scenario.size == -1.0
    assert found.paths["step"].shape == Shape.step


def test_what_an_experiment_changes_of_the_first_is_the_firsts_alone():
    found = asked("scenarios=[rising_tariffs,step]", "scenario.size=0.02", "paths.step.start=5")
    assert (found.scenario.size, found.paths["step"].size) == (0.02, 0.1)
    assert (found.scenario.start, found.paths["step"].start) == (1, 5)


def test_a_baseline_is_known_without_being_asked_for():
    found = asked("scenario.baseline=removal")
    assert found.scenarios == ["rising_tariffs"] and list(found.paths) == ["removal"]


def test_what_the_experiment_lists_gives_way_to_a_list_and_the_message_says_so(tmp_path):
    configs = shutil.copytree(CONFIGS, tmp_path / "configs")
    with (configs / "experiment" / "quickstart.yaml").open("a") as file:
        file.write("scenarios: [rising_tariffs, step]\n")
    with pytest.raises(SettingsError) as refused:
        compose(configs, "quickstart", ["scenario=removal"])
    written = re.search(r"--config 'overrides=(.*)'\.$", str(refused.value))[1]
    (override,) = yaml.safe_load(written)
    assert compose(configs, "quickstart", [override]).scenarios == ["removal"]


def test_three_lines_are_a_scenario(tmp_path):
    configs = shutil.copytree(CONFIGS, tmp_path / "configs")
    (configs / "scenario" / "half_again.yaml").write_text("shape: step\nsize: 0.5\nrelative: true\n")
    found = compose(configs, "quickstart", ["scenario=half_again"])
    assert found.scenarios == ["half_again"] and found.scenario.name == "half_again"


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (["scenarios=[remval]"], ["scenarios = 'remval'", "one of from_file", "Did you mean removal?"]),
        (["scenarios=[rising_tariffs,remval]"], ["scenarios = 'remval'", "Did you mean removal?"]),
        (["scenarios=[step,step]"], ["scenarios", "step once"]),
        (
            ["scenario=step", "scenarios=[removal]"],
            ["scenarios = ['removal']", "“scenario=step”", "'overrides=[\"scenarios=[step]\"]'"],
        ),
        (
            ["scenario.baseline=remval"],
            ["scenario.baseline = 'remval'", "unchanged", "Did you mean removal?"],
        ),
        (["scenario.baseline=rising_tariffs"], ["rising_tariffs → rising_tariffs", "unchanged"]),
        (
            ["scenario.baseline=step", "paths.step.baseline=rising_tariffs"],
            ["baseline = 'rising_tariffs → step → rising_tariffs'", "lead back to “unchanged”"],
        ),
        (
            ["scenario.name=mine", "scenarios=[rising_tariffs,step]"],
            ["scenario.name = 'mine'", "rising_tariffs, the first of scenarios"],
        ),
        (["paths.step.size=0.1"], ["paths.step", "Ask for it under “scenarios”"]),
        (["scenarios=[rising_tariffs,step]", "paths.step.sise=1"], ["unknown key paths.step.sise", "size?"]),
        (["scenarios=[rising_tariffs,step]", "paths.step.size=25"], ["paths.step.size = 25", "0.1 for 10"]),
        (["scenarios=[rising_tariffs,step]", "paths.step.draws=9"], ["unknown key paths.step.draws"]),
        (["scenario=removal", "scenario.size=-1.5"], ["scenario.size = -1.5", "no rate below zero"]),
        (["scenario=removal", "scenario.size=25"], ["scenario.size = 25", "Write 1 to double"]),
        (["scenario=step", "scenario.length=3"], ["scenario.length = 3", "a step has no length"]),
        (["scenario=temporary", "scenario.length=null"], ["scenario.length = None", "is back"]),
        (["scenario=temporary", "scenario.length=20"], ["scenario.length = 20", "it takes 21"]),
        (
            ["scenario=trade_war_2018", "scenario.periods=30"],
            ["scenario.profile = '24 periods", "expected 30", "set scenario.periods=24"],
        ),
        (
            ["scenario=trade_war_2018", "scenario.profile=[25]"],
            ["scenario.profile[0] = 25", "share of the size"],
        ),
        (["scenario=from_file", "scenario.file=mine.xlsx"], ["scenario.file = 'mine.xlsx'", "CSV"]),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_line(overrides, words):
    with pytest.raises(SettingsError) as error:
        asked(*overrides)
    said = str(error.value)
    assert "\n" not in said and all(word in said for word in words), said


def test_a_path_has_to_last_through_whole_national_periods(tmp_path):
    """23 months are 24 where the nation is known by quarter."""
    configs = shutil.copytree(CONFIGS, tmp_path / "configs")
    found = compose(configs, "us_industry", ["scenario=trade_war_2018", "scenario.periods=23"])
    assert found.data.tables["national"].frequency == Frequency.quarter
    with pytest.raises(SettingsError, match="23 periods from period 1 on"):
        shares = ",".join("1" for _ in range(23))
        compose(
            configs,
            "us_industry",
            ["scenario=trade_war_2018", "scenario.periods=23", f"scenario.profile=[{shares}]"],
        )

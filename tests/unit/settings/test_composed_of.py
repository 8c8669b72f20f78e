"""Which files settings are composed from: no other one changes them."""

import shutil
from pathlib import Path

import pytest

from tradewinds.settings.compose import compose_any, compose_with_files

CONFIGS = Path(__file__).parents[3] / "configs"


def names(configs, *asked):
    return {
        path.resolve().relative_to(configs.resolve()).as_posix()
        for path in compose_with_files(configs, *asked)[1]
    }


def test_options_and_scenarios_are_among_them_and_others_are_not():
    found = names(CONFIGS, "quickstart", ["inference=nuts", "scenarios=[rising_tariffs,step]"])
    assert {"config.yaml", "experiment/quickstart.yaml", "inference/nuts.yaml"} < found
    assert {
        "scenario/rising_tariffs.yaml",
        "scenario/step.yaml",
        "data/two_tier.yaml",
    } < found  # data of data
    assert not found & {"experiment/us_trade.yaml", "inference/ensemble.yaml", "scenario/law_2018.yaml"}


@pytest.mark.slow
def test_the_settings_do_not_need_the_others(tmp_path):
    """Of experiments of another kind, too."""
    for experiment in ("quickstart", "random_walk"):
        settings, files = compose_with_files(CONFIGS, experiment)
        for path in files:
            place = tmp_path / experiment / path.resolve().relative_to(CONFIGS.resolve())
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        assert compose_any(tmp_path / experiment, experiment) == settings

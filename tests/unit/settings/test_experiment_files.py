"""What can be wrong in a file under configs/, and how it is said."""

import shutil
from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose

CONFIGS = Path(__file__).parents[3] / "configs"
HEADER = "# @package _global_\n"
DEFAULTS = "defaults:\n  - override /data: two_tier\n  - _self_\n"
TIER = "tier1:\n  equations: ['price[t] ~ price[t-1] + tariff[t]']\n"


@pytest.fixture(scope="module")
def configs(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("files") / "configs"
    shutil.copytree(CONFIGS, copy)
    return copy


def mine(configs: Path, text: str):
    (configs / "experiment" / "mine.yaml").write_text(text)
    return compose(configs, "mine")


def test_an_experiment_of_ones_own(configs):
    experiment = mine(configs, HEADER + DEFAULTS + TIER + "seed: 4\n")
    assert experiment.seed == 4 and len(experiment.tier1.equations) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            HEADER + DEFAULTS + TIER + "  model:\n    width: wide\n",
            ["tier1.model.width = 'wide'", "whole number"],
        ),
        (HEADER + DEFAULTS + TIER + "  model:\n    widht: 3\n", ["tier1.model.widht", "Did you mean width?"]),
        (HEADER + DEFAULTS + TIER + "tir2: {}\n", ["unknown key tir2", "Did you mean tier2?"]),
        (HEADER + DEFAULTS + TIER + "seed: ${sed}\n", ["seed", "sed"]),
        (
            HEADER + DEFAULTS + TIER + "hydra:\n  run:\n    dir: /tmp\n",
            ["experiment/mine.yaml has the line “hydra:”", "keys of the experiment"],
        ),
        (
            HEADER + DEFAULTS.replace("- _self_", "- override /hydra/job_logging: none") + TIER,
            ["has the line “- override /hydra/job_logging: none”"],
        ),
        (
            HEADER + DEFAULTS + TIER + "seed: 3\nseed: 4\n",
            ["experiment/mine.yaml, line 8", "duplicate key seed"],
        ),
        (
            HEADER + DEFAULTS + TIER + "  model: [\n",
            ["experiment/mine.yaml, line 8", "expected YAML", "brackets"],
        ),
        (HEADER + "tier1:\n\tmodel: 3\n", ["experiment/mine.yaml, line 3"]),
        (HEADER + DEFAULTS.replace("two_tier", "nope") + TIER, ["data = 'nope'", "one of", "two_tier"]),
        (DEFAULTS + TIER, ["experiment/mine.yaml", "# @package _global_"]),
        ("", ["experiment/mine.yaml", "# @package _global_"]),
    ],
)
def test_what_is_wrong_in_a_file_is_said_in_one_line(configs, text, words):
    with pytest.raises(SettingsError) as error:
        mine(configs, text)
    said = str(error.value)
    assert "\n" not in said and ".." not in said
    assert all(word in said for word in words), said


def test_an_experiment_that_is_nearly_there():
    with pytest.raises(
        SettingsError, match="experiment = 'quikstart'; expected one of .*Did you mean quickstart"
    ):
        compose(CONFIGS, "quikstart")


def test_an_override_without_a_key():
    with pytest.raises(SettingsError, match="cannot read the override “=3”; expected key=value"):
        compose(CONFIGS, "quickstart", ["=3"])

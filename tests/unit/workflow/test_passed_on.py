"""What was asked for reaches the jobs of a cluster as it was written, through any number of shells."""

import re
import subprocess

from passed_on import named_in, packed, unpacked

CONFIG = {
    "experiment": ["quickstart", 'effects "seed=1,2"'],
    "overrides": ["tier1.equations=['price[t] ~ price[t-1]']", 'report.title="$HOME `x` \\\\ ü"'],
    "results": "elsewhere",
}


def test_it_comes_back_from_one_word_without_signs():
    (word,) = packed(CONFIG)
    assert re.fullmatch(r"passed_on=[A-Za-z0-9_-]+", word)
    key, _, value = word.partition("=")
    assert unpacked({key: value}) == CONFIG
    assert unpacked(CONFIG) == CONFIG


def test_shells_within_shells_leave_it_alone():
    (word,) = packed(CONFIG)
    said = subprocess.run(
        ["sh", "-c", f"sh -c \"echo '{word}'\""], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == word


def test_a_jobs_own_experiments_are_those_of_its_targets():
    arguments = [
        "--target-jobs",
        "fit:experiment=a+seed-1-0f,tier=tier1",
        "plan:scenario=x,experiment=b",
        "all:",
    ]
    assert named_in([*arguments, "--config", "experiment=c", "passed_on=abc"]) == {"a+seed-1-0f", "b"}

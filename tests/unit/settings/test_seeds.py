"""Experiments that differ in their seed alone are what each would be composed to, in a few compositions."""

import shutil
from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings import seeds
from tradewinds.settings.compose import compose_any
from tradewinds.settings.requests import read_request
from tradewinds.settings.seeds import compose_each

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.fixture
def composed(monkeypatch):
    """The overrides of every composition."""
    found = []

    def noted(configs, experiment, overrides):
        found.append(overrides)
        return compose_any(configs, experiment, overrides)

    monkeypatch.setattr(seeds, "compose_any", noted)
    return found


def asked(experiment, *every):
    return {f"run{number}": (experiment, overrides) for number, overrides in enumerate(every)}


@pytest.mark.parametrize("experiment", ["quickstart", "random_walk", "olg"])
def test_many_seeds_are_composed_twice(experiment, composed):
    wanted = asked(experiment, *([f"seed={seed}"] for seed in (3, 0, 17, 5)))
    found = compose_each(CONFIGS, wanted)
    assert composed == [["seed=0"], ["seed=17"]]
    assert list(found) == list(wanted)
    assert found == {run: compose_any(CONFIGS, *of) for run, of in wanted.items()}


def test_what_differs_in_more_is_composed_by_itself(composed):
    own = [["model.width=8", f"seed={seed}"] for seed in range(3)]
    others = [["seed=1"], ["seed=2"], ["model.width=9", "seed=1"], []]
    wanted = asked("quickstart", *own, *others)
    found = compose_each(CONFIGS, wanted)
    assert sorted(composed) == sorted([own[0], own[2], *others])
    assert [(one.seed, one.tier1.model.width) for one in found.values()][:3] == [(0, 8), (1, 8), (2, 8)]
    assert found["run3"].tier1.model.width == compose_any(CONFIGS, "quickstart").tier1.model.width


def test_a_seed_that_enters_another_value_is_composed_each_time(tmp_path, composed):
    configs = Path(shutil.copytree(CONFIGS, tmp_path / "configs"))
    file = configs / "experiment" / "quickstart.yaml"
    file.write_text(
        file.read_text(encoding="utf-8") + "\ndiagnostics:\n  replicas: ${seed}\n", encoding="utf-8"
    )
    found = compose_each(configs, asked("quickstart", *([f"seed={seed}"] for seed in (20, 30, 40))))
    assert [one.diagnostics.replicas for one in found.values()] == [20, 30, 40]


def test_a_seed_beyond_the_highest_is_refused_in_a_range(composed):
    with pytest.raises(SettingsError, match="seed = 4294967296; expected"):
        read_request({"overrides": ["seed=4294967290,4294967291,4294967296"]}, CONFIGS)

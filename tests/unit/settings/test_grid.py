"""Overrides with several values are one experiment for each combination."""

from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.grid import MOST_COMBINATIONS, combinations
from tradewinds.settings.requests import asked_runs, read_request, run_name

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.mark.parametrize(
    ("override", "values"),
    [
        ("seed=range(1,4)", ["seed=1", "seed=2", "seed=3"]),
        ("model.width=8,16", ["model.width=8", "model.width=16"]),
        ("inference=choice(nuts,ensemble)", ["inference=nuts", "inference=ensemble"]),
        ("seed=2,2", ["seed=2"]),
        ("tier1.equations=['a[t] ~ b[t]','b[t] ~ c[t]'],['a[t] ~ c[t]']", None),
        ("report.title='wages, prices'", ["report.title='wages, prices'"]),
        ("scenarios=[a,b]", ["scenarios=[a,b]"]),
        ("tier1.equations=['price[t] ~ price[t-1]','x[t] ~ y[t]']", None),
        ("~sweep.variants.relu", ["~sweep.variants.relu"]),
        ("tier1.equations=[price[t],", ["tier1.equations=[price[t],"]),  # composing names what is wrong
    ],
)
def test_values_are_listed_in_hydras_notation(override, values):
    found = [one for (one,) in combinations([override])]
    if values is None:
        values = [override] if "],[" not in override else found
        assert len(found) == override.count("],[") + 1
    assert found == values


def test_every_combination_is_asked_for_once():
    found = combinations(["model.width=8,16", "seed=range(0,3)", "inference=nuts"])
    assert len(found) == 6 == len({tuple(one) for one in found})
    assert ["model.width=16", "seed=2", "inference=nuts"] in found
    assert combinations([]) == [[]]


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (["seed=interval(0,1)"], ["seed=interval(0,1)", "range(1,101)"]),
        (["scenario=glob(*)"], ["glob", "key=a,b"]),
        (["seed=range(1,1)"], ["has no value"]),
        (["seed=range(0,1000000000)"], ["at most 10,000"]),
        (["seed=range(0,200)", "model.width=range(1,200)"], ["at most 10,000"]),
    ],
)
def test_what_cannot_be_counted_is_said_at_once(overrides, words):
    assert MOST_COMBINATIONS == 10_000
    with pytest.raises(SettingsError) as error:
        combinations(overrides)
    assert all(word in str(error.value) for word in words), str(error.value)


def test_a_hundred_experiments_have_the_names_they_have_alone():
    runs = asked_runs(["quickstart"], ["seed=range(1,101)", "model.width=3"])
    assert len(runs) == 100
    assert runs[run_name("quickstart", ["seed=7", "model.width=3"])] == (
        "quickstart",
        ["model.width=3", "seed=7"],
    )


def test_an_item_has_overrides_of_its_own():
    config = {"experiment": ["quickstart seed=1,2", "effects"], "overrides": ["model.width=4"]}
    request = read_request(config, CONFIGS)
    assert list(request.experiments) == [
        run_name("quickstart", ["model.width=4", "seed=1"]),
        run_name("quickstart", ["model.width=4", "seed=2"]),
        run_name("effects", ["model.width=4"]),
    ]
    assert [one.seed for one in request.experiments.values()][:2] == [1, 2]


def test_a_job_composes_its_own_experiments_alone():
    config = {"experiment": "quickstart,nobody"}
    assert list(read_request(config, CONFIGS, only={"quickstart"}).experiments) == ["quickstart"]
    with pytest.raises(SettingsError, match="nobody"):
        read_request(config, CONFIGS, only={"another"})  # none of them: all are looked at

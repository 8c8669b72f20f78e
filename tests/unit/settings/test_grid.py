"""Overrides with several values are one experiment for each combination."""

from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings import run_names
from tradewinds.settings.grid import MOST_COMBINATIONS, combinations
from tradewinds.settings.numbers import read_numbers, written_numbers
from tradewinds.settings.requests import asked_of_config, numbered_runs, read_request
from tradewinds.settings.run_names import asked_runs, run_name

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
        (["seed=range(1,5,0)"], ["seed=range(1,5,0)", "cannot be counted", "range(1,101)"]),
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


@pytest.mark.slow
def test_an_item_has_overrides_of_its_own():
    config = {"experiment": ["quickstart seed=1,2", "effects"], "overrides": ["model.width=4"]}
    request = read_request(config, CONFIGS)
    assert list(request.experiments) == [
        run_name("quickstart", ["model.width=4", "seed=1"]),
        run_name("quickstart", ["model.width=4", "seed=2"]),
        run_name("effects", ["model.width=4"]),
    ]
    assert [one.seed for one in request.experiments.values()][:2] == [1, 2]


@pytest.mark.slow
def test_a_job_composes_its_own_experiments_alone():
    config = {"experiment": "quickstart,nobody"}
    assert list(read_request(config, CONFIGS, only={"quickstart"}).experiments) == ["quickstart"]
    with pytest.raises(SettingsError, match="nobody"):
        read_request(config, CONFIGS, only={"another"})  # none of them: all are looked at


LONG = f"report.title={'a' * 48}"
ALIKE = ("seed=9570", "seed=11120")
"""With this title the names of these two are cut before the seed, and their hashes begin alike."""


@pytest.mark.slow
def test_no_experiment_of_a_grid_is_lost_to_one_whose_name_is_the_same():
    alone = [run_name("quickstart", [LONG, seed]) for seed in ALIKE]
    assert alone[0] == alone[1]
    config = {"overrides": [LONG, "seed=1,9570,11120"]}
    runs = asked_runs(["quickstart"], config["overrides"])
    assert sorted(of[-1] for _, of in runs.values()) == ["seed=1", "seed=11120", "seed=9570"]
    assert run_name("quickstart", [LONG, "seed=1"]) in runs and alone[0] not in runs
    for number, run in enumerate(runs, start=1):
        assert list(read_request(config | {"numbers": number}, CONFIGS).experiments) == [run]
        own = asked_of_config(config, run)
        assert (f"run={run}" in own) == ("seed=1" not in runs[run][1])


SEEDS = {"experiment": "effects,quickstart", "overrides": ["seed=1,2"]}


@pytest.mark.slow
def test_experiments_among_many_are_asked_for_by_their_numbers():
    every = numbered_runs(SEEDS)
    assert list(every.values()) == [1, 2, 3, 4]
    some = SEEDS | {"numbers": "4,1-2"}
    names = [name for name, number in every.items() if number != 3]
    assert numbered_runs(some) == {name: every[name] for name in names}
    assert list(read_request(some, CONFIGS).experiments) == names
    assert asked_of_config(some)[-1] == "numbers=4,1-2"


@pytest.mark.parametrize("text", ["", "0", "5", "3-2", "1-5", "1,,2", "-1", "a", "1.5", "²", "1" * 30])
def test_numbers_that_no_experiment_has_are_refused(text):
    with pytest.raises(
        SettingsError, match=r"--config numbers=.*; expected numbers of experiments from 1 to 4"
    ):
        numbered_runs(SEEDS | {"numbers": text})


@pytest.mark.parametrize(
    ("numbers", "text"), [([1], "1"), ([3, 1, 2], "1-3"), ([9, 1, 2, 4, 2], "1-2,4,9"), ([], "")]
)
def test_numbers_are_read_as_they_were_written(numbers, text):
    assert written_numbers(numbers) == text
    if numbers:
        assert read_numbers(text, 9) == sorted(set(numbers))


def test_two_that_are_alike_to_the_last_digit_are_refused(monkeypatch):
    monkeypatch.setattr(run_names, "run_name", lambda name, overrides, digits=6: name)
    with pytest.raises(SettingsError, match="two experiments with the name quickstart"):
        asked_runs(["quickstart"], ["seed=1,2"])


def test_a_name_that_is_no_experiments_own_is_refused():
    with pytest.raises(SettingsError, match="run=other, which is no name"):
        read_request({"overrides": ["seed=1"], "run": "other"}, CONFIGS)

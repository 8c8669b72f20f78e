"""Experiments share jobs by their order, as evenly as it goes; of each is said what became of it."""

import os
import sys

import pytest
from one_by_one import main, were_begun
from together import TOGETHER, account, jobs_of, members_of, most_together, only, require_together

from tradewinds.errors import SettingsError
from tradewinds.settings.requests import numbered_runs


def seeds(count, **more):
    return {"overrides": [f"seed=range(0,{count})"], **more}


def test_as_many_as_are_asked_for_share_a_job():
    config = seeds(20, together=5)
    jobs = jobs_of(config)
    assert [len(members) for members in jobs.values()] == [5] * 4
    assert [name for members in jobs.values() for name in members] == list(numbered_runs(config))
    assert list(jobs)[1] == f"{jobs[list(jobs)[1]][0]}+and-4-more"
    assert [len(members) for members in jobs_of(seeds(9)).values()] == [3, 3, 3] and TOGETHER == 4


def test_a_job_of_one_has_the_name_of_its_experiment():
    alone = jobs_of(seeds(3, together=1))
    assert alone == {name: [name] for name in numbered_runs(seeds(3))}
    assert jobs_of({}) == {"quickstart": ["quickstart"]}


def test_no_job_has_the_name_of_another_experiment():
    names = ["a", "b", "c", "a+and-1-more"]
    jobs = jobs_of({"experiment": names, "together": 2})
    assert [*jobs.values()] == [["a", "b"], ["c", "a+and-1-more"]]
    assert not set(jobs) & set(names)


def test_a_job_finds_its_own_among_those_that_were_not_made():
    """By what was passed on to it, whatever has been made since."""
    names = list(numbered_runs(seeds(9)))
    left = [name for at, name in enumerate(names) if at not in (1, 4)]
    sent = only(seeds(9, together=2), left)
    assert sent["numbers"] == "1,3-4,6-9"
    jobs = jobs_of(sent)
    assert [name for members in jobs.values() for name in members] == left
    for job, members in jobs.items():
        assert members_of([job], sent) == set(members)
        assert list(numbered_runs(only(sent, members))) == members
    assert members_of(["another", names[2]], sent) == {"another", names[2]}


@pytest.mark.parametrize("value", [0, -1, "a", "", 1.5, True, "²", 1001])
def test_a_number_of_experiments_that_is_none_is_refused(value):
    with pytest.raises(
        SettingsError, match=r"--config together=.*; expected a number of experiments, 1 to 1000"
    ):
        most_together({"together": value})


def test_of_each_experiment_is_said_what_became_of_it():
    assert account(["a", "b"], ["c"], ["d", "e"]) == [
        "of 5 experiments 2 made, 1 failed, 2 not begun",
        "failed: c",
        "not begun: d, e",
    ]
    assert account(["a"], [], []) == ["of 1 experiment 1 made, 0 failed, 0 not begun"]


@pytest.fixture
def tried(tmp_path):
    """A file written as two experiments were tried, an older log of the first, and a command that notes."""
    begun, log = tmp_path / "begun", tmp_path / "results" / "a" / "log" / "fit.log"
    log.parent.mkdir(parents=True)
    begun.touch()
    log.touch()
    os.utime(log, (begun.stat().st_mtime - 60,) * 2)
    note = (
        "import sys; open(sys.argv[1], 'a').write(sys.argv[2] + ' '); sys.exit(3 * (sys.argv[2] == 'second'))"
    )

    def status(names="a,b", *configs):
        command = [sys.executable, "-c", note, str(tmp_path / "noted"), "--", *configs]
        return main([str(begun), str(tmp_path / "results"), names, *command])

    status.begun, status.log, status.noted = begun, log, tmp_path / "noted"
    return status


def test_where_none_could_be_begun_each_is_made_by_itself(tried):
    assert tried("a,b", "first", "second", "third") == 3
    assert tried.noted.read_text() == "first second third "
    tried.noted.unlink()
    assert tried("a,b", "first", "third") == 0


def test_those_that_were_begun_are_not_tried_again(tried):
    os.utime(tried.log, (tried.begun.stat().st_mtime,) * 2)
    assert were_begun(tried.begun, tried.log.parents[2], ["b", "a"])
    assert not were_begun(tried.begun, tried.log.parents[2], ["b"])
    assert tried("a,b", "first", "second") == 1 and not tried.noted.exists()


def test_one_alone_is_not_tried_twice(tried):
    assert tried("a", "first") == 1 and not tried.noted.exists()


def test_it_is_refused_where_jobs_are_not_shared():
    require_together({"together": 2}, shared=True)
    require_together({"together": 2, "numbers": "0-1"}, shared=False)  # a job that several share
    require_together({}, shared=False)
    with pytest.raises(
        SettingsError, match=r"together=2; expected it with the profile .* --profile slurm_small"
    ):
        require_together({"together": 2}, shared=False)
    for shared in (True, False):
        with pytest.raises(SettingsError, match="together=x; expected a number of experiments"):
            require_together({"together": "x", "numbers": "0"}, shared=shared)

"""How far a run is, from what Snakemake tells."""

import json

import pytest

from tradewinds.cli.state import RunState, parsed_event


def info(jobid, rule, folder="quickstart", message=None):
    log = f"results/{folder}/log/{rule}.log"
    return {"event": "job_info", "jobid": jobid, "rule_name": rule, "rule_msg": message, "log": [log]}


def planned(**rules):
    return {"event": "run_info", "stats": rules | {"total": sum(rules.values())}}


def followed(*events):
    """A state that has taken events, each with the second at which it came."""
    state = RunState()
    for now, event in events:
        state.take(event, now)
    return state


def test_jobs_are_counted_timed_and_taken_from_those_that_run():
    state = followed(
        (0, planned(read=2, fit=1)),
        (1, info(1, "read")),
        (1, info(2, "read")),
        (3, {"event": "job_finished", "job_id": 1}),
        (3, {"event": "progress", "done": 1, "total": 3}),
        (7, {"event": "job_finished", "job_id": 2}),
        (7, info(3, "fit", message="fit the networks")),
    )
    assert (state.done, state.total, state.most) == (1, 3, 2)
    assert [job.message for job in state.running.values()] == ["fit the networks"]
    assert state.durations() == {"quickstart": {"read": 4.0}}  # of 2 and 6 seconds
    target = {"event": "job_info", "jobid": 4, "rule_name": "all", "rule_msg": None, "log": []}
    state.take(target, 8)
    state.take({"event": "job_finished", "job_id": 4}, 9)
    assert state.durations()[""] == {"all": 1.0}


def test_a_failed_job_is_named_with_its_log_and_runs_no_more():
    job = RunState().take({"event": "job_error", "jobid": 9, "rule_name": "fit", "log": ["a/log/b.log"]}, 0.0)
    assert (job.message, job.log, job.folder) == ("fit", "a/log/b.log", "a")
    state = followed((0, info(3, "fit")), (1, {"event": "job_error", "jobid": 3}))
    assert [job.rule for job in state.failed] == ["fit"] and not state.running and not state.durations()


KNOWN = {"quickstart": {"read": 2.0, "fit": 60.0}, "other": {"fit": 600.0, "report": 10.0}}


@pytest.mark.parametrize(
    ("events", "now", "left"),
    [
        # one job at a time: 50 s of the fit, and a report as long as in another folder
        ([(0, planned(fit=1, report=1)), (0, info(1, "fit"))], 10, 60.0),
        # two at once: 2 × 60 s of work on two lanes, 30 s of them done
        ([(0, planned(fit=2)), (0, info(1, "fit")), (0, info(2, "fit"))], 30, 30.0),
        # later than ever before: nothing is left of it that is known
        ([(0, planned(fit=1)), (0, info(1, "fit"))], 70, 0.0),
        # the one long job that waits is the least that is left, however many run at once
        ([(0, planned(read=2, fit=1)), (0, info(1, "read")), (0, info(2, "read"))], 0, 60.0),
        # a rule that was never seen to end is half of it, or one job of six
        ([(0, planned(read=1, sweep=1)), (0, info(1, "read"))], 0, None),
        ([(0, planned(read=5, all=1)), (0, info(1, "read"))], 0, 10.0),
        ([], 0, None),
    ],
)
def test_the_time_that_is_left_follows_from_earlier_runs(events, now, left):
    found = followed(*events).left(now, KNOWN)
    assert found == left if left is None else found == pytest.approx(left)


def test_what_this_run_shows_counts_before_what_earlier_ones_did():
    state = followed((0, planned(read=2)), (0, info(1, "read")), (8, {"event": "job_finished", "job_id": 1}))
    assert state.left(8, KNOWN) == pytest.approx(8.0)


def test_a_line_that_was_cut_is_no_event():
    whole = json.dumps(planned(read=1))
    assert parsed_event(whole)["stats"]["total"] == 1
    assert parsed_event(whole[:-3]) is None and parsed_event("7") is None and parsed_event("{}") is None

"""A run that is asked to end does so whatever it is doing."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from ending import at_any_moment
from snakemake.scheduling.job_scheduler import JobScheduler

WORKFLOW = Path(__file__).parents[3] / "workflow"
SNAKEFILE = f"""
import os, signal, sys
sys.path.insert(0, {str(WORKFLOW)!r})
from ending import at_any_moment
from snakemake.scheduling.job_scheduler import JobScheduler
at_any_moment(JobScheduler)
chosen = JobScheduler.update_available_resources

def asked_to_end(self, jobs):
    os.kill(os.getpid(), signal.SIGTERM)
    chosen(self, jobs)

JobScheduler.update_available_resources = asked_to_end
rule all:
    input: "b"
rule first:
    output: "a"
    shell: "touch a"
rule second:
    input: "a"
    output: "b"
    shell: "touch b"
"""
"""A run that is asked to end, by itself, in the middle of choosing its first job."""


def test_one_that_is_asked_to_end_while_it_chooses_jobs_does_not_wait_for_itself():
    """The signal's answer runs in the thread that holds the lock: it comes back, and counts afterwards."""

    class Scheduler(JobScheduler):
        def __init__(self):
            self._lock, self._open_jobs, self._user_kill = threading.Lock(), threading.Semaphore(0), None

    at_any_moment(Scheduler)
    scheduler, came_back = Scheduler(), threading.Event()

    def choose():
        with scheduler._lock:
            scheduler.exit_gracefully(15, None)
            assert scheduler._user_kill is None
            came_back.set()

    threading.Thread(target=choose, daemon=True).start()
    assert came_back.wait(60)
    assert scheduler._open_jobs.acquire(timeout=60) and scheduler._user_kill == "graceful"


@pytest.mark.slow
def test_snakemake_that_is_asked_to_end_while_it_chooses_jobs_ends(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    command = [sys.executable, "-m", "snakemake", "--cores", "1"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert not (tmp_path / "b").exists() and not list((tmp_path / ".snakemake" / "locks").glob("*"))

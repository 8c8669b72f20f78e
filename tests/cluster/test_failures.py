"""Whatever happens to a training job on a cluster, it goes on from its checkpoint, to the same bytes.

The second of two equations is in work when it happens, so that a job which goes on has the first from before.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

FIRST_IS_DONE = "wages: step"
GOES_ON = "price: finished before"


def same_bytes(sent, undisturbed):
    return sent.posterior.read_bytes() == undisturbed.posterior.read_bytes()


def test_a_preempted_job_is_queued_again(cluster, send, undisturbed):
    sent = send()
    sent.until_it_trains(FIRST_IS_DONE)
    job = sent.job
    urgent = [
        "sbatch",
        "-p",
        "urgent",
        "--mem=8000",
        "-n2",
        "-J",
        "urgent",
        "-o",
        "/dev/null",
        "--wrap=sleep 3",
    ]
    subprocess.run(urgent, check=True, timeout=60, capture_output=True)
    cluster.until(lambda: cluster.jobs("rule_fit_wildcards")[job] != "RUNNING", "it was preempted")
    sent.ends()
    assert sent.job == job and GOES_ON in sent.said and same_bytes(sent, undisturbed)


def test_a_cancelled_job_is_sent_again(cluster, send, undisturbed):
    sent = send()
    sent.until_it_trains(FIRST_IS_DONE)
    job = sent.job
    subprocess.run(["scancel", job], check=True, timeout=60)
    sent.ends()
    assert sent.job != job and cluster.jobs()[job] == "CANCELLED"
    assert GOES_ON in sent.said and same_bytes(sent, undisturbed)


def test_a_node_that_fails_gives_its_job_back(cluster, send, undisturbed):
    sent = send()
    sent.until_it_trains(FIRST_IS_DONE)
    job = sent.job
    cluster.end("slurmd", signal.SIGKILL)
    # what the node runs goes with it, which here is only its daemon
    end_all_in(sent.folder, cluster.folder, but=sent.process.pid)
    cluster.until(lambda: cluster.jobs()[job] != "RUNNING", "the node was given up")
    cluster.node()
    sent.ends()
    assert GOES_ON in sent.said and same_bytes(sent, undisturbed)


def test_a_controller_that_is_away_for_a_while_ends_nothing(cluster, send, undisturbed):
    sent = send()
    sent.until_it_trains(FIRST_IS_DONE)
    cluster.end("slurmctld", signal.SIGKILL)  # asked to end it waits for minutes for answers of the job
    time.sleep(15)
    cluster.controller()
    sent.ends()
    assert same_bytes(sent, undisturbed)


def test_a_job_out_of_memory_is_sent_again_with_more(cluster, send, undisturbed):
    sent = send("--set-resources", "fit:mem_mb=250 + 1750 * (attempt - 1)", "fit:slurm_partition=gpu")
    sent.ends()
    again = sent.job
    (first,) = [job for job in cluster.jobs("rule_fit_wildcards") if int(job) == int(again) - 1]
    assert cluster.jobs()[first] in ("OUT_OF_MEMORY", "FAILED", "CANCELLED")
    assert cluster.jobs()[again] == "COMPLETED" and same_bytes(sent, undisturbed)


def end_all_in(*folders, but):
    """End at once all that works in these folders, but for one process and the cluster's other daemons."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            place, name = (process / "cwd").resolve(), (process / "comm").read_text().strip()
        except OSError:
            continue
        if (
            int(process.name) != but
            and name not in ("slurmctld", "munged")
            and any(place.is_relative_to(folder) for folder in folders)
        ):
            os.kill(int(process.name), signal.SIGKILL)

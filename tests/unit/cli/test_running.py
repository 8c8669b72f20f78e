"""Snakemake followed for real, on a workflow of a few shell commands."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tradewinds.cli.running import WorkflowRun

pytestmark = pytest.mark.slow
TOP = Path(__file__).parents[3]
SNAKEFILE = """
rule all:
    input: "b"

rule first:
    output: "a"
    log: "results/x/log/first.log"
    message: "make the first"
    shell: "echo '  first | step 1/2' >&2; touch {output}"

rule second:
    input: "a"
    output: "b"
    log: "results/x/log/second.log"
    message: "make the second"
    shell: "COMMAND"
"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose second rule runs a command."""

    def made(command):
        (tmp_path / "Snakefile").write_text(SNAKEFILE.replace("COMMAND", command))
        if not (tmp_path / "workflow").exists():
            (tmp_path / "workflow").symlink_to(TOP / "workflow")
        return tmp_path

    return made


def followed(root, *arguments):
    stream = io.StringIO()
    status = WorkflowRun(root, ["--cores", "1", *arguments], "tradewinds run").follow(stream)
    return status, stream.getvalue()


def test_a_good_run_is_a_line_a_job_and_a_second_one_says_that_nothing_was_to_be_done(checkout):
    root = checkout("touch {output}")
    assert followed(root) == (0, "[0 of 3] make the first\n[1 of 3] make the second\n")
    assert followed(root) == (0, "Nothing was to be done: all of it is current.\n")
    assert "first" in (root / ".cache" / "durations.json").read_text()


def test_of_a_job_that_fails_its_log_is_named_and_its_end_shown(checkout):
    status, said = followed(checkout("echo first line > {log}; echo the cause >> {log}; exit 1"))
    assert status == 1 and "[1 of 3] make the second\n" in said
    assert "Failed: make the second; its log: results/x/log/second.log\n" in said
    assert "The end of results/x/log/second.log:\n    first line\n    the cause\n" in said
    assert said.endswith("To go on after it is mended: tradewinds run\n")
    assert "Reason" not in said and "jobid" not in said


def test_a_users_error_stays_as_the_workflow_says_it_and_nothing_hides_it(checkout):
    root = checkout("touch {output}")
    with (root / "Snakefile").open("a") as file:
        file.write('raise SystemExit("tradewinds: a = 1; expected 2. Set it.")\n')
    assert followed(root) == (1, "tradewinds: a = 1; expected 2. Set it.\n")


def test_what_snakemake_itself_finds_wrong_is_shown(checkout):
    root = checkout("touch {output}")
    (root / "Snakefile").write_text(SNAKEFILE.replace('input: "a"', 'input: "nowhere"'))
    status, said = followed(root)
    assert status != 0 and "MissingInputException" in said and "nowhere" in said


def test_an_interrupt_of_the_command_alone_stops_the_jobs_and_says_how_to_go_on(checkout):
    root = checkout("echo $$ > pid; sleep 60")
    code = (  # tests that run in the background have interrupts ignored, and so whatever they start
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "import sys; from pathlib import Path; from tradewinds.cli.running import WorkflowRun; "
        "sys.exit(WorkflowRun(Path('.'), ['--cores', '1'], 'tradewinds run x').follow())"
    )
    places = os.pathsep.join([str(TOP / "src"), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=root,
        env=os.environ | {"PYTHONPATH": places},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    limit = time.monotonic() + 60
    while not ((root / "pid").exists() and (root / "pid").read_text().strip()):
        assert time.monotonic() < limit
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted. What is finished is kept; to go on: tradewinds run x" in said
    assert "Failed" not in said and (root / "a").exists() and not (root / "b").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((root / "pid").read_text()), 0)

"""Locks of runs that died are removed, those of any that may be alive are not."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import locks
import pytest
from locks import SILENT, Run

WORKFLOW = Path(locks.__file__).parent
BEGUN = """import sys, time
sys.path.insert(0, sys.argv[1])
from locks import Run
run = Run()
print(run.freed, flush=True)
"""


def begin(folder, then="time.sleep(60)"):
    """Another process that has begun a run there, and what it said of locks that were removed."""
    command = [sys.executable, "-c", BEGUN + then, str(WORKFLOW)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip() == "True"


def end(process, kill=True):
    if kill:
        process.kill()
    process.communicate()


def lock(folder):
    """As Snakemake locks what it makes."""
    (folder / ".snakemake" / "locks").mkdir(parents=True, exist_ok=True)
    (folder / ".snakemake" / "locks" / "0.output.lock").write_text("a.parquet\n")


@pytest.fixture
def new_run(tmp_path):
    """Begins runs in this process; all are over after the test."""
    runs = []

    def new():
        runs.append(Run(tmp_path / ".snakemake"))
        return runs[-1]

    yield new
    for run in runs:
        run.end()


@pytest.fixture
def killed(tmp_path):
    """The note of a run that was killed and left its locks."""
    process, _ = begin(tmp_path)
    lock(tmp_path)
    end(process)
    (note,) = (tmp_path / ".snakemake" / "processes").iterdir()
    return note


def locked(folder):
    return (folder / ".snakemake" / "locks").exists()


def test_locks_of_a_killed_run_are_removed_once(tmp_path, killed, new_run):
    assert new_run().freed and not locked(tmp_path) and not killed.exists()
    assert not new_run().freed


def test_a_run_that_ended_leaves_no_note(tmp_path):
    process, _ = begin(tmp_path, "pass")
    end(process, kill=False)
    assert list((tmp_path / ".snakemake" / "processes").iterdir()) == []


def test_locks_stay_while_any_of_several_runs_lives(tmp_path, killed, new_run):
    process, _ = begin(tmp_path, "time.sleep(60)")
    lock(tmp_path)
    assert not new_run().freed and locked(tmp_path)
    end(process)


def test_locks_that_stayed_beside_a_living_run_are_removed_after_it(tmp_path, new_run):
    living, (killed, _) = new_run(), begin(tmp_path)
    lock(tmp_path)
    end(killed)
    beside = new_run()
    assert not beside.freed and locked(tmp_path)
    beside.end()
    living.end()
    assert new_run().freed and not locked(tmp_path)


def test_a_number_that_another_process_has_now_keeps_no_lock(tmp_path, killed, new_run):
    """As in a container, where the first process always has the same one."""
    killed.rename(killed.with_name(f"{killed.name.split()[0]} {os.getpid()} 0a1b2c3d"))
    assert new_run().freed and not locked(tmp_path)


def test_a_container_on_this_machine_is_known_by_its_kernel(tmp_path, killed, new_run):
    """Its name is another, and says nothing."""
    killed.rename(killed.with_name("3f0c9a7b 1 0a1b2c3d"))
    assert new_run().freed and not locked(tmp_path)


def silence(note, seconds):
    then = time.time() - seconds
    os.utime(note, (then, then))


def test_a_run_on_another_machine_lives_as_long_as_it_gives_signs(tmp_path, killed, new_run):
    killed.write_text("another-kernel")
    silence(killed, SILENT - 30)
    assert not new_run().freed and locked(tmp_path)


def test_a_silent_run_on_another_machine_keeps_no_lock(tmp_path, killed, new_run):
    killed.write_text("another-kernel")
    silence(killed, SILENT + 30)
    assert new_run().freed and not locked(tmp_path)


def test_where_files_cannot_be_locked_signs_of_life_decide(tmp_path, killed, new_run, monkeypatch):
    def no_locks(file, how):
        raise OSError("function not implemented")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    first = new_run()
    assert not first.freed and locked(tmp_path)
    first.end()
    silence(killed, SILENT + 30)
    assert new_run().freed and not locked(tmp_path)


def test_a_run_gives_signs_of_life(tmp_path, new_run, monkeypatch):
    monkeypatch.setattr(locks, "BEAT", 0.01)
    run = new_run()
    silence(run.note, 1000)
    limit = time.monotonic() + 10
    while time.time() - run.note.stat().st_mtime > 500:
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_locks_without_a_note_are_another_programs(tmp_path, new_run):
    lock(tmp_path)
    assert not new_run().freed and locked(tmp_path)


def test_of_runs_that_begin_together_one_alone_takes_the_locks_away(tmp_path, killed):
    runs = [begin(tmp_path) for _ in range(4)]
    assert [freed for _, freed in runs].count(True) == 1
    for process, _ in runs:
        end(process)


def test_a_run_that_was_killed_while_it_noted_itself_keeps_no_lock(tmp_path, killed, new_run):
    """It holds nothing, and what it wrote of its note says nothing."""
    killed.with_name(f".half {killed.name}").write_text("")
    assert new_run().freed and not locked(tmp_path)


def test_a_note_is_whole_and_held_from_its_first_moment_on(tmp_path, new_run, monkeypatch):
    """Whoever looks at it without waiting must not take it for another machine's."""
    before, seen = Path.rename, []

    def renamed(half, note):
        with half.open("r+") as file:
            seen.append((file.read(), locks._held(file.fileno())))
        return before(half, note)

    monkeypatch.setattr(Path, "rename", renamed)
    new_run()
    assert seen == [(locks.machine(), False)]


def test_who_keeps_the_files_is_said_in_one_line(tmp_path, new_run):
    process, _ = begin(tmp_path)
    lock(tmp_path)
    exceptions = SimpleNamespace()
    locks.in_plain_words(new_run(), exceptions)
    with pytest.raises(SystemExit) as ended:
        exceptions.LockException()
    end(process)
    (line,) = ended.value.code.splitlines()
    assert line.startswith("tradewinds: the same files are being made by another run in this folder")
    assert f"process {process.pid} on " in line


def test_a_silent_run_elsewhere_is_said_to_be_waited_for(tmp_path, killed, new_run):
    killed.write_text("another-kernel")
    silence(killed, SILENT - 30)
    said = new_run().why_locked()
    assert "silent for 90 s, given up after 120" in said


def test_a_run_that_is_killed_while_another_begins_needs_no_unlocking(tmp_path, new_run):
    process, _ = begin(tmp_path)
    run = new_run()
    end(process)
    said = run.why_locked()
    assert f"process {process.pid} on " in said and "Run this again" in said and "--unlock" not in said


def test_locks_of_another_program_are_said_with_what_removes_them(tmp_path, new_run):
    lock(tmp_path)
    assert "no run has left a note" in (said := new_run().why_locked()) and "--unlock" in said


def test_a_run_that_takes_no_locks_takes_none_away(tmp_path, killed):
    """They are those of the run that started it, and keep others from what it makes."""
    run = Run(tmp_path / ".snakemake", frees=False)
    assert not run.freed and locked(tmp_path)
    run.end()


def test_files_that_a_job_makes_by_a_run_of_its_own_are_locked_with_its_output():
    class Persistence:
        dag = SimpleNamespace(needrun_jobs=lambda: iter(["one", "two"]))

        def all_outputfiles(self):
            return iter(["mark"])

    locks.lock_beside(Persistence, lambda job: [f"results/{job}/manifest.json"])
    made = ["mark", "results/one/manifest.json", "results/two/manifest.json"]
    assert list(Persistence().all_outputfiles()) == made


SNAKEFILE = """
import sys
sys.path.insert(0, {workflow!r})
from locks import Run, in_plain_words, unlock_own
from snakemake import exceptions
from snakemake.persistence.file import FilePersistence
RUN = Run()
in_plain_words(RUN, exceptions)
unlock_own(FilePersistence)
print("freed", RUN.freed, file=sys.stderr)
rule make:
    output: "a"
    shell: "{command}"
rule other:
    output: "b"
    shell: "touch b"
"""


def snakemake(folder, command="touch a", asked=()):
    """Snakemake at work on a workflow of one file, which notes and frees as the real one does."""
    (folder / "Snakefile").write_text(SNAKEFILE.format(workflow=str(WORKFLOW), command=command))
    return subprocess.Popen(
        [sys.executable, "-m", "snakemake", "--cores", "1", "--rerun-incomplete", *asked],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
def test_snakemake_started_twice_and_killed_goes_on_by_itself(tmp_path):
    """The second ends in one line; after the first was killed the third has its way."""
    first, limit = snakemake(tmp_path, "touch begun; sleep 100"), time.monotonic() + 120
    while not (tmp_path / "begun").exists():
        assert first.poll() is None and time.monotonic() < limit
        time.sleep(0.02)
    assert snakemake(tmp_path, asked=["b"]).communicate() and (tmp_path / "b").exists()
    second = snakemake(tmp_path)  # the one that ended meanwhile took no lock but its own away
    said = second.communicate()[1]
    assert second.returncode == 1 and "LockException" not in said and "Traceback" not in said
    assert f"made by another run in this folder (process {first.pid} on " in said.splitlines()[-1]
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    third = snakemake(tmp_path)
    said = third.communicate()[1]
    assert third.returncode == 0 and "freed True" in said and (tmp_path / "a").exists()


@pytest.mark.slow
def test_unlocking_by_hand_takes_all_locks_away(tmp_path):
    lock(tmp_path)
    unlocking = snakemake(tmp_path, asked=["--unlock"])
    unlocking.communicate()
    assert unlocking.returncode == 0 and not locked(tmp_path)

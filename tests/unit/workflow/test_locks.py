import os
import platform
import subprocess
import sys

from locks import note_running, remove_stale


def locked(folder, process):
    (folder / "locks").mkdir(parents=True)
    (folder / "locks" / "0.output.lock").write_text("a.parquet\n")
    (folder / "processes").mkdir()
    (folder / "processes" / f"{platform.node()} {process}").touch()
    return folder


def test_locks_of_a_dead_process_are_removed(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    folder = locked(tmp_path, ended.pid)
    assert remove_stale(folder)
    assert not (folder / "locks").exists()
    assert not remove_stale(folder)


def test_locks_of_a_living_process_stay(tmp_path):
    folder = locked(tmp_path, os.getpid())
    note_running(folder)
    assert not remove_stale(folder)
    assert (folder / "locks").exists()


def test_locks_of_another_machine_stay(tmp_path):
    folder = locked(tmp_path, os.getpid())
    (note,) = (folder / "processes").iterdir()
    note.rename(note.with_name("elsewhere 999999"))
    assert not remove_stale(folder)


def test_locks_stay_while_any_of_several_runs_lives(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    folder = locked(tmp_path, ended.pid)
    note_running(folder)
    assert not remove_stale(folder)
    assert (folder / "locks").exists()

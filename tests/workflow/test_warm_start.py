"""A laboratory's ``python`` is one: its arguments, folder, environment, files, and how it ends."""

import os
import subprocess
import sys
import time


def test_it_does_what_python_does(python, tmp_path):
    reading, writing = os.pipe()
    code = (
        "import os, sys; os.write(int(sys.argv[1]), b'told'); "
        "print(os.getcwd(), os.environ['NAME'], sys.path[0]); "
        "print(sys.executable, file=sys.stderr); assert 'tradewinds' not in sys.modules; sys.exit(7)"
    )
    environment = {"NAME": "value", "PATH": os.environ["PATH"]}
    asked = {
        "cwd": tmp_path,
        "env": environment,
        "pass_fds": (writing,),
        "capture_output": True,
        "text": True,
    }
    found = [
        subprocess.run([command, "-c", code, str(writing)], **asked) for command in (sys.executable, python)
    ]
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert pipe.read() == b"told" * 2
    assert [one.returncode for one in found] == [7, 7]
    assert found[0].stdout == found[1].stdout == f"{tmp_path} value \n"
    assert found[1].stderr == f"{python}\n"  # so that whatever it starts in turn is one too


def test_it_ends_with_whoever_started_it(python, tmp_path):
    code = "import pathlib, time; pathlib.Path('begun').touch(); time.sleep(2); pathlib.Path('ended').touch()"
    process = subprocess.Popen([python, "-c", code], cwd=tmp_path)
    while not (tmp_path / "begun").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    time.sleep(2.2)
    assert not (tmp_path / "ended").exists()

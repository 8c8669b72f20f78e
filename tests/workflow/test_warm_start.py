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


def test_jax_is_told_what_the_environment_says_as_if_it_were_imported_anew(python, tmp_path):
    """Its settings, and the compiler's: the second process finds the program of the first in their cache."""
    code = (
        "import jax, sys; jax.jit(lambda x: 2 * x, inline=True)(1.5); "
        "print(sorted((name, str(value)) for name, value in jax.config.values.items())); "
        "assert not {'optax', 'numpyro'} & set(sys.modules)"
    )
    told = {
        "JAX_ENABLE_X64": "1",
        "JAX_DEFAULT_MATMUL_PRECISION": "highest",
        "JAX_COMPILATION_CACHE_DIR": str(tmp_path / "cache"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        "XLA_FLAGS": "--xla_cpu_enable_fast_min_max=true",
    }
    environment = {"PATH": os.environ["PATH"]} | told
    said, programs = [], []
    for command in (sys.executable, python):
        ended = subprocess.run([command, "-c", code], env=environment, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        said.append(ended.stdout)
        programs.append({path.name for path in (tmp_path / "cache").glob("*-cache")})
    assert said[0] == said[1] and "('jax_enable_x64', 'True')" in said[1]
    assert programs[0] == programs[1] != set()

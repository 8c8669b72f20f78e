import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

COMMAND = """
import sys
from pathlib import Path
from tradewinds.runtime import start_jax
start_jax(sys.argv[1], sys.argv[2], Path("cache"))
import jax, jax.numpy as jnp
jax.jit(lambda x: jnp.sin(x) @ x)(jnp.ones(3)).block_until_ready()
print(jnp.ones(1).dtype, jax.default_backend())
"""


def start(folder, precision="float64", device="cpu"):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAX_")}
    return subprocess.run(
        [sys.executable, "-c", COMMAND, precision, device],
        cwd=folder,
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )


def test_precision_and_device_and_a_cache_that_is_filled_once(tmp_path):
    first = start(tmp_path)
    assert first.stdout.split() == ["float64", "cpu"], first.stderr
    kept = {path.name for path in tmp_path.rglob("*-cache")}
    assert kept
    assert start(tmp_path).returncode == 0
    assert {path.name for path in tmp_path.rglob("*-cache")} == kept
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert start(elsewhere).returncode == 0
    assert {path.name for path in elsewhere.rglob("*-cache")} == kept, "of a folder that moved"


def test_single_precision(tmp_path):
    assert start(tmp_path, "float32").stdout.split() == ["float32", "cpu"]


def test_linear_algebra_that_was_loaded_before_keeps_to_one_thread(tmp_path):
    """Two jobs on two cores would otherwise wait for each other's threads."""
    command = "import numpy, scipy.linalg, threadpoolctl\nfrom pathlib import Path\n"
    command += "from tradewinds.runtime import start_jax\nstart_jax('float64', 'cpu', Path('.'))\n"
    command += "print({library['num_threads'] for library in threadpoolctl.threadpool_info()})"
    environment = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert ended.stdout.strip() == "{1}", ended.stderr


def test_too_late_is_said():
    command = "import jax\nfrom pathlib import Path\nfrom tradewinds.runtime import start_jax\n"
    command += "start_jax('float64', 'cpu', Path('.'))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", command], env=environment, capture_output=True, text=True)
    assert "before the first import of jax" in ended.stderr

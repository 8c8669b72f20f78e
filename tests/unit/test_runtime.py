import os
import subprocess
import sys

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


def test_single_precision(tmp_path):
    assert start(tmp_path, "float32").stdout.split() == ["float32", "cpu"]


def test_too_late_is_said():
    command = "import jax\nfrom pathlib import Path\nfrom tradewinds.runtime import start_jax\n"
    command += "start_jax('float64', 'cpu', Path('.'))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", command], env=environment, capture_output=True, text=True)
    assert "before the first import of jax" in ended.stderr

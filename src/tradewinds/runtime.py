"""Starting JAX the same way everywhere: threads and the cache of compiled programs; precision and device by
call."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from threadpoolctl import threadpool_limits

from tradewinds.arithmetic import DECIDED, DTYPE_PROMOTION, MATMUL_PRECISION, ONE_THREAD, PRNG, compiler_flags
from tradewinds.errors import SettingsError

THREADS = "1"
"""Size of XLA's pool of threads on every machine. With two, batched factorisations of 104 × 104 matrices
inside a loop waited for each other without end (jaxlib 0.10.2); and the last digits of very large products
depend on it. Cores are used by jobs side by side; the linear algebra under SciPy, which JAX calls, takes as
many threads for itself unless told, and two such jobs on two cores took five times as long as one."""
_QUICK_TO_COMPILE = "--xla_backend_optimization_level=1"
"""A fifth less time to compile, and programs that run as fast (quickstart's fits, cold and warm)."""
_IN_ONE_PIECE = "--xla_cpu_parallel_codegen_split_count=1"
"""A fourteenth less time to compile, and the same bits: programs are cut into pieces for threads that compile
side by side, of which there is one here. jaxlib 0.10 knows it; one that does not would end the process."""
_QUICK_TO_RUN = "--xla_backend_optimization_level=3"


def start_jax(precision: str, device: str, cache: Path) -> None:
    """Set JAX up for this process; call it before anything imports JAX.

    ``precision`` is float32 or float64, ``device`` cpu or gpu, ``cache`` the folder in which compiled
    programs are kept for the next process. Random numbers and products are those of ``DECIDED``, whatever the
    environment says. Raises SettingsError when there is no GPU to be had.
    """
    if "jax" in sys.modules:
        raise RuntimeError("start_jax has to come before the first import of jax")
    os.environ["NPROC"] = THREADS
    os.environ.update(ONE_THREAD | DECIDED)
    threadpool_limits(1)  # of libraries already loaded, which no longer read the environment
    os.environ["JAX_ENABLE_X64"] = "1" if precision == "float64" else "0"
    os.environ["JAX_PLATFORMS"] = "cpu" if device == "cpu" else "cuda,cpu"
    own = [_QUICK_TO_COMPILE] if device == "cpu" else [_QUICK_TO_RUN, "--xla_gpu_deterministic_ops=true"]
    own += [_IN_ONE_PIECE] if device == "cpu" and version("jaxlib").startswith("0.10.") else []
    os.environ["XLA_FLAGS"] = " ".join([*compiler_flags(os.environ), *own])  # the last of a name counts
    os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str((cache / _machine()).absolute()))
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    os.environ["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"
    if device == "cpu":  # else the folder's path is part of every name: one that moves would find nothing
        os.environ["JAX_PERSISTENT_CACHE_ENABLE_XLA_CACHES"] = "none"
    if device == "gpu":
        _require_gpu()


@contextmanager
def computing(precision: str, device: str = "cpu") -> Iterator[None]:
    """What JAX computes within is in this precision (float32, float64) and on this device (cpu, gpu), with
    the random numbers and products of every run.

    Whatever the process was set up for; afterwards it is as before. A context manager and a decorator.
    Raises SettingsError when there is no GPU to be had.
    """
    import jax

    if device == "gpu":
        _require_gpu()
    with (
        jax.enable_x64(precision == "float64"),
        jax.default_device(jax.devices(device)[0]),
        jax.default_prng_impl(PRNG),
        jax.threefry_partitionable(True),
        jax.default_matmul_precision(MATMUL_PRECISION),
        jax.numpy_dtype_promotion(DTYPE_PROMOTION),
    ):
        yield


in_double = computing("float64")
"""Decorates what is asked of a fit: in double precision and on the processor, whatever it was fitted in."""


def _machine() -> str:
    """A short name for this kind of processor: compiled programs of another may not run here."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return "any"
    kind = next((line for line in text.splitlines() if line.startswith(("flags", "Features"))), "")
    return hashlib.sha256(kind.encode()).hexdigest()[:8]


def _require_gpu() -> None:
    import jax

    try:
        jax.devices("gpu")
    except (RuntimeError, AssertionError) as error:
        raise SettingsError(
            "inference.device = 'gpu', but JAX finds no GPU",
            "a GPU and JAX's CUDA packages",
            "Install them (README, “Cluster and GPU”), or set inference.device=cpu.",
        ) from error

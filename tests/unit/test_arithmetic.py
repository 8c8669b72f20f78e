"""What changes numbers is decided or told; what does not is neither."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tradewinds.arithmetic import compiler_flags, processor, same_processor, told_arithmetic
from tradewinds.runtime import computing

FAST = "--xla_cpu_enable_fast_math=true"


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"XLA_FLAGS": ""},
        {"XLA_FLAGS": "--xla_dump_to=/tmp/a --xla_dump_hlo_as_text"},
        {"XLA_FLAGS": "--xla_force_host_platform_device_count=8"},
        {"XLA_FLAGS": "--xla_backend_optimization_level=0 --xla_cpu_enable_fast_math=false"},
        {"XLA_FLAGS": "--xla_cpu_parallel_codegen_split_count=4"},
        {"JAX_DEFAULT_PRNG_IMPL": "rbg", "JAX_ENABLE_X64": "1", "JAX_PLATFORMS": "cpu"},
        {"JAX_COMPILATION_CACHE_DIR": "/tmp/b", "JAX_LOG_COMPILES": "1", "JAX_DEBUG_NANS": "1"},
        {"OMP_NUM_THREADS": "3", "HOME": "/root", "MKL_CBWR": ""},
    ],
)
def test_what_changes_no_number_or_is_decided_is_not_told(environment):
    assert told_arithmetic(environment) == {}


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"XLA_FLAGS": f"--xla_dump_to=/tmp/a {FAST}"}, {"XLA_FLAGS": FAST}),
        ({"XLA_FLAGS": f"{FAST} --xla_cpu_enable_fast_math=false --xla_b=1"}, {"XLA_FLAGS": "--xla_b=1"}),
        ({"XLA_FLAGS": "--xla_cpu_enable_fast_math"}, {"XLA_FLAGS": FAST}),
        ({"JAX_RANDOM_SEED_OFFSET": "5"}, {"JAX_RANDOM_SEED_OFFSET": "5"}),
        ({"JAX_SOMETHING_NEW": "1"}, {"JAX_SOMETHING_NEW": "1"}),
        ({"OPENBLAS_CORETYPE": "Haswell"}, {"OPENBLAS_CORETYPE": "Haswell"}),
        ({"NPY_DISABLE_CPU_FEATURES": "AVX512F"}, {"NPY_DISABLE_CPU_FEATURES": "AVX512F"}),
    ],
)
def test_what_changes_numbers_is_told(environment, told):
    assert told_arithmetic(environment) == told


def test_flags_are_told_alike_in_any_order():
    one, other = "--xla_b=2 --xla_a=1", "--xla_a=1   --xla_b=2"
    assert told_arithmetic({"XLA_FLAGS": one}) == told_arithmetic({"XLA_FLAGS": other})


def test_flags_may_stand_in_a_file(tmp_path):
    (tmp_path / "flags").write_text(f"{FAST}\n--xla_a='1 2'\n")
    assert compiler_flags({"XLA_FLAGS": str(tmp_path / "flags")}) == ["--xla_a='1 2'", FAST]
    assert compiler_flags({"XLA_FLAGS": str(tmp_path / "nothing")}) == []


CPUINFO = """processor : 0
vendor_id : GenuineIntel
cpu family : 6
model : 167
flags : fpu sse4_2 ssse3 avx2 fma bmi2 {0}

processor : 1
vendor_id : GenuineIntel
flags : fpu
"""


def test_the_processor_is_named_by_model_and_by_what_it_can_compute(monkeypatch):
    assert processor() and " " not in processor()

    def named(said):
        monkeypatch.setattr(Path, "read_text", lambda *_, **__: said)
        processor.cache_clear()
        return processor()

    try:
        one, other = named(CPUINFO.format("nopl")), named(CPUINFO.format("avx512f"))
        assert one.startswith("x86-64-v3/GenuineIntel-6-167/") and one != other
        assert one == named(CPUINFO.format("nopl rdtscp")), "sets that compute nothing count for nothing"
        assert same_processor(one, one) and not same_processor(one, other)
        kind = named("")
        assert "/" not in kind and not same_processor(kind, kind), "a kind has many models"
        assert not same_processor(None, None)
    finally:
        processor.cache_clear()


DRAWN = """
import sys
from pathlib import Path
from pathlib import Path
from tradewinds.runtime import start_jax
start_jax("float32", "cpu", Path(sys.argv[1]))
import jax, numpy as np
x = jax.random.normal(jax.random.key(3), (40, 40))
y = jax.jit(lambda x: jax.nn.softmax(x @ x).sum(0) / x.sum(0) + jax.numpy.exp(x).sum(1))(x)
from tradewinds.provenance import document
told = document(experiment="", stage="", settings={}, inputs={}, code="")["arithmetic"]
print(np.asarray(x).tobytes().hex()[:4000], np.asarray(y).tobytes().hex(), told.get("XLA_FLAGS"))
"""


def drawn(folder, **environment):
    """Random numbers, what is computed of them, and what is told, in a process with this environment."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("JAX_", "XLA_"))}
    ended = subprocess.run(
        [sys.executable, "-c", DRAWN, str(folder)],
        env=usual | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


@pytest.mark.slow
def test_a_job_computes_the_same_whatever_generator_the_environment_names(tmp_path):
    plain = drawn(tmp_path)
    others = {
        "JAX_DEFAULT_PRNG_IMPL": "rbg",
        "JAX_THREEFRY_PARTITIONABLE": "0",
        "JAX_DEFAULT_MATMUL_PRECISION": "BF16_BF16_F32",
        "JAX_ENABLE_X64": "1",
    }
    assert drawn(tmp_path, **others) == plain and plain[2] == "None"


@pytest.mark.slow
def test_flags_that_round_otherwise_are_told(tmp_path):
    assert drawn(tmp_path, XLA_FLAGS=FAST)[2] == FAST


def test_calls_of_the_library_compute_the_same_whatever_generator_a_process_has():
    import jax
    import numpy as np

    @computing("float32")
    def drawn_here():
        return np.asarray(jax.random.normal(jax.random.key(3), (5,)))

    expected = drawn_here()
    with jax.default_prng_impl("rbg"), jax.threefry_partitionable(False):
        np.testing.assert_array_equal(drawn_here(), expected)
        assert not np.array_equal(np.asarray(jax.random.normal(jax.random.key(3), (5,))), expected)

"""What of a process's surroundings changes the numbers that it computes: what is decided here, and what is
told.

A variable that is decided has one value in every run, whatever the environment says. What cannot be decided
for others, such as flags of the compiler, is told in the provenance of every artifact (``told_arithmetic``)
and compared with what a run would have now.
"""

import hashlib
import os
import platform
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PRNG = "threefry2x32"
"""Generator of random numbers: ``rbg``, faster on some accelerators, gives others."""
MATMUL_PRECISION = "highest"
"""Products of single precision are computed in single precision: by default GPUs round their factors to 10
bits (TF32). On processors it is the same, bit for bit.
"""
DTYPE_PROMOTION = "standard"
DECIDED = {
    "JAX_DEFAULT_PRNG_IMPL": PRNG,
    "JAX_THREEFRY_PARTITIONABLE": "1",
    "JAX_DEFAULT_MATMUL_PRECISION": MATMUL_PRECISION,
    "JAX_NUMPY_DTYPE_PROMOTION": DTYPE_PROMOTION,
}
"""Variables that every run sets, to the values that results are made with."""
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
"""Sums that threads share out are added in another order for each number of them."""
BY_SETTINGS = ("JAX_ENABLE_X64", "JAX_PLATFORMS", "JAX_PLATFORM_NAME")
"""Variables that say what the settings say: precision and device."""
_NO_NUMBERS = (
    "JAX_COMPILATION_CACHE_", "JAX_PERSISTENT_CACHE_", "JAX_ENABLE_COMPILATION_CACHE",
    "JAX_RAISE_PERSISTENT_CACHE_ERRORS", "JAX_LOG", "JAX_DEBUG_LOG_MODULES", "JAX_EXPLAIN_CACHE_MISSES",
    "JAX_TRACEBACK_", "JAX_INCLUDE_FULL_TRACEBACKS_", "JAX_DUMP_", "JAX_INCLUDE_DEBUG_INFO_IN_DUMPS",
    "JAX_CHECK_TRACER_LEAKS", "JAX_DEBUG_NANS", "JAX_DEBUG_INFS", "JAX_DEBUG_KEY_REUSE", "JAX_ENABLE_CHECKS",
    "JAX_NUMPY_RANK_PROMOTION", "JAX_LEGACY_PRNG_KEY", "JAX_TRANSFER_GUARD", "JAX_COORDINATOR_",
    "JAX_CAPTURED_CONSTANTS_", "JAX_COMPILER_DETAILED_LOGGING_", "JAX_HLO_SOURCE_FILE_",
    "JAX_TRACER_ERROR_", "JAX_NUM_GENERATED_CASES", "JAX_SKIP_SLOW_TESTS", "JAX_TEST_",
)  # fmt: skip
"""Beginnings of JAX's variables about caches, messages and refusals."""
_OF_LIBRARIES = (
    "OPENBLAS_CORETYPE", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "MKL_DEBUG_CPU_TYPE",
    "NPY_DISABLE_CPU_FEATURES", "NPY_ENABLE_CPU_FEATURES", "ARROW_USER_SIMD_LEVEL", "GLIBC_TUNABLES",
    "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_DEFAULT_FPMATH_MODE",
    "NVIDIA_TF32_OVERRIDE", "CUBLAS_WORKSPACE_CONFIG", "LIBTPU_INIT_ARGS",
)  # fmt: skip
"""Variables by which other libraries choose their kernels."""
_FLAGS = "XLA_FLAGS"
_FLAGS_DECIDED = (
    "--xla_backend_optimization_level",
    "--xla_cpu_parallel_codegen_split_count",
    "--xla_gpu_deterministic_ops",
)
_FLAGS_WITHOUT_NUMBERS = (
    "--xla_dump_", "--xla_force_host_platform_device_count", "--xla_hlo_profile", "--xla_hlo_graph_",
    "--xla_gpu_cuda_data_dir", "--xla_detailed_logging", "--xla_slow_operation_alarm",
)  # fmt: skip
"""Beginnings of the compiler's flags about files and messages, and the number of devices, of which the first
computes.
"""
_FLAG = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")
_AS_WITHOUT = ("--xla_cpu_enable_fast_math=false",)
_LEVELS = {
    "x86-64-v4": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
    "x86-64-v3": {"avx2", "fma", "bmi2"},
    "x86-64-v2": {"sse4_2", "ssse3"},
}
"""Kinds of processor by what they can compute, as compilers name them."""


def told_arithmetic(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Name → value of what an environment (this process's) says that changes numbers and is not decided here.

    Empty in a usual one. A variable of JAX's that is not known here is told. Flags of the compiler stand in
    alphabetical order, each with the last value given.
    """
    of = os.environ if environment is None else environment
    unknown = [
        name
        for name in of
        if name.startswith("JAX_")
        and name not in DECIDED
        and name not in BY_SETTINGS
        and not name.startswith(_NO_NUMBERS)
    ]
    told = {name: of[name] for name in [*unknown, *_OF_LIBRARIES] if of.get(name)}
    flags = " ".join(
        flag
        for flag in compiler_flags(of)
        if not flag.startswith((*_FLAGS_DECIDED, *_FLAGS_WITHOUT_NUMBERS)) and flag not in _AS_WITHOUT
    )
    return dict(sorted((told | ({_FLAGS: flags} if flags else {})).items()))


def compiler_flags(environment: Mapping[str, str]) -> list[str]:
    """The compiler's flags as ``--name=value``, sorted: of one that is given twice the last counts, and a
    text that begins with no dash names a file of flags.
    """
    text = environment.get(_FLAGS, "").strip()
    if text and not text.startswith("-"):
        try:
            text = Path(text).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return []  # as the compiler has it
    pairs = [flag.partition("=")[::2] for flag in _FLAG.findall(text)]
    return sorted(f"{name}={value or 'true'}" for name, value in dict(pairs).items())


_MODEL = ("vendor_id", "cpu family", "model", "CPU implementer", "CPU architecture", "CPU part")
"""Lines of /proc/cpuinfo that say which processor it is, of Intel's kind and of Arm's."""
_SETS = re.compile(r"(sse|ssse|avx|fma|f16c|bmi|amx|asimd|fp|sve|sme|bf16|i8mm)\w*")
"""Sets of instructions by which compilers and libraries choose kernels; a virtual machine may lack some."""


@cache
def processor() -> str:
    """This machine's processor, by which libraries choose kernels that round otherwise.

    ``KIND/MODEL/SETS``: an x86-64 level, else its architecture; vendor, family and model; a hash of its sets
    of instructions. The kind alone where the system does not say more.
    """
    machine = platform.machine()
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return machine
    pairs = [line.partition(":")[::2] for line in text.splitlines()]
    said = {name.strip(): value.strip() for name, value in reversed(pairs)}  # of the first core
    has = set(said.get("flags", said.get("Features", "")).split())
    kind = next((level for level, needed in _LEVELS.items() if needed <= has), machine)
    model = "-".join(said[name].replace(" ", "") for name in _MODEL if name in said)
    sets = " ".join(sorted(name for name in has if _SETS.fullmatch(name)))
    return f"{kind}/{model}/{hashlib.sha256(sets.encode()).hexdigest()[:6]}" if model and sets else kind


def same_processor(one: object, other: object) -> bool:
    """Whether both are names of one model of processor, on which a program rounds alike to the last bit."""
    return one == other and isinstance(one, str) and "/" in one

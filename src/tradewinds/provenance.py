"""Where an artifact comes from: the document every artifact carries.

It holds no clock time, no host name and no absolute path: the same inputs give the same bytes.
"""

import platform
import sys
from importlib.metadata import version
from typing import Any

from tradewinds.arithmetic import processor, told_arithmetic
from tradewinds.values import hash_json

COMPUTING = (
    "numpy", "scipy", "pandas", "pyarrow", "xarray", "h5netcdf", "h5py", "sklearn", "statsmodels",
    "jax", "jaxlib", "numpyro", "blackjax", "optax", "arviz_base", "arviz_stats", "scoringrules", "pandera",
    "matplotlib", "tradewinds",
)  # fmt: skip
"""Packages whose versions are named where they are loaded."""
LATE = {"h5netcdf": "h5py"}
"""Packages that are loaded with the first array that is written, which a run that goes on where it was may
have done before: those of them are named that another package, loaded with all arrays, stands for."""
RAW = "raw/"
"""Inputs under this name lie in the user's data folder, all others in the experiment's results."""
DISTRIBUTIONS = {"sklearn": "scikit-learn", "arviz_base": "arviz-base", "arviz_stats": "arviz-stats"}
"""Packages whose distribution has another name."""


def document(
    *,
    experiment: str,
    stage: str,
    settings: Any,
    inputs: dict[str, str],
    code: str,
    seed: int | None = None,
) -> dict[str, Any]:
    """The provenance of an artifact made in this process.

    ``settings`` are the stage's own, in plain types; ``inputs`` maps each input to the hash of its values
    (of its bytes, for a user's raw file); ``code`` is the fingerprint of the stage's script. The versions
    are those of the packages this process has loaded, ``arithmetic`` is what of its environment changes
    numbers (``told_arithmetic``). ``tradewinds.artifacts`` adds the artifact's own hash.
    """
    return {
        "experiment": experiment,
        "stage": stage,
        "settings": settings,
        "settings_hash": hash_json(settings),
        "inputs": dict(sorted(inputs.items())),
        "code": code,
        "seed": seed,
        "packages": _versions(),
        "python": platform.python_version(),
        **_device(),
        "processor": processor(),
        "arithmetic": told_arithmetic(),
    }


def _versions() -> dict[str, str]:
    loaded = [name for name in COMPUTING if LATE.get(name, name) in sys.modules]
    return {name: version(DISTRIBUTIONS.get(name, name)) for name in sorted(loaded)}


def _device() -> dict[str, str]:
    """Device and precision of the arrays computed here; without JAX they are the processor's doubles."""
    jax = sys.modules.get("jax")
    if jax is None:
        return {"device": "cpu", "precision": "float64"}
    precision = "float64" if jax.config.jax_enable_x64 else "float32"
    return {"device": jax.devices()[0].device_kind, "precision": precision}

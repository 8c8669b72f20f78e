"""Is an artifact what would be made of it now? Its provenance answers, wherever it comes from.

Snakemake knows of what it made itself, in this folder. Results that were copied, or whose records are gone,
look finished to it under any seed. What an artifact carries says as much anywhere.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tradewinds.provenance import DISTRIBUTIONS
from tradewinds.values import hash_json


def of_provenance(document: Mapping[str, Any]) -> dict[str, Any]:
    """What freshness needs of a provenance document: settings as their hash, computed here."""
    kept = ("stage", "inputs", "code", "seed", "packages", "arithmetic", "values")
    return {"settings": hash_json(document.get("settings")), **{key: document.get(key) for key in kept}}


def outdated(
    carried: Mapping[str, Any], planned: Mapping[str, Any], values: Callable[[str], str | None]
) -> str:
    """What differs between an artifact and what would be made now: the name of a field; empty where nothing
    does.

    ``carried`` is its summary, ``planned`` what a job would have: stage, settings, code, seed, inputs
    (names) and arithmetic. ``values`` gives the hash of the values of an input as it lies there, None where
    it does not. Packages differ where one that it was made with has another version here, this one left
    out, of which the code says more. Which Python and processor it was changes last digits at most and makes
    nothing again.
    """
    if carried["stage"] != planned["stage"]:
        return "stage"
    if carried["settings"] != hash_json(planned["settings"]):
        return "settings"
    for key in ("seed", "code"):
        if carried[key] != planned.get(key):
            return key
    if (carried["arithmetic"] or {}) != planned["arithmetic"]:
        return "arithmetic"
    packages = {name: then for name, then in (carried["packages"] or {}).items() if name != "tradewinds"}
    if any(installed(name) != then for name, then in packages.items()):
        return "packages"
    inputs = carried["inputs"] or {}
    if set(inputs) != set(planned["inputs"]) or any(values(name) != then for name, then in inputs.items()):
        return "inputs"
    return ""


@cache
def installed(name: str) -> str | None:
    """The version of a package, by its name in provenance, that a job would load; None where there is
    none.
    """
    try:
        return version(DISTRIBUTIONS.get(name, name))
    except PackageNotFoundError:
        return None

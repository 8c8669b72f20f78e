"""Versions of the software that a run was made with, as its artifacts recorded them."""

from collections.abc import Iterable
from importlib.metadata import version


def used_packages(provenance: Iterable[dict]) -> dict[str, set[str]]:
    """Package → the versions that the artifacts were made with."""
    found: dict[str, set[str]] = {}
    for document in provenance:
        for name, number in (document.get("packages") or {}).items():
            found.setdefault(name, set()).add(str(number))
    return found


def used_version(provenance: Iterable[dict], package: str) -> str:
    """“0.1.0”, or several; where no artifact recorded any, the version installed here, said to be that."""
    known = used_packages(provenance).get(package)
    return (
        ", ".join(sorted(known)) if known else f"{version(package)} (as installed now; the run recorded none)"
    )

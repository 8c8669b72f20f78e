"""A closed world: every file of a results folder is accounted for."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tradewinds.audit.verdict import AuditFinding, AuditVerdict
from tradewinds.left_behind import left_as


def strangers(results: Path, known: set[str]) -> tuple[dict[str, AuditFinding], Counter[str]]:
    """Files that are neither ``known`` nor left by design, with what is wrong with each; and how many were
    left, by what they are called.
    """
    found: dict[str, AuditFinding] = {}
    left: Counter[str] = Counter()
    for name, odd in _everything(results):
        if name in known:
            continue
        kind = left_as(name)
        if kind and not odd:
            left[kind] += 1
        else:
            said = odd or "it is not part of this experiment (any more)"
            found[name] = AuditFinding(AuditVerdict.untraceable, "stranger", said)
    return found, left


def _everything(results: Path) -> Iterator[tuple[str, str]]:
    """Path within the results of every file → what is odd about it, if anything. Links are not followed."""
    errors: list[OSError] = []
    for folder, inner, files in os.walk(results, onerror=errors.append):
        place = Path(folder).relative_to(results)
        links = [one for one in inner if os.path.islink(os.path.join(folder, one))]
        for name in sorted([*files, *links]):
            path = Path(folder) / name
            plain = path.is_file() and not path.is_symlink()
            yield _text(place / name), "" if plain else "it is no file of this folder: a link or a pipe"
    for error in errors:
        place = Path(os.fsdecode(error.filename)).relative_to(results)
        yield _text(place), f"the folder cannot be looked into ({error.strerror})"


def _text(place: Path) -> str:
    """A path that can be written in UTF-8: names of files are bytes, and may be any."""
    return os.fsencode(place.as_posix()).decode("utf-8", "backslashreplace")

"""Which of the mistakes of ``mistakes.toml`` do the tests beside them find?

Each is made in a scratch clone, alone: ``python tests/mutants/mistakes.py [TESTS …]``
with the project's own Python, ``TESTS`` being some of the headings. What no test found is printed.
"""

import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).parents[2]
sys.path.insert(0, str(TOP / "tests"))
from warm_start import warm_python  # noqa: E402

LIST = Path(__file__).parent / "mistakes.toml"
_LIMIT = 900.0
"""Seconds that the tests of a mistake may take."""


class Mistake(NamedTuple):
    """``old`` of a module is ``new``; ``tests``: files below ``tests/unit``."""

    tests: tuple[str, ...]
    module: str
    old: str
    new: str

    def made(self, source: str) -> str:
        """The module with the mistake, once, where it comes first."""
        return source.replace(self.old, self.new, 1)


def mistakes() -> Iterator[Mistake]:
    """Of the whole list, in its order."""
    text = LIST.read_text(encoding="utf-8")
    for tests, modules in _sections(text):
        for module, pairs in modules.items():
            for old, new in pairs:
                yield Mistake(tests, module, old, new)


def _sections(text: str) -> Iterator[tuple[tuple[str, ...], dict[str, list[list[str]]]]]:
    """A heading names tests, several with commas; TOML itself would take such a heading for an error."""
    head, *parts = text.split('\n["')
    for part in parts:
        heading, _, body = part.partition('"]\n')
        yield tuple(heading.replace('"', "").split(", ")), tomllib.loads(body)


def found(clone: Path, mistake: Mistake, python: str, number: int) -> bool:
    """Whether some test fails over a mistake."""
    file = clone / "src" / "tradewinds" / mistake.module
    source = file.read_text(encoding="utf-8")
    if mistake.old not in source:
        raise SystemExit(f"{mistake.module} has no {mistake.old!r}: {LIST} is older than it.")
    file.write_text(mistake.made(source), encoding="utf-8")
    os.utime(file, (time.time() + number, time.time() + number))  # else Python takes what it compiled before
    command = [python, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += [f"tests/unit/{name}" for name in mistake.tests]
    places = os.pathsep.join(str(clone / name) for name in ("src", "workflow"))
    environment = os.environ | {"PYTHONPATH": places, "OMP_NUM_THREADS": "1"}
    try:
        ended = subprocess.run(
            command, cwd=clone, env=environment, capture_output=True, timeout=_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(source, encoding="utf-8")
        os.utime(file, (time.time() + number, time.time() + number))
    return ended.returncode == 1


def main() -> None:
    """Print a line a mistake that is not found, and how many are."""
    tried = alive = 0
    with tempfile.TemporaryDirectory(prefix="mistakes-") as folder, warm_python(sys.executable) as python:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", "--shared", TOP, clone], check=True)
        for number, one in enumerate(mistakes(), 1):
            if sys.argv[1:] and not set(sys.argv[1:]) & set(one.tests):
                continue
            tried += 1
            if not found(clone, one, python, number):
                alive += 1
                print(f"{one.module}: not found\n    - {one.old}\n    + {one.new}", flush=True)
    print(f"{tried - alive} of {tried} mistakes are found")


if __name__ == "__main__":
    main()
